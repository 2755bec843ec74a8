"""Statutory holidays and make-up workdays: chinesecalendar, overridden by the sheet 节假日."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar
import numpy as np
import numpy.typing as npt

from macros_py.rules.terms.duration import DAY
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

        ``due`` is in seconds since 1970 with NaT as the smallest number.
        """
        days, where = np.unique(np.where(due == NAT, 0, due // DAY), return_inverse=True)
        moved = np.array([0 if day == 0 else self._steps(int(day)) for day in days], dtype=np.int64)
        return np.where(due == NAT, NAT, due + moved[where] * DAY)

    def work_calendar(self, weekly: WeeklyHours) -> WorkCalendar:
        """Return opening hours: ``weekly`` without the holidays, with the make-up workdays.

        A make-up workday has its weekday's hours where there are any, else the first open day's.
        """
        announced = dict.fromkeys(chinese_calendar.holidays, True)
        announced |= dict.fromkeys(chinese_calendar.workdays, False)
        rests = announced | dict(self.overrides)
        return WorkCalendar(
            weekly.days,
            tuple(day for day, rest in rests.items() if rest),
            {
                day: weekly.makeup
                for day, rest in rests.items()
                if not rest and not weekly.days[day.weekday()]
            },
            known=(
                date(min(chinese_calendar.holidays).year, 1, 1),
                date(max(chinese_calendar.holidays).year + 1, 1, 1),
            ),
        )

    def _steps(self, day: int) -> int:
        steps = 0
        while self.is_rest(_EPOCH + timedelta(days=day + steps)):
            steps += 1
        return steps
