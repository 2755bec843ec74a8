"""The canonical form of what is signed, and SHA-256 over it (rules 7).

Signed content is a set of lines (part, key, value), all text. The digest does not depend on their
order, on fonts and widths, or on how a spreadsheet program writes a number or a line break.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

EXACT_DIGITS = 15
"""A spreadsheet number holds no more; what follows is not the person's."""


_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What a cell cannot hold, whatever program writes it."""


_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
"""Fillers that count as letters and show nothing."""


_as_json = json.JSONEncoder(ensure_ascii=False).encode


class Line(NamedTuple):
    """One value that is signed: the part of the content, its key there, its canonical text."""

    part: str
    key: str
    value: str


def canonical(value: object, digits: int = EXACT_DIGITS) -> str:
    """Write a value so that equal values are equal texts.

    Numbers are plain decimals of at most ``digits`` significant digits, dates and times ISO, yes/no
    是 and 否, None is blank; text is NFC with plain line breaks, without blank ends and what no
    cell can hold. Raises TypeError for any other type.
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "是" if value else "否"
        case str():
            plain = value.replace("\r\n", "\n").replace("\r", "\n")
            text = unicodedata.normalize("NFC", _UNSTORABLE.sub("", plain)).strip()
        case datetime():
            text = value.isoformat(timespec="seconds")
        case date() | time():
            text = value.isoformat()
        case timedelta():
            text = str(value)
        case Fraction() | int():
            text = str(value)
        case float() | Decimal():
            number = Decimal(f"{value:.{digits}g}")
            text = format(number.normalize(), "f") if number else "0"
        case _:
            raise TypeError(type(value).__name__)
    return text


def flattened(part: str, value: object, path: str = "") -> Iterable[Line]:
    """Yield a line for each leaf of plain data: dictionaries by key, lists by place from 1."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flattened(part, inner, f"{path}/{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value, 1):
            yield from flattened(part, inner, f"{path}/{place}")
    else:
        yield Line(part, path, canonical(value))


def digest(lines: Iterable[Line]) -> str:
    """Return SHA-256 over the lines in hex; a line that stands there twice counts twice."""
    texts = sorted(_as_json(line) for line in lines)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def chained(fields: Sequence[str], previous: str) -> str:
    """Return the digest of a log entry, which holds that of the entry before it."""
    return hashlib.sha256(_as_json([*fields, previous]).encode()).hexdigest()


def same_person(one: str, other: str) -> bool:
    """Tell whether two names mean one person: only their letters count, in any width and case."""
    return letters_of(one) == letters_of(other)


def letters_of(name: str) -> str:
    """Return the letters and digits of a name that can be seen."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if char.isalnum() and char not in _BLANK_LETTERS)
