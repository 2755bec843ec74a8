"""Times that a reply tells beside 联系 or 办结: month and day, perhaps the hour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

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
        try:
            told = moment.replace(month=self.month, day=self.day, hour=0, minute=0, second=0)
        except ValueError:
            return True
        seconds = (moment - told).total_seconds() - self.minute * 60
        return abs(seconds) > SLACK_MINUTES * 60


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
    if hour < 12 and found["part"] in _AFTERNOON:
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None
