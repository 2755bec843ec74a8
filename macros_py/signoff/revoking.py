"""Taking the signatures under a settlement back (rules 7)."""

import re
from datetime import datetime
from pathlib import Path

from macros_py.rules.signing.log import CONTENT, REVOKE, REVOKED, Log, LogEntry
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import parse_quarter
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff import refusals
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import Print, printed
from macros_py.signoff.register import Books, writable_books
from macros_py.signoff.signed import Signed
from macros_py.signoff.signing import LEFT_BEHIND, PATIENCE
from workbook.files.lock import locked
from workbook.files.regular_file import refuse_other_than_file
from workbook.files.saving import refuse_if_open
from workbook.sealed.staging import staged
from workbook.values.refusals import WorkbookError
from workbook.values.text import masked

_NAMED = re.compile("第[0-9]+季度")


def revoke(
    settlement: Path | None,
    evaluation: Path,
    reason: str,
    now: datetime,
    *,
    quarter: str = "",
    clock_confirmed: bool = False,
) -> Signed:
    """Take the signatures of a quarter back; the log and the row of the register stay.

    ``settlement`` shows it where the tool can read it; elsewhere it stays untouched. Without one,
    or with one that says no quarter, ``quarter`` does. Raises SignError without a reason and for
    a quarter that nobody has signed.
    """
    reason = refusals.checked_reason(reason)
    if settlement is not None and settlement.exists():
        refuse_other_than_file(settlement)
        refuse_if_open(settlement)
    with locked(evaluation, PATIENCE):
        books = writable_books(evaluation)
        refusals.check_log(books)
        file, why = _opened(settlement)
        label = _quarter(file, settlement, quarter)
        content = file.seal.digest if file else ""
        done = books.log.revocation(content)
        if file and done is not None:
            return _completed(file, books, done)
        held = books.log.active(label)
        if not held:
            msg = f"{label}的这份结算尚无人签认，无需撤销；需要更改的，重新结算即可"
            raise SignError(msg)
        refusals.check_clock(books, now, confirmed=clock_confirmed)
        if file and content != held[-1].values[CONTENT]:
            why, file = f"{file.path.name} 不是签认的那一份", None
        entry = books.log.next(
            {
                "时间": now.isoformat(sep=" ", timespec="seconds"),
                "季度": label,
                "事项": REVOKE,
                "理由": masked(reason),
                CONTENT: held[-1].values[CONTENT],
            }
        )
        paper, unprinted = _printed(file, books.log, entry)
        why = why or unprinted
        entry = entry.of_file(paper.digest, paper.parts) if paper else entry.of_file("", "")
        row = books.row_of(label)
        later = books.later(label)
        if file is None or paper is None:
            books.append(entry, row, REVOKED)
            return Signed(label, REVOKED, settlement, entry, untouched=why, later=later)
        with staged(file.path, paper.content) as put_in_place:
            file.check_same()
            books.append(entry, row, REVOKED)
            try:
                put_in_place()
            except WorkbookError as error:
                why = f"{error}（{LEFT_BEHIND}）"
    return Signed(
        label, REVOKED, file.path, entry, content=paper.content, untouched=why, later=later
    )


def _opened(settlement: Path | None) -> tuple[OwnFile | None, str]:
    """Read a settlement, or say why that cannot be done: the log is enough."""
    if settlement is None:
        return None, "没有指定验收结算文件"
    try:
        file = OwnFile.read(settlement)
        return (file, "") if file.quarter else (None, "")
    except (WorkbookError, SignError) as error:
        return None, str(error)


def _quarter(file: OwnFile | None, settlement: Path | None, quarter: str) -> str:
    named = _NAMED.search(settlement.stem) if settlement else None
    said = quarter or (file.quarter if file else named[0] if named else "")
    number = parse_quarter(said)
    if number is None:
        msg = f"季度无法识别 “{said}”；请加 --quarter，如 --quarter 1"
        raise SignError(msg)
    label = f"第{number}季度"
    if file and file.quarter != label:
        msg = f"{file.path.name}：是{file.quarter}的结算，不是{label}的"
        raise SignError(msg)
    return label


def _printed(file: OwnFile | None, log: Log, entry: LogEntry) -> tuple[Print | None, str]:
    """Print the settlement as revoked; say why not where its seal cannot be printed."""
    if file is None:
        return None, ""
    held = log.signatures(file.seal.digest)
    try:
        return printed(file.seal, (*held, entry), template_bytes()), ""
    except SignError as error:
        return None, str(error)


def _completed(file: OwnFile, books: Books, done: LogEntry) -> Signed:
    """Write in a revocation that an earlier run left out; refuse when there is nothing to do."""
    before = Log(tuple(entry for entry in books.log.entries if entry.number < done.number))
    paper, why = _printed(file, before, done)
    if paper is None or any(mark.digest == done.mark for mark in file.seal.marks):
        msg = f"{file.quarter}的这份结算已于 {done.values['时间']} 撤销"
        raise SignError(msg)
    with staged(file.path, paper.content) as put_in_place:
        file.check_same()
        put_in_place()
    return Signed(file.quarter, REVOKED, file.path, done, completed=True, untouched=why)
