"""SLA_LEDGER: whole rows of a ledger judged as 刷新时限 judges them (rules 2 and 3)."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from macros_py.desk.flag_columns import flag_columns
from macros_py.formulas.basis import Pairs, basis_from
from macros_py.formulas.cells import Block, Cells
from macros_py.formulas.texts import FormulaError, Refusal
from macros_py.inputs.in_force import Basis
from macros_py.inputs.judged_ledger import Judged, judge
from macros_py.rules.deadlines.headers import HEADERS, OVERALL
from macros_py.rules.deadlines.stages import TIMED
from macros_py.rules.deadlines.status import Status
from macros_py.rules.terms.errors import CalendarError
from workbook.ledger.ledger import read_book
from workbook.reading.guard import Kind
from workbook.reading.sheets import RawBook, RawSheet
from workbook.values.refusals import WorkbookError
from workbook.values.text import is_blank, plain
from workbook.values.times import parse_time

OWNER = "责任方"
_SHEET = "台账"
_OPEN = (Status.OVERDUE, Status.AT_RISK, Status.NOT_DUE)
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
    judged = _read(basis_from(settings), head, body, as_of)
    cells = owners(judged) if wanted == OWNER else flag_columns(judged.verdicts)[wanted].tolist()
    numbers = judged.ledger.columns["row"] - len(head) - 1
    found = dict(zip(numbers.tolist(), cells, strict=True))
    return tuple(_shown(found.get(number)) for number in range(len(body)))


_known = lru_cache(maxsize=4096)(_column)
"""Rows by the hundred, each in a formula of its own, are asked for again at each calculation."""


def _shown(value: object) -> object:
    return "" if value is None else value


def owners(judged: Judged) -> Cells:
    """Return who owes each row's next time limit, "" where none runs."""
    verdicts = judged.verdicts
    found = np.full(len(verdicts.next_due), "", dtype=object)
    for stage in reversed(TIMED):
        running = np.isin(verdicts.status[stage.name], _OPEN)
        found[running & (verdicts.due[stage.name] == verdicts.next_due)] = stage.owner
    return list(found)


def _read(basis: Basis, head: Sequence[Row], body: Sequence[Row], as_of: datetime) -> Judged:
    sheet = RawSheet(_SHEET, [list(row) for row in (*head, *body)])
    book = RawBook(Path(_SHEET), Kind.XLSX, (_SHEET,), (), lambda _: sheet)
    try:
        ledger = read_book(book, basis.settings.pins)
    except WorkbookError:
        raise FormulaError(Refusal.HEADERS) from None
    try:
        return judge(ledger, basis, as_of)
    except CalendarError:
        raise FormulaError(Refusal.HOLIDAYS) from None


def _rows(argument: object) -> list[Row]:
    block = Block.of(argument)
    width = block.shape.columns if block.shape.nesting == 2 else len(block.cells)
    return [tuple(block.cells[i : i + width]) for i in range(0, len(block.cells), width)]


def _moment(argument: object) -> datetime:
    cells = Block.of(argument).cells
    try:
        moment, date_only = parse_time(cells[0])
    except ValueError:
        moment, date_only = None, False
    if moment is None or len(cells) > 1:
        raise FormulaError(Refusal.TIME)
    if date_only:
        raise FormulaError(Refusal.NO_CLOCK)
    return moment
