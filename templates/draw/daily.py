"""Draws the first edition of 日常清单.xlsx: ``python -m templates.draw.daily DIR``.

The lists of the desk's day, one sheet each; their looks stand in the sheet 样式 as in 分析.xlsx.
"""

import sys
from pathlib import Path

from openpyxl import Workbook

from templates.draw import analysis
from templates.draw.style import save

SHEETS = ("导入结果", "今日待办", "台账体检", "列识别", "打分参考", "回复检查", "归档清单")


def draw() -> Workbook:
    """Return the workbook."""
    return analysis.draw(SHEETS, SHEETS, "日常清单里")


if __name__ == "__main__":
    save(draw(), Path(sys.argv[1]) / "日常清单.xlsx")
