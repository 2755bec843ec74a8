"""Signing a settlement (rules 7).

The settlement is printed first and waits beside its place; the log in the evaluation workbook,
which is the truth, is written in one step with the register; then the settlement takes its place.
A crash before the last step leaves a signature that the settlement does not show yet; signing
again, or the other person's signing, writes it in.
"""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from macros_py.inputs.in_force import read_in_force
from macros_py.rules.signing.digest import same_person
from macros_py.rules.signing.log import KEY, PAYABLE, SHORTFALL, SIGN, state_of
from macros_py.rules.terms.errors import SignError
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff import refusals
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import digest_of, part_digests, printed
from macros_py.signoff.register import writable_books
from macros_py.signoff.seal import RESULTS
from macros_py.signoff.signed import Signed
from workbook.evaluation.snapshot import Snapshot
from workbook.files.atomic import check_writable
from workbook.files.lock import locked
from workbook.files.saving import refuse_if_open

PATIENCE = 60.0
"""So many seconds one waits for another who is signing."""


def sign(  # noqa: PLR0913  who, as what, in which files, when
    settlement: Path,
    evaluation: Path,
    role: str,
    name: str,
    now: datetime,
    *,
    clock_confirmed: bool = False,
    again: bool = False,
) -> Signed:
    """Sign a settlement in one of the two roles of 甲方, or for the vendor after both.

    ``again``: who has signed already gets that signature. Raises SignError while something that
    signing needs is missing, when the file is not what the tool wrote or anything changed since,
    when the role or the person has signed; ClockError for a clock that needs a person's word;
    WorkbookError where a file cannot be read or written. Then nothing is written.
    """
    name, role = refusals.checked_name(name), refusals.checked_role(role)
    refuse_if_open(settlement)
    form = template_bytes()
    with locked(evaluation, PATIENCE):
        snapshot = Snapshot.of(evaluation)
        in_force, books = read_in_force(snapshot), writable_books(snapshot)
        refusals.check_log(books)
        file = OwnFile.read(settlement, strict=False)
        row = refusals.row_to_sign(books, file)
        held = books.log.signatures(file.seal.digest)
        borne = {mark.value for mark in file.seal.marks}
        shown = [entry for entry in held if entry.mark in borne]
        behind = len(shown) < len(held)
        refusals.check_bytes(file, row, shown, form, half=bool(held))
        refusals.check_inputs(file, in_force.record, books, role)
        marks, why = held, ""
        entry = next((entry for entry in held if entry.what == role), None)
        if entry is not None:
            if not same_person(entry.values["姓名"], name) or not (behind or again):
                raise SignError(
                    f"{file.quarter}已由 {entry.values['姓名']} 作为{role}"
                    f"于 {entry.values['时间']} 签认，不能重复签认"
                )
            paper = printed(file.seal, held, form)
            why = file.replace(paper) if behind else ""
        else:
            refusals.check_turn(file, held, role)
            refusals.check_person(held, name)
            refusals.check_requirements(file, in_force, role)
            refusals.check_clock(books, now, confirmed=clock_confirmed)
            results = file.seal.part(RESULTS)
            said = {
                "角色": role,
                "姓名": name,
                PAYABLE: Decimal(results["payable"]),
                SHORTFALL: Decimal(results["shortfall"]),
                KEY: row.text(KEY),
            }
            entry = books.log.next(SIGN, file.quarter, file.seal.digest, now, said)
            paper = printed(file.seal, (*held, entry), form)
            entry = entry.of_file(digest_of(paper), part_digests(paper))
            marks = (*held, entry)
            state = state_of(marks, vendor=file.seal.needs_vendor)
            check_writable(settlement)
            why = file.replace(paper, lambda: books.append(entry, row, {"状态": state}))
    return Signed(
        file.quarter,
        marks,
        entry,
        settlement,
        paper,
        completed=behind and marks is held,
        repeated=marks is held and not behind,
        untouched=why,
        needs_vendor=file.seal.needs_vendor,
    )
