"""Counts of statuses by stage; the vendor's stages and the units' are kept apart (rules 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.deadlines import Verdicts
from macros_py.rules.deadlines.stages import STAGES, Stage
from macros_py.rules.deadlines.status import TEXTS, Codes, Status

MISSES = (Status.LATE, Status.OVERDUE, Status.FAULTY, Status.UNDETERMINED)


@dataclass(frozen=True)
class StageCount:
    """How the counted cases stand at one stage; ``misses`` are their frame rows."""

    stage: Stage
    counts: Mapping[Status, int]
    misses: Mapping[Status, tuple[int, ...]]

    @property
    def on_time(self) -> int:
        """Cases done on time."""
        return self.counts.get(Status.ON_TIME, 0)

    @property
    def decided(self) -> int:
        """Cases of which the rules say on time or not: 按时, 超时, 逾期未办."""
        return sum(
            self.counts.get(status, 0) for status in (Status.ON_TIME, Status.LATE, Status.OVERDUE)
        )

    @property
    def share(self) -> Fraction | None:
        """On time of decided, None when nothing is decided."""
        return Fraction(self.on_time, self.decided) if self.decided else None


def count_statuses(codes: Codes, rows: npt.NDArray[np.bool_]) -> dict[Status, int]:
    """Count the statuses of the marked rows; those that do not occur are left out."""
    counts = np.bincount(codes[rows], minlength=len(TEXTS))
    return {status: int(counts[status]) for status in Status if counts[status]}


def count_stages(verdicts: Verdicts, rows: npt.NDArray[np.bool_]) -> tuple[StageCount, ...]:
    """Count every stage over the marked rows, which leave repeated case numbers out."""
    return tuple(
        StageCount(
            stage,
            count_statuses(verdicts.status[stage.name], rows),
            {
                status: tuple(
                    np.flatnonzero(rows & (verdicts.status[stage.name] == status)).tolist()
                )
                for status in MISSES
            },
        )
        for stage in STAGES
    )
