"""Draws the first edition of 催办单.xlsx: ``python -m templates.draw.urge DIR``.

The sheet 催办单 is copied for each 承办单位; 消息 has a row for each.
"""

import sys
from pathlib import Path

from openpyxl import Workbook

from templates.draw.settlement_style import SCREEN, TEXT, Pen
from templates.draw.style import save

SHEET, MESSAGES = "催办单", "消息"
_COLUMNS = (
    *(("类别", 12, "center"), ("工单编号", 23, "left"), ("问题分类", 17, "left")),
    *(("村社区", 14, "left"), ("环节", 10, "center"), ("时限", 17, "center")),
    *(("逾期或剩余", 14, "center"), ("第几次", 8, "center")),
)


def draw() -> Workbook:
    """Return the workbook."""
    book = Workbook()
    book.remove(book.active)
    _form(Pen(book.create_sheet(SHEET), SCREEN, 10, local=True))
    _messages(Pen(book.create_sheet(MESSAGES), SCREEN, 10))
    return book


def _form(pen: Pen) -> None:
    pen.widths([width for _, width, _ in _COLUMNS])
    pen.cell("A1:H1", "承办单位催办单", box=False, across="center", size=18, bold=True)
    pen.height(1, 36)
    pen.cell("A2:H2", name="催办_提示", box=False, across="center", size=9, bold=True)
    pen.label("A3", "承办单位")
    pen.cell("B3:D3", name="催办_单位", form=TEXT, size=12, bold=True)
    pen.label("E3", "截至")
    pen.cell("F3:H3", name="催办_截至", across="center", form=TEXT)
    pen.label("A4", "合计")
    pen.cell("B4:H4", name="催办_合计", form=TEXT)
    for place, (title, _, across) in enumerate(_COLUMNS):
        pen.label(f"{'ABCDEFGH'[place]}5", title)
        pen.cell(f"{'ABCDEFGH'[place]}6", name=f"催办_{title}", across=across, form=TEXT)
    pen.whole("B6")
    pen.cell(
        "A7:H7",
        "请按时限办理，已逾期的办理后请回告。时限依合同附件1 一.2和甲方采用的口径。",
        box=False,
        size=9,
    )
    pen.label("A9", "签收人")
    pen.cell("B9:D9")
    pen.label("E9", "签收时间")
    pen.cell("F9:H9")
    pen.height(9, 30)
    pen.roomy(range(2, 9), 20)
    pen.page("A1:H9", pages_high=0)
    pen.sheet.oddHeader.left.text = pen.sheet.oddHeader.right.text = ""
    pen.sheet.print_title_rows = "5:5"


def _messages(pen: Pen) -> None:
    pen.widths((24, 96))
    pen.cell("A1:B1", "消息（每个单位一条，可复制）", box=False, size=14, bold=True)
    pen.height(1, 30)
    pen.label("A2", "承办单位")
    pen.label("B2", "消息")
    pen.cell("A3", name="消息_单位", form=TEXT)
    pen.cell("B3", name="消息_内容", form=TEXT)
    pen.roomy(range(2, 4), 20)
    pen.page("A1:B3", landscape=True, pages_high=0)
    pen.sheet.oddHeader.left.text = pen.sheet.oddHeader.right.text = ""
    pen.sheet.print_title_rows = "2:2"


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / "催办单.xlsx")
