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
    """Return the workbook."""
    return analysis.draw(SHEETS, SHEETS, "全区分析里")


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / "全区分析.xlsx")
