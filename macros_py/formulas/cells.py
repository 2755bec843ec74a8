"""What a formula is given and what it gives back: single cells, or ranges of one size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from macros_py.catalogue.formula_refusals import Refusal
from workbook.reading.host_cells import read_cell
from workbook.values.times import parse_time

Cells = list[object]
SHEET_ROWS = 1_048_576
"""A reference such as ``B:B``: a whole column of a sheet."""


class FormulaError(Exception):
    """The whole formula shows a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Shape:
    """How results are laid out: rows × columns, as a cell (0), a list (1) or rows of lists (2)."""

    rows: int
    columns: int
    nesting: int

    def lay(self, results: Sequence[object]) -> object:
        """Lay out the results, which may lack those of blank rows at the bottom."""
        if self.nesting == 0:
            return results[0]
        filled = [*results, *[""] * (self.rows * self.columns - len(results))]
        if self.nesting == 1:
            return filled
        return [filled[i : i + self.columns] for i in range(0, len(filled), self.columns)]


@dataclass(frozen=True, slots=True)
class Block:
    """One argument: its cells row by row, as file readers give them, and its shape."""

    cells: Cells
    shape: Shape

    @classmethod
    def of(cls, argument: object) -> "Block":
        """Take a cell, a list, or rows of equal length as Excel, numpy or pandas give them."""
        if isinstance(argument, np.ndarray) or hasattr(argument, "to_numpy"):
            argument = np.asarray(argument, dtype=object).tolist()
        if not isinstance(argument, list | tuple):
            return cls([read_cell(argument)], Shape(1, 1, 0))
        if not argument:
            return cls([""], Shape(1, 1, 1))
        if not isinstance(argument[0], list | tuple):
            return cls([read_cell(cell) for cell in argument], Shape(len(argument), 1, 1))
        width = len(argument[0])
        if not width or any(len(row) != width for row in argument):
            raise FormulaError(Refusal.SHAPE)
        cells = [read_cell(cell) for row in argument for cell in row]
        return cls(cells, Shape(len(argument), width, 2))

    def top(self, rows: int) -> "Block":
        """Return the first rows."""
        if self.shape.rows <= rows:
            return self
        shape = Shape(rows, self.shape.columns, self.shape.nesting)
        return Block(self.cells[: rows * self.shape.columns], shape)

    def spread(self, rows: int, columns: int) -> Cells:
        """Repeat a single cell, row or column over a larger shape."""
        own = self.shape
        if (own.rows, own.columns) == (rows, columns):
            return self.cells
        if len(self.cells) == 1:
            return self.cells * (rows * columns)
        if own.rows == 1:
            return self.cells * rows
        return [cell for cell in self.cells for _ in range(columns)]


def aligned(*arguments: object) -> tuple[list[Cells], Shape]:
    """Give every argument the same shape; raises FormulaError where sizes differ.

    Of whole sheet columns the rows below the last filled one are left out.
    """
    blocks = [Block.of(argument) for argument in arguments]
    rows = _common(block.shape.rows for block in blocks)
    columns = _common(block.shape.columns for block in blocks)
    shape = Shape(rows, columns, max(block.shape.nesting for block in blocks))
    if rows < SHEET_ROWS:
        return [block.spread(rows, columns) for block in blocks], shape
    used = max(_filled_rows(block) for block in blocks if block.shape.rows == rows)
    return [block.top(used).spread(used, columns) for block in blocks], shape


def _common(sizes: Iterable[int]) -> int:
    found = set(sizes)
    if len(found - {1}) > 1:
        raise FormulaError(Refusal.SHAPE)
    return max(found)


def _filled_rows(block: Block) -> int:
    at = next((i for i in range(len(block.cells) - 1, -1, -1) if block.cells[i] != ""), 0)
    return at // block.shape.columns + 1


def moment_of(cell: object) -> tuple[datetime, bool]:
    """Read a time, and whether it is a date only; raises FormulaError for what is none."""
    try:
        moment, date_only = parse_time(cell)
    except ValueError:
        moment, date_only = None, False
    if moment is None:
        raise FormulaError(Refusal.TIME)
    return moment, date_only


def clock_time_of(cell: object) -> datetime:
    """Read a time with its time of day; raises FormulaError."""
    moment, date_only = moment_of(cell)
    if date_only:
        raise FormulaError(Refusal.NO_CLOCK)
    return moment
