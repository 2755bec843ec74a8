"""Where a cell stands and how text is put into it; what a cell says, from the files beside."""

import re
from functools import cache
from typing import Protocol

from workbook.values import addresses
from workbook.values.amounts import parse_money
from workbook.values.text import (
    BLANKS,
    as_text,
    is_blank,
    looks_like_formula,
    masked,
    normal,
    plain,
)
from workbook.values.times import parse_dates, parse_time
from workbook.values.words import yes_no

__all__ = [
    "BLANKS",
    "address",
    "as_text",
    "column_number",
    "is_blank",
    "letters",
    "looks_like_formula",
    "masked",
    "normal",
    "parse_dates",
    "parse_money",
    "parse_time",
    "plain",
    "position",
    "put_text",
    "yes_no",
]

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")


class _Cell(Protocol):
    value: object
    data_type: str
    quotePrefix: bool  # noqa: N815  the name openpyxl gives it


def letters(column: int) -> str:
    """``1`` → ``A``, ``27`` → ``AA``; columns count from 1."""
    if column < 1:
        raise ValueError(f"columns count from 1, not {column}")
    return addresses.letters(column)


@cache
def column_number(name: str) -> int:
    """Give the number of a column: ``A`` → 1, ``AA`` → 27."""
    if not name:
        raise ValueError("a column name has at least one letter")
    if not all("A" <= letter <= "Z" for letter in name.upper()):
        raise ValueError(f"no column is called {name!r}")
    return addresses.number(name)


def address(row: int, column: int) -> str:
    """``(17, 4)`` → ``D17``; rows and columns count from 1."""
    if row < 1:
        raise ValueError(f"rows count from 1, not {row}")
    return f"{letters(column)}{row}"


def position(cell: str) -> tuple[int, int]:
    """``D17`` → ``(17, 4)``."""
    match = _ADDRESS.fullmatch(cell)
    if not match:
        raise ValueError(f"not a cell address: {cell!r}")
    return int(match[2]), column_number(match[1])


def put_text(cell: _Cell, value: object) -> None:
    """Write text into an openpyxl cell so that no program ever takes it for a formula (rules 8)."""
    text = as_text(value)
    cell.value = text
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True
