"""The versions that a built add-in carries in its VBA, by which it is recognised as this tool's."""

import re

from addin.build.errors import BrokenAddinError
from addin.build.package import VBA, parts_of
from addin.build.vbaproject import read_project


def stamped_versions(raw: bytes) -> tuple[str, str]:
    """Give the versions an add-in carries: (this tool's, xlwings'); raises BrokenAddinError."""
    parts = parts_of(raw)
    if VBA not in parts:
        raise BrokenAddinError("不是本工具的加载项：没有 VBA 工程")
    code = "\r\n".join(module.source for module in read_project(parts[VBA]))
    return declared_version(code, "JSJB"), declared_version(code, "XLWINGS")


def declared_version(code: str, whose: str) -> str:
    """Give the version that VBA sources declare as ``JSJB``'s or ``XLWINGS``'s, ``""`` for none."""
    match = re.search(rf'{whose}_VERSION As String = "([^"]+)"', code)
    return match[1] if match else ""
