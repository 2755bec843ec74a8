"""What makes a reader of a workbook see something else than its cells hold, or nothing at all.

Number formats, merged and hidden cells, white letters, what covers cells, names, printed ranges and
page texts; fonts, colours, widths and borders are none of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from workbook.sealed.book import SealedBook
from workbook.values.cells import letters, position
from workbook.xlsx.filling.package import main
from workbook.xlsx.filling.references import split_sheet, unquoted

_BUILT_IN = {
    "0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00",
    "9": "0%", "10": "0.00%", "14": "yyyy-mm-dd", "49": "@",
}  # fmt: skip
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(.)', re.DOTALL)
_PAGE_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Z&]|\s')
_WHITE = frozenset({"FFFFFFFF", "00FFFFFF"})
_COVERS = ("drawing", "legacyDrawing", "picture", "oleObjects", "controls")
_PRINTED = "_xlnm.Print_Area"
_LOWEST, _NARROWEST = 2.0, 0.5
"""Rows of fewer points and columns of fewer letters show nothing."""


def presented(book: SealedBook, without: str = "") -> Iterator[tuple[str, str]]:
    """Yield (place, how it is shown) for everything that is not shown plainly.

    ``without``: a sheet that is not looked at.
    """
    styles = _Styles.of(book.styles)
    for name, state in book.states.items():
        if name != without:
            if state != "visible":
                yield name, "隐藏"
            yield from _sheet(book, name, styles)
    for defined in book.names:
        if not defined.name.startswith("_xlnm.") or defined.name == _PRINTED:
            title = "打印区域" if defined.name == _PRINTED else f"名称 {defined.name}"
            yield f"{defined.scope} {title}".strip(), _reference(defined.text)


def _sheet(book: SealedBook, name: str, styles: "_Styles") -> Iterator[tuple[str, str]]:
    root, filled = book.sheets[name], book.said(name)
    for merge in root.iterfind(f"{main('mergeCells')}/{main('mergeCell')}"):
        yield f"{name}!{merge.get('ref', '')}", "合并"
    for line in _hidden(root, [position(cell) for cell in filled]):
        yield f"{name}!{line}", "隐藏"
    for cell in root.iterfind(f"{main('sheetData')}/{main('row')}/{main('c')}"):
        place = cell.get("r", "")
        if place in filled and (shape := styles.shapes.get(cell.get("s", "0"))):
            yield f"{name}!{place} 格式", shape
    for rule in root.iterfind(main("conditionalFormatting")):
        yield f"{name}!{rule.get('sqref', '')} 条件格式", "有"
    for tag in _COVERS:
        if root.find(main(tag)) is not None:
            yield f"{name} 图形或批注", "有"
    for page in root.iterfind(f"{main('headerFooter')}/*"):
        if text := _PAGE_CODE.sub("", page.text or ""):
            yield f"{name} 页眉页脚 {etree.QName(page).localname}", text


def _hidden(root: etree._Element, filled: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield ``12行`` and ``C列`` for each hidden row and column that holds something."""
    rows = {str(row) for row, _ in filled}
    for row in root.iterfind(f"{main('sheetData')}/{main('row')}"):
        if row.get("r") in rows and _gone(row, "ht", _LOWEST):
            yield f"{row.get('r')}行"
    used = sorted({column for _, column in filled})
    for columns in root.iterfind(f"{main('cols')}/{main('col')}"):
        first, last = int(columns.get("min", "1")), int(columns.get("max", "1"))
        if _gone(columns, "width", _NARROWEST):
            yield from (f"{letters(column)}列" for column in used if first <= column <= last)


def _gone(element: etree._Element, size: str, least: float) -> bool:
    hidden = element.get("hidden") in {"1", "true"}
    return hidden or (size in element.attrib and float(element.get(size, "0")) < least)


def _reference(text: str) -> str:
    sheet, cells = split_sheet(text)
    return f"{unquoted(sheet)}!{cells.replace('$', '')}" if sheet else text


@dataclass(frozen=True)
class _Styles:
    """What each cell style does to what the cell holds; ``""`` when it shows it plainly."""

    shapes: Mapping[str, str]

    @classmethod
    def of(cls, styles: etree._Element) -> "_Styles":
        codes = {f.get("numFmtId"): f.get("formatCode", "") for f in styles.iter(main("numFmt"))}
        white = [
            color is not None and (color.get("rgb") in _WHITE or color.get("theme") == "0")
            for font in styles.iterfind(f"{main('fonts')}/{main('font')}")
            for color in [font.find(main("color"))]
        ]
        shapes = {}
        for place, look in enumerate(styles.iterfind(f"{main('cellXfs')}/{main('xf')}")):
            number, font = look.get("numFmtId", "0"), int(look.get("fontId", "0"))
            code = codes.get(number) or _BUILT_IN.get(number, number)
            letters_white = "白字" if font < len(white) and white[font] else ""
            parts = (_number_shape(code), _text_shape(code), letters_white)
            shapes[str(place)] = "；".join(part for part in parts if part)
        return cls(shapes)


def _number_shape(code: str) -> str:
    """Write a format so that programs which spell it differently agree; ``""`` for General.

    Digits that may be left out and the commas between thousands say nothing; literal letters and
    commas that divide by a thousand do.
    """
    found = []
    for section in code.split(";"):
        plain = _plain(section)
        scaled = re.sub(r"(?<=[0#?]),(?=[0#?])", "", plain)
        found.append(re.sub(r"[#?]+(?=0)|(?<=[0.])[#?]+$", "", scaled))
    kept = [section for place, section in enumerate(found) if not place or section != found[0]]
    shape = ";".join(kept)
    return "" if shape.casefold() in {"general", "@"} else shape


def _text_shape(code: str) -> str:
    """Say what a format does to a text: ``""`` when it shows as it is."""
    sections = code.split(";")
    last = _plain(sections[-1])
    if len(sections) < 4 and "@" not in last:
        return ""
    return "" if last == "@" else f"文字 {last}"


def _plain(section: str) -> str:
    """Drop padding, colours, conditions and locales; keep literals without their marks."""
    parts = (match[1] or match[2] or match[3] or match[4] for match in _TOKEN.finditer(section))
    return "".join("".join(part or "" for part in parts).split())
