"""The readings that choose a clock (rules 3; 民法典 200-203)."""

import numpy as np
import pytest

from macros_py.rules.deadlines.clocks import NaturalClock, WorkClock, clock_of
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.worktime import NAT
from tests.macros_py.rules.in_force import at, settings

START = np.array(["2024-02-03T10:00", "2024-02-09T17:00"], dtype="datetime64[s]").view(np.int64)


@pytest.mark.parametrize(
    ("readings", "after_an_hour", "after_seven_days"),
    [
        (
            {},
            ["2024-02-03 11:00", "2024-02-09 18:00"],
            ["2024-02-10 23:59:59", "2024-02-16 23:59:59"],
        ),
        (
            {"天数算法": "满24小时"},
            ["2024-02-03 11:00", "2024-02-09 18:00"],
            ["2024-02-10 10:00", "2024-02-16 17:00"],
        ),
        (
            {"末日顺延": "是"},
            ["2024-02-03 11:00", "2024-02-09 18:00"],
            ["2024-02-18 23:59:59", "2024-02-18 23:59:59"],
        ),
        (
            {"计时日历": "工作时间"},
            ["2024-02-04 10:00", "2024-02-18 09:30"],
            ["2024-02-18 17:30", "2024-02-26 17:30"],
        ),
        (
            {"计时日历": "工作时间", "工作时段": "每天 08:00-12:00,14:00-18:00"},
            ["2024-02-03 11:00", "2024-02-09 18:00"],
            ["2024-02-18 18:00", "2024-02-24 18:00"],
        ),
    ],
)
def test_an_hour_and_seven_days(
    readings: dict[str, str], after_an_hour: list[str], after_seven_days: list[str]
) -> None:
    clock = clock_of(settings(readings), Holidays())
    assert clock.after(START, 3600).view("datetime64[s]").tolist() == list(map(at, after_an_hour))
    days = clock.after_days(START, np.array([7, 7]))
    assert days.view("datetime64[s]").tolist() == list(map(at, after_seven_days))


def test_working_time_and_natural_time_are_clocks_of_their_own() -> None:
    assert isinstance(clock_of(settings(), Holidays()), NaturalClock)
    assert isinstance(clock_of(settings({"计时日历": "工作时间"}), Holidays()), WorkClock)


@pytest.mark.parametrize("readings", [{"末日顺延": "是"}, {"计时日历": "工作时间"}])
def test_no_start_asks_no_calendar(readings: dict[str, str]) -> None:
    clock = clock_of(settings(readings), Holidays())
    assert clock.after_days(np.array([NAT]), 7).tolist() == [NAT]
