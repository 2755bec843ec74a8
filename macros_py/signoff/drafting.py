"""A settlement put down as a draft: sealed workbook and its row in 结算台账 (rules 7)."""

import contextlib
import hashlib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from macros_py.rules.signing.digest import flattened
from macros_py.rules.signing.log import CONTENT, DRAFT, FILE, KEY
from macros_py.rules.terms.errors import RuleError, SignError
from macros_py.rules.terms.money import average_text
from macros_py.settlement.assembly import SheetFills, template_bytes
from macros_py.settlement.settled import Settled
from macros_py.signoff.inputs import Writer, entries, settings_in_force
from macros_py.signoff.ledger_rows import ledger_lines
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import code_of, digest_of, printed, sealed
from macros_py.signoff.register import FIGURES, Books, writable_books
from macros_py.signoff.reprinting import keep
from macros_py.signoff.scope import Scope
from macros_py.signoff.seal import KEY_DIGEST, PINS, RESULTS, Seal, input_lines, key_digest
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.written_rows import Cell
from workbook.files.atomic import check_writable, make_folder, staged
from workbook.files.lock import locked
from workbook.files.saving import refuse_if_open
from workbook.values.refusals import InUseError, NotWritableError, WorkbookError
from workbook.values.text import masked

_RESULTS = (
    *("number", "forms", "quarter_event_points", "average", "fee", "performance_deduction"),
    *("other_deductions", "payable", "shortfall", "payable_words", "readings", "sensitivity"),
    *("claimed_payable", "disputed"),
)

_NO_ROW = "；没有登记结算台账，这份结算不能签认"


def write_draft(settled: Settled, fills: SheetFills, output: Path, now: datetime) -> Settled:
    """Write the sealed settlement to ``output`` and its draft row into 结算台账.

    It waits beside its place until the row is written: a settlement whose digest stands in no row
    cannot be signed. Raises SignError when the quarter is signed, and the refusals of writing;
    then nothing is written. An evaluation that cannot be written to gets no row; ``unrecorded``
    says why. What stands at ``output`` is replaced only when it is a draft; anything else is kept
    under another name. Raises InUseError while the settlement of an earlier run is open,
    NotWritableError where a folder has its name.
    """
    refuse_if_open(output)
    if output.is_dir():
        raise NotWritableError(f"{output}：无法写入，同名文件夹挡住了文件，请换一个位置")
    record = settled.scored.in_force.record
    assert record.snapshot is not None
    if output.exists() and any(
        used.exists() and output.samefile(used)
        for used in (record.path, settled.judged.ledger.path)
    ):
        message = f"{output}：正是这次读取的文件，不能写成验收结算；请换一个文件夹，或给它改名"
        raise NotWritableError(message)
    books, quarter = Books.of(record.snapshot), settled.scored.score.quarter.label
    unrecorded = masked(_unwritable(books))
    with contextlib.nullcontext() if unrecorded else locked(record.path):
        books = books if unrecorded else writable_books(record.snapshot)
        refuse_if_signed(books, quarter)
        key = next(iter(books.keys), "") or _fresh_key(settled, record)
        seal = _sealed(settled, record, fills, key)
        paper = printed(seal, (), template_bytes())
        make_folder(output.parent)
        if output.exists():
            check_writable(output)
        with staged(output, paper) as put_in_place:
            if not unrecorded:
                digests = {CONTENT: seal.digest, FILE: digest_of(paper)}
                books.put(quarter, {**_row(settled, key, now), **digests})
            kept = _kept(output)
            put_in_place()
    return replace(
        settled,
        unrecorded=unrecorded,
        kept=kept,
        output=output,
        content=paper,
        digest=seal.digest,
        code=code_of(seal.digest),
    )


def refuse_if_signed(books: Books, quarter: str) -> None:
    """Raise SignError while anybody's signature under the quarter holds (rules 7)."""
    if held := books.log.active(quarter):
        names = "、".join(entry.values["姓名"] for entry in held)
        msg = f"{quarter}的结算已由 {names} 签认，不能重新结算；确需更改的，请先用 jsjb revoke 撤销"
        raise SignError(msg)
    row = books.row_of(quarter)
    if row is not None and row.text("状态") != DRAFT:
        raise SignError(
            f"{row.cell}：结算台账中{quarter}的状态为 “{row.text('状态')}”，"
            "而签认记录中没有相应的签认；请先核对签认记录"
        )


def _sealed(settled: Settled, record: Evaluation, fills: SheetFills, key: str) -> Seal:
    """Seal a settlement: its inputs, ledger rows, results and every cell of its sheets."""
    write, quarter, as_of = Writer(key), settled.scored.score.quarter, settled.judged.verdicts.as_of
    in_force = settled.scored.in_force
    scope = Scope(quarter, as_of.date(), in_force.contract.evidence)
    inputs = [
        settings_in_force(in_force.settings.definitions, record, write),
        *(entry for entry in entries(record, scope, write) if entry.inside),
    ]
    lines, cells = input_lines(inputs)
    lines += ledger_lines(settled.judged.ledger.frame, quarter, key)
    shown = settled.json()
    for line in flattened(RESULTS, {name: shown[name] for name in _RESULTS}):
        own = write.case_number if line.key.endswith("/case_id") else write
        lines.append(line._replace(value=own(line.value)))
    terms = {
        "季度": str(quarter.number),
        "起": quarter.start.isoformat(),
        "止": quarter.end.isoformat(),
        "截至": as_of.isoformat(),
        KEY_DIGEST: key_digest(key),
        **{f"{PINS}{field}": header for field, header in in_force.settings.pins.items()},
    }
    return sealed(terms, lines, cells, fills, template_bytes())


def _fresh_key(settled: Settled, record: Evaluation) -> str:
    """Make the workbook's key from what only its keepers have: the ledger itself."""
    stamp = settled.judged.ledger.stamp or record.stamp
    return hashlib.sha256(f"jsjb {stamp.digest}".encode()).hexdigest()


def _unwritable(books: Books) -> str:
    """Say why the draft cannot be entered in 结算台账, ``""`` when it can."""
    if why := books.why_not_writable():
        return why
    try:
        refuse_if_open(books.path)
        with locked(books.path):
            return ""
    except (InUseError, NotWritableError) as error:
        return f"{error}{_NO_ROW}"


def _row(settled: Settled, key: str, now: datetime) -> dict[str, Cell]:
    money, quarter = settled.settlement, settled.scored.score.quarter
    limit = Fraction(settled.scored.in_force.settings.amount("达标分"))
    return {
        "季度": quarter.label,
        "状态": DRAFT,
        "服务期": f"{quarter.start} 至 {quarter.last}",
        "季度平均分": Decimal(average_text(money.average, limit)),
        **{header: getattr(money, name) for header, name in FIGURES.items()},
        "结算单编号": settled.number,
        "截至": settled.judged.verdicts.as_of.isoformat(sep=" ", timespec="seconds"),
        "结算时间": now.isoformat(sep=" ", timespec="seconds"),
        KEY: key,
    }


def _kept(output: Path) -> Path | None:
    """Keep what is no draft: a file that somebody signed, or that is no settlement of the tool's.

    Returns the name that the latter has now.
    """
    if not output.exists():
        return None
    try:
        signed = bool(OwnFile.read(output).seal.marks)
    except (WorkbookError, RuleError):
        return keep(output, "原件")
    if signed:
        keep(output, "原签认")
    return None
