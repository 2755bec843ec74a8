"""Amounts, one grammar for every place that takes one: a cell, a setting, a formula."""

import re
from decimal import Decimal

from workbook.values.text import key, plain

MOST_DIGITS = 20
"""Digits before the point, and twice as many behind it, that an amount may have."""

EXACT_DIGITS = 15
"""A spreadsheet number holds no more digits; what comes behind them is not the person's."""

_CURRENCY = re.compile(r"^([-+]?)(?:人民币|rmb|cny)?([-+]?)[¥￥]?", re.IGNORECASE)
_LOOSE = re.compile(r"(?<![0-9]) | (?![0-9])")
"""A space that stands between no two digits."""
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(\.[0-9]+)?")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def as_shown(number: float) -> Decimal:
    """Return a cell's number with the digits that a spreadsheet program shows of it."""
    return Decimal(f"{number:.{EXACT_DIGITS}g}")


def parse_money(value: object) -> Decimal:
    """Read an amount in yuan: a number, ``1,234.50``, ``¥1,234.50``, ``1234.5元``, full width.

    The amount is not rounded. A float is taken as the decimal it shows. Blank, anything else, more
    digits than any amount has, and amounts such as 万元 raise ValueError.
    """
    if isinstance(value, bool):
        raise ValueError(f"not an amount: {value}")
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        raise ValueError("not an amount: too many digits")
    if isinstance(value, int | float | Decimal):
        amount = Decimal(str(value))
    else:
        word = plain(value)
        word = _LOOSE.sub("", key(word)) if len(word) <= 4 * MOST_DIGITS else ""
        word = re.sub(r"元整?$", "", _CURRENCY.sub(r"\1\2", word, count=1))
        if _GROUPED.fullmatch(word):
            word = word.replace(",", "").replace(" ", "")
        if not _NUMBER.fullmatch(word):
            raise ValueError(f"not an amount: {str(value)[:80]}")
        amount = Decimal(word)
    if not amount.is_finite() or not _holds(amount):
        raise ValueError(f"not an amount: {str(value)[:80]}")
    return amount


def _holds(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    shallow = isinstance(exponent, int) and exponent >= -2 * MOST_DIGITS
    return not amount or (shallow and amount.adjusted() < MOST_DIGITS)
