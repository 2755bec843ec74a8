"""Taking the signatures under a settlement back (rules 7)."""

from datetime import datetime
from pathlib import Path

from macros_py.rules.terms.errors import SignError
from macros_py.signoff import refusals
from macros_py.signoff.log import REVOKE
from macros_py.signoff.opened import Opened
from macros_py.signoff.register import REVOKED, writable_books
from macros_py.signoff.signed import Signed
from workbook.files.atomic import check_writable
from workbook.files.lock import locked
from workbook.files.saving import refuse_if_open
from workbook.values.text import masked


def revoke(settlement: Path, evaluation: Path, reason: str, now: datetime) -> Signed:
    """Take the signatures under a settlement back; the log and the row of the register stay.

    Raises SignError without a reason and for a settlement that nobody has signed.
    """
    reason = refusals.checked_reason(reason)
    refuse_if_open(settlement)
    with locked(evaluation):
        books = writable_books(evaluation)
        opened = Opened.read(settlement)
        refusals.check_log(books)
        content = opened.seal.content_in(books.log)
        done = books.log.revocation(content)
        if done is not None:
            if any(mark.own == done.own for mark in opened.seal.marks):
                msg = f"{opened.quarter}的这份结算已于 {done.values['时间']} 撤销"
                raise SignError(msg)
            opened.show_revoked(done)
            return Signed(opened.quarter, REVOKED, settlement, done, completed=True)
        if not books.log.signatures(content):
            msg = f"{opened.quarter}的这份结算尚无人签认，无需撤销；需要更改的，重新结算即可"
            raise SignError(msg)
        row = refusals.row_under(books, opened, content)
        entry = books.log.next(
            {
                "时间": now.isoformat(sep=" ", timespec="seconds"),
                "季度": opened.quarter,
                "事项": REVOKE,
                "理由": masked(reason),
                "内容摘要": content,
            }
        )
        check_writable(settlement)
        books.append(entry, row, REVOKED)
        opened.show_revoked(entry)
        later = books.later(opened.quarter)
    return Signed(opened.quarter, REVOKED, settlement, entry, later=later)
