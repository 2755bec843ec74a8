"""挂账月报: one progress report in every calendar month of a suspension (附件1 一.1, 二.2(2))."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Moments, Seconds
from macros_py.rules.worktime import NAT

Months = npt.NDArray[np.int64]


def months_of(seconds: npt.NDArray[np.int64]) -> Months:
    """Return months since 1970-01 of times in seconds."""
    return seconds.view("datetime64[s]").astype("datetime64[M]").view(np.int64)


def month_text(month: int) -> str:
    """Return ``2024-03`` for months since 1970-01."""
    return f"{1970 + month // 12}-{month % 12 + 1:02}"


def reports_due(
    suspended: Moments,
    ended: Moments,
    dates: Sequence[tuple[date, ...]],
) -> tuple[Seconds, Seconds]:
    """Return when the first report that is lacking is due, and the last report of each case.

    ``dates`` are the report dates of each row. A report is due by the end of each month after that
    of the suspension, up to the month before its end, without end while it lasts: NaT where none is
    lacking. The last report counts at 00:00 of its day, NaT for none.
    """
    first = months_of(suspended.at) + 1
    counts = np.fromiter(map(len, dates), dtype=np.int64, count=len(dates))
    owner = np.repeat(np.arange(len(dates)), counts)
    days = np.array(list(chain.from_iterable(dates)), dtype="datetime64[D]")
    missing = _first_gap(first, owner, days.astype("datetime64[M]").view(np.int64))
    none = ~suspended.has | (ended.has & (missing >= months_of(ended.at)))
    due = np.full(len(dates), NAT)
    due[~none] = month_end(missing[~none])
    latest = np.full(len(dates), NAT)
    np.maximum.at(latest, owner, days.astype("datetime64[s]").view(np.int64))
    return due, latest


def missing_months(due: Seconds) -> Months:
    """Return the months since 1970-01 in which reports that are lacking are due, NaT for none."""
    lacking = np.flatnonzero(due != NAT)
    months = np.full(len(due), NAT)
    months[lacking] = months_of(due[lacking])
    return months


def month_end(months: Months) -> Seconds:
    """Return the last second of months since 1970-01."""
    after = (months + 1).view("datetime64[M]").astype("datetime64[s]")
    seconds: Seconds = after.view(np.int64) - 1
    return seconds


def _first_gap(first: Months, owner: Months, months: Months) -> Months:
    """Return per row the first month from ``first`` on in which it has no report."""
    pairs = np.unique(np.stack([owner, months])[:, months >= first[owner]], axis=1)
    rows, reported = pairs
    begins = np.searchsorted(rows, np.arange(len(first)))
    expected = first[rows] + np.arange(len(rows)) - begins[rows]
    unbroken = np.bincount(rows[reported == expected], minlength=len(first))
    return first + unbroken
