"""How a limit becomes a due time: natural time or working time (reading 计时日历)."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.duration import DAY
from macros_py.rules.terms.settings import Settings
from macros_py.rules.worktime import NAT, WorkCalendar

Seconds = npt.NDArray[np.int64]


class Clock(Protocol):
    """Turns starts, in seconds since 1970 with NaT as the smallest number, into due times."""

    def after(self, start: Seconds, seconds: int | Seconds) -> Seconds:
        """Return the due time of a limit in hours and minutes."""

    def after_days(self, start: Seconds, days: int | Seconds) -> Seconds:
        """Return the due time of a limit in days.

        As with ``after``, NaT where it needs a year whose holidays are not announced.
        """

    def years_needed(self, start: Seconds) -> Seconds:
        """Return the year that kept each start from having a due time."""


@dataclass(frozen=True)
class NaturalClock:
    """Day and night: hours run on the clock, days are civil-law days (民法典 200-203)."""

    full_days: bool
    roll_rest_days: bool
    holidays: Holidays

    def after(self, start: Seconds, seconds: int | Seconds) -> Seconds:
        """Return start + seconds; done at exactly that second is on time."""
        return start + seconds

    def after_days(self, start: Seconds, days: int | Seconds) -> Seconds:
        """Return the last second of the last day; the start day is not counted.

        Under 满24小时 it is ``days`` × 24 hours after the start. Under 末日顺延 a last day that is
        a rest day moves to the end of the next workday (民法典 203).
        """
        if self.full_days:
            elapsed: Seconds = start + np.asarray(days) * DAY
            return elapsed
        due: Seconds = start - start % DAY + (np.asarray(days) + 1) * DAY - 1
        if not self.roll_rest_days:
            return due
        return self.holidays.roll(np.where(start == NAT, NAT, due))

    def years_needed(self, start: Seconds) -> Seconds:
        """Return the first year that is not announced from each start on."""
        return self.holidays.years_needed(start)


@dataclass(frozen=True)
class WorkClock:
    """Open time only; N天 is N working days and ends at closing time."""

    calendar: WorkCalendar
    holidays: Holidays

    def after(self, start: Seconds, seconds: int | Seconds) -> Seconds:
        """Return when ``seconds`` of open time have passed."""
        return self.calendar.due_or_nat(start, seconds)

    def after_days(self, start: Seconds, days: int | Seconds) -> Seconds:
        """Return closing time of the ``days``-th working day after the start day."""
        return self.calendar.closing_or_nat(start, days)

    def years_needed(self, start: Seconds) -> Seconds:
        """Return the first year that is not announced from each start on."""
        return self.holidays.years_needed(start)


def clock_of(settings: Settings, holidays: Holidays) -> Clock:
    """Return the clock that the readings choose."""
    if settings.choice("计时日历") == "工作时间":
        return WorkClock(holidays.work_calendar(settings.hours("工作时段")), holidays)
    return NaturalClock(
        settings.choice("天数算法") == "满24小时", settings.choice("末日顺延") == "是", holidays
    )
