"""Where a ledger's columns sit in its sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbook.values.addresses import address


@dataclass(frozen=True)
class SheetLayout:
    """One sheet of a ledger; rows and columns count from 1.

    ``header_rows``: first and last row of the header. ``columns``: field → column. ``headers``:
    the header texts from the sheet's first used column on. ``inverted``: fields whose header asks
    the opposite (是否纳入考核). ``first_row``/``last_row``: the rows below the header, last used
    row included. ``last_column``: the sheet's last used column. ``unknown``: column → header that
    nobody recognised. ``seconds``: fields with a second column; ``second_rows``: the rows in which
    it stands in for the first. ``rightmost``: a filled cell of the last column, where that is so
    far right that little room is left.
    """

    name: str
    header_rows: tuple[int, int]
    columns: Mapping[str, int]
    headers: tuple[str, ...]
    first_row: int
    last_row: int
    last_column: int
    inverted: frozenset[str] = frozenset()
    unknown: Mapping[int, str] = field(default_factory=dict)
    seconds: Mapping[str, int] = field(default_factory=dict)
    second_rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    rightmost: str = ""

    def column(self, row: int, name: str) -> int | None:
        """Return the column that a row's value of a field comes from."""
        if row in self.second_rows.get(name, ()):
            return self.seconds[name]
        return self.columns.get(name)

    def header(self, name: str) -> str:
        """Return the header of a field as the file has it."""
        left = self.last_column - len(self.headers) + 1
        return self.headers[self.columns[name] - left]

    def cell(self, row: int, name: str) -> str:
        """``D17``, or "" when the sheet lacks the field."""
        column = self.column(row, name)
        return address(row, column) if column else ""
