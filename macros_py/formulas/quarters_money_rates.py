"""The formulas for quarters, scores, money and rates: cells in, the rules' results out."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.formulas.cells import Block, Cells, FormulaError
from macros_py.formulas.money_words import rmb_number
from macros_py.inputs.in_force import InForce
from macros_py.rules.periods.period import midnight
from macros_py.rules.periods.rate_counts import Answers
from macros_py.rules.rates.rates import ANSWERS, RateColumns
from macros_py.rules.scoring.scoring import base_points
from macros_py.rules.scoring.settlement import performance_deduction, settle
from macros_py.rules.terms.errors import FormError
from macros_py.rules.terms.money import rmb_upper
from macros_py.rules.terms.quarters import (
    Quarter,
    nth_quarter,
    parse_quarter,
    quarter_of,
    quarters_in_term,
)
from workbook.ledger.columns import CHOICES, read_choices
from workbook.values.amounts import as_shown, parse_money
from workbook.values.text import NOTHING, is_blank, plain
from workbook.values.times import parse_time, read_times

_FULL_SCORE = 100


def quarters(in_force: InForce, moments: Cells, service_start: Cells) -> Cells:
    """Return each moment's service quarter (contract 1.2), "" for a blank."""
    times = read_times(moments)
    days = times.values.astype("datetime64[D]").tolist()
    starts = {cell: _service_start(cell) for cell in set(service_start)}
    within = len(list(quarters_in_term(in_force.settings)))
    known: dict[tuple[object, object], str] = {}
    results: Cells = []
    for day, bad, cell in zip(days, times.bad.tolist(), service_start, strict=True):
        key = (day, starts[cell])
        if key not in known:
            known[key] = _quarter(*key, within)
        results.append(Refusal.TIME.value if bad else known[key])
    return results


def first_days(in_force: InForce, quarter_cells: Cells, starts: Cells) -> Cells:
    """Return the first day of each quarter (contract 1.2), "" for a blank."""
    found = _quarters_named(in_force, quarter_cells, starts)
    return [midnight(each.start) if isinstance(each, Quarter) else each for each in found]


def last_days(in_force: InForce, quarter_cells: Cells, starts: Cells) -> Cells:
    """Return the last day of each quarter, inclusive, "" for a blank."""
    found = _quarters_named(in_force, quarter_cells, starts)
    return [midnight(each.last) if isinstance(each, Quarter) else each for each in found]


def _quarters_named(
    in_force: InForce, quarter_cells: Cells, starts: Cells
) -> Iterator[Quarter | str]:
    within = len(list(quarters_in_term(in_force.settings)))
    for quarter, start in zip(quarter_cells, starts, strict=True):
        yield _quarter_named(quarter, _service_start(start), within)


def _quarter_named(cell: object, start: date | None, within: int) -> Quarter | str:
    if is_blank(cell):
        return ""
    number = parse_quarter(plain(cell))
    if number is None:
        return Refusal.QUARTER.value
    if start is None:
        return Refusal.TIME.value
    if number > within:
        return Refusal.AFTER_SERVICE.value
    try:
        return nth_quarter(start, number)
    except ValueError:  # past the calendar's last year
        return Refusal.AFTER_SERVICE.value


def form_scores(in_force: InForce, choices: object) -> object:
    """Return the base score of eight choices in the form's order; of n × 8 cells, one a row."""
    block = Block.of(choices)
    items = len(in_force.contract.items)
    if len(block.cells) == items:
        score = _form_score(in_force, block.cells)
        return score if block.shape.nesting < 2 else [[score]]
    if block.shape.columns != items:
        raise FormulaError(Refusal.EIGHT)
    rows = range(0, len(block.cells), items)
    return [[_form_score(in_force, block.cells[i : i + items])] for i in rows]


def deductions(in_force: InForce, means: Cells) -> Cells:
    """Return the performance deduction in yuan for each average (contract 2.2)."""
    settings = in_force.settings
    return [
        float(performance_deduction(score, settings)) if isinstance(score, Fraction) else score
        for score in map(_score, means)
    ]


def payables(in_force: InForce, means: Cells, others: Cells) -> Cells:
    """Return the amount payable in yuan for each average and other deduction (contract 3.2)."""
    settings = in_force.settings
    results: Cells = []
    for cell, other in zip(means, others, strict=True):
        score, amount = _score(cell), _amount(other)
        if not isinstance(score, Fraction):
            results.append(score)
        elif isinstance(amount, str) and amount:
            results.append(amount)
        elif isinstance(amount, Decimal) and amount < 0:
            results.append(Refusal.NEGATIVE.value)
        else:
            taken = [amount] if isinstance(amount, Decimal) else []
            results.append(float(settle(score, taken, settings).payable))
    return results


def words(_: InForce, amounts: Cells) -> Cells:
    """Return each amount in words, "" for a blank."""
    return [_words(cell) for cell in amounts]


def numbers(_: InForce, worded: Cells) -> Cells:
    """Return the amount in yuan that each cell's words say, "" for a blank."""
    return ["" if is_blank(cell) else _number(plain(cell)) for cell in worded]


def _number(text: str) -> object:
    amount = rmb_number(text)
    return Refusal.WORDS.value if amount is None else float(amount)


def rate(in_force: InForce, field: str, answers: Cells, valid: Cells, excluded: Cells) -> object:
    """Return the share that ``field`` (responded, resolved, satisfied) has of the counted cases."""
    given = {field: answers, "callback_valid": valid, "excluded": excluded}
    blank = [""] * len(answers)
    cases: dict[str, npt.NDArray[np.generic]] = {
        name: np.array(CHOICES[name], dtype=object)[
            read_choices(name, given.get(name, blank)).codes
        ]
        for name in CHOICES
    }
    cases["duplicate"] = np.zeros(len(answers), dtype=bool)
    columns = RateColumns.of(cases, {"callback_valid", field})
    counts = Answers(columns, in_force.settings.ratio("基本满意权重"))
    rates = counts.counts(np.ones(len(answers), dtype=bool)).rates
    share = rates[ANSWERS.index(field)]
    return NOTHING if share is None else float(share)


def _service_start(cell: object) -> date | None:
    try:
        moment, _ = parse_time(cell)
    except ValueError:
        return None
    return moment.date() if moment else None


def _quarter(day: date | None, start: date | None, within: int) -> str:
    if start is None:
        return Refusal.TIME.value
    if day is None:
        return ""
    try:
        quarter = quarter_of(day, start)
    except ValueError:  # past the calendar's last year
        return Refusal.AFTER_SERVICE.value
    if quarter is None:
        return Refusal.BEFORE_SERVICE.value
    return quarter.label if quarter.number <= within else Refusal.AFTER_SERVICE.value


def _form_score(in_force: InForce, cells: Cells) -> object:
    contract = in_force.contract
    labels = [plain(cell) for cell in cells]
    if not any(labels):
        return ""
    names = [item.name for item in contract.items]
    try:
        points = base_points(dict(zip(names, labels, strict=True)), contract, {})
    except FormError:
        return (Refusal.OPTION if all(labels) else Refusal.MISSING).value
    return sum(points.values())


def _score(cell: object) -> Fraction | str:
    amount = _amount(cell)
    if isinstance(amount, str):
        return amount
    return Refusal.TOO_LARGE.value if amount > _FULL_SCORE else Fraction(amount)


def _amount(cell: object) -> Decimal | str:
    """Read a number as Excel shows it; "" for a blank, a refusal where there is none."""
    if is_blank(cell):
        return ""
    if isinstance(cell, float):
        cell = as_shown(cell)
    try:
        return parse_money(cell)
    except ValueError:
        return Refusal.NUMBER.value


def _words(cell: object) -> str:
    amount = _amount(cell)
    if isinstance(amount, str):
        return amount
    if amount < 0:
        return Refusal.NEGATIVE.value
    try:
        return rmb_upper(amount)
    except ValueError:
        return Refusal.TOO_LARGE.value
