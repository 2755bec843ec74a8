"""From the quarter's average to the amount payable (contract 2.2, 3.1-3.3)."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.terms.money import fen
from macros_py.rules.terms.settings import READING, Settings


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money of one quarter, in yuan; ``gap`` is the points short of the pass score, as read."""

    average: Fraction
    gap: Fraction
    fee: Decimal
    performance_deduction: Decimal
    other_deductions: Decimal
    due: Decimal
    payable: Decimal
    shortfall: Decimal


@dataclass(frozen=True, slots=True)
class Alternative:
    """What would be payable, and owed by the vendor, if one reading were chosen otherwise."""

    reading: str
    choice: str
    payable: Decimal
    shortfall: Decimal


@dataclass(frozen=True, slots=True)
class PriceBalance:
    """Where the total price stands, in yuan: paid, kept back from the fees, and left (3.1)."""

    total: Decimal
    paid: Decimal
    deducted: Decimal

    @property
    def left(self) -> Decimal:
        """What is neither paid nor deducted yet: total = paid + deducted + left."""
        return self.total - self.paid - self.deducted


def price_balance(
    total: Decimal, paid_before: Decimal, deducted_before: Decimal, money: Settlement
) -> PriceBalance:
    """Return the balance once this quarter's settlement is paid (contract 3.1, 3.2).

    ``paid_before`` and ``deducted_before`` are those of the earlier quarters.
    """
    kept = money.fee - money.payable
    return PriceBalance(fen(total), paid_before + money.payable, deducted_before + kept)


def points_short(average: Fraction, settings: Settings) -> Fraction:
    """Return the points below the pass score that cost money (contract 2.2: 每1分按100元).

    Reading 不足1分: 按比例 keeps the fraction of a point, 舍去 drops it, 进位 counts it whole.
    """
    gap = max(Fraction(0), Fraction(settings.amount("达标分")) - average)
    part = settings.choice("不足1分")
    if part == "舍去":
        return Fraction(math.floor(gap))
    return Fraction(math.ceil(gap)) if part == "进位" else gap


def performance_deduction(average: Fraction, settings: Settings) -> Decimal:
    """Return max(0, 80 − average) × 100, rounded half-up to the fen (contract 2.2).

    The average enters unrounded; exactly 80 pays in full. 79.996 → 0.40, 65.25 → 1475.00.
    """
    return fen(points_short(average, settings) * Fraction(settings.amount("每分扣款")))


def settle(average: Fraction, others: Iterable[Decimal], settings: Settings) -> Settlement:
    """Return the quarter's settlement: fee − deductions, never below zero (contract 3.2, 3.3).

    What the fee cannot cover is the shortfall that the vendor still owes (乙方应补足).
    """
    fee = fen(settings.amount("每季度服务费"))
    deduction = performance_deduction(average, settings)
    other = sum((fen(amount) for amount in others), Decimal("0.00"))
    due = fee - deduction - other
    zero = Decimal("0.00")
    return Settlement(
        average,
        points_short(average, settings),
        fee,
        deduction,
        other,
        due,
        max(zero, due),
        max(zero, -due),
    )


def other_choices(settings: Settings) -> Iterator[tuple[str, str, Settings]]:
    """Yield (reading, choice, settings) for every choice that is not in force, one at a time."""
    for key, definition in settings.definitions.items():
        for choice in definition.choices if definition.kind == READING else ():
            if choice != settings.values[key]:
                yield key, choice, settings.with_choice(key, choice)
