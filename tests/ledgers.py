"""Small ledgers in the layout of a Beijing hotline export, built as real files.

No real person or case: every value is made up.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[object]

HEADERS: tuple[str, ...] = (
    "序号",
    "工单编号",
    "来源系统",
    "派单时间",
    "接收时间",
    "承办单位",
    "办结时间",
    "是否解决",
    "满意度",
    "问题分类",
    "村社区",
    "诉求内容",
    "来电号码",
)

CASES: tuple[tuple[object, ...], ...] = (
    (
        1,
        "热线-240105-000001",
        "市级",
        "2024-01-05 09:30:00",
        "2024-01-05 09:41:00",
        "东白塔村",
        "2024-01-07 16:00:00",
        "解决",
        "满意",
        "市政->路灯->不亮",
        "东白塔村12号",
        "反映路灯不亮",
        "13800138000",
    ),
    (
        2,
        "热线-240105-000002",
        "区级",
        "2024-01-05 10:00:00",
        "不详",
        "规划科",
        "",
        "未解决",
        "未评价",
        "农业->灌溉->缺水",
        "不详",
        "反映缺水",
        "不详",
    ),
    (
        3,
        "热线-240106-000003",
        "市级",
        "2024-01-06 08:00:00",
        "2024-01-06 08:29:59",
        "规划科",
        "2024-01-06 18:00:00",
        "部分解决",
        "基本满意",
        "市政->供水->停水",
        "善台子村",
        "反映停水",
        "13900139000",
    ),
)


@dataclass(frozen=True)
class SheetPlan:
    """A sheet: title rows, header rows, case rows, and how it shows."""

    name: str = "案件台账"
    titles: Sequence[Row] = ()
    headers: Sequence[Row] = (HEADERS,)
    cases: Sequence[Row] = CASES
    formats: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[str] = ()
    state: str = "visible"
    left: int = 1
    top: int = 1


def fill(sheet: Worksheet, plan: SheetPlan) -> None:
    """Write a plan into an openpyxl sheet; ``formats`` maps a cell address to a number format."""
    rows = [*plan.titles, *plan.headers, *plan.cases]
    for y, row in enumerate(rows, plan.top):
        for x, value in enumerate(row, plan.left):
            if value not in ("", None):
                sheet.cell(y, x, value)
    for cell, code in plan.formats.items():
        sheet[cell].number_format = code
    for cells in plan.merged:
        sheet.merge_cells(cells)
    sheet.sheet_state = plan.state


def write_xlsx(path: Path, *plans: SheetPlan, date1904: bool = False) -> Path:
    """Write sheets to an .xlsx with openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if date1904:
        book.epoch = dt.datetime(1904, 1, 1)
    for plan in plans or (SheetPlan(),):
        fill(book.create_sheet(plan.name), plan)
    book.save(path)
    return path


def simple(*cases: Row, headers: Row = ("工单编号", "派单时间"), name: str = "台账") -> SheetPlan:
    """A sheet with one header row and nothing above it."""
    return SheetPlan(name, headers=(headers,), cases=cases)


def write_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8", mark: str = ",") -> Path:
    """Write rows as delimited text, quoting what needs it."""
    lines = []
    for row in rows:
        cells = [str(cell) for cell in row]
        quoted = [f'"{c}"' if mark in c or "\n" in c or '"' in c else c for c in cells]
        lines.append(mark.join(quoted))
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path
