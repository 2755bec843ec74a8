"""Periods as people write them, and the ones they are compared with (desk: Periods)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.periods.period import Elapsed, Kind, PeriodError, Periods
from macros_py.rules.terms.errors import QuarterError
from tests.macros_py.rules.in_force import at, settings

PERIODS = Periods(settings())
FRIDAY = Periods(settings({"周起点": "周五12:00"}))


@pytest.mark.parametrize(
    ("text", "label", "span"),
    [
        ("2024-W10", "2024年第10周", "2024-03-04至2024-03-10"),
        ("2024年第10周", "2024年第10周", "2024-03-04至2024-03-10"),
        ("２０２４－Ｗ１０", "2024年第10周", "2024-03-04至2024-03-10"),
        ("2024-W01", "2024年第1周", "2024-01-01至2024-01-07"),
        ("2020-W53", "2020年第53周", "2020-12-28至2021-01-03"),
        ("2024-03", "2024年3月", "2024-03-01至2024-03-31"),
        ("2024年3月", "2024年3月", "2024-03-01至2024-03-31"),
        ("2024年2月份", "2024年2月", "2024-02-01至2024-02-29"),
        ("202403", "2024年3月", "2024-03-01至2024-03-31"),
        ("2024-03考核月", "2024年3月考核月", "2024-02-19至2024-03-18"),
        ("2024年1月考核月", "2024年1月考核月", "2023-12-19至2024-01-18"),
        ("第1季度", "第1季度", "2023-12-26至2024-03-25"),
        ("一季度", "第1季度", "2023-12-26至2024-03-25"),
        ("2024-03-01..2024-03-07", "2024-03-01至2024-03-07", "2024-03-01至2024-03-07"),
        ("2024年3月1日至7日", "2024-03-01至2024-03-07", "2024-03-01至2024-03-07"),
        ("2024/2/28～2024/3/1", "2024-02-28至2024-03-01", "2024-02-28至2024-03-01"),
        ("2024.3.1", "2024-03-01至2024-03-01", "2024-03-01至2024-03-01"),
    ],
)
def test_reads(text: str, label: str, span: str) -> None:
    period = PERIODS.read(text)
    assert (period.label, period.span) == (label, span)


@pytest.mark.parametrize(
    "text", ["", "上周", "2024-W54", "2023-W53", "2024-13", "2024-02-30", "2024-03-07..2024-03-01"]
)
def test_says_what_a_period_looks_like(text: str) -> None:
    with pytest.raises(PeriodError, match=r"期间无法识别 .*请写作 2024-W10"):
        PERIODS.read(text)


def test_a_calendar_quarter_is_refused_with_the_reason() -> None:
    with pytest.raises(PeriodError, match="合同季度从服务起始日算，请填 第1季度"):
        PERIODS.read("2024年第1季度")
    with pytest.raises(QuarterError):
        PERIODS.read("第5季度")


def test_a_week_from_friday_noon_holds_the_midnight_before_its_iso_thursday() -> None:
    week = FRIDAY.read("2024-W10")
    assert (week.start, week.end) == (at("2024-03-01 12:00"), at("2024-03-08 12:00"))
    assert week.start <= at("2024-03-07 00:00") < week.end
    assert (week.label, week.name) == ("2024年第10周", "2024-W10")
    assert week.span == "2024-03-01 12:00至2024-03-08 12:00"


@pytest.mark.parametrize(
    ("text", "previous", "year"),
    [
        ("2024-W10", "2024-02-26至2024-03-03", "2023-03-06至2023-03-12"),
        ("2024-03", "2024-02-01至2024-02-29", "2023-03-01至2023-03-31"),
        ("2024-02", "2024-01-01至2024-01-31", "2023-02-01至2023-02-28"),
        ("2024-03考核月", "2024-01-19至2024-02-18", "2023-02-19至2023-03-18"),
        ("第1季度", "2023-09-26至2023-12-25", "2022-12-26至2023-03-25"),
        ("2024-03-01..2024-03-07", "2024-02-23至2024-02-29", "2023-03-01至2023-03-07"),
        ("2024-02-29..2024-02-29", "2024-02-28至2024-02-28", "2023-02-28至2023-02-28"),
        ("2024-02-20..2024-02-28", "2024-02-11至2024-02-19", "2023-02-20至2023-02-28"),
    ],
)
def test_compares_with(text: str, previous: str, year: str) -> None:
    period = PERIODS.read(text)
    assert PERIODS.back(period).span == previous
    assert PERIODS.year_before(period).span == year


@given(
    st.dates(date(2010, 1, 1), date(2040, 12, 31)),
    st.sampled_from(["week", "month", "cycle"]),
    st.integers(1, 30),
)
def test_adjacent_periods_chain(day: date, kind: str, count: int) -> None:
    year, week, _ = day.isocalendar()
    text = {
        "week": f"{year}-W{week:02}",
        "month": f"{day:%Y-%m}",
        "cycle": f"{day:%Y-%m}考核月",
    }[kind]
    for periods in (PERIODS, FRIDAY):
        period = periods.read(text)
        assert periods.back(period, count - 1).start == periods.back(period, count).end
        assert periods.read(periods.back(period, count).name) == periods.back(period, count)


@pytest.mark.parametrize(
    ("as_of", "running", "end"),
    [
        ("2024-03-10 23:59:58", True, "2024-03-10 23:59:59"),
        ("2024-03-10 23:59:59", False, "2024-03-11 00:00:00"),
        ("2024-04-01 00:00:00", False, "2024-03-11 00:00:00"),
        ("2024-03-06 12:00:00", True, "2024-03-06 12:00:01"),
    ],
)
def test_a_period_runs_until_its_last_second_is_over(as_of: str, running: bool, end: str) -> None:
    elapsed = Elapsed(PERIODS.read("2024-W10"), at(as_of))
    assert (elapsed.running, elapsed.end) == (running, at(end))


def test_every_kind_has_a_predecessor_of_its_kind() -> None:
    for text in ("2024-W10", "2024-03", "2024-03考核月", "第2季度", "2024-03-01..2024-03-07"):
        period = PERIODS.read(text)
        assert PERIODS.back(period).kind is period.kind
    assert {kind.value for kind in Kind} >= {"上周", "上月"}
    assert PERIODS.back(PERIODS.read("2024-W10"), 0).start + timedelta(days=7) == datetime(
        2024, 3, 11
    )
