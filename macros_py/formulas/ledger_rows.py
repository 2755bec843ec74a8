"""SLA_LEDGER: whole rows of a ledger judged as 刷新时限 judges them (rules 2 and 3)."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.desk.flag_columns import flag_columns
from macros_py.formulas.cells import Block, Cells, FormulaError, clock_time_of
from macros_py.formulas.settings_argument import Pairs, in_force_from
from macros_py.inputs.in_force import InForce
from macros_py.rules.deadlines.deadlines import Engine, Verdicts
from macros_py.rules.deadlines.flag_headers import HEADERS, OVERALL
from macros_py.rules.deadlines.stages import TIMED
from macros_py.rules.deadlines.status import RUNNING
from macros_py.rules.terms.errors import CalendarError
from workbook.ledger.headers import checked_pins, find_header
from workbook.ledger.ledger import read_book
from workbook.reading.guard import Kind
from workbook.reading.sheets import RawBook, RawSheet
from workbook.values.refusals import WorkbookError
from workbook.values.text import is_blank, plain

OWNER = "责任方"
_SHEET = "台账"
Row = tuple[object, ...]
Rows = tuple[Row, ...]


def ledger_column(
    settings: Pairs, rows: object, headers: object, as_of: object, item: object
) -> list[list[object]]:
    """Return what ``item`` asks of each row, 总体状态 by default; "" for a row without a case.

    Raises FormulaError where the headers are no ledger's, and for an as-of without a time of day.
    """
    asked = Block.of(item).cells
    wanted = OVERALL if is_blank(asked[0]) else plain(asked[0])
    if len(asked) > 1 or wanted not in (*HEADERS, OWNER):
        raise FormulaError(Refusal.ITEM)
    body, head = _rows(rows), _rows(headers)
    if not body or len(body[0]) != len(head[0]):
        raise FormulaError(Refusal.SHAPE)
    compute = _known if len(body) == 1 else _column
    return [[cell] for cell in compute(settings, tuple(head), tuple(body), _moment(as_of), wanted)]


def _column(
    settings: Pairs, head: Rows, body: Rows, as_of: datetime, wanted: str
) -> tuple[object, ...]:
    titles = _titles(settings, head)
    rows, verdicts = _judged(in_force_from(settings), titles, body, as_of)
    cells = owners(verdicts) if wanted == OWNER else flag_columns(verdicts)[wanted].tolist()
    numbers = rows - len(titles) - 1
    found = dict(zip(numbers.tolist(), cells, strict=True))
    return tuple(_shown(found.get(number)) for number in range(len(body)))


_known = lru_cache(maxsize=4096)(_column)
"""Rows by the hundred, each in a formula of its own, are asked for again at each calculation."""


@lru_cache(maxsize=64)
def _titles(settings: Pairs, head: Rows) -> Rows:
    """Give of what is handed over as headers the one or two rows that are; raises FormulaError.

    A formula that speaks of its own row hands over the sheet's first rows, cases among them.
    """
    found = find_header(head, checked_pins(in_force_from(settings).settings.pins))
    if found is None:
        raise FormulaError(Refusal.HEADERS)
    return head[found.first - 1 : found.last]


def _shown(value: object) -> object:
    return "" if value is None else value


def owners(verdicts: Verdicts) -> Cells:
    """Return who owes each row's next time limit, "" where none runs."""
    found = np.full(len(verdicts.next_due), "", dtype=object)
    for stage in reversed(TIMED):
        running = np.isin(verdicts.status[stage.name], RUNNING)
        found[running & (verdicts.due[stage.name] == verdicts.next_due)] = stage.owner
    return list(found)


def _judged(
    in_force: InForce, head: Sequence[Row], body: Sequence[Row], as_of: datetime
) -> tuple[npt.NDArray[np.int32], Verdicts]:
    """Give the row of each case, from 1 with the headers, and what the rules say of them.

    No problem is looked for and no frame is built: a single row is asked for by the hundred. A host
    hands a midnight and a date over alike, so what may be a date is one, alone and in a column.
    """
    rows = [list(row) for row in (*head, *body)]

    def dates(cells: Sequence[tuple[int, int]]) -> list[str | None]:
        values = (rows[row - 1][column - 1] for row, column in cells)
        return ["yyyy-mm-dd" if isinstance(value, date) else None for value in values]

    sheet = RawSheet(_SHEET, rows, formats=dates)
    book = RawBook(Path(_SHEET), Kind.XLSX, (_SHEET,), (), lambda _: sheet)
    try:
        ledger = read_book(book, in_force.settings.pins)
    except WorkbookError:
        raise FormulaError(Refusal.HEADERS) from None
    engine = Engine(in_force.contract, in_force.settings, in_force.holidays, as_of)
    try:
        return ledger.columns["row"], engine.judge(ledger.columns, ledger.fields)
    except CalendarError:
        raise FormulaError(Refusal.HOLIDAYS) from None


def _rows(argument: object) -> list[Row]:
    block = Block.of(argument)
    width = block.shape.columns if block.shape.nesting == 2 else len(block.cells)
    return [tuple(block.cells[i : i + width]) for i in range(0, len(block.cells), width)]


def _moment(argument: object) -> datetime:
    cells = Block.of(argument).cells
    if len(cells) > 1:
        raise FormulaError(Refusal.TIME)
    return clock_time_of(cells[0])
