"""The versions that a built add-in carries in its VBA, by which it is recognised as this tool's."""

import re

from addin.build import glue
from addin.build.errors import BrokenAddinError
from addin.build.package import VBA, parts_of
from addin.build.vbaproject import read_project

_VERSION = re.compile(r'JSJB_VERSION As String = "([^"]+)"')


def stamped_versions(raw: bytes) -> tuple[str, str]:
    """Give the versions an add-in carries: (this tool's, xlwings'); raises BrokenAddinError."""
    parts = parts_of(raw)
    if VBA not in parts:
        raise BrokenAddinError("不是本工具的加载项：没有 VBA 工程")
    code = "\r\n".join(module.source for module in read_project(parts[VBA]))
    return own_version(code), glue.glue_version(code)


def own_version(code: str) -> str:
    """Give this tool's version in VBA sources, ``""`` for somebody else's."""
    match = _VERSION.search(code)
    return match[1] if match else ""
