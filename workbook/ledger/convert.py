"""A ledger of another format as a new .xlsx: the same sheets, rows and columns, values only."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from workbook.reading.guard import Kind, check_package
from workbook.reading.sheets import RawSheet, open_book
from workbook.values.addresses import MAX_COLUMN, MAX_ROW, address, letters
from workbook.values.format_codes import GENERAL, Shows, shows
from workbook.values.refusals import CellError
from workbook.values.text import Fault, looks_like_formula
from workbook.xlsx.markup import coded

LONGEST_TEXT = 32_767
LONGEST_NAME = 31
WIDTH = 20
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMATS: Mapping[type, str] = {
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}


def to_xlsx(source: Path, target: Path) -> Mapping[str, str]:
    """Write the values of .xls, .xlsb, .ods or .csv as .xlsx; text stays text, never a formula.

    Every cell keeps its address, number format and merge; an error stays one, formulas become their
    values, other looks are not carried over. An .xlsx that only has another suffix, or Excel's own
    password, comes out whole. Returns the sheets that Excel could not name so: old name → new.
    Raises the refusals of ``open_book``, and CellError for what no cell can hold.
    """
    checked = check_package(source)
    if checked.kind is Kind.XLSX:
        target.write_bytes(checked.raw)
        return {}
    book = open_book(source)
    names = sheet_names((*book.visible, *book.hidden))
    result = Workbook(write_only=True)
    if book.date1904:
        result.epoch = CALENDAR_MAC_1904
    first = datetime(1904, 1, 1) if book.date1904 else datetime(1900, 1, 1)
    for name in (*book.visible, *book.hidden):
        sheet = result.create_sheet(names[name])
        if name in book.hidden:
            sheet.sheet_state = "hidden"
        _write(sheet, book.load(name), first)
    result.save(target)
    return {name: new for name, new in names.items() if name != new}


def sheet_names(names: Iterable[str]) -> Mapping[str, str]:
    """Give each name one that Excel takes: at most 31 characters, none of its signs, unique."""
    given: dict[str, str] = {}
    taken = set()
    for name in names:
        clean = _NOT_IN_NAMES.sub("_", name).strip("'") or "工作表"
        if clean.casefold() == "history":
            clean += "_"
        new, number = _cut(clean, LONGEST_NAME), 1
        while new.casefold() in taken:
            number += 1
            ending = f"~{number}"
            new = _cut(clean, LONGEST_NAME - len(ending)) + ending
        taken.add(new.casefold())
        given[name] = new
    return given


def _cut(name: str, length: int) -> str:
    """Cut to a length in UTF-16, as Excel counts; a character of two is not split."""
    units = name.encode("utf-16-le")[: 2 * length]
    return units.decode("utf-16-le", "ignore").rstrip("'")


def _write(sheet: Any, raw: RawSheet, first: datetime) -> None:
    if raw.last_row > MAX_ROW or raw.last_column > MAX_COLUMN:
        place = f"{raw.last_row} 行 {raw.last_column} 列"
        raise CellError(f"{raw.name}：共 {place}，超出 Excel 一张工作表的大小，请删减后再试")
    for column in range(1, raw.last_column + 1):
        sheet.column_dimensions[letters(column)].width = WIDTH
    for _ in range(raw.first_row - 1):
        sheet.append([])
    before: list[object] = [None] * (raw.first_column - 1)
    for number, row in enumerate(raw.rows, raw.first_row):
        filled = [(number, column) for column, v in enumerate(row, raw.first_column) if v != ""]
        codes = dict(zip(filled, raw.number_formats(filled), strict=True))
        cells = list(before)
        for column, value in enumerate(row, raw.first_column):
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                message = f"{raw.name}!{address(number, column)}：文字超过 {LONGEST_TEXT} 字"
                raise CellError(message)
            cells.append(_cell(sheet, value, codes.get((number, column)), first))
        sheet.append(cells)
    for area in raw.merges:
        if area.bottom <= MAX_ROW and area.right <= MAX_COLUMN:
            sheet.merged_cells.add(str(area))


def _cell(sheet: object, value: object, code: str | None, first: datetime) -> object:
    if value == "" or value is None:
        return None
    if isinstance(value, date) and datetime(value.year, value.month, value.day) < first:
        value = str(value)  # no serial number stands for it
    cell = WriteOnlyCell(sheet, coded(value) if isinstance(value, str) else value)
    if isinstance(value, Fault) and value in ERROR_CODES:
        cell.data_type = "e"
    elif isinstance(value, str):
        cell.data_type = "s"
        if looks_like_formula(value):
            cell.quotePrefix = True
    cell.number_format = _format(value, code)
    return cell


def _format(value: object, code: str | None) -> str:
    """Give the format that the cell had, unless it would not show a date as one."""
    own = _FORMATS.get(type(value))
    if own and (code is None or shows(code) is Shows.NUMBER):
        return own
    return code or GENERAL
