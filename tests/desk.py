"""A desk for the buttons: the demo's workbooks in a folder, and what a test asks of a press."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils.datetime import to_excel

from macros_py.jobs import demo, sample
from macros_py.jobs.inputs import Inputs
from macros_py.ribbon.ribbon import Action, perform
from tests.xlwings_cells import Worksheet
from tests.xlwings_engine import Host

FIRST, FAULTY, LAST = 30, (101, 202, 303, 403, 404), 75
CASES = FIRST + len(FAULTY) + LAST
AS_OF = sample.AS_OF + timedelta(hours=5)
MORNING = datetime(2024, 3, 25, 9, 0)


@cache
def _made() -> tuple[bytes, bytes]:
    """The demo's workbooks, with some of its cases: the first, the faulty, and those still open."""
    cases = list(sample.cases())
    kept = [*cases[:FIRST], *(cases[number - 1] for number in FAULTY), *cases[-LAST:]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "cases", lambda: iter(kept))
        return demo._ledger(), demo._evaluation()


def set_up(folder: Path) -> Path:
    """Put a ledger with most faults and its evaluation workbook into a folder."""
    ledger, evaluation = _made()
    (folder / "案件台账.xlsx").write_bytes(ledger)
    (folder / "考核评价.xlsx").write_bytes(evaluation)
    return folder


def without_events(desk: Path) -> Path:
    """Empty 违约违规, so that the ledger's candidate waits; return the evaluation workbook."""
    path = desk / "考核评价.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["违约违规"].iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    book.save(path)
    return path


def inputs(desk: Path) -> Inputs:
    return Inputs(desk / "案件台账.xlsx", AS_OF, desk / "考核评价.xlsx")


def pressed(book: xw.Book, action: Action) -> str:
    message, mode = perform(book, "按钮", action, AS_OF)
    assert mode == "info", message
    return message


def refused(book: xw.Book, action: Action) -> str:
    message, mode = perform(book, "按钮", action, AS_OF)
    assert mode == "critical", message
    return message


def sheet_of(host: Host, name: str) -> Worksheet:
    return next(sheet for book in host.books for sheet in book.sheets if sheet.name == name)


def assert_same_cells(sheet: Worksheet, path: Path) -> None:
    filed = openpyxl.load_workbook(path)[sheet.name]
    expected = {
        (cell.row, cell.column): comparable(to_excel(cell.value) if cell.is_date else cell.value)
        for row in filed.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert {at: comparable(value) for at, value in sheet.values.items()} == expected


def comparable(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value
