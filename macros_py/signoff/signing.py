"""Signing a settlement (rules 7).

The log in the evaluation workbook is the truth and is written first, in one step with the
register; the settlement follows. A crash between the two leaves a signature that the settlement
does not show yet; signing again, or the other person's signing, writes it in.
"""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from macros_py.inputs.in_force import open_basis
from macros_py.rules.signing.digest import same_person
from macros_py.rules.terms.errors import SignError
from macros_py.signoff import refusals
from macros_py.signoff.log import PAYABLE, ROLES, SHORTFALL, SIGN, LogEntry
from macros_py.signoff.opened import Opened
from macros_py.signoff.register import state_of, writable_books
from macros_py.signoff.seal import RESULTS
from macros_py.signoff.signed import Signed
from workbook.files.atomic import check_writable
from workbook.files.lock import locked
from workbook.files.saving import refuse_if_open


def sign(settlement: Path, evaluation: Path, role: str, name: str, now: datetime) -> Signed:
    """Sign a settlement in one of the two roles.

    Raises SignError while something that signing needs is missing, when anything changed since the
    settlement was made, when the role or the person has signed, and WorkbookError where a file
    cannot be read or written; then nothing is written.
    """
    name, role = refusals.checked_name(name), refusals.checked_role(role)
    refuse_if_open(settlement)
    with locked(evaluation):
        basis = open_basis(evaluation)
        assert basis.evaluation is not None
        books = writable_books(evaluation, basis.evaluation.stamp)
        opened = Opened.read(settlement)
        row = refusals.row_to_sign(books, opened)
        held = books.log.signatures(opened.seal.digest)
        refusals.check_unchanged(opened, basis, books, held)
        mine = next((entry for entry in held if entry.values["角色"] == role), None)
        if mine is not None:
            return _completed(opened, held, mine, name)
        refusals.check_person(held, name)
        refusals.check_requirements(opened, basis)
        results = opened.seal.part(RESULTS)
        entry = books.log.next(
            {
                "时间": now.isoformat(sep=" ", timespec="seconds"),
                "季度": opened.quarter,
                "事项": SIGN,
                "角色": role,
                "姓名": name,
                PAYABLE: Decimal(results["payable"]),
                SHORTFALL: Decimal(results["shortfall"]),
                "内容摘要": opened.seal.digest,
                "校验键": row.text("校验键"),
            }
        )
        held = (*held, entry)
        check_writable(settlement)
        books.append(entry, row, state_of(held))
        opened.show(held)
    return Signed(opened.quarter, state_of(held), settlement, entry, _waiting(held))


def _waiting(held: tuple[LogEntry, ...]) -> str:
    roles = {entry.values["角色"] for entry in held}
    return "、".join(role for role in ROLES if role not in roles)


def _completed(opened: Opened, held: tuple[LogEntry, ...], mine: LogEntry, name: str) -> Signed:
    """Write in what an earlier run left out; refuse when there is nothing left to do."""
    shown = {mark.own for mark in opened.seal.marks}
    if not same_person(mine.values["姓名"], name) or {entry.own for entry in held} <= shown:
        msg = (
            f"{opened.quarter}已由 {mine.values['姓名']} 作为{mine.values['角色']}"
            f"于 {mine.values['时间']} 签认，不能重复签认"
        )
        raise SignError(msg)
    opened.show(held)
    return Signed(opened.quarter, state_of(held), opened.path, mine, _waiting(held), completed=True)
