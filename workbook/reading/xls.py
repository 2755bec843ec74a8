"""An .xls as raw sheets, by xlrd: errors, merges, number formats, the date system."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from workbook.reading.compound import CompoundFile
from workbook.reading.layout import Gathered, read_text
from workbook.reading.raw import Cells, RawSheet
from workbook.reading.serials import from_serial
from workbook.reading.xlsx_cells import NO_NUMBER
from workbook.values.addresses import Area
from workbook.values.format_codes import GENERAL, Shows, built_in, shows
from workbook.values.text import FAULT_CODES, Fault
from workbook.xlsx.package import SheetEntry

_NUMBER, _TEXT, _DATE, _BOOL, _ERROR = 2, 1, 3, 4, 5


def workbook_stream(raw: bytes, label: str) -> bytes:
    """Give the records of an .xls, in its container or without one."""
    if not raw.startswith(b"\xd0\xcf"):
        return raw
    compound = CompoundFile(raw, label)
    return compound.read("Workbook" if "Workbook" in compound.streams else "Book")


@dataclass(frozen=True)
class XlsBook:
    """The sheets of an .xls that has passed the guard."""

    label: str
    book: Any

    @classmethod
    def of(cls, raw: bytes, label: str) -> "XlsBook":
        """Open the bytes of an .xls."""
        book = import_module("xlrd").open_workbook(
            logfile=io.StringIO(),
            file_contents=workbook_stream(raw, label),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
        return cls(label, book)

    @property
    def sheets(self) -> Sequence[SheetEntry]:
        """Every worksheet in the order of the tabs; charts and macro sheets have no cells."""
        return tuple(
            SheetEntry(name, "", visible=hidden == 0, cells=True)
            for name, hidden in zip(
                self.book.sheet_names(),
                self.book._sheet_visibility,  # noqa: SLF001  it has no public name
                strict=True,
            )
        )

    @property
    def date1904(self) -> bool:
        """Whether serial numbers count from 1904-01-01."""
        return bool(self.book.datemode)

    def load(self, name: str) -> RawSheet:
        """Read a sheet. A formula without a result looks like one whose result is no text."""
        sheet = self.book.sheet_by_name(name)
        codes = [self._code(index) for index in range(len(self.book.xf_list))]
        shown = [shows(code) for code in codes]
        gathered = Gathered(f"{self.label} 的工作表「{name}」")
        for row in range(sheet.nrows):
            kinds, values = sheet.row_types(row), sheet.row_values(row)
            cells: dict[int, object] = {}
            for column, kind in enumerate(kinds):
                if kind not in _BLANKS:
                    style = sheet.cell_xf_index(row, column) if kind in _NUMBERS else 0
                    value = self._value(kind, values[column], shown[style])
                    if value != "":
                        cells[column + 1] = value
            gathered.add(row + 1, cells)

        def formats(cells: Cells) -> list[str]:
            return [codes[_style(sheet, row - 1, column - 1)] for row, column in cells]

        merged = tuple(
            Area(left + 1, top + 1, right, bottom)
            for top, bottom, left, right in sheet.merged_cells
        )
        self.book.unload_sheet(name)
        return gathered.sheet(name, merged, formats)

    def _code(self, index: int) -> str:
        key = self.book.xf_list[index].format_key
        found = self.book.format_map.get(key)
        code = found.format_str if found else ""
        return code if code and code != GENERAL else built_in(key)

    def _value(self, kind: int, value: Any, shown: Shows) -> object:
        if kind == _TEXT:
            return read_text(value)
        if kind == _BOOL:
            return bool(value)
        if kind == _ERROR:
            return Fault(FAULT_CODES.get(value, "#N/A"))
        if not math.isfinite(value):
            return Fault(NO_NUMBER)
        return from_serial(value, shown, date1904=self.date1904)


_NUMBERS = frozenset({_NUMBER, _DATE})
_BLANKS = frozenset({0, 6})


def _style(sheet: Any, row: int, column: int) -> int:
    if 0 <= row < sheet.nrows and 0 <= column < sheet.row_len(row):
        return int(sheet.cell_xf_index(row, column))
    return 0
