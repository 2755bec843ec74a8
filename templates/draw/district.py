"""Draws the first edition of 全区分析.xlsx: ``python -m templates.draw.district DIR``.

The pages of a district's workbook; their looks stand in the sheet 样式 as in 分析.xlsx.
"""

import sys
from pathlib import Path

from openpyxl import Workbook

from templates.draw import analysis
from templates.draw.style import save

SHEETS = ("全区排名", "各环节", "诉求类别", "评价口径", "数据质量", "问题", "口径说明", "图表数据")


def draw() -> Workbook:
    """Return the workbook; problems for 1,000 rows have one decimal."""
    book = analysis.draw(SHEETS, SHEETS, "全区分析里")
    next(cell for cell in book["样式"]["A"] if cell.value == "分数").number_format = "0.0"
    return book


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / "全区分析.xlsx")
