"""The stage formulas over columns of cells: the engine of ``rules`` on columns of arguments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from macros_py.desk.flag_columns import report_texts
from macros_py.formulas.cells import Cells
from macros_py.formulas.texts import Refusal
from macros_py.inputs.in_force import Basis
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
from macros_py.rules.terms.errors import CalendarError
from workbook.ledger.columns import CHOICES, read_choices, read_texts
from workbook.values.text import normal, plain
from workbook.values.times import TimeColumn, read_date_lists, read_times

Rows = npt.NDArray[np.intp]
_STAGES = {stage.name: stage for stage in STAGES}
_TEXTS = np.array(TEXTS, dtype=object)
_END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59)


def statuses(
    basis: Basis, stage: Cells, start: Cells, done: Cells, as_of: Cells, *more: Cells
) -> Cells:
    """Return status texts as the ledger shows them; ``more``: special, limit_class.

    For a special case's 转派, ``start`` is the time of its approval. A start or done that is no
    time gives 数据异常, as in the ledger; a stage or as-of that is none gives a refusal.
    """
    special, limit_class = more
    arguments = _Arguments(basis, start, done, special, limit_class)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        for now, these in _by_moment(as_of, rows, results):
            for part, verdicts in arguments.judge(one, these, now):
                _put(results, part, _status_texts(one, verdicts))
    return results


def _status_texts(stage: Stage, verdicts: Verdicts | None) -> Sequence[object] | str:
    if verdicts is None:
        return Refusal.HOLIDAYS.value
    codes = verdicts.status[stage.name]
    texts = report_texts(codes, verdicts.missing_month) if stage is REPORT else _TEXTS[codes]
    shown: list[object] = texts.tolist()
    return shown


def dues(basis: Basis, stage: Cells, start: Cells, limit_class: Cells) -> Cells:
    """Return due times as datetimes, "" where there is no start, or a refusal."""
    blank: Cells = [""] * len(stage)
    arguments = _Arguments(basis, start, blank, blank, limit_class)
    results: Cells = [Refusal.STAGE.value] * len(stage)
    for one, rows in _by_stage(stage):
        _put(results, rows, arguments.dues(one, rows))
    return results


def minutes_left(
    basis: Basis, stage: Cells, start: Cells, done: Cells, as_of: Cells, limit_class: Cells
) -> Cells:
    """Return whole minutes to the due time, rounded down; "" where done or without a start."""
    blank: Cells = [""] * len(stage)
    arguments = _Arguments(basis, start, blank, blank, limit_class)
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
        self, basis: Basis, start: Cells, done: Cells, special: Cells, limit_class: Cells
    ) -> None:
        self._basis = basis
        self.start = _settled(start)
        self._done_cells = done
        self.done = _settled(done)
        self.special = read_choices("special", special).codes
        self.limit_class = np.array(read_texts(limit_class), dtype=object)

    def judge(
        self, stage: Stage, rows: Rows, as_of: datetime
    ) -> Iterator[tuple[Rows, Verdicts | None]]:
        """Judge one stage of these rows as of a moment.

        Yields parts of the rows; without verdicts where the year's holidays are not announced.
        """
        basis = self._basis
        engine = Engine(basis.contract, basis.settings, basis.holidays, as_of)
        try:
            yield rows, engine.judge(self._frame(stage, rows), {stage.done})
        except CalendarError:
            if len(rows) == 1:
                yield rows, None
                return
            for half in np.array_split(rows, 2):
                yield from self.judge(stage, half, as_of)

    def dues(self, stage: Stage, rows: Rows) -> Cells:
        """Return the due times of these rows, or why there is none."""
        if stage in (REPORT, CALLBACK):
            return [Refusal.NO_LIMIT.value] * len(rows)
        found: Cells = []
        for part, verdicts in self.judge(stage, rows, _END_OF_TIME):
            if verdicts is None:
                found.append(Refusal.HOLIDAYS.value)
            else:
                found += self._dues(stage, part, verdicts)
        return found

    def _dues(self, stage: Stage, rows: Rows, verdicts: Verdicts) -> Cells:
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
        columns: dict[str, npt.NDArray[np.generic]] = {}
        if stage is TRANSFER:
            columns |= _time("approved_at", self.start, rows)
        columns |= _time(stage.start_field(self._basis.settings), self.start, rows)
        if stage is REPORT:
            dates, bad = read_date_lists([self._done_cells[i] for i in rows])
            columns["progress_dates"] = pd.Series(dates, dtype=object).to_numpy()
            columns["progress_dates_bad"] = bad
        else:
            columns |= _time(stage.done, self.done, rows)
        blank = np.full(size, "", dtype=object)
        columns["in_township"] = np.full(size, "否", dtype=object) if stage is RETURN else blank
        words = np.array(CHOICES["special"], dtype=object)
        columns["special"] = words[self.special[rows]] if stage is TRANSFER else blank
        columns["limit_class"] = self.limit_class[rows] if stage is CLOSURE else blank
        return cast("pd.DataFrame", _Frame(size, columns))


class _Frame:
    """A ledger frame of the few columns that one stage needs; every other time is blank.

    It answers as pandas does, as far as the engine asks: a real frame of forty columns would take
    ten times as long as judging a single cell.
    """

    def __init__(self, size: int, columns: dict[str, npt.NDArray[np.generic]]) -> None:
        self._size, self._columns = size, columns
        self._none = _Column(np.full(size, np.datetime64("NaT", "s")))
        self._no = _Column(np.zeros(size, bool))

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> "_Column":
        if name in self._columns:
            return _Column(self._columns[name])
        return self._no if name.endswith(("_dateonly", "_bad")) else self._none


@dataclass(frozen=True, eq=False)
class _Column:
    """One column of it."""

    cells: npt.NDArray[np.generic]

    def to_numpy(self, dtype: npt.DTypeLike | None = None) -> npt.NDArray[np.generic]:
        return self.cells if dtype is None else self.cells.astype(dtype, copy=False)

    def __eq__(self, text: object) -> "_Column":  # type: ignore[override]
        return _Column(np.asarray(self.cells == text))

    __hash__ = None  # type: ignore[assignment]

    @property
    def iloc(self) -> npt.NDArray[np.generic]:
        return self.cells

    def astype(self, kind: str) -> "_Column":
        assert kind == "category"
        return self

    @property
    def cat(self) -> "_Words":
        return _Words(*np.unique(self.cells.astype(str), return_inverse=True))


class _Words(NamedTuple):
    """The words of a column, and the place of each row's word among them."""

    categories: npt.NDArray[np.str_]
    places: npt.NDArray[np.intp]

    @property
    def codes(self) -> _Column:
        return _Column(self.places)


def _time(name: str, column: TimeColumn, rows: Rows) -> dict[str, npt.NDArray[np.generic]]:
    return {
        name: column.values[rows],
        f"{name}_dateonly": column.date_only[rows],
        f"{name}_bad": column.bad[rows],
    }


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
