"""Deadlines: the status and due time of every stage of every case (附件1 一.1, 一.2, 二.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.cases import Cases, LedgerCases
from macros_py.rules.deadlines.clocks import clock_of
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.deadlines.judgement import Judgement
from macros_py.rules.deadlines.moments import Columns, Seconds, seconds
from macros_py.rules.deadlines.stage_facts import StageFacts, statuses, years_lacking
from macros_py.rules.deadlines.stages import CONTACT, FEEDBACK, RANKED, REPORT, STAGES, TIMED, Stage
from macros_py.rules.deadlines.status import RUNNING, Codes, Status
from macros_py.rules.deadlines.suspension_reports import missing_months
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.settings import Settings
from macros_py.rules.worktime import NAT

_NONE = np.iinfo(np.int64).max
_RUNS = np.isin(np.arange(len(Status)), RUNNING)


@dataclass(frozen=True)
class Verdicts:
    """What the rules say of each case of a ledger.

    ``status`` and ``due`` map a stage's name to its codes and due times (``datetime64[s]``, NaT
    where there is none). ``missing_month`` names for 挂账月报 = 超时 the first month without
    a report, in months since 1970-01. ``next_due`` is the earliest open due time, ``minutes_left``
    whole minutes to it, rounded down, negative when past. ``unannounced`` maps a stage to the year
    that each row needs and nobody has announced, 0 for none (stages without any are left out).
    ``facts`` are what each stage was judged by, whatever the moment.
    """

    as_of: datetime
    facts: Mapping[str, StageFacts]
    status: dict[str, Codes]
    due: dict[str, npt.NDArray[np.datetime64]]
    missing_month: npt.NDArray[np.int64]
    overall: Codes
    next_due: npt.NDArray[np.datetime64]
    minutes_left: npt.NDArray[np.int64]
    unannounced: Mapping[str, npt.NDArray[np.int64]] = field(default_factory=dict)


@dataclass(frozen=True)
class StageVerdict:
    """What the rules say of one stage of some cases; see ``Verdicts``.

    ``missing_month`` is of 挂账月报 only; ``unannounced`` is None where no year is lacking.
    """

    codes: Codes
    due: npt.NDArray[np.datetime64]
    missing_month: npt.NDArray[np.int64] | None = None
    unannounced: npt.NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Engine:
    """The readings, limits and calendar with which a ledger is judged at a moment."""

    contract: Contract
    settings: Settings
    holidays: Holidays
    as_of: datetime

    def judge(
        self,
        columns: Columns,
        fields: Collection[str],
        lacking: Mapping[str, npt.NDArray[np.bool_]] | None = None,
    ) -> Verdicts:
        """Judge every stage of every case.

        ``fields`` names the columns that the ledger has, ``lacking`` the rows whose sheet has no
        column for a field: without its done column a stage is 不适用.
        """
        judge, now = self._judgement(LedgerCases(columns)), seconds(self.as_of)
        facts: dict[str, StageFacts] = {}
        status: dict[str, Codes] = {}
        due: dict[str, npt.NDArray[np.datetime64]] = {}
        unannounced = {}
        for stage in STAGES:
            applies = stage.done in fields and not self._left_out(stage)
            its, rows = judge.facts(stage, applies=applies), (lacking or {}).get(stage.done)
            its = facts[stage.name] = its if rows is None else its.without(rows)
            status[stage.name], instants = self._statuses(stage, its)
            if stage in TIMED:
                due[stage.name] = instants.view("datetime64[s]")
            if (years := years_lacking(its, now)) is not None:
                unannounced[stage.name] = years
        overall = np.minimum.reduce([status[stage.name] for stage in RANKED])
        next_due = np.full(len(overall), _NONE)
        for stage in TIMED:
            running = _RUNS[status[stage.name]]
            instants = due[stage.name].view(np.int64)
            np.minimum(next_due, instants, out=next_due, where=running)
        none = next_due == _NONE
        next_due[none] = NAT
        return Verdicts(
            self.as_of,
            facts,
            status,
            due,
            missing_months(facts[REPORT.name].due),
            overall,
            next_due.view("datetime64[s]"),
            np.where(none, 0, (next_due - now) // 60),
            unannounced,
        )

    def judge_stage(self, cases: Cases, stage: Stage) -> StageVerdict:
        """Judge one stage of some cases, a single one too, as ``judge`` does.

        Takes what ``StageCases`` holds and builds no frame.
        """
        judge = self._judgement(cases)
        facts = judge.facts(stage, applies=not self._left_out(stage))
        codes, due = self._statuses(stage, facts)
        missing = missing_months(facts.due) if stage is REPORT else None
        years = years_lacking(facts, seconds(self.as_of))
        return StageVerdict(codes, due.view("datetime64[s]"), missing, years)

    def _statuses(self, stage: Stage, facts: StageFacts) -> tuple[Codes, Seconds]:
        window = self.settings.seconds(f"临期提醒-{stage.name}") if stage in TIMED else 0
        return statuses(stage, facts, seconds(self.as_of), window)

    def _judgement(self, cases: Cases) -> Judgement:
        return Judgement(
            cases, self.contract, self.settings, clock_of(self.settings, self.holidays)
        )

    def _left_out(self, stage: Stage) -> bool:
        return stage in (CONTACT, FEEDBACK) and self.settings.choice("办理节点") == "分级时限"
