"""结算单: what finance pays from, on one page."""

from openpyxl.worksheet.worksheet import Worksheet

from templates.draw.settlement_style import DAY, GREY, MONEY, PALE, PRINTED, TEXT, Pen

_ROLES = ("验收部门负责人", "验收工作人员")
_NAMES = {"乙方（盖章）": "单据_签字_乙方"}


def draw(sheet: Worksheet) -> None:
    """Draw the sheet: parties, amount, totals, payee, attachments, signatures."""
    pen = Pen(sheet, PRINTED, 10.5)
    pen.widths((6, 16, 11, 20, 15, 13, 19))
    pen.cell("A1:G1", "服务费验收结算单", box=False, across="center", size=18, bold=True)
    pen.height(1, 34)
    pen.cell("A2:C2", name="单据_期次", box=False, size=11)
    pen.cell("D2:E2", "核验码：", name="单据_核验码", box=False, size=9)
    pen.cell("F2:G2", "签认状态：草稿", name="单据_状态", box=False, across="right", size=11)
    pen.height(2, 34)
    pen.cell("A3:G3", name="提示_内容", bold=True, fill=GREY)
    pen.height(3, 19)
    _parties(pen)
    _amount(pen)
    _totals(pen)
    _payee(pen)
    _closing(pen)
    pen.roomy(range(1, 38))
    pen.page("A1:G37")


def _parties(pen: Pen) -> None:
    for row, (left, first, right, second) in enumerate(
        (
            ("结算单编号", "单据_编号", "制单日期", "单据_日期"),
            ("经办人", "", "附件张数", "附件_张数"),
            ("合同编号", "合同_编号", "合同名称", "合同_名称"),
            ("甲方", "合同_甲方", "乙方", "合同_乙方"),
            ("结算周期", "合同_周期", "合同总价（元）", "合同_总价"),
        ),
        4,
    ):
        pen.label(f"A{row}:B{row}", left)
        pen.cell(f"C{row}:D{row}", name=first, form=TEXT)
        pen.label(f"E{row}", right)
        form = {"合同_总价": MONEY, "单据_日期": DAY}.get(second, TEXT)
        pen.cell(f"F{row}:G{row}", name=second, form=form)
        pen.height(row, 30 if row > 5 else 21)


def _amount(pen: Pen) -> None:
    pen.section("A9:F9", "一、本期结算")
    pen.cell("G9", "单位：元", box=False, across="right", size=9)
    for place, text in (
        ("A10", "序号"),
        ("B10", "项目"),
        ("C10", "合同条款"),
        ("D10:F10", "依据与计算"),
        ("G10", "金额"),
    ):
        pen.label(place, text)
    lines = (
        (11, "费用", "每季度服务费", "=每季度服务费"),
        (12, "绩效", "减：绩效扣款", "=绩效扣款"),
    )
    for row, key, title, formula in lines:
        pen.cell(f"A{row}", row - 10, across="center")
        pen.cell(f"B{row}", title)
        pen.cell(f"C{row}", name=f"{key}_条款", across="center", form=TEXT)
        pen.cell(f"D{row}:F{row}", name=f"{key}_依据", form=TEXT)
        pen.cell(f"G{row}", formula, name=f"{key}_金额", across="right", form=MONEY)
        pen.height(row, 34)
    pen.cell("A13", name="其他扣款_序号", across="center")
    pen.cell("B13", "减：其他扣款")
    pen.cell("C13", name="其他扣款_条款", across="center", form=TEXT)
    pen.cell("D13:F13", name="其他扣款_依据", form=TEXT)
    pen.cell("G13", name="其他扣款_金额", across="right", form=MONEY)
    pen.height(13, 22)
    pen.label("A14:B14", "应付金额（小写）")
    pen.cell(
        "C14:G14",
        "=应付金额",
        name="单据_应付",
        across="right",
        size=15,
        bold=True,
        form='"¥"#,##0.00',
    )
    pen.label("A15:B15", "应付金额（大写）")
    pen.cell(
        "C15:G15",
        '=IF(核对_应付金额="一致",工具_大写,"（金额已改动，与工具结果不一致，请重新生成）")',
        name="单据_大写",
        size=12,
        bold=True,
    )
    pen.label("A16:B16", "乙方应补足")
    owed = (
        '="各项扣款超出每季度服务费的部分，由乙方继续补足（合同3.3）"&IF(主张_乙方应补足=乙方应补足,"",'
        '"；按乙方主张应补足 "&TEXT(主张_乙方应补足,"#,##0.00")&" 元")'
    )
    pen.cell("C16:F16", owed, name="单据_补足说明", size=9.5)
    pen.cell("G16", "=乙方应补足", name="单据_补足", across="right", form=MONEY)
    pen.label("A17:B17", "按乙方主张应付")
    pen.cell("C17:D17", "=争议_应付", name="单据_主张", across="right", form=MONEY)
    pen.label("E17:F17", "争议金额（见争议计算）")
    pen.cell("G17", "=ROUND(单据_主张-单据_应付,2)", name="单据_争议", across="right", form=MONEY)
    for row, points in ((10, 20), (14, 30), (15, 28), (16, 22), (17, 22)):
        pen.height(row, points)


def _totals(pen: Pen) -> None:
    pen.section("A18:F18", "二、累计")
    pen.cell("G18", "单位：元", box=False, across="right", size=9)
    for place, text in (
        ("A19:B19", "前期累计\n（已付；未付按应付）"),
        ("C19:D19", "前期扣款"),
        ("E19", "累计应付\n（含本期）"),
        ("F19", "累计扣款\n（含本期）"),
        ("G19", "合同余额"),
    ):
        pen.cell(place, text, across="center", bold=True, fill=PALE, size=9)
    pen.cell("A20:B20", name="累计_前期", across="right", form=MONEY)
    pen.cell("C20:D20", name="累计_前期扣款", across="right", form=MONEY)
    for place, name, formula in (
        ("E20", "累计_含本期", "=ROUND(累计_前期+单据_应付,2)"),
        ("F20", "累计_扣款", "=ROUND(累计_前期扣款+费用_金额-单据_应付,2)"),
        ("G20", "累计_余额", "=ROUND(合同_总价-累计_含本期-累计_扣款,2)"),
    ):
        pen.cell(place, formula, name=name, across="right", form=MONEY, size=9.5)
    pen.height(19, 28)
    pen.height(20, 21)


def _payee(pen: Pen) -> None:
    pen.section("A21:G21", "三、收款账户（合同3.4）")
    for row, label, name in (
        (22, "户名", "收款_户名"),
        (23, "开户银行", "收款_银行"),
        (24, "账号", "收款_账号"),
        (25, "银行代码", "收款_代码"),
    ):
        pen.label(f"A{row}:B{row}", label)
        last = "G" if row < 25 else "D"
        pen.cell(f"C{row}:{last}{row}", name=name, form=TEXT)
        pen.height(row, 21)
    pen.cell("E25:G25", name="收款_代码说明", size=9, form=TEXT)


def _closing(pen: Pen) -> None:
    pen.section("A26:G26", "四、口径与附件")
    pen.label("A27:B27", "采用的口径")
    pen.cell("C27:G27", name="口径_摘要", size=9, form=TEXT)
    pen.height(27, 30)
    pen.label("A28:B28", "附件")
    pen.cell("C28:G28", name="附件_清单", size=9.5, form=TEXT)
    pen.height(28, 22)
    pen.section("A29:G29", "五、签认")
    boxes = (
        (30, 31, [f"甲方\n{role}" for role in _ROLES]),
        (32, 33, ["甲方\n财务审核", "甲方\n单位负责人"]),
        (34, 36, ["甲方（盖章）", "乙方（盖章）"]),
    )
    for top, bottom, titles in boxes:
        seal = top == 34
        for title, label, place in zip(titles, ("A:B", "E:E"), ("C:D", "F:G"), strict=True):
            role = title.partition("\n")[2]
            pen.label(_rows(label, top, bottom), title)
            pen.cell(
                _rows(place, top, bottom),
                "年　　月　　日" if seal else "签字：\n\n　　　　　　年　　月　　日",
                name=_NAMES.get(title, f"单据_签字_{role}" if role in _ROLES else ""),
                across="right" if seal else "left",
                down="bottom",
                size=9.5,
            )
        for row in range(top, bottom + 1):
            pen.height(row, 27)
    pen.cell("A37:G37", name="单据_来源", box=False, size=8.5)
    pen.height(37, 26)


def _rows(columns: str, top: int, bottom: int) -> str:
    left, right = columns.split(":")
    return f"{left}{top}:{right}{bottom}"
