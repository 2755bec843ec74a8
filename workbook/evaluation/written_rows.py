"""The sheets of the evaluation workbook that the tool itself writes: one row at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbook.evaluation.records import Raw
from workbook.evaluation.row_sheet import read_rows, typed
from workbook.files.stamp import Stamp
from workbook.patch import SheetColumns, write_sheets
from workbook.reading.sheets import RawSheet, open_book
from workbook.values.refusals import HeaderError
from workbook.values.text import is_blank, normal, plain

Cell = Raw | None


@dataclass(frozen=True, slots=True)
class Written:
    """One row: its number, its full address, header → value as typed."""

    number: int
    cell: str
    values: Mapping[str, Raw]
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def address(self, header: str) -> str:
        """Return the full address of a header's cell."""
        return self.cells.get(header, self.cell)

    def text(self, header: str) -> str:
        """Return a value as a person sees it, ``""`` for none."""
        return plain(self.values.get(header, ""))


@dataclass(frozen=True)
class WrittenSheet:
    """A sheet's rows; ``columns`` maps each header to its column, ``free`` is the next row."""

    name: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[Written, ...]
    free: int


@dataclass(frozen=True)
class RowEdit:
    """Values for one row of a sheet, by header; headers that are not named stay."""

    sheet: WrittenSheet
    row: int
    values: Mapping[str, Cell]


def read_written(path: Path, names: Sequence[str]) -> tuple[dict[str, WrittenSheet], Stamp]:
    """Read sheets by name, and what the file was; a sheet that is not there is left out.

    Raises the refusals of ``open_book``, and HeaderError for a sheet without a header row.
    """
    stamp = Stamp.of(path)
    book = open_book(path)
    found = {}
    for title in (*book.visible, *book.hidden):
        name = "".join(normal(title).split())
        if name in names:
            found[name] = _written(book.load(title))
    return found, stamp


def _written(sheet: RawSheet) -> WrittenSheet:
    found = ((number, _headers(sheet, row)) for number, row in enumerate(sheet.rows))
    top, headers = next(((n, headers) for n, headers in found if len(headers) > 1), (0, {}))
    if not headers:
        raise HeaderError(f"工作表「{sheet.name}」没有表头，请从空白模板复制这张工作表")
    names = sorted(headers, key=headers.__getitem__)
    rows = tuple(
        Written(row.number, row.cell(names[0]), {n: typed(row.value(n)) for n in names}, row.cells)
        for row in read_rows(sheet, names)
    )
    header_row = sheet.first_row + top
    return WrittenSheet(sheet.name, header_row, headers, rows, _free(sheet, header_row))


def _headers(sheet: RawSheet, row: Sequence[object]) -> dict[str, int]:
    """Return the column of each text of a row; a title above the headers is one cell only."""
    return {
        plain(value): sheet.first_column + place
        for place, value in enumerate(row)
        if not is_blank(value)
    }


def _free(sheet: RawSheet, header_row: int) -> int:
    """Return the first row below everything that stands there."""
    filled = [
        sheet.first_row + offset
        for offset, row in enumerate(sheet.rows)
        if any(not is_blank(value) for value in row)
    ]
    return max([header_row, *filled]) + 1


def with_headers(
    path: Path, sheets: Mapping[str, WrittenSheet], wanted: Mapping[str, Sequence[str]]
) -> bool:
    """Add the headers that an older workbook lacks, right of the others; tell whether any were."""
    edits = []
    for name, headers in wanted.items():
        sheet = sheets[name]
        lacking = [header for header in headers if header not in sheet.columns]
        right = max(sheet.columns.values())
        columns = {right + place: [header] for place, header in enumerate(lacking, 1)}
        if columns:
            edits.append(SheetColumns(sheet.name, columns, sheet.header_row))
    if edits:
        write_sheets(path, path, edits)
    return bool(edits)


def write_rows(path: Path, edits: Sequence[RowEdit], stamp: Stamp) -> None:
    """Write rows of several sheets in one step or none; raises the refusals of ``write_sheets``."""
    write_sheets(path, path, [_columns(edit) for edit in edits], stamp=stamp)


def _columns(edit: RowEdit) -> SheetColumns:
    at = edit.sheet.columns
    values = {at[header]: [value] for header, value in edit.values.items()}
    return SheetColumns(edit.sheet.name, values, edit.row)
