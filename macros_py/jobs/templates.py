"""Blank workbooks to begin with, and 附件2 to print and fill in by hand."""

from pathlib import Path

from macros_py.inputs.in_force import read_in_force
from macros_py.inputs.quarter_evidence import Evidence
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.jobs.quarter_jobs import evidence
from macros_py.rules.terms.quarters import find_quarter
from macros_py.settlement.assembly import template_bytes
from macros_py.settlement.blank_form import blank_form
from templates import template as shipped
from workbook.files.atomic import write_bytes
from workbook.values.refusals import NotASpreadsheetError

TEMPLATES = {"ledger": "案件台账.xlsx", "evaluation": "考核评价.xlsx"}


def template(kind: str, out: Path) -> Path:
    """Write a blank ledger or evaluation workbook to ``out``; never over a file that is there."""
    return _written(out, shipped(TEMPLATES[kind]).read_bytes())


def form(out: Path, evaluation: Path | None = None, quarter: str | None = None) -> Path:
    """Write 附件2 without a choice to ``out``, and 打分参考 without a figure beside it.

    Never over a file that is there: somebody may have filled it in.
    """
    in_force = read_in_force(evaluation)
    wanted = find_quarter(quarter, in_force.settings) if quarter else None
    return _written(out, blank_form(template_bytes(), in_force, wanted, None))


def form_with_figures(out: Path, inputs: Inputs, quarter: str, progress: Progress = silent) -> Path:
    """Do what ``form`` does, with the figures of a quarter in 打分参考."""
    _refuse(out)
    return form_of(out, evidence(inputs, quarter, progress=progress))


def form_of(out: Path, found: Evidence) -> Path:
    """Do what ``form_with_figures`` does with evidence that has been gathered."""
    return _written(out, blank_form(template_bytes(), found.judged.in_force, found.quarter, found))


def _written(out: Path, content: bytes) -> Path:
    _refuse(out)
    write_bytes(out, content)
    return out


def _refuse(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise NotASpreadsheetError(f"{out.name}：新文件应为 .xlsx")
    if out.exists():
        raise NotASpreadsheetError(f"{out}：文件已存在，不覆盖；请换一个文件名")
