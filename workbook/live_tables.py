"""The tool's own sheets in an open workbook: a table in one block, with links to cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlwings as xw

from workbook.cells import letters
from workbook.live import refuse_protected
from workbook.live_columns import host_value
from workbook.text import as_text

_LONGEST = 250
"""Characters of a text within a formula; Excel takes 255."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that shows a text and leads to another cell of the workbook."""

    sheet: str
    cell: str
    text: str

    def formula(self) -> str:
        """Return the formula that makes the link."""
        sheet = self.sheet.replace("'", "''")
        target = f"#'{sheet}'!{self.cell}".replace('"', '""')
        shown = as_text(self.text)[:_LONGEST].replace('"', '""')
        return f'=HYPERLINK("{target}","{shown}")'


@dataclass(frozen=True)
class Table:
    """What a sheet shows: lines of text, then headers and rows; formats and widths by column."""

    name: str
    notes: Sequence[str]
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    formats: Mapping[int, str] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)

    @property
    def header_row(self) -> int:
        """Row of the headers, from 1."""
        return len(self.notes) + 1


def write_table(book: xw.Book, table: Table, *, activate: bool = True) -> xw.Sheet:
    """Put a table into the sheet of its name, which is made or emptied, and show it.

    Text stays text whatever it looks like. Raises NotWritableError when the sheet is protected.
    """
    sheet = _sheet(book, table.name)
    width = len(table.headers)
    date1904 = bool(book.api.Date1904)
    lines = [*([note] for note in table.notes), table.headers, *table.rows]
    cells = [[_cell(value, date1904=date1904) for value in line] for line in lines]
    last = table.header_row + len(table.rows)
    for column, code in table.formats.items():
        if table.rows:
            name = letters(column)
            sheet.range(f"{name}{table.header_row + 1}:{name}{last}").number_format = code
    block = sheet.range((1, 1), (last, width))
    block.raw_value = [[*line, *[""] * (width - len(line))] for line in cells]
    sheet.range((table.header_row, 1), (table.header_row, width)).font.bold = True
    for column, characters in table.widths.items():
        sheet.range((1, column)).column_width = characters
    if activate:
        sheet.activate()
    return sheet


def _sheet(book: xw.Book, name: str) -> xw.Sheet:
    names = book.sheet_names
    if name not in names:
        return book.sheets.add(name, after=book.sheets[names[-1]])
    sheet = book.sheets[name]
    refuse_protected(sheet)
    sheet.clear()
    return sheet


def _cell(value: object, *, date1904: bool) -> object:
    if isinstance(value, Link):
        return value.formula()
    if isinstance(value, str):
        return f"'{as_text(value)}" if value else ""
    return host_value(value, date1904=date1904)
