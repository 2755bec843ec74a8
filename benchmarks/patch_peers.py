"""The same job done with other libraries: load, set the cells, save.

    pip install wolfxl defusedxml pyopenxlsx rustypyxl oxlsx excelize

Those that are not installed are left out and named.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

from benchmarks.patch_ledger import SHEET

Columns = Mapping[int, Sequence[Any]]
Job = Callable[[str, str, Columns], None]


def _like_openpyxl(module: str) -> Job:
    def job(source: str, target: str, columns: Columns) -> None:
        book = import_module(module).load_workbook(source)
        sheet = book[SHEET]
        for column, values in columns.items():
            for row, value in enumerate(values, 1):
                sheet.cell(row=row, column=column, value=value)
        book.save(target)

    return job


def _oxlsx(source: str, target: str, columns: Columns) -> None:
    oxlsx = import_module("oxlsx")
    book = oxlsx.load_workbook(source)
    sheet = book[SHEET]
    for column, values in columns.items():
        name = oxlsx.get_column_letter(column)
        for row, value in enumerate(values, 1):
            sheet[f"{name}{row}"] = value
    book.save(target)


def _rustypyxl(source: str, target: str, columns: Columns) -> None:
    book = import_module("rustypyxl").load_workbook(source)
    for column, values in columns.items():
        for row, value in enumerate(values, 1):
            book.set_cell_value(SHEET, row, column, value)
    book.save(target)


def _pyopenxlsx(source: str, target: str, columns: Columns) -> None:
    book = import_module("pyopenxlsx").load_workbook(source)
    sheet = book[SHEET]
    for column, values in columns.items():
        for row, value in enumerate(values, 1):
            sheet.set_cell_value(row, column, _moment(value))
    book.save(target)


def _excelize(source: str, target: str, columns: Columns) -> None:
    excelize = import_module("excelize")
    book = excelize.open_file(source)
    for column, values in columns.items():
        name = excelize.column_number_to_name(column)
        plain = [_moment(value) for value in values]
        book.set_sheet_col(SHEET, f"{name}1", plain)
    book.save_as(target)
    book.close()


def _moment(value: object) -> object:
    """Return a time as the serial number it is stored as."""
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)).total_seconds() / 86400
    return value


PEERS: dict[str, Job] = {
    "openpyxl": _like_openpyxl("openpyxl"),
    "wolfxl": _like_openpyxl("wolfxl"),
    "excelize": _excelize,
    "oxlsx": _oxlsx,
    "rustypyxl": _rustypyxl,
    "pyopenxlsx": _pyopenxlsx,
}
