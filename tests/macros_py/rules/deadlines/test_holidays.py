"""Statutory holidays, make-up workdays and the township's own (rules 3, 民法典 203)."""

from datetime import date, timedelta

import chinese_calendar
import numpy as np
import pytest

from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.errors import CalendarError
from macros_py.rules.terms.hours import parse_hours
from tests.macros_py.rules.in_force import at

WEEK = parse_hours("周一至周五 09:00-17:30；周六 09:00-12:00")
OVERRIDES = {
    date(2024, 2, 9): True,  # 除夕 given off
    date(2024, 2, 16): False,  # a holiday worked
    date(2024, 3, 3): False,  # a Sunday worked
    date(2024, 3, 9): True,  # a Saturday off
}


@pytest.mark.parametrize(
    ("day", "rest", "overridden"),
    [
        ("2024-02-09", False, True),
        ("2024-02-10", True, True),
        ("2024-02-16", True, False),
        ("2024-02-18", False, False),
        ("2024-03-02", True, True),
        ("2024-03-03", True, False),
        ("2024-03-04", False, False),
    ],
)
def test_rest_days(day: str, rest: bool, overridden: bool) -> None:
    assert Holidays().is_rest(date.fromisoformat(day)) == rest
    assert Holidays(OVERRIDES).is_rest(date.fromisoformat(day)) == overridden


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2024-02-09", 0),  # off by the township
        ("2024-02-12", 0),  # holiday
        ("2024-02-16", 8.5),  # holiday worked
        ("2024-02-17", 0),  # a holiday on a Saturday, whatever Saturdays are
        ("2024-02-18", 8.5),  # make-up Sunday: the first open day's hours
        ("2024-02-24", 3),  # a plain Saturday keeps its weekly hours
        ("2024-09-14", 3),  # a make-up Saturday has its own hours where there are any
        ("2024-03-03", 8.5),  # a Sunday worked
        ("2024-03-04", 8.5),
        ("2024-03-09", 0),  # a Saturday off
    ],
)
def test_opening_hours_of_a_day(day: str, hours: float) -> None:
    start = at(day)
    calendar = Holidays(OVERRIDES).work_calendar(WEEK)
    assert calendar.worked(start, start + timedelta(days=1)) == hours * 3600


def test_every_announced_day_is_worked_as_chinesecalendar_says() -> None:
    calendar = Holidays().work_calendar(parse_hours("周一至周五 09:00-17:30"))
    first = date(min(chinese_calendar.holidays).year, 1, 1)
    end = date(max(chinese_calendar.holidays).year + 1, 1, 1)
    days = np.arange(first, end).astype("datetime64[s]")
    worked = calendar.worked(days[:-1], days[1:])
    expected = [
        0 if chinese_calendar.is_holiday(day) else 30_600
        for day in (first + timedelta(days=n) for n in range(len(days) - 1))
    ]
    assert worked.tolist() == expected


@pytest.mark.parametrize(
    ("due", "moved"),
    [
        ("2024-02-09T23:59:59", "2024-02-09T23:59:59"),
        ("2024-02-10T23:59:59", "2024-02-18T23:59:59"),
        ("2024-02-17T23:59:59", "2024-02-18T23:59:59"),
        ("2024-03-02T10:00:00", "2024-03-04T10:00:00"),
        ("NaT", "NaT"),
    ],
)
def test_a_last_day_of_rest_moves_to_the_next_workday(due: str, moved: str) -> None:
    seconds = np.array([due, due], dtype="datetime64[s]").view(np.int64)
    rolled = Holidays().roll(seconds).view("datetime64[s]")
    assert rolled.tolist() == np.array([moved, moved], dtype="datetime64[s]").tolist()


def test_the_townships_own_days_move_a_last_day_too() -> None:
    due = np.array(["2024-02-09T23:59:59"], dtype="datetime64[s]").view(np.int64)
    rolled = Holidays(OVERRIDES).roll(due).view("datetime64[s]")
    assert rolled.tolist() == [at("2024-02-16 23:59:59")]


@pytest.mark.parametrize("day", ["2003-12-31", "2099-05-01"])
def test_an_unannounced_year_is_refused_by_name(day: str) -> None:
    year = day[:4]
    with pytest.raises(CalendarError, match=f"^{year}年的节假日安排未公布"):
        Holidays().is_rest(date.fromisoformat(day))
    moments = np.array([day], dtype="datetime64[s]")
    assert np.isnat(Holidays().roll(moments.view(np.int64)).view("datetime64[s]")).all()
    needed = {"2003-12-31": 2003, "2099-05-01": 2099}
    assert Holidays().years_needed(moments.view(np.int64)).tolist() == [needed[day]]
    assert Holidays({date.fromisoformat(day): True}).is_rest(date.fromisoformat(day))
