"""A ledger to which rows are added."""

from datetime import datetime

import openpyxl
from openpyxl.styles import Border, Side

from tests.workbook.xlsx.patching.oracle import assert_only_changed, loaded
from workbook.patch import SheetEdits, write_cells

WHEN = datetime(2024, 3, 9, 8, 1)
SHEET_PART = "xl/worksheets/sheet1.xml"


def ledger(path, rows=4, change=lambda _: None):
    """编号 as text, 时间 as dates, 单位, 天数 as a formula; every cell has a line on its left."""
    made = openpyxl.Workbook()
    at = made.active
    at.title = "S"
    at.append(["编号", "时间", "单位", "天数"])
    for row in range(2, rows + 2):
        at.append([f"A{row}", datetime(2024, 3, row, 9, 30), "甲村", f"=B{row}+$A$1"])
        for column in range(1, 5):
            at.cell(row, column).border = Border(left=Side("thin"))
        at.cell(row, 2).number_format = "yyyy-mm-dd hh:mm"
    change(at)
    made.save(path)
    return path


def header_filter(at):
    at.auto_filter.ref = "A1:D1"


def added(source, append, *, fill=None, like=5, header=1, names=("S",)):
    target = source.with_name("b.xlsx")
    edits = {name: SheetEdits(fill or {}, append, like, header) for name in names}
    report = write_cells(source, target, edits)
    assert_only_changed(source, target, SHEET_PART)
    return loaded(target)["S"], report["S"]


SHARED = (
    '<Relationship Id="r8" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/sharedStrings"/>'
)
