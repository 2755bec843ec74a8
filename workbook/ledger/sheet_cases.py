"""One sheet of a ledger: which rows are cases, what their cells mean, what is wrong with them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbook.ledger.columns import (
    CHOICES,
    TEXTS,
    TIMES,
    ChoiceColumn,
    filled,
    read_choices,
    read_texts,
)
from workbook.ledger.headers import template_header
from workbook.ledger.layout import SheetLayout
from workbook.ledger.merges import Merge, merges_in, spread
from workbook.ledger.phones import phone_digits
from workbook.ledger.skipped_rows import case_rows
from workbook.reading.sheets import RawSheet, Rows
from workbook.values.addresses import address
from workbook.values.format_codes import has_time
from workbook.values.house_numbers import without_house_number
from workbook.values.number_formats import HIDDEN, look_of, shown_otherwise, text_shown
from workbook.values.problem import Problem
from workbook.values.text import (
    FAULTS,
    Fault,
    Masked,
    is_blank,
    is_fault,
    masked,
    plain,
    shown,
    shown_case,
    visible,
)
from workbook.values.times import (
    TimeColumn,
    is_month_first,
    read_date_lists,
    read_times,
    why_no_time,
)
from workbook.values.words import offered

Flags = NDArray[np.bool_]

LOST_DIGITS = "编号丢失位数"
_EXACT = 10**15
"""Whole numbers from here on are not held exactly by a spreadsheet program."""

_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{2,}")
_FEW = 5
_UNITS = {"天": "天", "日": "天", "小时": "小时", "时": "小时"}
"""What may stand beside a number in 时限等级, and the unit that it means."""
_PRIVATE = frozenset({"reply"})


@dataclass(frozen=True)
class SheetCases:
    """The cases of one sheet, in row order; every mapping's columns have one entry a case.

    ``skipped``: addresses of rows that are no cases. Blank case numbers are "", ``inexact`` are
    those that lost digits. Fields that the sheet lacks are not in the mappings.
    """

    layout: SheetLayout
    rows: NDArray[np.int32]
    case_ids: list[str]
    inexact: Flags
    times: Mapping[str, TimeColumn]
    progress: tuple[list[tuple[dt.date, ...]], Flags] | None
    choices: Mapping[str, ChoiceColumn]
    texts: Mapping[str, list[str]]
    replied: Flags | None
    skipped: tuple[str, ...]
    problems: tuple[Problem, ...]
    phones: list[str] | None = None


def read_cases(sheet: RawSheet, layout: SheetLayout, *, serial_text: bool) -> SheetCases:
    """Read every case below the header. Nothing is refused here: faults become problems."""

    def read(values: Sequence[object]) -> TimeColumn:
        return read_times(values, date1904=sheet.date1904, serial_text=serial_text)

    cells, skipped = _cells(sheet, layout, read)
    cells.spell_out(sheet, (*TIMES, "progress_dates"))
    times: dict[str, TimeColumn] = {}
    for name in cells.present(TIMES):
        times[name] = _settled(sheet, read(cells.column(name)), cells, name)
        cells.report_times(name, times[name])
    progress = None
    for name in cells.present(["progress_dates"]):
        progress = read_date_lists(
            cells.column(name), date1904=sheet.date1904, serial_text=serial_text
        )
        what = "挂账汇报日期无法识别"
        cells.report(name, progress[1], what, hint="请填 2024-03-20，多个日期用；分开")
    choices: dict[str, ChoiceColumn] = {}
    for name in cells.present(CHOICES):
        turned = name in layout.inverted
        choices[name] = read_choices(name, cells.column(name), inverted=turned)
        header = visible(masked(layout.header(name)))
        what, hint = f"“{header}”无法识别", f"请填 {'、'.join(offered(name, turned_round=turned))}"
        cells.report(name, choices[name].bad, "是否无法识别", what, hint)
    texts: dict[str, list[str]] = {}
    for name in cells.present(TEXTS):
        values = cells.column(name)
        if name == "limit_class":
            texts[name] = _limits(sheet, cells, values)
            continue
        texts[name] = read_texts(values, without_house_number if name == "place" else plain)
        cells.report(name, _faults(values), "单元格错误", "单元格是错误值")
    case_ids, inexact = _case_ids(sheet, cells)
    dispatched = times["dispatched_at"]
    cells.missing("dispatched_at", np.isnat(dispatched.values) & ~dispatched.bad)
    replied = filled(cells.column("reply")) if "reply" in layout.columns else None
    return SheetCases(
        cells.layout,
        cells.rows,
        case_ids,
        inexact,
        times,
        progress,
        choices,
        texts,
        replied,
        skipped,
        tuple(cells.problems),
        read_texts(cells.column("phone"), phone_digits) if "phone" in layout.columns else None,
    )


class _Cells:
    """The cells of the cases, column by column, and the problems found in them so far."""

    def __init__(
        self,
        sheet: RawSheet,
        layout: SheetLayout,
        body: Rows,
        kept: Sequence[int],
        merges: Iterable[Merge],
    ) -> None:
        cases = body if len(kept) == len(body) else [body[i] for i in kept]
        columns = list(zip(*cases, strict=True))
        self.rows = np.array(kept, np.int32) + np.int32(layout.first_row)
        self.problems = [_named(layout, merge) for merge in merges]
        self._merges = {problem.cell for problem in self.problems}
        self._values: dict[str, Sequence[object]] = {
            name: columns[column - sheet.first_column] if columns else ()
            for name, column in layout.columns.items()
        }
        standing_in: dict[str, frozenset[int]] = {}
        for name, column in layout.seconds.items():
            own = self._values[name]
            other = columns[column - sheet.first_column] if columns else ()
            at = [i for i, value in enumerate(own) if is_blank(value) and not is_blank(other[i])]
            standing_in[name] = frozenset(self.rows[at].tolist())
            use = set(at)
            self._values[name] = [other[i] if i in use else own[i] for i in range(len(own))]
        self.layout = replace(layout, second_rows=standing_in)

    def present(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self._values]

    def column(self, name: str) -> Sequence[object]:
        return self._values[name]

    def codes(self, sheet: RawSheet, name: str) -> dict[int, str | None]:
        """Give the number formats of a field's cells that hold a number, by place."""
        values = self.column(name)
        if {int, float}.isdisjoint(map(type, values)):
            return {}
        at = [i for i, value in enumerate(values) if type(value) in (int, float)]
        found = sheet.number_formats([self.place(i, name) for i in at])
        return dict(zip(at, found, strict=True))

    def spell_out(self, sheet: RawSheet, names: Iterable[str]) -> None:
        """Put what is shown in the place of numbers that their formats show as something else."""
        for name in self.present(names):
            values = self.column(name)
            shown_so = {
                i: text
                for i, code in self.codes(sheet, name).items()
                if isinstance(value := values[i], int | float)
                and (text := shown_otherwise(value, code))
            }
            if shown_so:
                self._values[name] = [shown_so.get(i, value) for i, value in enumerate(values)]

    def place(self, i: int, name: str) -> tuple[int, int]:
        """Row and column of a case's value of a field."""
        row = int(self.rows[i])
        column = self.layout.column(row, name)
        assert column is not None
        return row, column

    def report(self, name: str, bad: Flags, kind: str, what: str = "", hint: str = "") -> None:
        """Note a problem for every bad cell; ``what`` stands before the cell's text."""
        if not bad.any():
            return
        values = self.column(name)
        for i in np.flatnonzero(bad).tolist():
            text = (
                Masked(visible(shown_case(plain(values[i]))))
                if name == "case_id"
                else shown(values[i])
            )
            said = f"{what or kind} “{text}”"
            fault = _why_fault(values[i]) or hint
            self.note(i, name, kind, text, f"{said}，{fault}" if fault else said)

    def report_times(self, name: str, read: TimeColumn) -> None:
        """Note unreadable times, each with its own advice; a month/day column only once."""
        if not read.bad.any():
            return
        values = self.column(name)
        bad = read.bad.copy()
        texts = [i for i in np.flatnonzero(bad).tolist() if isinstance(values[i], str)]
        doubtful = [i for i in texts if is_month_first(str(values[i]))]
        others = ~np.isnat(read.values) | read.bad
        others[doubtful] = False
        if len(doubtful) > int(np.count_nonzero(others)):
            bad[doubtful] = False
            self._one_for_all(name, doubtful, np.flatnonzero(others).tolist(), bad)
        for i in np.flatnonzero(bad).tolist():
            text = shown(values[i])
            said = f"时间无法识别 “{text}”"
            why = _why_fault(values[i]) or why_no_time(values[i])
            self.note(i, name, "时间无法识别", text, f"{said}，{why}")

    def _one_for_all(self, name: str, doubtful: list[int], others: list[int], bad: Flags) -> None:
        values = self.column(name)
        sample = shown(values[doubtful[0]])
        if 0 < len(others) <= _FEW:
            for i in others:
                bad[i] = False
                text = shown(values[i])
                message = (
                    f"“{text}” 与本列其余 {len(doubtful)} 格的写法（如 “{sample}”）不同，"
                    "整列分不清月和日，都未能识别；请把这一格改成同样的写法"
                )
                self.note(i, name, "时间无法识别", text, message)
            return
        message = (
            f"“{sample}” 等 {len(doubtful)} 格分不清月和日，都未能识别；请改成 2024-03-20 09:45"
        )
        self.note(doubtful[0], name, "时间无法识别", sample, message)

    def missing(self, name: str, blank: Flags) -> None:
        """Note a problem for every case without a value that it must have."""
        header = template_header(name)
        for i in np.flatnonzero(blank).tolist():
            self.note(i, name, f"缺{header}", Masked(), f"没有{header}")

    def note(self, i: int, name: str, kind: str, text: Masked, message: str) -> None:
        where = address(*self.place(i, name))
        if where in self._merges and _is_covered(self.column(name)[i]):
            return
        self.problems.append(Problem(self.layout.name, where, name, kind, text, message))


def _cells(
    sheet: RawSheet,
    layout: SheetLayout,
    read: Callable[[Sequence[object]], TimeColumn],
) -> tuple[_Cells, tuple[str, ...]]:
    """Find the cases, give each its share of the merges, and name the rows left out."""
    body = sheet.rows[layout.first_row - sheet.first_row :]
    first, last = (row - sheet.first_row for row in layout.header_rows)
    left = sheet.first_column
    when = [layout.columns["dispatched_at"], *layout.seconds.values()]

    def is_time(row: Sequence[object]) -> bool:
        return not np.isnat(read([row[column - left] for column in when]).values).all()

    case_at = layout.columns["case_id"] - left
    own = {row - layout.first_row for row in sheet.totals}
    kept, skipped = case_rows(body, case_at, sheet.rows[first : last + 1], own, is_time)
    readable = ("case_id", "progress_dates", "reply", *TIMES, *CHOICES, *TEXTS)
    cases = [layout.first_row + i for i in kept] if sheet.merges else ()
    merges = list(merges_in(sheet, layout, readable, cases))
    spread_out = spread(body, sheet, layout, merges) if merges else body
    cells = _Cells(sheet, layout, spread_out, kept, merges)
    return cells, tuple(address(layout.first_row + i, left + at) for i, at in skipped)


def _named(layout: SheetLayout, merge: Merge) -> Problem:
    personal = merge.field in _PRIVATE
    value = merge.value if merge.field != "place" else without_house_number(merge.value)
    own = merge.cell == (merge.area.top, merge.area.left)
    text = shown(value) if own and not personal else Masked()
    if not merge.over_rows:
        names = "、".join(
            visible(masked(layout.header(n))) for _, n in sorted(merge.fields.items())
        )
        message = f"合并了 {merge.area}（{names}），被盖住的格没有内容；请取消合并，逐格填写"
    elif merge.field == "case_id":
        message = f"工单编号合并了 {merge.area}：每件一行，请取消合并，各填各的编号"
    else:
        held = "同一内容" if personal else f"“{text}”"
        message = f"合并了 {merge.area}，各行都按{held}计；请取消合并，逐行填写"
    where = address(*merge.cell)
    return Problem(layout.name, where, merge.field, "合并单元格", text, message)


def _faults(values: Sequence[object]) -> Flags:
    if Fault not in set(map(type, values)) and FAULTS.isdisjoint(values):
        return np.zeros(len(values), bool)
    return np.array([is_fault(value) for value in values], bool)


def _why_fault(value: object) -> str:
    if not is_fault(value):
        return ""
    return "请取消合并，逐格填写" if _is_covered(value) else "这一格是错误值或没有算出结果"


def _is_covered(value: object) -> bool:
    """Tell whether a merge hides a cell."""
    return isinstance(value, Fault) and str(value) not in FAULTS and "合并" in value


def _case_ids(sheet: RawSheet, cells: _Cells) -> tuple[list[str], Flags]:
    """Read the case numbers as they are shown, and tell which lost digits as a number."""
    values = cells.column("case_id")
    case_ids = read_texts(values)
    for i, code in cells.codes(sheet, "case_id").items():
        case_ids[i] = text_shown(values[i], code)
    faulty = _faults(values)
    cells.report("case_id", faulty, "单元格错误", "单元格是错误值")
    cells.missing("case_id", np.array([not number for number in case_ids], bool) & ~faulty)
    inexact = np.array([_lost_digits(value) for value in values], bool)
    hint = "数字最多保留15位；请把这一列设为文本，从平台重新导出"
    cells.report("case_id", inexact, LOST_DIGITS, "工单编号按数字保存，已丢失位数", hint)
    return case_ids, inexact


def _lost_digits(value: object) -> bool:
    if isinstance(value, str):
        return "+" in value and _ROUNDED.fullmatch(value.strip()) is not None
    return isinstance(value, int | float) and abs(value) >= _EXACT


def _limits(sheet: RawSheet, cells: _Cells, values: Sequence[object]) -> list[str]:
    """Read 时限等级; an error and a number that shows another quantity stay no limit."""
    texts = list(map(plain, values)) if _faults(values).any() else read_texts(values)
    for i, code in cells.codes(sheet, "limit_class").items():
        value = values[i]
        assert isinstance(value, int | float)
        look = look_of(value, code)
        if look.same and look.words in _UNITS:
            texts[i] += _UNITS[look.words]
        elif not look.same or look.words:
            texts[i] += f"（显示为“{look.text or HIDDEN}”）"
    return texts


def _settled(sheet: RawSheet, read: TimeColumn, cells: _Cells, name: str) -> TimeColumn:
    """Decide for every bare date whether it is a midnight or a date without a time (rules 2).

    Its number format says so; where the file has none, whether the column has any time of day. A
    plain number shows none.
    """
    at = np.flatnonzero(read.bare)
    if not at.size:
        return read
    values, among_times = cells.column(name), bool(read.timed.any())
    codes = sheet.number_formats([cells.place(i, name) for i in at.tolist()])
    date_only = read.date_only.copy()
    date_only[at] = [
        not (among_times and not isinstance(values[i], int | float))
        if code is None
        else not has_time(code)
        for i, code in zip(at.tolist(), codes, strict=True)
    ]
    return TimeColumn(read.values, date_only, read.bad, np.zeros_like(read.bare))
