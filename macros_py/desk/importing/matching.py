"""Which case of the ledger a row of the export is: by its number or that of the other system."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbook.ledger.ledger import Ledger
from workbook.ledger.sheet_cases import LOST_DIGITS
from workbook.values.text import key, tight


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of a ledger or export: frame row, sheet, row from 1, its numbers and system as keys."""

    at: int
    sheet: str
    row: int
    number: str
    other: str
    system: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of either system that are filled in."""
        return tuple(dict.fromkeys(filter(None, (self.number, self.other))))


@dataclass(frozen=True, slots=True)
class Match:
    """Rows of the export that are one case, and the case of the ledger, None for a new one.

    ``why`` tells what keeps it from being imported, ``""`` for nothing. ``crossed``: only the
    number of the other system is the same.
    """

    rows: tuple[CaseRow, ...]
    case: CaseRow | None
    why: str = ""
    crossed: bool = False


def case_rows(ledger: Ledger) -> list[CaseRow]:
    """Return every row of a ledger that is a case, in file order."""
    names = ("sheet", "row", "case_id", "case_id2", "system")
    columns = [ledger.columns[name].tolist() for name in names]
    return [
        CaseRow(at, sheet, row, tight(number), tight(other), key(system))
        for at, (sheet, row, number, other, system) in enumerate(zip(*columns, strict=True))
    ]


def lost_digits(ledger: Ledger) -> frozenset[str]:
    """Return the full addresses of case numbers that lost digits."""
    return frozenset(f"{p.sheet}!{p.cell}" for p in ledger.problems if p.kind == LOST_DIGITS)


def match_rows(
    ledger: Sequence[CaseRow],
    export: Iterable[CaseRow],
    equal: Callable[[CaseRow, CaseRow], bool],
) -> list[Match]:
    """Group the export's rows by case and find each case in the ledger.

    ``equal`` tells whether two rows of the export say the same. Rows given have a number.
    """
    known: dict[str, dict[int, CaseRow]] = {}
    for case in ledger:
        for number in case.numbers:
            known.setdefault(number, {}).setdefault(case.at, case)
    groups: dict[str, list[CaseRow]] = {}
    for row in export:
        groups.setdefault(row.number, []).append(row)
    hits: dict[int, list[str]] = {}
    matches: dict[str, Match] = {}
    for number, rows in groups.items():
        matches[number] = match = _match(rows, known, equal)
        if match.case:
            hits.setdefault(match.case.at, []).append(number)
    for row in itertools.chain(*groups.values()):
        if row.other != row.number and row.other in groups:
            _clash(matches, (row.number, row.other), "导出中另一行的工单编号就是这件的另一系统编号")
    for numbers in (found for found in hits.values() if len(found) > 1):
        _clash(matches, numbers, "导出中有两行对应台账的同一件")
    return list(matches.values())


def _match(
    rows: Sequence[CaseRow],
    known: Mapping[str, Mapping[int, CaseRow]],
    equal: Callable[[CaseRow, CaseRow], bool],
) -> Match:
    first, *others = rows
    found: dict[int, CaseRow] = {}
    for row in rows:
        for number in row.numbers:
            found |= known.get(number, {})
    case = next(iter(found.values()), None)
    if not all(equal(first, other) for other in others):
        return Match(tuple(rows), case, "导出中同一编号有几行，内容不同")
    if len(found) > 1:
        return Match(tuple(rows), case, f"编号对应台账的 {len(found)} 件")
    crossed = case is not None and case.number != first.number
    if case and not crossed and case.system and first.system and case.system != first.system:
        return Match(tuple(rows), case, "编号相同，来源系统不同")
    return Match(tuple(rows), case, crossed=crossed)


def _clash(matches: dict[str, Match], numbers: Iterable[str], why: str) -> None:
    for number in numbers:
        match = matches[number]
        matches[number] = Match(match.rows, match.case, match.why or why)
