"""The worked examples of rules 1, 5 and 6, run on the oracle itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.oracle.quarters import quarter_last_day, quarter_of, quarter_start
from tests.oracle.scoring import ITEMS, Event, Form, Readings, average_of
from tests.oracle.settlement import performance_deduction, printed_average, settle, to_fen
from tests.oracle.words import spellings

START = dt.date(2023, 12, 26)
BEST = {item: next(iter(options)) for item, options in ITEMS.items()}


def test_the_four_quarters() -> None:
    days = [(quarter_start(START, n), quarter_last_day(START, n)) for n in (1, 2, 3, 4)]
    assert days == [
        (dt.date(2023, 12, 26), dt.date(2024, 3, 25)),
        (dt.date(2024, 3, 26), dt.date(2024, 6, 25)),
        (dt.date(2024, 6, 26), dt.date(2024, 9, 25)),
        (dt.date(2024, 9, 26), dt.date(2024, 12, 25)),
    ]
    assert quarter_of(dt.date(2024, 3, 25), START) == 1
    assert quarter_of(dt.date(2024, 3, 26), START) == 2


def test_a_start_day_that_a_month_lacks_clamps_from_the_original() -> None:
    start = dt.date(2023, 8, 31)
    assert [quarter_start(start, n) for n in (2, 3, 4)] == [
        dt.date(2023, 11, 30),
        dt.date(2024, 2, 29),
        dt.date(2024, 5, 31),
    ]


@pytest.mark.parametrize(
    ("average", "deduction", "payable"),
    [
        ("80", "0.00", "536580.00"),
        ("79.996", "0.40", "536579.60"),
        ("79.5", "50.00", "536530.00"),
        ("65.25", "1475.00", "535105.00"),
        ("0", "8000.00", "528580.00"),
    ],
)
def test_the_table_of_rules_6(average: str, deduction: str, payable: str) -> None:
    result = settle(Fraction(average))
    assert (str(result.performance_deduction), str(result.payable)) == (deduction, payable)


def test_part_points() -> None:
    average = Fraction("78.5")
    assert performance_deduction(average, "舍去") == Decimal("100.00")
    assert performance_deduction(average, "进位") == Decimal("200.00")


def test_shortfall_and_half_up() -> None:
    result = settle(Fraction(80), [Decimal("536580.005")])
    assert (result.payable, result.shortfall) == (Decimal("0.00"), Decimal("0.01"))
    assert to_fen(Decimal("1.005")) == Decimal("1.01")


@pytest.mark.parametrize(
    ("average", "shown"),
    [("79.996", "79.996"), ("80", "80.00"), ("79.99", "79.99"), ("235/3", "78.33")],
)
def test_the_average_prints_on_its_own_side_of_80(average: str, shown: str) -> None:
    assert printed_average(Fraction(average)) == shown


def test_events_under_the_readings() -> None:
    events = [Event(1, "甲", "零分工单", "说明", who) for who in ("张三", "李四", "")]
    forms = [Form(1, "甲", BEST, events=tuple(events)), Form(1, "乙", BEST)]
    assert average_of(forms, Readings()) == 75
    assert average_of(forms, Readings(event_count="逐次")) == 50
    assert average_of(forms, Readings(event_from="季度平均分")) == 50
    assert average_of([forms[0]], Readings(event_count="逐次")) == 0


@pytest.mark.parametrize(
    ("amount", "spelling"),
    [
        ("536230.00", "人民币伍拾叁万陆仟贰佰叁拾元整"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("107000.53", "人民币壹拾万零柒仟元伍角叁分"),
        ("0", "人民币零元整"),
        ("100001000", "人民币壹亿零壹仟元整"),
        ("2146320", "人民币贰佰壹拾肆万陆仟叁佰贰拾元整"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("536580.50", "人民币伍拾叁万陆仟伍佰捌拾元伍角整"),
        ("1000700", "人民币壹佰万零柒佰元整"),
        ("0.05", "人民币伍分"),
    ],
)
def test_words(amount: str, spelling: str) -> None:
    assert spelling in spellings(Decimal(amount))


def test_words_with_nothing_free_have_one_spelling() -> None:
    assert spellings(Decimal("536530.00")) == {"人民币伍拾叁万陆仟伍佰叁拾元整"}
