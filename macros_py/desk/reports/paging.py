"""Where a workbook's pages end: no table begun at a foot, no last rows alone, headers repeated."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

SHRINKS = (1.1, 1.2, 1.3)
"""How many times its rows a page may hold, that is how far a sheet may be shrunk to fewer pages."""

LEAST = 0.3
"""A page is not broken off while less than this part of it is filled."""

_A4, _POINTS, _CHARACTER, _ROW = (595.3, 841.9), 72, 5.25, 15.0


@dataclass(frozen=True, slots=True)
class Span:
    """The rows ``[first, last]`` of a block; of a table its header's row, titles and row count."""

    first: int
    last: int
    header: int = 0
    titles: tuple[str, ...] = ()
    rows: int = 0


def set_pages(sheet: Worksheet, spans: Sequence[Span], across: int, *, long: int) -> None:
    """Break a sheet of several pages before the blocks that would not stand on one.

    It is shrunk where that saves a page, but only to one page or with a single table: fitted to a
    number of pages a sheet loses its breaks. A table of more than ``long`` rows or over several
    pages repeats its header, which then stands above the tables behind it too: the first is taken
    behind which all have the same columns.
    """
    if sheet.page_setup.fitToHeight == 1:
        return
    page = _page_height(sheet, across)
    tables = [span for span in spans if span.header]
    pages = _Pages.of(sheet, spans, page)
    for much in SHRINKS:
        shrunk = _Pages.of(sheet, spans, page * much)
        unbroken = shrunk.count == 1 or (len(tables) == 1 and not shrunk.breaks)
        if unbroken and shrunk.count < pages.count:
            sheet.page_setup.fitToHeight = shrunk.count
            pages = shrunk
    for row in pages.breaks:
        sheet.row_breaks.append(Break(id=row - 1))
    for place, table in enumerate(tables):
        if table.rows <= long and table not in pages.split:
            continue
        if all(behind.titles == table.titles for behind in tables[place:]):
            sheet.print_title_rows = f"{table.header}:{table.header}"
            break


@dataclass(frozen=True, slots=True)
class _Pages:
    """Before which rows pages are broken, how many there are, and the blocks over several."""

    breaks: list[int]
    split: list[Span]
    count: int

    @classmethod
    def of(cls, sheet: Worksheet, spans: Sequence[Span], page: float) -> "_Pages":
        """Lay blocks out on pages that hold so many points of rows."""
        breaks, split, count, filled, row = [], [], 1, 0.0, 1
        for span in spans:
            filled += _height(sheet, row, span.first - 1)
            row = span.last + 1
            tall = _height(sheet, span.first, span.last)
            if filled + tall > page and filled >= LEAST * page:
                breaks.append(span.first)
                count, filled = count + 1, 0.0
            filled += tall
            if filled > page:
                split.append(span)
            while filled > page:
                count, filled = count + 1, filled - page
        return cls(breaks, split, count)


def _page_height(sheet: Worksheet, across: int) -> float:
    """Return how many points of rows stand on a page as it is scaled to the width."""
    wide, high = _A4 if sheet.page_setup.orientation != "landscape" else _A4[::-1]
    edges = sheet.page_margins
    room = wide - (edges.left + edges.right) * _POINTS
    needed: float = sum(
        sheet.column_dimensions[get_column_letter(column)].width * _CHARACTER + 3.75
        for column in range(1, across + 1)
    )
    scale: float = min(1.0, room / needed) if needed else 1.0
    usable: float = high - (edges.top + edges.bottom) * _POINTS
    return usable / scale


def _height(sheet: Worksheet, first: int, last: int) -> float:
    heights = (sheet.row_dimensions[row].height for row in range(first, last + 1))
    return sum(_ROW if height is None else height for height in heights)
