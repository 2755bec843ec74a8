"""The cells that a write replaces: columns, each from a first row to its last."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from workbook.values.addresses import Area
from workbook.xlsx.patching.column import Column
from workbook.xlsx.patching.encoder import simple


class Written(Protocol):
    """Which cells are written."""

    def touches(self, area: Area) -> bool:
        """Tell whether any cell of ``area`` is written."""

    def covers(self, area: Area) -> bool:
        """Tell whether every cell of ``area`` is written."""

    def written_columns(self) -> list[int]:
        """Return the columns with a cell that is written."""


@dataclass(frozen=True, slots=True)
class Band:
    """Rows ``first`` to ``last`` in which the same columns are written, columns ascending."""

    first: int
    last: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Columns written from ``first_row`` down; they may differ in length."""

    first_row: int
    columns: tuple[Column, ...]

    def last_row(self, column: Column) -> int:
        """Return the row of a column's last value."""
        return self.first_row + len(column.values) - 1

    def without(self, columns: Collection[int]) -> "Region":
        """Return the region without some of its columns."""
        left = tuple(column for column in self.columns if column.index not in columns)
        return Region(self.first_row, left)

    def bands(self) -> list[Band]:
        """Return the region cut where a column ends."""
        bands, first = [], self.first_row
        for last in sorted({self.last_row(column) for column in self.columns}):
            if last >= first:
                alive = tuple(c for c in self.columns if self.last_row(c) >= last)
                bands.append(Band(first, last, alive))
                first = last + 1
        return bands

    def area(self) -> Area | None:
        """Return the smallest rectangle around it."""
        written = [column for column in self.columns if len(column.values)]
        if not written:
            return None
        bottom = max(map(self.last_row, written))
        return Area(written[0].index, self.first_row, written[-1].index, bottom)

    def _within(self, area: Area) -> list[Column]:
        return [
            column
            for column in self.columns
            if area.left <= column.index <= area.right
            and area.top <= self.last_row(column)
            and area.bottom >= self.first_row
        ]

    def touches(self, area: Area) -> bool:
        """Whether any cell of ``area`` is written."""
        return bool(self._within(area))

    def covers(self, area: Area) -> bool:
        """Whether every cell of ``area`` is written."""
        inside = self._within(area)
        return (
            len(inside) == area.right - area.left + 1
            and area.top >= self.first_row
            and all(area.bottom <= self.last_row(column) for column in inside)
        )

    def value(self, row: int, column: int) -> object:
        """Return what is written there; None when nothing is."""
        for found in self.columns:
            if found.index == column and self.first_row <= row <= self.last_row(found):
                return simple(found.values[row - self.first_row])
        return None

    def written_columns(self) -> list[int]:
        """Return the columns that are written."""
        return [column.index for column in self.columns]

    def wanted(self, row: int) -> dict[int, object]:
        """Return what is written in a row, by column."""
        at = row - self.first_row
        return {c.index: c.values[at] for c in self.columns if 0 <= at < len(c.values)}

    def beside(self, area: Area) -> Area:
        """Return a print area grown over the written columns that adjoin it on the right."""
        if area.bottom < self.first_row:
            return area
        run = [c for c in self._run_from(area.right + 1) if self.last_row(c) >= area.top]
        return area.widened(area.right + len(run))

    def headed(self, area: Area, taken: Iterable[Area] = ()) -> Area:
        """Return a filter or table grown over adjoining columns with a header in its header row.

        It stops before any area in ``taken``.
        """
        right = area.right
        for column in self._run_from(area.right + 1):
            value = self.value(area.top, column.index)
            new = Area(column.index, area.top, column.index, area.bottom)
            if value is None or value == "" or any(map(new.meets, taken)):
                break
            right = column.index
        return area.widened(right)

    def _run_from(self, left: int) -> Sequence[Column]:
        """Return the columns written without a gap from ``left`` on."""
        found: list[Column] = []
        for column in self.columns:
            if column.index == left + len(found) and len(column.values):
                found.append(column)
        return found
