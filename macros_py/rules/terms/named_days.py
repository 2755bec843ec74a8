"""The days that a text names, in ISO or in Chinese: a week, a month, 考核月, or days themselves."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from macros_py.rules.terms.quarters import add_months

CYCLE_START = 19
"""考核月 runs from the 19th to the 18th and bears the name of the month in which it ends."""

_MIDNIGHT = re.compile(r"\s+0?0:00(:00)?$")
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_DAYS = re.compile(
    rf"{_DAY}(?:(?:\.{{2,3}}|至|到|~|-{{1,2}}|—{{1,2}}|–)"
    r"(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})日?)?"
)
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})|(\d{2}))月?份?(考核月|考核周期)?")
_WEEK = re.compile(r"(\d{4})(?:年?-?第|-?[Ww])(\d{1,2})周?")


class Span(Enum):
    """What the days are together."""

    WEEK = auto()
    MONTH = auto()
    CYCLE = auto()
    DAYS = auto()


@dataclass(frozen=True, slots=True)
class NamedDays:
    """The first and the last of the days."""

    span: Span
    first: date
    last: date

    @property
    def count(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


def named_days(text: str) -> NamedDays | None:
    """Return the days that ``text`` names, None where it names none that there are.

    ``2024-W10``, ``2024年第10周`` (GB/T 7408, as ISO 8601), ``2024-03``, ``2024年3月``,
    ``2024-03考核月``, ``2024-03-01``, ``2024-01-01至2024-01-07``, ``2023年12月30日-1月5日``.
    """
    plain = "".join(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip()).split())
    try:
        return _named(plain)
    except ValueError:
        return None


def end_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def _named(plain: str) -> NamedDays | None:
    if match := _WEEK.fullmatch(plain):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return NamedDays(Span.WEEK, monday, monday + timedelta(days=6))
    if match := _MONTH.fullmatch(plain):
        first = date(int(match[1]), int(match[2] or match[3]), 1)
        if match[4]:
            start = add_months(first, -1).replace(day=CYCLE_START)
            return NamedDays(Span.CYCLE, start, first.replace(day=CYCLE_START - 1))
        return NamedDays(Span.MONTH, first, end_of_month(first))
    if match := _DAYS.fullmatch(plain):
        year, month, day = map(int, match.groups()[:3])
        first = last = date(year, month, day)
        if match[6]:
            last = date(int(match[4] or year), int(match[5] or month), int(match[6]))
            if last < first and match[5] and not match[4]:
                last = last.replace(year=year + 1)
        return NamedDays(Span.DAYS, first, last) if first <= last else None
    return None
