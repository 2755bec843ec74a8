"""Telling that two cases name the same phone, without keeping any number (rules 8)."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbook.values.text import is_blank, plain

NO_PHONE, UNUSABLE = -1, -2
"""What stands for a blank phone, and for one that is masked, a fragment or a filler as 000…"""

_WHOLE = re.compile(r"0?(?P<mobile>1[3-9]\d{9})|(?:0[1-9]\d{1,2})?[2-9]\d{6,7}|[48]00\d{7}|\d{13,}")
"""A mobile, a landline of seven or eight digits, 400 and 800; longer: with extension, or two."""
_MASK = re.compile(r"[*xX✱＊●#]")
_COUNTRY = re.compile(r"\D*(?:\+|00)86")


def phone_digits(value: object) -> str:
    """Return a phone's digits; ``""`` for a blank cell, ``"?"`` where they name nobody."""
    if is_blank(value):
        return ""
    text = "".join(unicodedata.normalize("NFKC", plain(value)).split())
    country = _COUNTRY.match(text)
    digits = re.sub(r"\D", "", text[country.end() :] if country else text)
    whole = _WHOLE.fullmatch(digits)
    if _MASK.search(text) or whole is None or len(set(digits)) == 1:
        return "?"
    return whole["mobile"] or digits


def phone_keys(digits: Sequence[str]) -> NDArray[np.int64]:
    """Give each phone a number, equal for equal phones; the phones themselves are gone."""
    numbers = {phone: number for number, phone in enumerate(dict.fromkeys(digits))}
    numbers |= {"": NO_PHONE, "?": UNUSABLE}
    return np.array([numbers[phone] for phone in digits], dtype=np.int64)
