"""A quarter settled and signed, for tests: every kind of input has rows in and out of it.

``make(folder)`` → ``Quarter``; ``Quarter.copy(folder)`` is a fresh one to spoil;
``unsettled(folder)`` is one that is still to be settled.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

from macros_py.jobs import quarter_jobs, signing_jobs
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.quarter_jobs import Draft
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.signed import Signed
from macros_py.signoff.verifying import Verified
from tests.evaluations import BEST, form_row, write_evaluation
from workbook.patch import write_columns
from workbook.values.addresses import position

AS_OF = datetime(2024, 3, 27, 9)
NOW = datetime(2024, 3, 28, 10, 30)
HEAD, STAFF = "验收部门负责人", "验收工作人员"
PHONE = "13812345678"
SETTINGS = {"合同编号": "AD-2025-1", "服务起始日已确认": "是", "验收部门": "接诉即办办公室"}
WEAK = ("正常出勤", "一般", *BEST[2:])
ROWS = {
    "考核评分": [
        form_row("坐席一组"),
        form_row("坐席二组", WEAK, opinion=f"来电{PHONE}未及时回访"),
        form_row("坐席一组", quarter="第2季度", day=date(2024, 6, 26), state="草稿"),
    ],
    "违约违规": [
        ["第1季度", "坐席一组", "零分工单", f"群众{PHONE}反映", "A1", "张三", date(2024, 3, 1)],
        ["第1季度", "坐席二组", "失密造成严重后果", "未认定的情形", "", "", None],
        ["第2季度", "坐席一组", "零分工单", "下一季度", "A9", "张三", date(2024, 6, 1)],
    ],
    "其他扣款": [
        ["第1季度", "3.3", "安政〔2024〕1号", "违约金", 120.5],
        ["第2季度", "3.3", "安政〔2024〕2号", "违约金", 80],
    ],
    "发票": [["第1季度", "FP-1", 1000, date(2024, 4, 1)]],
    "考勤": [
        [date(2024, 1, 5), "坐席甲", "迟到", 5, "堵车"],
        [date(2024, 5, 5), "坐席甲", "迟到", 5, ""],
    ],
    "人员": [["坐席甲", "到岗", date(2024, 1, 10), "空缺一", "补充"]],
    "分析报告": [["周汇总", "2024年第1周", date(2024, 1, 8)]],
    "节假日": [[date(2024, 2, 9), "除夕", "是"], [date(2024, 10, 1), "国庆", "是"]],
}
HEADER = (
    "工单编号",
    "派单时间",
    "接收时间",
    "办结时间",
    "承办单位",
    "是否解决",
    "标题",
    "联系电话",
)
DAY = datetime(2024, 1, 8, 10)
CASES = (
    ("A1", DAY, datetime(2024, 1, 8, 10, 20), None, "城建科", "是", "标题甲", PHONE),
    ("A2", DAY, None, datetime(2024, 1, 15, 23), "环保科", "否", "标题乙", PHONE),
    ("A3", datetime(2024, 3, 25, 23, 59), None, None, "城建科", "", "", ""),
    ("A3", datetime(2024, 3, 25, 8), None, None, "城建科", "", "", ""),
    ("A9", datetime(2024, 5, 8, 10), None, None, "城建科", "", "", ""),
)


@dataclass(frozen=True)
class Quarter:
    """The three files of a quarter, all in one folder."""

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / "案件台账.xlsx"

    @property
    def evaluation(self) -> Path:
        return self.folder / "考核评价.xlsx"

    @property
    def settlement(self) -> Path:
        return self.folder / "验收结算_第1季度.xlsx"

    def copy(self, folder: Path) -> "Quarter":
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(self, folder=folder)

    def edit(self, sheet: str, **cells: object) -> None:
        """Change cells of the evaluation workbook: ``edit("结算台账", K2=500000)``."""
        for cell, value in cells.items():
            put(self.evaluation, f"{sheet}!{cell}", value)

    def settle(self, quarter: str = "1", *, acceptance: bool = False):
        inputs = Inputs(self.ledger, AS_OF, self.evaluation, now=NOW)
        return quarter_jobs.settle(inputs, quarter, self.folder, Draft(acceptance=acceptance))

    def sign(self, role: str = HEAD, name: str = "王五", now: datetime = NOW) -> Signed:
        return signing_jobs.sign(self.settlement, self.evaluation, role, name, now)

    def signed_copy(self, folder: Path, role: str, name: str, now: datetime = NOW) -> "Quarter":
        """Return a copy that one more person has signed."""
        quarter = self.copy(folder)
        quarter.sign(role, name, now)
        return quarter

    def sign_both(self) -> None:
        self.sign(HEAD, "王五")
        self.sign(STAFF, "赵六")

    def verify(self, settlement: OwnFile | None = None, *, ledger: bool = False) -> Verified:
        """Verify the files; ``settlement``: one that has been read already."""
        return signing_jobs.verify(
            settlement or self.settlement, self.evaluation, self.ledger if ledger else None
        )

    def revoke(self, reason: str = "金额有误") -> Signed:
        return signing_jobs.revoke(self.settlement, self.evaluation, reason, NOW)


def write_cases(path: Path, cases=CASES, header=HEADER) -> Path:
    book = Workbook()
    book.active.title = "案件台账"
    for row in (header, *cases):
        book.active.append(row)
    book.save(path)
    return path


def unsettled(folder: Path, *, settings=SETTINGS, rows=ROWS) -> Quarter:
    """Write ledger and evaluation into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Quarter(folder)
    write_cases(made.ledger)
    write_evaluation(made.evaluation, settings=settings, rows=rows)
    return made


def make(folder: Path, *, settings=SETTINGS, rows=ROWS) -> Quarter:
    """Write ledger and evaluation into ``folder`` and settle the first quarter."""
    made = unsettled(folder, settings=settings, rows=rows)
    made.settle()
    return made


def put(path: Path, address: str, value: object) -> None:
    """Change one cell of a workbook: ``考核评分!D2``."""
    sheet, _, cell = address.rpartition("!")
    row, column = position(cell)
    write_columns(path, path, sheet, {column: [value]}, first_row=row)
