"""A ledger that has been read and judged: what check, flags, rates and settle share."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from macros_py.inputs.in_force import InForce
from macros_py.rules.deadlines.deadlines import Engine, Verdicts
from macros_py.rules.deadlines.faults import FUTURE, LIMIT, UNANNOUNCED, UNDATED, Fault, find_faults
from macros_py.rules.deadlines.flag_headers import HEADERS
from macros_py.rules.deadlines.stages import STAGES
from macros_py.rules.deadlines.statistics import count_stages, count_statuses
from macros_py.rules.periods.rate_counts import Answers
from macros_py.rules.rates.rates import ANSWERS, RateColumns
from macros_py.rules.replies.reply_headers import REPLY_HEADERS
from macros_py.rules.terms.banners import contract_banners
from macros_py.rules.terms.quarters import Quarter, in_quarter
from workbook.ledger.columns import TEXTS
from workbook.ledger.headers import closest_field, template_header
from workbook.ledger.layout import SheetLayout
from workbook.ledger.ledger import Ledger, read_ledger, read_with_cells
from workbook.ledger.own_sheets import is_own_sheet
from workbook.reading.sheets import RawBook
from workbook.values.addresses import letters
from workbook.values.headers import normalised
from workbook.values.problem import Problem
from workbook.values.text import Masked, masked, shown, visible

MANY = 100
"""More times than this that lie after as-of become one problem: as-of itself may be wrong."""

_OWN_HEADERS = frozenset(map(normalised, (*HEADERS, *REPLY_HEADERS)))


@dataclass(frozen=True)
class JudgedLedger:
    """A ledger with its verdicts; ``problems`` are the reader's and those of the rules."""

    ledger: Ledger
    verdicts: Verdicts
    in_force: InForce
    problems: tuple[Problem, ...]

    @property
    def first_rows(self) -> npt.NDArray[np.bool_]:
        """Rows that counts take: of a repeated case number only the first."""
        return ~np.asarray(self.ledger.columns["duplicate"], dtype=bool)

    def dispatched_in(self, quarter: Quarter) -> npt.NDArray[np.bool_]:
        """Mark the rows whose 派单时间 lies in a quarter."""
        times = np.asarray(self.ledger.columns["dispatched_at"], dtype="datetime64[s]")
        return in_quarter(times, quarter)

    @cached_property
    def answers(self) -> Answers:
        """What citizens answered, ready to be counted by any grouping."""
        columns = RateColumns.of(self.ledger.columns, self.ledger.fields, self.ledger.rows_with)
        return Answers(columns, self.in_force.settings.ratio("基本满意权重"))

    @cached_property
    def banners(self) -> tuple[str, ...]:
        """What every output carries until the township has settled it."""
        return tuple(contract_banners(self.in_force.settings))

    @cached_property
    def notes(self) -> tuple[Masked, ...]:
        """What every output says of the reading: what was left out, lacking or taken instead."""
        return tuple(Masked(visible(masked(line))) for line in self._notes())

    @property
    def unknown_headers(self) -> tuple[tuple[str, str, str], ...]:
        """Headers that nobody recognised: address, text, and the closest field's header or ""."""
        return tuple(
            (
                f"{visible(masked(sheet.name))}!{letters(column)}{sheet.header_rows[1]}",
                shown(header),
                template_header(closest_field(header) or ""),
            )
            for sheet in self.ledger.sheets
            for column, header in sheet.unknown.items()
            if not is_own_header(header)
        )

    def rate_problems(self, *by: str) -> tuple[Problem, ...]:
        """Name the answer columns, and those of the groupings ``by``, that a sheet lacks (rules 4).

        A grouping by time has no column of its own.
        """
        return tuple(
            Problem(
                sheet.name,
                "",
                name,
                "缺列",
                Masked(),
                f"没有“{template_header(name)}”列，{what}",
            )
            for name, what in (
                *((name, "这张表不计入这项比率") for name in ANSWERS),
                *((name, "这张表的工单都归入（空白）") for name in by if name in TEXTS),
            )
            for sheet in self.ledger.sheets_without(name)
        )

    def json(self) -> dict[str, object]:
        """Return the counts, columns and problems as plain data."""
        rows = self.first_rows
        columns: dict[str, str] = {}
        for sheet in self.ledger.sheets:
            for field in sheet.columns:
                columns.setdefault(field, f"{masked(sheet.name)}!{letters(sheet.columns[field])}")
        return {
            "as_of": self.verdicts.as_of.isoformat(),
            "rows": self.ledger.size,
            "sheets": [masked(sheet.name) for sheet in self.ledger.sheets],
            "ignored_sheets": list(self.ledger.ignored),
            "skipped_rows": list(self.ledger.skipped),
            "columns": columns,
            "unknown_headers": [
                {"cell": cell, "header": header, "closest": closest or None}
                for cell, header, closest in self.unknown_headers
            ],
            "missing_stages": {
                stage.name: template_header(stage.done)
                for stage in STAGES
                if stage.done not in self.ledger.fields
            },
            "notes": list(self.notes),
            "stages": {
                count.stage.name: {status.text: n for status, n in count.counts.items()}
                for count in count_stages(self.verdicts, rows)
            },
            "overall": {
                status.text: n for status, n in count_statuses(self.verdicts.overall, rows).items()
            },
            "banners": list(self.banners),
            "problems": [problem_json(problem) for problem in self.problems],
        }

    def problem_kinds(self) -> Mapping[str, int]:
        """Count the problems by kind, most frequent first."""
        return dict(Counter(problem.kind for problem in self.problems).most_common())

    def _notes(self) -> Iterator[str]:
        ledger = self.ledger
        unread = [
            name for name in ledger.ignored if name not in ledger.hidden and not is_own_sheet(name)
        ]
        if unread:
            yield f"未读的工作表（没有台账表头）：{'、'.join(unread)}"
        if ledger.hidden:
            yield f"未读的工作表（已隐藏，要用请先取消隐藏）：{'、'.join(ledger.hidden)}"
        if ledger.skipped:
            yield f"跳过的行（合计、表尾、重复的表头）：{'、'.join(ledger.skipped)}"
        for sheet in ledger.sheets:
            for field, column in sheet.seconds.items():
                yield (
                    f"工作表「{sheet.name}」的{template_header(field)}取"
                    f"{letters(sheet.columns[field])}列“{_header(sheet, sheet.columns[field])}”，"
                    f"空的取{letters(column)}列“{_header(sheet, column)}”"
                )
        for stage in STAGES:
            lacking = ledger.sheets_without(stage.done)
            header = template_header(stage.done)
            if lacking and len(lacking) == len(ledger.sheets):
                yield f"台账没有「{header}」列，{stage.name}环节不适用"
            elif lacking:
                names = "、".join(f"「{sheet.name}」" for sheet in lacking)
                yield f"工作表{names}没有「{header}」列，其中的工单{stage.name}环节不适用"
        without = ledger.sheets_without("callback_valid")
        if without and not ledger.fields.isdisjoint(ANSWERS):
            named = "、".join(f"「{sheet.name}」" for sheet in without)
            yield (
                f"工作表{named}没有「{template_header('callback_valid')}」列，"
                "有回访时间或回访答复的算有效回访"
            )


def judge_ledger(path: Path, in_force: InForce, as_of: datetime) -> JudgedLedger:
    """Read a ledger and judge every stage of every case as of a moment."""
    return judge(read_ledger(path, in_force.settings.pins), in_force, as_of)


def judge_with_cells(
    path: Path, in_force: InForce, as_of: datetime
) -> tuple[JudgedLedger, RawBook]:
    """Do what ``judge_ledger`` does, and hand out every cell of the file as it stands."""
    ledger, book = read_with_cells(path, in_force.settings.pins)
    return judge(ledger, in_force, as_of), book


def judge(ledger: Ledger, in_force: InForce, as_of: datetime) -> JudgedLedger:
    """Judge every stage of every case of a ledger that has been read."""
    engine = Engine(in_force.contract, in_force.settings, in_force.holidays, as_of)
    verdicts = engine.judge(ledger.columns, ledger.fields, _lacking_rows(ledger))
    faults = find_faults(ledger.columns, verdicts, in_force.contract, in_force.settings)
    problems = (*ledger.problems, *_problems(ledger, faults, as_of))
    if not ledger.size:
        name = ledger.sheets[0].name
        message = "台账没有工单：表头以下没有一行有内容"
        problems = (*problems, Problem(name, "", "case_id", "没有工单", Masked(), message))
    return JudgedLedger(ledger, verdicts, in_force, problems)


def is_own_header(header: str) -> bool:
    """Tell whether the tool itself wrote a column of this header into the ledger."""
    return normalised(header) in _OWN_HEADERS


def problem_json(problem: Problem) -> dict[str, str]:
    """Return a problem as plain data."""
    return {
        "sheet": masked(problem.sheet),
        "cell": problem.cell,
        "field": problem.field,
        "kind": problem.kind,
        "value": problem.value,
        "message": problem.message,
    }


def _lacking_rows(ledger: Ledger) -> dict[str, npt.NDArray[np.bool_]]:
    """Give done column → rows of the sheets that lack it, where only some of them do."""
    return {
        stage.done: ~ledger.rows_with(stage.done)
        for stage in STAGES
        if 0 < len(ledger.sheets_without(stage.done)) < len(ledger.sheets)
    }


def _header(sheet: SheetLayout, column: int) -> str:
    return " ".join(sheet.headers[column - sheet.last_column - 1].split())


def _problems(ledger: Ledger, faults: Sequence[Fault], as_of: datetime) -> Iterator[Problem]:
    future = [fault for fault in faults if fault.kind == FUTURE]
    if len(future) > MANY:
        faults = [fault for fault in faults if fault.kind != FUTURE]
        yield _doubtful_moment(ledger, future, as_of)
    for fault in faults:
        sheet, cell = ledger.address(fault.row, fault.field)
        value = _value(ledger, fault, as_of)
        yield Problem(sheet, cell, fault.field, fault.kind, value, _message(ledger, fault, value))


def _message(ledger: Ledger, fault: Fault, value: str) -> str:
    header = template_header(fault.field)
    if fault.kind == LIMIT:
        wanted = "请填 7天、24小时 或模板列表中的词"
        return f"时限等级无法识别 “{value}”，办结时限无从计算；{wanted}"
    if fault.kind == UNDATED:
        return f"{header}为是，但没有{template_header('suspended_at')}，办结时限无从计算"
    if fault.kind == UNANNOUNCED:
        return (
            f"{header} {value} 起算要用{fault.other}年的节假日安排，"
            f"该年未公布或不在日历内；请核对年份"
        )
    if fault.kind == FUTURE:
        return f"{header} {value} 晚于截止时点"
    other = _text(ledger, fault.row, fault.other)
    return f"{header} {value} 早于{template_header(fault.other)} {other}"


def _doubtful_moment(ledger: Ledger, future: Sequence[Fault], as_of: datetime) -> Problem:
    """Return one problem for all times that lie after as-of."""
    first = future[0]
    sheet, cell = ledger.address(first.row, first.field)
    value = _value(ledger, first, as_of)
    message = (
        f"{template_header(first.field)} {value} 等 {len(future)} 处晚于截止时点 "
        f"{as_of:%Y-%m-%d %H:%M}；截止时点填对了吗？"
    )
    return Problem(sheet, cell, first.field, FUTURE, value, message)


def _value(ledger: Ledger, fault: Fault, as_of: datetime) -> Masked:
    if fault.field == "progress_dates":
        dates: tuple[date, ...] = ledger.columns[fault.field][fault.row]
        return Masked("；".join(str(day) for day in dates if day > as_of.date()))
    return shown(_text(ledger, fault.row, fault.field))


def _text(ledger: Ledger, row: int, field: str) -> str:
    value = ledger.columns[field][row]
    text = str(value.item() if isinstance(value, np.datetime64) else value)
    dateonly = ledger.columns.get(f"{field}_dateonly")
    return text[:10] if dateonly is not None and dateonly[row] else text
