"""Cells gathered one by one → a sheet of rows, after what holding them costs was counted."""

import re
from collections.abc import Mapping, MutableMapping

from workbook.reading.raw import Formats, RawSheet
from workbook.values.addresses import MAX_COLUMN, MAX_ROW, Area, address
from workbook.values.refusals import DamagedError, UnsafeFileError
from workbook.values.text import FAULTS, Fault

MOST_FILLED = 12_000_000
"""Filled cells that are read of a file: 200,000 cases × 40 columns, and half as much again."""
MOST_HELD = 45_000_000
"""Cells of a rectangle around the filled ones that is read: a ledger with one cell in the last row
of the sheet stays below."""
MOST_REPEATED = 96 << 20
"""Characters of texts that a file holds once and shows in many cells."""

_LONG = 64
"""Texts up to this length may be repeated as often as there may be cells."""
_OFFICE_ERROR = re.compile(r"(?:Err|错误)[:：]\d{3}")

Filled = Mapping[int, Mapping[int, object]]
"""Row → column → value, from 1; blank cells are not in it."""


class Gathered:
    """The filled cells of a sheet; refuses (UnsafeFileError) before there are too many.

    ``where`` names file and sheet for the refusal.
    """

    def __init__(self, where: str) -> None:
        self.rows: MutableMapping[int, Mapping[int, object]] = {}
        self.count = 0
        self._where = where
        self._long: set[int] = set()
        self._repeated = 0

    def add(self, row: int, cells: Mapping[int, object], times: int = 1) -> None:
        """Take in a row's filled cells, ``times`` rows of them that are all alike."""
        if not cells:
            return
        if row < 1 or row + times - 1 > MAX_ROW or max(cells) > MAX_COLUMN or min(cells) < 1:
            raise DamagedError(f"{self._where} 有超出表格范围的单元格，文件已损坏")
        self.count += len(cells) * times
        refuse_many(self.count, self._where)
        for value in cells.values():
            if isinstance(value, str) and len(value) > _LONG:
                self._count_text(value, times)
        for number in range(row, row + times):
            before = self.rows.get(number)
            self.rows[number] = {**before, **cells} if before else cells

    def _count_text(self, text: str, times: int) -> None:
        """Count a long text each time but the first; all are kept, so that ids are their own."""
        again = times - (id(text) not in self._long)
        self._long.add(id(text))
        self._repeated += again * len(text)
        refuse_repeated(self._repeated, self._where)

    def sheet(
        self, name: str, merges: tuple[Area, ...] = (), formats: Formats | None = None
    ) -> RawSheet:
        """Lay the cells out in rows; blank rows are one and the same object."""
        if not self.rows:
            return RawSheet(name, [], merges=merges, formats=formats)
        top, bottom = min(self.rows), max(self.rows)
        seen = {id(cells): cells for cells in self.rows.values()}.values()
        left, right = min(map(min, seen)), max(map(max, seen))
        refuse_stretched(top, left, bottom, right, self._where)
        width = right - left + 1
        blank: list[object] = [""] * width
        laid: dict[int, list[object]] = {}
        rows: list[list[object]] = []
        for number in range(top, bottom + 1):
            cells = self.rows.get(number)
            row: list[object] | None = blank if cells is None else laid.get(id(cells))
            if row is None:
                row = [""] * width
                for column, value in (cells or {}).items():
                    row[column - left] = value
                laid[id(cells)] = row
            rows.append(row)
        return RawSheet(name, rows, top, left, merges, formats)


def refuse_many(filled: int, where: str) -> None:
    """Raise UnsafeFileError for more filled cells than any ledger has."""
    if filled > MOST_FILLED:
        most = MOST_FILLED // 10_000
        raise UnsafeFileError(f"{where}：内容超过 {most} 万格，读取会占满内存；请分成几个文件")


def refuse_repeated(characters: int, where: str) -> None:
    """Raise UnsafeFileError for one text in so many cells that memory does not hold them."""
    if characters > MOST_REPEATED:
        raise UnsafeFileError(
            f"{where}：同一段长文字出现在太多格里，读取会占满内存；请删除多余的内容"
        )


def refuse_overlapping(sheet: RawSheet, where: str) -> None:
    """Raise UnsafeFileError for merges that together cover more cells than the sheet has."""
    covered = 0
    for area in sheet.merges:
        height = min(area.bottom, sheet.last_row) - max(area.top, sheet.first_row) + 1
        width = min(area.right, sheet.last_column) - max(area.left, sheet.first_column) + 1
        covered += max(height, 0) * max(width, 0)
    if covered > len(sheet.rows) * max(sheet.last_column - sheet.first_column + 1, 0):
        raise UnsafeFileError(f"{where}：合并单元格互相重叠，读取要很久；请取消合并后再试")


def refuse_stretched(top: int, left: int, bottom: int, right: int, where: str) -> None:
    """Raise UnsafeFileError for a rectangle that holds more cells than memory should."""
    if (bottom - top + 1) * (right - left + 1) > MOST_HELD:
        raise UnsafeFileError(
            f"{where}：内容铺得过开（一直到 {address(bottom, right)}），"
            "读取会占满内存；请删除多余的单元格内容"
        )


def read_text(text: str) -> str:
    """Give a cell's text; what a program shows for an error is a `Fault`, typed or not."""
    shown = text.strip()
    if shown in FAULTS or _OFFICE_ERROR.fullmatch(shown):
        return Fault(shown)
    return text
