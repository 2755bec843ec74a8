"""A sheet that is a header row and then rows; whatever cannot be read is a problem of its cell."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from workbook.evaluation.sheets import Kind
from workbook.reading.raw import RawSheet
from workbook.values.addresses import Area, address
from workbook.values.amounts import EXACT_DIGITS, as_shown, parse_money
from workbook.values.headers import SEARCHED_ROWS, normalised
from workbook.values.number_formats import Measure, shown_otherwise, text_shown, unclear
from workbook.values.problem import Problem
from workbook.values.quarters import quarter_label, quarter_number
from workbook.values.records import Raw
from workbook.values.text import is_blank, is_fault, masked, plain, shown
from workbook.values.times import parse_time
from workbook.values.words import names_nobody, yes_no

UNREADABLE, MERGED, HEADER = "无法识别", "合并单元格", "表头有误"
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header; ``at`` is the header's column in ``values``, from 0.

    ``merges`` are those of the sheet that reach into the row. What cannot be read is added to
    ``problems``, and the reader gets a blank.
    """

    sheet: RawSheet
    row: int
    values: Sequence[object]
    at: Mapping[str, int]
    merges: Sequence[Area] = ()
    problems: list[Problem] = field(default_factory=list)

    def place(self, header: str) -> str:
        """Return the address on the sheet, such as ``D5``."""
        return address(self.row, self.sheet.first_column + self.at[header])

    def cell(self, header: str) -> str:
        """Return the full address, such as ``考核评分!D5``."""
        return f"{self.sheet.name}!{self.place(header)}"

    @property
    def cells(self) -> dict[str, str]:
        """The full address of every wanted header's cell."""
        return {header: self.cell(header) for header in self.at}

    def refuse(self, header: str, message: str, kind: str = UNREADABLE) -> None:
        """Note what is wrong with a cell; the hidden part of a merge is named with the merge."""
        here = self.row, self.sheet.first_column + self.at[header]
        if any(_hides(merge, *here) for merge in self.merges):
            return
        said, place = shown(self.values[self.at[header]]), self.place(header)
        self.problems.append(Problem(self.sheet.name, place, header, kind, said, message))

    @property
    def merged(self) -> tuple[Problem, ...]:
        """The merges that hide a cell of the row, each refused by its range."""
        columns = [self.sheet.first_column + column for column in self.at.values()]
        return tuple(
            _merge_problem(self.sheet, merge, self.at)
            for merge in self.merges
            if any(_hides(merge, self.row, column) for column in columns)
        )

    def value(self, header: str) -> object:
        """Return what the reader gave, None for an error and a formula without a result."""
        value = self.values[self.at[header]] if header in self.at else None
        if is_fault(value):
            self.refuse(header, f"公式没有算出结果（{value}），请改正后在 Excel 中保存")
            return None
        return value

    def read(self, header: str, kind: Kind) -> object:
        """Read a cell as what its column holds."""
        if kind is Kind.QUARTER:
            return self.quarter(header)
        if kind is Kind.DATE:
            return self.date(header)
        if kind is Kind.YES:
            return self.yes(header)
        if kind in _MEASURES:
            found = self.number(header, _MEASURES[kind])
            if kind is Kind.AMOUNT and found is None:
                if not any(problem.field == header for problem in self.problems):
                    self.refuse(header, f"{header}未填")
                return Decimal(0)
            return found
        text, value = self.text(header), self.values[self.at[header]] if header in self.at else None
        nothing = kind is Kind.PERSON and names_nobody(value)
        if kind is Kind.CLAIM:
            nothing = self._shown_otherwise(header, value, Measure.YUAN)
        return "" if nothing else text

    def text(self, header: str) -> str:
        """Read text as it is shown; a number of more digits than a cell keeps is refused."""
        value = self.value(header)
        if isinstance(value, float) and abs(value) >= 10**EXACT_DIGITS:
            self.refuse(header, f"{header}须按文本保存，数字超过15位，末位可能已失真")
            return ""
        return text_shown(value, self._format(header, value))

    def quarter(self, header: str) -> str:
        """Read 季度 in any spelling as ``第1季度``; a blank one is refused."""
        if (value := self.value(header)) is None and self.problems:
            return ""
        try:
            return quarter_label(quarter_number(text_shown(value, self._format(header, value))))
        except ValueError as error:
            self.refuse(header, masked(str(error)))
            return ""

    def raw(self, header: str, name: str, measure: Measure | None) -> Raw:
        """Read the value called ``name`` as typed; without a ``measure`` it is a text as shown."""
        value = self.value(header)
        if measure is None:
            text = text_shown(value, self._format(header, value))
            return typed(value) if text == plain(value) else text
        return "" if self._shown_otherwise(header, value, measure, name) else typed(value)

    def date(self, header: str) -> date | None:
        """Read a date, None when blank; a time of day is dropped."""
        value = self.value(header)
        if self._shown_otherwise(header, value, Measure.NUMBER):
            return None
        try:
            moment, _ = parse_time(value, date1904=self.sheet.date1904)
        except ValueError:
            self._unreadable(header, "请写作 2024-03-25")
            return None
        return moment.date() if moment else None

    def dated(self, header: str, name: str) -> Raw:
        """Read a date's value called ``name``: a serial number by the book's count, else raw."""
        value = self.raw(header, name, Measure.NUMBER)
        if not isinstance(value, Decimal):
            return value
        try:
            moment, _ = parse_time(float(value), date1904=self.sheet.date1904)
        except ValueError:
            return value
        return value if moment is None else moment.date()

    def number(self, header: str, measure: Measure) -> Decimal | None:
        """Read a number, minutes with or without 分钟 behind it; None when blank."""
        raw = self.value(header)
        if self._shown_otherwise(header, raw, measure):
            return None
        unit = header if measure is Measure.MINUTES else ""
        value = typed(raw)
        if is_blank(value):
            return None
        try:
            if isinstance(value, str):
                text = value.strip().removesuffix(unit)
                if measure is Measure.SHARE and text.endswith(("%", "％")):
                    return parse_money(text[:-1]) / 100
                return parse_money(text)
            return parse_money(value)
        except ValueError:
            self._unreadable(header, "请填数字")
            return None

    def yes(self, header: str) -> bool:
        """Read 是/否; a blank one is refused."""
        try:
            found = yes_no(self.value(header))
        except ValueError:
            found = None
        if found is None:
            self._unreadable(header, "请填 是 或 否")
        return bool(found)

    def _format(self, header: str, value: object) -> str | None:
        """Return the number format of a cell that holds a number, None of any other."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return self.sheet.number_format(self.row, self.sheet.first_column + self.at[header])

    def _shown_otherwise(
        self, header: str, value: object, measure: Measure, name: str = ""
    ) -> bool:
        """Refuse a number whose format shows another quantity than the cell holds (rules 2)."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        seen = shown_otherwise(value, self._format(header, value), measure)
        if seen:
            self.refuse(header, f"{name or header}的{unclear(value, seen)}")
        return bool(seen)

    def _unreadable(self, header: str, wanted: str) -> None:
        if any(problem.field == header for problem in self.problems):
            return
        said = shown(self.values[self.at[header]])
        self.refuse(header, f"{header}无法识别 “{said}”，{wanted}")


_MEASURES: Mapping[Kind, Measure] = {
    Kind.AMOUNT: Measure.YUAN,
    Kind.MONEY: Measure.YUAN,
    Kind.MINUTES: Measure.MINUTES,
    Kind.COUNT: Measure.COUNT,
    Kind.SHARE: Measure.SHARE,
}


def typed(value: object) -> Raw:
    """Give a reader's value as a record holds it; numbers with the digits that Excel shows."""
    if isinstance(value, bool | Decimal | date | datetime):
        return value
    if isinstance(value, int | float):
        return as_shown(value)
    return plain(value)


@dataclass(frozen=True, slots=True)
class RowSheet:
    """The rows below a sheet's header, and what is wrong with header and layout.

    ``header_row`` is 0 where there is none; ``at`` maps each wanted header that is there once to
    its column in a row, from 0.
    """

    sheet: RawSheet
    header_row: int = 0
    at: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold anything in a wanted column."""
        below = self.header_row - self.sheet.first_row + 1
        merges: dict[int, list[Area]] = {}
        columns = [self.sheet.first_column + column for column in self.at.values()]
        for merge in self.sheet.merges:
            if any(merge.left <= column <= merge.right for column in columns):
                for number in range(merge.top, min(merge.bottom, self.sheet.last_row) + 1):
                    merges.setdefault(number, []).append(merge)
        for number, values in enumerate(self.sheet.rows[below:], self.header_row + 1):
            if any(not is_blank(values[column]) for column in self.at.values()):
                yield Row(self.sheet, number, values, self.at, merges.get(number, ()))


def row_sheet(sheet: RawSheet, wanted: Sequence[str], optional: Sequence[str] = ()) -> RowSheet:
    """Find the header, the row with the most wanted headers among the first 20.

    Columns may stand in any order. A header that lacks, stands there twice or was renamed is a
    problem, and there are no rows then; a merged range over records is one too. A sheet without
    any content has no rows.
    """
    if not any(not is_blank(value) for row in sheet.rows for value in row):
        return RowSheet(sheet)
    searched = sheet.rows[: max(0, SEARCHED_ROWS - sheet.first_row + 1)]
    found = [_columns(row, (*wanted, *optional)) for row in searched]
    top = max(range(len(found)), key=lambda i: (len(found[i]), -i), default=0)
    columns = found[top] if found else {}
    row = sheet.first_row + top
    problems = [
        *_missing(sheet, row, searched[top] if searched else (), columns, wanted),
        *_doubled(sheet, row, columns),
    ]
    if problems:
        return RowSheet(sheet, problems=tuple(problems))
    at = {header: columns[header][0] for header in (*wanted, *optional) if header in columns}
    return RowSheet(sheet, row, at, tuple(_merged(sheet, row, at)))


def _missing(
    sheet: RawSheet,
    row: int,
    texts: Sequence[object],
    columns: Mapping[str, Sequence[int]],
    wanted: Sequence[str],
) -> Iterator[Problem]:
    """Name each header that is not there, and what it seems to be called now."""
    known = {column for places in columns.values() for column in places}
    others = {c: plain(t) for c, t in enumerate(texts) if c not in known and not is_blank(t)}
    missing = [header for header in wanted if header not in columns]
    only, lacking = len(missing) == len(others) == 1, []
    for header in missing:
        column = _renamed(header, others, only=only)
        if column is None:
            lacking.append(header)
            continue
        place = address(row, sheet.first_column + column)
        now = masked(others.pop(column))
        yield _problem(
            sheet,
            place,
            header,
            HEADER,
            f"缺少列「{header}」，这一列现在叫 “{now}”，请改回「{header}」",
        )
    if lacking:
        named = "、".join(lacking)
        yield _problem(sheet, "", named, HEADER, f"缺少列：{named}，请从空白模板复制表头")


def _renamed(header: str, others: Mapping[int, str], *, only: bool) -> int | None:
    """Return the column whose text is most like a header, None where none is."""
    likeness = {
        column: difflib.SequenceMatcher(None, normalised(header), normalised(text)).ratio()
        for column, text in others.items()
    }
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best is not None and (only or likeness[best] >= _ALIKE) else None


def _doubled(sheet: RawSheet, row: int, columns: Mapping[str, Sequence[int]]) -> Iterator[Problem]:
    for header, places in columns.items():
        if len(places) > 1:
            first, *rest = (address(row, sheet.first_column + place) for place in places)
            again = "、".join(rest)
            message = f"列「{header}」出现了多次：{first}、{again}，请只留一列"
            yield _problem(sheet, rest[0], header, HEADER, message)


def _merged(sheet: RawSheet, row: int, at: Mapping[str, int]) -> Iterator[Problem]:
    """Name each merged range over records: one value may be meant for each of them (rules 2)."""
    for merge in sheet.merges:
        over = any(merge.left <= sheet.first_column + c <= merge.right for c in at.values())
        if not over or merge.bottom <= row:
            continue
        first = max(merge.top, row + 1) - sheet.first_row
        held = sheet.rows[first : merge.bottom - sheet.first_row + 1]
        if any(not is_blank(values[c]) for values in held for c in at.values()):
            yield _merge_problem(sheet, merge, at)


def _hides(merge: Area, row: int, column: int) -> bool:
    """Tell whether a merge hides a cell."""
    return merge.holds(row, column) and (row, column) != (merge.top, merge.left)


def _merge_problem(sheet: RawSheet, merge: Area, at: Mapping[str, int]) -> Problem:
    columns = {sheet.first_column + column: header for header, column in at.items()}
    header = columns[min(column for column in columns if merge.left <= column <= merge.right)]
    why = "合并了单元格，请取消合并，在每一行各自填写"
    return _problem(sheet, str(merge), header, MERGED, why)


def _problem(sheet: RawSheet, place: str, header: str, kind: str, message: str) -> Problem:
    return Problem(sheet.name, place, header, kind, masked(""), message)


def _columns(row: Sequence[object], wanted: Sequence[str]) -> dict[str, list[int]]:
    """Give the columns of each wanted header; one without brackets (10分) counts as the same."""
    known = {normalised(header): header for header in wanted}
    columns: dict[str, list[int]] = {}
    for column, value in enumerate(row):
        if not isinstance(value, str):
            continue
        bare = re.sub(r"\([^()]*\)", "", unicodedata.normalize("NFKC", value))
        header = known.get(normalised(value)) or known.get(normalised(bare))
        if header:
            columns.setdefault(header, []).append(column)
    return columns
