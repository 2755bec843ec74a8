"""Random ledgers as real files, together with the cases that the rules read from them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils import get_column_letter

from tests.oracle import cells
from tests.oracle.cells import Cell
from tests.oracle.layout import (
    OPPOSITE_HEADERS,
    PINNED_HEADERS,
    REQUIRED,
    TIME_FIELDS,
    Column,
    random_choice,
    random_columns,
)
from tests.oracle.random_case import RowMaker, random_as_of
from tests.oracle.random_settings import ChosenSettings, random_settings
from tests.oracle.spelling import Speller
from tests.oracle.values import FIELDS, UNREADABLE, Case

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path

UNITS = ("规划科", "平安办", "前辛房村", "后安定村", "综合执法队")
PLACES = ("东白塔村", "西白塔村", "兴安社区")
CATEGORIES = ("环境保护", "市容环卫", "农村管理")
RESOLVED = (
    *("是", "否", "解决", "未解决", "部分解决", "已解决"),
    *("√", "解决中", "已部分解决", "", "已办"),
)
SATISFIED = (
    *("满意", "基本满意", "不满意", "未评价", "是", "否", "一般"),
    *("非常满意", "比较满意", "很不满意", "无", ""),
)
TITLES = ("安定镇12345案件台账", "填报单位：接诉即办办公室", None, "制表日期：2024年4月1日")
WORD_PARSERS: dict[str, Callable[[object], object]] = {
    "in_township": partial(cells.parse_yes_no, field="in_township"),
    "callback_valid": partial(cells.parse_yes_no, field="callback_valid"),
    "responded": partial(cells.parse_yes_no, field="responded"),
    "zero_score": partial(cells.parse_yes_no, field="zero_score"),
    "suspended": cells.parse_yes_no,
    "special": cells.parse_special,
    "excluded": cells.parse_excluded,
    "resolved": cells.parse_resolved,
    "satisfied": cells.parse_satisfied,
}
TEXT_PARSERS: dict[str, Callable[[object], object]] = {
    "limit_class": cells.parse_limit,
}


@dataclass(frozen=True)
class Row:
    """Where a case stands: 1-based row number in its sheet."""

    sheet: str
    number: int
    case: Case
    columns: frozenset[str]
    """The fields that its sheet has a column for."""


@dataclass(frozen=True)
class Ledger:
    """A written ledger and everything the rules say about reading it."""

    path: Path
    as_of: dt.datetime
    chosen: ChosenSettings
    columns: frozenset[str]
    pins: tuple[str, ...]
    header_rows: dict[str, int]
    shown_headers: dict[str, list[str | None]]
    rows: tuple[Row, ...]
    bad_cells: frozenset[tuple[str, str]]
    """(sheet, cell) of everything unreadable, which must appear as problems."""


def write_ledger(rng: random.Random, folder: Path, n_rows: int) -> Ledger:
    """A random ledger of about `n_rows` rows, in a .xlsx or a .csv."""
    is_workbook = rng.random() < 0.75
    chosen = random_settings(rng)
    as_of = random_as_of(rng)
    choice = random_choice(rng)
    writer = _Writer(rng, Speller(rng, is_workbook), RowMaker(rng, chosen.settings, as_of))
    count = rng.choice((1, 1, 2, 3)) if is_workbook else 1
    names = [f"{month}月台账" for month in range(1, count + 1)]
    sheets = [
        writer.sheet(name, _some_of(rng, random_columns(rng, choice)), max(1, n_rows // count))
        for name in names
    ]
    path = folder / ("台账.xlsx" if is_workbook else "台账.csv")
    if is_workbook:
        _write_workbook(rng, path, sheets)
    else:
        _write_csv(rng, path, sheets[0])
    pins = tuple(f"{field}={PINNED_HEADERS[field]}" for field in choice.pinned)
    return Ledger(
        path=path,
        as_of=as_of,
        chosen=chosen,
        columns=FIELDS & {column.field for sheet in sheets for column in sheet.columns},
        pins=pins,
        header_rows={sheet.name: sheet.header_row for sheet in sheets},
        shown_headers={sheet.name: sheet.shown_headers() for sheet in sheets},
        rows=tuple(row for sheet in sheets for row in sheet.rows()),
        bad_cells=frozenset(cell for sheet in sheets for cell in sheet.bad_cells()),
    )


def _some_of(rng: random.Random, columns: list[Column]) -> list[Column]:
    """Now and then one sheet lacks a column that others may have."""
    if rng.random() < 0.8:
        return columns
    gone = rng.choice([column.field for column in columns if column.field not in REQUIRED])
    pinned = gone in PINNED_HEADERS
    return columns if pinned else [column for column in columns if column.filled_as != gone]


@dataclass
class _Sheet:
    """One sheet as a grid of cells; `data_rows` are the numbers of the rows that are cases."""

    name: str
    columns: Sequence[Column]
    grid: list[list[Cell]]
    header_row: int
    data_rows: list[int]
    merged_columns: list[int] = field(default_factory=list)
    """1-based columns whose header spans the two header rows."""

    def shown_headers(self) -> list[str | None]:
        return [column.header for column in self.columns]

    def rows(self) -> list[Row]:
        read = {
            column.field: self._read(column, index)
            for index, column in enumerate(self.columns)
            if column.field in FIELDS
        }
        columns = frozenset(read)
        cases = [
            _case({name: values[at] for name, values in read.items()})
            for at in range(len(self.data_rows))
        ]
        return [
            Row(self.name, number, case, columns)
            for number, case in zip(self.data_rows, cases, strict=True)
        ]

    def bad_cells(self) -> set[tuple[str, str]]:
        return {
            (self.name, f"{get_column_letter(index + 1)}{number}")
            for index, column in enumerate(self.columns)
            if column.field in FIELDS
            for number, value in zip(self.data_rows, self._read(column, index), strict=True)
            if value is UNREADABLE or (isinstance(value, tuple) and UNREADABLE in value)
        }

    def _read(self, column: Column, index: int) -> Sequence[object]:
        written = [self.grid[number - 1][index] for number in self.data_rows]
        if column.field in TIME_FIELDS:
            return cells.parse_times(written)
        if column.field == "progress_dates":
            return [cells.parse_dates(cell) for cell in written]
        parse = WORD_PARSERS.get(column.field, TEXT_PARSERS.get(column.field, cells.parse_text))
        if column.header in OPPOSITE_HEADERS:
            parse = partial(cells.parse_excluded, opposite=True)
        return [parse(cell.value) for cell in written]


def _case(read: dict[str, object]) -> Case:
    """Words that cannot be read count as blank; a blank exclusion is no exclusion."""
    for name in WORD_PARSERS:
        if read.get(name) is UNREADABLE:
            read[name] = None
    for name in ("excluded", "special"):
        if name in read:
            read[name] = read[name] is True
    return Case(**read)


@dataclass
class _Writer:
    rng: random.Random
    speller: Speller
    maker: RowMaker
    last_number: int = 0

    def sheet(self, name: str, columns: Sequence[Column], n_rows: int) -> _Sheet:
        rng = self.rng
        width = len(columns)
        grid = [
            [Cell(rng.choice(TITLES)), *[Cell(None)] * (width - 1)]
            for _ in range(rng.choice((0, 0, 1, 2, 5)))
        ]
        two_rows = rng.random() < 0.15
        if two_rows:
            split = [(c.shown[:2], c.shown[2:]) if rng.random() < 0.3 else (c.shown, None)
                     for c in columns]  # fmt: skip
            grid += [[Cell(top) for top, _ in split], [Cell(low) for _, low in split]]
        else:
            grid.append([Cell(column.shown) for column in columns])
        header_row = len(grid)
        merged = [at for at, cell in enumerate(grid[-1], 1) if two_rows and cell.value is None]
        data_rows = []
        for _ in range(n_rows):
            if rng.random() < 0.02:
                grid.append([Cell(None)] * width)
            if rng.random() < 0.01:
                total = [Cell(None)] * width
                total[0] = Cell(rng.choice(("合计", "小计")))
                grid.append(total)
            grid.append(self._row(columns))
            data_rows.append(len(grid))
        return _Sheet(name, columns, grid, header_row, data_rows, merged)

    def _row(self, columns: Sequence[Column]) -> list[Cell]:
        meanings = {**self.maker.row(), **self._words(), "case_id": self._case_id()}
        return [self._cell(column, meanings) for column in columns]

    def _case_id(self) -> str:
        """Mostly new; sometimes one that has been before, or none."""
        if self.rng.random() < 0.004:
            return ""
        if self.last_number == 0 or self.rng.random() >= 0.03:
            self.last_number += 1
            number = self.last_number
        else:
            number = self.rng.randrange(1, self.last_number + 1)
        prefix = "JS" if number % 3 == 0 else "2024"
        return f"{prefix}{number:06}"

    def _words(self) -> dict[str, object]:
        choice = self.rng.choice
        return {
            "in_township": choice((True, True, True, None, False)),
            "unit": choice(UNITS),
            "place": choice(PLACES),
            "category": choice(CATEGORIES),
            "callback_valid": choice((True, True, True, False, None)),
            "responded": choice((True, True, False, None)),
            "resolved": choice(RESOLVED),
            "satisfied": choice(SATISFIED),
            "phone": "13800001234",
            "excluded": choice((None, None, None, True, False, "已驳回", "已申请", "驳回")),
            "zero_score": choice((None, None, True, False)),
            "suspended": choice((None, None, None, None, None, False, False, True)),
        }

    def _cell(self, column: Column, meanings: dict[str, object]) -> Cell:
        name = column.filled_as
        meaning = meanings.get(name)
        if name in TIME_FIELDS:
            if column.month_first and meaning is UNREADABLE:
                meaning = None
            return self.speller.moment(meaning, column.month_first)
        if name == "progress_dates":
            return self.speller.moments(meaning)
        if name == "case_id":
            return self.speller.case_id(meaning)
        if column.header in OPPOSITE_HEADERS and isinstance(meaning, str):
            meaning = self.rng.choice((True, False))
        if name in WORD_PARSERS and not isinstance(meaning, str):
            opposite = column.header in OPPOSITE_HEADERS
            return self.speller.yes_no(meaning, "" if opposite else name)
        stranger = self.rng.choice((None, "旧值"))
        return Cell(stranger if meaning is None else meaning)


def _write_workbook(rng: random.Random, path: Path, sheets: Sequence[_Sheet]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    if rng.random() < 0.3:
        book.create_sheet("填表说明").append(["请按月填写", "派单时间写到秒"])
    for sheet in sheets:
        worksheet = book.create_sheet(sheet.name)
        _fill(worksheet, sheet.grid)
        for column in sheet.merged_columns:
            worksheet.merge_cells(
                start_row=sheet.header_row - 1, end_row=sheet.header_row,
                start_column=column, end_column=column,
            )  # fmt: skip
    if rng.random() < 0.3:
        hidden = book.create_sheet("旧台账")
        _fill(hidden, sheets[0].grid)
        hidden.sheet_state = "hidden"
    book.save(path)


def _fill(worksheet: object, grid: Sequence[Sequence[Cell]]) -> None:
    for number, row in enumerate(grid, 1):
        for index, cell in enumerate(row, 1):
            if cell.value is not None:
                written = worksheet.cell(number, index, cell.value)
                if cell.number_format is not None:
                    written.number_format = cell.number_format


def _write_csv(rng: random.Random, path: Path, sheet: _Sheet) -> None:
    encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030"))
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(
            ["" if cell.value is None else cell.value for cell in row] for row in sheet.grid
        )
