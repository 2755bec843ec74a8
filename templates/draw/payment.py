"""Draws the first edition of 付款单.xlsx: ``python -m templates.draw.payment DIR``."""

import sys
from pathlib import Path

from openpyxl import Workbook

from templates.draw.settlement_style import DAY, GREY, MONEY, PRINTED, TEXT, Pen
from templates.draw.style import save

_INVOICES = (
    *(("A{0}:B{0}", "号码", "left", TEXT), ("C{0}", "种类", "center", TEXT)),
    *(("D{0}", "开票日期", "center", DAY), ("E{0}", "收到日期", "center", DAY)),
    *(("F{0}", "金额", "right", MONEY), ("G{0}", "税额", "right", MONEY)),
)
_SIGNERS = ("经办人", "部门负责人", "财务", "分管领导", "主要领导")


def draw() -> Workbook:
    """Return the workbook: one A4 page."""
    book = Workbook()
    book.active.title = "付款单"
    pen = Pen(book.active, PRINTED, 10.5)
    pen.widths((12, 16, 20, 14, 14, 18, 16))
    pen.cell("A1:G1", "服务费付款单", box=False, across="center", size=18, bold=True)
    pen.height(1, 36)
    pen.cell("A2:G2", name="付款_提示", bold=True, fill=GREY)
    _parties(pen)
    _amounts(pen)
    _balance(pen)
    _payee(pen)
    _signatures(pen)
    pen.roomy(range(1, 35), 21)
    pen.page("A1:G34")
    return book


def _parties(pen: Pen) -> None:
    rows = (
        ("付款单编号", "付款_编号", "制单日期", "付款_日期"),
        ("合同编号", "付款_合同编号", "合同名称", "付款_合同名称"),
        ("付款单位", "付款_甲方", "收款单位", "付款_乙方"),
        ("结算周期", "付款_周期", "付款依据", "付款_依据"),
    )
    for row, (left, first, right, second) in enumerate(rows, 3):
        pen.label(f"A{row}", left)
        pen.cell(f"B{row}:C{row}", name=first, form=TEXT)
        pen.label(f"D{row}", right)
        form = DAY if second == "付款_日期" else TEXT
        size = 9 if second == "付款_依据" else None
        pen.cell(f"E{row}:G{row}", name=second, form=form, size=size)
        pen.height(row, 24 if row == 3 else 34)
    pen.height(6, 46)


def _amounts(pen: Pen) -> None:
    pen.section("A7:G7", "一、应付金额（合同3.2）")
    pen.label("A8:B8", "应付金额（小写）")
    pen.cell("C8:G8", name="付款_应付", across="right", size=15, bold=True, form='"¥"#,##0.00')
    pen.label("A9:B9", "应付金额（大写）")
    pen.cell("C9:G9", name="付款_大写", size=12, bold=True, form=TEXT)
    pen.height(8, 30)
    pen.height(9, 28)
    pen.label("A10:B10", "本季度已付")
    pen.cell("C10", name="付款_本季已付", across="right", form=MONEY)
    pen.label("D10:E10", "本次应付")
    left = "=ROUND(付款_应付-付款_本季已付,2)"
    pen.cell("F10:G10", left, name="付款_本次", across="right", bold=True, form=MONEY)
    pen.section("A11:F11", "二、发票（合同3.2）")
    pen.cell("G11", "单位：元", box=False, across="right", size=9)
    for place, name, across, form in _INVOICES:
        pen.label(place.format(12), "发票号码" if name == "号码" else name)
        pen.cell(place.format(13), name=f"发票_{name}", across=across, form=form, size=9.5)
    pen.label("A14:E14", "发票合计")
    pen.cell("F14", "=ROUND(SUM(发票_金额),2)", name="付款_发票合计", across="right", form=MONEY)
    tax = '=IF(COUNT(发票_税额)=COUNT(发票_金额),ROUND(SUM(发票_税额),2),"未填全")'
    pen.cell("G14", tax, name="付款_税额合计", across="right", form=MONEY)
    pen.label("A15:B15", "与应付金额核对")
    check = '=IF(COUNT(发票_金额)=0,"无须发票",IF(付款_差额=0,"相符","不相符"))'
    pen.cell("C15", check, name="付款_核对", across="center", bold=True)
    pen.label("D15:E15", "差额（发票 − 应付）")
    pen.cell(
        "F15:G15",
        "=ROUND(付款_发票合计-付款_应付,2)",
        name="付款_差额",
        across="right",
        form=MONEY,
    )


def _balance(pen: Pen) -> None:
    pen.section("A16:F16", "三、合同价款（合同3.1）")
    pen.cell("G16", "单位：元", box=False, across="right", size=9)
    boxes = (
        ("A17:B17", "合同总价", "付款_总价", None),
        ("C17", "累计已付", "付款_已付", None),
        ("D17:E17", "累计扣款（含本期）", "付款_扣款", None),
        ("F17:G17", "余额（含本次应付）", "付款_余额", "=ROUND(付款_总价-付款_已付-付款_扣款,2)"),
    )
    for place, title, name, formula in boxes:
        pen.label(place, title)
        pen.cell(place.replace("17", "18"), formula, name=name, across="right", form=MONEY)
    pen.section("A19:G19", "四、收款账户（合同3.4，取自签认数据）")
    pen.height(18, 24)


def _payee(pen: Pen) -> None:
    rows = (("户名", "付款_户名"), ("开户银行", "付款_银行"), ("账号", "付款_账号"))
    for row, (title, name) in enumerate(rows, 20):
        pen.label(f"A{row}:B{row}", title)
        pen.cell(f"C{row}:G{row}", name=name, form=TEXT)
    pen.label("A23:B23", "银行代码")
    pen.cell("C23:D23", name="付款_代码", form=TEXT)
    pen.label("E23:F23", "乙方企业规模")
    pen.cell("G23", name="付款_规模", across="center", form=TEXT)
    pen.label("A24:B24", "最迟付款日")
    pen.cell("C24:G24", name="付款_最迟", form=TEXT, size=9.5)
    pen.height(24, 40)


def _signatures(pen: Pen) -> None:
    pen.section("A25:G25", "五、审批")
    for top, pair in zip((26, 29, 32), (_SIGNERS[:2], _SIGNERS[2:4], _SIGNERS[4:]), strict=True):
        places = (("A", "B", "C"), ("D", "E", "G")) if len(pair) > 1 else (("A", "B", "G"),)
        for title, (label, left, right) in zip(pair, places, strict=True):
            pen.label(f"{label}{top}:{label}{top + 2}", title)
            pen.cell(
                f"{left}{top}:{right}{top + 2}",
                "签字：\n\n　　　　　　年　　月　　日",
                down="bottom",
                size=9.5,
            )


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / "付款单.xlsx")
