"""Number formats of single cells, looked up where a reader's bare date may be a midnight."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from workbook.reading.parts import Parts
from workbook.values.cells import address, column_number, position

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


_MERGE = re.compile(
    rb"<(?:[\w.-]+:)?mergeCell\s[^>]*ref\s*=\s*[\"']([A-Z]+[0-9]+):([A-Z]+[0-9]+)[\"']"
)


def merged_ranges(parts: Parts, sheet: str) -> tuple[tuple[int, int, int, int], ...]:
    """Give the merged ranges of a sheet as first row and column, last row and column."""
    found = _MERGE.findall(parts.sheet(sheet))
    return tuple((*position(a.decode()), *position(b.decode())) for a, b in found)


def formats_of(parts: Parts, sheet: str) -> Callable[[int, int], str | None]:
    """Give the number format code of any cell of a sheet; read when first asked for."""

    @cache
    def styles() -> tuple[dict[tuple[int, int], int], list[str | None]]:
        return _all_styles(parts.sheet(sheet)), _codes(parts)

    def code(row: int, column: int) -> str | None:
        at, codes = styles()
        style = at.get((row, column), 0)
        return codes[style] if style < len(codes) else None

    return code


_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}


def _codes(parts: Parts) -> list[str | None]:
    root = parts.tree("xl/styles.xml")
    if root is None:
        return []
    own = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iter("{*}numFmt")}
    ids = [x.get("numFmtId", "0") for formats in root.iter("{*}cellXfs") for x in formats]
    return [own.get(i) or _BUILT_IN.get(int(i) if i.isdecimal() else 0) for i in ids]
