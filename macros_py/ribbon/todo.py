"""今日待办: the cases that are overdue or due within a day, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from macros_py.inputs.judged_ledger import Judged
from macros_py.rules.deadlines.stages import TIMED, Stage
from macros_py.rules.deadlines.status import Status
from workbook.values.text import shown_case

WITHIN = np.timedelta64(1, "D")
_OPEN = (Status.OVERDUE, Status.AT_RISK, Status.NOT_DUE)


@dataclass(frozen=True, slots=True)
class Task:
    """What a case needs next: the open stage that is due first, and where the case stands."""

    case_id: str
    stage: Stage
    status: Status
    due: datetime
    minutes_left: int
    unit: str
    sheet: str
    cell: str


def tasks(judged: Judged) -> Iterator[Task]:
    """Yield a task for each case due by a day after as-of; of a repeated case only the first."""
    frame, verdicts = judged.ledger.frame, judged.verdicts
    limit = np.datetime64(verdicts.as_of, "s") + WITHIN
    with np.errstate(invalid="ignore"):
        wanted = np.flatnonzero((verdicts.next_due <= limit) & judged.first_rows)
    for row in wanted[np.argsort(verdicts.next_due[wanted], kind="stable")].tolist():
        stage = _stage(judged, row)
        sheet, cell = judged.ledger.address(row, "case_id")
        yield Task(
            shown_case(str(frame["case_id"].iat[row])),
            stage,
            Status(verdicts.status[stage.name][row]),
            verdicts.next_due[row].item(),
            int(verdicts.minutes_left[row]),
            str(frame["unit"].iat[row]),
            sheet,
            cell,
        )


def _stage(judged: Judged, row: int) -> Stage:
    verdicts = judged.verdicts
    return next(
        stage
        for stage in TIMED
        if verdicts.status[stage.name][row] in _OPEN
        and verdicts.due[stage.name][row] == verdicts.next_due[row]
    )
