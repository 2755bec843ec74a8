"""The period of a weekly or monthly report as people write it, and the periods of a quarter."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from macros_py.rules.terms.quarters import Quarter, add_months

_MIDNIGHT = re.compile(r"\s+0?0:00(:00)?$")
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_RANGE = re.compile(
    rf"{_DAY}(?:至|到|~|-{{1,2}}|—{{1,2}}|–)(?:(?:(\d{{4}})[-/.年])?(\d{{1,2}})[-/.月])?(\d{{1,2}})日?"
)
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})|(\d{2}))月?份?")
_WEEK = re.compile(r"(\d{4})(?:年?-?第|-?[Ww])(\d{1,2})周?")
_WEEK_DAYS, _MONTH_DAYS = 7, 31


def week_end(text: str) -> date | None:
    """Return the Sunday of the week that ``text`` names, None when it names none.

    ``2024-01-01至2024-01-07``, ``2024年1月1日-7日``, any one day of it, ``2024年第1周``
    (GB/T 7408, as ISO 8601). A range belongs to the week of its last day.
    """
    plain = _plain(text)
    match = _WEEK.fullmatch(plain)
    try:
        if match:
            return date.fromisocalendar(int(match[1]), int(match[2]), 7)
        last = _last_day(plain, _WEEK_DAYS)
    except ValueError:
        return None
    return last and last + timedelta(days=6 - last.weekday())


def month_end(text: str) -> date | None:
    """Return the last day of the month that ``text`` names, None when it names none.

    ``2024-01``, ``2024年1月``, any one day of it; a range belongs to the month of its last day.
    """
    plain = _plain(text)
    match = _MONTH.fullmatch(plain)
    try:
        last = (
            date(int(match[1]), int(match[2] or match[3]), 1)
            if match
            else _last_day(plain, _MONTH_DAYS)
        )
    except ValueError:
        return None
    return last and _end_of_month(last)


def weeks_of(quarter: Quarter) -> Iterator[date]:
    """Yield the Sundays that fall in a quarter: each week belongs to the quarter it ends in."""
    day = quarter.start + timedelta(days=6 - quarter.start.weekday())
    while day < quarter.end:
        yield day
        day += timedelta(days=_WEEK_DAYS)


def months_of(quarter: Quarter) -> Iterator[date]:
    """Yield the ends of months that fall in a quarter: a month belongs to where it ends."""
    day = _end_of_month(quarter.start)
    while day < quarter.end:
        yield day
        day = _end_of_month(day + timedelta(days=1))


def _end_of_month(day: date) -> date:
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def _plain(text: str) -> str:
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip())
    return "".join(plain.split())


def _last_day(plain: str, longest: int) -> date | None:
    """Read one day, or a range of at most ``longest`` days; ValueError for no real date."""
    match = re.fullmatch(_DAY, plain)
    if match:
        return date(*map(int, match.groups()))
    match = _RANGE.fullmatch(plain)
    if not match:
        return None
    first = date(int(match[1]), int(match[2]), int(match[3]))
    month = int(match[5]) if match[5] else first.month
    last = date(int(match[4]) if match[4] else first.year, month, int(match[6]))
    if last < first and not match[4] and match[5]:
        last = last.replace(year=first.year + 1)
    return last if first <= last < first + timedelta(days=longest) else None
