r"""Chinese in VBA sources that are ASCII: ``\uXXXX`` for the function ``Zh``."""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from addin.build.errors import BuildError
from macros_py.catalogue.formula_refusals import Refusal

TEXTS = {
    "title": "接诉即办",
    "no_workbook": "请先打开一个工作簿。若文件在“受保护的视图”中，请先点“启用编辑”。",
    "no_interpreter": "没有找到接诉即办的安装记录，请重新运行 安装.cmd 或 jsjb addin install。",
    "moved_interpreter": "接诉即办的 Python 不在原来的位置，请重新运行 安装.cmd：",
    "starting": "接诉即办：正在启动…",
    **{
        name: Refusal[name.upper()].value
        for name in ("arguments", "column", "enter", "headers", "unreached")
    },
    "failed": "操作没有完成，原因如下。反复出现时请拍照交给维护人员，或重新运行 安装.cmd。",
}
_LONGEST = 900


def escaped(text: str) -> str:
    """Write text as a VBA string's inside: ASCII, quotes doubled, the rest as UTF-16 units."""
    out = []
    for character in text:
        if character == '"':
            out.append('""')
        elif character == "\\" or not " " <= character <= "~":
            units = character.encode("utf-16-be").hex().upper()
            out += [f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)]
        else:
            out.append(character)
    return "".join(out)


def pieces(text: str) -> Iterator[str]:
    """Split text so that each piece, escaped, fits on a VBA line (1023 characters)."""
    step = _LONGEST // 12
    for at in range(0, max(1, len(text)), step):
        yield escaped(text[at : at + step])


def source(name: str, values: Mapping[str, str] | None = None) -> str:
    """Read a VBA source of ours with its ``{fields}`` filled in; line ends are CR LF.

    Raises BuildError for a source that is not ASCII.
    """
    text = files(__package__).joinpath("vba", name).read_text("utf-8")
    if not text.isascii():
        raise BuildError(f"{name}：VBA 源码必须是 ASCII")
    for field, value in {**TEXTS, **(values or {})}.items():
        text = text.replace(f"{{{field}}}", escaped(value))
    return windows_lines(text)


def windows_lines(text: str) -> str:
    """Give text with CR LF at the end of each line, the last one too."""
    return "".join(f"{line}\r\n" for line in text.splitlines())
