"""What is to be written to one sheet: columns, or blanks to fill and rows to add."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook.values.addresses import Area
from workbook.xlsx.patching.opening_view import OpeningView
from workbook.xlsx.patching.written_cells import Region


@dataclass(frozen=True, slots=True)
class ColumnsEdit:
    """What is to be written to one sheet; ``likes`` maps a column to the one it looks like."""

    name: str
    region: Region
    likes: Mapping[int, int] = field(default_factory=dict)
    highlights: Mapping[int, Mapping[str, str]] | None = None
    overview: OpeningView | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that a new cell holds, without its ``=``."""

    text: str


@dataclass(slots=True)
class Filled:
    """What came of an edit, for its check and its report.

    ``cells``: row → column → what is there now. ``formulas``: address of a formula in the row that
    new rows are like, if it is more than a formula of its cell → what became of it, in Chinese.
    """

    cells: dict[int, dict[int, Any]] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    copied: bool = False


@dataclass(frozen=True, slots=True)
class RowsEdit:
    """``wanted``: row → column → value, for blank cells and those ``replaced``, by (row, column).

    Of these rows the last ``added`` are new: they follow row ``like``, look like it, and everything
    below it must be blank. ``like`` is ``header``, the last header row, in a list without rows.
    """

    name: str
    wanted: Mapping[int, Mapping[int, Any]]
    like: int = 0
    header: int = 0
    added: int = 0
    replaced: frozenset[tuple[int, int]] = frozenset()
    filled: Filled = field(default_factory=Filled)

    @property
    def last(self) -> int:
        """The last row of the list once the rows are added."""
        return self.like + self.added

    def written_columns(self) -> list[int]:
        """Return the columns with a cell that is written."""
        return sorted(set().union(*self.wanted.values()))

    def _within(self, area: Area) -> int:
        rows = (columns for row, columns in self.wanted.items() if area.top <= row <= area.bottom)
        return sum(area.left <= column <= area.right for columns in rows for column in columns)

    def touches(self, area: Area) -> bool:
        """Whether any cell of ``area`` is written."""
        return self._within(area) > 0

    def covers(self, area: Area) -> bool:
        """Whether every cell of ``area`` is written."""
        return self._within(area) == (area.right - area.left + 1) * (area.bottom - area.top + 1)

    def area(self) -> Area | None:
        """Return the smallest rectangle around what is written."""
        columns = self.written_columns()
        if not columns:
            return None
        return Area(columns[0], min(self.wanted), columns[-1], max(self.wanted))

    def covering(self, area: Area) -> Area:
        """Return an area that covered the last row so that it covers the new ones."""
        inside = self.added and area.top <= self.like <= area.bottom
        return area.lengthened(max(area.bottom, self.last)) if inside else area

    def filtering(self, area: Area) -> Area:
        """Return the same of a filter, which may have covered its header only."""
        if self.added and area.top == area.bottom < self.like:
            return area.lengthened(self.last)
        return self.covering(area)
