"""Signing and revoking a settlement (rules 7).

The log in the evaluation workbook is the truth and is written first, in one step with the
register; the settlement follows. A crash between the two leaves a signature that the settlement
does not show yet; signing again, or the other person's signing, writes it in.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from macros_py.basis import Basis, open_basis
from macros_py.rules.digest import canonical, same_person
from macros_py.rules.errors import SignError
from macros_py.rules.quarters import find_quarter
from macros_py.settling import score_of
from macros_py.signoff.comparing import for_people, input_changes
from macros_py.signoff.register import (
    DRAFT,
    HALF,
    REVOKE,
    REVOKED,
    ROLES,
    SIGN,
    SIGNED,
    Books,
    LogEntry,
    writable_books,
)
from macros_py.signoff.seal import Mark, Seal, read_seal
from workbook.atomic import write_bytes
from workbook.errors import ChangedError
from workbook.lock import locked
from workbook.ooxml.saving import refuse_if_open
from workbook.sealed import SealedBook
from workbook.stamp import Stamp
from workbook.text import is_blank, masked
from workbook.written_rows import Written

LONGEST_NAME, LONGEST_REASON = 50, 500
_SHOWN = 3


@dataclass(frozen=True)
class Signed:
    """What signing or revoking came to.

    ``completed``: an earlier run had been cut off. ``pdf``: the PDF that was digitally signed.
    """

    quarter: str
    state: str
    settlement: Path
    entry: LogEntry
    waiting_for: str = ""
    completed: bool = False
    pdf: Path | None = None

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "quarter": self.quarter,
            "state": self.state,
            "entry": self.entry.number,
            "role": self.entry.values["角色"] or None,
            "name": self.entry.values["姓名"] or None,
            "reason": self.entry.values["理由"] or None,
            "time": self.entry.values["时间"],
            "digest": self.entry.values["内容摘要"],
            "waiting_for": self.waiting_for or None,
            "completed": self.completed,
            "settlement": str(self.settlement),
            "pdf": str(self.pdf) if self.pdf else None,
        }


@dataclass(frozen=True)
class Opened:
    """A settlement as it was read: its cells, its seal, the file at that moment."""

    path: Path
    book: SealedBook
    seal: Seal
    stamp: Stamp

    @classmethod
    def read(cls, path: Path) -> "Opened":
        """Read a settlement; raises the refusals of reading, and SignError for one without seal."""
        stamp = Stamp.of(path)
        book = SealedBook.open(path)
        return cls(path, book, read_seal(book, path.name), stamp)

    @property
    def quarter(self) -> str:
        """``第1季度``."""
        return self.seal.quarter.label


def sign(settlement: Path, evaluation: Path, role: str, name: str, now: datetime) -> Signed:
    """Sign a settlement in one of the two roles.

    Raises SignError while something that signing needs is missing, when anything changed since the
    settlement was made, when the role or the person has signed, and WorkbookError where a file
    cannot be read or written; then nothing is written.
    """
    name = _name(name)
    if role not in ROLES:
        msg = f"角色应为 {'、'.join(ROLES)} 之一，现为 “{role}”"
        raise SignError(msg)
    refuse_if_open(settlement)
    with locked(evaluation):
        basis = open_basis(evaluation)
        assert basis.evaluation is not None
        books = writable_books(evaluation, basis.evaluation.stamp)
        opened = Opened.read(settlement)
        row = _register_row(books, opened)
        held = books.signatures(opened.seal.digest)
        _check_unchanged(opened, basis, books, held)
        mine = next((entry for entry in held if entry.values["角色"] == role), None)
        if mine is not None:
            return _completed(opened, held, mine, name)
        _check_person(held, name)
        _check_requirements(opened, basis)
        entry = books.entry(
            {
                "时间": now.isoformat(sep=" ", timespec="seconds"),
                "季度": opened.quarter,
                "事项": SIGN,
                "角色": role,
                "姓名": name,
                "内容摘要": opened.seal.digest,
                "校验键": row.text("校验键"),
            }
        )
        held = (*held, entry)
        books.append(entry, row, _state(held))
        _show(opened, held)
    return Signed(opened.quarter, _state(held), settlement, entry, _waiting(held))


def revoke(settlement: Path, evaluation: Path, reason: str, now: datetime) -> Signed:
    """Take the signatures under a settlement back; the log and the row of the register stay.

    Raises SignError without a reason and for a settlement that nobody has signed.
    """
    reason = canonical(reason)
    if is_blank(reason) or len(reason) > LONGEST_REASON:
        msg = f"撤销须写明理由（不超过 {LONGEST_REASON} 字）"
        raise SignError(msg)
    refuse_if_open(settlement)
    with locked(evaluation):
        books = writable_books(evaluation)
        opened = Opened.read(settlement)
        _check_log(books)
        content = content_of(opened.seal, books)
        done = books.revocation(content)
        if done is not None:
            if any(mark.own == done.own for mark in opened.seal.marks):
                msg = f"{opened.quarter}的这份结算已于 {done.values['时间']} 撤销"
                raise SignError(msg)
            _show_revoked(opened, done)
            return Signed(opened.quarter, REVOKED, settlement, done, completed=True)
        if not books.signatures(content):
            msg = f"{opened.quarter}的这份结算尚无人签认，无需撤销；需要更改的，重新结算即可"
            raise SignError(msg)
        row = _row_with(books, opened, content)
        entry = books.entry(
            {
                "时间": now.isoformat(sep=" ", timespec="seconds"),
                "季度": opened.quarter,
                "事项": REVOKE,
                "理由": masked(reason),
                "内容摘要": content,
            }
        )
        books.append(entry, row, REVOKED)
        _show_revoked(opened, entry)
    return Signed(opened.quarter, REVOKED, settlement, entry)


def content_of(seal: Seal, books: Books) -> str:
    """Return the digest under which the log knows a settlement, ``""`` for none.

    The hidden sheet may have been tampered with: what it states and what its signatures were put
    under count as well.
    """
    known = {entry.own: entry.values["内容摘要"] for entry in books.log}
    stated = (seal.digest, seal.declared, *(known.get(mark.own, "") for mark in seal.marks))
    return next((content for content in stated if content in known.values()), "")


def _name(name: str) -> str:
    plain = canonical(" ".join(name.split()))
    if is_blank(plain) or len(plain) > LONGEST_NAME or not plain.isprintable():
        msg = f"姓名 “{masked(plain[:LONGEST_NAME])}” 不能用于签认，请写真实姓名"
        raise SignError(msg)
    if masked(plain) != plain:
        msg = "姓名中不要写电话或证件号码"
        raise SignError(msg)
    return plain


def _register_row(books: Books, opened: Opened) -> Written:
    """Return the row that the settlement was recorded in; raises SignError for an older file."""
    _check_log(books)
    if opened.seal.digest != opened.seal.declared:
        msg = f"{opened.path.name}：「签认数据」被改动，不能签认；请重新结算"
        raise SignError(msg)
    revoked = books.revocation(opened.seal.digest) is not None and opened.seal.marks
    if revoked or opened.seal.revoked:
        msg = f"{opened.path.name}：此文件的签认已撤销；请重新结算后再签认"
        raise SignError(msg)
    return _row_with(books, opened, opened.seal.digest)


def _row_with(books: Books, opened: Opened, content: str) -> Written:
    row = books.row_of(opened.quarter)
    if row is None:
        msg = f"{books.path.name}：结算台账没有{opened.quarter}的结算；请用这本考核评价重新结算"
        raise SignError(msg)
    if row.text("内容摘要") != content:
        msg = (
            f"{opened.path.name}：不是{opened.quarter}最近一次结算的文件"
            f"（{row.cell} 结算于 {row.text('结算时间')}）；请签认最近生成的那一份，或重新结算"
        )
        raise SignError(msg)
    return row


def _check_log(books: Books) -> None:
    faults = books.log_faults()
    if faults:
        cell, why = faults[0]
        msg = f"{cell}：签认记录{why}，不能签认或撤销；请先从备份恢复考核评价工作簿"
        raise SignError(msg)


def _check_unchanged(
    opened: Opened, basis: Basis, books: Books, held: tuple[LogEntry, ...]
) -> None:
    """Raise SignError naming what is no longer as it was settled."""
    assert basis.evaluation is not None
    seal = opened.seal
    shown = [entry for entry in held if any(mark.own == entry.own for mark in seal.marks)]
    expected = seal.expected(shown, _state(tuple(shown)))
    changes = list(seal.changes(opened.book, expected))
    definitions = basis.settings.definitions
    changes += input_changes(seal, basis.evaluation, definitions, books.key)
    if changes:
        named = "；".join(
            f"{c.cell}（“{_short(c.before)}” → “{_short(c.after)}”）"
            for c in for_people(changes[:_SHOWN])
        )
        more = f" 等 {len(changes)} 处" if len(changes) > _SHOWN else ""
        msg = f"{opened.quarter}结算之后有改动：{named}{more}；请改回，或重新结算后再签认"
        raise SignError(msg)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def _check_person(held: tuple[LogEntry, ...], name: str) -> None:
    for entry in held:
        if same_person(entry.values["姓名"], name):
            msg = f"{name} 已作为{entry.values['角色']}签认，两个角色不能由同一人签认"
            raise SignError(msg)


def _check_requirements(opened: Opened, basis: Basis) -> None:
    """Raise for what rules 7 asks before signing: start date, contract number, final forms."""
    settings = basis.settings
    if not settings.yes("服务起始日已确认"):
        msg = "服务起始日未经甲方确认，不能签认；请在「合同设置」确认后重新结算"
        raise SignError(msg)
    if not settings.text("合同编号"):
        msg = "合同编号未填写，不能签认；请在「合同设置」填写后重新结算"
        raise SignError(msg)
    score_of(basis, find_quarter(opened.quarter, settings), settings)


def _state(held: tuple[LogEntry, ...]) -> str:
    roles = {entry.values["角色"] for entry in held}
    if roles >= set(ROLES):
        return SIGNED
    return HALF if roles else DRAFT


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
    _show(opened, held)
    return Signed(opened.quarter, _state(held), opened.path, mine, _waiting(held), completed=True)


def _show(opened: Opened, held: tuple[LogEntry, ...]) -> None:
    """Write names, dates and state into the settlement; lock it once both have signed."""
    state, seal = _state(held), opened.seal
    _put(opened, seal.expected(held, state))
    seal.signed_by(Mark(entry.values["角色"], entry.own) for entry in held).write(opened.book)
    if state == SIGNED:
        opened.book.lock()
    _save(opened)


def _show_revoked(opened: Opened, entry: LogEntry) -> None:
    """Write into the settlement that it is revoked; the signatures stay to be read."""
    state_only = opened.seal.expected((), REVOKED)
    _put(opened, {cell: state_only[cell] for cell in opened.seal.state_cells})
    opened.seal.signed_by((*opened.seal.marks, Mark(REVOKED, entry.own))).write(opened.book)
    _save(opened)


def _put(opened: Opened, cells: dict[str, str]) -> None:
    for place in opened.seal.signature_cells:
        sheet, _, cell = place.rpartition("!")
        if place in cells and sheet in opened.book.sheets:
            opened.book.put(sheet, cell, cells[place])


def _save(opened: Opened) -> None:
    try:
        opened.stamp.check(opened.path)
    except ChangedError as error:
        msg = f"{error}（签认记录已写入；再次运行即可补全此文件）"
        raise ChangedError(msg) from None
    write_bytes(opened.path, opened.book.to_bytes())
