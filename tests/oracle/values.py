"""What a cell of the ledger can hold once it is read, and how two such values compare.

Part of an independent, slow, row-by-row reading of the rules: nothing here (or anywhere in this
folder) imports the project's own code, so that it can be compared with it.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


class Unreadable(enum.Enum):
    """The cell holds something, but nothing the rules can read (rules 2)."""

    UNREADABLE = "unreadable"


UNREADABLE = Unreadable.UNREADABLE

Moment = dt.datetime | dt.date | Unreadable | None
"""A time, a date without a time of day, an unreadable cell, or a blank one."""


def is_present(value: object) -> bool:
    """Whether the cell holds anything at all, readable or not."""
    return value is not None


def is_date_only(value: Moment) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def is_earlier(left: dt.date, right: dt.date) -> bool:
    """left < right, compared by date if either is a date without a time of day (rules 3)."""
    if is_date_only(left) or is_date_only(right):
        return date_of(left) < date_of(right)
    return left < right


def date_of(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def at_midnight(value: dt.date) -> dt.datetime:
    """A date counts from 00:00 (rules 3, suspension)."""
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day)


@dataclass(frozen=True)
class Limit:
    """N 分钟, N 小时 or N 天."""

    amount: int
    unit: str  # "分钟", "小时", "天"

    def duration(self) -> dt.timedelta:
        if self.unit == "分钟":
            return dt.timedelta(minutes=self.amount)
        if self.unit == "小时":
            return dt.timedelta(hours=self.amount)
        return dt.timedelta(days=self.amount)


@dataclass(frozen=True)
class Case:
    """One row of the ledger, read (rules 2). Blank is None."""

    case_id: str = ""
    dispatched_at: Moment = None
    received_at: Moment = None
    transferred_at: Moment = None
    in_township: bool | None = None
    verified_at: Moment = None
    returned_at: Moment = None
    special: bool = False
    approved_at: Moment = None
    unit: str = ""
    limit_class: Limit | Unreadable | None = None
    first_contact_at: Moment = None
    feedback_at: Moment = None
    closed_at: Moment = None
    suspended: bool | None = None
    suspended_at: Moment = None
    released_at: Moment = None
    progress_dates: tuple[Moment, ...] = ()
    callback_at: Moment = None
    callback_valid: bool | None = None
    responded: bool | None = None
    resolved: str | None = None  # 解决, 部分解决, 未解决
    satisfied: str | None = None  # 满意, 基本满意, 不满意, 未评价
    excluded: bool = False
    zero_score: bool | None = None
    category: str = ""
    place: str = ""


FIELDS = frozenset(Case.__dataclass_fields__)
"""Every field the oracle reads; a ledger may have a column for only some of them."""
