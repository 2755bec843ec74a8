"""What must hold before a settlement is signed or revoked (rules 7); each raises SignError."""

from collections.abc import Sequence
from decimal import Decimal

from macros_py.inputs.in_force import Basis
from macros_py.rules.signing.digest import canonical, letters_of, same_person
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import find_quarter
from macros_py.settlement.settling import score_of
from macros_py.signoff.comparing import for_people, input_changes
from macros_py.signoff.log import ROLES, LogEntry
from macros_py.signoff.opened import Opened
from macros_py.signoff.register import FIGURES, Books, state_of
from macros_py.signoff.seal import RESULTS
from workbook.evaluation.records import Raw
from workbook.evaluation.written_rows import Written
from workbook.values.text import is_blank, masked

LONGEST_NAME, LONGEST_REASON = 50, 500
_SHOWN = 3


def checked_role(role: str) -> str:
    """Return a role that the form knows."""
    if role not in ROLES:
        msg = f"角色应为 {'、'.join(ROLES)} 之一，现为 “{role}”"
        raise SignError(msg)
    return role


def checked_name(name: str) -> str:
    """Return the name of a person, spaces and width as canonical text has them."""
    plain = canonical(" ".join(name.split()))
    if not letters_of(plain) or len(plain) > LONGEST_NAME or not plain.isprintable():
        msg = f"姓名 “{masked(plain[:LONGEST_NAME])}” 不能用于签认，请写真实姓名"
        raise SignError(msg)
    if masked(plain) != plain:
        msg = "姓名中不要写电话或证件号码"
        raise SignError(msg)
    return plain


def checked_reason(reason: str) -> str:
    """Return the reason of a revocation."""
    plain = canonical(reason)
    if is_blank(plain) or len(plain) > LONGEST_REASON:
        msg = f"撤销须写明理由（不超过 {LONGEST_REASON} 字）"
        raise SignError(msg)
    return plain


def check_log(books: Books) -> None:
    """Refuse while the log has a fault."""
    faults = books.log.faults()
    if faults:
        cell, why = faults[0]
        msg = f"{cell}：签认记录{why}，不能签认或撤销；请先从备份恢复考核评价工作簿"
        raise SignError(msg)


def row_to_sign(books: Books, opened: Opened) -> Written:
    """Return the row that the settlement was recorded in; raises SignError for an older file."""
    check_log(books)
    if opened.seal.digest != opened.seal.declared:
        msg = f"{opened.path.name}：「签认数据」被改动，不能签认；请重新结算"
        raise SignError(msg)
    revoked = books.log.revocation(opened.seal.digest) is not None and opened.seal.marks
    if revoked or opened.seal.revoked:
        msg = f"{opened.path.name}：此文件的签认已撤销；请重新结算后再签认"
        raise SignError(msg)
    row = row_under(books, opened, opened.seal.digest)
    if not opened.seal.key_among([row.text("校验键")]):
        msg = f"{row.address('校验键')}：校验键在结算之后被改动，不能签认；请改回，或重新结算"
        raise SignError(msg)
    _check_figures(row, opened)
    return row


def row_under(books: Books, opened: Opened, content: str) -> Written:
    """Return the row of the register that has this content; refuse an older settlement."""
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


def _check_figures(row: Written, opened: Opened) -> None:
    """Refuse a row whose amounts are not those of the settlement: the next quarters read them."""
    settled = opened.seal.part(RESULTS)
    for header, name in FIGURES.items():
        if _amount(row.values.get(header, "")) != Decimal(settled[name]):
            msg = (
                f"{row.address(header)}：结算台账{opened.quarter}「{header}」结算时为 "
                f"{settled[name]}，现为 “{row.text(header)}”；请改回，或重新结算后再签认"
            )
            raise SignError(msg)


def _amount(value: Raw) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def check_unchanged(opened: Opened, basis: Basis, books: Books, held: Sequence[LogEntry]) -> None:
    """Raise SignError naming what is no longer as it was settled."""
    assert basis.evaluation is not None
    seal = opened.seal
    shown = [entry for entry in held if any(mark.own == entry.own for mark in seal.marks)]
    changes = list(seal.changes(opened.book, seal.expected(shown, state_of(shown))))
    if changes and len(shown) < len(held):
        full = list(seal.changes(opened.book, seal.expected(held, state_of(held))))
        changes = min(changes, full, key=len)
    key = seal.key_among(books.keys)
    changes += input_changes(seal, basis.evaluation, basis.contract, key)
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


def check_person(held: Sequence[LogEntry], name: str) -> None:
    """Refuse one who has signed in the other role."""
    for entry in held:
        if same_person(entry.values["姓名"], name):
            msg = f"{name} 已作为{entry.values['角色']}签认，两个角色不能由同一人签认"
            raise SignError(msg)


def check_requirements(opened: Opened, basis: Basis) -> None:
    """Raise for what rules 7 asks before signing: start date, contract number, final forms."""
    settings = basis.settings
    if not settings.yes("服务起始日已确认"):
        msg = "服务起始日未经甲方确认，不能签认；请在「合同设置」确认后重新结算"
        raise SignError(msg)
    if not settings.text("合同编号"):
        msg = "合同编号未填写，不能签认；请在「合同设置」填写后重新结算"
        raise SignError(msg)
    scored = score_of(basis, find_quarter(opened.quarter, settings), settings)
    if open_forms := [form.subject for form in scored.forms if form.date is None]:
        msg = f"验收评价表没有填写评估日期，不能签认：{'、'.join(open_forms)}"
        raise SignError(msg)
