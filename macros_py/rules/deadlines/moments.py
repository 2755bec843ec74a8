"""A time column of the ledger as the engine sees it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from macros_py.rules.terms.duration import DAY
from macros_py.rules.worktime import NAT

Seconds = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59)
"""As-of under which no time is in the future: the faults that are found then stay faults."""


class Columns(Protocol):
    """The cases of a ledger by column: `workbook.ledger.case_columns`, or a frame of the same."""

    def __contains__(self, name: object, /) -> bool:
        """Tell whether there is such a column."""

    def __getitem__(self, name: str, /) -> Any:
        """Return a column: an array, or what numpy makes one of."""


@dataclass(frozen=True)
class Moments:
    """Times in seconds since 1970 (NaT as the smallest number) and what is unsure about each.

    ``dateonly`` marks a date without a time of day, held as its midnight; ``bad`` marks a cell with
    text that is no time. Either is None when no row has it.
    """

    at: Seconds
    dateonly: Marks | None = None
    bad: Marks | None = None

    @classmethod
    def of(cls, columns: Columns, field: str) -> "Moments":
        """Take a field and its two flag columns."""
        at = np.asarray(columns[field], dtype="datetime64[s]").view(np.int64)
        dateonly = np.asarray(columns[f"{field}_dateonly"], dtype=bool)
        bad = np.asarray(columns[f"{field}_bad"], dtype=bool)
        return cls(at, _some(dateonly), _some(bad))

    @cached_property
    def has(self) -> Marks:
        """Rows with a readable time."""
        return np.not_equal(self.at, NAT)

    @property
    def present(self) -> Marks:
        """Rows whose cell is not blank, readable or not."""
        return self.has if self.bad is None else self.has | self.bad

    def where(self, mask: Marks, other: "Moments") -> "Moments":
        """Return these times where ``mask`` holds and the other's elsewhere."""
        return Moments(
            np.where(mask, self.at, other.at),
            _where(mask, self.dateonly, other.dateonly),
            _where(mask, self.bad, other.bad),
        )

    def take(self, rows: npt.NDArray[np.int64]) -> "Moments":
        """Return these rows only."""
        dateonly, bad = (
            None if marks is None else marks[rows] for marks in (self.dateonly, self.bad)
        )
        return Moments(self.at[rows], dateonly, bad)

    def before(self, other: "Moments") -> Marks:
        """Rows with both times where this one is earlier: by date if either is a date (rules 3)."""
        earlier = (self.at < other.at) & self.has
        dates = either(self.dateonly, other.dateonly)
        if dates is not None:
            rows = np.flatnonzero(earlier & dates)
            earlier[rows] = self.at[rows] // DAY < other.at[rows] // DAY
        return earlier

    def after(self, instant: int) -> Marks:
        """Rows later than ``instant``; a date is later when its day is."""
        return self.at > instant


def seconds(moment: datetime) -> int:
    """Return a moment in seconds since 1970."""
    return int(np.datetime64(moment, "s").view(np.int64))


def either(one: Marks | None, other: Marks | None) -> Marks | None:
    """Return the rows that any of two optional flags marks."""
    if one is None or other is None:
        return other if one is None else one
    return one | other


def _some(marks: Marks) -> Marks | None:
    return marks if marks.any() else None


def _where(mask: Marks, one: Marks | None, other: Marks | None) -> Marks | None:
    if one is None and other is None:
        return None
    chosen = mask & one if one is not None else np.zeros(len(mask), dtype=bool)
    return chosen if other is None else chosen | (~mask & other)
