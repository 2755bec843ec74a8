"""签认 and 核验, on the settlement in front."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import xlwings as xw

from macros_py.jobs import jobs
from macros_py.ribbon.companions import (
    EVALUATION,
    LEDGER,
    SETTLEMENT,
    CompanionError,
    file_beside,
    open_evaluation,
)
from macros_py.rules.signing.signers import SIGNERS
from macros_py.rules.terms.errors import ClockError
from macros_py.signoff.lines import signed_lines, verified_lines
from workbook.ledger.own_books import is_evaluation
from workbook.live.book import LiveBook, folder_of, snapshot
from workbook.live.state import Progress
from workbook.live.tables import Table, write_table
from workbook.patch import WRITABLE

TITLE = "接诉即办"
_SHOWN = 8


def sign_off(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """签认: sign in one role. Excel holds both files, so they are closed first and reopened."""
    settlement = _file(live, live.book)
    evaluation = open_evaluation(live)
    path = _file(live, evaluation) if evaluation else file_beside(live.book, EVALUATION, WRITABLE)
    if path is None:
        raise CompanionError(f"没有找到考核评价工作簿；请打开它，或放在「{live.name}」所在的文件夹")
    first, second = SIGNERS
    role = _asked(live.app, f"以什么角色签认？填 1 或 2：1 {first}，2 {second}", "1")
    role = {"1": first, "2": second}.get(role, role)
    name = _asked(live.app, f"{role}的姓名？", "") if role else ""
    if not name:
        return ""
    progress("签认")
    with closed(live.app, [live.book, *([evaluation] if evaluation else [])]):
        try:
            signed = jobs.sign(settlement, path, role, name, as_of)
        except ClockError as error:
            clock = str(error).partition("；")[0]
            if _asked(live.app, f"{clock}。电脑时间正确吗？填 是 或 否", "否") != "是":
                return ""
            signed = jobs.sign(settlement, path, role, name, as_of, clock_confirmed=True)
    return "\n".join(signed_lines(signed))


def verify(live: LiveBook, _: datetime, progress: Progress) -> str:
    """核验: name every cell that changed since the settlement in front was signed."""
    _refuse_other(live)
    progress("核对签认时的摘要")
    with ExitStack() as copies:
        evaluation = open_evaluation(live)
        beside = file_beside(live.book, EVALUATION, WRITABLE)
        path = copies.enter_context(snapshot(evaluation)) if evaluation else beside
        if path is None:
            message = f"没有找到考核评价工作簿；请打开它，或放在「{live.name}」所在的文件夹"
            raise CompanionError(message)
        settlement = _saved(live.book) or copies.enter_context(snapshot(live.book))
        ledger = _open_ledger(live)
        ledger_path = (
            copies.enter_context(snapshot(ledger))
            if ledger
            else file_beside(live.book, LEDGER, (*WRITABLE, ".xls", ".xlsb", ".ods", ".csv"))
        )
        lines = list(verified_lines(jobs.verify(settlement, path, ledger_path)))
    if len(lines) <= _SHOWN:
        return "\n".join(lines)
    report = live.app.books.add()
    rows = [(line,) for line in lines]
    write_table(LiveBook.of(report), Table("核验", [f"核验 {live.name}"], ("结果",), rows))
    return "\n".join([*lines[-3:], f"逐条列在新工作簿「{report.name}」里。"])


@contextmanager
def closed(app: xw.App, books: list[xw.Book]) -> Iterator[None]:
    """Close saved workbooks for a while and open them again, the first of them in front."""
    paths = [book.fullname for book in books]
    for book in books:
        book.close()
    try:
        yield
    finally:
        for path in reversed(paths):
            app.books.open(path)


def _file(live: LiveBook, book: xw.Book) -> Path:
    """Give the file of an open workbook as it stands on disk; raises CompanionError otherwise."""
    if book.name == live.name:
        _refuse_other(live)
    path = _saved(book)
    if path is None:
        raise CompanionError(f"「{book.name}」有没保存的改动，签认以文件为准；请先保存再试")
    return path


def _saved(book: xw.Book) -> Path | None:
    """Give the file of an open workbook that holds all of it: a copy would have other bytes."""
    folder = folder_of(book)
    return folder / book.name if folder is not None and book.api.Saved else None


def _refuse_other(live: LiveBook) -> None:
    if SETTLEMENT not in live.name:
        message = (
            f"「{live.name}」不是验收结算；请先打开要签认或核验的「{SETTLEMENT}_第N季度.xlsx」"
        )
        raise CompanionError(message)


def _open_ledger(live: LiveBook) -> xw.Book | None:
    """Give the open workbook whose name says that it is the ledger."""
    return next(
        (
            book
            for book in live.app.books
            if LEDGER in book.name and not is_evaluation(book.sheet_names)
        ),
        None,
    )


def _asked(app: xw.App, prompt: str, default: str) -> str:
    answer = app.api.InputBox(prompt, TITLE, default)
    return "" if answer is False else str(answer).strip()
