"""The sheets that the Excel buttons add to a ledger's workbook, and the pins in one of them.

A person corrects the recognition of a column in 列识别; file and open workbook read it alike.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workbook.ledger.headers import ALIASES, template_header
from workbook.values.refusals import HeaderError
from workbook.values.text import plain

if TYPE_CHECKING:
    from workbook.reading.sheets import RawBook

COLUMNS, TODO, FAULTS, COPY = "列识别", "今日待办", "台账体检", "时限列副本"
OWN_SHEETS = frozenset({COLUMNS, TODO, FAULTS, COPY})
COLUMNS_HEADERS = ("字段", "识别到的列", "位置", "改为（填台账里的列名）")

_FIELDS = {template_header(field): field for field in ALIASES}


def pins_of(book: "RawBook") -> Mapping[str, str]:
    """Give field → header for every row of 列识别 that a person has filled in."""
    if COLUMNS not in book.visible:
        return {}
    return _pins(book.load(COLUMNS).rows)


def _pins(rows: Sequence[Sequence[object]]) -> dict[str, str]:
    headers = list(COLUMNS_HEADERS)
    start = next((i for i, row in enumerate(rows) if _head(row) == headers), None)
    if start is None:
        return {}
    pins: dict[str, str] = {}
    for row in rows[start + 1 :]:
        name, wanted = plain(row[0]), plain(row[3])
        if wanted and name not in _FIELDS:
            raise HeaderError(f"「{COLUMNS}」中没有“{name}”这个字段，请不要改动第一列")
        if wanted:
            pins[_FIELDS[name]] = wanted
    return pins


def _head(row: Sequence[object]) -> list[str]:
    return [plain(cell) for cell in row[: len(COLUMNS_HEADERS)]]
