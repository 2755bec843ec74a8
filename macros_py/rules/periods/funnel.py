"""办理卡点: how far cases came, stage by stage, and how long each took (附件1 一.4)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from macros_py.rules.deadlines.deadlines import Verdicts
from macros_py.rules.deadlines.moments import Marks, Moments
from macros_py.rules.deadlines.stages import (
    CALLBACK,
    CLOSURE,
    CONTACT,
    FEEDBACK,
    RECEIVE,
    REPORT,
    RETURN,
    TRANSFER,
    Stage,
)
from macros_py.rules.deadlines.statistics import count_statuses
from macros_py.rules.deadlines.status import Status
from macros_py.rules.periods.figures import MEDIAN, NINETY, Quantile, quantile
from macros_py.rules.terms.settings import Settings

MAIN = (RECEIVE, TRANSFER, CONTACT, FEEDBACK, CLOSURE, CALLBACK)
BESIDE = (RETURN, REPORT)
_DONE = (Status.ON_TIME, Status.LATE, Status.CALLED_BACK)
_OPEN = (Status.OVERDUE, Status.AT_RISK, Status.NOT_DUE, Status.TO_CALL_BACK)


@dataclass(frozen=True)
class Step:
    """The cases that reached a stage: all but 不适用 and 未开始; ``counts`` sum to ``reached``.

    ``median`` and ``ninety`` are clock seconds from the stage's start to its end, cases still open
    last; None where no time can be measured.
    """

    stage: Stage
    counts: Mapping[Status, int]
    median: Quantile
    ninety: Quantile

    @property
    def reached(self) -> int:
        """Cases at this stage or beyond."""
        return sum(self.counts.values())

    def count(self, status: Status) -> int:
        """Return how many stand at a status."""
        return self.counts.get(status, 0)


def funnel(
    frame: pd.DataFrame, verdicts: Verdicts, rows: Marks, settings: Settings
) -> tuple[Step, ...]:
    """Return the six steps of the marked rows, then 退回 and 挂账月报 beside them."""
    return tuple(_step(frame, verdicts, rows, stage, settings) for stage in (*MAIN, *BESIDE))


def _step(
    frame: pd.DataFrame, verdicts: Verdicts, rows: Marks, stage: Stage, settings: Settings
) -> Step:
    codes = verdicts.status[stage.name]
    reached = rows & ~np.isin(codes, (Status.NOT_APPLICABLE, Status.NOT_STARTED))
    counts = count_statuses(codes, reached)
    if stage is REPORT:
        return Step(stage, counts, None, None)
    start, done = Moments.of(frame, stage.start_field(settings)), Moments.of(frame, stage.done)
    if stage is TRANSFER:
        special = (frame["special"] == "是").to_numpy(dtype=bool)
        start = Moments.of(frame, "approved_at").where(special, start)
    elif stage in (CONTACT, FEEDBACK):
        closed = Moments.of(frame, "closed_at")
        done = closed.where(~done.present & closed.present, done)
    measured = reached & np.isin(codes, _DONE) & start.has & done.has
    took = np.maximum(done.at[measured] - start.at[measured], 0)
    still_open = int(np.count_nonzero(reached & np.isin(codes, _OPEN)))
    return Step(
        stage, counts, quantile(took, still_open, MEDIAN), quantile(took, still_open, NINETY)
    )
