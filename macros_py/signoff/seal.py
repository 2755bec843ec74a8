"""What a settlement workbook carries on its hidden sheet 签认数据: all that is signed (rules 7).

Rows are (部分, 键, 值, 单元格); the digest covers the first three. 单元格 says where an input
stood, so that a change can be named; the rows of 签认 come after the content: role or revocation,
and 签认摘要.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from macros_py.rules.signing.differences import Change, Entry
from macros_py.rules.signing.digest import EXACT_DIGITS, Line, canonical, digest
from macros_py.rules.signing.log import CONTENT, Log, LogEntry
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import Quarter
from workbook.evaluation.sheets import SETTINGS
from workbook.ledger.own_books import SEAL
from workbook.reading.raw import RawBook
from workbook.sealed.cells import said_cells, said_names
from workbook.values.text import UNCOMPUTED, Fault, masked

SHEET = SEAL
HEADER = ("部分", "键", "值", "单元格")
TERMS, CELLS, FORMULAS, NAMES = "约定", "单元格", "公式", "名称"
SHEETS, PLACES, RESULTS, SIGNED = "工作表", "签字栏", "结果", "签认"
_SAID = (SHEETS, CELLS, FORMULAS, NAMES)
VERSION, FORM, KEY_DIGEST = "4", "模板", "校验键摘要"
"""A settlement of another version has a seal that this one cannot read."""
_COMPUTED_DIGITS = 12
"""Two programs' results of one formula agree in so many digits."""
PINS = "列映射/"
_PREFIX = re.compile(r"_xl(fn|ws|pm)\.")


@dataclass(frozen=True)
class Seal:
    """The signed content. ``places`` maps (part, key) of an input to the cell where it stood.

    ``marks``: (签认, role or revocation, 签认摘要) of what the settlement itself bears.
    """

    lines: tuple[Line, ...]
    places: Mapping[tuple[str, str], str]
    marks: tuple[Line, ...] = ()

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
        return {k.removeprefix(PINS): v for k, v in self.terms.items() if k.startswith(PINS)}

    @property
    def needs_vendor(self) -> bool:
        """Whether the vendor must sign as well: setting 乙方确认 as it was sealed."""
        return any(entry.values.get("乙方确认") == "需要" for entry in self.entries(SETTINGS))

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

    @property
    def bears(self) -> frozenset[str]:
        """The roles that the settlement is signed in, and its revocation."""
        return frozenset(mark.key for mark in self.marks)

    def changes(self, now: Iterable[Line], signed: Mapping[str, str]) -> Iterator[Change]:
        """Yield each sheet, cell, formula and name that is not as it was sealed.

        ``now``: what a workbook says, as `said`; ``signed``: the cells that signing fills in, but
        those of which nobody knows what they must say. A formula counts by its text and its result;
        by its text alone where a program saved none.
        """
        there = {(part, key): value for part, key, value in now}
        before = {(part, key): value for part, key, value in self.lines if part in _SAID}
        before |= {(CELLS, cell): text for cell, text in signed.items()}
        unknown = self.part(PLACES).keys() - signed.keys()
        gone = {key for part, key in before.keys() - there.keys() if part == SHEETS}
        told = set()
        for place in {**before, **there}:
            part, key = place
            uncomputed = place not in there and (FORMULAS, key) in there
            if key.rpartition("!")[0] in gone or (part == CELLS and (key in unknown or uncomputed)):
                continue
            if before.get(place) != there.get(place) and key not in told:
                told.add(key)
                name = "" if part == CELLS else part
                yield Change(key, name, before.get(place, ""), there.get(place, ""))

    def content_in(self, log: Log) -> str:
        """Return the digest under which the log knows this content, ``""`` for none.

        The hidden sheet may have been tampered with: what its signatures were put under counts too.
        """
        known = {mark: entry.values[CONTENT] for mark, entry in log.marks.items()}
        stated = (self.digest, *(known.get(mark.value, "") for mark in self.marks))
        return next((content for content in stated if content in known.values()), "")

    def rows(self, marks: Iterable[LogEntry]) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the hidden sheet under these entries of the log."""
        yield HEADER
        for line in self.lines:
            yield (*line, self.places.get((line.part, line.key), ""))
        yield from ((SIGNED, entry.what, entry.mark) for entry in marks)


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


def said(book: RawBook) -> Iterator[Line]:
    """Yield a line for each sheet, cell, formula and name of a workbook, but the hidden sheet's."""
    for sheet in (*book.visible, *book.hidden):
        if sheet == SHEET:
            continue
        yield Line(SHEETS, sheet, "有")
        for cell, value, formula in said_cells(book, sheet):
            text = canonical(value, _COMPUTED_DIGITS if formula else EXACT_DIGITS)
            if (text or formula) and not (isinstance(value, Fault) and value == UNCOMPUTED):
                yield Line(CELLS, f"{sheet}!{cell}", text)
            if formula:
                plain = canonical(_PREFIX.sub("", formula)).replace("\n", "")
                yield Line(FORMULAS, f"{sheet}!{cell}", plain)
    yield from (Line(NAMES, name, text) for name, text in said_names(book).items())


def key_digest(key: str) -> str:
    """Return what a seal says of the secret, which it does not give away."""
    return hashlib.sha256(key.encode()).hexdigest()


def read_seal(book: RawBook) -> Seal:
    """Read the hidden sheet; raises SignError when the workbook has none."""
    name = book.path.name
    if SHEET not in book.hidden and SHEET not in book.visible:
        raise SignError(f"{name}：没有「{SHEET}」，不是可签认的验收结算；请用 jsjb settle 重新生成")
    lines, places = [], {}
    for row in book.load(SHEET).rows[1:]:
        part, key, value, place, *_ = (*map(canonical, row), "", "", "", "")
        if part or key or value:
            lines.append(Line(part, key, value))
        if place:
            places[part, key] = place
    marks = tuple(line for line in lines if line.part == SIGNED)
    seal = Seal(tuple(line for line in lines if line.part != SIGNED), places, marks)
    if seal.terms.get("版本") != VERSION:
        raise SignError(f"{name}：由另一版本的工具生成，本版本读不懂它的「{SHEET}」")
    return seal
