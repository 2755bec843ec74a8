"""Rows of 考勤, 人员 and 分析报告 as the rules take them, from short literals."""

from datetime import date
from decimal import Decimal

from macros_py.rules.terms.quarters import Quarter, nth_quarter
from tests.macros_py.rules.in_force import CONTRACT
from workbook.values.records import Attendance, Report, Staff

TERMS = CONTRACT.evidence
START = date(2023, 12, 26)
FIRST: Quarter = nth_quarter(START, 1)
"""2023-12-26 … 2024-03-25."""


def day(text: str) -> date | None:
    """``01-05`` is of 2024; a blank is None."""
    return date.fromisoformat(text if len(text) > 5 else f"2024-{text}") if text else None


def attendance(*rows: tuple[str, str, str]) -> list[Attendance]:
    """Rows (date, kind, minutes) from row 2 down."""
    return [
        Attendance(
            day(when),
            "张",
            kind,
            Decimal(minutes) if minutes else None,
            "",
            f"考勤!A{row}",
            cells=cells("考勤", ("日期", "姓名", "类型", "分钟", "说明"), row),
        )
        for row, (when, kind, minutes) in enumerate(rows, 2)
    ]


def staff(*rows: tuple[str, str, str, str]) -> list[Staff]:
    """Rows (name, event, date, vacancy) from row 2 down."""
    return [
        Staff(
            name,
            event,
            day(when),
            vacancy,
            "",
            f"人员!A{row}",
            cells=cells("人员", ("姓名", "事件", "日期", "对应空缺", "说明"), row),
        )
        for row, (name, event, when, vacancy) in enumerate(rows, 2)
    ]


def reports(*rows: tuple[str, str, str]) -> list[Report]:
    """Rows (kind, period, submitted) from row 2 down."""
    return [
        Report(
            kind,
            period,
            day(when),
            f"分析报告!A{row}",
            cells=cells("分析报告", ("类型", "期间", "提交日期"), row),
        )
        for row, (kind, period, when) in enumerate(rows, 2)
    ]


def cells(sheet: str, headers: tuple[str, ...], row: int) -> dict[str, str]:
    return {
        header: f"{sheet}!{letter}{row}" for header, letter in zip(headers, "ABCDE", strict=False)
    }
