"""Where the number formats of an .xlsx stand: by cell style, by cell."""

import re
from collections.abc import Sequence

from lxml import etree

from workbook.reading.ambiguity import Ambiguity, check_once
from workbook.values.addresses import address, column_number
from workbook.values.format_codes import GENERAL, built_in
from workbook.values.refusals import AmbiguousError
from workbook.xlsx.hidden_markup import bare
from workbook.xlsx.markup import style_of
from workbook.xlsx.package import Package

_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ROW_OR_CELL = re.compile(
    rb"<(?:[\w.-]+:)?(?P<kind>c|row)(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*|/)?>"
)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*\$?([A-Za-z]{0,3})\$?([0-9]{1,9})\s*[\"']")


def format_codes(package: Package) -> tuple[str, ...]:
    """Give the format code of each cell style (index into cellXfs) of an .xlsx."""
    part = package.book_part("styles")
    root = package.root(part) if part else None
    if root is None:
        return ()
    try:
        check_styles(root)
    except Ambiguity as odd:
        raise AmbiguousError(f"{package.label} 的 {part}", str(odd)) from None
    return codes_of(root)


def check_styles(root: etree._Element) -> None:
    """Raise Ambiguity where a part with styles has two of what a cell's format is found by."""
    for name in ("numFmts", "cellXfs"):
        if len(root.findall(f"{{*}}{name}")) > 1:
            raise Ambiguity(f"有两处 {name}")
    formats = root.iterfind("{*}numFmts/{*}numFmt")
    told = {(f.get("numFmtId", ""), f.get("formatCode", "")) for f in formats}
    check_once(sorted(number for number, _ in told), "数字格式")


def codes_of(root: etree._Element) -> tuple[str, ...]:
    """Give the format code of each cell style in a part with styles."""
    codes = {
        f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")
    }
    found: list[str] = []
    for looks in root.iterfind("{*}cellXfs"):
        for look in _alternatives_taken(looks):
            number = look.get("numFmtId", "0")
            found.append(codes.get(number) or built_in(number))
    return tuple(found)


def _alternatives_taken(parent: etree._Element) -> list[etree._Element]:
    """Give the children as Excel counts them: of an mc:AlternateContent, what it understands."""
    found: list[etree._Element] = []
    for child in parent.iterchildren("{*}xf", "{*}AlternateContent"):
        if etree.QName(child).localname == "xf":
            found.append(child)
            continue
        options = [
            option
            for option in child.iterchildren("{*}Choice", "{*}Fallback")
            if all(name.startswith("x") for name in option.get("Requires", "").split())
        ]
        found += _alternatives_taken(options[0]) if options else []
    return found


def number_formats(package: Package, sheet: str, cells: Sequence[tuple[int, int]]) -> list[str]:
    """Give the format code of each cell (row, column from 1) of an .xlsx."""
    data = package.sheet(sheet)
    data = bare(data.removeprefix(b"<?"))
    codes = format_codes(package)
    styles = _found_styles(data, cells)
    if styles is None:
        everywhere = _all_styles(data)
        styles = [everywhere.get(cell, 0) for cell in cells]
    return [codes[style] if style < len(codes) else GENERAL for style in styles]


def _found_styles(data: bytes, cells: Sequence[tuple[int, int]]) -> list[int] | None:
    """Find cells by their written address, in order; None where one is not written plainly."""
    styles: list[int] = []
    at = 0
    for row, column in cells:
        mark = f' r="{address(row, column)}"'.encode()
        at = data.find(mark, at)
        start = data.rfind(b"<", 0, at) if at >= 0 else -1
        match = _CELL.match(data, start) if start >= 0 else None
        if match is None or not match.start("attributes") <= at < match.end():
            return None
        styles.append(style_of(match["attributes"]))
    return styles


def _all_styles(data: bytes) -> dict[tuple[int, int], int]:
    """Read every cell's style, whatever way its address is written or left out."""
    styles: dict[tuple[int, int], int] = {}
    row = column = 0
    for tag in _ROW_OR_CELL.finditer(data):
        attributes = tag["attributes"] or b""
        reference = _REFERENCE.search(attributes)
        if tag["kind"] == b"row":
            row, column = int(reference[2]) if reference else row + 1, 0
            continue
        if reference and reference[1]:
            row, column = int(reference[2]), column_number(reference[1].decode())
        else:
            column += 1
        if style := style_of(attributes):
            styles[row, column] = style
    return styles
