"""A settlement put down as a draft: sealed workbook and its row in 结算台账 (rules 7)."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from macros_py.jobs.results import Settled
from macros_py.rules.signing.digest import Line, flattened
from macros_py.rules.terms.errors import RuleError, SignError
from macros_py.rules.terms.money import average_text
from macros_py.rules.terms.settings import COLUMN_PIN
from macros_py.signoff.inputs import Writer, entries, settings_in_force
from macros_py.signoff.ledger_rows import ledger_lines
from macros_py.signoff.register import (
    DRAFT,
    FIGURES,
    Books,
    read_books,
    why_not_writable,
    writable_books,
)
from macros_py.signoff.scope import Scope
from macros_py.signoff.seal import (
    KEY_DIGEST,
    RESULTS,
    TERMS,
    VERSION,
    Seal,
    key_digest,
    make_seal,
    pin_terms,
    read_seal,
)
from workbook.evaluation.records import Evaluation
from workbook.evaluation.sheets import LOG, REGISTER
from workbook.evaluation.written_rows import Cell
from workbook.files.atomic import make_folder, write_bytes
from workbook.files.lock import locked
from workbook.files.saving import refuse_if_open
from workbook.ledger.own_books import is_settlement
from workbook.reading.sheets import open_book
from workbook.sealed.book import SealedBook
from workbook.values.refusals import InUseError, NotWritableError, WorkbookError
from workbook.values.text import masked, normal

_RESULTS = (
    *("forms", "quarter_event_points", "average", "fee", "performance_deduction"),
    *("other_deductions", "payable", "shortfall", "payable_words", "readings", "sensitivity"),
)

_NO_ROW = "；没有登记结算台账，这份结算不能签认"


def put_down(settled: Settled, content: bytes, output: Path, now: datetime) -> Settled:
    """Write the sealed settlement to ``output`` and its draft row into 结算台账.

    The row is written first: a settlement whose digest stands in no row cannot be signed. Raises
    SignError when the quarter is signed, and the refusals of writing; then nothing is written.
    An evaluation that cannot be written to gets no row; ``unrecorded`` says why. A file that was
    signed and then revoked is kept under another name. Raises InUseError while the settlement of
    an earlier run is open, NotWritableError where a folder or somebody else's file has its name.
    """
    refuse_if_open(output)
    _refuse_foreign(output)
    record = settled.scored.basis.evaluation
    assert record is not None
    label = settled.scored.score.quarter.label
    if why := settled.unrecorded or masked(_unwritable(record.path)):
        with contextlib.suppress(WorkbookError):
            refuse_if_signed(read_books(record.path), label)
        seal, sealed = _sealed(settled, record, content, _fresh_key(settled, record))
        make_folder(output.parent)
        _write(output, sealed)
        return replace(settled, output=output, unrecorded=why)
    with locked(record.path):
        books = writable_books(record.path, record.stamp)
        refuse_if_signed(books, label)
        key = next(iter(books.keys), "") or _fresh_key(settled, record)
        seal, sealed = _sealed(settled, record, content, key)
        make_folder(output.parent)
        books.put(label, _row(settled, seal.digest, key, now))
        _write(output, sealed)
    return replace(settled, output=output)


def refuse_if_signed(books: Books, quarter: str) -> None:
    """Raise SignError while anybody's signature under the quarter holds (rules 7)."""
    if held := books.log.active(quarter):
        names = "、".join(entry.values["姓名"] for entry in held)
        msg = f"{quarter}的结算已由 {names} 签认，不能重新结算；确需更改的，请先用 jsjb revoke 撤销"
        raise SignError(msg)
    row = books.row_of(quarter)
    if row is not None and row.text("状态") != DRAFT:
        msg = (
            f"{row.cell}：结算台账中{quarter}的状态为 “{row.text('状态')}”，"
            "而签认记录中没有相应的签认；请先核对签认记录"
        )
        raise SignError(msg)


def seal_terms(settled: Settled, record: Evaluation) -> dict[str, str]:
    """Return what the settlement is of: quarter, as-of, columns pinned beside the workbook's."""
    quarter, pins = settled.scored.score.quarter, settled.scored.basis.settings.pins
    own = {
        key.removeprefix(COLUMN_PIN): str(setting.value)
        for key, setting in record.settings.items()
        if key.startswith(COLUMN_PIN)
    }
    return {
        "版本": VERSION,
        "季度": str(quarter.number),
        "起": quarter.start.isoformat(),
        "止": quarter.end.isoformat(),
        "截至": settled.judged.verdicts.as_of.isoformat(),
        **pin_terms({field: header for field, header in pins.items() if own.get(field) != header}),
    }


def _sealed(settled: Settled, record: Evaluation, content: bytes, key: str) -> tuple[Seal, bytes]:
    """Seal a settlement: its inputs, ledger rows, results and every cell of its sheets."""
    book, write = SealedBook(content), Writer(key)
    quarter = settled.scored.score.quarter
    definitions = settled.scored.basis.settings.definitions
    as_of = settled.judged.verdicts.as_of.date()
    scope = Scope(quarter, as_of, settled.scored.basis.contract.evidence)
    inputs = [
        settings_in_force(definitions, record.settings, write),
        *(entry for entry in entries(record, scope, write) if entry.inside),
    ]
    shown = settled.json()
    results = flattened(RESULTS, {name: shown[name] for name in _RESULTS})
    others: list[Line] = [
        *ledger_lines(settled.judged.ledger.frame, quarter, key),
        *(line._replace(value=_written(line, write)) for line in results),
        Line(TERMS, KEY_DIGEST, key_digest(key)),
    ]
    seal = make_seal(book, seal_terms(settled, record), inputs, others)
    seal.write(book)
    return seal, book.to_bytes()


def _written(line: Line, write: Writer) -> str:
    own = write.case_number if line.key.endswith("/case_id") else write
    return own(line.value)


def _fresh_key(settled: Settled, record: Evaluation) -> str:
    """Make the workbook's key from what only its keepers have: the ledger itself."""
    stamp = settled.judged.ledger.stamp or record.stamp
    return hashlib.sha256(f"jsjb {stamp.digest}".encode()).hexdigest()


def _unwritable(path: Path) -> str:
    book = open_book(path)
    names = {"".join(normal(name).split()) for name in (*book.visible, *book.hidden)}
    if why := why_not_writable(path, [name for name in (REGISTER, LOG) if name in names]):
        return why
    try:
        refuse_if_open(path)
    except InUseError as error:
        return f"{error}{_NO_ROW}"
    try:
        with locked(path):
            return ""
    except NotWritableError as error:
        return f"{error}{_NO_ROW}"


def _refuse_foreign(output: Path) -> None:
    if output.is_dir():
        message = f"{output}：无法写入，同名文件夹挡住了文件，请换一个位置"
        raise NotWritableError(message)
    if not output.exists():
        return
    with contextlib.suppress(WorkbookError):
        book = open_book(output)
        if is_settlement((*book.visible, *book.hidden)):
            return
    message = f"{output}：文件已存在，而且不是工具生成的验收结算，不覆盖；请换一个位置"
    raise NotWritableError(message)


def _row(settled: Settled, content: str, key: str, now: datetime) -> dict[str, Cell]:
    money, quarter = settled.settlement, settled.scored.score.quarter
    limit = Fraction(settled.scored.basis.settings.amount("达标分"))
    return {
        "季度": quarter.label,
        "状态": DRAFT,
        "服务期": f"{quarter.start} 至 {quarter.last}",
        "季度平均分": average_text(money.average, limit),
        **{header: getattr(money, name) for header, name in FIGURES.items()},
        "发票号码": "、".join(invoice.number for invoice in settled.invoices),
        "截至": settled.judged.verdicts.as_of.isoformat(sep=" ", timespec="seconds"),
        "结算时间": now.isoformat(sep=" ", timespec="seconds"),
        "内容摘要": content,
        "校验键": key,
    }


def _write(output: Path, content: bytes) -> None:
    for kept in _kept(output):
        output.rename(kept)
    write_bytes(output, content)


def _kept(output: Path) -> Iterator[Path]:
    """Yield a free name for a file that somebody signed and that is about to be replaced."""
    if not output.exists():
        return
    with contextlib.suppress(WorkbookError, RuleError):
        if read_seal(SealedBook.open(output), output.name).marks:
            names = (output.with_stem(f"{output.stem}_原签认{n}") for n in range(1, 1000))
            yield next(name for name in names if not name.exists())
