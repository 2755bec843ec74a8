"""Cases under judgement: the test of each stage, column by column (rules 3)."""

import numpy as np

from macros_py.rules.deadlines.cases import Cases
from macros_py.rules.deadlines.clocks import Clock
from macros_py.rules.deadlines.moments import Marks, Moments, Seconds, either
from macros_py.rules.deadlines.stage_facts import StageFacts
from macros_py.rules.deadlines.stages import (
    CALLBACK,
    CLOSURE,
    CONTACT,
    FEEDBACK,
    REPORT,
    TRANSFER,
    Applies,
    Stage,
)
from macros_py.rules.deadlines.suspension_reports import reports_due
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.duration import Limit
from macros_py.rules.terms.settings import Settings
from macros_py.rules.worktime import NAT


class Judgement:
    """The columns of some cases, each taken once, and the tests over them."""

    def __init__(
        self,
        cases: Cases,
        contract: Contract,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self.cases = cases
        self.contract = contract
        self.settings = settings
        self.clock = clock
        self._columns: dict[str, Moments] = {}
        leaves = self.column("returned_at").present | cases.says("in_township", "否")
        self._applies = {
            Applies.EVERY: np.ones(cases.size, dtype=bool),
            Applies.KEPT: ~leaves,
            Applies.RETURNED: leaves,
            Applies.SUSPENDED: self.column(REPORT.start).present,
        }

    def column(self, field: str) -> Moments:
        """Return a time column."""
        if field not in self._columns:
            self._columns[field] = self.cases.moments(field)
        return self._columns[field]

    def facts(self, stage: Stage, *, applies: bool = True) -> StageFacts:
        """Return the facts of a stage; unless it ``applies`` to anything, its times alone."""
        if stage is REPORT:
            return self._reports(applies=applies)
        if stage is CALLBACK or not applies:
            start, done = self._times(stage)
            size = self.cases.size
            return StageFacts(start, np.full(size, NAT), done, np.full(size, applies))
        return self._timed(stage)

    def _times(self, stage: Stage) -> tuple[Moments, Moments]:
        return self.column(stage.start_field(self.settings)), self.column(stage.done)

    def _timed(self, stage: Stage) -> StageFacts:
        """Return the facts of one of the six timed stages.

        The due time is NaT where there is none: no start, a start without the time of day that
        the limit needs, 豁免, not the case's stage, 数据异常.
        """
        start, done = self._times(stage)
        exempt = stand_in = fault = others = None
        if stage is TRANSFER:
            start, exempt = self._approval(start)
        elif stage in (CONTACT, FEEDBACK):
            done, stand_in = self._stand_in(done)
        applies = self._applies[stage.applies]
        usable = applies & start.has
        if stage is CLOSURE:
            due, by_clock, fault = self._closure_due(start, usable)
            years = self._unannounced(start, usable, due)
            due, exempt, misdated, others = self._suspension(due)
            fault = either(fault, misdated)
        else:
            limit = self.contract.limits[stage.name]
            due = self.clock.after(np.where(usable, start.at, NAT), limit.count)
            years = self._unannounced(start, usable, due)
            by_clock = np.ones(1, dtype=bool)
        for marks in (
            done.before(start),
            start.bad,
            done.bad,
            None if years is None else years > 0,
        ):
            fault = either(fault, marks)
        vague = either(start.dateonly, done.dateonly)
        without_due = ~usable
        for marks in (exempt, fault, None if start.dateonly is None else start.dateonly & by_clock):
            if marks is not None:
                without_due = without_due | marks
        return StageFacts(
            start,
            np.where(without_due, NAT, due),
            done,
            applies,
            None if vague is None else vague & by_clock,
            exempt,
            fault,
            stand_in,
            others,
            years,
        )

    def _reports(self, *, applies: bool) -> StageFacts:
        """Return the facts of 挂账月报, whose reports end with the suspension."""
        suspended, ended, size = self.column(REPORT.start), self._ended(), self.cases.size
        due, latest = np.full(size, NAT), np.full(size, NAT)
        present = self._applies[REPORT.applies]
        faulty = np.zeros(size, dtype=bool)
        rows = np.flatnonzero(present)
        if applies and len(rows):
            dates, unreadable = self.cases.reports(rows)
            due[rows], latest[rows] = reports_due(suspended.take(rows), ended.take(rows), dates)
            faulty[rows] = unreadable
            for moments in (suspended, ended):
                if moments.bad is not None:
                    faulty |= moments.bad
        stands = present if applies else np.zeros(size, dtype=bool)
        return StageFacts(suspended, due, ended, stands, faulty=faulty, others=latest)

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

    def _suspension(
        self, due: Seconds
    ) -> tuple[Seconds, Marks | None, Marks | None, Seconds | None]:
        """Move due times by the suspension.

        Return them, the exempt rows, the misdated ones, and the latest time of each suspension.
        """
        suspended = self.column("suspended_at")
        present = suspended.present
        undated = self.cases.says("suspended", "是") & ~present
        if not present.any():
            return due, None, undated if undated.any() else None, None
        ended, dispatched = self._ended(), self.column("dispatched_at")
        moves = suspended.has & ended.has & (suspended.at <= due)
        due = np.where(moves, due + np.maximum(ended.at - suspended.at, 0), due)
        misdated = ended.before(suspended) | suspended.before(dispatched)
        latest = np.full(len(due), NAT)
        for moments in (suspended, ended, dispatched):
            latest = np.maximum(latest, moments.at)
            if moments.bad is not None:
                misdated |= moments.bad
        faulty = (present & misdated) | undated
        return due, present & ~ended.present, faulty, np.where(present, latest, NAT)

    def _ended(self) -> Moments:
        """Return the ends of suspensions: released_at, else closed_at."""
        released, closed = self.column("released_at"), self.column("closed_at")
        return released.where(released.present, closed)

    def _unannounced(self, start: Moments, usable: Marks, due: Seconds) -> Seconds | None:
        """Return the year that a due time needs and nobody has announced, 0 for none."""
        marks: Marks = usable & (due == NAT)
        if not marks.any():
            return None
        years = np.zeros(len(due), dtype=np.int64)
        years[marks] = self.clock.years_needed(start.at[marks])
        return years
