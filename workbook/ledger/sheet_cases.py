"""One sheet of a ledger: which rows are cases, what their cells mean, what is wrong with them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbook.ledger.columns import (
    CHOICES,
    TEXTS,
    TIMES,
    ChoiceColumn,
    filled,
    read_choices,
    read_texts,
)
from workbook.ledger.headers import template_header
from workbook.ledger.layout import SheetLayout
from workbook.ledger.phones import phone_digits
from workbook.reading.sheets import RawSheet, Rows
from workbook.values.cells import address
from workbook.values.places import without_house_number
from workbook.values.problem import Problem
from workbook.values.text import FAULTS, is_blank, masked, normal, plain
from workbook.values.times import TimeColumn, read_date_lists, read_times

Flags = NDArray[np.bool_]
BareDates = Callable[[Sequence[tuple[int, int]]], Sequence[bool] | None]
"""Cells (row, column) whose reader gave a bare date → is it a midnight? None: no number formats."""

SHOWN = 80
"""Most characters of a cell that a problem shows."""

_TOTAL = re.compile(r"(合计|小计|总计)([^0-9A-Za-z]{0,6})?[0-9,.]*(件|条|个|人)?")
_TOTAL_END = re.compile(r".{0,10}(合计|小计|总计)[:：]?")


@dataclass(frozen=True)
class SheetCases:
    """The cases of one sheet, in row order; every mapping's columns have one entry a case.

    ``skipped``: addresses of the total rows. Blank case numbers are "". Fields that the sheet
    lacks are not in the mappings.
    """

    layout: SheetLayout
    rows: NDArray[np.int32]
    case_ids: list[str]
    times: Mapping[str, TimeColumn]
    progress: tuple[list[tuple[dt.date, ...]], Flags] | None
    choices: Mapping[str, ChoiceColumn]
    texts: Mapping[str, list[str]]
    replied: Flags | None
    skipped: tuple[str, ...]
    problems: tuple[Problem, ...]
    phones: list[str] | None = None


def read_cases(
    sheet: RawSheet,
    layout: SheetLayout,
    *,
    bare_dates: BareDates,
    date1904: bool = False,
    serial_text: bool = False,
) -> SheetCases:
    """Read every case below the header. Nothing is refused here: faults become problems."""
    body = sheet.rows[layout.first_row - sheet.first_row :]
    kept, skipped = _case_rows(body, sheet, layout, date1904=date1904, serial_text=serial_text)
    cells = _Cells(sheet, layout, body, kept)
    times: dict[str, TimeColumn] = {}
    for name in cells.present(TIMES):
        read = read_times(cells.column(name), date1904=date1904, serial_text=serial_text)
        times[name] = _settled(read, cells.rows, layout.columns[name], bare_dates)
        cells.report(name, read.bad, "时间无法识别")
    progress = None
    for name in cells.present(["progress_dates"]):
        progress = read_date_lists(cells.column(name), date1904=date1904, serial_text=serial_text)
        cells.report(name, progress[1], "挂账汇报日期无法识别")
    choices: dict[str, ChoiceColumn] = {}
    for name in cells.present(CHOICES):
        choices[name] = read_choices(name, cells.column(name), inverted=name in layout.inverted)
        what = f"“{template_header(name)}”无法识别"
        cells.report(name, choices[name].bad, "是否无法识别", what)
    texts: dict[str, list[str]] = {}
    for name in cells.present(TEXTS):
        values = cells.column(name)
        texts[name] = read_texts(values, without_house_number if name == "place" else plain)
        if not FAULTS.isdisjoint(values):
            faults = np.array([isinstance(v, str) and v in FAULTS for v in values], bool)
            cells.report(name, faults, "单元格错误", "单元格是错误值")
    case_ids = read_texts(cells.column("case_id"))
    cells.missing("case_id", np.array([not number for number in case_ids], bool))
    dispatched = times["dispatched_at"]
    cells.missing("dispatched_at", np.isnat(dispatched.values) & ~dispatched.bad)
    replied = filled(cells.column("reply")) if "reply" in layout.columns else None
    return SheetCases(
        layout,
        cells.rows,
        case_ids,
        times,
        progress,
        choices,
        texts,
        replied,
        skipped,
        tuple(cells.problems),
        read_texts(cells.column("phone"), phone_digits) if "phone" in layout.columns else None,
    )


class _Cells:
    """The cells of the cases, column by column, and the problems found in them so far."""

    def __init__(
        self, sheet: RawSheet, layout: SheetLayout, body: Rows, kept: Sequence[int]
    ) -> None:
        cases = body if len(kept) == len(body) else [body[i] for i in kept]
        self._columns = list(zip(*cases, strict=True))
        self._left = sheet.first_column
        self._layout = layout
        self.rows = np.array(kept, np.int32) + np.int32(layout.first_row)
        self.problems: list[Problem] = []

    def present(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self._layout.columns]

    def column(self, name: str) -> Sequence[object]:
        return self._columns[self._layout.columns[name] - self._left] if self._columns else ()

    def report(self, name: str, bad: Flags, kind: str, what: str = "") -> None:
        """Note a problem for every bad cell; ``what`` stands before the cell's text."""
        if not bad.any():
            return
        values = self.column(name)
        for i in np.flatnonzero(bad).tolist():
            shown = masked(plain(values[i]))[:SHOWN]
            self._note(i, name, kind, shown, f"{what or kind} “{shown}”")

    def missing(self, name: str, blank: Flags) -> None:
        """Note a problem for every case without a value that it must have."""
        header = template_header(name)
        for i in np.flatnonzero(blank).tolist():
            self._note(i, name, f"缺{header}", "", f"没有{header}")

    def _note(self, i: int, name: str, kind: str, shown: str, message: str) -> None:
        where = self._layout.cell(int(self.rows[i]), name)
        self.problems.append(Problem(self._layout.name, where, name, kind, shown, message))


def _case_rows(
    body: Sequence[Sequence[object]],
    sheet: RawSheet,
    layout: SheetLayout,
    *,
    date1904: bool,
    serial_text: bool,
) -> tuple[list[int], tuple[str, ...]]:
    """Give the places of the cases in ``body``, and the addresses of the total rows left out."""
    kept: list[int] = []
    skipped: list[str] = []
    case_at = layout.columns["case_id"] - sheet.first_column
    time_at = layout.columns["dispatched_at"] - sheet.first_column
    for i, row in enumerate(body):
        at = 0
        for cell in row:
            if cell != "" and not is_blank(cell):
                break
            at += 1
        else:
            continue
        if _is_total(row[at]) or _is_total(row[case_at]):
            when = read_times([row[time_at]], date1904=date1904, serial_text=serial_text)
            if np.isnat(when.values[0]):
                total = at if _is_total(row[at]) else case_at
                skipped.append(address(layout.first_row + i, sheet.first_column + total))
                continue
        kept.append(i)
    return kept, tuple(skipped)


def _is_total(cell: object) -> bool:
    if not isinstance(cell, str) or "计" not in cell:
        return False
    text = normal(cell).replace(" ", "")
    return bool(_TOTAL.fullmatch(text) or _TOTAL_END.fullmatch(text))


def _settled(
    read: TimeColumn, rows: NDArray[np.int32], column: int, bare_dates: BareDates
) -> TimeColumn:
    """Decide for every bare date whether it is a midnight or a date without a time (rules 2)."""
    at = np.flatnonzero(read.bare)
    if not at.size:
        return read
    midnight = bare_dates([(int(rows[i]), column) for i in at])
    if midnight is None:
        midnight = [bool(read.timed.any())] * int(at.size)
    date_only = read.date_only.copy()
    date_only[at] = ~np.array(midnight, bool)
    return TimeColumn(read.values, date_only, read.bad, np.zeros_like(read.bare))
