"""The lists of the desk's day as workbooks: pages of tables in the looks of 日常清单.xlsx."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from macros_py.desk.reports.blocks import (
    Block,
    Column,
    Kind,
    Report,
    Row,
    Section,
    Table,
    Text,
    moment_text,
)
from macros_py.desk.reports.packing import foreign, is_ours
from templates import template
from workbook.files.atomic import new_folder, refusal
from workbook.files.regular_file import refuse_other_than_file
from workbook.files.saving import refuse_if_open, staged_saving
from workbook.reading.sheets import open_book
from workbook.values.problem import Problem
from workbook.values.refusals import NotASpreadsheetError, NotWritableError, WorkbookError
from workbook.values.text import masked

TEMPLATE = "日常清单.xlsx"


def text_table(
    title: str, headers: Sequence[str], rows: Sequence[Sequence[str | int | None]]
) -> Table:
    """Return a table of texts; counts stand at the right."""
    kinds = [
        Kind.COUNT if rows and all(isinstance(row[place], int) for row in rows) else Kind.TEXT
        for place in range(len(headers))
    ]
    columns = [Column(header, kind) for header, kind in zip(headers, kinds, strict=True)]
    cells = [Row(str(place), list(row)) for place, row in enumerate(rows)]
    return Table(title, title, columns, cells, none="无。")


def problem_table(problems: Sequence[Problem], title: str = "逐格问题") -> Table:
    """Return a table of problems, each with its cell."""
    lines = [
        [
            f"{masked(problem.sheet)}!{problem.cell}".rstrip("!"),
            problem.kind,
            problem.value,
            problem.message,
        ]
        for problem in problems
    ]
    return text_table(title, ("单元格", "类型", "原值", "说明"), lines)


def list_workbook(
    page: str,
    blocks: Sequence[Block],
    *,
    as_of: datetime,
    source: str,
    banners: Sequence[str] = (),
    more: Sequence[Section] = (),
) -> bytes:
    """Return a list as a workbook; ``page`` names its sheet, ``source`` the file behind it.

    ``more``: pages behind the first.
    """
    from macros_py.desk.reports.report_workbook import workbook_of  # noqa: PLC0415 - openpyxl is slow to import

    moment = moment_text(as_of)
    notes = (f"截至{moment}", f"来源：{masked(source)}")
    leader = Section(page, page, list(blocks))
    report = Report(page, page, f"截至{moment}", page, leader, more, None, banners, notes)
    return workbook_of(report, template(TEMPLATE).read_bytes(), as_of)


def note(text: str) -> Text:
    """Return a paragraph of a list."""
    return Text(text, text)


def check_place(out: Path | None, sheet: str, inputs: Iterable[Path | None] = ()) -> None:
    """Raise where an output must not be written: a file is replaced by its own kind only.

    ``sheet``: the first sheet, or the last, of every output of the kind. ``inputs``: the files that
    are read for it. Raises NotASpreadsheetError for a name that is no workbook's or a place that
    holds no file, InUseError for an open one, NotWritableError for an input or another file.
    """
    if out is None:
        return
    if out.suffix.lower() != ".xlsx":
        raise NotASpreadsheetError(f"{out.name}：新文件应为 .xlsx")
    refuse_if_open(out)
    if not out.exists():
        return
    refuse_other_than_file(out)
    if any(path and path.exists() and out.samefile(path) for path in inputs):
        raise NotWritableError(f"{out.name}：正是这次读取的文件，不能被输出取代；请换一个文件名")
    if not _is_kind(out, sheet):
        raise NotWritableError(foreign(out.name))


def _is_kind(out: Path, sheet: str) -> bool:
    try:
        if not is_ours(out.read_bytes()):
            return False
        sheets = open_book(out).visible
        return sheet in (*sheets[:1], *sheets[-1:])
    except WorkbookError:
        return False
    except OSError as error:
        raise refusal(out, error) from error


def put(path: Path, content: bytes, private_as: Path) -> bool:
    """Write a file, as private as another, unless it holds the same; the old one is kept.

    Tells whether it was written.
    """
    if _holds(path, content):
        return False
    with staged_saving(path, content, private_as) as save:
        save()
    return True


@contextmanager
def waiting_to_put(path: Path, content: bytes, private_as: Path) -> Iterator[Callable[[], None]]:
    """Do what ``put`` does once what is given is called; until then the file waits beside it.

    A folder that is made for it is gone again with it.
    """
    if _holds(path, content):
        yield lambda: None
        return
    with new_folder(path.parent), staged_saving(path, content, private_as) as save:
        yield save


def _holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content
