"""The stage formulas over columns of cells: the engine of ``rules`` on a frame made of arguments.

They judge by the contract with its default readings; the settings of an evaluation workbook are
for the buttons and the command line.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from macros_py.desk.flag_columns import report_texts
from macros_py.formulas.cells import Cells
from macros_py.formulas.texts import Refusal
from macros_py.inputs.in_force import default_basis
from macros_py.rules.deadlines.deadlines import Engine, Verdicts
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
from workbook.ledger.columns import CHOICES, TIMES, read_choices, read_texts
from workbook.values.text import normal, plain
from workbook.values.times import TimeColumn, read_date_lists, read_times

Rows = npt.NDArray[np.intp]
_STAGES = {stage.name: stage for stage in STAGES}
_TEXTS = np.array(TEXTS, dtype=object)
_END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59)


def statuses(stage: Cells, start: Cells, done: Cells, as_of: Cells, *more: Cells) -> Cells:
    """Return status texts as the ledger shows them; ``more``: special, limit_class.

    For a special case's 转派, ``start`` is the time of its approval. A start or done that is no
    time gives 数据异常, as in the ledger; a stage or as-of that is none gives a refusal.
    """
    special, limit_class = more
    arguments = _Arguments(start, done, special, limit_class)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        for now, these in _by_moment(as_of, rows, results):
            verdicts = arguments.judge(one, these, now)
            codes = verdicts.status[one.name]
            texts = report_texts(codes, verdicts.missing_month) if one is REPORT else _TEXTS[codes]
            _put(results, these, texts.tolist())
    return results


def dues(stage: Cells, start: Cells, limit_class: Cells) -> Cells:
    """Return due times as datetimes, "" where there is no start, or a refusal."""
    blank: Cells = [""] * len(stage)
    arguments = _Arguments(start, blank, blank, limit_class)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        _put(results, rows, arguments.dues(one, rows))
    return results


def minutes_left(
    stage: Cells, start: Cells, done: Cells, as_of: Cells, limit_class: Cells
) -> Cells:
    """Return whole minutes to the due time, rounded down; "" where done or without a start."""
    blank: Cells = [""] * len(stage)
    arguments = _Arguments(start, blank, blank, limit_class)
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
    """The columns of one formula, read once."""

    def __init__(self, start: Cells, done: Cells, special: Cells, limit_class: Cells) -> None:
        self.start = _settled(start)
        self._done_cells = done
        self.done = _settled(done)
        self.special = read_choices("special", special).codes
        self.limit_class = read_texts(limit_class)

    def judge(self, stage: Stage, rows: Rows, as_of: datetime) -> Verdicts:
        """Judge one stage of these rows as of a moment."""
        basis = default_basis()
        frame = self._frame(stage, rows)
        engine = Engine(basis.contract, basis.settings, basis.holidays, as_of)
        return engine.judge(frame, {stage.done})

    def dues(self, stage: Stage, rows: Rows) -> Cells:
        """Return the due times of these rows, or why there is none."""
        if stage in (REPORT, CALLBACK):
            return [Refusal.NO_LIMIT.value] * len(rows)
        verdicts = self.judge(stage, rows, _END_OF_TIME)
        codes = verdicts.status[stage.name]
        moments: Cells = [
            moment if isinstance(moment, datetime) else Refusal.TOO_LARGE.value
            for moment in verdicts.due[stage.name].tolist()
        ]  # numpy gives a number for what lies past the calendar's last year
        for i in np.flatnonzero(np.isnat(verdicts.due[stage.name])):
            if self.start.bad[rows[i]]:
                moments[i] = Refusal.TIME.value
            elif codes[i] == Status.FAULTY:
                moments[i] = Refusal.LIMIT.value
            else:
                undetermined = codes[i] == Status.UNDETERMINED
                moments[i] = Refusal.NO_CLOCK.value if undetermined else ""
        return moments

    def _frame(self, stage: Stage, rows: Rows) -> pd.DataFrame:
        size = len(rows)
        columns = dict.fromkeys(
            (f"{name}{flag}" for name in TIMES for flag in ("_dateonly", "_bad")),
            np.zeros(size, bool),
        ) | dict.fromkeys(TIMES, np.full(size, np.datetime64("NaT", "s")))
        columns |= _time("approved_at" if stage is TRANSFER else "", self.start, rows)
        columns |= _time(stage.start_field(default_basis().settings), self.start, rows)
        if stage is REPORT:
            dates, bad = read_date_lists([self._done_cells[i] for i in rows])
            columns["progress_dates"] = pd.Series(dates, dtype=object).to_numpy()
            columns["progress_dates_bad"] = bad
        else:
            columns |= _time(stage.done, self.done, rows)
        frame = pd.DataFrame(columns, copy=False)
        frame["in_township"] = _choice("in_township", "否" if stage is RETURN else "", size)
        frame["special"] = pd.Categorical.from_codes(
            self.special[rows] if stage is TRANSFER else np.zeros(size, np.int8),
            categories=pd.Index(CHOICES["special"]),
        )
        words = [self.limit_class[i] for i in rows] if stage is CLOSURE else ""
        frame["limit_class"] = pd.Series(words, index=frame.index, dtype="str")
        return frame


def _time(name: str, column: TimeColumn, rows: Rows) -> dict[str, npt.NDArray[np.generic]]:
    if not name:
        return {}
    return {
        name: column.values[rows],
        f"{name}_dateonly": column.date_only[rows],
        f"{name}_bad": column.bad[rows],
    }


def _choice(name: str, word: str, size: int) -> "pd.Categorical[str]":
    words = CHOICES[name]
    codes = np.full(size, words.index(word), np.int8)
    return pd.Categorical.from_codes(codes, categories=pd.Index(words))


def _settled(cells: Cells) -> TimeColumn:
    """Read times; a midnight is a time of day where any other cell holds one (rules 2)."""
    read = read_times(cells)
    if not read.bare.any():
        return read
    date_only = read.date_only if read.timed.any() else read.date_only | read.bare
    return TimeColumn(read.values, date_only, read.bad, np.zeros_like(read.bare))


def _by_stage(cells: Cells) -> Iterator[tuple[Stage, Rows]]:
    """Yield each stage that is named, with its rows."""
    words = {cell: normal(plain(cell)) for cell in set(cells)}
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
