"""An export compared with a ledger, case by case and cell by cell; nothing is written here."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from macros_py.desk.case_name import case_name
from macros_py.desk.importing.column_pairs import Pair, pair_columns
from macros_py.desk.importing.import_findings import (
    CONFLICT,
    OVERWRITTEN,
    REPEATED,
    UNPLACED,
    Finding,
    told,
    told_in_the_way,
)
from macros_py.desk.importing.matching import CaseRow, Match, case_rows, lost_digits, match_rows
from macros_py.desk.importing.plan import OVERWRITING, Plan
from macros_py.desk.importing.sheet_values import SheetValues, Writable, one_time
from macros_py.rules.terms.errors import SettingError
from workbook.ledger.headers import field_named, template_header
from workbook.ledger.ledger import Ledger
from workbook.patch import SheetEdits
from workbook.reading.sheets import RawBook
from workbook.values.addresses import address
from workbook.values.headers import normalised
from workbook.values.refusals import CellError, SheetError
from workbook.values.text import Masked, masked, shown, visible

_BETWEEN = re.compile(r"[、，,；;\n]")
_NO_VALUE = "导出这一格是错误值或没有算出结果"
_NUMBERS = frozenset({"case_id", "case_id2", "system"})


def plan_import(
    ledger: tuple[Ledger, RawBook],
    export: tuple[Ledger, RawBook],
    overwriting: str,
    sheet: str | None = None,
) -> Plan:
    """Compare an export with a ledger, case by case and cell by cell.

    ``overwriting``: the headers in which the export wins. ``sheet``: where new cases go, by default
    where most cases have their month. Raises CellError for a ledger with a case number that lost
    digits, SheetError for a sheet that is not of the ledger, SettingError for a header that it
    lacks.
    """
    for place in sorted(lost_digits(ledger[0])):
        why = "工单编号已丢失位数，无法核对，未导入；请把这一列设为文本，改正编号后再导入"
        raise CellError(f"{masked(place)}：{why}")
    if sheet is not None and sheet not in [layout.name for layout in ledger[0].sheets]:
        names = "、".join(masked(layout.name) for layout in ledger[0].sheets)
        raise SheetError(f"台账没有工作表「{masked(sheet)}」，可选：{names}")
    return _Planner(ledger, export, _overwritten(ledger[0], overwriting), sheet).plan()


def _overwritten(ledger: Ledger, text: str) -> frozenset[str]:
    """Return the normalised headers, and the fields, in which the export wins."""
    found = set()
    headers = {normalised(h) for layout in ledger.sheets for h in layout.headers}
    for name in _BETWEEN.split(text):
        if not normalised(name):
            continue
        known = field_named(name)
        if normalised(name) not in headers and known not in ledger.fields:
            raise SettingError(f"设置「{OVERWRITING}」中的“{masked(name.strip())}”，台账没有这一列")
        found |= {normalised(name), *([known] if known else [])}
    return frozenset(found)


class _Planner:
    def __init__(
        self,
        ledger: tuple[Ledger, RawBook],
        export: tuple[Ledger, RawBook],
        overwriting: frozenset[str],
        sheet: str | None,
    ) -> None:
        self._ledger, self._export = ledger[0], export[0]
        self._cases, self._rows = case_rows(ledger[0]), case_rows(export[0])
        self._ours = _values(*ledger)
        self._theirs = _values(*export)
        self._overwriting, self._sheet = overwriting, sheet
        self._pairs: dict[tuple[str, str], list[Pair]] = {}
        self._months = _months(ledger[0])
        self._dispatched = export[0].columns["dispatched_at"]
        self._plan = Plan()
        self._fill: dict[str, dict[tuple[int, int], Writable]] = {}
        self._replace: dict[str, dict[tuple[int, int], Writable]] = {}
        self._append: dict[str, list[dict[int, Writable]]] = {}

    def plan(self) -> Plan:
        plan = self._plan
        usable = list(self._usable())
        later = self._ledger.columns["duplicate"].tolist()
        first = [case for case in self._cases if not later[case.at]]
        repeated: dict[str, list[CaseRow]] = {}
        for case in self._cases:
            if later[case.at]:
                repeated.setdefault(case.number, []).append(case)
        matches = match_rows(first, usable, self._equal)
        for match in matches:
            self._take(match, repeated)
        hit = {match.case.at for match in matches if match.case}
        plan.missing = sum(bool(case.number) and case.at not in hit for case in first)
        self._name_unplaced()
        for name in self._ours:
            self._edit(name)
        return plan

    def _usable(self) -> Iterator[CaseRow]:
        """Yield the export's rows that have a number; name the others."""
        lost = lost_digits(self._export)
        for row in self._rows:
            cell = self._export_cell(row)
            if cell in lost:
                self._note(UNPLACED, row, "编号按数字保存，已丢失位数；请从平台重新导出为文本")
            elif not row.number:
                self._note(UNPLACED, row, "没有工单编号")
            else:
                yield row

    def _take(self, match: Match, repeated: Mapping[str, Sequence[CaseRow]]) -> None:
        first = match.rows[0]
        if match.why:
            for row in match.rows:
                self._note(CONFLICT, row, match.why, match.case)
            return
        if match.case is None:
            self._add(first)
            return
        for case in repeated.get(match.case.number, ()):
            self._note(REPEATED, first, "台账中有几行，只核对了第一行", case)
        self._compare(first, match.case, crossed=match.crossed)

    def _compare(self, row: CaseRow, case: CaseRow, *, crossed: bool) -> None:
        ours, theirs = self._ours[case.sheet], self._theirs[row.sheet]
        filled = replaced = differing = 0
        for pair in self._pair(case.sheet, row.sheet):
            if crossed and pair.field in _NUMBERS:
                continue
            source = self._source(theirs, row, pair)
            if source is None:
                continue
            target = pair.target
            if pair.field in ours.layout.seconds and not pair.named:
                target = ours.layout.column(case.row, pair.field or "") or target
            value = theirs.writable(row.row, source, pair.field)
            value = None if value is None else ours.fitting(target, value)
            if ours.empty(case.row, target) and value is not None:
                self._fill.setdefault(case.sheet, {})[case.row, target] = value
                filled += 1
                continue
            mine = ours.meaning(case.row, target, pair.field)
            other = theirs.meaning(row.row, source, pair.field)
            one, two = ours.raw(case.row, target), theirs.raw(row.row, source)
            if mine == other or (pair.field is None and one_time(one, two)):
                continue
            why = _in_the_way(ours, (case.row, target), value)
            wins = self._wins(pair) and not why
            self._plan.findings.append(
                Finding(
                    OVERWRITTEN if wins else CONFLICT,
                    case_name(self._ledger.columns, case.at),
                    shown(pair.header),
                    _place(case.sheet, case.row, target),
                    told(pair.field, one, vouched=True)
                    if wins
                    else told_in_the_way(pair.field, one),
                    _place(row.sheet, row.row, source),
                    told(pair.field, two, vouched=wins),
                    why,
                )
            )
            if wins and value is not None:
                self._replace.setdefault(case.sheet, {})[case.row, target] = value
                replaced += 1
            else:
                differing += 1
        if crossed:
            filled += self._cross(row, case)
        self._plan.filled += bool(filled)
        self._plan.overwritten += bool(replaced)
        self._plan.unchanged += not (filled or replaced or differing)

    def _cross(self, row: CaseRow, case: CaseRow) -> int:
        """Fill in the other system's number where the ledger leaves it blank."""
        ours = self._ours[case.sheet]
        column = ours.layout.columns.get("case_id2")
        if column is None or case.other or not ours.empty(case.row, column):
            return 0
        number = str(self._export.columns["case_id"][row.at])
        self._fill.setdefault(case.sheet, {})[case.row, column] = number
        return 1

    def _wins(self, pair: Pair) -> bool:
        if pair.field == "case_id":
            return False
        return normalised(pair.header) in self._overwriting or pair.field in self._overwriting

    def _add(self, row: CaseRow) -> None:
        name = self._home(row)
        if name is None:
            readable = not np.isnat(self._dispatched[row.at])
            why = "台账没有这个月份的工作表" if readable else "派单时间无法识别，不知道是哪个月"
            why = f"{why}；请改好，或用 --sheet 指定工作表"
            self._note(UNPLACED, row, why)
            return
        theirs, values = self._theirs[row.sheet], {}
        for pair in self._pair(name, row.sheet):
            source = self._source(theirs, row, pair)
            if source is None:
                continue
            value = theirs.writable(row.row, source, pair.field)
            if value is None:
                self._leave_out(row, pair, source)
            else:
                values[pair.target] = self._ours[name].fitting(pair.target, value)
        self._append.setdefault(name, []).append(values)
        self._plan.new += 1

    def _leave_out(self, row: CaseRow, pair: Pair, source: int) -> None:
        """Name an error value of a new case, whose cell stays blank in the ledger."""
        self._plan.findings.append(
            Finding(
                UNPLACED,
                case_name(self._export.columns, row.at),
                shown(pair.header),
                export_cell=_place(row.sheet, row.row, source),
                export=told(pair.field, self._theirs[row.sheet].raw(row.row, source)),
                why=_NO_VALUE,
            )
        )

    def _home(self, row: CaseRow) -> str | None:
        """Return the sheet that takes a new case."""
        names = list(self._ours)
        if self._sheet is not None or len(names) == 1:
            return self._sheet or names[0]
        month = str(self._dispatched[row.at].astype("datetime64[M]"))
        counts = self._months.get(month)
        return max(counts, key=counts.__getitem__) if counts else None

    def _edit(self, name: str) -> None:
        fill, replace = self._fill.get(name, {}), self._replace.get(name, {})
        append = self._append.get(name, [])
        if not (fill or replace or append):
            return
        values = self._ours[name]
        header = values.layout.header_rows[1]
        columns = set(values.layout.columns.values()) | set(values.layout.seconds.values())
        # a row of nothing but formulas is a total, below which no case goes
        used = (
            row
            for row in reversed(values.rows)
            if any(
                values.raw(row, column) not in ("", None) and (row, column) not in values.formulas
                for column in columns
            )
        )
        like = next(used, header)
        self._plan.edits[name] = SheetEdits(fill, append, like, header, replace)

    def _pair(self, ours: str, theirs: str) -> list[Pair]:
        found = self._pairs.get((ours, theirs))
        if found is None:
            found, _ = pair_columns(self._ours[ours].layout, self._theirs[theirs].layout)
            self._pairs[ours, theirs] = found
        return found

    def _name_unplaced(self) -> None:
        """Name the headers that no sheet of the ledger takes."""
        for theirs in self._theirs.values():
            lists = [pair_columns(o.layout, theirs.layout)[1] for o in self._ours.values()]
            nowhere = [header for header in lists[0] if all(header in each for each in lists)]
            self._plan.unplaced += [h for h in map(shown, nowhere) if h not in self._plan.unplaced]

    @staticmethod
    def _source(theirs: SheetValues, row: CaseRow, pair: Pair) -> int | None:
        """Return the first of the export's columns that says something."""
        return next(
            (c for c in pair.sources if theirs.meaning(row.row, c, pair.field) is not None), None
        )

    def _equal(self, one: CaseRow, other: CaseRow) -> bool:
        if one.sheet != other.sheet:
            return False
        values = self._theirs[one.sheet]
        fields = {column: name for name, column in values.layout.columns.items()}
        columns = range(
            values.layout.last_column - len(values.layout.headers) + 1,
            values.layout.last_column + 1,
        )
        return all(
            values.meaning(one.row, column, fields.get(column))
            == values.meaning(other.row, column, fields.get(column))
            for column in columns
        )

    def _note(self, kind: str, row: CaseRow, why: str, case: CaseRow | None = None) -> None:
        number = case_name(self._export.columns, row.at)
        ledger, cell = ("", "") if case is None else self._ledger.address(case.at, "case_id")
        self._plan.findings.append(
            Finding(
                kind,
                number,
                Masked(template_header("case_id")),
                f"{visible(masked(ledger))}!{cell}" if cell else "",
                case_name(self._ledger.columns, case.at) if case else Masked(),
                visible(masked(self._export_cell(row))),
                number,
                why,
            )
        )

    def _export_cell(self, row: CaseRow) -> str:
        sheet, cell = self._export.address(row.at, "case_id")
        return f"{sheet}!{cell}"


def _in_the_way(ours: SheetValues, place: tuple[int, int], value: Writable | None) -> str:
    """Say why a cell of the ledger cannot take a value, ``""`` for no reason."""
    if place in ours.formulas:
        return "台账这一格是公式"
    if ours.in_merge(*place):
        return "台账这一格是合并单元格"
    return _NO_VALUE if value is None else ""


def _values(ledger: Ledger, book: RawBook) -> dict[str, SheetValues]:
    found = {}
    sheets, rows, limits = (ledger.columns[name] for name in ("sheet", "row", "limit_class"))
    for layout in ledger.sheets:
        mine = sheets == layout.name
        own = rows[mine].tolist()
        words = dict(zip(own, limits[mine].tolist(), strict=True))
        found[layout.name] = SheetValues(book, layout, own, words)
    return found


def _months(ledger: Ledger) -> dict[str, Counter[str]]:
    """Count each sheet's cases by month of 派单时间: month → sheet → cases."""
    found: dict[str, Counter[str]] = {}
    months = ledger.columns["dispatched_at"].astype("datetime64[M]").astype(str).tolist()
    for sheet, month in zip(ledger.columns["sheet"].tolist(), months, strict=True):
        if month != "NaT":
            found.setdefault(month, Counter())[sheet] += 1
    return found


def _place(sheet: str, row: int, column: int) -> str:
    return f"{visible(masked(sheet))}!{address(row, column)}"
