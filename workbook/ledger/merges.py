"""Merged cells of a ledger: a merge over rows is the value of each; what it covers is named."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workbook.ledger.layout import SheetLayout
from workbook.reading.sheets import RawSheet, Rows
from workbook.values.addresses import Area
from workbook.values.text import Fault


@dataclass(frozen=True, slots=True)
class Merge:
    """A filled merge that reaches into the rows below the header, over columns of fields.

    ``fields``: column → field. ``first_row``: its first row below the header. ``value`` is that of
    its upper left cell, the only one that a merge keeps.
    """

    area: Area
    fields: Mapping[int, str]
    first_row: int
    value: object

    @property
    def field(self) -> str:
        """The leftmost field."""
        return self.fields[min(self.fields)]

    @property
    def over_rows(self) -> bool:
        """Whether it only spans several rows of one field."""
        return self.area.left == self.area.right and self.area.top == self.first_row

    @property
    def cell(self) -> tuple[int, int]:
        """Row and column of its first cell that is one of a field."""
        return self.first_row, min(self.fields)

    def given(self, row: int, column: int) -> object:
        """Return what stands in one of its cells: its value, or that the cell is covered."""
        area = self.area
        if (row, column) == (area.top, area.left):
            return self.value
        if column == area.left and area.top == self.first_row:
            return "" if self.fields[column] == "case_id" else self.value
        return "" if self.fields[column] == "reply" else Fault(f"被合并单元格 {area} 盖住")


def as_seen(sheet: RawSheet) -> RawSheet:
    """Return the sheet without what a file still holds in cells that a merge covers."""
    rows = list(sheet.rows)
    for area in sheet.merges:
        corner = area.top, area.left
        columns = range(max(area.left, sheet.first_column), min(area.right, sheet.last_column) + 1)
        for row in range(max(area.top, sheet.first_row), min(area.bottom, sheet.last_row) + 1):
            if not columns:
                break
            cells = rows[row - sheet.first_row]
            places = [c - sheet.first_column for c in columns if (row, c) != corner]
            if any(cells[place] not in ("", None) for place in places):
                rows[row - sheet.first_row] = seen = list(cells)
                for place in places:
                    seen[place] = ""
    return replace(sheet, rows=rows) if sheet.merges else sheet


def merges_in(
    sheet: RawSheet, layout: SheetLayout, names: Iterable[str], cases: Iterable[int]
) -> Iterator[Merge]:
    """Yield the filled merges over ``cases`` (rows from 1) that hide a cell of one of ``names``."""
    of_fields = {layout.columns[name]: name for name in names if name in layout.columns}
    rows = frozenset(cases)
    for area in sheet.merges:
        first, last = max(area.top, layout.first_row), min(area.bottom, sheet.last_row)
        fields = {c: name for c, name in of_fields.items() if area.left <= c <= area.right}
        if not fields or rows.isdisjoint(range(first, last + 1)):
            continue
        if area.top < sheet.first_row or area.left < sheet.first_column:
            continue
        value = sheet.rows[area.top - sheet.first_row][area.left - sheet.first_column]
        if value not in ("", None):
            yield Merge(area.lengthened(last), fields, first, value)


def spread(body: Rows, sheet: RawSheet, layout: SheetLayout, merges: Iterable[Merge]) -> Rows:
    """Return the rows below the header with what each merge gives to its cells."""
    rows = list(body)
    for merge in merges:
        for row in range(merge.first_row, merge.area.bottom + 1):
            cells = list(rows[row - layout.first_row])
            for column in merge.fields:
                cells[column - sheet.first_column] = merge.given(row, column)
            rows[row - layout.first_row] = cells
    return rows
