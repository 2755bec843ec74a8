"""附件2 and 结算单 of a signed settlement as a PDF with a digital signature (extra pdf-sign)."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from macros_py.rules.signing.digest import same_person
from macros_py.rules.signing.log import CONTENT
from macros_py.rules.terms.errors import SignError
from macros_py.signoff import on_paper
from macros_py.signoff.paper import Print, digest_of
from macros_py.signoff.register import read_books
from macros_py.signoff.signed import Signed
from macros_py.signoff.signing import sign
from macros_py.signoff.verifying import verify
from workbook.files.pdf_signature import Certificate
from workbook.files.printing import MISSING, OfficeError, find_office
from workbook.values.refusals import WorkbookError

PRINTED = ("附件2", "结算单")


def sign_with_certificate(  # noqa: PLR0913  who, as what, in which files, when, with what
    settlement: Path,
    evaluation: Path,
    role: str,
    name: str,
    now: datetime,
    certificate: Certificate,
    *,
    clock_confirmed: bool = False,
) -> Signed:
    """Sign; once both have, put a digital signature on the PDF of 附件2 and 结算单.

    Who signed first runs this again afterwards and adds a signature to the same PDF; to another,
    with the role in its name, when the first is not the one that the log knows. Raises what
    ``sign`` raises, OfficeError where no PDF can be made, CertificateError; once a signature is
    written, ``unprinted`` says why there is no PDF.
    """
    if find_office() is None and sys.platform != "win32":
        raise OfficeError(MISSING)
    try:
        signed = sign(settlement, evaluation, role, name, now, clock_confirmed=clock_confirmed)
    except SignError as refusal:
        signed = _earlier(settlement, evaluation, role, name, refusal)
        return _with_pdf(signed, settlement, evaluation, now, certificate)
    if signed.waiting_for or signed.untouched:
        return signed
    try:
        return _with_pdf(signed, settlement, evaluation, now, certificate)
    except WorkbookError as error:
        return replace(signed, unprinted=str(error))


def _with_pdf(
    signed: Signed, settlement: Path, evaluation: Path, now: datetime, certificate: Certificate
) -> Signed:
    """Put a digital signature on the PDF that the log knows, or on a new one."""
    role, name = signed.entry.values["角色"], signed.entry.values["姓名"]
    content = signed.entry.values[CONTENT]
    log = read_books(evaluation).log
    last = log.signatures(content)[-1]
    pdf = settlement.with_name(f"{settlement.stem}_{last.own[:8]}.pdf")
    there = pdf.read_bytes() if pdf.exists() else b""
    known = log.print_of(digest_of(there))
    if known is None or known.values[CONTENT] != content:
        pdf = pdf.with_stem(f"{pdf.stem}_{role}") if pdf.exists() else pdf
        there = Print(signed.content).save_pdf(settlement.name, PRINTED)
    reason = f"{role} {name} 签认{signed.quarter}验收结算，内容摘要 {content}"
    sheet = on_paper.Sheet(signed.quarter, content, signed.state, now)
    on_paper.save(pdf, certificate.sign(there, role, reason), evaluation, sheet)
    return replace(signed, pdf=pdf)


def _earlier(
    settlement: Path, evaluation: Path, role: str, name: str, refusal: SignError
) -> Signed:
    """Return the signature of one who has signed already, if all is as it was; else refuse."""
    try:
        verified = verify(settlement, evaluation)
    except SignError:
        raise refusal from None
    for entry in verified.signatures:
        values = entry.values
        if verified.intact and values["角色"] == role and same_person(values["姓名"], name):
            content = settlement.read_bytes()
            return Signed(verified.quarter, verified.signatures, entry, settlement, content)
    raise refusal
