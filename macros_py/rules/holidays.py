"""Statutory holidays and make-up workdays: chinesecalendar, overridden by the sheet 节假日."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import chinese_calendar
import numpy as np
import numpy.typing as npt

from macros_py.rules.duration import DAY
from macros_py.rules.hours import WeeklyHours
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

        ``due`` is in seconds since 1970 with NaT as the smallest number.
        """
        days, where = np.unique(np.where(due == NAT, 0, due // DAY), return_inverse=True)
        moved = np.array([0 if day == 0 else self._steps(int(day)) for day in days], dtype=np.int64)
        return np.where(due == NAT, NAT, due + moved[where] * DAY)

    def work_calendar(self, weekly: WeeklyHours) -> WorkCalendar:
        """Return opening hours: ``weekly`` without the holidays, with the make-up workdays.

        A make-up workday has its weekday's hours where there are any, else the first open day's.
        """
        first, end = self._announced
        off, shifts = [], {}
        for offset in range((end - first).days):
            day = first + timedelta(days=offset)
            hours = weekly.days[day.weekday()]
            rest, named = self._kind(day)
            if rest and named:
                off.append(day)
            elif not rest and not hours and (named or day.weekday() >= 5):
                shifts[day] = weekly.makeup
        return WorkCalendar(weekly.days, tuple(off), shifts, known=(first, end))

    def _kind(self, day: date) -> tuple[bool, bool]:
        if day in self.overrides:
            return self.overrides[day], True
        rest, name = chinese_calendar.get_holiday_detail(day)
        return bool(rest), name is not None or (not rest and day.weekday() >= 5)

    def _steps(self, day: int) -> int:
        steps = 0
        while self.is_rest(_EPOCH + timedelta(days=day + steps)):
            steps += 1
        return steps

    @cached_property
    def _announced(self) -> tuple[date, date]:
        years = [year for year in range(2000, 2100) if self._knows(date(year, 1, 1))]
        return date(min(years), 1, 1), date(max(years) + 1, 1, 1)

    def _knows(self, day: date) -> bool:
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return False
        return True
