"""Which workbooks a button works with: the ledger and the evaluation workbook that go together.

The one in front decides; its companion is taken from the other open workbooks, else from its
folder.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

from macros_py.inputs.in_force import Basis, open_basis
from workbook.files.atomic import BACKUP
from workbook.files.saving import LOCKS
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.ledger.own_books import is_evaluation
from workbook.live.book import LiveBook, folder_of, snapshot
from workbook.values.refusals import HeaderError, WorkbookError

EVALUATION, LEDGER, SETTLEMENT = "考核评价", "案件台账", "验收结算"
_BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_LOCKS = (pattern.partition("{")[0] for pattern in LOCKS)
_NOT_THESE = (*_LOCKS, BACKUP.strip("."), "时限", SETTLEMENT)


class CompanionError(WorkbookError):
    """The workbook that a button needs besides the one in front cannot be told."""


def open_evaluation(live: LiveBook) -> xw.Book | None:
    """Give the open evaluation workbook, the one in front before all others."""
    if is_evaluation(live.sheets):
        return live.book
    return next((other for other in _others(live) if is_evaluation(other.sheet_names)), None)


@contextmanager
def basis_for(live: LiveBook, *, needed: bool = False) -> Iterator[Basis]:
    """Give the settings that hold for a workbook; the contract's own where there is no evaluation.

    An open evaluation workbook counts as it stands, unsaved changes included. Raises
    CompanionError when one is ``needed`` and none is found, and the refusals of ``open_basis``.
    """
    evaluation = open_evaluation(live)
    if evaluation is not None:
        with snapshot(evaluation) as copy:
            yield open_basis(copy, for_ledger=not needed)
        return
    beside = file_beside(live.book, EVALUATION, _BOOKS)
    if beside is None and needed:
        message = (
            f"没有找到考核评价工作簿；请打开它，或放在台账所在的文件夹，文件名含「{EVALUATION}」"
        )
        raise CompanionError(message)
    yield open_basis(beside, for_ledger=not needed)


def ledger_for(live: LiveBook, pins: Mapping[str, str]) -> tuple[Ledger, Path]:
    """Give the ledger that goes with a workbook, and the folder it lies in.

    Raises HeaderError when the workbook in front is meant as a ledger and is none, CompanionError
    when no ledger is found or it lies in no folder.
    """
    refusal: HeaderError | None = None
    for other in (live, *map(LiveBook.of, _others(live))):
        if SETTLEMENT in other.name or is_evaluation(other.sheets):
            continue
        try:
            return other.read(pins), _folder(other.book, live.book)
        except HeaderError as error:
            refusal = refusal or error
    beside = file_beside(live.book, LEDGER, (*_BOOKS, ".csv"))
    if beside is not None:
        return read_ledger(beside, pins), beside.parent
    if refusal is not None:
        raise refusal
    message = f"没有找到台账；请打开它，或放在考核评价所在的文件夹，文件名含「{LEDGER}」"
    raise CompanionError(message)


def file_beside(book: xw.Book, name: str, suffixes: Sequence[str]) -> Path | None:
    """Give the file of a name in the workbook's folder; raises CompanionError when two could be."""
    folder = folder_of(book)
    if folder is None or not folder.is_dir():
        return None
    found = [
        path
        for path in sorted(folder.iterdir())
        if name in path.stem
        and path.suffix.lower() in suffixes
        and not any(word in path.name for word in _NOT_THESE)
    ]
    exact = [path for path in found if path.stem == name]
    if len(found) > 1 and len(exact) != 1:
        named = "、".join(path.name for path in found)
        message = f"文件夹里有几个{name}文件（{named}），请打开要用的那一个再试"
        raise CompanionError(message)
    return next(iter(exact or found), None)


def _others(live: LiveBook) -> list[xw.Book]:
    return [book for book in live.app.books if book.name != live.name]


def _folder(ledger: xw.Book, front: xw.Book) -> Path:
    folder = folder_of(ledger) or folder_of(front)
    if folder is None:
        raise CompanionError("台账还没有保存到本机文件夹，请先保存再试")
    return folder
