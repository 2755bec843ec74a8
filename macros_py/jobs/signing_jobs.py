"""What those who stand for a settlement ask: sign, verify, print again, take back."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from macros_py.jobs.inputs import Progress, silent
from macros_py.rules.signing.log import CONTENT
from macros_py.signoff import signing
from macros_py.signoff.pdf import Sheet, certify, print_pdf, verify_pdf
from macros_py.signoff.reprinting import reprint
from macros_py.signoff.revoking import revoke
from macros_py.signoff.signed import Signed
from macros_py.signoff.verifying import verify
from workbook.files.pdf_signature import Certificate
from workbook.files.printing import MISSING, OfficeError, find_office
from workbook.values.refusals import WorkbookError

__all__ = ["reprint", "revoke", "sign", "verify", "verify_pdf"]


def sign(  # noqa: PLR0913  who, as what, in which files, when
    settlement: Path,
    evaluation: Path,
    role: str,
    name: str,
    now: datetime,
    *,
    clock_confirmed: bool = False,
    certificate: tuple[Path, str, str] | None = None,
    pdf: bool = False,
    progress: Progress = silent,
) -> Signed:
    """Sign a quarter's settlement in a role; see ``signing.sign`` for what is refused.

    ``certificate``: file, password and time stamp service; once all have signed it puts a digital
    signature on a PDF, also for one who has signed before; ``unprinted`` says why there is none.
    ``pdf``: print the settlement as it is now signed; without it a PDF that still shows the draft
    is told of. Raises OfficeError where no PDF can be made for a certificate, CertificateError.
    """
    key = Certificate.open(*certificate) if certificate else None
    if key and find_office() is None and sys.platform != "win32":
        raise OfficeError(MISSING)
    given = settlement, evaluation, role, name, now
    signed = signing.sign(*given, clock_confirmed=clock_confirmed, again=key is not None)
    if key and not (signed.waiting_for or signed.untouched):
        try:
            signed = certify(signed, evaluation, key, now)
        except WorkbookError as error:
            if signed.repeated:
                raise
            signed = replace(signed, unprinted=str(error))
    if pdf and signed.pdf is None and signed.content:
        sheet = Sheet(signed.quarter, signed.entry.values[CONTENT], signed.state, now)
        progress("生成 PDF")
        pdf_file, unprinted = print_pdf(settlement, signed.content, evaluation, sheet)
        return replace(signed, pdf=pdf_file, unprinted=unprinted)
    draft = settlement.with_suffix(".pdf")
    old = signed.pdf is None and not signed.waiting_for and draft.exists()
    return replace(signed, outdated=draft if old else None)
