"""The period of a weekly or monthly report as people write it, and the periods of a quarter."""

from collections.abc import Iterator
from datetime import date, timedelta

from macros_py.rules.terms.named_days import Span, end_of_month, named_days
from macros_py.rules.terms.quarters import Quarter

_WEEK_DAYS, _MONTH_DAYS = 7, 31


def week_end(text: str) -> date | None:
    """Return the Sunday of the week that ``text`` names, None when it names none.

    One day names its week, a range of no more than seven the week of its last day.
    """
    last = _last_day(text, Span.WEEK, _WEEK_DAYS)
    return last and last + timedelta(days=6 - last.weekday())


def month_end(text: str) -> date | None:
    """Return the last day of the month that ``text`` names, None when it names none.

    One day names its month, a range of no more than 31 the month of its last day.
    """
    last = _last_day(text, Span.MONTH, _MONTH_DAYS)
    return last and end_of_month(last)


def weeks_of(quarter: Quarter) -> Iterator[date]:
    """Yield the Sundays that fall in a quarter: each week belongs to the quarter it ends in."""
    day = quarter.start + timedelta(days=6 - quarter.start.weekday())
    while day < quarter.end:
        yield day
        day += timedelta(days=_WEEK_DAYS)


def months_of(quarter: Quarter) -> Iterator[date]:
    """Yield the ends of months that fall in a quarter: a month belongs to where it ends."""
    day = end_of_month(quarter.start)
    while day < quarter.end:
        yield day
        day = end_of_month(day + timedelta(days=1))


def _last_day(text: str, span: Span, longest: int) -> date | None:
    """Return the last day of a span, or of days of which there are not too many."""
    named = named_days(text)
    if named is None or named.span not in (span, Span.DAYS) or named.count > longest:
        return None
    return named.last
