"""Percentages rounded half-up once, shares that say when they do not sum to 100.0, quantiles."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from macros_py.rules.terms.money import half_up
from workbook.values.text import NOTHING

HUNDRED = Decimal("100.0")


@lru_cache(4096)
def percent(share: Fraction) -> Decimal:
    """Return a share in percent, or a difference of shares in 百分点, rounded half-up once.

    >>> percent(Fraction(1273, 1774))
    Decimal('71.8')
    """
    return half_up(share * 100, 1)


def percent_text(share: Fraction | None) -> str:
    """Print a share in percent with two decimals, rounded half-up once; ``—`` for none.

    >>> percent_text(Fraction(12345, 100_000))
    '12.35%'
    """
    return NOTHING if share is None else f"{half_up(share * 100, 2)}%"


def share(part: Fraction | int, whole: int) -> Fraction | None:
    """Return a share, None of nothing."""
    return Fraction(part) / whole if whole else None


def share_text(share: Fraction | None) -> str | None:
    """Return an exact fraction, such as ``17/20``."""
    return None if share is None else str(share)


def moved(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    """Return how a share moved, as a difference; None where either is none."""
    return None if now is None or before is None else now - before


def rounded_sum(shares: Sequence[Fraction]) -> Decimal | None:
    """Return what the rounded shares sum to where that is not 100.0, else None."""
    total = sum(map(percent, shares), Decimal(0))
    return None if not shares or total == HUNDRED else total


class Unfinished(Enum):
    """A quantile that falls on a case which is still open."""

    OPEN = "未办结"


Quantile = int | Unfinished | None
MEDIAN, NINETY = Fraction(1, 2), Fraction(9, 10)


def quantile(done: npt.NDArray[np.int64], still_open: int, p: Fraction) -> Quantile:
    """Return the k-th smallest of the seconds, k = ⌈p·n⌉; cases still open come last.

    OPEN when k falls on one of them, None without any case.
    """
    n = len(done) + still_open
    if n == 0:
        return None
    k = -(-p.numerator * n // p.denominator)
    if k > len(done):
        return Unfinished.OPEN
    return int(np.partition(done, k - 1)[k - 1])


def per(unit: int, count: int, whole: int) -> Decimal:
    """Return the count for each ``unit`` (100, 1,000) of the whole, one decimal, half-up."""
    return half_up(Fraction(count * unit, whole), 1)
