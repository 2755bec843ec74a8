"""The raw sheets of a spreadsheet file of any format that is read here, by content, not suffix."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import python_calamine as calamine

from workbook.reading.csvfile import parse_csv
from workbook.reading.faults import silent_faults
from workbook.reading.guard import Kind, check_package
from workbook.reading.numfmt import format_codes
from workbook.reading.parts import Parts
from workbook.reading.tables import totals_rows
from workbook.values.refusals import DamagedError, EncryptedError, WorkbookError
from workbook.values.text import Fault

T = TypeVar("T")
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class RawSheet:
    """The used range of a sheet; ``first_row`` and ``first_column`` (from 1) say where it starts.

    Cells are what python-calamine gives: str, float, int, bool, datetime, date, time, timedelta,
    "" for blank, a `Fault` for an error or a formula without result. Every row has the same width.
    ``merges``: first row, first column, last row, last column of each merge, from 1. ``totals``:
    totals rows of the tables on the sheet.
    """

    name: str
    rows: Rows
    first_row: int = 1
    first_column: int = 1
    merges: tuple[tuple[int, int, int, int], ...] = ()
    totals: frozenset[int] = frozenset()
    formats: Callable[[int, int], str | None] | None = None

    def number_format(self, row: int, column: int) -> str | None:
        """Return the format code of a cell (from 1), None where the file does not tell."""
        return self.formats(row, column) if self.formats else None

    @property
    def last_row(self) -> int:
        """Last used row, 0 for an empty sheet."""
        return self.first_row + len(self.rows) - 1

    @property
    def last_column(self) -> int:
        """Last used column, 0 for an empty sheet."""
        return self.first_column + len(self.rows[0]) - 1 if self.rows else 0


@dataclass(frozen=True)
class RawBook:
    """A file that has passed the guard; sheets are read when asked for.

    ``kind``: what the file is. ``visible``/``hidden``: sheet names. ``parts``: the package of an
    .xlsx, None for other kinds. ``date1904``: serial numbers count from 1904. ``raw``: the bytes.
    """

    path: Path
    kind: Kind
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    load: Callable[[str], RawSheet]
    parts: Parts | None = None
    date1904: bool = False
    raw: bytes = field(default=b"", repr=False, compare=False)

    @property
    def serial_text(self) -> bool:
        """Whether digits in text may be serial numbers, for want of typed cells."""
        return self.kind is Kind.CSV


def open_book(path: Path) -> RawBook:
    """Check a file and open it. Raises the refusals of `guard.check_package` and DamagedError."""
    checked = check_package(path)
    if checked.kind is Kind.CSV:
        sheet = RawSheet(path.stem, parse_csv(checked.raw, path.name))
        return RawBook(path, checked.kind, (path.stem,), (), lambda _name: sheet, raw=checked.raw)
    book = _guarded(path, lambda: calamine.load_workbook(io.BytesIO(checked.raw)))
    parts = Parts(checked.raw, path.name, checked.first) if checked.kind is Kind.XLSX else None
    visible: list[str] = []
    hidden: list[str] = []
    for meta in book.sheets_metadata:
        shown = (
            meta.visible == calamine.SheetVisibleEnum.Visible
            and meta.typ == calamine.SheetTypeEnum.WorkSheet
        )
        (visible if shown else hidden).append(meta.name)

    def load(name: str) -> RawSheet:
        sheet = _guarded(path, lambda: book.get_sheet_by_name(name))
        rows = _guarded(path, sheet.to_python)
        if sheet.start is None or not rows:
            return RawSheet(name, [])
        top, left = sheet.start
        if parts and parts.sheet_parts.get(name, "").lower() in checked.doubtful:
            for row, column, text in silent_faults(parts, name):
                y, x = row - top - 1, column - left - 1
                if 0 <= y < len(rows) and 0 <= x < len(rows[y]) and rows[y][x] == "":
                    rows[y][x] = Fault(text)
        merges = tuple(
            (one[0] + 1, one[1] + 1, other[0] + 1, other[1] + 1)
            for one, other in sheet.merged_cell_ranges or ()
        )
        totals = totals_rows(parts, name) if parts else frozenset()
        formats = format_codes(parts, name) if parts else None
        return RawSheet(name, rows, top + 1, left + 1, merges, totals, formats)

    date1904 = parts.date1904 if parts else checked.date1904
    names = tuple(visible), tuple(hidden)
    return RawBook(path, checked.kind, *names, load, parts, date1904, checked.raw)


def _guarded(path: Path, read: Callable[[], T]) -> T:
    """Run a reader and turn whatever it raises into a refusal."""
    try:
        return read()
    except calamine.PasswordError:
        raise EncryptedError(f"{path.name}：文件有打开密码，请先去掉密码再用") from None
    except (WorkbookError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # a Rust panic arrives as PanicException, which is a BaseException
        raise DamagedError(
            f"{path.name}：文件已损坏或不完整，无法读取；请用 Excel 打开并另存后再试"
        ) from error
