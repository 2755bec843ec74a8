"""An .xlsx as raw sheets: python-calamine where it reads all there is, our own reader elsewhere."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import python_calamine as calamine

from workbook.reading.guard import Checked
from workbook.reading.layout import MOST_REPEATED, read_text, refuse_repeated
from workbook.reading.numfmt import format_codes, number_formats
from workbook.reading.raw import Formats, RawSheet
from workbook.reading.xlsx_cells import Context, read_worksheet, shared_texts
from workbook.reading.xlsx_scan import merges, repeated_bytes, scan, silent_faults
from workbook.values.addresses import Area
from workbook.values.refusals import DamagedError
from workbook.xlsx.package import USUAL_BOOK, Package, SheetEntry

_ENCODED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*.(?!(?i:utf-8))")
"""A declaration of an encoding that python-calamine does not know."""
_TAIL = 4096
"""Bytes at the end of a worksheet among which the list of its tables stands."""
_BYTES = 3
"""What a Chinese character takes in a package."""
_FORMAT = re.compile(rb"<numFmt\s[^>]*numFmtId\s*=\s*.([0-9]+)")


@dataclass(frozen=True)
class XlsxBook:
    """The sheets of a package that has passed the guard, which has ``checked`` it."""

    checked: Checked
    package: Package

    @property
    def sheets(self) -> Sequence[SheetEntry]:
        """Every sheet in the order of the tabs. Raises DamagedError for a book without any."""
        if not self.package.sheets:
            raise DamagedError(f"{self.package.label}：没有工作表，文件已损坏")
        return self.package.sheets

    @property
    def date1904(self) -> bool:
        """Whether serial numbers count from 1904-01-01."""
        return self.package.date1904

    def load(self, name: str) -> RawSheet:
        """Read a sheet with its errors, formulas without results, merges and formats."""
        entry = next(entry for entry in self.sheets if entry.name == name)
        if not entry.cells:
            return RawSheet(name, [])
        where = f"{self.package.label} 的 {entry.part or name}"
        data = self.package.sheet(name)
        if not data:
            raise DamagedError(f"{self.package.label}：缺少工作表「{name}」的内容，文件已损坏")
        found = scan(data, where)
        other = _ENCODED.match(data) is not None
        spelt = b"_" in data and b"_x" in data  # calamine keeps _xHHHH_ as it is
        if other or spelt or not (found.plain and self._plain):
            return self._read(name, data, where)
        if found.cells * self.checked.longest_text > MOST_REPEATED * _BYTES:
            refuse_repeated(repeated_bytes(data, self._shared[0]) // _BYTES, where)
        try:
            found_cells = self._calamine.get_sheet_by_name(name)
            rows: list[list[object]] = found_cells.to_python()
        except BaseException as error:  # a Rust panic is a BaseException
            if isinstance(error, MemoryError | KeyboardInterrupt | SystemExit):
                raise
            return self._read(name, data, where)
        top, left = found_cells.start or (0, 0)
        if found.faulty:
            faults = {(row - 1, column - 1): fault for row, column, fault in silent_faults(data)}
            rows, top, left = _with_faults(rows, top, left, faults)
        if self.checked.typed_faults or found.faulty or (b"#" in data and b"<is>" in data):
            _mark_typed(rows)
        sheet = RawSheet(name, rows, top + 1, left + 1, merges(data), self._formats(name))
        return self._with_totals(sheet)

    def _read(self, name: str, data: bytes, where: str) -> RawSheet:
        """Read a sheet that python-calamine would read otherwise than it stands there."""
        context = Context(self._texts, format_codes(self.package), self.package.date1904)
        return self._with_totals(read_worksheet(data, name, where, context, self._formats(name)))

    def _with_totals(self, sheet: RawSheet) -> RawSheet:
        totals = _totals_rows(self.package, sheet.name)
        return replace(sheet, totals=totals) if totals else sheet

    def _formats(self, name: str) -> Formats:
        return partial(number_formats, self.package, name)

    @cached_property
    def _calamine(self) -> Any:
        return calamine.load_workbook(io.BytesIO(self.checked.raw))

    @cached_property
    def _plain(self) -> bool:
        styles, _ = self.package.book_content("styles")
        numbers = _FORMAT.findall(styles)
        once = len(set(numbers)) == len(numbers) and styles.count(b"<cellXfs") < 2
        usual = self.package.book == USUAL_BOOK and not self.checked.odd_texts
        odd = b"AlternateContent" in styles or b"aaa" in styles  # aaaa: a date as its weekday
        return usual and once and not odd

    @cached_property
    def _shared(self) -> tuple[bytes, str]:
        return self.package.book_content("sharedStrings")

    @cached_property
    def _texts(self) -> Sequence[str]:
        data, where = self._shared
        return shared_texts(data, where) if data else ()


def _totals_rows(package: Package, sheet: str) -> frozenset[int]:
    """Give the rows (from 1) that hold the totals of a table on the sheet."""
    if b"tablePart" not in package.sheet(sheet)[-_TAIL:]:
        return frozenset()
    found: set[int] = set()
    for part in package.related(package.sheet_part(sheet), "table"):
        table = package.root(part)
        area = None if table is None else Area.parse(table.get("ref", ""))
        if table is not None and area and table.get("totalsRowCount", "0") not in {"", "0"}:
            found.add(area.bottom)
    return frozenset(found)


def _with_faults(
    rows: list[list[object]], top: int, left: int, faults: Mapping[tuple[int, int], object]
) -> tuple[list[list[object]], int, int]:
    """Put faults (row, column from 0) into rows, which grow where one stands outside."""
    if not faults:
        return rows, top, left
    up, low = min(row for row, _ in faults), max(row for row, _ in faults)
    near, far = min(column for _, column in faults), max(column for _, column in faults)
    if not rows:
        rows, top, left = [[""]], up, near
    if up < top or near < left or low >= top + len(rows) or far >= left + len(rows[0]):
        before, behind = max(0, left - near), max(0, far - left - len(rows[0]) + 1)
        rows = [[""] * before + row + [""] * behind for row in rows]
        width = len(rows[0])
        above, below = max(0, top - up), max(0, low - top - len(rows) + 1)
        blank: list[object] = [""] * width
        rows = [*(blank[:] for _ in range(above)), *rows, *(blank[:] for _ in range(below))]
        top, left = min(top, up), min(left, near)
    for (row, column), fault in faults.items():
        if rows[row - top][column - left] == "":
            rows[row - top][column - left] = fault
    return rows, top, left


def _mark_typed(rows: list[list[object]]) -> None:
    """Make faults of texts that a person typed or a formula gave as a program shows an error."""
    for row in rows:
        for at, value in enumerate(row):
            if type(value) is str and "#" in value[:9]:
                row[at] = read_text(value)
