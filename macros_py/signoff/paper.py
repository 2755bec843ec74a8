"""A settlement workbook printed from what is sealed (rules 7)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from macros_py.rules.signing.digest import Line, canonical
from macros_py.rules.signing.log import DISPUTED, DRAFT, HALF, SIGNED, LogEntry, state_of
from macros_py.rules.signing.signers import OBJECTED, SIGNERS, VENDOR
from macros_py.rules.terms.errors import SignError
from macros_py.settlement.assembly import SheetFills
from macros_py.signoff.seal import CELLS, FORM, PLACES, SHEET, TERMS, VERSION, Seal, said
from macros_py.signoff.sealed_fills import PART, fill_lines, sealed_fills
from workbook.reading.sheets import open_book
from workbook.sealed.book import SealedBook
from workbook.sealed.own_package import parts_of
from workbook.values.refusals import TemplateError
from workbook.xlsx.filling.template import Fill, put_into

STATE, CODE, FORM_CODE = "单据_状态", "单据_核验码", "核验码"
ON_BILL, ON_FORM = "单据_签字_", "签字_"
_SIGNING = (STATE, CODE, FORM_CODE, ON_BILL, ON_FORM)
VENDORS = f"{ON_BILL}乙方"
_UNSIGNED = "年　　月　　日"
"""What stands where the vendor seals, which says so even where nobody has signed."""
_HEX = 32
_GROUP = 4


def digest_of(content: bytes) -> str:
    """Return SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def part_digests(raw: bytes) -> str:
    """Return ``NAME DIGEST`` of each part of a package, which only tell what differs."""
    return ";".join(f"{name} {digest_of(content)[:12]}" for name, content in parts_of(raw))


def code_of(content: str) -> str:
    """Return the 核验码 of a content digest: its first 32 digits in groups of four."""
    digits = content[:_HEX]
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def printed(seal: Seal, marks: Sequence[LogEntry], form: bytes) -> bytes:
    """Print a settlement: the same seal, marks and template give the same bytes.

    ``marks``: the signatures that it bears, and its revocation. Raises SignError for a seal that
    does not say what was printed, or of a release before there was a template for it.
    """
    state = state_of(marks, vendor=seal.needs_vendor)
    try:
        unsigned, forms = _unsigned(tuple(seal.part(PART).items()), form)
        book = SealedBook(unsigned)
        _sign(book, forms, _texts(marks, state, seal.digest))
    except (KeyError, ValueError, IndexError, TemplateError) as error:
        msg = "这份结算由另一版本的工具生成，本版本的模板放不下它的签认数据，不能重印"
        raise SignError(msg) from error
    book.hide(SHEET, seal.rows(marks))
    book.computed()
    if marks:
        book.recommend_reading_only()
    if state not in (DRAFT, HALF):
        book.lock()
    return book.to_bytes()


def sealed(
    terms: Mapping[str, str],
    others: Iterable[Line],
    cells: Mapping[tuple[str, str], str],
    fills: SheetFills,
    form: bytes,
) -> Seal:
    """Seal a settlement: its terms, inputs and results, and every cell that it will show.

    ``terms``: what the quarter is, as ``Seal.quarter`` and ``as_of`` read it.
    """
    own = {"版本": VERSION, FORM: digest_of(form), **terms}
    filled = list(fill_lines(fills))
    unsigned, _ = _unsigned(tuple((line.key, line.value) for line in filled), form)
    places = _places(SealedBook(unsigned))
    shown = said(open_book(Path("结算.xlsx"), unsigned))
    lines = [
        *(Line(TERMS, name, value) for name, value in own.items()),
        *(*others, *filled),
        *(line for line in shown if line.part != CELLS or line.key not in places),
        *(Line(PLACES, cell, what) for cell, what in places.items()),
    ]
    return Seal(tuple(lines), cells)


def signed_cells(seal: Seal, marks: Sequence[LogEntry], content: str) -> dict[str, str]:
    """Return what the cells of a signed settlement say that signing fills in.

    ``content``: the digest that was signed. A signature that ``marks`` lack, since its entry was
    edited, is not looked at.
    """
    state = DISPUTED if any(entry.what == OBJECTED for entry in marks) else SIGNED
    texts = _texts(marks, state, content)
    places = seal.part(PLACES)
    return {cell: canonical(texts[what]) for cell, what in places.items() if what in texts}


@lru_cache(maxsize=1)
def _unsigned(part: tuple[tuple[str, str], ...], form: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Fill the template; returns the workbook as nobody signed it, and the titles of its forms.

    Whoever seals, signs or verifies prints the same settlement again with other signatures.
    """
    book, fills = SealedBook(form), sealed_fills(dict(part))
    fills.fill(book)
    return book.to_bytes(), tuple(title for title, _ in fills.forms)


def _sign(book: SealedBook, forms: Iterable[str], texts: Mapping[str, str]) -> None:
    """Fill in what signing adds: on 结算单 and on each form."""
    of_form = {name: text for name, text in texts.items() if name.startswith((FORM_CODE, ON_FORM))}
    of_bill = {name: text for name, text in texts.items() if name not in of_form}
    put_into(book, [(title, Fill(of_form)) for title in forms], Fill(of_bill))


def _places(book: SealedBook) -> dict[str, str]:
    """Return the cells that signing fills in, each with the name that it has in the template."""
    names = [name for name in book.names.values() if name.name.startswith(_SIGNING)]
    places = ((book.cell_of(name.name, name.scope), name.name) for name in names)
    return {"!".join(place): name for place, name in places if place is not None}


def _texts(marks: Sequence[LogEntry], state: str, content: str) -> dict[str, str]:
    """Return what signing fills in, by the names of the template."""
    code = f"核验码：{code_of(content)}"
    texts = {STATE: f"签认状态：{state}", CODE: code, FORM_CODE: code, VENDORS: _UNSIGNED}
    for entry in marks:
        if entry.what in VENDOR:
            said = f"{entry.what}：{entry.values['姓名']}　{_day(entry)}"
            texts[VENDORS] = f"{said}\n\n{_UNSIGNED}"
        if entry.what in SIGNERS:
            said = f"电子签认：{entry.values['姓名']}　{_day(entry)}"
            texts[f"{ON_FORM}{entry.what}"] = said
            texts[f"{ON_BILL}{entry.what}"] = f"签字：\n\n{said}"
    return texts


def _day(entry: LogEntry) -> str:
    time = entry.time
    return f"{time.year}年{time.month}月{time.day}日" if time else ""
