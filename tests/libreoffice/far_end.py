"""A LibreOffice for tests, run by the Python that knows UNO: installs the extension, then serves.

    python3 far_end.py SOFFICE PROFILE JSJB.oxt [DISPLAY]

What it is asked over its standard input it does through the extension's own bridge.
"""
# ruff: noqa: N802  UNO's own names

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import time
import uuid
import zipfile
from pathlib import Path

import uno
import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler


class Silent(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):
    def getInteractionHandler(self):
        return self

    def getProgressHandler(self):
        return self

    def handle(self, request):
        kind = "com.sun.star.task.XInteractionApprove"
        for choice in request.getContinuations():
            if choice.queryInterface(uno.getTypeByName(kind)):
                choice.select()

    def push(self, status):
        pass

    def update(self, status):
        pass

    def pop(self):
        pass


def start(soffice, profile, display):
    pipe = "jsjb" + uuid.uuid4().hex[:12]
    command = [soffice, "-env:UserInstallation=" + uno.systemPathToFileUrl(profile)]
    command += ["--norestore", "--nologo", "--nodefault"]
    command += [] if display else ["--headless"]
    command.append(f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext")
    env = dict(os.environ, DISPLAY=display) if display else dict(os.environ)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=env)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    for _ in range(600):
        try:
            return process, resolver.resolve(address)
        except Exception:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def stop(process, context):
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    with contextlib.suppress(Exception):
        desktop.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


def bridge_of(oxt, folder):
    with zipfile.ZipFile(oxt) as archive:
        source = archive.read("pythonpath/jsjb_bridge.py")
    path = Path(folder, "jsjb_bridge.py")
    path.write_bytes(source)
    spec = importlib.util.spec_from_file_location("jsjb_bridge", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(soffice, profile, oxt, display=""):
    process, context = start(soffice, profile, display)
    manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
    manager.addExtension(uno.systemPathToFileUrl(oxt), (), "user", None, Silent())
    stop(process, context)
    process, context = start(soffice, profile, display)
    bridge = bridge_of(oxt, profile).Bridge(context)
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        out.write("ready\n")
        out.flush()
        for line in sys.stdin:
            out.write(json.dumps(bridge.answer(json.loads(line))) + "\n")
            out.flush()
    finally:
        stop(process, context)


if __name__ == "__main__":
    main(*sys.argv[1:])
