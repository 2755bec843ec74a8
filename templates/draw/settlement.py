"""Draws the first edition of 验收结算.xlsx: ``python -m templates.draw.settlement DIR``."""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from templates import template
from templates.draw import (
    settlement_bill,
    settlement_dispute,
    settlement_form,
    settlement_score,
    settlement_tables,
)
from templates.draw.style import save


def draw(contract: Mapping[str, Any]) -> Workbook:
    """Return the workbook: 附件2 with its two further sheets, 结算单, and what stands behind it."""
    book = Workbook()
    book.remove(book.active)
    settlement_form.draw(book.create_sheet("附件2"))
    settlement_form.draw_continued(book.create_sheet("附件2续页"))
    settlement_form.draw_reference(book.create_sheet("打分参考"))
    settlement_bill.draw(book.create_sheet("结算单"))
    settlement_score.draw(book.create_sheet("评分计算"), contract)
    settlement_dispute.draw(book.create_sheet("争议计算"))
    settlement_tables.draw_deadlines(book.create_sheet("时限统计"))
    settlement_tables.draw_references(book.create_sheet("时限统计（续）"))
    settlement_tables.draw_readings(book.create_sheet("口径说明"))
    return book


if __name__ == "__main__":
    numbers = tomllib.loads(template("contract.toml").read_text("utf-8"))
    save(draw(numbers), Path(sys.argv[1]) / "验收结算.xlsx")
