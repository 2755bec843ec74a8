"""The sheets of the evaluation workbook that the tool itself writes: their rows, and new ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from workbook.evaluation.row_sheet import Row, row_sheet, typed
from workbook.files.stamp import Stamp
from workbook.patch import SheetColumns, write_sheets
from workbook.reading.sheets import RawSheet
from workbook.values.quarters import quarter_number
from workbook.values.records import Cells, Raw
from workbook.values.refusals import HeaderError
from workbook.values.text import is_blank, plain

Cell = Raw | None


@dataclass(frozen=True, slots=True)
class Written:
    """One row that the tool wrote itself: header → value as typed; ``cell`` is its first.

    ``number`` is that of the row in its sheet.
    """

    values: Mapping[str, Raw]
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)
    number: int = field(default=0, compare=False)

    @classmethod
    def of(cls, row: Row, headers: Sequence[str]) -> Self:
        """Take a row of a sheet with these headers."""
        values = {header: typed(row.values[row.at[header]]) for header in headers}
        return cls(values, row.cell(headers[0]), row.cells, row.row)

    def address(self, header: str) -> str:
        """Return the full address of a header's cell."""
        return self.cells.get(header, self.cell)

    def text(self, header: str) -> str:
        """Return a value as a person sees it, ``""`` for none."""
        return plain(self.values.get(header, ""))

    @property
    def quarter(self) -> int | None:
        """The number of its 季度, None when it is none."""
        try:
            return quarter_number(self.text("季度"))
        except ValueError:
            return None


class RegisterRow(Written):
    """One row of 结算台账."""

    @property
    def state(self) -> str:
        """草稿, 已签认 …."""
        return self.text("状态")


class LogRow(Written):
    """One row of 签认记录."""


class UrgeRow(Written):
    """One row of 催办记录."""


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


def written_sheet(sheet: RawSheet) -> WrittenSheet:
    """Give a sheet's rows by its own headers; raises HeaderError when it has none."""
    headers = written_headers(sheet)
    if not headers:
        raise HeaderError(f"工作表「{sheet.name}」没有表头，请从空白模板复制这张工作表")
    names = sorted(headers, key=headers.__getitem__)
    found = row_sheet(sheet, names)
    if found.problems:
        raise HeaderError("；".join(map(str, found.problems)))
    rows = tuple(Written.of(row, names) for row in found.rows())
    return WrittenSheet(sheet.name, found.header_row, headers, rows, _free(sheet, found.header_row))


def written_headers(sheet: RawSheet) -> dict[str, int]:
    """Return the column of each text of the header; a title above it is one cell only."""
    for row in sheet.rows:
        headers = {
            plain(value): sheet.first_column + place
            for place, value in enumerate(row)
            if not is_blank(value)
        }
        if len(headers) > 1:
            return headers
    return {}


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


def append_rows(
    path: Path, sheet: WrittenSheet, rows: Sequence[Mapping[str, object]], stamp: Stamp
) -> None:
    """Write rows of the same headers below all others; raises what ``write_rows`` raises."""
    if rows:
        values = {sheet.columns[header]: [row[header] for row in rows] for header in rows[0]}
        write_sheets(path, path, [SheetColumns(sheet.name, values, sheet.free)], stamp=stamp)


def _columns(edit: RowEdit) -> SheetColumns:
    at = edit.sheet.columns
    values = {at[header]: [value] for header, value in edit.values.items()}
    return SheetColumns(edit.sheet.name, values, edit.row)
