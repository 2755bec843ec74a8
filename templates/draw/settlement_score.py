"""评分计算: live formulas from the choices to the payable amount."""

import re
from collections.abc import Mapping
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from macros_py.settlement.bill_sheet import SCORE_READINGS
from templates.draw.settlement_style import COUNT, INPUT, MONEY, PALE, SCORE, SCREEN, TEXT, Pen

_ITEMS = "CDEFGHIJ"
_TERMS = (("达标分", SCORE), ("每分扣款", MONEY), ("每季度服务费", MONEY), ("每项扣分", COUNT))
_SAME = '=IF(ABS({0}-{1})<0.0000001,"一致","不一致")'


def draw(sheet: Worksheet, contract: Mapping[str, Any]) -> None:
    """Draw terms and readings, options, choices, points, events, scores, and the way to payable."""
    pen = Pen(sheet, SCREEN, 9.5)
    pen.widths((6, 18, 13, 13, 13, 13, 13, 13, 13, 13, 12))
    pen.cell("A1:K1", name="计算_标题", box=False, across="center", size=15, bold=True)
    pen.cell(
        "A2:K2",
        "浅黄单元格可以改动，各步公式随之重算，用来核对和比较；正式结果以工具重新生成的为准。",
        box=False,
        across="center",
        size=9,
    )
    pen.cell("A3:K3", name="计算_提示", box=False, across="center", size=9, bold=True)
    pen.height(1, 28)
    choices = {
        entry["key"]: entry["choices"] for entry in contract["setting"] if "choices" in entry
    }
    _terms(pen, choices)
    _options(pen)
    _choices(pen)
    _events(pen)
    draw_scores(pen, 27)
    draw_steps(pen, 30)
    pen.roomy(range(1, 47))
    pen.page("A1:K46", pages_high=0)
    sheet.freeze_panes = "A3"


def _terms(pen: Pen, choices: Mapping[str, list[str]]) -> None:
    pen.section("A4:K4", "一、合同约定与口径")
    for place, text in (
        ("A5:B5", "名称"),
        ("C5:D5", "取值"),
        ("E5", "合同条款"),
        ("F5:K5", "说明"),
    ):
        pen.label(place, text)
    for row, (name, form) in enumerate((*_TERMS, *((key, TEXT) for key in SCORE_READINGS)), 6):
        pen.cell(f"A{row}:B{row}", name)
        shown = f"口径_{name}" if name in SCORE_READINGS else name
        pen.cell(f"C{row}:D{row}", name=shown, across="center", form=form, fill=INPUT)
        pen.cell(f"E{row}", name=f"{shown}_条款", across="center", form=TEXT)
        pen.cell(f"F{row}:K{row}", name=f"{shown}_说明", form=TEXT, size=9)
        if name in choices:
            pen.choose(f"C{row}", choices[name])


def _options(pen: Pen) -> None:
    pen.section("A14:K14", "二、附件2选项与分值")
    pen.label("A15:B15", "评估内容")
    pen.label("A16:B16", "选项", fill="FFFFFF")
    pen.label("A17:B17", "分值", fill="FFFFFF")
    for number, column in enumerate(_ITEMS, 1):
        pen.cell(f"{column}15", name=f"项目名_{number}", across="center", bold=True, fill=PALE)
        pen.cell(f"{column}16", name=f"选项_{number}", across="center", form=TEXT, size=9)
        pen.cell(f"{column}17", name=f"分值_{number}", across="center", form=COUNT)
    for row in (15, 16, 17):
        pen.cell(f"K{row}")


def _choices(pen: Pen) -> None:
    pen.section("A18:K18", "三、各表所选选项")
    pen.section("A21:K21", "四、各表得分（按所选选项查分值表）")
    for top in (19, 22):
        pen.label(f"A{top}", "表号")
        pen.label(f"B{top}", "评估对象")
        for column in _ITEMS:
            pen.cell(f"{column}{top}", f"={column}15", across="center", bold=True, fill=PALE)
        pen.label(f"K{top}", "基础分" if top == 22 else "评估日期")
    for number, column in enumerate(_ITEMS, 1):
        pen.name(f"表头_{number}", f"{column}19")
        pen.name(f"得分表头_{number}", f"{column}22")
        pen.cell(
            f"{column}20", name=f"所选_{number}", across="center", form=TEXT, fill=INPUT, size=9
        )
        pen.cell(
            f"{column}23",
            f"=INDEX({column}$17:{column}$17,MATCH({column}20,{column}$16:{column}$16,0))",
            name=f"单项得分_{number}",
            across="center",
            form=COUNT,
        )
    pen.cell("A20", name="所选_表号", across="center", form=COUNT)
    pen.cell("B20", name="所选_对象", form=TEXT)
    pen.cell("K20", name="所选_日期", across="center", form="yyyy-mm-dd", size=9)
    pen.cell("A23", "=A20", name="单项_表号", across="center", form=COUNT)
    pen.cell("B23", "=B20", name="单项_对象")
    pen.cell("K23", "=SUM(C23:J23)", name="基础分", across="center", form=COUNT)


def _events(pen: Pen) -> None:
    pen.section("A24:K24", "五、明显违约违规情形（未认定的列出，不计扣分）")
    for place, text in (
        ("A25", "表号"),
        ("B25", "评估对象"),
        ("C25:D25", "情形"),
        ("E25:H25", "说明"),
        ("I25", "认定人"),
        ("J25", "认定日期"),
        ("K25", "是否认定"),
    ):
        pen.label(place, text)
    pen.cell("A26", name="情形_表号", across="center", form=COUNT)
    pen.cell("B26", name="情形_对象", form=TEXT)
    pen.cell("C26:D26", name="情形_类型", form=TEXT)
    pen.cell("E26:H26", name="情形_说明", form=TEXT, size=9)
    pen.cell("I26", name="情形_认定人", across="center", form=TEXT)
    pen.cell("J26", name="情形_认定日期", across="center", form="yyyy-mm-dd", size=9)
    pen.cell("K26", name="情形_认定", across="center", form=TEXT, fill=INPUT)
    pen.choose("K26", ("已认定", "未认定"))


def draw_scores(
    pen: Pen, top: int, prefix: str = "", *, choices: int = 20, points: int = 23
) -> None:
    """Draw what each form takes off and scores, from row ``top``; ``prefix`` begins its names.

    ``choices`` and ``points``: the rows of the lists on this sheet that it follows.
    """
    row = top + 2
    title = "五、按主张的扣分与得分" if prefix else "六、各表扣分与得分"
    pen.section(f"A{top}:K{top}", title)
    for column, text in (
        ("A", "表号"),
        ("B", "评估对象"),
        ("C", "基础分"),
        ("G", "计扣项数"),
        ("H", "表内扣分"),
        ("I", "得分"),
        ("J", "工具得分"),
        ("K", "核对"),
    ):
        pen.label(f"{column}{top + 1}", text)
    claimed = f',{prefix}情形,"同认定"' if prefix else ""
    for number, column in enumerate("DEF", 1):
        name = f"{prefix}情形名_{number}"
        pen.cell(f"{column}{top + 1}", name=name, across="center", bold=True, fill=PALE)
        pen.cell(
            f"{column}{row}",
            f"=COUNTIFS(情形_表号,$A{row},情形_类型,{column}${top + 1},"
            f'情形_认定,"已认定"{claimed})',
            name=f"{prefix}情形次数_{number}",
            across="center",
            form=COUNT,
        )
    pen.height(top + 1, 30)
    pen.cell(f"A{row}", f"=A{choices}", name=f"{prefix}得分_表号", across="center", form=COUNT)
    pen.cell(f"B{row}", f"=B{choices}", name=f"{prefix}得分_对象")
    kinds = f"(D{row}>0)+(E{row}>0)+(F{row}>0)"
    for column, name, formula in (
        ("C", "得分_基础分", f"=K{points}"),
        ("G", "计扣项数", f'=IF(口径_特殊情形计次="每类一次",{kinds},D{row}+E{row}+F{row})'),
        ("H", "表内扣分", f'=IF(口径_特殊情形扣自="表",G{row}*每项扣分,0)'),
        ("I", "表得分", f'=IF(口径_分数下限&""="0",MAX(0,C{row}-H{row}),C{row}-H{row})'),
    ):
        place = f"{column}{row}"
        bold = name == "表得分"
        pen.cell(place, formula, name=prefix + name, across="center", form=COUNT, bold=bold)
    pen.cell(f"J{row}", name=f"{prefix}工具_表得分", across="center", form=COUNT)
    same = _SAME.format(f"I{row}", f"J{row}")
    pen.cell(f"K{row}", same, name=f"{prefix}核对_表得分", across="center")


_STEPS = (
    ("评价表数", COUNT, "=COUNT(表得分)", "本季度定稿的评价表份数"),
    ("得分合计", COUNT, "=SUM(表得分)", "各表得分之和"),
    (
        "季度扣分",
        COUNT,
        '=IF(口径_特殊情形扣自="季度平均分",SUM(计扣项数)*每项扣分,0)',
        "仅当「特殊情形扣自」为「季度平均分」时：各表计扣项数之和 × 每项扣分",
    ),
    (
        "扣后合计",
        COUNT,
        '=IF(口径_分数下限&""="0",MAX(0,得分合计-季度扣分*评价表数),得分合计-季度扣分*评价表数)',
        "得分合计 − 季度扣分 × 评价表数，按「分数下限」；先用整数合计再除，避免小数误差",
    ),
    ("季度平均分", SCORE, "=扣后合计/评价表数", "扣后合计 ÷ 评价表数，不四舍五入"),
    (
        "差额合计",
        SCORE,
        "=ROUND(MAX(0,达标分*评价表数-扣后合计),6)",
        "达标分 × 评价表数 − 扣后合计，达标的为 0",
    ),
    (
        "计扣合计",
        SCORE,
        (
            '=IF(口径_不足1分="舍去",INT(差额合计/评价表数)*评价表数,'
            'IF(口径_不足1分="进位",-INT(-差额合计/评价表数)*评价表数,差额合计))'
        ),
        "差额合计按口径「不足1分」取整或不取整",
    ),
    ("计扣分数", SCORE, "=计扣合计/评价表数", "计扣合计 ÷ 评价表数，即低于达标分、计算扣款的分数"),
    (
        "绩效扣款",
        MONEY,
        "=ROUND(ROUND(计扣合计*每分扣款*100,4)/评价表数,0)/100",
        "计扣分数 × 每分扣款，四舍五入到分（合同2.2）",
    ),
    ("其他扣款合计", MONEY, "=ROUND(SUM(其他扣款_金额),2)", "结算单所列其他扣款之和（合同3.3）"),
    (
        "应结金额",
        MONEY,
        "=ROUND(ROUND(每季度服务费,2)-绩效扣款-其他扣款合计,2)",
        "每季度服务费 − 绩效扣款 − 其他扣款",
    ),
    ("应付金额", MONEY, "=MAX(0,应结金额)", "应结金额为负时为 0"),
    ("乙方应补足", MONEY, "=MAX(0,-应结金额)", "应结金额为负时，不足部分（合同3.3）"),
)


_NAMES = (*(step[0] for step in _STEPS), "表得分", "计扣项数", "其他扣款_金额")
_ON_THE_WAY = re.compile('"[^"]*"|(' + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")")
"""What the formulas of the steps are made of but for terms and readings; texts are none of it."""


def draw_steps(pen: Pen, top: int, prefix: str = "") -> None:
    """Draw the way from the scores to the payable, from row ``top`` on; 17 rows."""
    pen.section(f"A{top}:K{top}", f"{'六' if prefix else '七'}、从得分到应付金额")
    for columns, text in (
        ("A{0}", "步骤"),
        ("B{0}:C{0}", "项目"),
        ("D{0}:H{0}", "算法"),
        ("I{0}", "公式结果"),
        ("J{0}", "工具结果"),
        ("K{0}", "与工具一致"),
    ):
        pen.label(columns.format(top + 1), text)
    for number, (name, form, formula, text) in enumerate(_STEPS, 1):
        row = top + 1 + number
        money = form == MONEY
        own = _ON_THE_WAY.sub(lambda m: prefix + m[1] if m[1] else m[0], formula)
        pen.cell(f"A{row}", number, across="center")
        pen.cell(f"B{row}:C{row}", name, bold=money)
        pen.cell(f"D{row}:H{row}", text, size=9)
        pen.cell(f"I{row}", own, name=prefix + name, across="right", form=form, bold=money)
        pen.cell(f"J{row}", name=f"{prefix}工具_{name}", across="right", form=form)
        same = _SAME.format(f"I{row}", f"J{row}")
        pen.cell(f"K{row}", same, name=f"{prefix}核对_{name}", across="center")
    last = top + 1 + len(_STEPS)
    pen.cell(f"A{last + 1}:B{last + 1}", "应付金额大写", bold=True)
    pen.cell(f"C{last + 1}:K{last + 1}", name=f"{prefix}工具_大写", form=TEXT)
    pen.cell(f"A{last + 2}:B{last + 2}", "总核对", bold=True)
    alike = f'COUNTIF({prefix}核对_表得分,"一致")+COUNTIF(K{top + 2}:K{last},"一致")'
    pen.cell(
        f"C{last + 2}:K{last + 2}",
        f"=IF({alike}={prefix}评价表数+{len(_STEPS)},"
        '"全部步骤与工具结果一致","有步骤与工具结果不一致，请勿据此付款")',
        name=f"{prefix}核对_总",
        bold=True,
    )
