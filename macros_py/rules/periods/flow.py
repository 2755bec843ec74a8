"""What came in, what went out, what stayed: a period as a flow, not a cohort (附件1 一.4)."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Columns, Marks, Moments, Seconds, seconds
from macros_py.rules.worktime import NAT


@dataclass(frozen=True)
class Balance:
    """期初未办结 + 受理 − 退回 − 办结 = 期末未办结."""

    opening: int
    received: int
    returned: int
    closed: int
    open_at_end: int


@dataclass(frozen=True)
class CaseTimes:
    """When each case came in and went out, in seconds since 1970 (NaT as the smallest number).

    ``counted``: first rows with a readable 派单时间, to which every count keeps. ``left_at``: the
    earlier readable one of 退回 and 办结 up to as-of, 退回 where equal, raised to 派单时间 where
    that is later (``raised``); ``returned`` tells which. A bare date counts at 00:00.
    """

    came_at: Seconds
    left_at: Seconds
    returned: Marks
    raised: Marks
    counted: Marks
    unreadable: int
    duplicates: int

    @classmethod
    def of(cls, columns: Columns, as_of: datetime) -> "CaseTimes":
        """Take the times from a ledger's columns."""
        now = seconds(as_of)
        came, returned, closed = (
            Moments.of(columns, field).at for field in ("dispatched_at", "returned_at", "closed_at")
        )
        first = ~np.asarray(columns["duplicate"], dtype=bool)
        counted = first & (came != NAT)
        never = np.iinfo(np.int64).max
        back, done = (np.where((at != NAT) & (at <= now), at, never) for at in (returned, closed))
        left = np.minimum(back, done)
        gone = counted & (left != never)
        raised = gone & (left < came)
        return cls(
            came,
            np.where(gone, np.maximum(left, came), NAT),
            gone & (back <= done),
            raised,
            counted,
            int(np.count_nonzero(first & (came == NAT))),
            int(np.count_nonzero(~first)),
        )

    @property
    def outside(self) -> int:
        """Rows that stand outside the balance: repeated numbers and unreadable 派单时间."""
        return self.unreadable + self.duplicates

    @property
    def covered_from(self) -> datetime | None:
        """Midnight of the earliest 派单时间, where the ledger begins."""
        if not self.counted.any():
            return None
        return day_of(int(self.came_at[self.counted].min()))

    def received(self, start: datetime, end: datetime) -> Marks:
        """Mark the cases dispatched within ``[start, end)``."""
        return self.counted & _within(self.came_at, start, end)

    def open_before(self, moment: datetime) -> Marks:
        """Mark the cases dispatched before a moment that had not left before it."""
        at = seconds(moment)
        stayed = (self.left_at == NAT) | (self.left_at >= at)
        marks: Marks = self.counted & (self.came_at < at) & stayed
        return marks

    def balance(self, start: datetime, end: datetime) -> Balance:
        """Return the flow through ``[start, end)``."""
        left = self.counted & (self.left_at != NAT) & _within(self.left_at, start, end)
        return Balance(
            int(np.count_nonzero(self.open_before(start))),
            int(np.count_nonzero(self.received(start, end))),
            int(np.count_nonzero(left & self.returned)),
            int(np.count_nonzero(left & ~self.returned)),
            int(np.count_nonzero(self.open_before(end))),
        )

    def raised_within(self, start: datetime, end: datetime) -> npt.NDArray[np.int64]:
        """Return the rows of cases received in ``[start, end)`` that left before they came."""
        return np.flatnonzero(self.received(start, end) & self.raised)


def day_of(second: int) -> datetime:
    """Return the midnight before a moment in seconds since 1970."""
    day: datetime = np.datetime64(second, "s").astype("datetime64[D]").astype(datetime)
    return datetime(day.year, day.month, day.day)


def _within(at: Seconds, start: datetime, end: datetime) -> Marks:
    marks: Marks = (at >= seconds(start)) & (at < seconds(end))
    return marks
