"""How high a row must be for its wrapped text; merged cells never grow by themselves."""

import unicodedata

from lxml import etree

from workbook.values.addresses import address
from workbook.xlsx.filling.grid import Grid
from workbook.xlsx.filling.looks import Looks
from workbook.xlsx.markup import main

_POINTS_PER_COLUMN_UNIT = 5.25  # one digit of an 11-point default font
_LINE = 1.45  # a line's height in ems, as the tallest common Chinese font has it
_PADDING, _INDENT = 4.0, 9.0
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 8.43, 15.0
_HIGHEST = 409.0
"""Excel's highest row, in points."""
_SMALLEST = 4.0
"""Letters of so many points are the last that a page can print."""


def text_lines(text: str, size: float, width: float) -> int:
    """Return the lines that ``text`` takes at ``size`` points in ``width`` points."""
    room = max(width - _PADDING, size)
    return sum(_wrapped(line, size, room) for line in text.split("\n"))


def _wrapped(line: str, size: float, room: float) -> int:
    lines, used, word = 1, 0.0, 0.0
    for char in line:
        wide = unicodedata.east_asian_width(char) in "WFA"
        advance = size if wide else size * 0.56
        word = 0.0 if wide or char == " " else word + advance
        used += advance
        if used > room:
            lines += 1
            used = word if 0 < word <= room else advance
    return lines


class Fitter:
    """Grows rows of one sheet for the texts put into it; it never makes a row lower.

    A text that the highest row cannot hold gets smaller letters.
    """

    def __init__(self, grid: Grid, looks: Looks) -> None:
        self._grid, self._looks = grid, looks
        self._widths = _column_widths(grid.root)
        defaults = grid.root.find(main("sheetFormatPr"))
        height = defaults.get("defaultRowHeight") if defaults is not None else None
        self._default = float(height or _DEFAULT_HEIGHT)
        self._merges = grid.merges()

    def fit(self, row: int, column: int, text: str) -> None:
        """Make the row (or the last row of the merged cell) high enough for ``text``."""
        cell = self._grid.cell(address(row, column))
        style = int(cell.get("s", "0"))
        look = self._looks.of(style)
        if not look.wraps:
            return
        last_row, last_column = self._merges.get((row, column), (row, column))
        width = _POINTS_PER_COLUMN_UNIT * sum(
            self._widths.get(each, _DEFAULT_WIDTH) for each in range(column, last_column + 1)
        )
        width -= look.indent * _INDENT
        *above, own = (self._height(each) for each in range(row, last_row + 1))
        have = sum(above) + own
        size = _size_for(text, look.size, width, have - own + max(own, _HIGHEST))
        if size < look.size:
            cell.set("s", str(self._looks.sized(style, size)))
        needed = _height(text, size, width)
        if needed > have:
            self._grid.set_height(last_row, min(_HIGHEST, own + needed - have))

    def _height(self, row: int) -> float:
        own = self._grid.height(row)
        return self._default if own is None else own


def _height(text: str, size: float, width: float) -> float:
    return text_lines(text, size, width) * size * _LINE + _PADDING


def _size_for(text: str, size: float, width: float, room: float) -> float:
    """Return the size in points, at most ``size``, at which a text fits into ``room`` points."""
    while size > _SMALLEST and _height(text, size, width) > room:
        size = max(_SMALLEST, size - 0.5)
    return size


def _column_widths(root: etree._Element) -> dict[int, float]:
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{main('cols')}/{main('col')}"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        width = column.get("width")
        hidden = column.get("hidden") in {"1", "true"}
        for number in range(first, min(last, 256) + 1):
            widths[number] = 0.0 if hidden else float(width or _DEFAULT_WIDTH)
    return widths
