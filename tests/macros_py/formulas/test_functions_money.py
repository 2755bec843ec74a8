"""The formulas for quarters, scores, money and rates, called as Excel calls them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.formulas.functions import (
    FORM_SCORE,
    MASK,
    QUARTER_DEDUCTION,
    QUARTER_END,
    QUARTER_PAYABLE,
    QUARTER_START,
    RATE_RESOLUTION,
    RATE_RESPONSE,
    RATE_SATISFACTION,
    RMB_NUMBER,
    RMB_UPPER,
    SLA_QUARTER,
)
from macros_py.formulas.money_words import rmb_number
from macros_py.rules.terms.money import rmb_upper


@pytest.mark.parametrize(
    ("moment", "start", "quarter"),
    [
        ("2023-12-26 00:00", "2023-12-26", "第1季度"),
        ("2024-03-25 23:59:59", "2023-12-26", "第1季度"),
        (dt.datetime(2024, 3, 26), dt.datetime(2023, 12, 26), "第2季度"),
        (45377.0, 45286.0, "第2季度"),
        ("2024-12-26", "2023-12-26", Refusal.AFTER_SERVICE),
        ("2023-12-25", "2023-12-26", Refusal.BEFORE_SERVICE),
        ("9999-12-31", "2023-12-26", Refusal.AFTER_SERVICE),
        ("2024.13.5", "2023-12-26", Refusal.TIME),
        ("2024-01-05", "开始", Refusal.TIME),
        ("2024-01-05", None, Refusal.TIME),
        (None, "2023-12-26", ""),
    ],
)
def test_quarter(moment: object, start: object, quarter: str) -> None:
    assert SLA_QUARTER(moment, start) == quarter
    assert SLA_QUARTER([[moment], [moment]], start) == [[quarter], [quarter]]


BEST = ["正常出勤", "好", *["及时"] * 6]


def test_form_score() -> None:
    assert FORM_SCORE(BEST) == 100
    assert FORM_SCORE([BEST]) == [[100]]
    assert FORM_SCORE([[choice] for choice in BEST]) == [[100]]
    weak = ["10分钟以上", "较差", *["不及时"] * 6]
    assert FORM_SCORE([BEST, weak, [None] * 8]) == [[100], [32], [""]]
    assert FORM_SCORE([*BEST[:7], ""]) == Refusal.MISSING
    assert FORM_SCORE([*BEST[:7], "还行"]) == Refusal.OPTION
    assert FORM_SCORE(BEST[:7]) == Refusal.EIGHT


@pytest.mark.parametrize(
    ("average", "deduction", "payable"),
    [
        (80.0, 0.0, 536580.0),
        (79.996, 0.4, 536579.6),
        ("79.5", 50.0, 536530.0),
        (65.25, 1475.0, 535105.0),
        (0.0, 8000.0, 528580.0),
        (235 / 3, 166.67, 536413.33),
        (80 - 1e-14, 0.0, 536580.0),
        (None, "", ""),
        ("八十", Refusal.NUMBER, Refusal.NUMBER),
        ("#DIV/0!", Refusal.NUMBER, Refusal.NUMBER),
        (100.5, Refusal.TOO_LARGE, Refusal.TOO_LARGE),
    ],
)
def test_deduction_and_payable(average: object, deduction: object, payable: object) -> None:
    assert QUARTER_DEDUCTION(average) == deduction
    assert QUARTER_PAYABLE(average) == payable


def test_other_deductions() -> None:
    assert QUARTER_PAYABLE(80.0, 350.005) == 536229.99
    assert QUARTER_PAYABLE(80.0, 600000.0) == 0.0
    assert QUARTER_PAYABLE(80.0, -1.0) == Refusal.NEGATIVE
    assert QUARTER_PAYABLE(80.0, "若干") == Refusal.NUMBER
    assert QUARTER_PAYABLE([[80.0], [79.5]], [[None], [30.0]]) == [[536580.0], [536500.0]]


def test_words() -> None:
    assert RMB_UPPER(536230.0) == "人民币伍拾叁万陆仟贰佰叁拾元整"
    assert RMB_UPPER([["1,234.50"], [0.0], [None], [-1.0], ["x"], [1e17]]) == [
        ["人民币壹仟贰佰叁拾肆元伍角整"],
        ["人民币零元整"],
        [""],
        [Refusal.NEGATIVE],
        [Refusal.NUMBER],
        [Refusal.TOO_LARGE],
    ]


def test_rates() -> None:
    valid = [["是"], ["是"], ["是"], ["否"], [None]]
    excluded = [[None], ["待复核"], ["通过"], [None], [None]]
    assert RATE_RESPONSE([["是"], ["否"], ["否"], ["是"], ["是"]], valid, excluded) == 0.5
    assert RATE_RESPONSE([["是"], ["否"], ["否"], ["是"], ["是"]], valid, "") == pytest.approx(
        1 / 3
    )
    assert RATE_RESOLUTION([["部分解决"], ["已解决"], [1.0], [1.0], [1.0]], valid, excluded) == 0.5
    assert (
        RATE_SATISFACTION([["基本满意"], ["未评价"], [None], ["满意"], [None]], valid, excluded)
        == 1.0
    )
    assert RATE_RESPONSE([["是"]], [["否"]], "") == "—"


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("人民币伍拾叁万陆仟贰佰叁拾元整", 536230.0),
        ("人民币壹拾万柒仟元零伍角叁分", 107000.53),
        ("壹拾万零柒仟元伍角叁分", 107000.53),
        ("壹亿零壹仟圆正", 100001000.0),
        ("人民币零元整", 0.0),
        ("伍分", 0.05),
        (None, ""),
        ("壹佰", Refusal.WORDS),
        ("元整", Refusal.WORDS),
        ("拾元整", Refusal.WORDS),
        ("一百元", Refusal.WORDS),
        (100.0, Refusal.WORDS),
    ],
)
def test_number_of_words(words: object, amount: object) -> None:
    assert RMB_NUMBER(words) == amount


@given(fen=st.integers(0, 10**17))
def test_words_turn_back_into_their_amount(fen: int) -> None:
    amount = Decimal(fen).scaleb(-2)
    if amount < 10**16:
        assert rmb_number(rmb_upper(amount)) == amount


def test_mask_and_the_days_of_a_quarter() -> None:
    assert MASK([["王 13812345678"], [None]]) == [["王 138****5678"], [""]]
    assert QUARTER_START([["第1季度"], [2.0], [None], [5.0], ["x"]], "2023-12-26") == [
        [dt.datetime(2023, 12, 26)],
        [dt.datetime(2024, 3, 26)],
        [""],
        [Refusal.AFTER_SERVICE],
        [Refusal.QUARTER],
    ]
    assert QUARTER_END("第一季度", "2023-12-26") == dt.datetime(2024, 3, 25)
    assert QUARTER_END("第一季度", "x") == Refusal.TIME
