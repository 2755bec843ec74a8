"""Cells of a ledger that one merge spans over several rows: each row has its value (rules 2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbook.ledger.layout import SheetLayout
from workbook.reading.sheets import RawSheet, Rows
from workbook.values.addresses import Area


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge over several cases, in one column of a field; rows count from 1."""

    field: str
    column: int
    first_row: int
    last_row: int
    value: object

    @property
    def area(self) -> str:
        """``E2:E4``."""
        return str(Area(self.column, self.first_row, self.column, self.last_row))


def merges_in(sheet: RawSheet, layout: SheetLayout, names: Iterable[str]) -> Iterator[Merge]:
    """Yield the filled merges over rows below the header that stand in a column of a field."""
    fields: Mapping[int, str] = {layout.columns[n]: n for n in names if n in layout.columns}
    for top, left, bottom, _ in sheet.merges:
        if top < layout.first_row or top >= bottom or left not in fields:
            continue
        value = sheet.rows[top - sheet.first_row][left - sheet.first_column]
        if value not in ("", None):
            yield Merge(fields[left], left, top, min(bottom, sheet.last_row), value)


def spread(body: Rows, sheet: RawSheet, layout: SheetLayout, merges: Iterable[Merge]) -> Rows:
    """Return the rows below the header with each merge's value in all of its rows."""
    rows = list(body)
    for merge in merges:
        for row in range(merge.first_row + 1, merge.last_row + 1):
            cells = list(rows[row - layout.first_row])
            cells[merge.column - sheet.first_column] = merge.value
            rows[row - layout.first_row] = cells
    return rows
