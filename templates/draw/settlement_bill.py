"""结算单: what finance pays from, on one page."""

from openpyxl.worksheet.worksheet import Worksheet

from templates.draw.settlement_style import GREY, MONEY, PALE, PRINTED, TEXT, Pen

_SIGNED = {"C30:D31": "单据_签字_验收部门负责人", "F30:G31": "单据_签字_验收工作人员"}


def draw(sheet: Worksheet) -> None:
    """Draw the sheet: parties, amount, totals, payee, invoice, attachments, signatures."""
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
            ("合同编号", "合同_编号", "合同名称", "合同_名称"),
            ("甲方", "合同_甲方", "乙方", "合同_乙方"),
            ("结算周期", "合同_周期", "合同总价（元）", "合同_总价"),
        ),
        4,
    ):
        pen.label(f"A{row}:B{row}", left)
        pen.cell(f"C{row}:D{row}", name=first, form=TEXT)
        pen.label(f"E{row}", right)
        money = second == "合同_总价"
        pen.cell(f"F{row}:G{row}", name=second, form=MONEY if money else TEXT)
        pen.height(row, 30)


def _amount(pen: Pen) -> None:
    pen.section("A7:F7", "一、本期结算")
    pen.cell("G7", "单位：元", box=False, across="right", size=9)
    for place, text in (
        ("A8", "序号"),
        ("B8", "项目"),
        ("C8", "合同条款"),
        ("D8:F8", "依据与计算"),
        ("G8", "金额"),
    ):
        pen.label(place, text)
    lines = (
        (9, "费用", "每季度服务费", "=每季度服务费"),
        (10, "绩效", "减：绩效扣款", "=绩效扣款"),
    )
    for row, key, title, formula in lines:
        pen.cell(f"A{row}", row - 8, across="center")
        pen.cell(f"B{row}", title)
        pen.cell(f"C{row}", name=f"{key}_条款", across="center", form=TEXT)
        pen.cell(f"D{row}:F{row}", name=f"{key}_依据", form=TEXT)
        pen.cell(f"G{row}", formula, name=f"{key}_金额", across="right", form=MONEY)
        pen.height(row, 34)
    pen.cell("A11", name="其他扣款_序号", across="center")
    pen.cell("B11", "减：其他扣款")
    pen.cell("C11", name="其他扣款_条款", across="center", form=TEXT)
    pen.cell("D11:F11", name="其他扣款_依据", form=TEXT)
    pen.cell("G11", name="其他扣款_金额", across="right", form=MONEY)
    pen.height(11, 22)
    pen.label("A12:B12", "应付金额（小写）")
    pen.cell(
        "C12:G12",
        "=应付金额",
        name="单据_应付",
        across="right",
        size=15,
        bold=True,
        form='"¥"#,##0.00',
    )
    pen.label("A13:B13", "应付金额（大写）")
    pen.cell(
        "C13:G13",
        '=IF(核对_应付金额="一致",工具_大写,"（金额已改动，与工具结果不一致，请重新生成）")',
        name="单据_大写",
        size=12,
        bold=True,
    )
    pen.label("A14:B14", "乙方应补足")
    pen.cell("C14:F14", "各项扣款超出每季度服务费的部分，由乙方继续补足（合同3.3）", size=9.5)
    pen.cell("G14", "=乙方应补足", name="单据_补足", across="right", form=MONEY)
    for row, points in ((8, 20), (12, 30), (13, 28), (14, 22)):
        pen.height(row, points)


def _totals(pen: Pen) -> None:
    pen.section("A15:F15", "二、累计")
    pen.cell("G15", "单位：元", box=False, across="right", size=9)
    for place, text in (
        ("C16:D16", "本期应付"),
        ("E16:F16", "累计（含本期）"),
        ("G16", "合同余额"),
    ):
        pen.label(place, text)
    pen.cell(
        "A16:B16",
        "前期累计\n（已付；未付按应付）",
        across="center",
        bold=True,
        fill=PALE,
        size=9,
    )
    pen.cell("A17:B17", name="累计_前期", across="right", form=MONEY)
    pen.cell("C17:D17", "=单据_应付", name="累计_本期", across="right", form=MONEY)
    pen.cell(
        "E17:F17", "=ROUND(累计_前期+累计_本期,2)", name="累计_含本期", across="right", form=MONEY
    )
    pen.cell("G17", "=ROUND(合同_总价-累计_含本期,2)", name="累计_余额", across="right", form=MONEY)
    pen.height(16, 28)
    pen.height(17, 21)


def _payee(pen: Pen) -> None:
    pen.section("A18:G18", "三、收款账户与发票（合同3.2、3.4）")
    for row, label, name in (
        (19, "户名", "收款_户名"),
        (20, "开户银行", "收款_银行"),
        (21, "账号", "收款_账号"),
        (22, "银行代码", "收款_代码"),
    ):
        pen.label(f"A{row}:B{row}", label)
        last = "G" if row < 22 else "D"
        pen.cell(f"C{row}:{last}{row}", name=name, form=TEXT)
        pen.height(row, 21)
    pen.cell("E22:G22", name="收款_代码说明", size=9, form=TEXT)
    for place, text in (
        ("A23:B23", "发票号码"),
        ("C23:D23", "开票日期"),
        ("E23:F23", "发票金额"),
        ("G23", "与应付金额核对"),
    ):
        pen.label(place, text)
    pen.cell("A24:B24", name="发票_号码", form=TEXT, across="center", size=9.5)
    pen.cell("C24:D24", name="发票_日期", across="center", form="yyyy-mm-dd")
    pen.cell("E24:F24", name="发票_金额", across="right", form=MONEY)
    pen.cell("G24", name="发票_备注", across="center", form=TEXT)
    pen.label("A25:D25", "发票金额合计")
    pen.cell("E25:F25", "=ROUND(SUM(发票_金额),2)", name="发票_合计", across="right", form=MONEY)
    pen.cell(
        "G25",
        '=IF(COUNT(发票_金额)=0,IF(单据_应付=0,"无须发票","未录入发票"),'
        'IF(发票_合计=单据_应付,"相符","不相符"))',
        name="发票_核对",
        across="center",
        bold=True,
    )
    for row in (23, 24, 25):
        pen.height(row, 20)


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
        (
            30,
            "A30:B31",
            "甲方\n验收部门负责人",
            "C30:D31",
            "E30:E31",
            "甲方\n验收工作人员",
            "F30:G31",
        ),
        (32, "A32:B33", "甲方\n财务审核", "C32:D33", "E32:E33", "甲方\n单位负责人", "F32:G33"),
        (34, "A34:B36", "甲方（盖章）", "C34:D36", "E34:E36", "乙方（盖章）", "F34:G36"),
    )
    for top, left, first, one, right, second, two in boxes:
        pen.label(left, first)
        pen.label(right, second)
        seal = top == 34
        for place in (one, two):
            name = _SIGNED.get(place, "")
            text = "年　　月　　日" if seal else "签字：\n\n　　　　　　年　　月　　日"
            across = "right" if seal else "left"
            pen.cell(place, text, name=name, across=across, down="bottom", size=9.5)
        for row in range(top, top + (3 if seal else 2)):
            pen.height(row, 27)
    pen.cell("A37:G37", name="单据_来源", box=False, size=8.5)
    pen.height(37, 26)
