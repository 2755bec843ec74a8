"""``jsjb addin install|remove|status --libreoffice``: the extension in this user's LibreOffice."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from addin.build.errors import InstallError
from addin.build.oxt import IDENTIFIER, NAME, build_oxt
from addin.build.version import version
from addin.install import Fact
from addin.machine import import_fault, user_folder
from workbook.files.atomic import make_folder, write_bytes

KEY = "INTERPRETER"
MODULES = ("macros_py.formulas.pipe", "macros_py.ribbon.pipe")
_PROGRAMS = ("/usr/lib/libreoffice/program", "/opt/libreoffice/program")


@dataclass(frozen=True)
class Desk:
    """Where things lie: LibreOffice's own tool for extensions, and the record that it reads.

    ``options``: what that tool is told besides, such as whose profile it is.
    """

    unopkg: Path
    record: Path
    interpreter: Path
    options: tuple[str, ...] = ()


def this_desk() -> Desk:
    """Look at the PC this runs on; raises InstallError where LibreOffice is not found."""
    found = shutil.which("unopkg", path=os.pathsep.join([os.environ.get("PATH", ""), *_programs()]))
    if not found:
        raise InstallError("没有找到 LibreOffice（unopkg），请先安装 LibreOffice")
    return Desk(Path(found), user_folder() / "libreoffice.conf", Path(sys.executable))


def install(desk: Desk) -> Path:
    """Put the extension into LibreOffice and write which Python it asks; gives the record.

    Raises InstallError, before anything is written, where it could not work.
    """
    fault = import_fault(desk.interpreter, MODULES)
    if fault:
        raise InstallError(f"不能安装：Python {fault}")
    with tempfile.TemporaryDirectory() as folder:
        _unopkg(desk, "add", "--force", str(build_oxt(Path(folder, NAME))))
    make_folder(desk.record.parent)
    write_bytes(desk.record, f"{KEY}={desk.interpreter}\n".encode())
    return desk.record


def remove(desk: Desk) -> bool:
    """Take the extension and the record away; false where there was none."""
    if not _installed(desk):
        return False
    _unopkg(desk, "remove", IDENTIFIER)
    desk.record.unlink(missing_ok=True)
    return True


def status(desk: Desk) -> Iterator[Fact]:
    """Yield what is installed and whether its pieces fit together."""
    fault = import_fault(desk.interpreter, MODULES)
    yield Fact("Python", fault or str(desk.interpreter), good=not fault)
    there = _installed(desk)
    said = there or f"没有安装，请运行 jsjb addin install --libreoffice（{desk.unopkg}）"
    yield Fact("LibreOffice 扩展", said, good=there == version())
    try:
        lines = desk.record.read_text("utf-8").splitlines()
    except OSError:
        lines = []
    right = f"{KEY}={desk.interpreter}" in lines
    said = str(desk.record) if right else f"没有或指向另一个 Python（{desk.record}），请重新安装"
    yield Fact("安装记录", said, good=right)


def _installed(desk: Desk) -> str:
    """Give the version of the extension that is installed, "" when none is."""
    lines = iter(_unopkg(desk, "list").splitlines())
    for line in lines:
        if line.strip() == f"Identifier: {IDENTIFIER}":
            found = next((each for each in lines if each.strip().startswith("Version:")), "")
            return found.partition(":")[2].strip()
    return ""


def _unopkg(desk: Desk, *arguments: str) -> str:
    command = [str(desk.unopkg), *arguments, *desk.options]
    # LibreOffice's own Python takes its library from the first python3 on the path
    environment = None if os.name == "nt" else {**os.environ, "PATH": os.defpath}
    try:
        done = subprocess.run(  # noqa: S603  (LibreOffice's own tool)
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=300,
            check=False,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"LibreOffice 没有装卸扩展：{error}") from error
    if done.returncode and "as root" in done.stderr:
        raise InstallError("扩展要由使用 LibreOffice 的用户自己装卸，请不要用 root 运行")
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "没有说明").splitlines()
        raise InstallError(f"LibreOffice 没有装卸扩展，请关闭它再试：{lines[-1]}")
    return done.stdout


def _programs() -> list[str]:
    windows = [
        str(Path(folder, "LibreOffice", "program"))
        for name in ("ProgramFiles", "ProgramFiles(x86)")
        if (folder := os.environ.get(name))
    ]
    return [*_PROGRAMS, *windows]
