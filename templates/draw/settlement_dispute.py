"""争议计算: what the vendor claims, and live formulas from its claims to what they would pay.

It computes as 评分计算 does, from the choices there; a claim stands in place of a choice.
"""

from openpyxl.worksheet.worksheet import Worksheet

from templates.draw.settlement_score import draw_scores, draw_steps
from templates.draw.settlement_style import COUNT, DAY, INPUT, MONEY, PALE, SCREEN, TEXT, Pen

CLAIMED = "主张_"
"""How the names begin of what 评分计算 has without it."""
_ITEMS = "CDEFGHIJ"
_OBJECTIONS = (
    *(("A", "序号", "center", COUNT), ("B", "对象", "left", TEXT)),
    *(("C{0}:D", "事项", "left", TEXT), ("E", "认定", "center", TEXT)),
    *(("F", "主张", "center", TEXT), ("G{0}:H", "理由", "left", TEXT)),
    *(("I", "答复", "center", TEXT), ("J", "答复日期", "center", DAY)),
    *(("K", "计入", "center", TEXT),),
)
_TITLES = {
    "对象": "评估对象",
    "事项": "评价项目或扣款",
    "认定": "甲方认定",
    "主张": "乙方主张",
    "理由": "理由与答复",
    "答复": "甲方答复",
}


def draw(sheet: Worksheet) -> None:
    """Draw the objections, the claims by form, event and deduction, and the way to payable."""
    pen = Pen(sheet, SCREEN, 9.5)
    pen.widths((6, 18, 13, 13, 13, 13, 13, 13, 13, 13, 12))
    pen.cell("A1:K1", name="争议_标题", box=False, across="center", size=15, bold=True)
    pen.cell("A2:K2", name="争议_提示", box=False, across="center", size=9, bold=True)
    pen.height(1, 28)
    pen.section("A3:I3", "一、乙方意见与甲方答复")
    pen.cell("J3", "条数", box=False, across="right", size=9)
    pen.cell("K3", name="争议_条数", box=False, across="center", size=9, form=COUNT)
    for columns, name, across, form in _OBJECTIONS:
        place = f"{columns}{{0}}"
        pen.label(place.format(4), _TITLES.get(name, name))
        pen.cell(place.format(5), name=f"意见_{name}", across=across, form=form, size=9)
    _choices(pen)
    _events(pen)
    _deductions(pen)
    draw_scores(pen, 18, CLAIMED, choices=8, points=11)
    draw_steps(pen, 21, CLAIMED)
    last = 21 + 17
    pen.section(f"A{last}:K{last}", "七、争议金额")
    for row, title, name, formula in (
        (last + 1, "按乙方主张应付", "争议_应付", "=主张_应付金额"),
        (last + 2, "甲方认定应付", "争议_认定", "=应付金额"),
        (last + 3, "争议金额", "争议_金额", "=ROUND(争议_应付-争议_认定,2)"),
        (last + 4, "按乙方主张，乙方应补足", "争议_主张补足", "=主张_乙方应补足"),
        (last + 5, "甲方认定，乙方应补足", "争议_认定补足", "=乙方应补足"),
    ):
        pen.label(f"A{row}:H{row}", title)
        pen.cell(f"I{row}:K{row}", formula, name=name, across="right", form=MONEY, bold=True)
    pen.roomy(range(1, last + 6))
    pen.page(f"A1:K{last + 5}", pages_high=0)


def _choices(pen: Pen) -> None:
    pen.section("A6:K6", "二、各表按主张的选项与得分（空白的与甲方认定相同）")
    for top in (7, 10):
        pen.label(f"A{top}", "表号")
        pen.label(f"B{top}", "评估对象")
        for column in _ITEMS:
            title = f"=评分计算!{column}15"
            pen.cell(f"{column}{top}", title, across="center", bold=True, fill=PALE)
        pen.label(f"K{top}", "基础分" if top == 10 else "")
    for number, column in enumerate(_ITEMS, 1):
        pen.name(f"{CLAIMED}表头_{number}", f"{column}7")
        pen.name(f"{CLAIMED}得分表头_{number}", f"{column}10")
        name = f"{CLAIMED}所选_{number}"
        pen.cell(f"{column}8", name=name, across="center", form=TEXT, fill=INPUT, size=9)
        choice = f'IF({column}8="",评分计算!{column}20,{column}8)'
        options = f"评分计算!{column}$16:{column}$16"
        pen.cell(
            f"{column}11",
            f"=INDEX(评分计算!{column}$17:{column}$17,MATCH({choice},{options},0))",
            name=f"{CLAIMED}单项得分_{number}",
            across="center",
            form=COUNT,
        )
    pen.cell("A8", name=f"{CLAIMED}所选_表号", across="center", form=COUNT)
    pen.cell("B8", name=f"{CLAIMED}所选_对象", form=TEXT)
    pen.cell("K8")
    pen.cell("A11", "=A8", name=f"{CLAIMED}单项_表号", across="center", form=COUNT)
    pen.cell("B11", "=B8", name=f"{CLAIMED}单项_对象")
    pen.cell("K11", "=SUM(C11:J11)", name=f"{CLAIMED}基础分", across="center", form=COUNT)


def _events(pen: Pen) -> None:
    pen.section("A12:K12", "三、情形（顺序同「评分计算」第五部分）")
    for place, text in (
        ("A13", "表号"),
        ("B13", "评估对象"),
        ("C13:H13", "情形"),
        ("I13:K13", "按主张"),
    ):
        pen.label(place, text)
    pen.cell("A14", name=f"{CLAIMED}情形_表号", across="center", form=COUNT)
    pen.cell("B14", name=f"{CLAIMED}情形_对象", form=TEXT)
    pen.cell("C14:H14", name=f"{CLAIMED}情形_类型", form=TEXT)
    pen.cell("I14:K14", name=f"{CLAIMED}情形", across="center", form=TEXT, fill=INPUT)
    pen.choose("I14", ("同认定", "不成立"))


def _deductions(pen: Pen) -> None:
    pen.section("A15:K15", "四、其他扣款（主张空白的与甲方认定相同）")
    for place, text in (
        ("A16", "序号"),
        ("B16:E16", "条款、文号"),
        ("F16:G16", "甲方认定"),
        ("H16:I16", "乙方主张"),
        ("J16:K16", "按主张"),
    ):
        pen.label(place, text)
    pen.cell("A17", name=f"{CLAIMED}扣款_序号", across="center", form=COUNT)
    pen.cell("B17:E17", name=f"{CLAIMED}扣款_依据", form=TEXT)
    pen.cell("F17:G17", "=结算单!G13", name=f"{CLAIMED}扣款_认定", across="right", form=MONEY)
    pen.cell("H17:I17", name=f"{CLAIMED}扣款_主张", across="right", form=MONEY, fill=INPUT)
    pen.cell(
        "J17:K17",
        '=IF(H17="",F17,H17)',
        name=f"{CLAIMED}其他扣款_金额",
        across="right",
        form=MONEY,
    )
