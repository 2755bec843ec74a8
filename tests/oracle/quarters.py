"""Service quarters (rules 1; contract 1.2, 3.2)."""

from __future__ import annotations

import calendar
import datetime as dt


def quarter_start(service_start: dt.date, number: int) -> dt.date:
    """First day of quarter `number`; months counted from the original start, the day clamped."""
    months = service_start.year * 12 + service_start.month - 1 + 3 * (number - 1)
    year, month = divmod(months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(service_start.day, last_day))


def quarter_last_day(service_start: dt.date, number: int) -> dt.date:
    """Quarters are half-open, so the last day is the one before the next start."""
    return quarter_start(service_start, number + 1) - dt.timedelta(days=1)


def quarter_of(day: dt.date, service_start: dt.date) -> int:
    """Number of the quarter that holds `day`, counted without end; ValueError before the start."""
    if day < service_start:
        raise ValueError(day)
    number = 1
    while day >= quarter_start(service_start, number + 1):
        number += 1
    return number
