"""``jsjb addin build --libreoffice``: the extension for LibreOffice, from the catalogue.

The formulas bear Excel's names. A workbook saved as .xlsx by LibreOffice writes them under the
extension's own, so such a formula does not compute in Excel, and the manual says so.
"""

import zipfile
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from addin.build.errors import BuildError
from addin.build.version import version
from macros_py.catalogue.buttons import BUTTONS, TAB
from macros_py.catalogue.formulas import FORMULAS, Argument, Formula
from workbook.files.atomic import write_bytes
from workbook.xlsx.container.packing import packed

NAME, SUFFIX, IDENTIFIER = "jsjb.oxt", ".oxt", "org.jsjb.addin"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_TYPES = {
    "jsjb.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
    "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
    "jsjb.py": "application/vnd.sun.star.uno-component;type=Python",
}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DATA = (
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:package="org.openoffice.{}" '
    'oor:name="{}">{}</oor:component-data>'
)
_OPTIONAL, _REQUIRED = "any", "sequence< sequence< any > >"


def build_oxt(out: Path) -> Path:
    """Write the extension to ``out``, over nothing but an earlier one; raises BuildError."""
    if out.suffix.lower() != SUFFIX:
        raise BuildError(f"{out.name}：LibreOffice 扩展应为 {SUFFIX} 文件")
    if out.exists() and not _is_ours(out):
        raise BuildError(f"{out}：文件已存在，而且不是本工具的扩展，不覆盖；请换一个文件名")
    write_bytes(out, oxt_bytes())
    return out


def oxt_bytes() -> bytes:
    """Give the extension's bytes; the same sources give the same."""
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "jsjb.idl": _interface(),
        "CalcAddIns.xcu": _HEAD + _DATA.format("Office", "CalcAddIns", _functions()),
        "Addons.xcu": _HEAD + _DATA.format("Office", "Addons", _commands()),
        "CalcWindowState.xcu": _HEAD + _DATA.format("Office.UI", "CalcWindowState", _toolbar()),
        "jsjb.py": _source("component.py.in").replace("@METHODS@", _methods()),
        "pythonpath/jsjb_bridge.py": _source("bridge.py.in"),
    }
    return packed({name: text.encode() for name, text in parts.items()}, zipfile.ZIP_STORED)


def _is_ours(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return IDENTIFIER in archive.read("description.xml").decode()
    except (zipfile.BadZipFile, KeyError, OSError, UnicodeDecodeError):
        return False


def _source(name: str) -> str:
    return files(__package__).joinpath("libreoffice", name).read_text("utf-8")


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _methods() -> str:
    return "".join(
        f"\n    def {_camel(formula.name)}(self, *given):\n"
        f"        return compute({formula.name!r}, given, {formula.amount})\n"
        for formula in FORMULAS
    )


def _interface() -> str:
    lines = [
        "module org { module jsjb {",
        "interface XFormulas : com::sun::star::uno::XInterface {",
    ]
    for formula in FORMULAS:
        wanted = ", ".join(
            f"[in] {_OPTIONAL if _may_lack(formula, a) else _REQUIRED} {_idl_name(a)}"
            for a in formula.arguments
        )
        lines.append(f"    {_REQUIRED} {_camel(formula.name)}({wanted});")
    return "\n".join([*lines, "};", "}; };", ""])


def _may_lack(formula: Formula, argument: Argument) -> bool:
    return argument.optional or formula.bare


def _idl_name(argument: Argument) -> str:
    """Give a name that UNO's interface language takes: no reserved word, no underscore."""
    return f"a{_camel(argument.name)}"


def _functions() -> str:
    nodes = "".join(map(_function, FORMULAS))
    return (
        '<node oor:name="AddInInfo"><node oor:name="org.jsjb.Formulas" oor:op="replace">'
        f'<node oor:name="AddInFunctions">{nodes}</node></node></node>'
    )


def _function(formula: Formula) -> str:
    arguments = "".join(
        f'<node oor:name={quoteattr(_idl_name(each))} oor:op="replace">'
        f"{_text('DisplayName', each.name)}{_text('Description', each.text)}</node>"
        for each in formula.arguments
    )
    return (
        f'<node oor:name="{_camel(formula.name)}" oor:op="replace">'
        f"{_text('DisplayName', formula.name)}{_text('Description', formula.text)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{_text('CompatibilityName', formula.name)}"
        f'<node oor:name="Parameters">{arguments}</node></node>'
    )


def _commands() -> str:
    def items(letter: str) -> str:
        return "".join(
            f'<node oor:name="{letter}{number:02}" oor:op="replace">{_text("Title", button.label)}'
            f'<prop oor:name="URL"><value>service:org.jsjb.Buttons?{button.action}</value></prop>'
            f'<prop oor:name="Context"><value>{_CALC}</value></prop></node>'
            for number, button in enumerate(BUTTONS)
        )

    return (
        '<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">'
        f'<node oor:name="org.jsjb.menu" oor:op="replace">{_text("Title", TAB)}'
        f'<prop oor:name="Context"><value>{_CALC}</value></prop>'
        f'<node oor:name="Submenu">{items("M")}</node></node></node>'
        '<node oor:name="OfficeToolBar">'
        f'<node oor:name="org.jsjb.bar" oor:op="replace">{items("T")}</node></node></node>'
    )


def _toolbar() -> str:
    """Give the toolbar its name and a place below the others."""
    return (
        '<node oor:name="UIElements"><node oor:name="States">'
        '<node oor:name="private:resource/toolbar/addon_org.jsjb.bar" oor:op="replace">'
        f"{_text('UIName', TAB)}"
        '<prop oor:name="Docked"><value>true</value></prop>'
        '<prop oor:name="DockingArea"><value>0</value></prop>'
        '<prop oor:name="DockPos"><value>0,2</value></prop>'
        '<prop oor:name="Visible"><value>true</value></prop></node></node></node>'
    )


def _text(name: str, text: str) -> str:
    """Give a property in every language: a Chinese desk's LibreOffice may speak English."""
    values = "".join(
        f'<value xml:lang="{lang}">{escape(text)}</value>' for lang in ("en-US", "zh-CN")
    )
    return f'<prop oor:name="{name}">{values}</prop>'


def _manifest() -> str:
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} "
        f"manifest:media-type={quoteattr(kind)}/>"
        for name, kind in _TYPES.items()
    )
    namespace = "http://openoffice.org/2001/manifest"
    return f'{_HEAD}<manifest:manifest xmlns:manifest="{namespace}">{entries}</manifest:manifest>'


def _description() -> str:
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="{IDENTIFIER}"/><version value="{version()}"/>'
        f'<display-name><name lang="zh-CN">{TAB}</name></display-name></description>'
    )
