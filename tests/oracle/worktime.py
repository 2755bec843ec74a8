"""The two calendars of rules 3: rest days, and opening hours for 计时日历 = 工作时间."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import chinese_calendar

Hours = Mapping[int, tuple[tuple[int, int], ...]]
"""Weekday (Monday 0) to its opening intervals, in minutes from midnight; 1440 is 24:00."""

OFFICE_HOURS: Hours = dict.fromkeys(range(5), ((9 * 60, 17 * 60 + 30),))
"""周一至周五 09:00-17:30."""

Overrides = Mapping[dt.date, bool]
"""Sheet 节假日: date to whether it is a rest day."""


class UnannouncedYearError(Exception):
    """The holidays of that year are not known (rules 3)."""


def _holiday_name(day: dt.date) -> str | None:
    try:
        return chinese_calendar.get_holiday_detail(day)[1]
    except NotImplementedError:
        raise UnannouncedYearError(day.year) from None


def is_rest_day(day: dt.date, overrides: Overrides) -> bool:
    """A rest day by the holiday calendar: holidays and weekends, less make-up workdays."""
    if day in overrides:
        return overrides[day]
    _holiday_name(day)
    return bool(chinese_calendar.is_holiday(day))


def next_workday(day: dt.date, overrides: Overrides) -> dt.date:
    """`day` itself when it is a workday, else the first workday after it (民法典 203)."""
    while is_rest_day(day, overrides):
        day += dt.timedelta(days=1)
    return day


def opening_of(
    day: dt.date, hours: Hours, overrides: Overrides
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Opening intervals of one day.

    A statutory holiday has none; a make-up workday has the hours of its own weekday if that has
    any, else Monday's; any other day follows the weekly hours.
    """
    weekly = hours.get(day.weekday(), ())
    if day in overrides:
        intervals = () if overrides[day] else weekly or hours.get(0, ())
    elif _holiday_name(day) is None:
        intervals = weekly
    elif chinese_calendar.is_holiday(day):
        intervals = ()
    else:
        intervals = weekly or hours.get(0, ())
    midnight = dt.datetime(day.year, day.month, day.day)
    return [
        (midnight + dt.timedelta(minutes=opens), midnight + dt.timedelta(minutes=closes))
        for opens, closes in intervals
    ]


def add_open_time(
    start: dt.datetime, duration: dt.timedelta, hours: Hours, overrides: Overrides
) -> dt.datetime:
    """The first instant by which `duration` of open time has passed since `start`."""
    day = start.date()
    left = duration
    while True:
        for opens, closes in opening_of(day, hours, overrides):
            begins = max(opens, start)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        day += dt.timedelta(days=1)


def close_of_working_day(
    start: dt.date, number: int, hours: Hours, overrides: Overrides
) -> dt.datetime:
    """Closing time of the `number`-th working day after the day `start`.

    A working day is one that opens at all. 24:00 is given as 23:59:59.
    """
    day = start
    while True:
        day += dt.timedelta(days=1)
        intervals = opening_of(day, hours, overrides)
        if intervals:
            number -= 1
            if number == 0:
                closes = intervals[-1][1]
                ends_at_midnight = closes.date() > day
                return closes - dt.timedelta(seconds=1) if ends_at_midnight else closes
