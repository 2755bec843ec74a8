"""Text as people type it into cells: what counts as blank, what must be masked or kept as text."""

import datetime as dt
import re
import unicodedata

from workbook.values.personal import hidden_digits, names_a_person

BLANKS = frozenset({"", "不详", "—", "-", "/"})
"""Texts that mean "nothing entered", after `normal`."""

UNCOMPUTED = "#未计算"
"""Stands for a formula that was saved without its result."""

FAULTS = frozenset(
    {
        UNCOMPUTED,
        "#N/A",
        "#DIV/0!",
        "#REF!",
        "#NAME?",
        "#VALUE!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)
"""What a spreadsheet program shows where a formula failed."""


class Fault(str):
    """A cell that holds an error, or a formula without a result; its text is what is shown."""

    __slots__ = ()


_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def normal(text: str) -> str:
    """Give text in NFKC, runs of white space as one space, invisible marks and ends removed."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", text).strip()


def is_blank(value: object) -> bool:
    """Tell whether a cell says nothing: empty, spaces, 不详, —, - or / (rules 2)."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    # a blank word is at most two characters, so long text need not be normalised
    stripped = value.strip()
    return len(stripped) <= 4 and normal(stripped) in BLANKS


def plain(value: object) -> str:
    """Give a cell's value as the text a person sees, stripped; blank cells give "".

    Whole numbers lose the ``.0`` that spreadsheet readers add.
    """
    if isinstance(value, str):
        return "" if is_blank(value) else value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def as_text(value: object) -> str:
    """Give a value as text that may stand in an .xlsx cell: nothing a workbook cannot hold.

    The text is *not* altered to disarm formulas; write it with `put_text`, which keeps it text.
    """
    text = value if isinstance(value, str) else plain(value)
    return _ILLEGAL.sub("", text)[:32767]


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet program could take the text for a formula (rules 8)."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def masked(text: str) -> str:
    """Hide phone numbers and ID-like numbers in free text: 138****1234 (rules 8)."""
    while shown := hidden_digits(text):
        text = "".join(shown.get(place, char) for place, char in enumerate(text))
    return text


def shown_case(number: str) -> str:
    """Give a case number as outputs show it: as typed, unless it names a person (rules 8).

    Case numbers are long runs of digits themselves, so `masked` would hide too many.
    """
    return masked(number) if names_a_person(number) else number
