"""Why a stage is 数据异常: which time contradicts which (rules 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from macros_py.rules.deadlines.cases import LedgerCases
from macros_py.rules.deadlines.deadlines import Verdicts
from macros_py.rules.deadlines.moments import Columns, Marks, Moments, seconds
from macros_py.rules.deadlines.stages import (
    CLOSURE,
    CONTACT,
    FEEDBACK,
    REPORT,
    TIMED,
    TRANSFER,
    Stage,
)
from macros_py.rules.deadlines.status import Status
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.settings import Settings

ORDER, FUTURE, LIMIT = "时间先后矛盾", "晚于截止时点", "时限等级无法识别"
UNANNOUNCED, UNDATED = "节假日未公布", "缺挂账时间"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A contradiction in a case: ``field`` is the cell to look at, ``other`` its pair.

    Of 节假日未公布 ``other`` is the year.
    """

    row: int
    field: str
    kind: str
    other: str = ""


def find_faults(
    columns: Columns,
    verdicts: Verdicts,
    contract: Contract,
    settings: Settings,
) -> list[Fault]:
    """List each contradiction behind a 数据异常 once, by row; unreadable cells are not here."""
    found = set(_limit_faults(LedgerCases(columns), contract))
    finder = _Finder(columns, verdicts.as_of)
    special = LedgerCases(columns).says("special", "是")
    for stage in TIMED:
        rows = verdicts.status[stage.name] == Status.FAULTY
        if not rows.any():
            continue
        start, done = stage.start_field(settings), stage.done
        for row in np.flatnonzero(rows & _some_year(verdicts, stage)):
            field = "approved_at" if stage is TRANSFER and special[row] else start
            year = str(verdicts.unannounced[stage.name][row])
            found.add(Fault(int(row), field, UNANNOUNCED, year))
        if stage is TRANSFER:
            found.update(finder.pair(rows & special, "approved_at", done))
            rows &= ~special
        if stage in (CONTACT, FEEDBACK):
            missing = ~Moments.of(columns, done).present
            found.update(finder.pair(rows & missing, start, "closed_at"))
            rows &= ~missing
        if stage is CLOSURE:
            found.update(finder.suspension(rows))
        found.update(finder.pair(rows, start, done))
    rows = verdicts.status[REPORT.name] == Status.FAULTY
    found.update(finder.future(rows, REPORT.start))
    found.update(finder.future_reports(rows))
    return sorted(found)


def _some_year(verdicts: Verdicts, stage: Stage) -> Marks:
    """Mark the rows that need a year which nobody has announced."""
    years = verdicts.unannounced.get(stage.name)
    if years is None:
        return np.zeros(len(verdicts.overall), dtype=bool)
    marks: Marks = years > 0
    return marks


def _limit_faults(cases: LedgerCases, contract: Contract) -> Iterator[Fault]:
    which, words = cases.limits()
    unknown = [bool(word) and contract.limit_class(word) is None for word in words]
    if any(unknown):
        for row in np.flatnonzero(np.array(unknown)[which]):
            yield Fault(int(row), "limit_class", LIMIT)


class _Finder:
    def __init__(self, columns: Columns, as_of: datetime) -> None:
        self.columns = columns
        self.as_of = as_of
        self.now = seconds(as_of)

    def pair(self, rows: Marks, start: str, done: str) -> Iterator[Fault]:
        yield from self.before(rows, done, start)
        yield from self.future(rows, start)
        yield from self.future(rows, done)

    def before(self, rows: Marks, later: str, earlier: str) -> Iterator[Fault]:
        marks = Moments.of(self.columns, later).before(Moments.of(self.columns, earlier))
        for row in np.flatnonzero(rows & marks):
            yield Fault(int(row), later, ORDER, earlier)

    def future(self, rows: Marks, field: str) -> Iterator[Fault]:
        for row in np.flatnonzero(rows & Moments.of(self.columns, field).after(self.now)):
            yield Fault(int(row), field, FUTURE)

    def suspension(self, rows: Marks) -> Iterator[Fault]:
        suspended = Moments.of(self.columns, "suspended_at")
        released = Moments.of(self.columns, "released_at")
        says = LedgerCases(self.columns).says("suspended", "是")
        for row in np.flatnonzero(rows & says & ~suspended.present):
            yield Fault(int(row), "suspended", UNDATED)
        rows = rows & suspended.present
        yield from self.before(rows, "released_at", "suspended_at")
        yield from self.before(rows & ~released.present, "closed_at", "suspended_at")
        yield from self.before(rows, "suspended_at", "dispatched_at")
        for field in ("dispatched_at", "suspended_at", "released_at"):
            yield from self.future(rows, field)

    def future_reports(self, rows: Marks) -> Iterator[Fault]:
        dates = np.asarray(self.columns["progress_dates"], dtype=object)
        for row in np.flatnonzero(rows):
            if any(day > self.as_of.date() for day in dates[row]):
                yield Fault(int(row), "progress_dates", FUTURE)
