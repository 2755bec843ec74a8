"""One cell's value → time, yes/no, money; its address; escaping and masking on the way out."""

import re
from decimal import Decimal, InvalidOperation
from typing import Protocol

from workbook.values import addresses
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

YES = frozenset({"是", "有", "√", "✓", "1", "y", "yes", "true"})
NO = frozenset({"否", "无", "×", "0", "n", "no", "false"})

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


def yes_no(value: object, *, prefixes: bool = True) -> bool | None:
    """Read 是/否 in any spelling of rules 2; blank gives None, other text raises ValueError.

    ``prefixes``: whether 已… and 未… are read as 是 and 否.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if value in {0, 1}:
            return bool(value)
        raise ValueError(f"neither yes nor no: {value}")
    if is_blank(value):
        return None
    word = normal(str(value)).lower()
    if word in YES or (prefixes and word.startswith("已")):
        return True
    if word in NO or (prefixes and word.startswith("未")):
        return False
    raise ValueError(f"neither yes nor no: {value}")


def parse_money(value: object) -> Decimal:
    """Read an amount in yuan: a number, ``1,234.50``, ``¥1,234.50``, ``1234.5元``, full width.

    The amount is not rounded. A float is taken as the decimal it shows. Blank, anything else and
    amounts such as 万元 raise ValueError.
    """
    if isinstance(value, bool):
        raise ValueError(f"not an amount: {value}")
    if isinstance(value, int | float | Decimal):
        amount = Decimal(str(value))
    else:
        word = normal(plain(value)).replace(" ", "")
        word = re.sub(r"^(人民币|rmb|cny)", "", word, flags=re.IGNORECASE)
        word = re.sub(r"^([-+]?)[¥￥]", r"\1", word)
        word = re.sub(r"元整?$", "", word)
        if re.fullmatch(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", word):
            word = word.replace(",", "")
        if not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", word):
            raise ValueError(f"not an amount: {value}")
        try:
            amount = Decimal(word)
        except InvalidOperation:
            raise ValueError(f"not an amount: {value}") from None
    if not amount.is_finite():
        raise ValueError(f"not an amount: {value}")
    return amount


def put_text(cell: _Cell, value: object) -> None:
    """Write text into an openpyxl cell so that no program ever takes it for a formula (rules 8)."""
    text = as_text(value)
    cell.value = text
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True
