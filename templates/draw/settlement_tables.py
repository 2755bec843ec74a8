"""时限统计 (two sheets) and 口径说明: what stands behind the score, what the readings are worth."""

from openpyxl.worksheet.worksheet import Worksheet

from templates.draw.settlement_style import COUNT, MONEY, SCREEN, TEXT, Pen

STATUSES = (
    "按时",
    "超时",
    "逾期未办",
    "临期",
    "未到期",
    "未开始",
    "无法判定",
    "豁免",
    "数据异常",
    "不适用",
)
_STAGES = (
    ("乙方", "一、乙方的环节（附件2评价参考；合同附件1 一.1、一.2、二.2）"),
    ("单位", "二、承办单位的环节（仅供参考，与乙方得分无关）"),
)


def draw_deadlines(sheet: Worksheet) -> None:
    """Draw the counts by status, the vendor's stages apart from the units', and the misses."""
    pen = Pen(sheet, SCREEN, 9.5)
    pen.widths((15, *([9.5] * 10), 9.5, 13, 10.5))
    pen.cell("A1:N1", name="时限_标题", box=False, across="center", size=15, bold=True)
    pen.cell("A2:N2", name="时限_提示", box=False, across="center", size=9, bold=True)
    pen.height(1, 28)
    for top, (key, title) in zip((3, 6), _STAGES, strict=True):
        pen.section(f"A{top}:N{top}", title)
        pen.label(f"A{top + 1}", "环节")
        pen.cell(f"A{top + 2}", name=f"{key}_环节", across="center", form=TEXT)
        for number, status in enumerate(STATUSES):
            column = "BCDEFGHIJK"[number]
            pen.label(f"{column}{top + 1}", status)
            pen.cell(f"{column}{top + 2}", name=f"{key}_{status}", across="center", form=COUNT)
        for column, title_, name, form in (
            ("L", "合计", "合计", COUNT),
            ("M", "按时/应判", "分数", TEXT),
            ("N", "按时率", "比例", "0.00%"),
        ):
            pen.label(f"{column}{top + 1}", title_)
            pen.cell(f"{column}{top + 2}", name=f"{key}_{name}", across="center", form=form)
    pen.section("A9:N9", "三、回访（合同未约定时限）")
    for place, text in (
        ("A10", "环节"),
        ("B10:C10", "已回访"),
        ("D10:E10", "待回访"),
        ("F10:G10", "未开始"),
        ("H10:N10", "合计"),
    ):
        pen.label(place, text)
    pen.cell("A11", name="回访_环节", across="center", form=TEXT)
    pen.cell("B11:C11", name="回访_已回访", across="center", form=COUNT)
    pen.cell("D11:E11", name="回访_待回访", across="center", form=COUNT)
    pen.cell("F11:G11", name="回访_未开始", across="center", form=COUNT)
    pen.cell("H11:N11", name="回访_合计", across="center", form=COUNT)
    pen.cell(
        "A12:N12",
        "应判 = 按时 + 超时 + 逾期未办；没有应判案件的，按时率为「—」。挂账月报的超时含缺报月份。",
        box=False,
        size=9,
    )
    pen.section("A13:N13", "四、未按时、未完成、无法判定、数据异常的案件和待认定的候选")
    for place, text in (
        ("A14", "环节"),
        ("B14", "办理方"),
        ("C14", "状态"),
        ("D14", "件数"),
        ("E14:N14", "工单编号"),
    ):
        pen.label(place, text)
    pen.cell("A15", name="未达_环节", across="center", form=TEXT)
    pen.cell("B15", name="未达_归属", across="center", form=TEXT)
    pen.cell("C15", name="未达_状态", across="center", form=TEXT)
    pen.cell("D15", name="未达_件数", across="center", form=COUNT)
    pen.cell("E15:N15", name="未达_编号", form=TEXT, size=9)
    pen.roomy(range(1, 16))
    pen.page("A1:N15", landscape=True, pages_high=0)
    sheet.print_title_rows = "14:14"


def draw_references(sheet: Worksheet) -> None:
    """Draw the figures behind the items, on a sheet of their own: a sheet repeats one heading."""
    pen = Pen(sheet, SCREEN, 9.5)
    pen.widths((21, 27, 10, 8, 8, 10, 59))
    pen.cell("A1:G1", name="参考_标题", box=False, across="center", size=15, bold=True)
    pen.cell("A2:G2", name="参考_提示", box=False, across="center", size=9, bold=True)
    pen.height(1, 28)
    pen.section("A3:G3", "五、附件2各项评价参考（供评价人员参考，不代替评价）")
    for column, (text, name, across, form) in zip(
        "ABCDEFG",
        (
            ("评估内容", "内容", "left", TEXT),
            ("指标", "指标", "left", TEXT),
            ("归属", "归属", "center", TEXT),
            ("分子", "分子", "center", COUNT),
            ("分母", "分母", "center", COUNT),
            ("比例", "比例", "center", "0.00%"),
            ("说明", "说明", "left", TEXT),
        ),
        strict=True,
    ):
        pen.label(f"{column}4", text)
        size = 9 if name == "说明" else None
        pen.cell(f"{column}5", name=f"参考_{name}", across=across, form=form, size=size)
    pen.roomy(range(1, 6))
    pen.page("A1:G5", landscape=True, pages_high=0)
    sheet.print_title_rows = "4:4"


def draw_readings(sheet: Worksheet) -> None:
    """Draw each reading with its clause, its other choices and what they would pay, and notes."""
    pen = Pen(sheet, SCREEN, 9.5)
    pen.widths((18, 17, 14, 14, 17, 17, 17, 42))
    pen.cell("A1:H1", name="说明_标题", box=False, across="center", size=15, bold=True)
    pen.cell(
        "A2:H2",
        "合同没有写明或可作两种理解之处，采用下列口径；右列是改用其他选择时的应付金额和乙方应补足的金额（合同3.3）。口径只由甲方在「合同设置」中改动。",
        box=False,
        across="center",
        size=9,
    )
    pen.cell("A3:H3", name="说明_提示", box=False, across="center", size=9, bold=True)
    pen.height(1, 28)
    pen.section("A4:H4", "一、口径及其影响（元）")
    for place, text in (
        ("A5", "口径"),
        ("B5", "合同条款"),
        ("C5", "采用"),
        ("D5", "其他选择"),
        ("E5", "改用后应付"),
        ("F5", "改用后应补足"),
        ("G5", "与本期应付之差"),
        ("H5", "说明"),
    ):
        pen.label(place, text)
    pen.cell("A6", name="口径表_名称", form=TEXT)
    pen.cell("B6", name="口径表_条款", across="center", form=TEXT)
    pen.cell("C6", name="口径表_采用", across="center", form=TEXT, bold=True)
    pen.cell("D6", name="口径表_其他", across="center", form=TEXT)
    pen.cell("E6", name="口径表_应付", across="right", form=MONEY)
    pen.cell("F6", name="口径表_补足", across="right", form=MONEY)
    pen.cell("G6", name="口径表_差额", across="right", form="+#,##0.00;-#,##0.00;0.00")
    pen.cell("H6", name="口径表_说明", form=TEXT, size=9)
    pen.section("A7:H7", "二、核对与说明")
    for place, text in (("A8", "事项"), ("B8", "结论"), ("C8:H8", "说明")):
        pen.label(place, text)
    pen.cell("A9", name="事项_名称", form=TEXT)
    pen.cell("B9", name="事项_结论", across="center", form=TEXT)
    pen.cell("C9:H9", name="事项_说明", form=TEXT, size=9)
    pen.section("A10:H10", "三、来源")
    pen.cell("A11", "统计截至")
    pen.cell("B11:H11", name="来源_截至", form=TEXT)
    pen.cell("A12", "数据来源")
    pen.cell("B12:H12", name="来源_文件", form=TEXT)
    pen.cell("A13", "生成")
    pen.cell("B13:H13", name="来源_工具", form=TEXT)
    pen.roomy(range(1, 14))
    pen.page("A1:H13", landscape=True)
