"""催办记录 of the evaluation workbook: one row for each case and stage that was urged."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from macros_py.desk.urging.urged import UrgedUnit
from workbook.evaluation.sheets import URGED, URGED_HEADERS
from workbook.evaluation.snapshot import Snapshot
from workbook.patch import SheetColumns, write_sheets
from workbook.values.refusals import HeaderError


def record_urges(
    evaluation: Path, units: Sequence[UrgedUnit], now: datetime, as_of: datetime
) -> int:
    """Add the rows of what was not urged on this day already; return how many.

    Raises HeaderError for a workbook without the sheet or one of its columns, and the refusals of
    ``write_sheets``.
    """
    snapshot = Snapshot.of(evaluation)
    sheets = snapshot.written(URGED)
    sheet = sheets.get(URGED)
    lacking = [h for h in URGED_HEADERS if sheet is None or h not in sheet.columns]
    if sheet is None or lacking:
        what = "表" if sheet is None else f"表的“{lacking[0]}”列"
        message = f"{evaluation.name}：没有「{URGED}」{what}，请从空白模板复制这张工作表"
        raise HeaderError(message)
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
    if rows:
        columns = {
            sheet.columns[header]: list(values)
            for header, values in zip(URGED_HEADERS, zip(*rows, strict=True), strict=True)
        }
        write_sheets(
            evaluation,
            evaluation,
            [SheetColumns(sheet.name, columns, sheet.free)],
            stamp=snapshot.stamp,
        )
    return len(rows)
