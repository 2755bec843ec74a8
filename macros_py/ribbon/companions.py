"""Which workbooks a button works with: the ledger and the evaluation workbook that go together.

The one in front decides. Its companion is looked for in its own folder, open or not; only then
among the other open workbooks, and one of another folder is never taken without asking.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import xlwings as xw

from macros_py.inputs.in_force import InForce, read_in_force
from workbook.files.saving import stands_aside
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.ledger.own_books import is_evaluation
from workbook.live.book import LiveBook, folder_of, local_folder, snapshot
from workbook.live.closing import refuse_unsaved
from workbook.patch import WRITABLE
from workbook.values.refusals import HeaderError, WorkbookError
from workbook.values.text import masked

TITLE = "接诉即办"
EVALUATION, LEDGER, SETTLEMENT = "考核评价", "案件台账", "验收结算"
WITHOUT_EVALUATION = "没有考核评价工作簿，按合同和默认口径"
_NOT_FOUND = "没有找到{0}工作簿；请打开它，或放在「{1}」所在的文件夹，文件名含「{0}」"
_BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_LEDGERS = (*_BOOKS, ".csv")
_NOT_THESE = ("备份", "时限", SETTLEMENT)


class CompanionError(WorkbookError):
    """The workbook that a button needs besides the one in front cannot be told."""


class CancelledError(Exception):
    """The person answered a question with 取消."""


class Companion(NamedTuple):
    """A workbook that goes with the one in front: an open one, or a file of its folder."""

    name: str
    folder: Path | None
    book: xw.Book | None = None

    @property
    def books(self) -> list[xw.Book]:
        """The open workbook, if it is open."""
        return [self.book] if self.book else []

    @classmethod
    def opened(cls, book: xw.Book) -> "Companion":
        """Take a workbook that is open."""
        return cls(book.name, folder_of(book), book)

    @property
    def file(self) -> Path:
        """The file; raises NotWritableError for an open workbook that has none on this PC."""
        folder = local_folder(self.book) if self.book else self.folder
        assert folder is not None
        return folder / self.name

    @contextmanager
    def as_it_stands(self) -> Iterator[Path]:
        """Give a file with what it holds now, unsaved changes included.

        A saved one is its own file: a copy would have other bytes.
        """
        if self.book is None or (self.folder is not None and self.book.api.Saved):
            yield self.file
            return
        with snapshot(self.book) as copy:
            yield copy

    def shown(self, front: Path | None) -> str:
        """Name it, with its folder when that is not the one of the workbook in front."""
        if self.folder == front or self.folder is None:
            return self.name
        return f"{self.name}（{self.folder}）"


def evaluation_for(live: LiveBook) -> Companion | None:
    """Give the evaluation workbook that goes with the one in front, asking where two could be.

    Raises CancelledError.
    """
    found: Companion | None
    if is_evaluation(live.sheets):
        found = Companion.opened(live.book)
    else:
        found = _chosen(live, EVALUATION, lambda book: is_evaluation(book.sheet_names), _BOOKS)
    live.used[found.shown(folder_of(live.book)) if found else WITHOUT_EVALUATION] = None
    return found


def needed_evaluation(live: LiveBook, *, saved: bool = False) -> Companion:
    """Give what ``evaluation_for`` gives; raises CompanionError when there is none.

    ``saved``: raise NotWritableError for one with unsaved changes.
    """
    found = saved_evaluation(live) if saved else evaluation_for(live)
    if found is None:
        local_folder(live.book)
        raise CompanionError(_NOT_FOUND.format(EVALUATION, live.name))
    return found


@contextmanager
def in_force_for(live: LiveBook, *, needed: bool = False) -> Iterator[InForce]:
    """Give the settings that hold for a workbook; the contract's own where there is no evaluation.

    An open evaluation workbook counts as it stands, unsaved changes included. Raises what
    ``evaluation_for``, ``needed_evaluation`` and ``read_in_force`` raise.
    """
    evaluation = needed_evaluation(live) if needed else evaluation_for(live)
    with ExitStack() as copies:
        path = copies.enter_context(evaluation.as_it_stands()) if evaluation else None
        yield read_in_force(path, for_ledger=not needed)


def ledger_for(live: LiveBook, pins: Mapping[str, str]) -> tuple[Ledger, Path]:
    """Give the ledger that goes with a workbook, and the folder that its settlement belongs into.

    Raises HeaderError when the workbook in front is meant as a ledger and is none, CompanionError
    when no ledger is found, NotWritableError when it lies in no folder of this PC, CancelledError.
    """
    refusal: HeaderError | None = None
    if SETTLEMENT not in live.name and not is_evaluation(live.sheets):
        try:
            ledger = live.read(pins)
        except HeaderError as error:
            refusal = error
        else:
            live.used[live.name] = None
            return ledger, local_folder(live.book)
    chosen = _chosen(live, LEDGER, lambda book: _may_be_ledger(book, pins), _LEDGERS)
    if chosen is None:
        local_folder(live.book)
        raise refusal or CompanionError(_NOT_FOUND.format(LEDGER, live.name))
    live.used[chosen.shown(folder_of(live.book))] = None
    if chosen.book is None:
        return read_ledger(chosen.file, pins), chosen.file.parent
    return LiveBook.of(chosen.book).read(pins), local_folder(chosen.book)


def ledger_beside(live: LiveBook) -> Companion | None:
    """Give the workbook whose name says that it is the ledger, open or a file of the folder."""
    found = _chosen(
        live,
        LEDGER,
        lambda book: LEDGER in book.name and not is_evaluation(book.sheet_names),
        _LEDGERS,
    )
    if found is not None:
        live.used[found.shown(folder_of(live.book))] = None
    return found


def saved_ledger(live: LiveBook) -> Companion:
    """Give what ``saved_ledger_beside`` gives; raises CompanionError when there is none."""
    found = saved_ledger_beside(live)
    if found is None:
        raise CompanionError(_NOT_FOUND.format(LEDGER, live.name))
    return found


def saved_ledger_beside(live: LiveBook) -> Companion | None:
    """Give the workbook that a job reads from its file: the one in front, or the ledger beside it.

    Raises NotWritableError when it has no file on this PC or has changes that its file lacks,
    CancelledError.
    """
    local_folder(live.book)
    if SETTLEMENT in live.name or is_evaluation(live.sheets):
        found = ledger_beside(live)
    else:
        found = Companion.opened(live.book)
        live.used[live.name] = None
    if found and found.book:
        local_folder(found.book)
        refuse_unsaved(found.book)
    return found


def saved_evaluation(live: LiveBook) -> Companion | None:
    """Give what ``evaluation_for`` gives; raises NotWritableError for one with unsaved changes."""
    evaluation = evaluation_for(live)
    if evaluation and evaluation.book:
        refuse_unsaved(evaluation.book)
    return evaluation


def made_earlier(app: xw.App, folder: Path, prefix: str) -> list[xw.Book]:
    """Give the open workbooks of a folder whose names begin so, which a job may make anew.

    Raises NotWritableError when one has changes that its file lacks.
    """
    found = [
        book for book in app.books if book.name.startswith(prefix) and folder_of(book) == folder
    ]
    for book in found:
        refuse_unsaved(book)
    return found


def open_at(app: xw.App, path: Path) -> list[xw.Book]:
    """Give the workbook of a file if it is open; raises NotWritableError for unsaved changes."""
    found = [book for book in app.books if book.fullname == str(path)]
    for book in found:
        refuse_unsaved(book)
    return found


def open_made(app: xw.App, output: Path) -> str:
    """Open a workbook that a job has made, and say so."""
    try:
        app.books.open(str(output))
    except ValueError:  # xlwings: a workbook of that name is open from another folder
        return f"已生成 {output}；开着另一个同名文件，请先关掉它再打开。"
    return f"已生成并打开 {output}"


def asked(app: xw.App, prompt: str, default: str = "") -> str:
    """Ask for a line of text; raises CancelledError for 取消 and for nothing."""
    answer = app.api.InputBox(prompt, TITLE, default)
    text = "" if answer is False else str(answer).strip()
    if not text:
        raise CancelledError
    return text


def picked(app: xw.App, question: str, names: Sequence[str]) -> str:
    """Ask which of several names; raises CompanionError for an unknown number, CancelledError."""
    return names[_number_of(app, question, list(map(masked, names)))]


def _chosen(
    live: LiveBook, what: str, fits: Callable[[xw.Book], bool], suffixes: Sequence[str]
) -> Companion | None:
    folder = folder_of(live.book)
    beside = _others(live)
    others = [Companion.opened(book) for book in beside if fits(book)]
    names = {name.casefold() for name in (live.name, *(book.name for book in beside))}
    here = [found for found in others if folder is not None and found.folder == folder]
    here += [
        Companion(path.name, path.parent)
        for path in _files(folder, what, suffixes)
        if path.name.casefold() not in names
    ]
    if len(here) == 1:
        return here[0]
    if here:
        return _picked(live, f"这里有几个{what}，用哪一个？", here)
    if others:
        return _picked(live, f"「{live.name}」的文件夹里没有{what}，用打开着的这一个吗？", others)
    return None


def _picked(live: LiveBook, question: str, found: Sequence[Companion]) -> Companion:
    front = folder_of(live.book)
    return found[_number_of(live.app, question, [one.shown(front) for one in found])]


def _number_of(app: xw.App, question: str, names: Sequence[str]) -> int:
    lines = [f"{number}  {name}" for number, name in enumerate(names, 1)]
    answer = asked(app, "\n".join([question, *lines, "请填编号："]), "1")
    if not answer.isdecimal() or not 1 <= int(answer) <= len(names):
        raise CompanionError(f"没有编号 “{answer}”，请再点一次，填 1 至 {len(names)}")
    return int(answer) - 1


def _files(folder: Path | None, name: str, suffixes: Sequence[str]) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if name in path.stem
        and path.suffix.lower() in suffixes
        and not stands_aside(path)
        and not any(word in path.name for word in _NOT_THESE)
    ]


def _may_be_ledger(book: xw.Book, pins: Mapping[str, str]) -> bool:
    other = LiveBook.of(book)
    if SETTLEMENT in other.name or is_evaluation(other.sheets):
        return False
    try:
        other.read(pins)
    except HeaderError:
        return False
    return True


def _others(live: LiveBook) -> list[xw.Book]:
    return [book for book in live.app.books if book.name != live.name]


def writable(evaluation: Companion) -> Path:
    """Give the file of an evaluation workbook that a row can be written into."""
    if Path(evaluation.name).suffix.lower() not in WRITABLE:
        raise CompanionError(
            f"「{evaluation.name}」不是 .xlsx 文件，写不进登记；请另存为 .xlsx 再试"
        )
    return evaluation.file
