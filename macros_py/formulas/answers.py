"""Every formula of the catalogue by its name: cells or ranges in, a cell or a range out.

What cannot be computed shows a ``Refusal``, never anything else. "Now" is always an argument.
Settings left out are those of the contract with its default readings.
"""

from collections.abc import Callable

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.catalogue.formulas import FORMULAS
from macros_py.formulas import ledger_rows, quarters_money_rates, stages, workdays
from macros_py.formulas.cells import FormulaError, aligned
from macros_py.formulas.settings_argument import in_force_of, pairs_of
from workbook.values.text import masked, plain

_REQUIRED = {each.name: sum(not a.optional for a in each.arguments) for each in FORMULAS}
"""How many arguments each formula cannot do without."""

Cell = object
"""A cell, or a range as rows of cells; None where an argument is left out."""


def answer(name: str, *arguments: Cell) -> Cell:
    """Compute a formula; whatever goes wrong shows as a text of the closed list."""
    try:
        if len(arguments) < _REQUIRED[name]:
            raise FormulaError(Refusal.ARGUMENTS)
        return ANSWERS[name](*arguments)
    except FormulaError as error:
        return error.refusal.value
    except Exception:  # a cell has room for a text, never for a traceback
        return Refusal.FAILED.value


def _status(stage: Cell, start: Cell, done: Cell, as_of: Cell, *more: Cell) -> Cell:
    special, limit_class, settings = (*more, None, None, None)[:3]
    return _aligned(stages.statuses, settings, stage, start, done, as_of, special, limit_class)


def _due(stage: Cell, start: Cell, limit_class: Cell = None, settings: Cell = None) -> Cell:
    return _aligned(stages.dues, settings, stage, start, limit_class)


def _minutes_left(
    stage: Cell,
    start: Cell,
    done: Cell,
    as_of: Cell,
    limit_class: Cell = None,
    settings: Cell = None,
) -> Cell:
    return _aligned(stages.minutes_left, settings, stage, start, done, as_of, limit_class)


def _ledger(
    rows: Cell, headers: Cell, as_of: Cell, item: Cell = None, settings: Cell = None
) -> Cell:
    return ledger_rows.ledger_column(pairs_of(settings), rows, headers, as_of, item)


def _quarter(case_time: Cell, service_start: Cell) -> Cell:
    return _aligned(quarters_money_rates.quarters, None, case_time, service_start)


def _quarter_start(quarter: Cell, service_start: Cell) -> Cell:
    return _aligned(quarters_money_rates.first_days, None, quarter, service_start)


def _quarter_end(quarter: Cell, service_start: Cell) -> Cell:
    return _aligned(quarters_money_rates.last_days, None, quarter, service_start)


def _form_score(choices: Cell) -> Cell:
    return quarters_money_rates.form_scores(in_force_of(None), choices)


def _deduction(mean_score: Cell, settings: Cell = None) -> Cell:
    return _aligned(quarters_money_rates.deductions, settings, mean_score)


def _payable(mean_score: Cell, other: Cell = None, settings: Cell = None) -> Cell:
    return _aligned(quarters_money_rates.payables, settings, mean_score, other)


def _upper(amount: Cell) -> Cell:
    columns, shape = aligned(amount)
    return shape.lay(quarters_money_rates.words(*columns))


def _number(amount_words: Cell) -> Cell:
    columns, shape = aligned(amount_words)
    return shape.lay(quarters_money_rates.numbers(*columns))


def _rate(field: str) -> Callable[..., Cell]:
    def rate(answers: Cell, valid: Cell, excluded: Cell, settings: Cell = None) -> Cell:
        columns, _ = aligned(answers, valid, excluded)
        return quarters_money_rates.rate(in_force_of(settings), field, *columns)

    return rate


def _workdays(from_day: Cell, to_day: Cell) -> Cell:
    return _aligned(workdays.counts, None, from_day, to_day)


def _workday_add(from_day: Cell, days: Cell) -> Cell:
    return _aligned(workdays.added, None, from_day, days)


def _is_workday(day: Cell) -> Cell:
    return _aligned(workdays.are_workdays, None, day)


def _work_minutes(start: Cell, finish: Cell, settings: Cell = None, pauses: Cell = None) -> Cell:
    columns, shape = aligned(start, finish)
    start_cells, finish_cells = columns
    return shape.lay(workdays.minutes(in_force_of(settings), start_cells, finish_cells, pauses))


def _mask(text: Cell) -> Cell:
    (cells,), shape = aligned(text)
    return shape.lay([masked(plain(cell)) for cell in cells])


def _aligned(compute: Callable[..., list[object]], settings: Cell, *arguments: Cell) -> Cell:
    columns, shape = aligned(*arguments)
    return shape.lay(compute(in_force_of(settings), *columns))


ANSWERS: dict[str, Callable[..., Cell]] = {
    "SLA_STATUS": _status,
    "SLA_DUE": _due,
    "SLA_MINUTES_LEFT": _minutes_left,
    "SLA_LEDGER": _ledger,
    "SLA_QUARTER": _quarter,
    "QUARTER_START": _quarter_start,
    "QUARTER_END": _quarter_end,
    "FORM_SCORE": _form_score,
    "QUARTER_DEDUCTION": _deduction,
    "QUARTER_PAYABLE": _payable,
    "RMB_UPPER": _upper,
    "RMB_NUMBER": _number,
    "RATE_RESPONSE": _rate("responded"),
    "RATE_RESOLUTION": _rate("resolved"),
    "RATE_SATISFACTION": _rate("satisfied"),
    "CN_WORKDAYS": _workdays,
    "CN_WORKDAY_ADD": _workday_add,
    "CN_IS_WORKDAY": _is_workday,
    "WORK_MINUTES": _work_minutes,
    "MASK": _mask,
}
"""The name of each formula → what computes it, with its arguments in the catalogue's order."""
