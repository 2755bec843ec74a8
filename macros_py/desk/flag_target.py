"""The file that ``jsjb flags`` writes: the ledger itself, a new file, or an earlier output."""

from pathlib import Path

from macros_py.rules.deadlines.flag_headers import HEADERS
from workbook.ledger.in_place import in_place
from workbook.patch import WRITABLE
from workbook.reading.guard import Kind, kind_of
from workbook.reading.sheets import RawSheet, open_book
from workbook.values.headers import SEARCHED_ROWS, normalised
from workbook.values.refusals import NotASpreadsheetError, NotWritableError, WorkbookError

_HEADERS = frozenset(map(normalised, HEADERS))


def flag_target(ledger: Path, out: Path | None) -> Path:
    """Return where the flags of a ledger go; beside it, where its kind is only read.

    Raises NotASpreadsheetError for a suffix that is not that of the content, NotWritableError where
    a file stands that neither is the ledger nor carries the eighteen columns.
    """
    kept = ledger.suffix.lower()
    whole = not ledger.is_file() or kind_of(ledger) is Kind.XLSX
    suffix = kept if whole and kept in WRITABLE else ".xlsx"
    writable = kept in WRITABLE and (not ledger.is_file() or in_place(ledger))
    own = ledger if writable else ledger.with_name(f"{ledger.stem}_时限{suffix}")
    target = out or own
    if target.suffix.lower() != suffix:
        message = f"{target.name}：台账是 {kept or '其他文件'}，输出文件应为 {suffix}"
        raise NotASpreadsheetError(message)
    if target.exists() and not target.is_dir() and not _is_ours(target, ledger):
        message = f"{target}：文件已存在，而且不是填过时限的台账，不覆盖；请换一个文件名"
        raise NotWritableError(message)
    return target


def _is_ours(target: Path, ledger: Path) -> bool:
    try:
        if target.samefile(ledger):
            return True
        book = open_book(target)
        return any(_is_flagged(book.load(name)) for name in book.visible)
    except (WorkbookError, OSError):
        return False


def _is_flagged(sheet: RawSheet) -> bool:
    return any(set(map(normalised, row)) >= _HEADERS for row in sheet.rows[:SEARCHED_ROWS])
