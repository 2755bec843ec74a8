"""Which of the fonts that an official document names are lacking on this computer (GB/T 9704)."""

import shutil
import subprocess
import sys
from collections.abc import Iterable

from macros_py.desk.reports.word.look import FONTS

_ALSO = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S",),
    "黑体": ("SimHei",),
    "楷体_GB2312": ("KaiTi_GB2312",),
    "仿宋_GB2312": ("FangSong_GB2312",),
    "宋体": ("SimSun",),
}
_REGISTRY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"


def missing_fonts(installed: Iterable[str]) -> tuple[str, ...]:
    """Return the fonts of the document that no installed font's name holds.

    >>> missing_fonts(["SimSun & NSimSun (TrueType)", "SimHei (TrueType)", "楷体_GB2312"])
    ('方正小标宋简体', '仿宋_GB2312')
    """
    names = "\n".join(installed).casefold()
    return tuple(
        font for font in FONTS if not any(name.casefold() in names for name in (font, *_ALSO[font]))
    )


def installed_fonts() -> list[str] | None:
    """Return the names of the fonts on this computer, None where nothing tells them."""
    if sys.platform == "win32":
        return _registered()
    teller = shutil.which("fc-list", path="/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if teller is None:
        return None
    done = subprocess.run([teller, ":", "family"], capture_output=True, check=False)  # noqa: S603
    return done.stdout.decode(errors="replace").splitlines()


def _registered() -> list[str]:
    import winreg  # noqa: PLC0415  Windows only

    names = []
    for hive in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):  # type: ignore[attr-defined]
        try:
            with winreg.OpenKey(hive, _REGISTRY) as key:  # type: ignore[attr-defined]
                for number in range(winreg.QueryInfoKey(key)[1]):  # type: ignore[attr-defined]
                    names.append(winreg.EnumValue(key, number)[0])  # type: ignore[attr-defined]  # noqa: PERF401
        except OSError:
            continue
    return names
