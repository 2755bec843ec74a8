"""A cell that now holds as text what was a number, or the reverse: formulas take it otherwise."""

from collections.abc import Iterator
from pathlib import Path

from macros_py.rules.signing.differences import Change
from macros_py.rules.signing.digest import canonical
from macros_py.signoff.seal import SHEET
from workbook.reading.sheets import open_book
from workbook.sealed.cells import said_cells


def kind_changes(signed: bytes, now: bytes) -> Iterator[Change]:
    """Yield each cell of a settlement that says the same as before as a value of another kind.

    Both are whole workbooks. What a formula gives is not looked at: its text decides that.
    """
    before, after = _typed(signed), _typed(now)
    for place, (value, is_text) in before.items():
        text, became_text = after.get(place, (value, is_text))
        if text == value and became_text != is_text:
            kinds = {True: f"{value}（文字）", False: f"{value}（数值）"}
            yield Change(place, "", kinds[is_text], kinds[became_text])


def _typed(raw: bytes) -> dict[str, tuple[str, bool]]:
    """Return each cell's value as it is sealed, and whether it is a text."""
    book = open_book(Path("结算.xlsx"), raw)
    return {
        f"{sheet}!{cell}": (canonical(value), isinstance(value, str))
        for sheet in (*book.visible, *book.hidden)
        if sheet != SHEET
        for cell, value, formula in said_cells(book, sheet)
        if value != "" and not formula
    }
