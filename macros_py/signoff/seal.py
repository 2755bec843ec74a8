"""What a settlement workbook carries on its hidden sheet 签认数据: all that is signed (rules 7).

Rows are (部分, 键, 值, 单元格); the digest covers the first three. 单元格 says where an input
stood, so that a change can be named; the rows of 摘要 and 签认 come after the content.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from macros_py.rules.signing.differences import Change, Entry
from macros_py.rules.signing.digest import EXACT_DIGITS, Line, canonical, digest
from macros_py.rules.signing.log import CONTENT, REVOKED, Log
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import Quarter
from workbook.evaluation.sheets import SETTINGS
from workbook.ledger.own_books import SEAL
from workbook.sealed.book import SealedBook
from workbook.values.addresses import split_sheet, unquoted
from workbook.values.text import masked

SHEET = SEAL
HEADER = ("部分", "键", "值", "单元格")
TERMS, CELLS, FORMULAS, NAMES = "约定", "单元格", "公式", "名称"
PLACES, RESULTS, DIGEST, SIGNED = "签字栏", "结果", "摘要", "签认"
VERSION, FORM, KEY_DIGEST = "3", "模板", "校验键摘要"
"""A settlement of another version has a seal that this one cannot read."""
_COMPUTED_DIGITS = 12
"""Two programs' results of one formula agree in so many digits."""
_PINS = "列映射/"
_PREFIX = re.compile(r"_xl(fn|ws|pm)\.")


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature or revocation as the settlement itself bears it."""

    what: str
    digest: str


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

    @property
    def terms(self) -> Mapping[str, str]:
        """What the settlement is of: quarter, as-of, version, the template's digest."""
        return self.part(TERMS)

    @cached_property
    def quarter(self) -> Quarter:
        """The quarter that is settled; raises SignError when the sheet does not say."""
        try:
            days = (date.fromisoformat(self.terms[name]) for name in ("起", "止"))
            return Quarter(int(self.terms["季度"]), *days)
        except (KeyError, ValueError):
            raise SignError(f"工作表「{SHEET}」不完整，无法核验") from None

    @property
    def as_of(self) -> datetime:
        """The moment that counted as now."""
        return datetime.fromisoformat(self.terms["截至"])

    @property
    def pins(self) -> Mapping[str, str]:
        """The columns that were pinned for this settlement, field → header."""
        return {k.removeprefix(_PINS): v for k, v in self.terms.items() if k.startswith(_PINS)}

    @property
    def needs_vendor(self) -> bool:
        """Whether the vendor must sign as well: setting 乙方确认 as it was sealed."""
        return any(entry.values.get("乙方确认") == "需要" for entry in self.entries(SETTINGS))

    @property
    def revoked(self) -> bool:
        """Whether the file itself bears its revocation."""
        return any(mark.what == REVOKED for mark in self.marks)

    def key_among(self, keys: Iterable[str]) -> str:
        """Return the secret that the content was sealed with, ``""`` when it is none of these."""
        wanted = self.terms.get(KEY_DIGEST, "")
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

    def changes(self, book: SealedBook, signed: Mapping[str, str]) -> Iterator[Change]:
        """Yield each cell, formula and name of a workbook that is not as it was sealed.

        ``signed``: what the cells say that signing fills in. A formula counts by its text and its
        result; by its text alone where a program saved none.
        """
        expected = {**self.part(CELLS), **signed}
        gone = {cell.rpartition("!")[0] for cell in expected} - set(book.sheets)
        for sheet in sorted(gone):
            yield Change(sheet, "", "工作表", "（已删除或改名）")
        formulas, actual = self.part(FORMULAS), dict(said_cells(book))
        for cell in {**expected, **formulas, **actual}:
            now = actual.get(cell, _NOTHING)
            before, formula = expected.get(cell, ""), formulas.get(cell, "")
            unknown = cell in self.part(PLACES) and cell not in signed
            if unknown or cell.rpartition("!")[0] in gone:
                continue
            if now.computed and before != now.text:
                yield Change(cell, "", before, now.text)
            elif now.formula != formula:
                yield Change(cell, "", _either(before, formula), _either(now.text, now.formula))
        names, now_named = self.part(NAMES), dict(_names(book))
        for name in {**names, **now_named}:
            if names.get(name, "") != now_named.get(name, ""):
                yield Change(f"名称 {name}", "", names.get(name, ""), now_named.get(name, ""))

    def content_in(self, log: Log) -> str:
        """Return the digest under which the log knows this content, ``""`` for none.

        The hidden sheet may have been tampered with: what it states and what its signatures were
        put under count as well.
        """
        known = {mark: entry.values[CONTENT] for mark, entry in log.marks.items()}
        stated = (self.digest, self.declared, *(known.get(mark.digest, "") for mark in self.marks))
        return next((content for content in stated if content in known.values()), "")

    def rows(self, marks: Iterable[Mark]) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the hidden sheet under these marks."""
        yield HEADER
        for line in self.lines:
            yield (*line, self.places.get((line.part, line.key), ""))
        yield DIGEST, "SHA-256", self.declared, ""
        for mark in marks:
            yield SIGNED, mark.what, mark.digest, ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows, canonical, and its formula; not ``computed``: saved without result."""

    text: str
    formula: str = ""
    computed: bool = True


_NOTHING = Shown("")


def input_lines(inputs: Iterable[Entry]) -> tuple[list[Line], dict[tuple[str, str], str]]:
    """Return the lines of every input, in no order that the file gave, and where each stood."""
    lines: list[Line] = []
    cells: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    for entry in sorted(inputs, key=lambda entry: (entry.sheet, entry.order)):
        number = counts[entry.sheet] = counts.get(entry.sheet, 0) + 1
        for name, value in entry.values.items():
            lines.append(Line(entry.sheet, f"{number}/{name}", value))
            cells[entry.sheet, f"{number}/{name}"] = masked(entry.cells.get(name, entry.first_cell))
    return lines, cells


def book_lines(book: SealedBook, places: Mapping[str, str]) -> Iterator[Line]:
    """Yield a line for each cell, formula and name of a finished workbook.

    ``places``: the cells that signing fills in, each with what belongs there.
    """
    for cell, shown in said_cells(book):
        if cell not in places:
            yield Line(CELLS, cell, shown.text)
        if shown.formula:
            yield Line(FORMULAS, cell, shown.formula)
    yield from (Line(NAMES, name, text) for name, text in _names(book))
    yield from (Line(PLACES, cell, what) for cell, what in places.items())


def key_digest(key: str) -> str:
    """Return what a seal says of the secret, which it does not give away."""
    return hashlib.sha256(key.encode()).hexdigest()


def pin_terms(pins: Mapping[str, str]) -> dict[str, str]:
    """Return pinned columns as terms."""
    return {f"{_PINS}{field}": header for field, header in pins.items()}


def said_cells(book: SealedBook) -> Iterator[tuple[str, Shown]]:
    """Yield each filled cell's address with what it shows."""
    for sheet in book.sheets:
        for cell, said in book.said(sheet).items() if sheet != SHEET else ():
            digits = _COMPUTED_DIGITS if said.formula else EXACT_DIGITS
            text = canonical(said.value, digits) if said.computed else ""
            if text or said.formula:
                formula = canonical(_PREFIX.sub("", said.formula)).replace("\n", "")
                yield f"{sheet}!{cell}", Shown(text, formula, computed=said.computed)


def _names(book: SealedBook) -> Iterator[tuple[str, str]]:
    """Yield each name that a formula may use, with what it stands for."""
    for defined in book.names:
        if not defined.name.startswith("_xlnm."):
            sheet, cells = split_sheet(defined.text)
            text = f"{unquoted(sheet)}!{cells.replace('$', '')}" if sheet else defined.text
            yield f"{defined.name}（{defined.scope}）" if defined.scope else defined.name, text


def _either(text: str, formula: str) -> str:
    return f"公式 ={formula}" if formula else text


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
    seal = Seal(tuple(lines), cells, declared, tuple(marks))
    if seal.terms.get("版本") != VERSION:
        raise SignError(f"{label}：由另一版本的工具生成，本版本读不懂它的「{SHEET}」")
    return seal
