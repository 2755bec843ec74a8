"""What happens to A1 references when a row of a sheet is repeated."""

import re
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator

from workbook.values.addresses import split_sheet, unquoted

_CELL = re.compile(r"(\$?[A-Za-z]{1,3})(\$?)([1-9][0-9]*)\Z")
_ROW = re.compile(r"()(\$?)([1-9][0-9]*)\Z")

_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Row ``row`` of ``sheet`` is repeated: ``extra`` more rows like it follow it.

    Whatever stands below moves down by ``extra``. A range that ends on the row, or beyond it, grows
    to take the new rows in, so that a sum over a one-row list becomes the sum over the whole list.
    A single cell of the row stays what it is.
    """

    sheet: str
    row: int
    extra: int

    def moved(self, row: int) -> int:
        """Where a row that is named alone is found afterwards."""
        return row + self.extra if row > self.row else row

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where a range of rows is found afterwards."""
        return self.moved(first), last + self.extra if last >= self.row else last

    def formula(self, text: str, home: str, *, inside: bool = False) -> str:
        """Rewrite a formula (without ``=``) that stands on the sheet ``home``.

        For one that stands ``inside`` the row, a range along that very row does not grow.
        """
        return self._rewritten(text, home, kind="inside" if inside else "outside")

    def name(self, text: str, home: str = "") -> str:
        """Rewrite what a defined name stands for; a cell of the row becomes the whole list."""
        return self._rewritten(text, home, kind="name")

    def _rewritten(self, text: str, home: str, kind: str) -> str:
        if self._surely_elsewhere(text, home):
            return text
        return "".join(
            self._reference(piece, home, kind) if refers else piece
            for piece, refers in _pieces(text)
        )

    def _surely_elsewhere(self, text: str, home: str) -> bool:
        """Tell cheaply that no reference can be meant: another sheet, or only rows above."""
        if home != self.sheet and self.sheet.replace("'", "''") not in text:
            return True
        return all(int(number) < self.row for number in _NUMBER.findall(text))

    def _reference(self, text: str, home: str, kind: str) -> str:
        prefix, cells = split_sheet(text)
        if (unquoted(prefix) if prefix else home) != self.sheet:
            return text
        first, colon, last = cells.partition(":")
        pattern = _CELL if _CELL.match(first) else _ROW
        start, end = pattern.match(first), pattern.match(last or first)
        if start is None or end is None or (pattern is _ROW and not colon):
            return text  # a name, a whole column
        along = int(start[3]) == int(end[3]) == self.row
        if not colon and not (along and kind == "name"):
            rewritten = _at(start, self.moved(int(start[3])))
        elif along and kind == "inside":
            rewritten = cells
        else:
            top, bottom = self.span(int(start[3]), int(end[3]))
            rewritten = f"{_at(start, top)}:{_at(end, bottom)}"
        return f"{prefix}!{rewritten}" if prefix else rewritten


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """Split a formula into its tokens, each with whether it is a reference.

    A list that grows is followed by the same formulas again and again.
    """
    return tuple(
        (token.value, (token.type, token.subtype) == (Token.OPERAND, Token.RANGE))
        for token in Tokenizer("=" + text).items
    )


def copied(formula: str, rows: int) -> str:
    """Return the formula (without ``=``) as it reads when filled ``rows`` rows down."""
    return str(Translator("=" + formula, "A1").translate_formula(row_delta=rows, col_delta=0))[1:]


def expanded(formula: str, origin: str, target: str) -> str:
    """Return the formula (without ``=``) of a shared formula's ``origin`` as ``target`` has it."""
    return str(Translator("=" + formula, origin).translate_formula(target))[1:]


def _at(match: re.Match[str], row: int) -> str:
    return f"{match[1]}{match[2]}{row}"
