"""``jsjb payment``: 付款单 of a signed settlement, and its line in 结算台账."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from macros_py.desk.lists import check_place
from macros_py.inputs.in_force import read_in_force
from macros_py.jobs.inputs import Progress, silent
from macros_py.payment.from_settlement import payment_of, verified_settlement
from macros_py.payment.payment import MADE_ON, NUMBER, Payment
from macros_py.payment.payment_sheet import PAGE, TEMPLATE, payment_workbook
from macros_py.rules.payment.invoices import shown_numbers
from macros_py.rules.signing.log import INVOICED
from macros_py.signoff.register import writable_books
from macros_py.signoff.signing import PATIENCE
from templates import template
from workbook.evaluation.sheets import REGISTER
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import Cell, RowEdit, write_rows
from workbook.files.atomic import new_folder
from workbook.files.lock import locked
from workbook.files.saving import staged_saving


def payment(
    settlement: Path, evaluation: Path, out: Path, now: datetime, progress: Progress = silent
) -> Payment:
    """Make the 付款单 of a settlement that ``verify`` gives 0 or 3, and note it in 结算台账.

    Making it again prints the same number and day. Raises SignError for a settlement that does not
    verify, EvaluationError naming each cell that forbids paying, and the refusals of reading and
    writing; then nothing is written.
    """
    check_place(out, PAGE, (settlement, evaluation))
    with locked(evaluation, PATIENCE):
        progress("核验结算")
        snapshot = Snapshot.of(evaluation)
        file, verified = verified_settlement(settlement, snapshot)
        in_force, books = read_in_force(snapshot), writable_books(snapshot)
        made = payment_of(file, verified, in_force, books, now)
        progress("生成付款单")
        content = payment_workbook(made, template(TEMPLATE).read_bytes())
        row = books.row_of(file.quarter)
        assert row is not None
        noted: dict[str, Cell] = {
            INVOICED: shown_numbers(made.invoices.own),
            NUMBER: made.sealed.number,
            MADE_ON: made.made_on,
        }
        with new_folder(out.parent), staged_saving(out, content, evaluation) as save:
            if any(row.text(name) != str(value) for name, value in noted.items()):
                edit = RowEdit(books.sheets[REGISTER], row.number, noted)
                write_rows(evaluation, [edit], books.stamp)
            save()
    return replace(made, output=out)
