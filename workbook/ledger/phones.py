"""Telling that two cases name the same phone, without keeping any number (rules 8)."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbook.values.text import is_blank, plain

NO_PHONE, UNUSABLE = -1, -2
"""What stands for a blank phone, and for one that is masked, short or a filler such as 000…"""

_FEWEST = 7
_MASK = re.compile(r"[*xX✱＊●#]")
_COUNTRY = re.compile(r"(?:\+|00)86")


def phone_digits(value: object) -> str:
    """Return a phone's digits; ``""`` for a blank cell, ``"?"`` where they name nobody."""
    if is_blank(value):
        return ""
    text = "".join(unicodedata.normalize("NFKC", plain(value)).split())
    digits = re.sub(r"\D", "", _COUNTRY.sub("", text, count=1))
    if _MASK.search(text) or len(digits) < _FEWEST or len(set(digits)) == 1:
        return "?"
    return digits


def phone_keys(digits: Sequence[str]) -> NDArray[np.int64]:
    """Give each phone a number, equal for equal phones; the phones themselves are gone."""
    numbers = {phone: number for number, phone in enumerate(dict.fromkeys(digits))}
    numbers |= {"": NO_PHONE, "?": UNUSABLE}
    return np.array([numbers[phone] for phone in digits], dtype=np.int64)
