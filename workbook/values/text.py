"""Text as people type it into cells: what counts as blank, what must be masked or kept as text."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from workbook.values.personal import hidden_digits, names_a_person

BLANKS = frozenset({"", "不详", "—", "——", "-", "/", "N/A", "n/a"})
"""Texts that mean "nothing entered", as keys."""

NOTHING = "—"
"""Stands in an output where there is no figure."""

UNCOMPUTED = "#未计算"
"""Stands for a formula that was saved without its result."""

FAULT_CODES: Mapping[int, str] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
    0x2D: "#SPILL!",
    0x32: "#CALC!",
}
"""The numbers by which Excel knows its error values, in .xls and .xlsb as well."""

FAULTS = frozenset({UNCOMPUTED, *FAULT_CODES.values()})
"""What a spreadsheet program shows where a formula failed."""

_FORMAT_CHARACTERS = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Unicode's category Cf."""

_PHRASES = (("\ufdfa", "\ufdd0"), ("\ufdfb", "\ufdd1"))
"""Two Arabic signs that NFKC spells out, eighteen letters for one, and what no text may hold."""

_SPACES = re.compile(r"\s+")
_UNEVEN = ("\0 ", " \0", "  ", *"\t\n\v\f\r\x1c\x1d\x1e\x1f")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSEEN_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
_LONGEST_BLANK = 8


class Fault(str):
    """A cell that holds an error, or a formula without a result; its text is what is shown."""

    __slots__ = ()


class Masked(str):
    """Text in which no number that names a person is left, as every output takes it (rules 8).

    Only `masked`, `shown_case` and `shown` make it, where a text leaves a file.
    """

    __slots__ = ()


def is_fault(value: object) -> bool:
    """Tell whether a cell shows an error; in a .csv, where all is text, by its text."""
    return isinstance(value, Fault) or (isinstance(value, str) and value in FAULTS)


def key(text: str) -> str:
    """Give text as it is compared (rules 2): NFKC, no format characters, spaces folded."""
    if not text.isascii():
        for phrase, sign in _PHRASES:
            text = text.replace(phrase, sign)
        text = _FORMAT_CHARACTERS.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", text).strip()


def tight(text: str) -> str:
    """Give `key` without any space, for words and numbers in which spaces mean nothing."""
    return key(text).replace(" ", "")


def keys(texts: list[str]) -> list[str]:
    """Give `key` of every text, in one go where no text holds a NUL."""
    joined = "\0".join(texts)
    if joined.count("\0") >= len(texts) > 0:
        return [key(text.replace("\0", "?")) for text in texts]
    if joined.isascii() and not any(mark in f"\0{joined}\0" for mark in _UNEVEN):
        return texts
    return [part.strip() for part in key(joined).split("\0")]


def is_blank(value: object) -> bool:
    """Tell whether a cell says nothing: empty, spaces, 不详, —, -, / or N/A (rules 2)."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    # a blank word is short, so long text need not be looked at
    stripped = value.strip()
    return len(stripped) <= _LONGEST_BLANK and key(stripped) in BLANKS


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
    return _elapsed(value) if isinstance(value, dt.timedelta) else str(value)


def _elapsed(span: dt.timedelta) -> str:
    """``30:00:00``."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def as_text(value: object) -> str:
    """Give a value as text that may stand in an .xlsx cell: nothing a workbook cannot hold.

    The text is *not* altered to disarm formulas; write it with `put_text`, which keeps it text.
    """
    text = value if isinstance(value, str) else plain(value)
    return _ILLEGAL.sub("", text)[:32767]


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet program could take the text for a formula (rules 8)."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def put_text(cell: Any, value: object) -> None:
    """Write text into an openpyxl cell so that no program ever takes it for a formula (rules 8)."""
    text = as_text(value)
    cell.value = text
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True


def masked(text: str) -> Masked:
    """Hide phone numbers and ID-like numbers in free text: 138****1234 (rules 8)."""
    if isinstance(text, Masked):
        return text
    while shown := hidden_digits(text):
        text = "".join(shown.get(place, char) for place, char in enumerate(text))
    return Masked(text)


def shown_case(number: str) -> Masked:
    """Give a case number as outputs show it: as typed, unless it names a person (rules 8).

    Case numbers are long runs of digits themselves, so `masked` would hide too many.
    """
    return masked(number) if names_a_person(number) else Masked(number)


def visible(text: str) -> str:
    """Write what a reader of the text could not see, or what would steer a terminal.

    A line break becomes ``↵``; control, bidi and invisible characters become ``⟨U+200B⟩``.
    """
    if text.isprintable() and _UNSEEN_LETTERS.isdisjoint(text):
        return text
    return "".join(map(_visible, text.replace("\r\n", "\n")))


def shown(value: object, most: int = 80) -> Masked:
    """Give a cell as a Problem shows it: masked, unseen characters visible, at most so long."""
    return Masked(visible(masked(plain(value)))[:most])


def _visible(char: str) -> str:
    if char == "\n":
        return "↵"
    if char.isprintable() and char not in _UNSEEN_LETTERS:
        return char
    # spaces other than the common one are seen as spaces
    return char if unicodedata.category(char) == "Zs" else f"⟨U+{ord(char):04X}⟩"
