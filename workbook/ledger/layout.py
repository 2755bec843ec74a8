"""Where a ledger's columns sit in its sheets."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbook.values.cells import address


@dataclass(frozen=True)
class SheetLayout:
    """One sheet of a ledger; rows and columns count from 1.

    ``header_rows``: first and last row of the header. ``columns``: field → column. ``headers``:
    the header texts from the sheet's first used column on. ``inverted``: fields whose header asks
    the opposite (是否纳入考核). ``first_row``/``last_row``: the rows below the header, last used
    row included. ``last_column``: the sheet's last used column.
    """

    name: str
    header_rows: tuple[int, int]
    columns: Mapping[str, int]
    headers: tuple[str, ...]
    first_row: int
    last_row: int
    last_column: int
    inverted: frozenset[str] = frozenset()

    def cell(self, row: int, field: str) -> str:
        """``D17``, or "" when the sheet lacks the field."""
        column = self.columns.get(field)
        return address(row, column) if column else ""
