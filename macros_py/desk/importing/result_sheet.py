"""导入结果: what an import did and what a person must look at, as one page."""

from dataclasses import astuple
from datetime import datetime
from typing import TYPE_CHECKING

from macros_py.desk.importing.plan import Plan
from macros_py.desk.lists import list_workbook, note, text_table

if TYPE_CHECKING:
    from macros_py.desk.reports.blocks import Block

PAGE = "导入结果"
_HEADERS = ("事项", "工单编号", "列", "台账单元格", "台账的值", "导出单元格", "导出的值", "说明")
"""Over the fields of a ``Finding``."""


def result_workbook(plan: Plan, as_of: datetime, source: str) -> bytes:
    """Return the page as a workbook."""
    blocks: list[Block] = [
        note(count_text(plan)),
        *map(note, plan.remarks),
        text_table("需要看一看的地方", _HEADERS, list(map(astuple, plan.findings))),
    ]
    return list_workbook(PAGE, blocks, as_of=as_of, source=source)


def count_text(plan: Plan) -> str:
    """Say how many cases were new, filled, in conflict, unchanged, missing from the export."""
    won = f"按导出更新 {plan.overwritten} 件，" if plan.overwritten else ""
    return (
        f"新增 {plan.new} 件，补填 {plan.filled} 件，{won}冲突 {plan.conflicting} 件"
        f"（{len(plan.conflicts)} 处），没有变化 {plan.unchanged} 件；"
        f"台账有、导出没有 {plan.missing} 件。"
    )
