"""Signing a settlement (rules 7).

The settlement is printed first and waits beside its place; the log in the evaluation workbook,
which is the truth, is written in one step with the register; then the settlement takes its place.
A crash before the last step leaves a signature that the settlement does not show yet; signing
again, or the other person's signing, writes it in.
"""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from macros_py.inputs.in_force import open_basis
from macros_py.rules.signing.digest import same_person
from macros_py.rules.signing.log import (
    CONTENT,
    PAYABLE,
    SHORTFALL,
    SIGN,
    LogEntry,
    state_of,
)
from macros_py.rules.signing.signers import SIGNERS
from macros_py.rules.terms.errors import SignError
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff import refusals
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import Print, digest_of, printed
from macros_py.signoff.register import writable_books
from macros_py.signoff.seal import RESULTS
from macros_py.signoff.signed import Signed
from workbook.files.atomic import check_writable
from workbook.files.lock import locked
from workbook.files.saving import refuse_if_open
from workbook.sealed.staging import staged
from workbook.values.refusals import WorkbookError

PATIENCE = 60.0
"""So many seconds one waits for another who is signing."""
LEFT_BEHIND = "签认记录已写入，而此文件未能更新；排除后再次运行即可补全"


def sign(
    settlement: Path,
    evaluation: Path,
    role: str,
    name: str,
    now: datetime,
    *,
    clock_confirmed: bool = False,
) -> Signed:
    """Sign a settlement in one of the two roles.

    Raises SignError while something that signing needs is missing, when the file is not what the
    tool wrote or anything changed since, when the role or the person has signed; ClockError for a
    clock that needs a person's word; WorkbookError where a file cannot be read or written. Then
    nothing is written.
    """
    name, role = refusals.checked_name(name), refusals.checked_role(role)
    refuse_if_open(settlement)
    form = template_bytes()
    with locked(evaluation, PATIENCE):
        basis = open_basis(evaluation)
        assert basis.evaluation is not None
        books = writable_books(evaluation, basis.evaluation.stamp)
        refusals.check_log(books)
        file = OwnFile.read(settlement)
        row = refusals.row_to_sign(books, file)
        held = books.log.signatures(file.seal.digest)
        borne = {mark.digest for mark in file.seal.marks}
        shown = [entry for entry in held if entry.mark in borne]
        reprint = _reprint(file, shown, form)
        refusals.check_bytes(file, row, reprint, digest_of(form), half=bool(held))
        refusals.check_inputs(file, basis, books)
        mine = next((entry for entry in held if entry.values["角色"] == role), None)
        if mine is not None:
            if not same_person(mine.values["姓名"], name) or len(shown) == len(held):
                msg = (
                    f"{file.quarter}已由 {mine.values['姓名']} 作为{role}"
                    f"于 {mine.values['时间']} 签认，不能重复签认"
                )
                raise SignError(msg)
            paper = printed(file.seal, held, form)
            with staged(settlement, paper.content) as put_in_place:
                file.check_same()
                put_in_place()
            return _signed(file, held, mine, paper, completed=True)
        refusals.check_person(held, name)
        refusals.check_requirements(file, basis)
        refusals.check_clock(books, now, confirmed=clock_confirmed)
        results = file.seal.part(RESULTS)
        entry = books.log.next(
            {
                "时间": now.isoformat(sep=" ", timespec="seconds"),
                "季度": file.quarter,
                "事项": SIGN,
                "角色": role,
                "姓名": name,
                PAYABLE: Decimal(results["payable"]),
                SHORTFALL: Decimal(results["shortfall"]),
                CONTENT: file.seal.digest,
                "校验键": row.text("校验键"),
            }
        )
        paper = printed(file.seal, (*held, entry), form)
        entry = entry.of_file(paper.digest, paper.parts)
        check_writable(settlement)
        with staged(settlement, paper.content) as put_in_place:
            file.check_same()
            books.append(entry, row, state_of((*held, entry)))
            try:
                put_in_place()
            except WorkbookError as error:
                return _signed(file, (*held, entry), entry, paper, f"{error}（{LEFT_BEHIND}）")
    return _signed(file, (*held, entry), entry, paper)


def _reprint(file: OwnFile, shown: list[LogEntry], form: bytes) -> str:
    """Return the digest of what the file's seal prints under the marks that it bears."""
    try:
        return printed(file.seal, shown, form).digest
    except SignError:
        return ""


def _signed(
    file: OwnFile,
    held: tuple[LogEntry, ...],
    entry: LogEntry,
    paper: Print,
    untouched: str = "",
    *,
    completed: bool = False,
) -> Signed:
    waiting = "、".join(role for role in SIGNERS if role not in {e.values["角色"] for e in held})
    return Signed(
        file.quarter,
        state_of(held),
        file.path,
        entry,
        waiting,
        completed,
        paper.content,
        untouched,
    )
