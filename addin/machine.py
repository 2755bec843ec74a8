"""The Windows PC that the add-in is installed on: where things lie there, and what it can take."""

import os
import struct
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

from addin.build.errors import InstallError

NEEDED = ("xlwings", "macros_py.formulas.functions", "macros_py.ribbon.ribbon")
_BITS = {0x8664: 64, 0xAA64: 64, 0x14C: 32}
_EXCEL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"


@dataclass(frozen=True)
class Machine:
    """The places and facts that the installation depends on.

    ``startup`` is the folder whose workbooks Excel opens by itself, ``settings`` the file that the
    add-in reads, ``ansi`` the codec in which VBA sees paths, ``excel`` the program or None.
    """

    startup: Path
    settings: Path
    interpreter: Path
    ansi: str
    excel: Path | None

    @property
    def windowless(self) -> Path:
        """The interpreter that Excel starts: the one that opens no window, where there is one."""
        found = self.interpreter.with_name("pythonw.exe")
        return found if found.is_file() else self.interpreter

    def bits(self) -> int | None:
        """32 or 64: what Excel is built for; None when that cannot be told."""
        return program_bits(self.excel) if self.excel else None

    def libraries(self) -> dict[int, Path | None]:
        """Where xlwings' DLL of this version lies, for a 32- and a 64-bit Excel; None: nowhere.

        The glue looks beside the interpreter and one folder up, so only these count.
        """
        folders = (self.interpreter.parent, self.interpreter.parent.parent)
        names = {bits: f"xlwings{bits}-{installed('xlwings')}.dll" for bits in (32, 64)}
        return {
            bits: next((f / name for f in folders if (f / name).is_file()), None)
            for bits, name in names.items()
        }

    def unreadable(self) -> list[str]:
        """Give the paths that VBA cannot read: it sees them in the ANSI code page only."""
        paths = (str(self.windowless), str(self.settings))
        return [path for path in paths if not _encodable(path, self.ansi)]


def this_machine() -> Machine:
    """Look at the PC this runs on; raises InstallError where there is no desktop Excel to have."""
    if sys.platform != "win32":
        raise InstallError("Excel 加载项需要 Windows 上的桌面版 Excel，这台机器不是 Windows")
    if from_store(sys.base_prefix):
        raise InstallError("微软商店版的 Python 写的文件 Excel 看不到，请改用 python.org 的 Python")
    roaming = os.environ.get("APPDATA")
    if not roaming:
        raise InstallError("找不到当前用户的 AppData 文件夹（环境变量 APPDATA 为空）")
    return Machine(
        startup=Path(roaming, "Microsoft", "Excel", "XLSTART"),
        settings=Path(roaming, "jsjb", "jsjb.conf"),
        interpreter=Path(sys.executable),
        ansi="mbcs",
        excel=_excel(),
    )


def user_folder() -> Path:
    """Give the folder of this user's settings, which need not be there."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", ""), "jsjb")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config", "jsjb")


def from_store(prefix: str) -> bool:
    """Whether a Python comes from the Microsoft Store: what it writes to AppData goes elsewhere."""
    return "windowsapps" in prefix.lower()


def program_bits(program: Path) -> int | None:
    """Read from a Windows program's header whether it is a 32- or a 64-bit one."""
    try:
        with program.open("rb") as file:
            head = file.read(0x40)
            if head[:2] != b"MZ":
                return None
            file.seek(struct.unpack_from("<I", head, 0x3C)[0])
            signature, machine = struct.unpack("<4sH", file.read(6))
    except (OSError, struct.error):
        return None
    return _BITS.get(machine) if signature == b"PE\0\0" else None


def import_fault(interpreter: Path, modules: tuple[str, ...] = NEEDED) -> str:
    """Import modules the way the add-in will (isolated); give the error's last line, or ""."""
    try:
        done = subprocess.run(  # noqa: S603  (the interpreter that is being installed)
            [str(interpreter), "-I", "-B", "-c", f"import {', '.join(modules)}"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=120,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if not done.returncode:
        return ""
    return (done.stderr.strip().splitlines() or [f"退出码 {done.returncode}"])[-1]


def _encodable(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _excel() -> Path | None:
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415  (Windows only)

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            found = Path(winreg.QueryValue(root, _EXCEL).strip('"'))
        except OSError:
            continue
        if found.is_file():
            return found
    return None
