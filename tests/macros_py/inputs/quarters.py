"""A quarter's ledger and evaluation, and what the commands say of them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.evaluations import form_row, write_evaluation
from tests.oracle.command import Outcome, run

AS_OF = "2024-03-26T09:00"
HEADER = (
    *("工单编号", "派单时间", "接收时间", "转派时间", "首次联系时间", "阶段反馈时间", "办结时间"),
    *("挂账时间", "挂账汇报日期", "回访时间", "回复内容", "零分工单"),
)
DAY = datetime(2024, 1, 8, 10)
HALF = timedelta(minutes=30)


def case(number: str, start: datetime = DAY, **changes: object) -> list[object]:
    """A case that is on time everywhere, but for the changes."""
    row: dict[str, object] = {
        "工单编号": number,
        "派单时间": start,
        "接收时间": start + HALF,
        "转派时间": start + 3 * HALF,
        "首次联系时间": start + 4 * HALF,
        "阶段反馈时间": start + 48 * HALF,
        "办结时间": start + timedelta(days=2),
        "回访时间": start + timedelta(days=3),
        "回复内容": "已办理",
        **changes,
    }
    return [row.get(header) for header in HEADER]


def write_ledger(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    book.active.title = "案件台账"
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(path)
    return path


CASES = (
    case("A1"),
    case("A2", 接收时间=DAY + HALF + timedelta(seconds=1), 零分工单="是"),
    case("A3", 转派时间=DAY + timedelta(hours=2), 首次联系时间=DAY + timedelta(hours=3)),
    case("A4", 回访时间=None, 零分工单="是"),
    case("A5", 回复内容=None),
    case("A6", 办结时间=None, 回访时间=None, 挂账时间=DAY, 挂账汇报日期="2024-02-03"),
    case("A6"),
    case("B0", datetime(2023, 12, 25, 23, 59, 59), 接收时间=datetime(2023, 12, 26, 12)),
    case("B1", datetime(2024, 3, 26), 接收时间=None),
)
SHEETS = {
    "违约违规": [["第1季度", "一组", "零分工单", "经核实", "A4", "王某", date(2024, 3, 1)]],
    "考勤": [
        [date(2024, 1, 5), "张", "迟到", 10, ""],
        [date(2024, 1, 6), "李", "早退", "11分钟", ""],
    ],
    "人员": [
        ["王", "离职", date(2024, 1, 5), "", ""],
        ["赵", "到岗", date(2024, 1, 20), "王", ""],
        ["钱", "要求退回", date(2024, 3, 1), "", ""],
        ["钱", "退回", date(2024, 3, 5), "", ""],
    ],
    "分析报告": [
        ["周汇总", "2024年第1周", date(2024, 1, 8)],
        ["月分析", "2024-01", date(2024, 2, 5)],
        ["月分析", "2024-02", date(2024, 3, 5)],
    ],
}


def evaluate(folder: Path, *forms: list[object], **changes: Any) -> Path:
    settings = {"合同编号": "AD-1", "服务起始日已确认": "是", **changes.pop("settings", {})}
    rows = {**SHEETS, "考核评分": list(forms) or [form_row("一组")], **changes}
    return write_evaluation(folder / "评价.xlsx", settings=settings, rows=rows)


def evidence(ledger: Path, evaluation: Path, *more: object) -> Outcome:
    return run("evidence", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF, *more)


THRESHOLDS = {
    "建议阈值-案件接收、派单": "95%,80%,70%",
    "建议阈值-案件催办、督办、反馈": "95%,80%,70%",
    "建议阈值-勤务管理": "0,10",
    "建议阈值-数据分析": "90%,50%,10%",
}
