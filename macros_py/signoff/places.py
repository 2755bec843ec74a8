"""Where a settlement workbook is signed, and what stands there then; found by their labels."""

from collections.abc import Mapping
from datetime import date

from macros_py.signoff.log import ROLES
from workbook.sealed.book import SealedBook

STATE = "状态"
_STATE_LABEL = "签认状态："
_LABELS: Mapping[str, str] = {
    f"{before}{role}{after}": role
    for role in ROLES
    for before in ("", "甲方")
    for after in ("", "签字")
}


def places(book: SealedBook, without: str) -> dict[str, str]:
    """Return the full address of each signature line with its role, and that of the state.

    ``without``: a sheet that is not looked at.
    """
    found = {}
    for sheet in book.sheets:
        for cell, said in book.said(sheet).items() if sheet != without else ():
            text = "".join(str(said.value).split())
            if text in _LABELS:
                found[f"{sheet}!{book.right_of(sheet, cell)}"] = _LABELS[text]
            elif text.startswith(_STATE_LABEL):
                found[f"{sheet}!{cell}"] = STATE
    return found


def state_text(state: str) -> str:
    """``签认状态：已签认``."""
    return f"{_STATE_LABEL}{state}"


def signature_text(blank: str, name: str, day: date) -> str:
    """Return a signature line with name and date, laid out like the blank line."""
    written = f"{day.year}年{day.month}月{day.day}日"
    if blank.startswith("签字"):
        return f"签字：{name}\n\n　　　　　　{written}"
    return f"{name}　　{written}"
