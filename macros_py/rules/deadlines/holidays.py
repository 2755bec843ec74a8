"""Statutory holidays and make-up workdays: chinesecalendar, overridden by the sheet 节假日."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import numpy as np
import numpy.typing as npt

from macros_py.rules.terms.duration import DAY
from macros_py.rules.terms.errors import CalendarError
from macros_py.rules.terms.hours import WeeklyHours
from macros_py.rules.worktime import NAT, WorkCalendar, unannounced

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Holidays:
    """Which days are rest days; ``overrides`` maps a date to whether it is one (是否休息)."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_rest(self, day: date) -> bool:
        """Tell whether ``day`` is a weekend or holiday without make-up work.

        Raises CalendarError naming a year that has not been announced.
        """
        if day in self.overrides:
            return self.overrides[day]
        try:
            return bool(chinese_calendar.is_holiday(day))
        except NotImplementedError:
            raise unannounced(day.year) from None

    def roll(self, due: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Move due times whose day is a rest day to the same time of the next workday (民法典 203).

        ``due`` is in seconds since 1970 with NaT as the smallest number; NaT too where the year is
        not announced.
        """
        days, where = np.unique(np.where(due == NAT, 0, due // DAY), return_inverse=True)
        steps = [0 if day == 0 else self._steps(int(day)) for day in days]
        moved = np.array([0 if step is None else step for step in steps], dtype=np.int64)
        unknown = np.array([step is None for step in steps], dtype=bool)
        return np.where((due == NAT) | unknown[where], NAT, due + moved[where] * DAY)

    def years_needed(self, start: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return for each start the first year, from its own on, that is not announced."""
        years = start.view("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
        first, end = _announced()
        return np.where((years < first) | (years >= end), years, end)

    def work_calendar(self, weekly: WeeklyHours) -> WorkCalendar:
        """Return opening hours: ``weekly`` without the holidays, with the make-up workdays.

        A make-up workday has its weekday's hours where there are any, else the first open day's.
        The same calendar is laid out once only.
        """
        return _laid_out(weekly, frozenset(self.overrides.items()))

    def _steps(self, day: int) -> int | None:
        steps = 0
        try:
            while self.is_rest(_EPOCH + timedelta(days=day + steps)):
                steps += 1
        except (CalendarError, OverflowError):
            return None
        return steps


def _announced() -> tuple[int, int]:
    """Return the first year with announced holidays, and the one after the last."""
    return min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1


@lru_cache(maxsize=8)
def _laid_out(weekly: WeeklyHours, overrides: frozenset[tuple[date, bool]]) -> WorkCalendar:
    rests = dict.fromkeys(chinese_calendar.holidays, True)
    rests |= dict.fromkeys(chinese_calendar.workdays, False)
    rests |= dict(overrides)
    first, end = _announced()
    return WorkCalendar(
        weekly.days,
        tuple(day for day, rest in rests.items() if rest),
        {
            day: weekly.makeup
            for day, rest in rests.items()
            if not rest and not weekly.days[day.weekday()]
        },
        known=(date(first, 1, 1), date(end, 1, 1)),
    )
