"""The counts behind 响应率, 解决率, 满意率 of every group at once (附件1 一.3; rules 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from macros_py.rules.deadlines.moments import Marks
from macros_py.rules.periods.groups import Groups
from macros_py.rules.rates.rates import RateColumns
from macros_py.rules.terms.percentages import share, share_text

RATES = ("响应率", "解决率", "满意率")
_KEYS = ("response", "resolution", "satisfaction")
ANSWERED = ("响应", "解决", "满意", "基本满意", "不满意", "未评价")
Rate = Fraction | None


@dataclass(frozen=True, slots=True)
class RateCounts:
    """What the rates of some cases rest on; ``weight`` is that of 基本满意.

    ``asked_response`` and ``asked_resolution``: counted cases on a sheet that has the column;
    ``lacking``: the fields that no sheet has, whose counts are no counts. ``partly_resolved``
    (部分解决) cases are counted and not resolved.
    """

    weight: Fraction
    received: int
    counted: int
    asked_response: int
    asked_resolution: int
    responded: int
    resolved: int
    satisfied: int
    fairly: int
    dissatisfied: int
    partly_resolved: int = 0
    lacking: frozenset[str] = field(default=frozenset(), kw_only=True)

    @property
    def told(self) -> tuple[int | None, ...]:
        """有效回访, then the counts of `ANSWERED`; None where the ledger lacks the column."""
        counts = (
            *(self.counted, self.responded, self.resolved, self.satisfied, self.fairly),
            *(self.dissatisfied, self.unrated),
        )
        fields = ("callback_valid", "responded", "resolved", *["satisfied"] * 4)
        return tuple(
            None if field in self.lacking else count
            for field, count in zip(fields, counts, strict=True)
        )

    @property
    def rated(self) -> int:
        """The denominator of 满意率."""
        return self.satisfied + self.fairly + self.dissatisfied

    @property
    def unrated(self) -> int:
        """Counted cases that are 未评价 or blank on satisfaction."""
        return self.counted - self.rated

    @property
    def parts(self) -> tuple[tuple[Fraction, int], ...]:
        """Numerator and denominator of the three rates."""
        return (
            (Fraction(self.responded), self.asked_response),
            (Fraction(self.resolved), self.asked_resolution),
            (self.satisfied + self.weight * self.fairly, self.rated),
        )

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The three rates in the order of ``RATES``; None where nothing is counted."""
        return tuple(share(*part) for part in self.parts)

    def json(self) -> dict[str, object]:
        """Return the three rates as plain data: exact fractions, null where nothing is counted."""
        return dict(zip(_KEYS, map(share_text, self.rates), strict=True))


@dataclass(frozen=True)
class Answers:
    """The answers of a ledger's cases, ready to be counted by any grouping."""

    columns: RateColumns
    weight: Fraction

    def counts(self, rows: Marks) -> RateCounts:
        """Count the marked rows."""
        whole = Groups(("",), np.zeros(len(rows), dtype=np.int64))
        return self.by_group(whole, rows)[0]

    def by_group(self, groups: Groups, rows: Marks) -> Sequence[RateCounts]:
        """Count the marked rows of every group."""
        marks, counted = self.columns, self.columns.counted & rows
        response, resolution = (counted & marks.asked[field] for field in ("responded", "resolved"))
        sides = (
            *(rows, counted, response, resolution),
            *(response & marks.responded, resolution & marks.resolved),
            *(counted & marks.satisfied, counted & marks.fairly_satisfied),
            *(counted & marks.dissatisfied, counted & marks.partly_resolved),
        )
        table = zip(*(groups.counts(side).tolist() for side in sides), strict=True)
        return [RateCounts(self.weight, *row, lacking=marks.lacking) for row in table]
