"""The tool's own sheets in an open workbook: a table in one block, with links to cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlwings as xw

from workbook.live.book import LiveBook
from workbook.live.columns import host_value, stretches
from workbook.values.text import as_text

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
    """What a sheet shows: lines of text, then headers and rows; number formats by column."""

    name: str
    notes: Sequence[str]
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    formats: Mapping[int, str] = field(default_factory=dict)

    @property
    def header_row(self) -> int:
        """Row of the headers, from 1."""
        return len(self.notes) + 1


def write_table(live: LiveBook, table: Table, *, show: bool = True) -> None:
    """Put a table into the sheet of its name, which is made or emptied, and show it.

    Text stays text whatever it looks like.
    """
    sheet = _sheet(live, table.name, show=show)
    width, last = len(table.headers), table.header_row + len(table.rows)
    lines = [*([note] for note in table.notes), table.headers, *table.rows]
    cells = [[_cell(value, date1904=live.date1904) for value in line] for line in lines]
    for code in set(table.formats.values()) if table.rows else ():
        columns = [column for column, own in table.formats.items() if own == code]
        stretches(sheet, columns, table.header_row + 1, len(table.rows)).number_format = code
    sheet.range((1, 1), (last, width)).raw_value = [
        [*line, *[""] * (width - len(line))] for line in cells
    ]
    if show:
        body = sheet.range((table.header_row, 1), (last, width))
        body.columns.autofit()
        sheet.range((table.header_row, 1), (table.header_row, width)).font.bold = True
        sheet.api.Activate()


def _sheet(live: LiveBook, name: str, *, show: bool) -> xw.Sheet:
    if name in live.sheets:
        sheet = live.sheets[name]
        sheet.clear()
        return sheet
    front = None if show else live.book.api.ActiveSheet
    sheet = live.book.sheets.add(after=live.sheets[live.visible[-1]])
    sheet.name = name
    if front is not None:
        front.Activate()  # a new sheet comes to the front by itself
    return sheet


def _cell(value: object, *, date1904: bool) -> object:
    if isinstance(value, Link):
        return value.formula()
    if isinstance(value, str):
        return f"'{as_text(value)}" if value else ""
    return host_value(value, date1904=date1904)
