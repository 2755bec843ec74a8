"""突增 under a Poisson law, ranks, and what a case is worth."""

from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.periods.lost import Gain, lost_cases
from macros_py.rules.periods.ranking import ranked
from macros_py.rules.periods.rate_counts import Answers
from macros_py.rules.periods.surges import Surge, poisson_tail, surges
from macros_py.rules.rates.rates import RateColumns
from tests.macros_py.frames import FIELDS, frame

WEEK = Fraction(7)


def _tail(count: int, mean: Fraction) -> float:
    """1 − Σ e^−m m^k / k!, with fifty digits."""
    getcontext().prec = 60
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    term = (-exact).exp()
    total = Decimal(0)
    for k in range(count):
        total += term
        term = term * exact / (k + 1)
    return float(1 - total)


@given(st.integers(0, 60), st.fractions(Fraction(1, 50), Fraction(80)))
def test_the_tail_is_the_series_with_many_digits(count: int, mean: Fraction) -> None:
    assert poisson_tail(count, float(mean)) == pytest.approx(_tail(count, mean), abs=1e-12)


def test_by_hand() -> None:
    """Mean 1: P(X ≥ 5) = 0.37 %; mean 1.3: 1.07 %."""
    assert poisson_tail(5, 1.0) == pytest.approx(0.00366, abs=1e-5)
    assert poisson_tail(5, 1.3) == pytest.approx(0.01066, abs=1e-5)
    assert poisson_tail(1, 0.0) == 0.0
    assert poisson_tail(0, 0.0) == 1.0


def test_what_is_told() -> None:
    names = ["甲", "乙", "丙", "丁", "戊"]
    found = surges(names, [5, 5, 4, 6, 20], [8, 11, 0, 0, 160], WEEK, WEEK * 8)
    assert found == [Surge("丁", 6, Fraction(0)), Surge("甲", 5, Fraction(1))]


def test_a_running_week_expects_its_part() -> None:
    assert surges(["甲"], [5], [16], Fraction(7, 2), WEEK * 8) == [Surge("甲", 5, Fraction(1))]
    assert surges(["甲"], [5], [16], WEEK, WEEK * 8) == []


def test_ties_share_a_rank_and_small_samples_have_none() -> None:
    shares = [Fraction(1, 2), Fraction(9, 10), Fraction(18, 20), None, Fraction(1), Fraction(0)]
    found = [(each.index, each.rank) for each in ranked(shares, [10, 10, 20, 0, 9, 10], 10)]
    assert found == [(1, 1), (2, 1), (0, 3), (5, 4), (3, None), (4, None)]


@given(st.lists(st.tuples(st.fractions(0, 1), st.integers(0, 20)), max_size=12), st.randoms())
def test_a_rank_is_one_more_than_how_many_are_better(
    entries: list[tuple[Fraction, int]], chance: object
) -> None:
    shares, counted = [entry[0] for entry in entries], [entry[1] for entry in entries]
    for each in ranked(shares, counted, 10):
        better = sum(
            n >= 10 and share > shares[each.index] for share, n in zip(shares, counted, strict=True)
        )
        assert each.rank == (better + 1 if counted[each.index] >= 10 else None)


VALID = {"callback_valid": "是"}
GOOD = {**VALID, "responded": "是", "resolved": "解决", "satisfied": "满意"}


def test_gains_by_hand() -> None:
    """Ten counted, eight resolved: solving one adds a tenth; excluding one gives 8/9 − 8/10."""
    rows = [
        *[GOOD] * 8,
        {**VALID, "responded": "是", "resolved": "部分解决", "satisfied": "基本满意"},
        {**VALID, "responded": "否", "resolved": "未解决", "satisfied": "不满意"},
        {**GOOD, "callback_valid": "否", "resolved": "未解决"},
        {**GOOD, "excluded": "是", "resolved": "未解决"},
    ]
    ledger = frame(*rows)
    columns = RateColumns.of(ledger, FIELDS)
    everyone = np.ones(len(rows), dtype=bool)
    counts = Answers(columns, Fraction(1, 2)).counts(everyone)
    assert counts.rates == (Fraction(9, 10), Fraction(8, 10), Fraction(17, 20))
    partly, refused = lost_cases(columns, everyone, counts)
    assert (partly.row, partly.missed) == (8, ("未解决",))
    assert partly.gains == (
        Gain("响应率", None, Fraction(8, 9) - Fraction(9, 10)),
        Gain("解决率", Fraction(1, 10), Fraction(8, 9) - Fraction(8, 10)),
        Gain("满意率", None, Fraction(8, 9) - Fraction(17, 20)),
    )
    assert (refused.row, refused.missed) == (9, ("未响应", "未解决", "不满意"))
    assert refused.gains == (
        Gain("响应率", Fraction(1, 10), Fraction(1) - Fraction(9, 10)),
        Gain("解决率", Fraction(1, 10), Fraction(8, 9) - Fraction(8, 10)),
        Gain("满意率", Fraction(1, 10), Fraction(17, 18) - Fraction(17, 20)),
    )


def test_the_only_case_cannot_be_excluded() -> None:
    ledger = frame({**GOOD, "resolved": "未解决"})
    columns = RateColumns.of(ledger, FIELDS)
    everyone = np.ones(1, dtype=bool)
    counts = Answers(columns, Fraction(1)).counts(everyone)
    (only,) = lost_cases(columns, everyone, counts)
    assert [gain.if_excluded for gain in only.gains] == [None, None, None]
    assert only.gains[1].if_solved == 1
