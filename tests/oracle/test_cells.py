"""The worked examples of rules 2 and 4, run on the oracle itself."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from tests.oracle.cells import (
    Cell,
    parse_dates,
    parse_excluded,
    parse_limit,
    parse_resolved,
    parse_satisfied,
    parse_special,
    parse_time,
    parse_times,
    parse_yes_no,
)
from tests.oracle.rates import is_zero_score_candidate, rates_of
from tests.oracle.values import FIELDS, UNREADABLE, Case, Limit

HALF_PAST_NINE = dt.datetime(2024, 1, 5, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05 09:30:00",
        "2024/1/5 9:30",
        "2024.1.5 09:30",
        "20240105093000",
        "202401050930",
        "20240105 093000",
        "2024年1月5日 9时30分00秒",
        "2024年1月5日9时30分",
        "2024年1月5日 上午9:30",
        "2024-01-05T09:30",
        "2024-01-05 09:30 AM",
        "２０２４－０１－０５　０９：３０",
        " 2024-01-05 09:30 ",
    ],
)
def test_texts_of_one_time(text: str) -> None:
    assert parse_time(Cell(text)) == HALF_PAST_NINE


@pytest.mark.parametrize("text", ["2024.13.5", "24:30", "待定", "1999-12-31 10:00", "2023-02-29"])
def test_anything_else_is_unreadable(text: str) -> None:
    assert parse_time(Cell(text)) is UNREADABLE


@pytest.mark.parametrize(
    "text", ["", "  ", "不详", "——", "－", "-", "/", "N/A", "无", "未退回", None]
)
def test_blank(text: str | None) -> None:
    assert parse_time(Cell(text)) is None


def test_afternoons_and_serial_numbers() -> None:
    assert parse_time(Cell("2024年1月5日 下午3:05")) == dt.datetime(2024, 1, 5, 15, 5)
    assert parse_time(Cell("2024-01-05 12:05 PM")) == dt.datetime(2024, 1, 5, 12, 5)
    assert parse_time(Cell(45296.3958333333)) == HALF_PAST_NINE


def test_midnight_by_number_format() -> None:
    midnight = dt.datetime(2024, 1, 5)
    assert parse_time(Cell(midnight, "yyyy-mm-dd")) == dt.date(2024, 1, 5)
    assert parse_time(Cell(midnight, "yyyy-mm-dd hh:mm:ss")) == midnight
    assert parse_time(Cell("2024-01-05")) == dt.date(2024, 1, 5)


def test_month_first_only_when_the_column_says_so() -> None:
    cells = [Cell("01/05/2024 09:30:00 PM"), Cell(""), Cell("01/13/2024 09:30:00 AM")]
    assert parse_times(cells) == [
        dt.datetime(2024, 1, 5, 21, 30),
        None,
        dt.datetime(2024, 1, 13, 9, 30),
    ]
    assert parse_times(cells[:1]) == [UNREADABLE]
    assert parse_times([*cells, Cell("2024-01-05")])[0] is UNREADABLE


def test_words_of_the_ledger() -> None:
    yes = ("√", "已响应", 1, True, "TRUE")
    assert {parse_yes_no(text, "responded") for text in yes} == {True}
    assert {parse_yes_no(text, "responded") for text in ("未响应", "×", 0)} == {False}
    others = ("也许", "不详", "已响应", "未办")
    assert [parse_yes_no(text) for text in others] == [UNREADABLE, None, UNREADABLE, UNREADABLE]
    special = [parse_special(text) for text in ("群体性", "否", "", "是", "非群体性", "一般")]
    assert special == [True, False, False, True, UNREADABLE, False]
    assert [parse_excluded(text) for text in ("通过", "驳回", "是")] == [True, False, True]
    assert parse_excluded("是", opposite=True) is False
    assert [parse_resolved(text) for text in ("是", "部分解决", "未解决")] == [
        *("解决", "部分解决", "未解决")
    ]
    assert [parse_satisfied(text) for text in ("否", "未评价")] == ["不满意", "未评价"]
    assert [parse_limit(text) for text in ("3天", "特急", "", "尽快")] == [
        *(Limit(3, "天"), Limit(2, "小时"), None, UNREADABLE)
    ]


def test_progress_dates() -> None:
    assert parse_dates(Cell("2024-02-01；2024/3/1\n待定，")) == (
        dt.date(2024, 2, 1),
        dt.date(2024, 3, 1),
        UNREADABLE,
    )


def test_rates() -> None:
    called = Case(callback_valid=True, responded=True, resolved="部分解决", satisfied="基本满意")
    cases = [
        Case("1", callback_valid=True, responded=True, resolved="解决", satisfied="满意"),
        Case("1", callback_valid=True, responded=False, resolved="未解决", satisfied="不满意"),
        Case(**{**vars(called), "case_id": "2"}),
        Case("3", callback_valid=True, responded=False, resolved="未解决", satisfied="未评价"),
        Case("4", callback_valid=True, excluded=True, responded=False, satisfied="不满意"),
        Case("5", responded=True),
    ]
    rates = rates_of(cases, Fraction(1, 2))
    assert (rates.counted, rates.response, rates.resolution, rates.satisfaction) == (
        *(3, Fraction(2, 3), Fraction(1, 3), Fraction(3, 4)),
    )
    assert rates_of(cases, columns=FIELDS - {"callback_valid"}).counted == 4
    assert rates_of([]).response is None
    assert [is_zero_score_candidate(case) for case in cases[:2]] == [False, True]
