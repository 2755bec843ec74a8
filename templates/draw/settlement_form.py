"""附件2 验收评价表, line for line as the contract has it, and the two sheets that go with it."""

from openpyxl.worksheet.worksheet import Worksheet

from templates.draw.settlement_style import COUNT, DAY, PRINTED, TEXT, Pen

GROUPS = ((1, 2), (3, 6), (7, 8))
"""First and last item of 纪律, 业务, 服务."""


def draw(sheet: Worksheet) -> None:  # noqa: PLR0915  one line a cell
    """Draw the form: header, three groups, 明显违约违规项, 评估意见, two signature lines."""
    pen = Pen(sheet, PRINTED, 11, local=True)
    pen.widths((13, 17, 11, 11.5, 13.5, 10, 14.5))
    pen.cell("A1:C1", "附件2：验收评价表", box=False)
    pen.cell("D1", "评估对象：", box=False, across="right")
    pen.cell("E1:G1", name="评估对象", box=False, form=TEXT)
    pen.cell("A2:G2", "验收评价表（服务类）", box=False, across="center", size=18, bold=True)
    pen.height(1, 20)
    pen.height(2, 36)
    pen.cell("A3", "验收部门", across="center")
    pen.cell("B3:C3", name="验收部门", across="center", form=TEXT)
    pen.cell("D3", "评估日期", across="center")
    pen.cell("E3", name="评估日期", across="center", form=DAY)
    pen.cell("F3", "合同编号", across="center")
    pen.cell("G3", name="合同编号", across="center", form=TEXT)
    pen.whole("G3")
    pen.cell("A4", "服务商名称", across="center")
    pen.cell("B4:D4", name="服务商名称", across="center", form=TEXT)
    pen.cell("E4", "合同名称\n/周期", across="center")
    pen.cell("F4:G4", name="合同名称周期", across="center", size=9.5, form=TEXT)
    pen.cell("A5", "评估内容\n/权重", across="center")
    pen.cell("B5", "评估内容", across="center")
    pen.cell("C5:F5", "评估标准", across="center")
    pen.cell("G5", "得分", across="center")
    pen.height(3, 34)
    pen.height(4, 60)
    pen.height(5, 34)
    for number, (first, last) in enumerate(GROUPS, 1):
        top, bottom = 5 + first, 5 + last
        pen.cell(f"A{top}:A{bottom}", name=f"分组_{number}", across="center")
    for item in range(1, 9):
        row = 5 + item
        pen.cell(f"B{row}", name=f"项目_{item}", across="center")
        pen.cell(f"C{row}:F{row}", name=f"标准_{item}")
        pen.cell(f"G{row}", name=f"得分_{item}", across="center", form=COUNT)
        pen.height(row, 45)
    pen.cell("A14", "明显违约\n违规项", across="center")
    pen.cell("B14:E14", name="违约说明")
    pen.cell("F14", "扣分", across="center")
    pen.cell("G14", name="违约扣分", across="center", form=COUNT)
    pen.height(14, 78)
    pen.cell("A15", "评估意见", across="center")
    pen.cell("B15:G15", name="评估意见", form=TEXT)
    pen.height(15, 78)
    pen.cell("A16", "验收部门负责人\n签字", across="center")
    pen.cell("B16:G16", name="签字_验收部门负责人")
    pen.cell("A17", "验收工作人员\n签字", across="center")
    pen.cell("B17:G17", name="签字_验收工作人员")
    pen.height(16, 50)
    pen.height(17, 50)
    pen.cell("A18:G18", name="本表得分", box=False, size=10)
    pen.cell("A19:G19", "核验码：", name="核验码", box=False, across="right", size=9)
    pen.cell("A20:G20", name="提示", box=False, size=9)
    pen.height(18, 20)
    pen.height(19, 16)
    pen.height(20, 18)
    pen.page("A1:G20")


def draw_continued(sheet: Worksheet) -> None:
    """Draw the page on which long 明显违约违规项 are told in full, signed like the form."""
    pen = Pen(sheet, PRINTED, 10.5, local=True)
    pen.widths((6, 15, 42, 15, 13))
    pen.cell("A1:C1", "附件2：验收评价表（续页）", box=False)
    pen.cell("D1", "评估对象：", box=False, across="right")
    pen.cell("E1", name="评估对象", box=False, form=TEXT)
    pen.cell("A2:E2", "明显违约违规项说明", box=False, across="center", size=16, bold=True)
    pen.cell("A3:E3", name="周期", box=False, across="center", size=10, form=TEXT)
    for place, text in zip("ABCDE", ("序号", "类型", "说明", "工单编号", "认定"), strict=True):
        pen.cell(f"{place}4", text, across="center", bold=True)
    pen.cell("A5", name="违约_序号", across="center", form=COUNT)
    for place, name in zip("BCDE", ("类型", "说明", "工单编号", "认定"), strict=True):
        pen.cell(f"{place}5", name=f"违约_{name}", down="top", form=TEXT)
    pen.whole("D5")
    for row, (title, name) in enumerate(
        (("验收部门负责人\n签字", "验收部门负责人"), ("验收工作人员\n签字", "验收工作人员")), 6
    ):
        pen.cell(f"A{row}:B{row}", title, across="center")
        pen.cell(f"C{row}:E{row}", name=f"签字_{name}")
        pen.height(row, 44)
    pen.cell("A8:E8", "核验码：", name="核验码", box=False, across="right", size=9)
    for row, points in ((1, 20), (2, 34), (3, 18), (4, 22), (5, 22), (8, 16)):
        pen.height(row, points)
    sheet.print_title_rows = "4:4"
    pen.page("A1:E8", pages_high=0)


def draw_reference(sheet: Worksheet) -> None:
    """Draw 打分参考: one page of figures beside the form that is filled in on paper."""
    pen = Pen(sheet, PRINTED, 9.5, local=True)
    pen.widths((21, 27, 9, 8, 8, 9, 30))
    pen.cell("A1:G1", "打分参考", box=False, across="center", size=16, bold=True)
    pen.cell("A2:G2", name="参考_期间", box=False, across="center", size=10, form=TEXT)
    pen.cell("A3:G3", name="参考_提示", box=False, across="center", size=9, form=TEXT)
    heads = ("评估内容与选项（分）", "指标", "归属", "分子", "分母", "比例", "说明")
    for place, text in zip("ABCDEFG", heads, strict=True):
        pen.cell(f"{place}4", text, across="center", bold=True)
    for place, name in (("A", "项目"), ("B", "指标"), ("G", "说明")):
        pen.cell(f"{place}5", name=f"参考_{name}", form=TEXT)
    pen.cell("C5", name="参考_归属", across="center", form=TEXT)
    pen.cell("D5", name="参考_分子", across="center", form=COUNT)
    pen.cell("E5", name="参考_分母", across="center", form=COUNT)
    pen.cell("F5", name="参考_比例", across="center", form="0.0%")
    pen.cell("A6:G6", name="参考_候选", box=False, form=TEXT)
    for row, points in ((1, 30), (2, 18), (3, 16), (4, 22), (5, 24), (6, 24)):
        pen.height(row, points)
    sheet.print_title_rows = "4:4"
    pen.page("A1:G6")
