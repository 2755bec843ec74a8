"""``jsjb addin build``: the add-in from its sources, on any system, without Excel."""

from collections.abc import Iterator
from pathlib import Path

from addin.build import glue
from addin.build.customui import ribbon_xml
from addin.build.errors import BuildError
from addin.build.package import package_bytes
from addin.build.stamps import stamped_versions
from addin.build.vbaproject import Kind, Module, project_bytes
from addin.build.vbatext import pieces, source, windows_lines
from addin.build.version import version
from addin.build.wrappers import MODULE, wrappers_source
from macros_py.catalogue.formulas import CATEGORY, FORMULAS, Formula
from workbook.files.atomic import write_bytes
from workbook.values.refusals import WorkbookError

NAME = "jsjb.xlam"
SUFFIX = ".xlam"
REGISTER = "JsjbFunctions"
_OWN = ("JsjbPlain", "JsjbPython", "JsjbCells", "JsjbRibbon")
_DESCRIPTION, _ARGUMENT = 255, 255


def build(out: Path) -> Path:
    """Write the add-in to ``out``, over nothing but an earlier one.

    Raises BuildError, NotWritableError, InUseError.
    """
    _refuse_foreign(out)
    write_bytes(out, addin_bytes())
    return out


def _refuse_foreign(out: Path) -> None:
    if out.suffix.lower() != SUFFIX:
        raise BuildError(f"{out.name}：加载项应为 {SUFFIX} 文件")
    if not out.exists():
        return
    try:
        ours = out.is_file() and stamped_versions(out.read_bytes())[0]
    except (WorkbookError, OSError):
        ours = ""
    if not ours:
        raise BuildError(f"{out}：文件已存在，而且不是本工具的加载项，不覆盖；请换一个文件名")


def addin_bytes() -> bytes:
    """Give the add-in's bytes; the same sources and the same xlwings give the same bytes."""
    title = f"接诉即办 {version()}"
    return package_bytes(project_bytes(modules()), ribbon_xml(), title)


def modules() -> tuple[Module, ...]:
    """Give every module of the VBA project, in the order the editor lists them."""
    return (
        Module("ThisWorkbook", source("ThisWorkbook.cls"), Kind.DOCUMENT),
        Module("Sheet1", source("Sheet1.cls"), Kind.DOCUMENT),
        *(Module(name, source(f"{name}.bas")) for name in _OWN),
        Module(REGISTER, _register()),
        Module(MODULE, windows_lines(wrappers_source())),
        Module(glue.MODULE, glue.glue_source()),
    )


def _register() -> str:
    head = source(f"{REGISTER}.bas", {"version": version(), "category": CATEGORY})
    calls = "".join(f"    Describe{formula.name}\n" for formula in FORMULAS)
    describe_all = f"\nPrivate Sub DescribeAll()\n{calls}End Sub\n"
    each = "".join(
        f"\nPrivate Sub Describe{formula.name}()\n{''.join(_description(formula))}End Sub\n"
        for formula in FORMULAS
    )
    return head + windows_lines(describe_all + each)


def _description(formula: Formula) -> Iterator[str]:
    """Give the statements that describe one formula: strings in pieces, a VBA line is short."""
    yield "    Dim Text As String\n"
    if formula.arguments:
        yield f"    Dim Arguments(1 To {len(formula.arguments)}) As String\n"
    yield from _assignments("Text", formula.text[:_DESCRIPTION])
    for number, (_, text, _) in enumerate(formula.arguments, 1):
        yield from _assignments(f"Arguments({number})", text[:_ARGUMENT])
    arguments = "Arguments" if formula.arguments else "Array()"
    yield f'    Describe "{formula.name}", Text, {arguments}\n'


def _assignments(target: str, text: str) -> Iterator[str]:
    for piece in pieces(text):
        yield f'    {target} = {target} & Zh("{piece}")\n'
