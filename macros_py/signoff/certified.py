"""附件2 and 结算单 of a signed settlement as a PDF with a digital signature (extra pdf-sign)."""

import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from macros_py.rules.signing.digest import same_person
from macros_py.rules.terms.errors import SignError
from macros_py.signoff.register import SIGNED
from macros_py.signoff.signed import Signed
from macros_py.signoff.signing import sign
from macros_py.signoff.verifying import Verified, verify
from workbook.files.atomic import write_bytes
from workbook.files.pdf_additions import only_signatures_added
from workbook.files.pdf_signature import Certificate
from workbook.files.printing import MISSING, OfficeError, find_office, to_pdf
from workbook.sealed.book import SealedBook

PRINTED = ("附件2", "结算单")


def sign_with_certificate(
    settlement: Path,
    evaluation: Path,
    role: str,
    name: str,
    now: datetime,
    certificate: Certificate,
) -> Signed:
    """Sign; once both have, put a digital signature on the PDF of 附件2 and 结算单.

    Who signed first runs this again afterwards and adds a signature to the same PDF; to another,
    with the role in its name, when the first does not show just what this settlement prints.
    Raises what ``sign`` raises, OfficeError where no PDF can be made, CertificateError.
    """
    if find_office() is None and sys.platform != "win32":
        raise OfficeError(MISSING)
    try:
        signed = sign(settlement, evaluation, role, name, now)
    except SignError as refusal:
        signed = _earlier(settlement, evaluation, role, name, refusal)
    if signed.state != SIGNED:
        return signed
    verified = verify(settlement, evaluation)
    pdf = settlement.with_name(f"{settlement.stem}_{verified.signatures[-1].own[:8]}.pdf")
    content = _printed(settlement)
    if pdf.exists():
        there = pdf.read_bytes()
        if only_signatures_added(content, there):
            content = there
        else:
            pdf = pdf.with_stem(f"{pdf.stem}_{role}")
    reason = f"{role} {name} 签认{verified.quarter}验收结算，内容摘要 {verified.content}"
    write_bytes(pdf, certificate.sign(content, role, reason))
    return replace(signed, pdf=pdf)


def _earlier(
    settlement: Path, evaluation: Path, role: str, name: str, refusal: SignError
) -> Signed:
    """Return the signature of one who has signed already, if all is as it was; else refuse."""
    try:
        verified: Verified = verify(settlement, evaluation)
    except SignError:
        raise refusal from None
    for entry in verified.signatures:
        values = entry.values
        if verified.intact and values["角色"] == role and same_person(values["姓名"], name):
            return Signed(verified.quarter, SIGNED, settlement, entry)
    raise refusal


def _printed(settlement: Path) -> bytes:
    """Print the sheets that are signed, and no others."""
    book = SealedBook.open(settlement)
    book.show_only([sheet for sheet in book.sheets if sheet.startswith(PRINTED)])
    with tempfile.TemporaryDirectory() as folder:
        copy, pdf = Path(folder, settlement.name), Path(folder, "签认.pdf")
        write_bytes(copy, book.to_bytes())
        to_pdf(copy, pdf)
        return pdf.read_bytes()
