"""A ledger file → `Ledger`: the columns of its cases, where each sits, what is wrong.

The fields and how their cells are read: rules 2. Personal data stays in the file (contract 5.6).
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from workbook.files.stamp import Stamp
from workbook.ledger.case_columns import CaseColumns, build_columns, repeated
from workbook.ledger.columns import CHOICES, TEXTS
from workbook.ledger.header_conflicts import (
    beyond_header,
    doubled_columns,
    incomplete_sheets,
    merged_headers,
    refuse_unusable,
)
from workbook.ledger.headers import (
    TURNED_ROUND,
    Header,
    checked_pins,
    find_header,
)
from workbook.ledger.layout import SheetLayout
from workbook.ledger.merges import as_seen
from workbook.ledger.own_books import refuse_instead_of_ledger
from workbook.ledger.own_sheets import is_own_sheet, pins_of
from workbook.ledger.sheet_cases import SheetCases, read_cases
from workbook.reading.sheets import RawBook, RawSheet, open_book
from workbook.values.addresses import MAX_COLUMN, address, position
from workbook.values.headers import SEARCHED_ROWS, normalised
from workbook.values.problem import Problem
from workbook.values.text import masked

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

__all__ = ["Ledger", "SheetLayout", "read_book", "read_ledger", "read_with_cells"]

_FAR_RIGHT = MAX_COLUMN - 100


@dataclass(frozen=True)
class Ledger:
    """A ledger as read.

    ``stamp``: the file at that moment, None for a book open in Excel. ``ignored``: names of the
    sheets that were not read, ``hidden`` those of them that are hidden, masked. ``skipped``:
    addresses (``一月!A45``) of rows that are no cases, masked. ``fields``: those of any sheet.
    ``columns``: see `workbook.ledger.case_columns.build_columns`. ``problems``: in file order.
    """

    path: Path
    stamp: Stamp | None
    sheets: tuple[SheetLayout, ...]
    ignored: tuple[str, ...]
    skipped: tuple[str, ...]
    fields: frozenset[str]
    columns: CaseColumns
    problems: tuple[Problem, ...]
    hidden: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many cases there are."""
        return len(self.columns["row"])

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """One row a case, RangeIndex; names and words as categories, "" first, texts as str."""
        import pandas as pd  # noqa: PLC0415 - slow to import

        types = {name: pd.CategoricalDtype(list(words)) for name, words in CHOICES.items()}
        names = pd.Series([layout.name for layout in self.sheets], dtype="str")
        types["sheet"] = pd.CategoricalDtype(names)
        texts = dict.fromkeys(("case_id", *TEXTS), "str")
        return pd.DataFrame(
            {
                name: pd.Series(column, dtype=types.get(name) or texts.get(name) or column.dtype)
                for name, column in self.columns.items()
            }
        )

    @cached_property
    def _layouts(self) -> dict[str, SheetLayout]:
        return {layout.name: layout for layout in self.sheets}

    def address(self, i: int, field: str) -> tuple[str, str]:
        """Sheet and cell of a field of case ``i``; the cell is "" where the sheet lacks it."""
        sheet = str(self.columns["sheet"][i])
        return sheet, self._layouts[sheet].cell(int(self.columns["row"][i]), field)

    def rows_with(self, field: str) -> "npt.NDArray[np.bool_]":
        """Mark the rows of the sheets that have a column for the field."""
        having = [layout.name for layout in self.sheets if field in layout.columns]
        return np.isin(self.columns["sheet"], having)

    def sheets_without(self, field: str) -> tuple[SheetLayout, ...]:
        """Return the sheets that lack a column for the field."""
        return tuple(layout for layout in self.sheets if field not in layout.columns)


def read_ledger(path: Path | str, pins: Mapping[str, str] | None = None) -> Ledger:
    """Read a ledger in any format of rules 2. ``pins``: field → header text, before any alias.

    Raises the refusals of `guard.check_package`, and HeaderError when no sheet is a ledger, when
    工单编号 or 派单时间 is missing or claimed twice, or when a pin fits nothing.
    """
    return read_with_cells(path, pins)[0]


def read_with_cells(
    path: Path | str, pins: Mapping[str, str] | None = None
) -> tuple[Ledger, RawBook]:
    """Do what `read_ledger` does, and hand out the book: its sheets with every cell as it stands.

    Cells hold personal data (contract 5.6); what is made of them must not.
    """
    path, given = Path(path), checked_pins(pins)
    with _collector_paused():
        stamp = Stamp.of(path)
        opened = open_book(path)
        book = replace(opened, load=cache(opened.load))
        return _read(book, stamp, given), book


def read_book(book: RawBook, pins: Mapping[str, str] | None) -> Ledger:
    """Read a ledger from a book that is open in Excel, as `read_ledger` reads a file.

    Pins in the book's own sheet 列识别 hold in a file too; ``pins`` outrank them.
    """
    given = checked_pins(pins)
    with _collector_paused():
        return _read(book, None, given)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking a million newborn cells again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _read(book: RawBook, stamp: Stamp | None, given: Mapping[str, str]) -> Ledger:
    pins = {**pins_of(book), **given}
    wanted = checked_pins(pins)
    parts: list[SheetCases] = []
    problems: list[Problem] = []
    ignored: list[str] = []
    found: list[tuple[RawSheet, Header]] = []
    other: list[tuple[RawSheet, Header | None]] = []
    for name in book.visible:
        if is_own_sheet(name):
            ignored.append(name)
            continue
        stored = book.load(name)
        sheet = as_seen(stored)
        header = find_header(sheet.rows[:SEARCHED_ROWS], wanted, sheet.first_row)
        if header is None or header.missing:
            other.append((replace(sheet, rows=sheet.rows[:0]), header))
            ignored.append(name)
        else:
            found.append((sheet, header))
            problems += merged_headers(stored, header)
            problems += beyond_header(sheet, header) if book.serial_text else ()
    if not found and not any(header and header.clear for _, header in other):
        refuse_instead_of_ledger(book.path.name, (*book.visible, *book.hidden))
    refuse_unusable(book.path.name, found, other, pins, book.hidden)
    problems += incomplete_sheets(other)
    for sheet, header in found:
        layout = _layout(sheet, header)
        problems += doubled_columns(sheet, header)
        parts.append(read_cases(sheet, layout, serial_text=book.serial_text))
    for part in parts:
        problems += part.problems
    columns = build_columns(parts)
    problems += repeated(parts, columns)
    return Ledger(
        path=book.path,
        stamp=stamp,
        sheets=tuple(part.layout for part in parts),
        ignored=tuple(map(masked, (*ignored, *book.hidden))),
        skipped=tuple(f"{masked(p.layout.name)}!{cell}" for p in parts for cell in p.skipped),
        fields=frozenset(name for part in parts for name in part.layout.columns),
        columns=columns,
        problems=_in_file_order(problems, book.visible),
        hidden=tuple(map(masked, book.hidden)),
    )


def _layout(sheet: RawSheet, header: Header) -> SheetLayout:
    excluded = header.columns.get("excluded")
    inverted = excluded is not None and normalised(header.texts[excluded]) in TURNED_ROUND
    return SheetLayout(
        name=sheet.name,
        header_rows=(header.first, header.last),
        columns={name: at + sheet.first_column for name, at in header.columns.items()},
        headers=header.texts,
        first_row=header.last + 1,
        last_row=sheet.last_row,
        last_column=sheet.last_column,
        inverted=frozenset({"excluded"}) if inverted else frozenset(),
        unknown={at + sheet.first_column: header.texts[at] for at in header.unknown},
        seconds={name: at + sheet.first_column for name, at in header.seconds.items()},
        rightmost=_rightmost(sheet) if sheet.last_column > _FAR_RIGHT else "",
    )


def _rightmost(sheet: RawSheet) -> str:
    """Return the first filled cell of the last column."""
    filled = (i for i, row in enumerate(sheet.rows) if row[-1] not in ("", None))
    return address(sheet.first_row + next(filled, 0), sheet.last_column)


def _in_file_order(problems: Sequence[Problem], sheets: Sequence[str]) -> tuple[Problem, ...]:
    place = {name: i for i, name in enumerate(sheets)}

    def key(problem: Problem) -> tuple[int, int, int]:
        row, column = position(problem.cell) if problem.cell else (0, 0)
        return place[problem.sheet], row, column

    return tuple(sorted(problems, key=key))
