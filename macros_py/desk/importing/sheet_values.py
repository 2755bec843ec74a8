"""The cells of one sheet of a ledger or export: what each means, compared and written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import numpy as np

from workbook.ledger.columns import TIMES
from workbook.ledger.layout import SheetLayout
from workbook.ledger.merges import merges_in
from workbook.reading.sheets import RawBook, RawSheet
from workbook.values.addresses import position
from workbook.values.text import as_text, is_blank, is_fault, key, plain, tight
from workbook.values.times import TimeColumn, parse_time, read_date_lists, read_times
from workbook.values.words import CHOICES, answer

Meaning = str | int | tuple[date, ...] | None
Writable = str | int | float | bool | date | datetime

_TEXT_ONLY = frozenset({"case_id", "case_id2", "phone"})
_FORMULA = re.compile(
    rb"""<(?:[\w.-]+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]+[0-9]+)["'][^>]*>\s*<(?:[\w.-]+:)?f[\s/>]"""
)


class SheetValues:
    """One sheet's cells by row and column (from 1), in the rows that are cases.

    ``limits``: 时限等级 by row as it was read, since a number there may show days or hours.
    """

    def __init__(
        self, book: RawBook, layout: SheetLayout, rows: Sequence[int], limits: Mapping[int, str]
    ) -> None:
        self.layout = layout
        self.rows = rows
        self._book = book
        self._sheet: RawSheet = book.load(layout.name)
        self._limits = limits
        self._at = {row: place for place, row in enumerate(rows)}
        self._text: dict[int, bool] = {}
        self._times: dict[int, TimeColumn] = {}

    def raw(self, row: int, column: int) -> object:
        """Return a cell as it was read; one of a vertical merge has the merge's value."""
        if (row, column) in self._merged:
            row = self._merged[row, column]
        value: object = self._sheet.rows[row - self._sheet.first_row][
            column - self._sheet.first_column
        ]
        return value

    @cached_property
    def _merged(self) -> dict[tuple[int, int], int]:
        """Give each further cell of a merge over cases the row that has its value (rules 2)."""
        names = [name for name in self.layout.columns if name != "case_id"]
        return {
            (row, merge.area.left): merge.first_row
            for merge in merges_in(self._sheet, self.layout, names, self._at)
            if merge.over_rows
            for row in range(merge.first_row + 1, merge.area.bottom + 1)
        }

    def empty(self, row: int, column: int) -> bool:
        """Tell whether there is nothing at all in a cell: no text, no formula, no merge."""
        blank = self.raw(row, column) in ("", None) and (row, column) not in self.formulas
        return blank and not self.in_merge(row, column)

    def in_merge(self, row: int, column: int) -> bool:
        """Tell whether a cell is part of a merge."""
        return any(area.holds(row, column) for area in self._sheet.merges)

    @cached_property
    def formulas(self) -> frozenset[tuple[int, int]]:
        """Row and column of every cell with a formula, whatever it shows."""
        package = self._book.package
        data = package.sheet(self.layout.name) if package else b""
        return frozenset(position(found[1].decode()) for found in _FORMULA.finditer(data))

    def meaning(self, row: int, column: int, field: str | None) -> Meaning:
        """Return what a cell says, equal where two cells say one thing; None for nothing."""
        value = self.raw(row, column)
        if is_fault(value):
            return f"#{plain(value)}"
        if field in TIMES:
            read, at = self._read(column), self._at[row]
            if not np.isnat(read.values[at]):
                return int(read.values[at].astype(np.int64))
            return key(plain(value)) if read.bad[at] else None
        return None if is_blank(value) else self._said(row, value, field)

    def _said(self, row: int, value: object, field: str | None) -> Meaning:
        """Return what a cell that is no time says."""
        if field == "progress_dates":
            (dates,), bad = read_date_lists(
                [value], date1904=self._book.date1904, serial_text=self._book.serial_text
            )
            return key(plain(value)) if bad[0] else dates or None
        if field is not None and field in CHOICES:
            word = answer(field, value, turned_round=field in self.layout.inverted)
            return key(plain(value)) if word is None else word or None
        if field == "limit_class":
            return key(self._limits.get(row, plain(value)))
        return tight(plain(value)) if field in _TEXT_ONLY else key(plain(value))

    def writable(self, row: int, column: int, field: str | None) -> Writable | None:
        """Return what to write elsewhere for a cell; None for nothing and for an error value."""
        value = self.raw(row, column)
        if self.meaning(row, column, field) is None or is_fault(value):
            return None
        if field in TIMES:
            read, at = self._read(column), self._at[row]
            moment = read.values[at].item()
            if isinstance(moment, datetime):
                return moment.date() if read.date_only[at] or read.bare[at] else moment
        if field == "limit_class":
            return self._limits.get(row, plain(value))
        numeric = isinstance(value, bool | int | float | date) and field not in _TEXT_ONLY
        return value if numeric and isinstance(value, Writable) else as_text(plain(value))

    def fitting(self, column: int, value: Writable) -> Writable:
        """Return a value in the kind of a column: a time as text where the last one is text."""
        if isinstance(value, date) and self._holds_text(column):
            return plain(value)
        return value

    def _holds_text(self, column: int) -> bool:
        if column not in self._text:
            values = (self.raw(row, column) for row in reversed(self.rows))
            last = next((value for value in values if not is_blank(value)), None)
            self._text[column] = isinstance(last, str)
        return self._text[column]

    def _read(self, column: int) -> TimeColumn:
        if column not in self._times:
            values = [self.raw(row, column) for row in self.rows]
            self._times[column] = read_times(
                values, date1904=self._book.date1904, serial_text=self._book.serial_text
            )
        return self._times[column]


def one_time(one: object, other: object) -> bool:
    """Tell whether two cells of a column that nobody recognised name one moment."""
    try:
        return parse_time(one) == parse_time(other) != (None, False)
    except ValueError:
        return False
