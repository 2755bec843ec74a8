"""How high a row must be for its wrapped text; merged cells never grow by themselves."""

import unicodedata
from dataclasses import dataclass

from lxml import etree

from workbook.cells import address
from workbook.filling.grid import Grid
from workbook.filling.package import main

_POINTS_PER_COLUMN_UNIT = 5.25  # one digit of an 11-point default font
_LINE = 1.45  # a line's height in ems, as the tallest common Chinese font has it
_PADDING, _INDENT = 4.0, 9.0
_DEFAULT_WIDTH, _DEFAULT_HEIGHT, _DEFAULT_SIZE = 8.43, 15.0, 11.0


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


@dataclass(frozen=True, slots=True)
class _Look:
    wraps: bool
    size: float
    indent: int


class Fitter:
    """Grows rows of one sheet for the texts put into it; it never makes a row lower."""

    def __init__(self, grid: Grid, styles: etree._Element) -> None:
        self._grid = grid
        self._looks = _looks(styles)
        self._widths = _column_widths(grid.root)
        defaults = grid.root.find(main("sheetFormatPr"))
        height = defaults.get("defaultRowHeight") if defaults is not None else None
        self._default = float(height or _DEFAULT_HEIGHT)
        self._merges = grid.merges()

    def fit(self, row: int, column: int, text: str) -> None:
        """Make the row (or the last row of the merged cell) high enough for ``text``."""
        style = int(self._grid.cell(address(row, column)).get("s", "0"))
        if style >= len(self._looks) or not self._looks[style].wraps:
            return
        last_row, last_column = self._merges.get((row, column), (row, column))
        size = self._looks[style].size
        width = _POINTS_PER_COLUMN_UNIT * sum(
            self._widths.get(each, _DEFAULT_WIDTH) for each in range(column, last_column + 1)
        )
        width -= self._looks[style].indent * _INDENT
        needed = text_lines(text, size, width) * size * _LINE + _PADDING
        heights = self._grid.heights()
        have = sum(heights.get(each, self._default) for each in range(row, last_row + 1))
        if needed > have:
            own = heights.get(last_row, self._default)
            self._grid.set_height(last_row, min(409.0, own + needed - have))


def _looks(styles: etree._Element) -> list[_Look]:
    sizes = [_size(font) for font in styles.iterfind(f"{main('fonts')}/{main('font')}")]
    looks = []
    for look in styles.iterfind(f"{main('cellXfs')}/{main('xf')}"):
        alignment = look.find(main("alignment"))
        number = int(look.get("fontId", "0"))
        size = sizes[number] if number < len(sizes) else _DEFAULT_SIZE
        if alignment is None:
            looks.append(_Look(wraps=False, size=size, indent=0))
        else:
            wraps = alignment.get("wrapText") in {"1", "true"}
            looks.append(_Look(wraps, size, int(alignment.get("indent", "0"))))
    return looks


def _size(font: etree._Element) -> float:
    size = font.find(main("sz"))
    return _DEFAULT_SIZE if size is None else float(size.get("val", _DEFAULT_SIZE))


def _column_widths(root: etree._Element) -> dict[int, float]:
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{main('cols')}/{main('col')}"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        width = column.get("width")
        hidden = column.get("hidden") in {"1", "true"}
        for number in range(first, min(last, 256) + 1):
            widths[number] = 0.0 if hidden else float(width or _DEFAULT_WIDTH)
    return widths
