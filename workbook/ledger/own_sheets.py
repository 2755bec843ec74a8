"""The sheets that the Excel buttons add to a ledger's workbook, and the pins in one of them.

A person corrects the recognition of a column in 列识别; file and open workbook read it alike.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.ledger.headers import ALIASES, closest_fields, field_named, template_header
from workbook.values.drop_downs import DropDown
from workbook.values.headers import normalised
from workbook.values.refusals import HeaderError
from workbook.values.text import plain

if TYPE_CHECKING:
    from workbook.reading.sheets import RawBook

COLUMNS, TODO, FAULTS, COPY = "列识别", "今日待办", "台账体检", "时限列副本"
COLUMNS_HEADERS = ("字段", "识别到的列", "位置", "改为（从列表选，也可自己填）")
UNRECOGNISED = "（没有认出）"
"""Stands for the field of a column that nobody recognised."""

_OFFERED, _LISTED = 8, 50
_OWN = re.compile(rf"({COLUMNS}|{TODO}|{FAULTS}|{COPY})(_[0-9]+)?")
_FIELDS = {template_header(field): field for field in ALIASES}


def is_own_sheet(name: str) -> bool:
    """Tell whether a button makes a sheet of this name: 今日待办, or 今日待办_2 beside another."""
    return _OWN.fullmatch(name) is not None


def pins_of(book: "RawBook") -> Mapping[str, str]:
    """Give field → header for every row of 列识别 that a person has filled in."""
    rows = book.load(COLUMNS).rows if COLUMNS in book.visible else ()
    start = next((i for i, row in enumerate(rows) if _is_head(row)), None)
    if start is None:
        return {}
    pins: dict[str, str] = {}
    for row in rows[start + 1 :]:
        name, header, _, wanted = map(plain, row[:4])
        if not wanted:
            continue
        field = field_named(wanted) if name == UNRECOGNISED else _FIELDS.get(name)
        if field is None and name == UNRECOGNISED:
            raise HeaderError(f"「{COLUMNS}」中没有“{wanted}”这个字段，请从列表里选")
        if field is None:
            raise HeaderError(f"「{COLUMNS}」中没有“{name}”这个字段，请不要改动第一列")
        pinned = header if name == UNRECOGNISED else wanted
        if normalised(pins.setdefault(field, pinned)) != normalised(pinned):
            raise HeaderError(f"「{COLUMNS}」把“{template_header(field)}”指定了两次，请只留一个")
    return pins


def pins_in(path: Path) -> Mapping[str, str]:
    """Give what `pins_of` gives of a file that is no ledger: the list that ``check`` makes.

    Raises the refusals of `open_book`, and HeaderError where there is no 列识别 in it.
    """
    from workbook.reading.sheets import open_book  # noqa: PLC0415 - only where a file is named

    book = open_book(path)
    if COLUMNS not in book.visible:
        raise HeaderError(f"{path.name}：没有工作表「{COLUMNS}」；请用 jsjb check --out 生成一份")
    return pins_of(book)


def columns_table(
    seen: Mapping[str, tuple[str, str]], unknown: Mapping[str, str], mine: Mapping[str, str]
) -> tuple[list[tuple[str, ...]], list[DropDown]]:
    """Give the rows of 列识别 and what each offers under 改为.

    A column that nobody recognised is offered the fields closest to it, a field those columns.
    ``seen``: field → header and address; ``unknown``: header → address; ``mine``: the pins there.
    """
    strange = list(unknown.items())[:_LISTED]
    rows: list[tuple[str, ...]] = [(UNRECOGNISED, header, at, "") for header, at in strange]
    lists = [
        DropDown(range(i, i + 1), 4, tuple(map(template_header, closest_fields(header, _OFFERED))))
        for i, (header, _) in enumerate(strange)
    ]
    if strange:
        fields = range(len(rows), len(rows) + len(ALIASES))
        lists.append(DropDown(fields, 4, range(len(rows)), "B"))
    rows += [
        (template_header(field), *seen.get(field, ("", "")), mine.get(field, ""))
        for field in ALIASES
    ]
    return rows, lists


def _is_head(row: Sequence[object]) -> bool:
    """Tell the header row, whose last words have changed once."""
    cells = [plain(cell) for cell in row[: len(COLUMNS_HEADERS)]]
    return cells[:3] == list(COLUMNS_HEADERS[:3]) and cells[3:] != [] and cells[3][:2] == "改为"
