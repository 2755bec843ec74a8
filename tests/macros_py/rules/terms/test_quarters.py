"""Service quarters (rules 1; contract 1.2, 3.2, 9.1)."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.terms.errors import QuarterError
from macros_py.rules.terms.quarters import (
    add_months,
    find_quarter,
    in_quarter,
    nth_quarter,
    parse_quarter,
    quarter_of,
    quarters_in_term,
)
from tests.macros_py.rules.in_force import settings

STARTS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_the_four_quarters_of_the_term() -> None:
    table = [(q.label, str(q.start), str(q.last), str(q.end)) for q in quarters_in_term(settings())]
    assert table == [
        ("第1季度", "2023-12-26", "2024-03-25", "2024-03-26"),
        ("第2季度", "2024-03-26", "2024-06-25", "2024-06-26"),
        ("第3季度", "2024-06-26", "2024-09-25", "2024-09-26"),
        ("第4季度", "2024-09-26", "2024-12-25", "2024-12-26"),
    ]


@pytest.mark.parametrize(
    ("start", "starts"),
    [
        # clamped to the month's end, always from the original start: never 28 after a February
        ("2023-11-30", ["2023-11-30", "2024-02-29", "2024-05-30", "2024-08-30", "2024-11-30"]),
        ("2022-11-30", ["2022-11-30", "2023-02-28", "2023-05-30", "2023-08-30", "2023-11-30"]),
        ("2024-01-31", ["2024-01-31", "2024-04-30", "2024-07-31", "2024-10-31", "2025-01-31"]),
        ("2024-02-29", ["2024-02-29", "2024-05-29", "2024-08-29", "2024-11-29", "2025-02-28"]),
        ("2023-12-31", ["2023-12-31", "2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
    ],
)
def test_a_start_day_that_a_month_lacks(start: str, starts: list[str]) -> None:
    found = [str(nth_quarter(date.fromisoformat(start), n).start) for n in range(1, 6)]
    assert found == starts


def test_months_across_a_year() -> None:
    assert add_months(date(2024, 11, 30), 3) == date(2025, 2, 28)
    assert add_months(date(2024, 12, 31), 12) == date(2025, 12, 31)


@given(STARTS, st.integers(1, 60))
def test_quarters_follow_one_another_without_a_gap(start: date, number: int) -> None:
    quarter, following = nth_quarter(start, number), nth_quarter(start, number + 1)
    assert quarter.start < quarter.end == following.start
    assert quarter.last == following.start - timedelta(days=1)


@given(STARTS, st.integers(0, 5000))
def test_every_day_is_in_the_quarter_found_for_it(start: date, days: int) -> None:
    day = start + timedelta(days=days)
    quarter = quarter_of(day, start)
    assert quarter is not None
    assert quarter.start <= day < quarter.end
    assert quarter == nth_quarter(start, quarter.number)


def test_a_day_before_the_service_start_is_in_no_quarter() -> None:
    start = date(2023, 12, 26)
    assert quarter_of(date(2023, 12, 25), start) is None
    assert quarter_of(start, start) == nth_quarter(start, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第1季度", 1),
        ("1", 1),
        (" 第2季度 ", 2),
        ("第三季度", 3),
        ("4季度", 4),
        ("第 4 季度", 4),
        ("第１季度", 1),
        ("第十季度", 10),
        ("第0季度", None),
        ("2024Q1", None),
        ("", None),
        ("第一二季度", None),
        ("-1", None),
    ],
)
def test_reading_a_quarter(text: str, number: int | None) -> None:
    assert parse_quarter(text) == number


def test_a_quarter_outside_the_term_needs_the_setting() -> None:
    with pytest.raises(QuarterError, match=r"第5季度不在服务期内.*共4个季度.*允许续期季度"):
        find_quarter("第5季度", settings())
    renewed = find_quarter("第5季度", settings({"允许续期季度": "是"}))
    assert (renewed.start, renewed.last) == (date(2024, 12, 26), date(2025, 3, 25))


@pytest.mark.parametrize("text", ["首季", "第0季度", "2024年第1季度"])
def test_a_quarter_that_is_none_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(QuarterError, match=f"季度无法识别 “{text}”.*请填 第1季度（2023-12-26 起）"):
        find_quarter(text, settings())


def test_a_case_belongs_to_the_quarter_of_its_dispatch() -> None:
    times = np.array(
        [
            "2023-12-25T23:59:59",
            "2023-12-26T00:00:00",
            "2024-02-29T12:00:00",
            "2024-03-25T23:59:59",
            "2024-03-26T00:00:00",
            "NaT",
        ],
        dtype="datetime64[s]",
    )
    first, second = (nth_quarter(date(2023, 12, 26), n) for n in (1, 2))
    assert in_quarter(times, first).tolist() == [False, True, True, True, False, False]
    assert in_quarter(times, second).tolist() == [False, False, False, False, True, False]
