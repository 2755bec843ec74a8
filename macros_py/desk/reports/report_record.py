"""The row that a report leaves in 分析报告, for the evidence of 数据分析 (附件1 二.2(4))."""

from pathlib import Path

from macros_py.rules.evidence.report_periods import month_end, week_end
from macros_py.rules.periods.period import Kind, Period
from workbook.evaluation.sheets import REPORTS
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import append_rows

_READERS = {Kind.WEEK: week_end, Kind.MONTH: month_end, Kind.CYCLE: month_end}


def record(evaluation: Path, kind: str, period: Period) -> bool:
    """Add a row to 分析报告 unless the report stands there; 提交日期 is for a person to fill.

    Raises HeaderError where the sheet or a column is lacking, and the refusals of writing.
    """
    snapshot = Snapshot.of(evaluation)
    sheet = snapshot.to_fill(REPORTS, ("类型", "期间"))
    text = period.span if period.kind is Kind.CYCLE else period.name
    for row in sheet.rows:
        if row.text("类型") == kind and _same(row.text("期间"), text, period.kind):
            return False
    append_rows(evaluation, sheet, [{"类型": kind, "期间": text}], snapshot.stamp)
    return True


def _same(one: str, other: str, kind: Kind) -> bool:
    """Tell whether two texts name one period, however they are written."""
    if one == other:
        return True
    read = _READERS.get(kind)
    return kind is not Kind.CYCLE and read is not None and read(one) == read(other)
