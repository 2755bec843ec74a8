"""Ranges of an in-memory Excel's sheets: values, formats, fonts, rules."""

import itertools
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from xlwings import base_classes

from tests.xlwings_cells import MAX_COLUMN, MAX_ROW, Worksheet, com_error
from tests.xlwings_native import Calls, RangeApi, counted


def bounds(address: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = openpyxl.utils.range_boundaries(address.replace("$", ""))
    return top, left, bottom, right


@counted
class Range(base_classes.Range):
    def __init__(self, host: Calls, data: Worksheet, *areas: tuple[int, int, int, int]) -> None:
        self._host, self._data, self._areas = host, data, areas
        for top, left, bottom, right in areas:
            if not (1 <= top <= bottom <= MAX_ROW and 1 <= left <= right <= MAX_COLUMN):
                raise com_error(f"no such range: {areas}")

    def _cells(self) -> Iterator[tuple[int, int]]:
        for top, left, bottom, right in self._areas:
            yield from itertools.product(range(top, bottom + 1), range(left, right + 1))

    @property
    def api(self) -> RangeApi:
        (area,) = self._areas
        return RangeApi(self._host, self._data, area)

    @property
    def address(self) -> str:
        top, left, bottom, right = self._areas[0]
        first, last = (f"${get_column_letter(c)}${r}" for r, c in ((top, left), (bottom, right)))
        return first if first == last else f"{first}:{last}"

    @property
    def row(self) -> int:
        return self._areas[0][0]

    @property
    def column(self) -> int:
        return self._areas[0][1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self._areas[0]
        return bottom - top + 1, right - left + 1

    @property
    def raw_value(self) -> object:
        top, left, bottom, right = self._areas[0]
        if (top, left) == (bottom, right):
            return self._data.got((top, left))
        return tuple(
            tuple(self._data.got((row, column)) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )

    @raw_value.setter
    def raw_value(self, rows: object) -> None:
        (area,) = self._areas
        if not isinstance(rows, list | tuple):
            for cell in self._cells():
                self._data.put(cell, rows)
            return
        top, left, bottom, right = area
        if len(rows) != bottom - top + 1 or {len(row) for row in rows} != {right - left + 1}:
            raise com_error("the values do not have the shape of the range")
        for row, values in enumerate(rows, top):
            for column, value in enumerate(values, left):
                self._data.put((row, column), value)

    @property
    def number_format(self) -> str | None:
        found = {self._data.formats.get(cell, "General") for cell in self._cells()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        if self._data.protected or not isinstance(code, str):
            raise com_error("number format")
        for cell in self._cells():
            self._data.formats[cell] = code
            self._data.styled.add(cell)
        self._data.book.saved = False

    @property
    def conditional_formats(self) -> "ConditionalFormats":
        return ConditionalFormats(self._host, self._data, self._areas)

    @property
    def font(self) -> "Font":
        return Font(self._host, self)

    @property
    def column_width(self) -> float:
        return self._data.widths.get(self._areas[0][1], 8.43)

    @column_width.setter
    def column_width(self, value: float) -> None:
        if not 0 <= value <= 255:
            raise com_error("column width")
        for _, left, _, right in self._areas:
            self._data.widths |= dict.fromkeys(range(left, right + 1), value)

    def autofit(self, axis: str | None = None) -> None:
        if axis not in {None, "c", "r", "columns", "rows"}:
            raise com_error("autofit")


@counted
class Font(base_classes.Font):
    def __init__(self, host: Calls, cells: Range) -> None:
        self._host, self._owner = host, cells

    @property
    def bold(self) -> bool:
        return set(self._owner._cells()) <= self._owner._data.bold

    @bold.setter
    def bold(self, value: bool) -> None:
        self._owner._data.bold |= set(self._owner._cells())


@counted
class ConditionalFormats(base_classes.ConditionalFormats):
    def __init__(
        self, host: Calls, data: Worksheet, areas: tuple[tuple[int, int, int, int], ...]
    ) -> None:
        self._host, self._data, self._areas = host, data, areas

    def add_cell_value(self, spec: dict[str, Any]) -> None:
        self._data.rules.insert(0, {"areas": self._areas, **spec})

    def add_custom(self, spec: dict[str, Any]) -> None:
        self._data.rules.insert(0, {"areas": self._areas, **spec})

    def clear(self) -> None:
        mine = set(self._areas)
        self._data.rules[:] = [rule for rule in self._data.rules if not mine & set(rule["areas"])]
