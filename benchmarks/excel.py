"""Excel: an array formula over 12,000 rows against the job, and the calls of the refresh button.

    python -m benchmarks.excel            # --small: 200 rows, to see that it runs

The formula takes the cells as pywin32 gives them. The job's own computation is what ``jsjb check``
does with the same cells once the file is open: reading the columns and judging every stage. Excel
is not here: the button runs on the in-memory host of the tests, which counts what crosses into it.
"""

import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from time import process_time

import openpyxl
import pytest

from benchmarks.measuring import SMALL, seconds, verdict
from macros_py.formulas.functions import SLA_DUE, SLA_LEDGER, SLA_MINUTES_LEFT, SLA_STATUS
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge
from macros_py.ribbon.ledger import refresh
from macros_py.ribbon.ribbon import perform
from tests.xlwings_engine import install
from workbook.ledger.ledger import read_book
from workbook.reading.guard import Kind
from workbook.reading.sheets import RawBook, RawSheet

ROWS = 200 if SMALL else 12_000
ALONE = 100
_MOMENTS = count(1)
MOST_TIMES, MOST_CALLS = 3.0, 90
AS_OF = datetime(2024, 3, 26, 9, 0)
HEADERS = (
    "工单编号",
    "派单时间",
    "接收时间",
    "转派时间",
    "首次联系时间",
    "阶段反馈时间",
    "办结时间",
)


def main() -> None:
    """Print each measurement beside its limit."""
    rows = made_up()
    work = seconds(lambda: job(rows))
    print(f"the job's own computation, {ROWS:,} rows: {work * 1000:.0f} ms")
    received = [[row[1]] for row in rows], [[row[2]] for row in rows]
    closed = [[row[1]] for row in rows], [[row[6]] for row in rows]
    formulas = {
        "SLA_STATUS 接收": lambda: SLA_STATUS("接收", *received, AS_OF),
        "SLA_STATUS 办结": lambda: SLA_STATUS("办结", *closed, AS_OF),
        "SLA_DUE 办结": lambda: SLA_DUE("办结", closed[0]),
        "SLA_MINUTES_LEFT 办结": lambda: SLA_MINUTES_LEFT("办结", *closed, AS_OF),
    }
    for name, formula in formulas.items():
        took = seconds(formula)
        label = f"{name}, {took * 1000:.0f} ms: the job's computation ×"
        verdict(label, took / work, MOST_TIMES, "", at_least=False)
    single = seconds(lambda: alone(rows), clock=process_time) / ALONE
    verdict("=SLA_STATUS() of a new row, Python's work", single * 1000, 1, " ms", at_least=False)
    for press, calls in zip(("first", "second"), presses(rows), strict=True):
        verdict(f"刷新时限, {press} time: calls", calls, MOST_CALLS, "", at_least=False)


def made_up() -> list[tuple[object, ...]]:
    """Return cases of made-up times, some of them as text, as COM gives them."""
    rows: list[tuple[object, ...]] = []
    start = datetime(2024, 1, 1, tzinfo=UTC)
    late = cycle((7, 20, 31, 45, None))
    for number in range(ROWS):
        dispatched = start + timedelta(minutes=10 * number)
        minutes = next(late)
        steps = [
            None if minutes is None else dispatched + timedelta(minutes=minutes * factor)
            for factor in (1, 2, 3, 30, 400)
        ]
        text = dispatched.strftime("%Y-%m-%d %H:%M:%S") if number % 7 == 0 else dispatched
        rows.append((f"AD-{number:06}", text, *steps))
    return rows


def alone(rows: list[tuple[object, ...]]) -> None:
    """Ask for some rows by themselves, each time at a moment not asked about before."""
    moment = AS_OF + timedelta(seconds=next(_MOMENTS))
    headers = [HEADERS, *rows[:19]]
    for row in rows[:ALONE]:
        SLA_LEDGER([row], headers, moment)


def job(rows: list[tuple[object, ...]]) -> object:
    """Read and judge the same cases as the command line does once the file is open."""
    plain = [
        [cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell or "" for cell in row]
        for row in rows
    ]
    sheet = RawSheet("台账", [list(HEADERS), *plain])
    book = RawBook(Path("台账.xlsx"), Kind.XLSX, ("台账",), (), lambda _: sheet)
    return judge(read_book(book, {}), default_in_force(), AS_OF)


def presses(rows: list[tuple[object, ...]]) -> list[int]:
    """Return how often the button asks the host for something, the first and the second time."""
    book = openpyxl.Workbook()
    book.active.title = "案件台账"
    for row in (HEADERS, *rows):
        book.active.append(
            [cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in row]
        )
    counts = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder, "案件台账.xlsx")
        book.save(path)
        host = install(patch)
        opened = host.open(path)
        for _ in range(2):
            host.calls.clear()
            message, mode = perform(opened, "刷新时限", refresh, AS_OF)
            if mode != "info":
                raise RuntimeError(message)
            counts.append(len(host.calls))
    return counts


if __name__ == "__main__":
    main()
