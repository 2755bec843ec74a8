"""Draws the first edition of 分析.xlsx: ``python -m templates.draw.analysis DIR``.

Every sheet of the report stands in it with its page; the sheet 样式 holds one named cell for each
look, from which the tool takes fonts, fills and formats. Staff restyle those cells and the pages.
"""

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from templates.draw.style import BOX, DARK, FACE, MUTED, fill, save

SHEETS = (
    *("领导版", "总体情况", "诉求类别", "村社区", "承办单位", "失分工单", "办理卡点"),
    *("重复挂账", "趋势", "典型案例", "三率", "年度汇总", "口径说明", "图表数据"),
)
WIDE = ("承办单位", "失分工单", "办理卡点", "村社区", "三率", "年度汇总")
_LOOKS = {
    "标题": (18, True, "", "left", "@", False),
    "提示": (10.5, True, "8B2E16", "left", "@", False),
    "小节": (12, True, DARK, "left", "@", False),
    "正文": (10.5, False, "", "left", "@", False),
    "表头": (10.5, True, "FFFFFF", "center", "@", True),
    "文字": (10.5, False, "", "left", "@", True),
    "件数": (10.5, False, "", "right", "#,##0", True),
    "比率": (10.5, False, "", "right", "0.0%", True),
    "百分点": (10.5, False, "", "right", "+0.0;-0.0;0.0", True),
    "小时": (10.5, False, "", "right", "#,##0.0", True),
    "金额": (10.5, False, "", "right", "#,##0.00", True),
    "分数": (10.5, False, "", "right", "0.00", True),
}


def draw(
    sheets: Sequence[str] = SHEETS, wide: Collection[str] = WIDE, what: str = "分析工作簿里"
) -> Workbook:
    """Return a workbook of sheets to be filled, those that are ``wide`` across, and 样式."""
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        _page(book.create_sheet(name), landscape=name in wide, high=int(name == "领导版"))
    sheet = book.create_sheet("样式")
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 60
    for row, (name, look) in enumerate(_LOOKS.items(), 1):
        size, bold, colour, across, form, boxed = look
        cell = sheet.cell(row, 1, name)
        cell.font = Font(name=FACE, size=size, bold=bold, color=colour or "000000")
        indent = int(name == "文字")
        cell.alignment = Alignment(
            horizontal=across, vertical="center", wrap_text=True, indent=indent
        )
        cell.number_format = form
        if boxed:
            cell.border = BOX
        if name == "表头":
            cell.fill = fill(DARK)
        note = sheet.cell(row, 2, f"{what}「{name}」的字体、填充和数字格式，改这一格即可")
        note.font = Font(name=FACE, size=10.5, color=MUTED)
        book.defined_names.add(DefinedName(f"样式_{name}", attr_text=f"'样式'!$A${row}"))
    return book


def _page(sheet: Worksheet, *, landscape: bool, high: int) -> None:
    """Print on A4, one page wide, numbered, with as-of and source at the foot."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, high
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top, sheet.page_margins.bottom = 0.7, 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text, sheet.oddFooter.left.size = "{来源}", 8
    sheet.oddFooter.right.text, sheet.oddFooter.right.size = "第 &P 页，共 &N 页", 8
    sheet.sheet_view.showGridLines = False


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / "分析.xlsx")
