"""A sheet that is a header row and then rows; every refusal names the cell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from workbook.evaluation.records import Raw
from workbook.ledger.headers import SEARCHED_ROWS, normalised
from workbook.reading.sheets import RawSheet
from workbook.values.cells import address, parse_money, parse_time, yes_no
from workbook.values.refusals import CellError, HeaderError
from workbook.values.text import FAULTS, is_blank, masked, plain

_EXACT_DIGITS = 15
"""A spreadsheet number holds no more digits than this; longer ones were changed unseen."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header; ``at`` is the header's column in ``values``, from 0."""

    sheet: RawSheet
    number: int
    values: Sequence[object]
    at: Mapping[str, int]

    def cell(self, header: str) -> str:
        """Return the full address, such as ``考核评分!D5``."""
        place = address(self.number, self.sheet.first_column + self.at[header])
        return f"{self.sheet.name}!{place}"

    @property
    def cells(self) -> dict[str, str]:
        """The full address of every wanted header's cell."""
        return {header: self.cell(header) for header in self.at}

    def value(self, header: str) -> object:
        """Return what the reader gave; a formula without a result is refused."""
        value = self.values[self.at[header]]
        if isinstance(value, str) and value in FAULTS:
            raise self.error(header, f"公式没有算出结果（{value}），请改正后在 Excel 中保存")
        return value

    def text(self, header: str) -> str:
        """Read text; a number of more digits than a cell keeps is refused."""
        value = self.value(header)
        if isinstance(value, float) and abs(value) >= 10**_EXACT_DIGITS:
            raise self.error(header, f"{header}须按文本保存，数字超过15位，末位可能已失真")
        return plain(value)

    def raw(self, header: str) -> Raw:
        """Read the value as typed."""
        return typed(self.value(header))

    def date(self, header: str) -> date | None:
        """Read a date, None when blank; a time of day is dropped."""
        try:
            moment, _ = parse_time(self.value(header))
        except ValueError:
            raise self._unreadable(header, "请写作 2024-03-25") from None
        return moment.date() if moment else None

    def amount(self, header: str) -> Decimal:
        """Read an amount in yuan; a blank one is refused."""
        found = self.number_or_none(header)
        if found is None:
            raise self.error(header, f"{header}未填")
        return found

    def number_or_none(self, header: str, unit: str = "") -> Decimal | None:
        """Read a number, with or without its ``unit`` behind it; None when blank."""
        value = typed(self.value(header))
        if is_blank(value):
            return None
        try:
            if isinstance(value, str):
                return parse_money(value.strip().removesuffix(unit))
            return parse_money(value)
        except ValueError:
            raise self._unreadable(header, "请填数字") from None

    def yes(self, header: str) -> bool:
        """Read 是/否; a blank one is refused."""
        try:
            found = yes_no(self.value(header))
        except ValueError:
            found = None
        if found is None:
            raise self._unreadable(header, "请填 是 或 否")
        return found

    def error(self, header: str, message: str) -> CellError:
        """Return the refusal of one cell."""
        return CellError(f"{self.cell(header)}：{message}")

    def _unreadable(self, header: str, wanted: str) -> CellError:
        shown = masked(plain(self.values[self.at[header]]))
        return self.error(header, f"{header}无法识别 “{shown}”，{wanted}")


def typed(value: object) -> Raw:
    """Give a reader's value as a record holds it; numbers with the digits that Excel shows."""
    if isinstance(value, bool | Decimal | date | datetime):
        return value
    if isinstance(value, int | float):
        return Decimal(f"{value:.{_EXACT_DIGITS}g}")
    return plain(value)


def read_rows(sheet: RawSheet, wanted: Sequence[str]) -> Iterator[Row]:
    """Give the rows below the header that hold anything in a ``wanted`` column.

    The header row is the one with the most wanted headers among the first 20; columns may stand in
    any order. Raises HeaderError when a wanted header is missing or stands there twice; a sheet
    without any content has no rows.
    """
    if not any(not is_blank(value) for row in sheet.rows for value in row):
        return
    searched = sheet.rows[: max(0, SEARCHED_ROWS - sheet.first_row + 1)]
    found = [_columns(row, wanted) for row in searched]
    top = max(range(len(found)), key=lambda i: (len(found[i]), -i), default=None)
    missing = [h for h in wanted if top is None or h not in found[top]]
    if missing:
        raise HeaderError(f"工作表「{sheet.name}」缺少列：{'、'.join(missing)}")
    assert top is not None
    for header, columns in found[top].items():
        if len(columns) > 1:
            places = "、".join(
                address(sheet.first_row + top, sheet.first_column + c) for c in columns
            )
            raise HeaderError(f"工作表「{sheet.name}」的列「{header}」出现了多次：{places}")
    at = {header: found[top][header][0] for header in wanted}
    for number, values in enumerate(sheet.rows[top + 1 :], sheet.first_row + top + 1):
        if any(not is_blank(values[column]) for column in at.values()):
            yield Row(sheet, number, values, at)


def _columns(row: Sequence[object], wanted: Sequence[str]) -> dict[str, list[int]]:
    """Give the columns of each wanted header; one without brackets (10分) counts as the same."""
    known = {normalised(header): header for header in wanted}
    columns: dict[str, list[int]] = {}
    for column, value in enumerate(row):
        if not isinstance(value, str):
            continue
        bare = re.sub(r"\([^()]*\)", "", unicodedata.normalize("NFKC", value))
        header = known.get(normalised(value)) or known.get(normalised(bare))
        if header:
            columns.setdefault(header, []).append(column)
    return columns
