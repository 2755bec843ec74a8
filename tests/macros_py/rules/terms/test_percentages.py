"""Figures that public reports of hotlines print, and the edges of rounding (issue 14 point 1)."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.periods.comparison import Change
from macros_py.rules.terms.percentages import (
    MEDIAN,
    NINETY,
    Unfinished,
    per,
    percent,
    percent_text,
    quantile,
    rounded_sum,
    share,
)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1273, 1774, "71.8"),
        (15, 1833, "0.8"),
        (15390, 18113, "85.0"),
        (337, 1258, "26.8"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (1, 3, "33.3"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
    ],
)
def test_published_shares(part: int, whole: int, shown: str) -> None:
    assert str(percent(Fraction(part, whole))) == shown


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0) is None


def test_published_growth() -> None:
    """1905 + 233 = 2138, which is 12.2 %."""
    change = Change(2138, 1905)
    assert change.now - (change.before or 0) == 233
    assert change.share is not None
    assert percent(change.share) == Decimal("12.2")


@pytest.mark.parametrize(
    ("before", "share"), [(None, None), (0, None), (9, None), (10, Fraction(-1, 2))]
)
def test_a_small_base_has_no_percentage(before: int | None, share: Fraction | None) -> None:
    assert Change(5, before).share == share


def test_a_difference_is_rounded_once_and_keeps_its_sign() -> None:
    assert percent(Fraction(1, 2000)) == Decimal("0.1")
    assert percent(Fraction(-1, 2000)) == Decimal("-0.1")
    assert percent(Fraction(849, 1000) - Fraction(8485, 10000)) == Decimal("0.1")


def test_shares_that_do_not_sum_say_so() -> None:
    third = Fraction(1, 3)
    assert rounded_sum([third] * 3) == Decimal("99.9")
    assert rounded_sum([Fraction(1, 4)] * 4) is None
    assert rounded_sum([]) is None


def test_quantiles_by_hand() -> None:
    """k = ⌈p·n⌉: of ten the 5th and the 9th; open cases come last."""
    hours = np.array([9, 1, 3, 7, 5, 2, 8, 4, 6, 10], dtype=np.int64) * 3600
    assert quantile(hours, 0, MEDIAN) == 5 * 3600
    assert quantile(hours, 0, NINETY) == 9 * 3600
    assert quantile(hours, 1, MEDIAN) == 6 * 3600
    assert quantile(hours, 10, MEDIAN) == 10 * 3600
    assert quantile(hours, 11, MEDIAN) is Unfinished.OPEN
    assert quantile(hours[:0], 0, MEDIAN) is None
    assert quantile(hours[:1], 0, NINETY) == 9 * 3600


@given(
    st.lists(st.integers(0, 10**6), max_size=40),
    st.integers(0, 10),
    st.fractions(Fraction(1, 100), Fraction(1)),
)
def test_a_quantile_is_the_sorted_list_read_by_hand(
    done: list[int], still_open: int, p: Fraction
) -> None:
    line: list[object] = [*sorted(done), *[Unfinished.OPEN] * still_open]
    found = quantile(np.array(done, dtype=np.int64), still_open, p)
    if not line:
        assert found is None
        return
    k = next(k for k in range(1, len(line) + 1) if k >= p * len(line))
    assert found == line[k - 1]


def test_per_hundred_people() -> None:
    assert per(100, 337, 1258) == Decimal("26.8")
    assert per(100, 1, 2000) == Decimal("0.1")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "—"),
        (Fraction(0), "0.00%"),
        (Fraction(2, 3), "66.67%"),
        (Fraction(12345, 100_000), "12.35%"),
        (Fraction(12355, 100_000), "12.36%"),
        (Fraction(1), "100.00%"),
    ],
)
def test_half_of_a_hundredth_of_a_percent_rounds_up(share: Fraction | None, text: str) -> None:
    assert percent_text(share) == text
