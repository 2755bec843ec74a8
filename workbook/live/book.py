"""A workbook that is open in Excel, read in bulk through xlwings into what file readers give.

Each call crosses into Excel, so their number never depends on the number of rows.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Self

import xlwings as xw

from workbook.ledger.ledger import Ledger, read_book
from workbook.ledger.own_sheets import is_own_sheet
from workbook.reading.guard import Kind
from workbook.reading.host_cells import read_cell
from workbook.reading.sheets import RawBook, RawSheet, open_book
from workbook.values.addresses import Area
from workbook.values.refusals import NotWritableError

Cells = Sequence[tuple[int, int]]

ROOMY = 3_000_000
"""Cells of a used range that are read without asking where the content ends."""

_SHOWN = -1  # xlSheetVisible; 0 is hidden, 2 very hidden
_FORMULAS, _BY_ROWS, _BY_COLUMNS, _BACKWARD = -4123, 1, 2, 2


@dataclass(frozen=True)
class LiveBook:
    """An open workbook with its sheets at hand; each sheet's cells are read once, when needed.

    ``sheets``: by name, in order. ``visible``: names of those that a person sees; the tool's own
    sheets count as such.
    """

    book: xw.Book
    app: xw.App
    name: str
    date1904: bool
    sheets: dict[str, xw.Sheet]
    visible: tuple[str, ...]
    used: dict[str, None] = field(default_factory=dict)
    """What a button worked with, in order: names of files, or what stood in for one."""

    @classmethod
    def of(cls, book: xw.Book) -> Self:
        """List the sheets of a workbook."""
        sheets = {sheet.name: sheet for sheet in book.sheets}
        shown = [name for name, sheet in sheets.items() if is_own_sheet(name) or is_shown(sheet)]
        date1904 = bool(book.api.Date1904)
        return cls(book, book.app, book.name, date1904, sheets, tuple(shown))

    @cached_property
    def raw(self) -> RawBook:
        """The workbook as a file reader would give it."""
        hidden = tuple(name for name in self.sheets if name not in self.visible)
        path = Path(self.name)
        return RawBook(path, Kind.XLSX, self.visible, hidden, self.load, date1904=self.date1904)

    def read(self, pins: Mapping[str, str] | None = None) -> Ledger:
        """Read the ledger in it, saved or not, as `workbook.ledger.ledger.read_ledger` would.

        Raises HeaderError as that does.
        """
        return read_book(self.raw, pins)

    @cached_property
    def load(self) -> Callable[[str], RawSheet]:
        """Give a sheet's cells by its name, read once."""
        return cache(self._load)

    def _load(self, name: str) -> RawSheet:
        sheet = self.sheets[name]
        used, top, left = _used(sheet)
        value = used.raw_value if used is not None else ""
        rows = value if isinstance(value, tuple | list) else ((value,),)
        raw = _trimmed(name, [[read_cell(cell) for cell in row] for row in rows], top, left)
        if used is None or not raw.rows or Path(self.name).suffix.lower() == ".csv":
            return raw
        merged = used.api.MergeCells is not False  # None: some of them
        return replace(
            raw,
            merges=self._copy.load(name).merges if merged else (),
            formats=partial(self._formats, name),
            totals=frozenset(_totals(sheet)),
            date1904=self.date1904,
        )

    def _formats(self, name: str, cells: Cells) -> Sequence[str | None]:
        """Give the number formats of cells, as `RawSheet.number_formats` does.

        One question settles a column of one format; for others a copy of the workbook is looked
        into as a file is.
        """
        if "_copy" not in vars(self):
            rows: dict[int, list[int]] = {}
            for row, column in cells:
                rows.setdefault(column, []).append(row)
            codes = {column: self._format(name, column, own) for column, own in rows.items()}
            if None not in codes.values():
                return [codes[column] for _, column in cells]
        return self._copy.load(name).number_formats(cells)

    def _format(self, name: str, column: int, rows: Sequence[int]) -> str | None:
        """Give the format that a column has from the first to the last row, None for several."""
        first, last = (min(rows), column), (max(rows), column)
        code = self.sheets[name].range(first, last).number_format
        return None if code is None else str(code)

    @cached_property
    def _copy(self) -> RawBook:
        """The workbook as a file: what Excel tells only cell by cell stands there in one piece."""
        with snapshot(self.book) as copy:
            return open_book(copy)


def folder_of(book: xw.Book) -> Path | None:
    """Give the folder of a workbook; None when it was never saved, or lies in the cloud."""
    folder = str(book.api.Path)
    return Path(folder) if folder and "://" not in folder else None


def local_folder(book: xw.Book) -> Path:
    """Give the folder of a workbook; raises NotWritableError where it has none on this PC."""
    folder = folder_of(book)
    if folder is not None:
        return folder
    if str(book.api.Path):
        message = (
            f"「{book.name}」在云端（OneDrive 或 SharePoint），本工具只能用本机的文件；"
            "请另存到本机文件夹，打开那一份再试"
        )
    else:
        message = f"「{book.name}」还没有保存到本机文件夹，请先保存再试"
    raise NotWritableError(message)


@contextmanager
def snapshot(book: xw.Book) -> Iterator[Path]:
    """Save a copy of an open workbook as it stands, unsaved changes included, for a while."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        name = book.name if Path(book.name).suffix else f"{book.name}.xlsx"
        copy = Path(folder, name)
        book.api.SaveCopyAs(str(copy))
        yield copy


def is_shown(sheet: xw.Sheet) -> bool:
    """Tell whether a person sees a sheet's tab."""
    return sheet.visible in {_SHOWN, True}


def refuse_protected(sheet: xw.Sheet) -> None:
    """Raise NotWritableError when a sheet is protected against changes."""
    if sheet.api.ProtectContents:
        message = f"工作表「{sheet.name}」受保护，未写入；请先在“审阅”中撤消工作表保护"
        raise NotWritableError(message)


def _used(sheet: xw.Sheet) -> tuple[xw.Range | None, int, int]:
    """Give the range that holds all content, None for none, with its first row and column."""
    used = sheet.used_range
    area = area_of(used.address)
    top, left = area.top, area.left
    if (area.bottom - top + 1) * (area.right - left + 1) > ROOMY:
        bottom, right = _last_filled(sheet, _BY_ROWS)[0], _last_filled(sheet, _BY_COLUMNS)[1]
        if bottom < top or right < left:
            return None, top, left
        used = sheet.range((top, left), (bottom, right))
    return used, top, left


def area_of(address: str) -> Area:
    """Give the rectangle of a range such as ``$A$1:$C$9``."""
    area = Area.parse(address)
    assert area is not None
    return area


def _totals(sheet: xw.Sheet) -> Iterator[int]:
    """Yield the totals rows of the sheet's tables."""
    for table in sheet.api.ListObjects:
        if table.ShowTotals:
            yield area_of(table.Range.Address).bottom


def _last_filled(sheet: xw.Sheet, order: int) -> tuple[int, int]:
    """Ask Excel for the last cell with content; formatted blank cells may reach far below it."""
    found = sheet.api.Cells.Find(
        What="*", LookIn=_FORMULAS, SearchOrder=order, SearchDirection=_BACKWARD
    )
    return (found.Row, found.Column) if found is not None else (0, 0)


def _trimmed(name: str, rows: list[list[object]], top: int, left: int) -> RawSheet:
    """Cut off the blank rows and columns around the content, which file readers do not give."""
    filled = [i for i, row in enumerate(rows) if any(cell != "" for cell in row)]
    if not filled:
        return RawSheet(name, [])
    rows = rows[filled[0] : filled[-1] + 1]
    width = len(rows[0])
    first = min(_first(row, width) for row in rows)
    last = width - min(_first(row[::-1], width) for row in rows)
    if first or last < width:
        rows = [row[first:last] for row in rows]
    return RawSheet(name, rows, top + filled[0], left + first)


def _first(row: Sequence[object], width: int) -> int:
    return next((i for i, cell in enumerate(row) if cell != ""), width)
