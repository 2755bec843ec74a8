"""What every format becomes: sheets of cells with their kind, whatever the file was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.reading.kinds import Kind
from workbook.values.addresses import Area

if TYPE_CHECKING:
    from workbook.xlsx.package import Package

Rows = Sequence[Sequence[object]]
Cells = Sequence[tuple[int, int]]
Formats = Callable[[Cells], Sequence[str | None]]


@dataclass(frozen=True)
class RawSheet:
    """The used range of a sheet; ``first_row`` and ``first_column`` (from 1) say where it starts.

    Cells are str, float, int, bool, datetime, date, time, timedelta, "" for blank, and `Fault` for
    an error value or a formula saved without a result. A moment at midnight is a date: its number
    format says which. Every row has the same width; rows may be one and the same object.
    ``merges`` are absolute and may reach beyond the used range. ``totals``: rows (from 1) that hold
    the totals of a table. ``date1904``: serial numbers in cells that show no date count from 1904.
    """

    name: str
    rows: Rows
    first_row: int = 1
    first_column: int = 1
    merges: tuple[Area, ...] = ()
    formats: Formats | None = field(default=None, compare=False, repr=False)
    totals: frozenset[int] = frozenset()
    date1904: bool = False

    @property
    def last_row(self) -> int:
        """Last used row, 0 for an empty sheet."""
        return self.first_row + len(self.rows) - 1

    @property
    def last_column(self) -> int:
        """Last used column, 0 for an empty sheet."""
        return self.first_column + len(self.rows[0]) - 1 if self.rows else 0

    def number_formats(self, cells: Cells) -> Sequence[str | None]:
        """Give the number format code of each absolute cell (row, column); row order is fastest.

        None where the file does not tell: a .csv, an .ods cell without a style.
        """
        return self.formats(cells) if self.formats else [None] * len(cells)

    def number_format(self, row: int, column: int) -> str | None:
        """Give the number format code of one absolute cell, None where the file does not tell."""
        return self.number_formats([(row, column)])[0]


@dataclass(frozen=True)
class RawBook:
    """A file that has passed the guard; sheets are read when asked for.

    ``kind``: what the file is. ``visible``/``hidden``: sheet names. ``package``: that of an
    .xlsx, None for other kinds. ``date1904``: serial numbers in cells that show no date count from
    1904. ``raw``: the file's bytes.
    """

    path: Path
    kind: Kind
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    load: Callable[[str], RawSheet]
    package: "Package | None" = None
    date1904: bool = False
    raw: bytes = field(default=b"", repr=False, compare=False)

    @property
    def serial_text(self) -> bool:
        """Whether digits in text may be serial numbers, for want of typed cells."""
        return self.kind is Kind.CSV
