"""From the average to the amount payable (rules 6; contract 2.2, 3.1-3.3)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.scoring.settlement import (
    other_choices,
    performance_deduction,
    points_short,
    price_balance,
    settle,
)
from macros_py.rules.terms.money import average_text, fen
from tests.macros_py.rules.in_force import settings

AVERAGES = st.fractions(-200, 100, max_denominator=10**6)
AMOUNTS = st.lists(st.decimals(0, 10**6, places=3), max_size=4)
PARTS = st.sampled_from(["按比例", "舍去", "进位"])


@pytest.mark.parametrize(
    ("average", "deduction", "payable"),
    [
        ("100", "0.00", "536580.00"),
        ("80", "0.00", "536580.00"),
        ("79.996", "0.40", "536579.60"),
        ("79.5", "50.00", "536530.00"),
        ("65.25", "1475.00", "535105.00"),
        ("0", "8000.00", "528580.00"),
        ("235/3", "166.67", "536413.33"),
        ("79.99995", "0.01", "536579.99"),
        ("79.99996", "0.00", "536580.00"),
        ("-15", "9500.00", "527080.00"),
    ],
)
def test_the_deduction_is_100_yuan_for_each_point_below_80(
    average: str, deduction: str, payable: str
) -> None:
    """2.2: 80 and above is 达标; below, each point costs 100 yuan. The average is not rounded."""
    result = settle(Fraction(average), [], settings())
    assert (str(result.performance_deduction), str(result.payable)) == (deduction, payable)
    assert str(result.fee) == "536580.00"


@pytest.mark.parametrize(
    ("average", "proportional", "dropped", "whole"),
    [
        ("80", "0.00", "0.00", "0.00"),
        ("80.5", "0.00", "0.00", "0.00"),
        ("79.996", "0.40", "0.00", "100.00"),
        ("79.5", "50.00", "0.00", "100.00"),
        ("79", "100.00", "100.00", "100.00"),
        ("78.999", "100.10", "100.00", "200.00"),
        ("65.25", "1475.00", "1400.00", "1500.00"),
        ("0", "8000.00", "8000.00", "8000.00"),
    ],
)
def test_a_part_of_a_point_is_a_reading(
    average: str, proportional: str, dropped: str, whole: str
) -> None:
    """Reading 不足1分."""
    amounts = [
        str(performance_deduction(Fraction(average), settings({"不足1分": choice})))
        for choice in ("按比例", "舍去", "进位")
    ]
    assert amounts == [proportional, dropped, whole]


@pytest.mark.parametrize(
    ("others", "due", "payable", "shortfall"),
    [
        ([], "536530.00", "536530.00", "0.00"),
        (["1000", "0.555"], "535529.44", "535529.44", "0.00"),
        # each line is rounded once: 0.005 + 0.005 is 0.02, not 0.01
        (["0.005", "0.005"], "536529.98", "536529.98", "0.00"),
        (["536530"], "0.00", "0.00", "0.00"),
        (["536530.01"], "-0.01", "0.00", "0.01"),
        (["643896"], "-107366.00", "0.00", "107366.00"),
    ],
)
def test_what_the_fee_cannot_cover_is_the_shortfall(
    others: list[str], due: str, payable: str, shortfall: str
) -> None:
    """3.3: deducted from the period's payment; what remains the vendor still owes."""
    result = settle(Fraction("79.5"), map(Decimal, others), settings())
    assert (str(result.due), str(result.payable), str(result.shortfall)) == (
        due,
        payable,
        shortfall,
    )


def test_the_terms_are_settings() -> None:
    terms = settings({"每季度服务费": "1,000.005", "达标分": "90", "每分扣款": "33.333"})
    result = settle(Fraction(88), [], terms)
    assert (result.gap, str(result.fee)) == (2, "1000.01")
    assert (str(result.performance_deduction), str(result.payable)) == ("66.67", "933.34")


@given(AVERAGES, AMOUNTS, PARTS)
def test_the_lines_add_up(average: Fraction, others: list[Decimal], part: str) -> None:
    result = settle(average, others, settings({"不足1分": part}))
    assert result.payable - result.shortfall == result.due
    assert result.due == result.fee - result.performance_deduction - result.other_deductions
    assert result.other_deductions == sum(map(fen, others))
    assert min(result.payable, result.shortfall) == 0
    assert result.payable >= 0
    lines = (result.payable, result.shortfall, result.due, result.performance_deduction)
    assert all(line == fen(line) for line in lines)


@given(AVERAGES, AVERAGES, PARTS)
def test_a_better_average_never_costs_more(one: Fraction, other: Fraction, part: str) -> None:
    terms = settings({"不足1分": part})
    worse, better = sorted([one, other])
    assert performance_deduction(worse, terms) >= performance_deduction(better, terms)


@given(AVERAGES)
def test_the_readings_of_a_part_point_enclose_one_another(average: Fraction) -> None:
    dropped, part, whole = (
        points_short(average, settings({"不足1分": choice}))
        for choice in ("舍去", "按比例", "进位")
    )
    assert dropped <= part <= whole <= dropped + 1
    assert (part == 0) == (average >= 80)
    assert dropped.denominator == whole.denominator == 1


@given(AVERAGES)
def test_what_prints_as_80_or_more_costs_nothing(average: Fraction) -> None:
    shown = Fraction(average_text(average, Fraction(80)))
    assert (shown >= 80) == (points_short(average, settings()) == 0)


@given(AVERAGES, st.decimals(0, 600_000, places=2))
def test_the_price_is_what_is_paid_deducted_and_left(average: Fraction, other: Decimal) -> None:
    """3.1: four fees are the price, so four settlements leave nothing of it."""
    made, paid, deducted = settings(), Decimal(0), Decimal(0)
    total = made.amount("合同总价")
    for number in range(1, 5):
        money = settle(average, [other], made)
        balance = price_balance(total, paid, deducted, money)
        assert balance.total == balance.paid + balance.deducted + balance.left
        assert balance.left == (4 - number) * money.fee
        paid, deducted = balance.paid, balance.deducted
    assert deducted <= total


def test_every_choice_not_in_force_is_an_alternative() -> None:
    made = settings({"不足1分": "舍去", "计时日历": "工作时间"})
    found = {(reading, choice) for reading, choice, _ in other_choices(made)}
    expected = {
        (key, choice)
        for key, definition in made.definitions.items()
        for choice in definition.choices
        if choice != made.values[key] and definition.kind == "口径"
    }
    assert found == expected
    assert {("不足1分", "按比例"), ("不足1分", "进位"), ("计时日历", "自然时间")} <= found
    for reading, choice, other in other_choices(made):
        changed = {key for key in made.values if made.values[key] != other.values[key]}
        assert (changed, other.choice(reading)) == ({reading}, choice)
