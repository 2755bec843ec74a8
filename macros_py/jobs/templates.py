"""Blank workbooks to begin with."""

from pathlib import Path

from templates import template as shipped
from workbook.files.atomic import write_bytes
from workbook.values.refusals import NotASpreadsheetError

TEMPLATES = {"ledger": "案件台账.xlsx", "evaluation": "考核评价.xlsx"}


def template(kind: str, out: Path) -> Path:
    """Write a blank ledger or evaluation workbook to ``out``; never over a file that is there."""
    if out.suffix.lower() != ".xlsx":
        message = f"{out.name}：新文件应为 .xlsx"
        raise NotASpreadsheetError(message)
    if out.exists():
        message = f"{out}：文件已存在，不覆盖；请换一个文件名"
        raise NotASpreadsheetError(message)
    write_bytes(out, shipped(TEMPLATES[kind]).read_bytes())
    return out
