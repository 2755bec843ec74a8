"""Deadlines: the status and due time of every stage of every case (附件1 一.1, 一.2, 二.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.deadlines.judgement import Judgement
from macros_py.rules.deadlines.stages import (
    CALLBACK,
    CONTACT,
    FEEDBACK,
    RANKED,
    REPORT,
    TIMED,
    Stage,
)
from macros_py.rules.deadlines.status import Codes, Status
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.settings import Settings
from macros_py.rules.worktime import NAT

_NONE = np.iinfo(np.int64).max
_OPEN = np.isin(np.arange(len(Status)), [Status.OVERDUE, Status.AT_RISK, Status.NOT_DUE])


@dataclass(frozen=True)
class Verdicts:
    """What the rules say of each row of a ledger frame.

    ``status`` and ``due`` map a stage's name to its codes and due times (``datetime64[s]``, NaT
    where there is none). ``missing_month`` names for 挂账月报 = 超时 the first month without
    a report, in months since 1970-01. ``next_due`` is the earliest open due time, ``minutes_left``
    whole minutes to it, rounded down, negative when past.
    """

    as_of: datetime
    status: dict[str, Codes]
    due: dict[str, npt.NDArray[np.datetime64]]
    missing_month: npt.NDArray[np.int64]
    overall: Codes
    next_due: npt.NDArray[np.datetime64]
    minutes_left: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Engine:
    """The readings, limits and calendar with which a ledger is judged at a moment."""

    contract: Contract
    settings: Settings
    holidays: Holidays
    as_of: datetime

    def judge(self, frame: pd.DataFrame, fields: Collection[str]) -> Verdicts:
        """Judge every stage of every case.

        ``frame`` is a ledger frame; ``fields`` names the columns that the ledger has: a stage whose
        done column it lacks is 不适用 for every row. Raises CalendarError when a due time needs a
        year whose holidays are not announced.
        """
        judge = Judgement(frame, self.as_of, self.contract, self.settings, self.holidays)
        status: dict[str, Codes] = {}
        due: dict[str, npt.NDArray[np.datetime64]] = {}
        for stage in TIMED:
            if stage.done in fields and not self._left_out(stage):
                codes, instants = judge.timed(stage)
            else:
                codes, instants = judge.nothing()
            status[stage.name], due[stage.name] = codes, instants.view("datetime64[s]")
        status[REPORT.name], missing = judge.reports(applies=REPORT.done in fields)
        overall = np.minimum.reduce([status[stage.name] for stage in RANKED])
        next_due = np.full(len(frame), _NONE)
        for stage in TIMED:
            running = _OPEN[status[stage.name]]
            instants = due[stage.name].view(np.int64)
            np.minimum(next_due, instants, out=next_due, where=running)
        status[CALLBACK.name] = judge.callbacks(applies=CALLBACK.done in fields)
        none = next_due == _NONE
        next_due[none] = NAT
        return Verdicts(
            self.as_of,
            status,
            due,
            missing,
            overall,
            next_due.view("datetime64[s]"),
            np.where(none, 0, (next_due - judge.now) // 60),
        )

    def _left_out(self, stage: Stage) -> bool:
        return stage in (CONTACT, FEEDBACK) and self.settings.choice("办理节点") == "分级时限"
