"""Times that a reply tells beside 联系 or 办结: month and day, perhaps the hour."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

CONTACTED, CLOSED = "联系", "办结"
SLACK_MINUTES = 60
"""How far an hour that is told may be from the ledger's."""

_CLAUSE = re.compile(r"[。；;，,！!？?\n]")
_TIME = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"(?:(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?(?P<hour>\d{1,2})"
    r"(?:[时点](?:(?P<minute>\d{1,2})分?|(?P<half>半))?|:(?P<minute2>\d{2})))?"
)
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚"})
_NOON_ENDS = 4
_MIDNIGHT = {"凌晨": 0, "晚上": 24, "晚": 24}
"""The hour of a day that its 12 o'clock is."""


@dataclass(frozen=True, slots=True)
class ToldTime:
    """A time in a reply: what it is of, the words, and month, day, minute of the day (or None)."""

    of: str
    words: str
    month: int
    day: int
    minute: int | None

    def contradicts(self, moment: datetime, *, dateonly: bool) -> bool:
        """Tell whether the ledger's time is another day, or over 60 minutes away."""
        if self.minute is None or dateonly:
            return (moment.month, moment.day) != (self.month, self.day)
        after = timedelta(minutes=self.minute)
        slack = timedelta(minutes=SLACK_MINUTES)
        return not any(abs(moment - day - after) <= slack for day in self._days_about(moment.year))

    def _days_about(self, year: int) -> Iterator[datetime]:
        """Yield the day in a year and those beside it: no year is told, and one may just turn."""
        for each in (year - 1, year, year + 1):
            if self.day <= monthrange(each, self.month)[1]:
                yield datetime(each, self.month, self.day)


def told_times(text: str) -> Iterator[ToldTime]:
    """Yield the times that stand in one clause with 联系 or 办结; the nearer word counts."""
    if "月" not in text or (CONTACTED not in text and CLOSED not in text):
        return
    for clause in _CLAUSE.split(text):
        for found in _TIME.finditer(clause):
            near = [
                (min(abs(at - found.end()), abs(found.start() - at - len(word))), word)
                for word in (CONTACTED, CLOSED)
                for at in [clause.find(word)]
                if at >= 0
            ]
            month, day = int(found["month"]), int(found["day"])
            if near and 1 <= month <= 12 and 1 <= day <= 31:
                words = clause[found.start() : found.end()]
                yield ToldTime(min(near)[1], words, month, day, _minute(found))


def _minute(found: re.Match[str]) -> int | None:
    if found["hour"] is None:
        return None
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or found["minute2"] or 0)
    part = found["part"]
    if hour < 12 and (part in _AFTERNOON or (part == "中午" and hour < _NOON_ENDS)):
        hour += 12
    elif hour == 12:
        hour = _MIDNIGHT.get(part, 12)
    told = hour * 60 + minute
    return told if told <= 24 * 60 and minute < 60 else None
