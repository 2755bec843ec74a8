"""挂账月报: one progress report in every calendar month of a suspension (附件1 一.1, 二.2(2))."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Moments
from macros_py.rules.deadlines.status import Codes, Status

LAST_DAYS = 5
Months = npt.NDArray[np.int64]


def months_of(seconds: npt.NDArray[np.int64]) -> Months:
    """Return months since 1970-01 of times in seconds."""
    return seconds.view("datetime64[s]").astype("datetime64[M]").view(np.int64)


def month_text(month: int) -> str:
    """Return ``2024-03`` for months since 1970-01."""
    return f"{1970 + month // 12}-{month % 12 + 1:02}"


def judge_reports(
    suspended: Moments,
    ended: Moments,
    dates: Sequence[tuple[date, ...]],
    unreadable: npt.NDArray[np.bool_],
    as_of: datetime,
) -> tuple[Codes, Months]:
    """Judge the monthly reports of suspended cases; every row given is one.

    ``dates`` are the report dates of each row. A report is due in each month after that of the
    suspension, up to the month before its end, or up to the month of as-of while it lasts. Returns
    the codes, and for 超时 the first month without a report (months since 1970-01).
    """
    this_month = (as_of.year - 1970) * 12 + as_of.month - 1
    first = months_of(suspended.at) + 1
    last = np.where(
        ended.has, np.minimum(months_of(ended.at) - 1, this_month), np.int64(this_month)
    )
    counts = np.fromiter(map(len, dates), dtype=np.int64, count=len(dates))
    owner = np.repeat(np.arange(len(dates)), counts)
    days = np.array(list(chain.from_iterable(dates)), dtype="datetime64[D]")
    missing = _first_gap(first, owner, days.astype("datetime64[M]").view(np.int64))
    future = np.zeros(len(dates), dtype=bool)
    future[owner[days > np.datetime64(as_of.date())]] = True

    days_left = calendar.monthrange(as_of.year, as_of.month)[1] - as_of.day
    current = Status.AT_RISK if days_left < LAST_DAYS else Status.NOT_DUE
    codes = np.full(len(dates), Status.ON_TIME, dtype=np.uint8)
    codes[missing <= last] = Status.LATE
    codes[(missing == this_month) & (missing <= last)] = current
    now = int(np.datetime64(as_of, "s").view(np.int64))
    faulty = unreadable | future | suspended.after(now)
    for moments in (suspended, ended):
        if moments.bad is not None:
            faulty |= moments.bad
    codes[faulty] = Status.FAULTY
    return codes, missing


def _first_gap(first: Months, owner: Months, months: Months) -> Months:
    """Return per row the first month from ``first`` on in which it has no report."""
    pairs = np.unique(np.stack([owner, months])[:, months >= first[owner]], axis=1)
    rows, reported = pairs
    begins = np.searchsorted(rows, np.arange(len(first)))
    expected = first[rows] + np.arange(len(rows)) - begins[rows]
    unbroken = np.bincount(rows[reported == expected], minlength=len(first))
    return first + unbroken
