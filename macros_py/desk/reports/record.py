"""The row that a report leaves in 分析报告, for the evidence of 数据分析 (附件1 二.2(4))."""

from pathlib import Path

from macros_py.rules.evidence.report_periods import month_end, week_end
from macros_py.rules.periods.period import Kind, Period
from workbook.evaluation.sheets import REPORTS
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import RowEdit, write_rows
from workbook.values.refusals import HeaderError

_READERS = {Kind.WEEK: week_end, Kind.MONTH: month_end, Kind.CYCLE: month_end}


def record(evaluation: Path, kind: str, period: Period) -> bool:
    """Add a row to 分析报告 unless the report stands there; 提交日期 is for a person to fill.

    Raises HeaderError where there is no such sheet, and the refusals of writing.
    """
    snapshot = Snapshot.of(evaluation)
    sheets = snapshot.written(REPORTS)
    sheet = sheets.get(REPORTS)
    if sheet is None:
        message = f"{evaluation.name}：没有「{REPORTS}」工作表，请从空白模板复制这张工作表"
        raise HeaderError(message)
    text = recorded_text(period)
    for row in sheet.rows:
        if row.text("类型") == kind and _same(row.text("期间"), text, period.kind):
            return False
    write_rows(
        evaluation, [RowEdit(sheet, sheet.free, {"类型": kind, "期间": text})], snapshot.stamp
    )
    return True


def recorded_text(period: Period) -> str:
    """Return a period as the evidence of 数据分析 reads it."""
    return period.span if period.kind is Kind.CYCLE else period.name


def _same(one: str, other: str, kind: Kind) -> bool:
    """Tell whether two texts name one period, however they are written."""
    if one == other:
        return True
    read = _READERS.get(kind)
    return kind is not Kind.CYCLE and read is not None and read(one) == read(other)
