"""Every formula of the catalogue by its name: cells or ranges in, a cell or a range out.

What cannot be computed shows a ``Refusal``, never anything else. "Now" is always an argument.
Settings left out are those of the contract with its default readings.
"""

from collections.abc import Callable

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.catalogue.formulas import FORMULAS
from macros_py.formulas import ledger_rows, quarters_money_rates, stages, workdays
from macros_py.formulas.cells import Cells, FormulaError, aligned
from macros_py.formulas.settings_argument import in_force_of, pairs_of
from macros_py.inputs.in_force import InForce
from workbook.values.text import masked, plain

_NAMES = {each.name: [argument.name for argument in each.arguments] for each in FORMULAS}
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


def _ledger(
    rows: Cell, headers: Cell, as_of: Cell, item: Cell = None, settings: Cell = None
) -> Cell:
    return ledger_rows.ledger_column(pairs_of(settings), rows, headers, as_of, item)


def _form_score(choices: Cell) -> Cell:
    return quarters_money_rates.form_scores(in_force_of(None), choices)


def _rate(field: str) -> Callable[..., Cell]:
    def rate(answers: Cell, valid: Cell, excluded: Cell, settings: Cell = None) -> Cell:
        columns, _ = aligned(answers, valid, excluded)
        return quarters_money_rates.rate(in_force_of(settings), field, *columns)

    return rate


def _work_minutes(start: Cell, finish: Cell, settings: Cell = None, pauses: Cell = None) -> Cell:
    columns, shape = aligned(start, finish)
    start_cells, finish_cells = columns
    return shape.lay(workdays.minutes(in_force_of(settings), start_cells, finish_cells, pauses))


def _masked(_: InForce, texts: Cells) -> Cells:
    return [masked(plain(cell)) for cell in texts]


def _by_row(name: str, compute: Callable[..., Cells]) -> Callable[..., Cell]:
    """Let a formula be computed on columns of one size, under the settings that it is given."""

    def computed(*arguments: Cell) -> Cell:
        left_out = [None] * (len(_NAMES[name]) - len(arguments))
        given = dict(zip(_NAMES[name], (*arguments, *left_out), strict=True))
        settings = given.pop("settings", None)
        columns, shape = aligned(*given.values())
        return shape.lay(compute(in_force_of(settings), *columns))

    return computed


_BY_ROW: dict[str, Callable[..., Cells]] = {
    "SLA_STATUS": stages.statuses,
    "SLA_DUE": stages.dues,
    "SLA_MINUTES_LEFT": stages.minutes_left,
    "SLA_QUARTER": quarters_money_rates.quarters,
    "QUARTER_START": quarters_money_rates.first_days,
    "QUARTER_END": quarters_money_rates.last_days,
    "QUARTER_DEDUCTION": quarters_money_rates.deductions,
    "QUARTER_PAYABLE": quarters_money_rates.payables,
    "RMB_UPPER": quarters_money_rates.words,
    "RMB_NUMBER": quarters_money_rates.numbers,
    "CN_WORKDAYS": workdays.counts,
    "CN_WORKDAY_ADD": workdays.added,
    "CN_IS_WORKDAY": workdays.are_workdays,
    "MASK": _masked,
}
"""What computes columns of cells in the order of the catalogue's arguments, settings before all."""

ANSWERS: dict[str, Callable[..., Cell]] = {
    **{name: _by_row(name, compute) for name, compute in _BY_ROW.items()},
    "SLA_LEDGER": _ledger,
    "FORM_SCORE": _form_score,
    "RATE_RESPONSE": _rate("responded"),
    "RATE_RESOLUTION": _rate("resolved"),
    "RATE_SATISFACTION": _rate("satisfied"),
    "WORK_MINUTES": _work_minutes,
}
"""The name of each formula → what computes it, with its arguments in the catalogue's order."""
