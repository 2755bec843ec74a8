"""A ledger of another format as a new .xlsx: the same sheets, rows and columns, values only."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from workbook.reading.sheets import open_book
from workbook.values.cells import address, letters, looks_like_formula
from workbook.values.refusals import CellError

LONGEST_TEXT = 32_767
WIDTH = 20
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS = {
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}


def to_xlsx(source: Path, target: Path) -> None:
    """Write the values of .xls, .xlsb, .ods or .csv as .xlsx; text stays text, never a formula.

    Every cell keeps its address; formulas become their values and looks are not carried over.
    Raises the refusals of ``open_book``, and CellError for a text that no cell can hold.
    """
    book = open_book(source)
    result = Workbook(write_only=True)
    for name in (*book.visible, *book.hidden):
        raw = book.load(name)
        sheet = result.create_sheet(name)
        if name in book.hidden:
            sheet.sheet_state = "hidden"
        for column in range(1, raw.last_column + 1):
            sheet.column_dimensions[letters(column)].width = WIDTH
        for _ in range(raw.first_row - 1):
            sheet.append([])
        for number, row in enumerate(raw.rows, raw.first_row):
            cells: list[object] = [None] * (raw.first_column - 1)
            for column, value in enumerate(row, raw.first_column):
                if isinstance(value, str) and len(value) > LONGEST_TEXT:
                    message = f"{name}!{address(number, column)}：文字超过 {LONGEST_TEXT} 字"
                    raise CellError(message)
                cells.append(_cell(sheet, value))
            sheet.append(cells)
    result.save(target)


def _cell(sheet: object, value: object) -> object:
    if value == "" or value is None:
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _escaped(value))
        cell.data_type = "s"
        if looks_like_formula(value):
            cell.quotePrefix = True
        return cell
    if type(value) in _FORMATS:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _FORMATS[type(value)]
        return cell
    return value


def _escaped(text: str) -> str:
    """Write what XML forbids as ``_xHHHH_``, and a literal one so that it stays itself."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
