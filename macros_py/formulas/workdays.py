"""The formulas for workdays and working time, by the statutory holidays (rules 3)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.formulas.cells import Block, Cells, FormulaError, clock_time_of, moment_of
from macros_py.inputs.in_force import InForce
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.errors import CalendarError
from macros_py.rules.terms.hours import WeeklyHours
from macros_py.rules.worktime import WorkCalendar
from workbook.values.text import is_blank

_MOST_DAYS = 20_000
Pauses = list[tuple[datetime, datetime | None]]


def counts(in_force: InForce, first: Cells, last: Cells) -> Cells:
    """Return the workdays from each first day to its last, both counted; "" for a blank."""

    def count(one: object, other: object) -> object:
        days = _day(one), _day(other)
        if days[1] < days[0]:
            raise FormulaError(Refusal.ORDER)
        return sum(_workday(in_force, day) for day in _days(*days))

    return _each(count, first, last)


def added(in_force: InForce, first: Cells, numbers: Cells) -> Cells:
    """Return the n-th workday after each day (before it when negative); the day counts not."""

    def add(one: object, number: object) -> object:
        day, left = _day(one), _whole_number(number)
        step = timedelta(days=1 if left > 0 else -1)
        left = abs(left)
        while left:
            day = _moved(day, step)
            left -= _workday(in_force, day)
        return datetime.combine(day, time())

    return _each(add, first, numbers)


def are_workdays(in_force: InForce, days: Cells) -> Cells:
    """Return 是 or 否 for each day, "" for a blank."""
    return _each(lambda cell: "是" if _workday(in_force, _day(cell)) else "否", days)


def minutes(in_force: InForce, start: Cells, finish: Cells, pauses: object) -> Cells:
    """Return the whole minutes of open time between two moments, outside the pauses."""
    calendar = _calendar(in_force.settings.hours("工作时段"))
    left_out = _pauses(pauses)

    def worked(one: object, other: object) -> object:
        first, last = clock_time_of(one), clock_time_of(other)
        if last < first:
            raise FormulaError(Refusal.ORDER)
        return calendar.worked(first, last, left_out) // 60

    return _each(worked, start, finish)


def _each(compute: Callable[..., object], *columns: Cells) -> Cells:
    """Compute row by row; a row with a blank gives "", one that cannot be computed its refusal."""
    known: dict[tuple[object, ...], object] = {}
    results: Cells = []
    for row in zip(*columns, strict=True):
        if row not in known:
            known[row] = "" if any(map(is_blank, row)) else _one(compute, row)
        results.append(known[row])
    return results


def _one(compute: Callable[..., object], row: tuple[object, ...]) -> object:
    try:
        return compute(*row)
    except FormulaError as error:
        return error.refusal.value
    except CalendarError:
        return Refusal.HOLIDAYS.value


def _workday(in_force: InForce, day: date) -> bool:
    return not in_force.holidays.is_rest(day)


def _days(first: date, last: date) -> list[date]:
    if (last - first).days > _MOST_DAYS:
        raise FormulaError(Refusal.TOO_LARGE)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise FormulaError(Refusal.TOO_LARGE) from None


def _whole_number(cell: object) -> int:
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != cell // 1:
        raise FormulaError(Refusal.NUMBER)
    if abs(cell) > _MOST_DAYS:
        raise FormulaError(Refusal.TOO_LARGE)
    return int(cell)


def _day(cell: object) -> date:
    return moment_of(cell)[0].date()


def _pauses(argument: object) -> Pauses:
    if argument is None:
        return []
    block = Block.of(argument)
    if all(is_blank(cell) for cell in block.cells):
        return []
    if block.shape.columns != 2:
        raise FormulaError(Refusal.SHAPE)
    pairs = zip(block.cells[::2], block.cells[1::2], strict=True)
    return [
        (clock_time_of(begin), None if is_blank(end) else clock_time_of(end))
        for begin, end in pairs
        if not is_blank(begin)
    ]


@lru_cache(maxsize=8)
def _calendar(hours: WeeklyHours) -> WorkCalendar:
    """Return opening hours without the holidays: a formula is given no sheet 节假日."""
    return Holidays().work_calendar(hours)
