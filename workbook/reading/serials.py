"""Serial numbers of days → dates, times of day and elapsed times, as a cell's format shows them."""

import datetime as dt

from workbook.values.epochs import epoch
from workbook.values.format_codes import Shows

_DAY = 86_400_000
_LAST_DAY = 2_958_466
_AFTER_1900_LEAP = 60


def from_serial(value: float, shown: Shows, *, date1904: bool) -> object:
    """Give the number as its format shows it; rounded to the millisecond, like python-calamine.

    Below one day a moment is a time of day, at midnight it is a date. A number that no calendar
    day stands for stays a number.
    """
    if shown is Shows.NUMBER:
        return value
    if shown is Shows.SPAN:
        return dt.timedelta(milliseconds=round(value * _DAY)) if abs(value) < _LAST_DAY else value
    if not 0 <= value < _LAST_DAY:
        return value
    elapsed = dt.timedelta(milliseconds=round(value * _DAY))
    if value < _AFTER_1900_LEAP and not date1904:
        elapsed += dt.timedelta(days=1)
    try:
        moment = epoch(date1904=date1904) + elapsed
    except OverflowError:
        return value
    if value < 1:
        return moment.time()
    return moment.date() if value.is_integer() else moment
