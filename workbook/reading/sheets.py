"""The raw sheets of a spreadsheet file of any format that is read here, by content, not suffix."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from workbook.reading.csvfile import parse_csv
from workbook.reading.guard import Checked, check_bytes, check_package
from workbook.reading.kinds import Kind
from workbook.reading.layout import refuse_overlapping
from workbook.reading.ods import OdsBook
from workbook.reading.raw import RawBook, RawSheet, Rows
from workbook.reading.xls import XlsBook
from workbook.reading.xlsb import XlsbBook
from workbook.reading.xlsx import XlsxBook
from workbook.values.refusals import DamagedError, UnsafeFileError, WorkbookError
from workbook.xlsx.package import Package

__all__ = ["RawBook", "RawSheet", "Rows", "open_book"]

T = TypeVar("T")


def open_book(path: Path, raw: bytes | None = None) -> RawBook:
    """Check a file and open it. Raises the refusals of `guard.check_package` and DamagedError.

    ``raw``: what it will hold, for one that is not there yet. Loading a sheet raises
    UnsafeFileError where holding it would cost too much.
    """
    checked = check_package(path) if raw is None else check_bytes(raw, path)
    return _guarded(path, lambda: _opened(path, checked))


def _opened(path: Path, checked: Checked) -> RawBook:
    if checked.kind is Kind.CSV:
        sheet = RawSheet(path.stem, parse_csv(checked.raw, path.name))
        return RawBook(path, checked.kind, (sheet.name,), (), lambda _name: sheet, raw=checked.raw)
    book: XlsxBook | XlsBook | XlsbBook | OdsBook
    package: Package | None = None
    if checked.kind is Kind.ODS:
        book = OdsBook(Package.of(checked.raw, path.name))
    elif checked.kind is Kind.XLS:
        book = XlsBook.of(checked.raw, path.name)
    elif checked.kind is Kind.XLSB:
        book = XlsbBook(Package.of(checked.raw, path.name))
    else:
        package = Package.of(checked.raw, path.name, checked.first)
        book = XlsxBook(checked, package)
    return RawBook(
        path,
        checked.kind,
        tuple(entry.name for entry in book.sheets if entry.visible and entry.cells),
        tuple(entry.name for entry in book.sheets if not (entry.visible and entry.cells)),
        lambda name: _whole(path, _guarded(path, partial(book.load, name)), book.date1904),
        package,
        book.date1904,
        checked.raw,
    )


def _whole(path: Path, sheet: RawSheet, date1904: bool) -> RawSheet:
    refuse_overlapping(sheet, f"{path.name} 的工作表「{sheet.name}」")
    return replace(sheet, date1904=True) if date1904 else sheet


def _guarded(path: Path, read: Callable[[], T]) -> T:
    """Run a reader and turn whatever it raises into a refusal."""
    try:
        return read()
    except (WorkbookError, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise UnsafeFileError(f"{path.name}：内存不够，读不下这个文件；请分成几个文件") from None
    except BaseException as error:
        # a Rust panic arrives as PanicException, which is a BaseException
        raise DamagedError(
            f"{path.name}：文件已损坏或不完整，无法读取；请用 Excel 打开并另存后再试"
        ) from error
