"""A settlement as PDF, printed from what is sealed; each has an entry of its own in 签认记录."""

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from macros_py.rules.signing.log import CONTENT, PRINT, LogEntry
from macros_py.signoff.paper import code_of, digest_of
from macros_py.signoff.register import read_books, writable_books
from macros_py.signoff.signed import Signed
from workbook.files.atomic import staged, write_bytes
from workbook.files.lock import locked
from workbook.files.pdf_signature import Certificate
from workbook.files.printing import to_pdf
from workbook.files.regular_file import refuse_other_than_file
from workbook.sealed.book import SealedBook
from workbook.values.refusals import WorkbookError

SIGNED_SHEETS = ("附件2", "结算单")
"""What a digital signature is put under."""


@dataclass(frozen=True)
class Sheet:
    """Which settlement a PDF shows: its quarter, content digest and state, and when it is made."""

    quarter: str
    content: str
    state: str
    now: datetime


def save(pdf: Path, content: bytes, evaluation: Path, sheet: Sheet) -> None:
    """Put a PDF in place, once the log has its digest; raises the refusals of writing."""
    with locked(evaluation), staged(pdf, content) as put_in_place:
        books = writable_books(evaluation)
        said = {"理由": sheet.state}
        entry = books.log.next(PRINT, sheet.quarter, sheet.content, sheet.now, said)
        books.append(entry.of_file(digest_of(content), ""))
        put_in_place()


def print_pdf(
    workbook: Path, content: bytes, evaluation: Path | None, sheet: Sheet
) -> tuple[Path | None, str]:
    """Print a settlement beside its workbook, or say why there is no PDF: the workbook stands.

    Without an evaluation workbook that can be written to, no log has it.
    """
    pdf = workbook.with_suffix(".pdf")
    try:
        made = _made(content, f"{pdf.stem}.xlsx")
        if evaluation is None:
            write_bytes(pdf, made)
        else:
            save(pdf, made, evaluation, sheet)
    except WorkbookError as error:
        stale = f"；已有的 {pdf.name} 是以前的，请勿使用" if pdf.exists() else ""
        return None, f"{error}{stale}"
    return pdf, ""


def certify(signed: Signed, evaluation: Path, certificate: Certificate, now: datetime) -> Signed:
    """Put a digital signature on the PDF of 附件2 and 结算单 of a settlement that all have signed.

    Whoever does so first makes the PDF; another adds to it, or makes one of their own with the role
    in its name where the log does not know its bytes. Raises OfficeError, CertificateError and the
    refusals of writing.
    """
    values, last, settlement = signed.entry.values, signed.marks[-1], signed.settlement
    assert settlement is not None
    pdf = settlement.with_name(f"{settlement.stem}_{last.own[:8]}.pdf")
    there = pdf.read_bytes() if pdf.exists() else b""
    known = read_books(evaluation).log.print_of(digest_of(there))
    if known is None or known.values[CONTENT] != values[CONTENT]:
        pdf = pdf.with_stem(f"{pdf.stem}_{values['角色']}") if pdf.exists() else pdf
        there = _made(signed.content, settlement.name, SIGNED_SHEETS)
    said = f"{values['姓名']} 签认{signed.quarter}验收结算，内容摘要 {values[CONTENT]}"
    made = certificate.sign(there, values["角色"], f"{values['角色']} {said}")
    save(pdf, made, evaluation, Sheet(signed.quarter, values[CONTENT], signed.state, now))
    return replace(signed, pdf=pdf)


def _made(content: bytes, name: str, sheets: tuple[str, ...] = ()) -> bytes:
    """Return a workbook as a PDF; with ``sheets`` of those only that begin with one of them."""
    if sheets:
        book = SealedBook(content)
        book.conceal(title for title in book.sheets if not title.startswith(sheets))
        content = book.to_bytes()
    with tempfile.TemporaryDirectory() as folder:
        copy, pdf = Path(folder, name), Path(folder, "打印.pdf")
        write_bytes(copy, content)
        to_pdf(copy, pdf)
        return pdf.read_bytes()


@dataclass(frozen=True)
class VerifiedPdf:
    """The entry of a PDF in the log, None when no PDF of the tool's has its bytes."""

    pdf: Path
    entry: LogEntry | None
    log: tuple[tuple[str, str], ...]

    @property
    def intact(self) -> bool:
        """Whether it is a PDF that the tool printed, and the log is whole."""
        return self.entry is not None and not self.log

    @property
    def code(self) -> str:
        """The 核验码 of the settlement that it shows."""
        return code_of(self.entry.values[CONTENT]) if self.entry else ""

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        values = self.entry.values if self.entry else {}
        return {
            "verdict": "intact" if self.intact else "changed",
            "code": self.code or None,
            "pdf": str(self.pdf),
            "quarter": values.get("季度"),
            "time": values.get("时间"),
            "state": values.get("理由"),
            "log": [{"cell": cell, "message": why} for cell, why in self.log],
        }


def verify_pdf(pdf: Path, evaluation: Path) -> VerifiedPdf:
    """Look a PDF up in the log by its bytes; raises WorkbookError where it cannot be read."""
    refuse_other_than_file(pdf)
    log = read_books(evaluation).log
    return VerifiedPdf(pdf, log.print_of(digest_of(pdf.read_bytes())), tuple(log.faults()))
