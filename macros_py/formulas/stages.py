"""The stage formulas over columns of cells: the engine of ``rules`` on columns of arguments."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.desk.flag_columns import report_texts
from macros_py.formulas.cells import Cells
from macros_py.inputs.in_force import InForce
from macros_py.rules.deadlines.cases import StageCases
from macros_py.rules.deadlines.deadlines import Engine, StageVerdict
from macros_py.rules.deadlines.moments import END_OF_TIME, Moments
from macros_py.rules.deadlines.stages import (
    CALLBACK,
    CLOSURE,
    REPORT,
    RETURN,
    STAGES,
    TRANSFER,
    Stage,
)
from macros_py.rules.deadlines.status import TEXTS, Status
from workbook.ledger.columns import CHOICES, read_choices, read_texts
from workbook.values.text import key, plain
from workbook.values.times import TimeColumn, read_date_lists, read_times

Rows = npt.NDArray[np.intp]
_STAGES = {stage.name: stage for stage in STAGES}
_TEXTS = np.array(TEXTS, dtype=object)


def statuses(
    in_force: InForce, stage: Cells, start: Cells, done: Cells, as_of: Cells, *more: Cells
) -> Cells:
    """Return status texts as the ledger shows them; ``more``: special, limit_class.

    For a special case's 转派, ``start`` is the time of its approval. A start or done that is no
    time gives 数据异常, as in the ledger; a stage or as-of that is none gives a refusal.
    """
    special, limit_class = more
    arguments = _Arguments(in_force, start, done, special, limit_class)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        for now, these in _by_moment(as_of, rows, results):
            _put(results, these, _status_texts(one, arguments.judge(one, these, now)))
    return results


def _status_texts(stage: Stage, verdict: StageVerdict) -> Cells:
    texts = _TEXTS[verdict.codes]
    if stage is REPORT and verdict.missing_month is not None:
        texts = report_texts(verdict.codes, verdict.missing_month)
    texts[_lacking_a_year(verdict)] = Refusal.HOLIDAYS.value
    return list(texts)


def _lacking_a_year(verdict: StageVerdict) -> npt.NDArray[np.bool_]:
    """Mark the rows whose due time needs the holidays of a year that is not announced."""
    if verdict.unannounced is None:
        return np.zeros(len(verdict.codes), dtype=bool)
    lacking: npt.NDArray[np.bool_] = (verdict.codes == Status.FAULTY) & (verdict.unannounced > 0)
    return lacking


def dues(in_force: InForce, stage: Cells, start: Cells, limit_class: Cells) -> Cells:
    """Return due times as datetimes, "" where there is no start, or a refusal."""
    blank: Cells = [""] * len(stage)
    arguments = _Arguments(in_force, start, blank, blank, limit_class)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        _put(results, rows, arguments.dues(one, rows))
    return results


def minutes_left(
    in_force: InForce, stage: Cells, start: Cells, done: Cells, as_of: Cells, limit_class: Cells
) -> Cells:
    """Return whole minutes to the due time, rounded down; "" where done or without a start."""
    blank: Cells = [""] * len(stage)
    arguments = _Arguments(in_force, start, blank, blank, limit_class)
    finished = _settled(done)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        due = arguments.dues(one, rows)
        for now, these in _by_moment(as_of, rows, results):
            mine = [due[i] for i in np.searchsorted(rows, these)]
            _put(results, these, [_minutes(moment, now) for moment in mine])
            late = these[arguments.start.values[these] > np.datetime64(now, "s")]
            _put(results, late, [Refusal.FUTURE.value] * len(late))
        _put(results, rows[~np.isnat(finished.values[rows])], "")
        _put(results, rows[finished.bad[rows]], Refusal.TIME.value)
    return results


class _Arguments:
    """The columns of one formula, read once, and the settings it follows."""

    def __init__(
        self, in_force: InForce, start: Cells, done: Cells, special: Cells, limit_class: Cells
    ) -> None:
        self._in_force = in_force
        self.start = _settled(start)
        self._done_cells = done
        self.done = _settled(done)
        self.special = read_choices("special", special).codes
        self.limit_class = read_texts(limit_class)

    def judge(self, stage: Stage, rows: Rows, as_of: datetime) -> StageVerdict:
        """Judge one stage of these rows as of a moment."""
        in_force = self._in_force
        engine = Engine(in_force.contract, in_force.settings, in_force.holidays, as_of)
        return engine.judge_stage(self._cases(stage, rows), stage)

    def dues(self, stage: Stage, rows: Rows) -> Cells:
        """Return the due times of these rows, or why there is none."""
        if stage in (REPORT, CALLBACK):
            return [Refusal.NO_LIMIT.value] * len(rows)
        verdict = self.judge(stage, rows, END_OF_TIME)
        moments: Cells = [
            moment if isinstance(moment, datetime) else Refusal.TOO_LARGE.value
            for moment in verdict.due.tolist()
        ]  # numpy gives a number for what lies past the calendar's last year
        lacking = _lacking_a_year(verdict)
        for i in np.flatnonzero(np.isnat(verdict.due)):
            if self.start.bad[rows[i]]:
                moments[i] = Refusal.TIME.value
            elif lacking[i]:
                moments[i] = Refusal.HOLIDAYS.value
            elif verdict.codes[i] == Status.FAULTY:
                moments[i] = Refusal.LIMIT.value
            else:
                undetermined = verdict.codes[i] == Status.UNDETERMINED
                moments[i] = Refusal.NO_CLOCK.value if undetermined else ""
        return moments

    def _cases(self, stage: Stage, rows: Rows) -> StageCases:
        start, everyone = _moments(self.start, rows), np.ones(len(rows), dtype=bool)
        times = {stage.start_field(self._in_force.settings): start}
        if stage is TRANSFER:
            special = CHOICES["special"].index("是")
            answers = {("special", "是"): self.special[rows] == special}
            return StageCases(
                len(rows),
                times | {"approved_at": start, stage.done: _moments(self.done, rows)},
                answers,
            )
        if stage is REPORT:
            dates, bad = read_date_lists([self._done_cells[i] for i in rows])
            return StageCases(len(rows), times, report_dates=dates, reports_bad=bad)
        return StageCases(
            len(rows),
            times | {stage.done: _moments(self.done, rows)},
            {("in_township", "否"): everyone} if stage is RETURN else {},
            [self.limit_class[i] for i in rows] if stage is CLOSURE else (),
        )


def _moments(column: TimeColumn, rows: Rows) -> Moments:
    seconds = column.values[rows].view(np.int64)
    return Moments(seconds, column.date_only[rows], column.bad[rows])


def _settled(cells: Cells) -> TimeColumn:
    """Read times; a cell that shows no clock is a date, the same alone and in a column.

    A host hands a midnight and a date over alike, and no number format: what may be a date alone
    is never taken for a time of day.
    """
    read = read_times(cells)
    if not read.bare.any():
        return read
    bare = np.zeros_like(read.bare)
    return TimeColumn(read.values, read.date_only | read.bare, read.bad, bare)


def _by_stage(cells: Cells) -> Iterator[tuple[Stage, Rows]]:
    """Yield each stage that is named, with its rows."""
    words = {cell: key(plain(cell)) for cell in set(cells)}
    for word in dict.fromkeys(words.values()):
        if word in _STAGES:
            named = (words[cell] == word for cell in cells)
            yield _STAGES[word], np.flatnonzero(np.fromiter(named, bool, len(cells)))


def _by_moment(cells: Cells, rows: Rows, results: Cells) -> Iterator[tuple[datetime, Rows]]:
    """Yield each as-of moment with its rows; rows whose as-of is none get a refusal."""
    moments = _settled(cells)
    values = moments.values[rows]
    _put(results, rows[np.isnat(values)], Refusal.TIME.value)
    _put(results, rows[moments.date_only[rows]], Refusal.NO_CLOCK.value)
    usable = ~np.isnat(values) & ~moments.date_only[rows]
    for moment in np.unique(values[usable]):
        yield moment.item(), rows[usable & (values == moment)]


def _minutes(due: object, now: datetime) -> object:
    if not isinstance(due, datetime):
        return due
    return int((due - now).total_seconds() // 60)


def _put(results: Cells, rows: Rows, values: Sequence[object] | str) -> None:
    for i, row in enumerate(rows.tolist()):
        results[row] = values if isinstance(values, str) else values[i]
