"""Cell references: letters and numbers, sheets, rectangles."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")


@cache
def letters(column: int) -> str:
    """``28`` → ``AB``; columns count from 1."""
    if column < 1:
        raise ValueError(f"columns count from 1, not {column}")
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def column_number(name: str) -> int:
    """``AB`` → ``28``."""
    value = 0
    for letter in name.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no column is called {name!r}")
        value = value * 26 + ord(letter) - 64
    if not value:
        raise ValueError("a column name has at least one letter")
    return value


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


def split_sheet(text: str) -> tuple[str, str]:
    """Split ``'结算 单'!$A$1`` into the sheet as written, or an empty text, and the cells."""
    prefix, mark, cells = text.rpartition("!")
    return (prefix, cells) if mark else ("", text)


def unquoted(sheet: str) -> str:
    """Return the plain sheet name of a reference's prefix."""
    if sheet.startswith("'") and sheet.endswith("'"):
        return sheet[1:-1].replace("''", "'")
    return sheet


def quoted(sheet: str) -> str:
    """Return the sheet name as a reference's prefix, always in quotes."""
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, 1-based, both corners included."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """``A1:AD500`` or ``A1``; None for anything else."""
        found = _AREA.fullmatch(text.strip())
        if found is None:
            return None
        first, top, last, bottom = found.groups()
        left, right = sorted((column_number(first), column_number(last or first)))
        top, bottom = sorted((int(top), int(bottom or top)))
        if not 1 <= left <= right <= MAX_COLUMN or not 1 <= top <= bottom <= MAX_ROW:
            return None
        return cls(left, top, right, bottom)

    def __str__(self) -> str:
        start = f"{letters(self.left)}{self.top}"
        if (self.left, self.top) == (self.right, self.bottom):
            return start
        return f"{start}:{letters(self.right)}{self.bottom}"

    def union(self, other: Self) -> Self:
        """Return the smallest rectangle around both."""
        return replace(
            self,
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )

    def meets(self, other: Self) -> bool:
        """Tell whether the two have a cell in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def lengthened(self, bottom: int) -> Self:
        """Return the rectangle down to another last row."""
        return replace(self, bottom=bottom)

    def widened(self, right: int) -> Self:
        """Return the rectangle up to another last column."""
        return replace(self, right=right)
