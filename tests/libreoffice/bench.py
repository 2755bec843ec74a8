"""A running LibreOffice with the extension in it, for tests: `LibreOffice.running` gives one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from addin.build.oxt import build_oxt
from tests.office import SOFFICE
from workbook.live.uno_engine import Host
from workbook.live.uno_remote import Office

ROOT = Path(__file__).parents[2]
_PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python")


@cache
def uno_python() -> str:
    """A Python that knows UNO, "" where there is none."""
    for python in _PYTHONS:
        if Path(python).exists():
            done = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
            if not done.returncode:
                return python
    return ""


class ScriptedHost(Host):
    """A LibreOffice whose dialogs a test answers.

    ``first``: a folder from which its own tool, pressed by the menu, imports before all else.
    """

    def __init__(self, office: Office, first: Path) -> None:
        super().__init__(office)
        self.first = first
        self.answers: list[object] = []
        self.alerts: list[str] = []
        self.steps: list[object] = []

    def alert(self, prompt: str, title: str, mode: str | None, buttons: str) -> str:
        self.alerts.append(prompt)
        return str(self.answers.pop(0)) if buttons == "yes_no" else "ok"

    def ask(self, prompt: str, title: str, default: str) -> object:
        self.alerts.append(prompt)
        answer = self.answers.pop(0)
        return default if answer is None else answer

    def choose(self, action: str) -> None:
        """Choose a button in the menu of the document in front."""
        frame = self.office.desktop.getCurrentComponent().CurrentController.Frame
        dispatcher = self.office.service("com.sun.star.frame.DispatchHelper")
        dispatcher.executeDispatch(frame, f"service:org.jsjb.Buttons?{action}", "", 0, [])

    def end_tool(self) -> None:
        """End the Python that the menu's buttons ask, as if somebody had killed it."""
        record = self.first / "macros_py.ribbon.pipe"
        if record.exists():
            os.kill(int(record.read_text()), signal.SIGKILL)
            record.unlink()

    def show_status(self, text: object) -> None:
        self.steps.append(text)
        super().show_status(text)


@contextmanager
def running(folder: Path, display: str = "") -> Iterator[ScriptedHost]:
    """Start one with the extension installed and this source tree as the tool's own Python.

    In the folder of an earlier one it has the same profile.
    """
    config = folder / "config"
    (config / "jsjb").mkdir(parents=True, exist_ok=True)
    first = folder / "first"
    first.mkdir(exist_ok=True)
    python = folder / "python"  # the extension asks for isolation; the source tree is not installed
    python.write_text(
        f'#!/bin/sh\nshift\necho $$ >"{first}/$3"\n'
        f'PYTHONPATH="{first}:{ROOT}" exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)
    (config / "jsjb" / "libreoffice.conf").write_text(f"INTERPRETER={python}\n")
    oxt = build_oxt(folder / "jsjb.oxt")
    script = Path(__file__).with_name("far_end.py")
    profile = folder / "profile"
    profile.mkdir(exist_ok=True)
    with (folder / "soffice.log").open("wb") as log:
        process = subprocess.Popen(
            [uno_python(), str(script), str(SOFFICE), str(profile), str(oxt), display],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            # LibreOffice's own Python takes its library from the first python3 on the path
            env={**os.environ, "XDG_CONFIG_HOME": str(config), "PATH": os.defpath},
            text=True,
            encoding="utf-8",
        )
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def exchange(message: list[object]) -> list[object]:
            stdin.write(json.dumps(message) + "\n")
            stdin.flush()
            answer: list[object] = json.loads(stdout.readline())
            return answer

        try:
            said = stdout.readline()
            assert said == "ready\n", (folder / "soffice.log").read_text(errors="replace")
            yield ScriptedHost(Office(exchange), first)
        finally:
            stdin.close()
            process.wait(120)
