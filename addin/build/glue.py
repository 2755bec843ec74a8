"""The part of xlwings' VBA that the add-in keeps: loading the DLL and reaching Python through it.

Taken from the installed xlwings when the add-in is built, word for word and with its licence (BSD
3-clause). The rest is left out: what starts Python otherwise, the Mac, and the settings that a
workbook or a folder could carry (see ``vba/JsjbPython.bas``).
"""

import re
from importlib.resources import files

from addin.build.errors import BuildError
from addin.build.vbatext import windows_lines

MODULE = "xlwings"
KEPT = ("ParentFolder", "XLPyLoadDLL", "XLPy", "KillPy")
_SOURCE = "xlwings_custom_addin.bas"
_NOTE = """\
' Excerpt of xlwings' VBA module, made by jsjb: the declarations and the procedures
' {kept} as they are; "Option Private Module" added, all else left out.
"""
_PROCEDURE = re.compile(
    r"^(?:Public |Private )?(?:Sub|Function) (\w+)\(.*?^End (?:Sub|Function)$",
    re.MULTILINE | re.DOTALL,
)
_NAME_LINE = f'Attribute VB_Name = "{MODULE}"\n'
_LICENCE = "xlwings is distributed under a BSD 3-clause license."


def glue_source() -> str:
    """Give the kept part of the installed xlwings' module, with CR LF line ends.

    Raises BuildError when the installed xlwings is not built as expected.
    """
    text = files("xlwings").joinpath(_SOURCE).read_text("utf-8").replace("\r\n", "\n")
    procedures = {match[1]: match[0] for match in _PROCEDURE.finditer(text)}
    first = _PROCEDURE.search(text)
    if first is None or not text.startswith(_NAME_LINE) or _LICENCE not in text:
        raise BuildError(f"已安装的 xlwings 中 {_SOURCE} 与预期不同，请用锁定的版本")
    missing = [name for name in KEPT if name not in procedures]
    if missing:
        raise BuildError(f"已安装的 xlwings 缺少 {'、'.join(missing)}，请用锁定的版本")
    head = text[len(_NAME_LINE) : first.start()].rstrip()
    head = "\n".join(line for line in head.split("\n") if "PROJECT_NAME" not in line)
    parts = [
        _NAME_LINE + "Option Private Module",
        _NOTE.format(kept=", ".join(KEPT)) + head,
        *(procedures[name] for name in KEPT),
    ]
    source = windows_lines("\n\n".join(parts))
    if not source.isascii():
        raise BuildError(f"已安装的 xlwings 中 {_SOURCE} 不是 ASCII，请用锁定的版本")
    return source
