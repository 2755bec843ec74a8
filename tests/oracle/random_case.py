"""Random meanings of one ledger row, crowded around the edges of rules 3."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracle.deadlines import Settings, due_time
from tests.oracle.values import UNREADABLE, Limit, Moment, date_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

AS_OF_EDGES = (
    "2024-03-20 15:00:00",
    "2024-02-29 23:59:59",
    "2024-03-01 00:00:00",
    "2024-12-31 23:59:59",
    "2025-01-01 00:00:00",
    "2024-02-18 10:00:00",
    "2024-02-09 17:29:59",
    "2024-03-27 09:00:00",
    "2024-03-26 23:59:59",
    "2024-01-31 08:59:59",
)
START_EDGES = (
    *("2024-02-28 23:59:59", "2024-02-29 00:00:00", "2024-02-29 12:00:00", "2023-12-31 23:59:59"),
    *("2024-01-01 00:00:00", "2024-01-31 23:30:00", "2024-02-09 17:15:00", "2024-02-04 10:00:00"),
    *("2024-02-18 08:59:59", "2024-02-16 12:00:00", "2024-02-02 17:30:00", "2024-02-22 23:59:59"),
)
LIMIT_TEXTS = (
    *("2小时", "24小时", "48小时", "12小时", "1天", "3天", "5天", "7天", "15天"),
    *("特急", "突发", "紧急", "一般", "疑难", "复杂"),
)
LIMITS = (Limit(2, "小时"), Limit(24, "小时"), Limit(7, "天"), Limit(3, "天"), Limit(30, "分钟"))
SECOND = dt.timedelta(seconds=1)
WINDOWS = tuple(dt.timedelta(minutes=minutes) for minutes in (10, 15, 30, 240, 1440))


def random_as_of(rng: random.Random) -> dt.datetime:
    if rng.random() < 0.7:
        return dt.datetime.fromisoformat(rng.choice(AS_OF_EDGES))
    return dt.datetime(2024, 1, 15) + dt.timedelta(seconds=rng.randrange(300 * 86400))


@dataclass
class RowMaker:
    """Makes rows whose times fall on, just before and just after the limits."""

    rng: random.Random
    settings: Settings
    as_of: dt.datetime

    def row(self) -> dict[str, object]:
        """Field to meaning: a moment, a tuple of moments, or the text to write."""
        start = self._start()
        received = self._done(start, Limit(30, "分钟"))
        limit_text = self.rng.choice(("", "", *LIMIT_TEXTS, "尽快", "7"))
        approved = self._done(received or start, Limit(1, "小时"))
        special = self.rng.random() < 0.2
        transferred = self._done(approved if special else received, Limit(1, "小时"))
        handling = transferred if self.settings.handling_from == "转派" else start
        verified = self._done(received, Limit(1, "小时"))
        is_returned = self.rng.random() < 0.12
        row: dict[str, object] = {
            "dispatched_at": start,
            "received_at": received,
            "transferred_at": transferred,
            "verified_at": verified,
            "returned_at": self._done(received, Limit(2, "小时")) if is_returned else None,
            "special": self._special(special),
            "approved_at": approved if special or self.rng.random() < 0.1 else None,
            "limit_class": limit_text,
            "first_contact_at": self._done(handling, Limit(2, "小时")),
            "feedback_at": self._done(handling, Limit(24, "小时")),
            "closed_at": self._done(handling, self._limit_of(limit_text)),
            **self._suspension(start),
        }
        row["callback_at"] = self._done(row["closed_at"], Limit(24, "小时"))
        return row

    def _special(self, special: bool) -> str:
        if special:
            return self.rng.choice(("是", "√", "群体性诉求", "突发停水", "1"))
        return self.rng.choice(("", "否", "无", "×", "/", "无特殊", "一般", "非群体性"))

    def _limit_of(self, text: str) -> Limit:
        return Limit(int(text[:-2]), "小时") if text.endswith("小时") else self.rng.choice(LIMITS)

    def _start(self) -> Moment:
        rng = self.rng
        ways: dict[Callable[[], Moment], int] = {
            lambda: None: 2,
            lambda: UNREADABLE: 2,
            lambda: date_of(self.as_of) - dt.timedelta(days=rng.randrange(12)): 4,
            self._near_now: 6,
            lambda: self._nudge(self.as_of - rng.choice(LIMITS).duration()): 16,
            self._near_warning: 12,
            lambda: dt.datetime.fromisoformat(rng.choice(START_EDGES)): 13,
            lambda: self._before_now(days=12): 25,
            lambda: self._before_now(days=250): 20,
        }
        return rng.choices(list(ways), list(ways.values()))[0]()

    def _done(self, start: Moment, limit: Limit) -> Moment:
        rng = self.rng
        if not isinstance(start, dt.date):
            ways = {lambda: None: 4, lambda: UNREADABLE: 1, lambda: self._before_now(days=12): 2}
            return rng.choices(list(ways), list(ways.values()))[0]()
        begin = start if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time(9))
        seconds = int(limit.duration().total_seconds() * rng.choice((0.2, 1.0, 1.5)))
        ways: dict[Callable[[], Moment], int] = {
            lambda: None: 25,
            lambda: UNREADABLE: 2,
            lambda: self._before_now(days=12): 3,
            lambda: date_of(start) + dt.timedelta(days=rng.randrange(-1, 10)): 4,
            self._near_now: 2,
            lambda: start + rng.choice((-SECOND, dt.timedelta(), dt.timedelta(days=-1))): 4,
            lambda: self._nudge(due_time(begin, limit, self.settings)): 30,
            lambda: self._whole_minutes(begin + SECOND * rng.randrange(seconds + 1)): 30,
        }
        return rng.choices(list(ways), list(ways.values()))[0]()

    def _near_now(self) -> dt.datetime:
        steps = (-SECOND, dt.timedelta(), SECOND, dt.timedelta(days=1))
        return self.as_of + self.rng.choice(steps)

    def _near_warning(self) -> dt.datetime:
        left = self.rng.choice(LIMITS).duration() - self.rng.choice(WINDOWS)
        return self._nudge(self.as_of - left)

    def _before_now(self, days: int) -> dt.datetime:
        return self._whole_minutes(self.as_of - SECOND * self.rng.randrange(1, days * 86400))

    def _suspension(self, start: Moment) -> dict[str, object]:
        rng = self.rng
        if rng.random() > 0.22:
            released = self._done(start, Limit(7, "天")) if rng.random() < 0.03 else None
            return {"suspended_at": None, "released_at": released, "progress_dates": ()}
        suspended = self._suspended(start)
        released: Moment = None
        if rng.random() < 0.5 and isinstance(suspended, dt.date):
            released = suspended + dt.timedelta(days=rng.randrange(-1, 120))
            if rng.random() < 0.3:
                released = date_of(released)
        elif rng.random() < 0.03:
            released = UNREADABLE
        return {
            "suspended_at": suspended,
            "released_at": released,
            "progress_dates": self._progress(suspended),
        }

    def _suspended(self, start: Moment) -> Moment:
        rng = self.rng
        roll = rng.random()
        if roll < 0.04:
            return UNREADABLE
        if roll < 0.08 or not isinstance(start, dt.date):
            return self.as_of + dt.timedelta(days=rng.randrange(-100, 3))
        begin = start if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time(9))
        if roll < 0.2:
            return self._nudge(due_time(begin, Limit(7, "天"), self.settings))
        if roll < 0.25:
            return start - dt.timedelta(days=1)
        suspended = begin + dt.timedelta(minutes=rng.randrange(8 * 1440))
        return date_of(suspended) if roll < 0.7 else self._whole_minutes(suspended)

    def _progress(self, suspended: Moment) -> tuple[Moment, ...]:
        rng = self.rng
        if not isinstance(suspended, dt.date):
            return ()
        dates: list[Moment] = []
        keep = rng.choice((0.0, 0.8, 1.0, 1.0))
        day = date_of(suspended).replace(day=1)
        while (day := (day + dt.timedelta(days=32)).replace(day=1)) <= date_of(self.as_of):
            if rng.random() < keep:
                within = day.replace(day=rng.choice((1, 15, 28)))
                dates.append(min(within, date_of(self.as_of)))
        roll = rng.random()
        if roll < 0.03:
            dates.append(UNREADABLE)
        elif roll < 0.06:
            dates.append(date_of(self.as_of) + dt.timedelta(days=1))
        return tuple(dates)

    def _nudge(self, moment: dt.datetime) -> dt.datetime:
        return moment + self.rng.choice((-1, 0, 0, 1)) * SECOND

    def _whole_minutes(self, moment: dt.datetime) -> dt.datetime:
        return moment.replace(second=0) if self.rng.random() < 0.5 else moment
