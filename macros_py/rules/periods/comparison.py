"""环比 and 同比: a period beside the one before and the one a year before (附件1 一.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from macros_py.rules.periods.period import Elapsed, Period, Periods

FEW = 10
"""A base below this many gives both counts and no percentage."""


@dataclass(frozen=True, slots=True)
class Change:
    """A count beside an earlier one; ``before`` is None where the ledger does not reach back."""

    now: int
    before: int | None

    @property
    def share(self) -> Fraction | None:
        """(now − before) / before; None without a base of at least ten.

        >>> Change(2138, 1905).share
        Fraction(233, 1905)
        """
        if self.before is None or self.before < FEW:
            return None
        return Fraction(self.now - self.before, self.before)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The part ``[start, end)`` of an earlier period that a period is compared with.

    Of a period that still runs only as many seconds as have passed, at most the earlier one's
    length. ``covered``: the ledger reaches back to its start.
    """

    period: Period
    start: datetime
    end: datetime
    covered: bool

    def change(self, count: Callable[[datetime, datetime], int], now: int) -> Change:
        """Return ``now`` beside what ``count`` gives for this span."""
        return Change(now, count(self.start, self.end) if self.covered else None)


def earlier(elapsed: Elapsed, period: Period, covered_from: datetime | None) -> Earlier:
    """Return the comparable part of an earlier period."""
    end = min(period.start + elapsed.length, period.end) if elapsed.running else period.end
    covered = covered_from is not None and period.start >= covered_from
    return Earlier(period, period.start, end, covered)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two spans a period is compared with."""

    previous: Earlier
    year: Earlier

    @classmethod
    def of(cls, elapsed: Elapsed, periods: Periods, covered_from: datetime | None) -> "Comparison":
        """Find both for the part of a period that has passed."""
        spans = (periods.back(elapsed.period), periods.year_before(elapsed.period))
        return cls(*(earlier(elapsed, span, covered_from) for span in spans))
