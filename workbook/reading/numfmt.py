"""Number formats of single cells, looked up where a reader's bare date may be a midnight."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from workbook.reading.parts import Parts
from workbook.values.cells import address, column_number

_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 46, 47, 55, 56})
"""Built-in formats with a time of day; 32 to 35, 55 and 56 in East Asian editions."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKET = re.compile(r"\[([^\]]*)\]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_STYLE = re.compile(rb"\ss\s*=\s*[\"'](\d+)[\"']")
_ROW_OR_CELL = re.compile(
    rb"<(?:[\w.-]+:)?(?P<kind>c|row)(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*|/)?>"
)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")


def has_time(code: str) -> bool:
    """Tell whether a number format code shows a time of day: ``yyyy-mm-dd hh:mm``, ``[h]:mm``."""
    code = _LITERAL.sub("", code.split(";", 1)[0])
    for bracket in _BRACKET.findall(code):
        if re.fullmatch(r"[hHsSmM]+", bracket):
            return True
    code = _BRACKET.sub("", code)
    return re.search(r"上午|下午|A/P|[HS]", code, re.IGNORECASE) is not None


def time_styles(parts: Parts) -> frozenset[int]:
    """Give the cell styles (indexes into cellXfs) whose number format shows a time of day."""
    root = parts.tree("xl/styles.xml")
    if root is None:
        return frozenset()
    codes = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iter("{*}numFmt")}
    timed: set[int] = set()
    for cell_formats in root.iter("{*}cellXfs"):
        for i, cell_format in enumerate(cell_formats.iter("{*}xf")):
            number = cell_format.get("numFmtId", "0")
            if number in codes:
                shows = has_time(codes[number])
            else:
                shows = number.isdecimal() and int(number) in _BUILT_IN_TIMES
            if shows:
                timed.add(i)
    return frozenset(timed)


def shows_time(parts: Parts, sheet: str, cells: Sequence[tuple[int, int]]) -> list[bool]:
    """Tell for each cell (row, column from 1, in row order) whether its format shows a time."""
    data = parts.sheet(sheet)
    timed = time_styles(parts)
    styles = _found_styles(data, cells)
    if styles is None:
        everywhere = _all_styles(data)
        styles = [everywhere.get(cell, 0) for cell in cells]
    return [style in timed for style in styles]


def format_codes(parts: Parts, sheet: str) -> Callable[[int, int], str]:
    """Return a look-up of the format code of a cell (row, column from 1); General by default."""

    @cache
    def known() -> tuple[dict[tuple[int, int], int], list[str]]:
        return _all_styles(parts.sheet(sheet)), _style_codes(parts)

    def code(row: int, column: int) -> str:
        styles, codes = known()
        style = styles.get((row, column), 0)
        return codes[style] if style < len(codes) else "General"

    return code


def _style_codes(parts: Parts) -> list[str]:
    """Give the format code of each cell style; built-in ones that show no percent as General."""
    root = parts.tree("xl/styles.xml")
    if root is None:
        return []
    codes = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iter("{*}numFmt")}
    found: list[str] = []
    for cell_formats in root.iter("{*}cellXfs"):
        for cell_format in cell_formats.iter("{*}xf"):
            number = cell_format.get("numFmtId", "0")
            percent = "0%" if number in {"9", "10"} else "General"
            found.append(codes.get(number, percent))
    return found


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
        style = _STYLE.search(match["attributes"])
        styles.append(int(style[1]) if style else 0)
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
        style = _STYLE.search(attributes)
        if style:
            styles[row, column] = int(style[1])
    return styles
