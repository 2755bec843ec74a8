"""失分工单: which rate a case lowers, what solving or excluding it adds (附件1 一.3, 一.5)."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from macros_py.rules.deadlines.moments import Marks
from macros_py.rules.periods.rate_counts import RATES, RateCounts
from macros_py.rules.rates.rates import RateColumns

MISSED = ("未响应", "未解决", "不满意")


@dataclass(frozen=True, slots=True)
class Gain:
    """What one case is worth to one rate, as a difference of shares; None: the rate stays or ends.

    ``if_solved`` is (k+1)/n − k/n for a case that missed it. ``if_excluded`` is the change to
    k/(n−1), or to (k−1)/(n−1) where the case counts for the rate.
    """

    rate: str
    if_solved: Fraction | None
    if_excluded: Fraction | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A counted case that missed a rate; ``row`` is its frame row."""

    row: int
    missed: tuple[str, ...]
    gains: tuple[Gain, ...]


def lost_cases(columns: RateColumns, rows: Marks, counts: RateCounts) -> list[Lost]:
    """Return the marked rows that lost a rate, in ledger order.

    ``counts`` are those of the marked rows together, on which the gains are worked out.
    """
    unresolved = columns.not_resolved | columns.partly_resolved
    missed = (columns.not_responded, unresolved, columns.dissatisfied)
    any_missed = missed[0] | missed[1] | missed[2]
    found = []
    alike: dict[tuple[object, ...], tuple[Gain, ...]] = {}
    for row in np.flatnonzero(columns.counted & rows & any_missed).tolist():
        marks = [bool(mark[row]) for mark in missed]
        points = _points(columns, row, counts.weight)
        if (*marks, *points) not in alike:
            alike[*marks, *points] = tuple(
                _gain(name, part, point, missed=mark)
                for name, part, point, mark in zip(RATES, counts.parts, points, marks, strict=True)
                if part[1]
            )
        names = tuple(name for name, mark in zip(MISSED, marks, strict=True) if mark)
        found.append(Lost(row, names, alike[*marks, *points]))
    return found


def _points(columns: RateColumns, row: int, weight: Fraction) -> tuple[Fraction | None, ...]:
    """Return what the case adds to each numerator; None where it is not in the denominator."""
    rating = None
    if columns.satisfied[row]:
        rating = Fraction(1)
    elif columns.fairly_satisfied[row]:
        rating = weight
    elif columns.dissatisfied[row]:
        rating = Fraction(0)
    return Fraction(int(columns.responded[row])), Fraction(int(columns.resolved[row])), rating


def _gain(rate: str, of: tuple[Fraction, int], point: Fraction | None, *, missed: bool) -> Gain:
    k, n = of
    excluded = None
    if point is not None and n > 1:
        excluded = (k - point) / (n - 1) - k / n
    return Gain(rate, Fraction(1, n) if missed else None, excluded)
