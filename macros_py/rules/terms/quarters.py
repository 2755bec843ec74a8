"""Service quarters (contract 1.2, 3.2): three service months each, half-open."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from macros_py.rules.terms.errors import QuarterError
from macros_py.rules.terms.settings import Settings
from workbook.values.quarters import ASK, quarter_label, quarter_number

MONTHS = 3


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One service quarter ``[start, end)``; ``last`` is its last day, inclusive."""

    number: int
    start: date
    end: date

    @property
    def label(self) -> str:
        """``第1季度``, counted from the service start."""
        return quarter_label(self.number)

    @property
    def last(self) -> date:
        """The last day that belongs to the quarter."""
        return self.end - timedelta(days=1)

    @property
    def period(self) -> str:
        """``2023-12-26至2024-03-25``, as the forms write it."""
        return f"{self.start}至{self.last}"

    def json(self) -> dict[str, str]:
        """Return it as plain data; ``end`` is its last day."""
        return {
            "label": self.label,
            "start": self.start.isoformat(),
            "end": self.last.isoformat(),
        }

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def add_months(start: date, months: int) -> date:
    """Go ``months`` on; a day that the month lacks clamps to the month's end."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def nth_quarter(start: date, number: int) -> Quarter:
    """Return quarter ``number`` (from 1), always counted from the original start."""
    return Quarter(
        number,
        add_months(start, MONTHS * (number - 1)),
        add_months(start, MONTHS * number),
    )


def quarters_in_term(settings: Settings) -> Iterator[Quarter]:
    """Yield the quarters that begin within the term of service, first to last (contract 1.2)."""
    start, last = settings.date("服务起始日"), settings.date("服务终止日")
    number = 1
    while (quarter := nth_quarter(start, number)).start <= last:
        yield quarter
        number += 1


def parse_quarter(text: str) -> int | None:
    """Read ``1``, ``第1季度`` or ``一季度``; None when it is no quarter."""
    try:
        return quarter_number(text)
    except ValueError:
        return None


def find_quarter(text: str, settings: Settings) -> Quarter:
    """Return the quarter that ``text`` names.

    Raises QuarterError when it names none, or one outside the term while 允许续期季度 is 否
    (contract 9.1).
    """
    try:
        number = quarter_number(text)
    except ValueError as error:
        raise QuarterError(counted_from(str(error), settings)) from None
    within = len(list(quarters_in_term(settings)))
    if number > within and not settings.yes("允许续期季度"):
        raise QuarterError(
            f"第{number}季度不在服务期内（{settings.date('服务起始日')} 至 "
            f"{settings.date('服务终止日')}，共{within}个季度）；确需结算续期季度的，"
            "请将设置「允许续期季度」改为 是"
        )
    return nth_quarter(settings.date("服务起始日"), number)


def counted_from(message: str, settings: Settings) -> str:
    """Tell in a refusal of a quarter from which day the contract's first one runs (1.2)."""
    from_day = f"（{settings.date('服务起始日')} 起）"
    return message if from_day in message else message.replace(ASK, f"{ASK}{from_day}")


def quarter_of(day: date, start: date) -> Quarter | None:
    """Return the quarter that ``day`` falls in, None before the service start."""
    if day < start:
        return None
    guess = max(1, ((day.year - start.year) * 12 + day.month - start.month) // MONTHS)
    return next(
        quarter
        for number in range(guess, guess + 3)
        if day < (quarter := nth_quarter(start, number)).end
    )


def in_quarter(times: npt.NDArray[np.datetime64], quarter: Quarter) -> npt.NDArray[np.bool_]:
    """Mark the times within ``[start, end)``; NaT is in none (rules 1)."""
    marks: npt.NDArray[np.bool_] = (times >= np.datetime64(quarter.start)) & (
        times < np.datetime64(quarter.end)
    )
    return marks
