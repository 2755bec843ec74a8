"""Weekly opening hours (工作时段), such as 周一至周五 09:00-12:00,13:30-17:30；周六 09:00-12:00."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_PART = re.compile(r"(?P<days>[^\d]*?)(?P<hours>\d{1,2}:\d{2}-.*)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_RANGE = re.compile(r"([一二三四五六日天])(?:[至到~-](?:周|星期)?([一二三四五六日天]))?")
DAY_MINUTES = 24 * 60

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Opening hours of Monday … Sunday, each as (from, to) in seconds after midnight."""

    days: tuple[tuple[Span, ...], ...]
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def makeup(self) -> tuple[Span, ...]:
        """Hours of a make-up workday (补班) with none of its own: the first open day's."""
        return next(spans for spans in self.days if spans)


def parse_hours(text: str) -> WeeklyHours:
    """Read opening hours; without a day they are those of Monday to Friday.

    Raises ValueError when a part cannot be read, ends before it starts, or overlaps another.
    """
    days: list[list[Span]] = [[] for _ in range(7)]
    plain = unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-")
    for part in re.split(r"[;\n。]", "".join(plain.split(" "))):
        if not part.strip():
            continue
        match = _PART.fullmatch(part.strip())
        if not match:
            raise ValueError(text)
        spans = [_span(span) for span in re.split(r"[,、]", match["hours"]) if span]
        for day in _weekdays(match["days"].strip(":, ")):
            days[day].extend(spans)
    ordered = tuple(tuple(sorted(spans)) for spans in days)
    for day_spans in ordered:
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(day_spans)):
            raise ValueError(text)
    if not any(ordered):
        raise ValueError(text)
    return WeeklyHours(ordered, text.strip())


def _weekdays(text: str) -> list[int]:
    if not text or text in {"工作日", "每个工作日"}:
        return [0, 1, 2, 3, 4]
    if text in {"每天", "每日"}:
        return list(range(7))
    found: list[int] = []
    for piece in re.split(r"[,、和及]", text):
        match = _RANGE.fullmatch(re.sub(r"^(周|星期)", "", piece))
        if not match:
            raise ValueError(text)
        first = _DAYS[match[1]]
        last = _DAYS[match[2]] if match[2] else first
        if last < first:
            raise ValueError(text)
        found.extend(range(first, last + 1))
    return found


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    opens = int(match[1]) * 60 + int(match[2])
    closes = int(match[3]) * 60 + int(match[4])
    if not 0 <= opens < closes <= DAY_MINUTES or int(match[2]) > 59 or int(match[4]) > 59:
        raise ValueError(text)
    return opens * 60, closes * 60
