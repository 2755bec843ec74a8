"""What a settlement workbook carries on its hidden sheet 签认数据: all that is signed (rules 7).

Rows are (部分, 键, 值, 单元格); the digest covers the first three. 单元格 says where an input
stood, so that a change can be named; the rows of 摘要 and 签认 come after the content.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from macros_py.rules.signing.differences import Change, Entry
from macros_py.rules.signing.digest import EXACT_DIGITS, Line, canonical, digest
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import Quarter
from macros_py.signoff.log import Log, LogEntry
from macros_py.signoff.places import STATE, places, signature_text, state_text
from macros_py.signoff.register import REVOKED
from workbook.ledger.own_books import SEAL
from workbook.sealed.book import SealedBook
from workbook.sealed.presentation import presented
from workbook.values.text import masked

SHEET = SEAL
HEADER = ("部分", "键", "值", "单元格")
TERMS, CELLS, FORMULAS, LOOKS = "约定", "单元格", "公式", "版式"
PLACES, RESULTS = "签字栏", "结果"
DIGEST, SIGNED = "摘要", "签认"
VERSION = "2"
"""Seals of version 1 say nothing of 版式."""
_COMPUTED_DIGITS = 12
"""Two programs' results of one formula agree in so many digits."""
KEY_DIGEST = "校验键摘要"
_PINS = "列映射/"
_PREFIX = re.compile(r"_xl(fn|ws|pm)\.")


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature or revocation as the settlement itself bears it; ``own`` is its log entry's."""

    what: str
    own: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows, canonical, and its formula; not ``computed``: saved without result."""

    text: str
    formula: str = ""
    computed: bool = True


@dataclass(frozen=True)
class Seal:
    """The signed content. ``places`` maps (part, key) of an input to the cell where it stood.

    ``declared`` is the digest as the sheet states it.
    """

    lines: tuple[Line, ...]
    places: Mapping[tuple[str, str], str]
    declared: str
    marks: tuple[Mark, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The digest of the content as it stands there."""
        return digest(self.lines)

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[str, str]]:
        parts: dict[str, dict[str, str]] = {}
        for part, key, value in self.lines:
            parts.setdefault(part, {})[key] = value
        return parts

    def part(self, name: str) -> Mapping[str, str]:
        """Return key → value of a part."""
        return self._parts.get(name, {})

    @cached_property
    def quarter(self) -> Quarter:
        """The quarter that is settled; raises SignError when the sheet does not say."""
        terms = self.part(TERMS)
        try:
            days = (date.fromisoformat(terms[name]) for name in ("起", "止"))
            return Quarter(int(terms["季度"]), *days)
        except (KeyError, ValueError):
            raise SignError(f"工作表「{SHEET}」不完整，无法核验") from None

    @property
    def as_of(self) -> datetime:
        """The moment that counted as now."""
        return datetime.fromisoformat(self.part(TERMS)["截至"])

    @property
    def pins(self) -> Mapping[str, str]:
        """The columns that were pinned for this settlement, field → header."""
        terms = self.part(TERMS)
        return {k.removeprefix(_PINS): v for k, v in terms.items() if k.startswith(_PINS)}

    @property
    def revoked(self) -> bool:
        """Whether the file itself bears its revocation."""
        return any(mark.what == REVOKED for mark in self.marks)

    @property
    def signature_cells(self) -> tuple[str, ...]:
        """The cells that signing fills in, that of the state among them."""
        return tuple(self.part(PLACES))

    @property
    def state_cells(self) -> tuple[str, ...]:
        """The cells that say how far signing has come."""
        return tuple(cell for cell, role in self.part(PLACES).items() if role == STATE)

    def key_among(self, keys: Iterable[str]) -> str:
        """Return the secret that the content was sealed with, ``""`` when it is none of these."""
        wanted = self.part(TERMS).get(KEY_DIGEST, "")
        return next((key for key in keys if key_digest(key) == wanted), "")

    def entries(self, sheet: str) -> Iterator[Entry]:
        """Yield the records of an input sheet as they were signed."""
        records: dict[str, dict[str, str]] = {}
        for key, value in self.part(sheet).items():
            number, _, name = key.partition("/")
            records.setdefault(number, {})[name] = value
        for number, values in records.items():
            cells = {name: self.places.get((sheet, f"{number}/{name}"), sheet) for name in values}
            yield Entry(sheet, values, cells)

    def expected(self, signatures: Iterable[LogEntry], state: str) -> dict[str, str]:
        """Return what each cell says once these have signed."""
        cells = dict(self.part(CELLS))
        names = {entry.values["角色"]: entry for entry in signatures}
        for cell, role in self.part(PLACES).items():
            if role == STATE:
                cells[cell] = state_text(state)
            elif role in names:
                entry = names[role]
                day = date.fromisoformat(entry.values["时间"][:10])
                text = signature_text(cells.get(cell, ""), entry.values["姓名"], day)
                cells[cell] = canonical(text)
        return cells

    def changes(self, book: SealedBook, expected: Mapping[str, str]) -> Iterator[Change]:
        """Yield each cell of the workbook that is not as expected, or not shown as it was.

        A formula counts by its text and its result; by its text alone where a program saved none.
        """
        gone = {cell.rpartition("!")[0] for cell in self.part(CELLS)} - set(book.sheets)
        for sheet in sorted(gone):
            yield Change(sheet, "", "工作表", "（已删除或改名）")
        changed = list(self._cell_changes(book, expected))
        yield from (change for change in changed if change.cell.rpartition("!")[0] not in gone)
        if self.part(TERMS).get("版本") != "1":
            named = gone | {change.cell for change in changed}
            for change in self._look_changes(book):
                whole = change.cell.partition(" ")[0]
                if whole not in named and whole.partition("!")[0] not in gone:
                    yield change
        yield from _beside(book)

    def _cell_changes(self, book: SealedBook, expected: Mapping[str, str]) -> Iterator[Change]:
        formulas, actual = self.part(FORMULAS), dict(said_cells(book))
        for cell in {**expected, **formulas, **actual}:
            now = actual.get(cell, Shown(""))
            before, formula = expected.get(cell, ""), formulas.get(cell, "")
            if now.computed and before != now.text:
                yield Change(cell, "", before, now.text)
            elif now.formula != formula:
                yield Change(cell, "", _either(before, formula), _either(now.text, now.formula))

    def _look_changes(self, book: SealedBook) -> Iterator[Change]:
        signed, now = self.part(LOOKS), dict(presented(book, SHEET))
        for place in {**signed, **now}:
            before, after = signed.get(place, ""), now.get(place, "")
            if before != after:
                yield Change(place, LOOKS, before, after)

    def content_in(self, log: Log) -> str:
        """Return the digest under which the log knows this content, ``""`` for none.

        The hidden sheet may have been tampered with: what it states and what its signatures were
        put under count as well.
        """
        known = {own: entry.values["内容摘要"] for own, entry in log.owns.items()}
        stated = (self.digest, self.declared, *(known.get(mark.own, "") for mark in self.marks))
        return next((content for content in stated if content in known.values()), "")

    def signed_by(self, marks: Iterable[Mark]) -> "Seal":
        """Return the same content with these marks."""
        return replace(self, marks=tuple(marks))

    def write(self, book: SealedBook) -> None:
        """Put the hidden sheet into a workbook."""
        rows = [HEADER]
        rows += [(*line, self.places.get((line.part, line.key), "")) for line in self.lines]
        rows.append((DIGEST, "SHA-256", self.declared, ""))
        rows += [(SIGNED, mark.what, mark.own, "") for mark in self.marks]
        book.hide(SHEET, rows)


def make_seal(
    book: SealedBook,
    terms: Mapping[str, str],
    inputs: Iterable[Entry],
    others: Iterable[Line],
) -> Seal:
    """Make the seal of a finished settlement: its inputs, all other lines, and its own cells.

    ``terms``: what the quarter is, as ``Seal.quarter`` and ``as_of`` read it.
    """
    lines = [Line(TERMS, name, value) for name, value in terms.items()]
    cells: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    for entry in sorted(inputs, key=lambda entry: (entry.sheet, entry.order)):
        number = counts[entry.sheet] = counts.get(entry.sheet, 0) + 1
        for name, value in entry.values.items():
            lines.append(Line(entry.sheet, f"{number}/{name}", value))
            cells[entry.sheet, f"{number}/{name}"] = masked(entry.cells.get(name, entry.first_cell))
    lines += others
    for cell, shown in said_cells(book):
        lines.append(Line(CELLS, cell, shown.text))
        if shown.formula:
            lines.append(Line(FORMULAS, cell, shown.formula))
    lines += [Line(PLACES, cell, role) for cell, role in places(book, SHEET).items()]
    lines += [Line(LOOKS, place, look) for place, look in presented(book, SHEET)]
    return Seal(tuple(lines), cells, digest(lines))


def key_digest(key: str) -> str:
    """Return what a seal says of the secret, which it does not give away."""
    return hashlib.sha256(key.encode()).hexdigest()


def pin_terms(pins: Mapping[str, str]) -> dict[str, str]:
    """Return pinned columns as terms."""
    return {f"{_PINS}{field}": header for field, header in pins.items()}


def said_cells(book: SealedBook) -> Iterator[tuple[str, "Shown"]]:
    """Yield each filled cell's address with what it shows."""
    for sheet in book.sheets:
        for cell, said in book.said(sheet).items() if sheet != SHEET else ():
            digits = _COMPUTED_DIGITS if said.formula else EXACT_DIGITS
            text = canonical(said.value, digits) if said.computed else ""
            if text or said.formula:
                yield f"{sheet}!{cell}", Shown(text, _plain(said.formula), computed=said.computed)


def _plain(formula: str) -> str:
    """Drop what programs write differently in one formula: line breaks and function prefixes."""
    return canonical(_PREFIX.sub("", formula)).replace("\n", "")


def _either(text: str, formula: str) -> str:
    return f"公式 ={formula}" if formula else text


def _beside(book: SealedBook) -> Iterator[Change]:
    """Yield what somebody wrote beside the rows of the hidden sheet, and that it can be seen."""
    for cell, text in book.beside(SHEET, len(HEADER)):
        yield Change(f"{SHEET}!{cell}", "", "", canonical(text))
    if book.states[SHEET] == "visible":
        yield Change(SHEET, LOOKS, "隐藏", "")


def read_seal(book: SealedBook, label: str) -> Seal:
    """Read the hidden sheet; raises SignError when the workbook has none."""
    if SHEET not in book.sheets:
        raise SignError(
            f"{label}：没有「{SHEET}」，不是可签认的验收结算；请用 jsjb settle 重新生成"
        )
    lines, cells, marks, declared = [], {}, [], ""
    for row in list(book.rows(SHEET))[1:]:
        part, key, value = (canonical(row.get(letter, "")) for letter in "ABC")
        if part == DIGEST:
            declared = value
        elif part == SIGNED:
            marks.append(Mark(key, value))
        else:
            lines.append(Line(part, key, value))
            if row.get("D"):
                cells[part, key] = row["D"]
    return Seal(tuple(lines), cells, declared, tuple(marks))
