"""Draws the first edition of 履约验收书.xlsx: ``python -m templates.draw.acceptance DIR``."""

import sys
from pathlib import Path

from openpyxl import Workbook

from templates.draw.settlement_style import PRINTED, TEXT, Pen
from templates.draw.style import save

SHEET = "履约验收书"
_COLUMNS = (
    *(("A", "条款", "条款", "center"), ("B{0}:D", "合同附件1的要求", "内容", "left")),
    *(("E{0}:F", "本期数据", "数据", "left"), ("G", "验收结论", "结论", "left")),
    *(("H", "说明", "说明", "left"),),
)


def draw() -> Workbook:
    """Return the workbook: as many A4 pages as the requirements take."""
    book = Workbook()
    book.active.title = SHEET
    pen = Pen(book.active, PRINTED, 10)
    pen.widths((13, 12, 12, 12, 14, 19, 13, 13))
    pen.cell("A1:H1", "政府采购项目履约验收书", box=False, across="center", size=18, bold=True)
    pen.height(1, 36)
    pen.cell("A2:H2", name="验收_提示", box=False, across="center", size=9, bold=True)
    rows = (
        ("项目（合同）名称", "验收_合同名称", "合同编号", "验收_合同编号"),
        ("采购人（甲方）", "验收_甲方", "供应商（乙方）", "验收_乙方"),
        ("验收周期", "验收_周期", "验收部门", "验收_部门"),
        ("季度考核平均分", "验收_得分", "结算单编号", "验收_结算单"),
    )
    for row, (left, first, right, second) in enumerate(rows, 3):
        pen.label(f"A{row}", left)
        pen.cell(f"B{row}:D{row}", name=first, form=TEXT)
        pen.label(f"E{row}", right)
        pen.cell(f"F{row}:H{row}", name=second, form=TEXT)
        pen.height(row, 32)
    pen.section("A7:H7", "逐条验收（附件1 一、二；数据由台账统计，只供参考，结论由验收人员填写）")
    for columns, title, name, across in _COLUMNS:
        pen.label(f"{columns}{{0}}".format(8), title)
        place = f"{columns}{{0}}".format(9)
        pen.cell(place, name=f"要求_{name}", across=across, form=TEXT, size=9)
    _closing(pen)
    pen.roomy(range(1, 20), 21)
    pen.page("A1:H19", pages_high=0)
    pen.sheet.print_title_rows = "8:8"
    return book


def _closing(pen: Pen) -> None:
    pen.label("A10", "总体结论")
    text = "□验收合格　　□整改后复验　　□验收不合格\n\n整改要求及期限："
    pen.cell("B10:H10", text, down="top")
    pen.height(10, 66)
    pen.section("A11:H11", "签字")
    boxes = (
        (12, "甲方验收人员", "甲方验收部门负责人"),
        (14, "乙方代表", "乙方项目负责人"),
        (16, "甲方（盖章）", "乙方（盖章）"),
    )
    for top, left, right in boxes:
        bottom = top + 1 if top < 16 else 18
        pen.label(f"A{top}:A{bottom}", left)
        pen.label(f"E{top}:E{bottom}", right)
        text = "年　　月　　日" if top == 16 else "签字：\n\n　　　　　　年　　月　　日"
        for place in (f"B{top}:D{bottom}", f"F{top}:H{bottom}"):
            across = "right" if top == 16 else "left"
            pen.cell(place, text, across=across, down="bottom", size=9.5)
        for row in range(top, bottom + 1):
            pen.height(row, 27)
    note = "本书与附件2验收评价表、服务费验收结算单一并归档；评分和应付金额以附件2、结算单为准。"
    pen.cell("A19:H19", note, box=False, size=8.5)


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / f"{SHEET}.xlsx")
