"""Printing a settlement where the workbook matters more than its PDF."""

from pathlib import Path

from macros_py.jobs.inputs import Progress
from macros_py.signoff.pdf import Sheet, print_pdf
from workbook.values.refusals import WorkbookError


def printed(
    workbook: Path, content: bytes, evaluation: Path | None, sheet: Sheet, progress: Progress
) -> tuple[Path | None, str]:
    """Print a settlement beside its workbook, or say why there is no PDF: the workbook stands."""
    progress("生成 PDF")
    pdf = workbook.with_suffix(".pdf")
    try:
        print_pdf(pdf, content, evaluation, sheet)
    except WorkbookError as error:
        stale = f"；已有的 {pdf.name} 是以前的，请勿使用" if pdf.exists() else ""
        return None, f"{error}{stale}"
    return pdf, ""
