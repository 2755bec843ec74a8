"""Taking the signatures under a settlement back (rules 7)."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from macros_py.inputs.evaluation_in_force import read_record
from macros_py.rules.payment.invoices import shown_numbers
from macros_py.rules.signing.log import CONTENT, INVOICED, REVOKE, REVOKED, LogEntry
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import parse_quarter
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff import refusals
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import digest_of, part_digests, printed
from macros_py.signoff.register import writable_books
from macros_py.signoff.signed import Signed
from macros_py.signoff.signing import PATIENCE
from workbook.evaluation.snapshot import Snapshot
from workbook.files.lock import locked
from workbook.files.regular_file import refuse_other_than_file
from workbook.files.saving import refuse_if_open
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
        snapshot = Snapshot.of(evaluation)
        books = writable_books(snapshot)
        refusals.check_log(books)
        file, untouched = _opened(settlement)
        label = _quarter(file, settlement, quarter)
        done = books.log.revocation(file.seal.digest) if file else None
        held = books.log.borne(file.seal.digest) if file and done else books.log.active(label)
        if not held:
            raise SignError(f"{label}的这份结算尚无人签认，无需撤销；需要更改的，重新结算即可")
        if done is None:
            refusals.check_clock(books, now, confirmed=clock_confirmed)
        content, why = held[-1].values[CONTENT], {"理由": masked(reason)}
        entry = done or books.log.next(REVOKE, label, content, now, why)
        marks = held if done else (*held, entry)
        paper, untouched = _printed(file, content, marks) if file else (b"", untouched)
        if done and file and (not paper or done.what in file.seal.bears):
            raise SignError(f"{label}的这份结算已于 {done.values['时间']} 撤销")
        later = () if done else books.later(label)

        def record() -> None:
            nonlocal entry
            if done is None:
                entry = entry.of_file(
                    *((digest_of(paper), part_digests(paper)) if paper else ("", ""))
                )
                noted = {"状态": REVOKED, **_invoices(snapshot, label)}
                books.append(entry, books.row_of(label), noted)

        if file and paper:
            untouched = file.replace(paper, record)
        else:
            record()
    return Signed(
        label,
        marks,
        entry,
        settlement,
        paper,
        completed=done is not None,
        untouched=untouched,
        later=later,
    )


def _invoices(snapshot: Snapshot, quarter: str) -> dict[str, str]:
    """Return the numbers of the invoices so far: they were made out for what is revoked."""
    with suppress(WorkbookError):
        record = read_record(snapshot, lenient=True)
        numbers = shown_numbers(row for row in record.invoices if row.quarter == quarter)
        return {INVOICED: numbers} if numbers else {}
    return {}


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
        raise SignError(f"季度无法识别 “{said}”；请加 --quarter，如 --quarter 1")
    label = f"第{number}季度"
    if file and file.quarter != label:
        raise SignError(f"{file.path.name}：是{file.quarter}的结算，不是{label}的")
    return label


def _printed(file: OwnFile, content: str, marks: tuple[LogEntry, ...]) -> tuple[bytes, str]:
    """Print the settlement as revoked, or say why it stays as it is."""
    if file.seal.digest != content:
        return b"", f"{file.path.name} 不是签认的那一份"
    try:
        return printed(file.seal, marks, template_bytes()), ""
    except SignError as error:
        return b"", str(error)
