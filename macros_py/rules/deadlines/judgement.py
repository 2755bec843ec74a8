"""Cases under judgement: the test of each stage, column by column (rules 3)."""

from datetime import datetime

import numpy as np

from macros_py.rules.deadlines.cases import Cases
from macros_py.rules.deadlines.clocks import Clock
from macros_py.rules.deadlines.moments import Marks, Moments, Seconds, either
from macros_py.rules.deadlines.reports import judge_reports
from macros_py.rules.deadlines.stages import (
    CLOSURE,
    CONTACT,
    FEEDBACK,
    REPORT,
    TRANSFER,
    Applies,
    Stage,
)
from macros_py.rules.deadlines.status import Codes, Status
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.duration import Limit
from macros_py.rules.terms.settings import Settings
from macros_py.rules.worktime import NAT

_WITHOUT_DUE = np.isin(
    np.arange(len(Status)), [Status.NOT_APPLICABLE, Status.FAULTY, Status.EXEMPT]
)


class Judgement:
    """The columns of some cases, each taken once, and the tests over them.

    ``unannounced`` maps a stage to the year that each case needs and nobody has announced, 0 for
    the others; a stage without any is not in it.
    """

    def __init__(
        self,
        cases: Cases,
        as_of: datetime,
        contract: Contract,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self.cases = cases
        self.as_of = as_of
        self.now = int(np.datetime64(as_of, "s").view(np.int64))
        self.contract = contract
        self.settings = settings
        self.clock = clock
        self.unannounced: dict[str, Seconds] = {}
        self._columns: dict[str, Moments] = {}
        leaves = self.column("returned_at").present | cases.says("in_township", "否")
        self._applies = {
            Applies.EVERY: np.ones(cases.size, dtype=bool),
            Applies.KEPT: ~leaves,
            Applies.RETURNED: leaves,
        }

    def column(self, field: str) -> Moments:
        """Return a time column."""
        if field not in self._columns:
            self._columns[field] = self.cases.moments(field)
        return self._columns[field]

    def nothing(self) -> tuple[Codes, Seconds]:
        """Return 不适用 and no due time for every row."""
        size = self.cases.size
        return np.full(size, Status.NOT_APPLICABLE, dtype=np.uint8), np.full(size, NAT)

    def timed(self, stage: Stage) -> tuple[Codes, Seconds]:
        """Return codes and due times of one of the six timed stages.

        The due time is NaT where there is none: no start, a start without the time of day that
        the limit needs, 豁免, 不适用, 数据异常.
        """
        start, done = self.column(stage.start_field(self.settings)), self.column(stage.done)
        exempt = stand_in = fault = None
        if stage is TRANSFER:
            start, exempt = self._approval(start)
        elif stage in (CONTACT, FEEDBACK):
            done, stand_in = self._stand_in(done)
        applies = self._applies[stage.applies]
        usable = applies & start.has & ~start.after(self.now)
        if stage is CLOSURE:
            due, by_clock, fault = self._closure_due(start, usable)
            fault = either(fault, self._unannounced(stage, start, usable, due))
            due, exempt, misdated = self._suspension(due)
            fault = either(fault, misdated)
        else:
            limit = self.contract.limits[stage.name]
            due = self.clock.after(np.where(usable, start.at, NAT), limit.count)
            fault = self._unannounced(stage, start, usable, due)
            by_clock = np.ones(1, dtype=bool)

        codes = self._running(stage, done, due)
        vague = either(start.dateonly, done.dateonly)
        if vague is not None:
            codes[vague & by_clock] = Status.UNDETERMINED
        no_start = np.flatnonzero(~start.has)
        codes[no_start] = np.where(done.has[no_start], Status.UNDETERMINED, Status.NOT_STARTED)
        if exempt is not None:
            codes[exempt] = Status.EXEMPT
        codes[self._faulty(start, done, fault)] = Status.FAULTY
        codes[~applies] = Status.NOT_APPLICABLE
        without_due = _WITHOUT_DUE[codes]
        without_due[no_start] = True
        if start.dateonly is not None:
            without_due |= start.dateonly & by_clock
        due = np.where(without_due, NAT, due)
        if stand_in is not None:
            codes[stand_in & (codes == Status.LATE)] = Status.UNDETERMINED
        return codes, due

    def reports(self, *, applies: bool) -> tuple[Codes, Seconds]:
        """Return the codes of 挂账月报 and, for 超时, the first month without a report."""
        codes, missing = self.nothing()
        suspended = self.column(REPORT.start)
        rows = np.flatnonzero(suspended.present)
        if applies and len(rows):
            codes[rows], missing[rows] = judge_reports(
                suspended.take(rows),
                self._ended().take(rows),
                *self.cases.reports(rows),
                self.as_of,
            )
        return codes, missing

    def callbacks(self, *, applies: bool) -> Codes:
        """Return the codes of 回访; the contract sets no limit for it (附件1 一.3)."""
        if not applies:
            return self.nothing()[0]
        closed = np.where(self.column("closed_at").present, Status.TO_CALL_BACK, Status.NOT_STARTED)
        called = self.column("callback_at").has
        return np.where(called, Status.CALLED_BACK, closed).astype(np.uint8)

    def _approval(self, start: Moments) -> tuple[Moments, Marks | None]:
        """Let a special case's transfer start at its approval; without one it is exempt."""
        special = self.cases.says("special", "是")
        if not special.any():
            return start, None
        approved = self.column("approved_at")
        return approved.where(special, start), special & ~approved.present

    def _stand_in(self, done: Moments) -> tuple[Moments, Marks]:
        """Let closed_at stand in where a closed case has no time of its own."""
        closed = self.column("closed_at")
        missing = ~done.present & closed.present
        return closed.where(missing, done), missing

    def _closure_due(self, start: Moments, usable: Marks) -> tuple[Seconds, Marks, Marks | None]:
        """Return due times by limit class, the rows whose limit runs on the clock, the unknown."""
        which, words = self.cases.limits()
        known = [self._limit_class(word) for word in words]
        default = self.contract.limits[CLOSURE.name]
        limits = [limit or default for limit in known]
        counts = np.array([limit.count for limit in limits], dtype=np.int64)[which]
        in_days = np.array([limit.in_days for limit in limits], dtype=bool)[which]
        due = self.clock.after_days(np.where(usable & in_days, start.at, NAT), counts)
        hours = usable & ~in_days
        if hours.any():
            due[hours] = self.clock.after(start.at[hours], counts[hours])
        unknown = None
        if not all(known):
            unknown = np.array([limit is None for limit in known])[which]
        full_days = self.settings.choice("天数算法") == "满24小时"
        return due, np.ones(1, dtype=bool) if full_days else ~in_days, unknown

    def _limit_class(self, word: str) -> Limit | None:
        if not word:
            return self.contract.limits[CLOSURE.name]
        found = self.contract.limit_class(word)
        return found.limit if found else None

    def _suspension(self, due: Seconds) -> tuple[Seconds, Marks | None, Marks | None]:
        """Move due times by the suspension; return them, the exempt rows and the misdated ones."""
        suspended = self.column("suspended_at")
        present = suspended.present
        undated = self.cases.says("suspended", "是") & ~present
        if not present.any():
            return due, None, undated if undated.any() else None
        ended, dispatched = self._ended(), self.column("dispatched_at")
        moves = suspended.has & ended.has & (suspended.at <= due)
        due = np.where(moves, due + np.maximum(ended.at - suspended.at, 0), due)
        misdated = ended.before(suspended) | suspended.before(dispatched)
        for moments in (suspended, ended, dispatched):
            misdated |= moments.after(self.now)
            if moments.bad is not None:
                misdated |= moments.bad
        return due, present & ~ended.present, (present & misdated) | undated

    def _ended(self) -> Moments:
        """Return the ends of suspensions: released_at, else closed_at."""
        released, closed = self.column("released_at"), self.column("closed_at")
        return released.where(released.present, closed)

    def _unannounced(
        self, stage: Stage, start: Moments, usable: Marks, due: Seconds
    ) -> Marks | None:
        """Mark the rows whose due time needs a year that nobody has announced, and note it."""
        marks: Marks = usable & (due == NAT)
        if not marks.any():
            return None
        years = np.zeros(len(due), dtype=np.int64)
        years[marks] = self.clock.years_needed(start.at[marks])
        self.unannounced[stage.name] = years
        return marks

    def _running(self, stage: Stage, done: Moments, due: Seconds) -> Codes:
        """Return the codes of rows with a start and a limit, before every other test."""
        window = self.settings.seconds(f"临期提醒-{stage.name}")
        codes = np.full(len(due), Status.NOT_DUE, dtype=np.uint8)
        codes[due <= self.now + window] = Status.AT_RISK
        codes[due < self.now] = Status.OVERDUE
        late = np.where(done.at > due, np.uint8(Status.LATE), np.uint8(Status.ON_TIME))
        return np.where(done.has, late, codes)

    def _faulty(self, start: Moments, done: Moments, fault: Marks | None) -> Marks:
        marks = done.before(start) | start.after(self.now) | done.after(self.now)
        for other in (start.bad, done.bad, fault):
            if other is not None:
                marks |= other
        return marks
