"""办理卡点: how far cases came, stage by stage, and how long each took (附件1 一.4)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from macros_py.rules.deadlines.deadlines import Verdicts
from macros_py.rules.deadlines.moments import Marks, seconds
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
from macros_py.rules.terms.percentages import MEDIAN, NINETY, Quantile, quantile

MAIN = (RECEIVE, TRANSFER, CONTACT, FEEDBACK, CLOSURE, CALLBACK)
BESIDE = (RETURN, REPORT)


@dataclass(frozen=True)
class Step:
    """The cases that reached a stage: all but 不适用 and 未开始; ``counts`` sum to ``reached``.

    ``median`` and ``ninety`` are clock seconds from the stage's start to its end, over the cases
    that were not returned (of 退回: over all), whatever their status. Open, and last, is a case
    without an end up to as-of, a suspended one as well; ``untimed`` cases have no readable start up
    to as-of, or an end that cannot be read, and stay out. None where no time can be measured.
    """

    stage: Stage
    counts: Mapping[Status, int]
    median: Quantile
    ninety: Quantile
    untimed: int = 0

    @property
    def reached(self) -> int:
        """Cases at this stage or beyond."""
        return sum(self.counts.values())

    def count(self, status: Status) -> int:
        """Return how many stand at a status."""
        return self.counts.get(status, 0)


def funnel(verdicts: Verdicts, rows: Marks, returned: Marks) -> tuple[Step, ...]:
    """Return the six steps of the marked rows, then 退回 and 挂账月报 beside them.

    ``returned``: the cases that left by 退回 up to as-of.
    """
    return tuple(_step(verdicts, rows, stage, returned) for stage in (*MAIN, *BESIDE))


def _step(verdicts: Verdicts, rows: Marks, stage: Stage, returned: Marks) -> Step:
    codes = verdicts.status[stage.name]
    reached = rows & ~np.isin(codes, (Status.NOT_APPLICABLE, Status.NOT_STARTED))
    counts = count_statuses(codes, reached)
    if stage is REPORT:
        return Step(stage, counts, None, None)
    start, done = verdicts.facts[stage.name].start, verdicts.facts[stage.name].done
    now = seconds(verdicts.as_of)
    timed = reached if stage is RETURN else reached & ~returned
    begun = timed & start.has & (start.at <= now)
    ended = begun & done.has & (done.at <= now)
    still_open = begun & ~ended & (done.has | ~done.present)
    took = np.maximum(done.at[ended] - start.at[ended], 0)
    waiting = int(np.count_nonzero(still_open))
    return Step(
        stage,
        counts,
        quantile(took, waiting, MEDIAN),
        quantile(took, waiting, NINETY),
        int(np.count_nonzero(timed & ~ended & ~still_open)),
    )
