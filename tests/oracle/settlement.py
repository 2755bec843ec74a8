"""The money of a quarter (rules 6; contract 2.2, 3.1-3.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

QUARTER_FEE = Decimal("536580.00")
PASS_MARK = 80
YUAN_PER_POINT = 100


@dataclass(frozen=True)
class Settlement:
    """Money lines of one quarter, in yuan."""

    performance_deduction: Decimal
    other_deductions: Decimal
    payable: Decimal
    shortfall: Decimal


def to_fen(amount: Fraction | Decimal) -> Decimal:
    """Half-up to the fen, once."""
    exact = Fraction(amount)
    rounded = math.floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(rounded if exact >= 0 else -rounded).scaleb(-2)


def performance_deduction(average: Fraction, part_point: str = "按比例") -> Decimal:
    """max(0, 80 - average) x 100, with the reading 不足1分 (contract 2.2)."""
    missing = max(Fraction(), PASS_MARK - average)
    if part_point == "舍去":
        missing = Fraction(math.floor(missing))
    elif part_point == "进位":
        missing = Fraction(math.ceil(missing))
    return to_fen(missing * YUAN_PER_POINT)


def settle(
    average: Fraction, others: Iterable[Decimal] = (), part_point: str = "按比例"
) -> Settlement:
    deduction = performance_deduction(average, part_point)
    other = sum((to_fen(amount) for amount in others), Decimal("0.00"))
    due = QUARTER_FEE - deduction - other
    return Settlement(deduction, other, max(Decimal("0.00"), due), max(Decimal("0.00"), -due))


def printed_average(average: Fraction) -> str:
    """Two decimals, or as many as keep it on its own side of 80."""
    places = 2
    while True:
        unit = Decimal(1).scaleb(-places)
        exact = Decimal(average.numerator) / Decimal(average.denominator)
        shown = exact.quantize(unit, ROUND_HALF_UP)
        if average == PASS_MARK or (shown < PASS_MARK) == (average < PASS_MARK):
            return str(shown)
        places += 1
