"""催办记录 of the evaluation workbook: one row for each case and stage that was urged."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from macros_py.desk.urging.urged import UrgedUnit
from workbook.evaluation.sheets import URGED, URGED_HEADERS
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import append_rows


def record_urges(
    evaluation: Path, units: Sequence[UrgedUnit], now: datetime, as_of: datetime
) -> int:
    """Add the rows of what was not urged on this day already; return how many.

    Raises HeaderError for a workbook without the sheet or one of its columns, and the refusals of
    ``append_rows``.
    """
    snapshot = Snapshot.of(evaluation)
    sheet = snapshot.to_fill(URGED, URGED_HEADERS)
    rows = [
        (
            f"{now:%Y-%m-%d %H:%M:%S}",
            f"{as_of:%Y-%m-%d %H:%M:%S}",
            unit.name,
            urge.owed.case,
            urge.owed.stage,
            urge.due_text,
            urge.owed.status,
            urge.times,
        )
        for unit in units
        for urge in unit.urges
        if urge.times is not None and not urge.recorded
    ]
    named = [dict(zip(URGED_HEADERS, row, strict=True)) for row in rows]
    append_rows(evaluation, sheet, named, snapshot.stamp)
    return len(rows)
