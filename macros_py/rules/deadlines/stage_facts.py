"""What a ledger says of one stage of its cases, whatever moment counts as now (rules 3)."""

from dataclasses import dataclass, replace

import numpy as np

from macros_py.rules.deadlines.moments import Marks, Moments, Seconds
from macros_py.rules.deadlines.stages import CALLBACK, REPORT, Stage
from macros_py.rules.deadlines.status import Codes, Status
from macros_py.rules.worktime import NAT

LAST_DAYS = 5
"""挂账月报 is 临期 in the last five days of its month."""


@dataclass(frozen=True)
class StageFacts:
    """A stage of some cases: when it began, is due and was done, and what is unsure about it.

    ``due`` is NaT where there is none. Of 挂账月报 ``due`` is the last second of the first month
    without a report, NaT where none is lacking, and ``done`` the end of the suspension. ``others``
    are the latest of further times that must not lie after as-of. ``applies``: the stage is the
    case's; ``vague``: a date stands where a time of day is needed; ``exempt``: 豁免; ``faulty``:
    数据异常 whatever as-of is; ``stands_in``: 办结时间 stands for the stage's own time; each of the
    last four is None where no case is marked. ``years``: the year that a due time needs and nobody
    has announced, 0 for none.
    """

    start: Moments
    due: Seconds
    done: Moments
    applies: Marks
    vague: Marks | None = None
    exempt: Marks | None = None
    faulty: Marks | None = None
    stands_in: Marks | None = None
    others: Seconds | None = None
    years: Seconds | None = None

    def after(self, stage: Stage, now: int) -> Marks:
        """Mark the cases with a time that must not lie after as-of and does.

        The end of a suspension may: it is known beforehand.
        """
        late: Marks = self.start.at > now
        if stage is not REPORT:
            late |= self.done.at > now
        return late if self.others is None else late | (self.others > now)

    def without(self, rows: Marks) -> "StageFacts":
        """Return the same where the stage is no longer that of the marked cases."""
        return replace(self, applies=self.applies & ~rows, due=np.where(rows, NAT, self.due))


def statuses(stage: Stage, facts: StageFacts, now: int, window: int) -> tuple[Codes, Seconds]:
    """Return the codes of a stage at a moment, and the due times that then hold.

    ``now``: seconds since 1970; ``window``: how many seconds before its due time the stage is 临期.
    """
    if stage is CALLBACK:
        return _callbacks(facts), facts.due
    if stage is REPORT:
        codes = _report_codes(facts, now)
        dues = np.full(len(codes), NAT)
    else:
        codes = _running(facts, now, window)
        if facts.vague is not None:
            codes[facts.vague] = Status.UNDETERMINED
        no_start = np.flatnonzero(~facts.start.has)
        codes[no_start] = np.where(
            facts.done.has[no_start], Status.UNDETERMINED, Status.NOT_STARTED
        )
        dues = facts.due
    if facts.exempt is not None:
        codes[facts.exempt] = Status.EXEMPT
    after = facts.after(stage, now)
    codes[after if facts.faulty is None else after | facts.faulty] = Status.FAULTY
    codes[~facts.applies] = Status.NOT_APPLICABLE
    if after.any():
        dues = np.where(after, NAT, dues)
    if facts.stands_in is not None:
        codes[facts.stands_in & (codes == Status.LATE)] = Status.UNDETERMINED
    return codes, dues


def years_lacking(facts: StageFacts, now: int) -> Seconds | None:
    """Return the years that starts up to now need and nobody has announced, None for none."""
    if facts.years is None:
        return None
    years: Seconds = np.where(facts.start.at > now, 0, facts.years)
    return years if years.any() else None


def _running(facts: StageFacts, now: int, window: int) -> Codes:
    """Return the codes of cases with a start and a limit, before every other test."""
    due, done = facts.due, facts.done
    codes = np.full(len(due), Status.NOT_DUE, dtype=np.uint8)
    codes[due <= now + window] = Status.AT_RISK
    codes[due < now] = Status.OVERDUE
    late = np.where(done.at > due, np.uint8(Status.LATE), np.uint8(Status.ON_TIME))
    return np.where(done.has, late, codes)


def _report_codes(facts: StageFacts, now: int) -> Codes:
    """Return the codes of 挂账月报: a report is due in every month up to that of now."""
    month = np.datetime64(now, "s").astype("datetime64[M]")
    end = int((month + np.timedelta64(1, "M")).astype("datetime64[s]").view(np.int64)) - 1
    days_left = end // 86_400 - now // 86_400
    current = Status.AT_RISK if days_left < LAST_DAYS else Status.NOT_DUE
    codes = np.full(len(facts.due), Status.ON_TIME, dtype=np.uint8)
    lacking = facts.due != NAT
    codes[lacking & (facts.due < now)] = Status.LATE
    codes[facts.due == end] = current
    return codes


def _callbacks(facts: StageFacts) -> Codes:
    """Return the codes of 回访; the contract sets no limit for it (附件1 一.3)."""
    closed = np.where(facts.start.present, Status.TO_CALL_BACK, Status.NOT_STARTED)
    codes = np.where(facts.done.has, Status.CALLED_BACK, closed).astype(np.uint8)
    codes[~facts.applies] = Status.NOT_APPLICABLE
    return codes
