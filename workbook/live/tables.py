"""The tool's own sheets in an open workbook: a table in one block, with links to cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import xlwings as xw

from workbook.live.book import LiveBook, is_shown, refuse_protected
from workbook.live.columns import colour, host_value, keys_by_value, stretches
from workbook.values.drop_downs import DropDown
from workbook.values.text import as_text

_LONGEST = 250
"""Characters of a text within a formula; Excel takes 255."""

_LIST, _STOP, _BETWEEN = 3, 1, 1  # xlValidateList, xlValidAlertStop, xlBetween
_SEARCHED = 40
"""Rows in which the headers of an earlier table are looked for."""


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
    mark: str = ""
    """Words of the first note by which an earlier one is known, where the headers vary."""
    drop_downs: Sequence[DropDown] = ()
    highlights: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """Column → how a text begins → the fill of its cell."""

    @property
    def header_row(self) -> int:
        """Row of the headers, from 1."""
        return len(self.notes) + 1


def write_table(live: LiveBook, table: Table, *, show: bool = True) -> str:
    """Put a table into the sheet of its name, which is made or emptied, and show it.

    A sheet of that name that somebody else made is left alone, and the table goes into the next:
    今日待办_2. Text stays text whatever it looks like. Returns the sheet's name. Raises
    NotWritableError when the sheet is protected.
    """
    name = next(name for name in numbered(table.name) if _is_free(live, name, table))
    sheet = _sheet(live, name, show=show)
    width, last = len(table.headers), table.header_row + len(table.rows)
    lines = [*([note] for note in table.notes), table.headers, *table.rows]
    cells = [[_cell(value, date1904=live.date1904) for value in line] for line in lines]
    for code, columns in keys_by_value(table.formats.items()).items() if table.rows else ():
        stretches(sheet, columns, table.header_row + 1, len(table.rows)).number_format = code
    sheet.range((1, 1), (last, width)).raw_value = [
        [*line, *[""] * (width - len(line))] for line in cells
    ]
    for drop_down in table.drop_downs:
        _offer(sheet, drop_down, table.header_row + 1)
    if table.highlights and table.rows:
        colour(sheet, table.highlights, table.header_row + 1, len(table.rows))
    if show:
        body = sheet.range((table.header_row, 1), (last, width))
        body.columns.autofit()
        sheet.range((table.header_row, 1), (table.header_row, width)).font.bold = True
        sheet.visible = True
        sheet.api.Activate()
    return name


def numbered(name: str) -> Iterator[str]:
    """Yield a name and its followers: 今日待办, 今日待办_2, …"""
    yield name
    for number in count(2):
        yield f"{name}_{number}"


def _is_free(live: LiveBook, name: str, table: Table) -> bool:
    """Tell whether a sheet is not there, or holds nothing but an earlier table of this kind.

    What a person wrote to the right of the table is something else.
    """
    if name.casefold() not in {other.casefold() for other in live.sheets}:
        return True
    rows = live.load(name).rows
    if not rows or (table.mark and table.mark in str(rows[0][0])):
        return True
    headers = list(table.headers)
    width = len(headers)
    return (
        not table.mark
        and any(list(row[:width]) == headers for row in rows[:_SEARCHED])
        and not any(cell != "" for row in rows for cell in row[width:])
    )


def _sheet(live: LiveBook, name: str, *, show: bool) -> xw.Sheet:
    if name in live.sheets:
        sheet = live.sheets[name]
        refuse_protected(sheet)
        sheet.clear()
        return sheet
    front = None if show else live.book.api.ActiveSheet
    last = next(sheet for sheet in reversed(live.sheets.values()) if is_shown(sheet))
    sheet = live.book.sheets.add(after=last)
    sheet.name = name
    if front is not None:
        front.Activate()  # a new sheet comes to the front by itself
    return sheet


def _offer(sheet: xw.Sheet, drop_down: DropDown, top: int) -> None:
    """Let cells show a list to choose from, and take anything else as well."""
    first, last = top + drop_down.rows[0], top + drop_down.rows[-1]
    column = drop_down.column
    rule = sheet.range((first, column), (last, column)).api.Validation
    rule.Delete()
    rule.Add(_LIST, _STOP, _BETWEEN, drop_down.listed(top))
    rule.ShowError = False


def _cell(value: object, *, date1904: bool) -> object:
    if isinstance(value, Link):
        return value.formula()
    if isinstance(value, str):
        return f"'{as_text(value)}" if value else ""
    return host_value(value, date1904=date1904)
