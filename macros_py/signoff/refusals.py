"""What must hold before a settlement is signed or revoked (rules 7); each raises SignError."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from macros_py.inputs.default_contract import default_contract
from macros_py.inputs.in_force import InForce
from macros_py.rules.signing.digest import canonical, letters_of, same_person
from macros_py.rules.signing.log import CONTENT, FILE, KEY, REVOKED, LogEntry, missing_roles
from macros_py.rules.signing.signers import AGREED, ROLES, VENDOR
from macros_py.rules.terms.errors import ClockError, SignError
from macros_py.rules.terms.quarters import find_quarter
from macros_py.settlement.dispute import accepted_since, unentered
from macros_py.settlement.settling import score_of
from macros_py.signoff.comparing import came_later, for_people, input_changes
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import digest_of, printed
from macros_py.signoff.register import FIGURES, Books
from macros_py.signoff.seal import FORM, RESULTS
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.written_rows import Written
from workbook.values.text import is_blank, masked
from workbook.values.words import names_nobody

LONGEST_NAME, LONGEST_REASON = 50, 500
_SHOWN = 3


def checked_role(role: str) -> str:
    """Return a role that the form knows."""
    if role not in ROLES:
        raise SignError(f"角色应为 {'、'.join(ROLES)} 之一，现为 “{role}”")
    return role


def checked_name(name: str) -> str:
    """Return the name of a person, spaces and width as canonical text has them."""
    plain = canonical(" ".join(name.split()))
    named = letters_of(plain) and not names_nobody(plain)
    if not named or len(plain) > LONGEST_NAME or not plain.isprintable():
        shown = masked(plain[:LONGEST_NAME])
        raise SignError(f"姓名 “{shown}” 不能用于签认，请写真实姓名")
    if masked(plain) != plain:
        raise SignError("姓名中不要写电话或证件号码")
    return plain


def checked_reason(reason: str) -> str:
    """Return the reason of a revocation."""
    plain = canonical(reason)
    if is_blank(plain) or len(plain) > LONGEST_REASON:
        raise SignError(f"撤销须写明理由（不超过 {LONGEST_REASON} 字）")
    return plain


def check_log(books: Books) -> None:
    """Refuse while the log has a fault."""
    if faults := books.log.faults():
        cell, why = faults[0]
        raise SignError(f"{cell}：签认记录{why}，不能签认或撤销；请先从备份恢复考核评价工作簿")


def check_clock(books: Books, now: datetime, *, confirmed: bool) -> None:
    """Let times rise: raise ClockError for a clock that needs a person's word that it is right.

    That is one before the last entry, or more than a day ahead of it.
    """
    last = books.log.last.time if books.log.last else None
    if last is None or confirmed or last <= now <= last + timedelta(days=1):
        return
    how = "早" if now < last else "晚一天以上"
    raise ClockError(
        f"电脑时间 {now:%Y-%m-%d %H:%M:%S} 比签认记录最后一条的时间 "
        f"{last:%Y-%m-%d %H:%M:%S} {how}；请先校对电脑时间，确认无误的加 --clock-confirmed"
    )


def row_to_sign(books: Books, file: OwnFile) -> Written:
    """Return the row that the settlement was recorded in; raises SignError for an older file."""
    seal, name = file.seal, file.path.name
    if REVOKED in seal.bears or (books.log.revocation(seal.digest) is not None and seal.marks):
        raise SignError(f"{name}：此文件的签认已撤销；请重新结算后再签认")
    row = books.row_of(file.quarter)
    if row is None:
        msg = f"{books.path.name}：结算台账没有{file.quarter}的结算；请用这本考核评价重新结算"
        raise SignError(msg)
    if row.text(CONTENT) != seal.digest:
        raise SignError(
            f"{name}：不是{file.quarter}最近一次结算的文件（{row.cell} 结算于 "
            f"{row.text('结算时间')}）；请签认最近生成的那一份，或重新结算"
        )
    if not seal.key_among([row.text(KEY)]):
        raise SignError(f"{row.address(KEY)}：校验键在结算之后被改动，不能签认；请改回，或重新结算")
    for header, result in FIGURES.items():
        settled, now = seal.part(RESULTS)[result], row.values.get(header, "")
        if now != Decimal(settled):
            raise SignError(
                f"{row.address(header)}：结算台账{file.quarter}「{header}」结算时为 "
                f"{settled}，现为 “{row.text(header)}”；请改回，或重新结算后再签认"
            )
    return row


def check_bytes(
    file: OwnFile, row: Written, shown: Sequence[LogEntry], form: bytes, *, half: bool
) -> None:
    """Refuse a file that is not, byte for byte, what its seal prints with the marks it bears.

    ``form``: the template of this release. ``half``: somebody has signed the settlement already.
    Raises the refusals of `OwnFile.read` for a package that no spreadsheet program saves.
    """
    with suppress(SignError):
        if printed(file.seal, shown, form) == file.raw:
            return
    OwnFile.read(file.path)
    name = file.path.name
    if file.digest == row.text(FILE) or file.seal.terms.get(FORM) != digest_of(form):
        again = "请撤销后重新结算" if half else "请重新生成验收结算"
        raise SignError(f"{name}：由另一版本的程序或模板生成，不能接着签认；{again}")
    again = f"请先 jsjb verify … --reprint {name} 到原位再签" if half else "请重新生成验收结算"
    raise SignError(f"{name}：不是工具写出的那一份（另存过或改动过），不能签认；{again}")


def check_inputs(file: OwnFile, record: Evaluation, books: Books, role: str) -> None:
    """Raise SignError naming each input that is no longer as it was settled.

    The vendor may object, and 甲方 answer, before the vendor signs.
    """
    key = file.seal.key_among(books.keys)
    changes = list(input_changes(file.seal, record, default_contract(), key))
    if role in VENDOR:
        changes = [change for change in changes if not came_later(change)]
    if changes:
        named = "；".join(
            f"{c.cell}（“{_short(c.before)}” → “{_short(c.after)}”）"
            for c in for_people(changes[:_SHOWN])
        )
        more = f" 等 {len(changes)} 处" if len(changes) > _SHOWN else ""
        raise SignError(f"{file.quarter}结算之后有改动：{named}{more}；请改回，或重新结算后再签认")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def check_turn(file: OwnFile, held: Sequence[LogEntry], role: str) -> None:
    """Let the vendor sign once, and only after both of 甲方."""
    signed = next((entry for entry in held if entry.what in VENDOR), None)
    if role in VENDOR and signed is not None:
        said = f"{signed.values['姓名']} 于 {signed.values['时间']} 签认（{signed.what}）"
        raise SignError(f"{file.quarter}的结算乙方已由 {said}，不能重复签认")
    if role in VENDOR and (missing := missing_roles(held)):
        raise SignError(f"{role}须在甲方两人签认之后，尚缺 {'、'.join(missing)}")


def check_person(held: Sequence[LogEntry], name: str) -> None:
    """Refuse one who has signed in the other role."""
    for entry in held:
        if same_person(entry.values["姓名"], name):
            role = entry.values["角色"]
            raise SignError(f"{name} 已作为{role}签认，两个角色不能由同一人签认")


def check_requirements(file: OwnFile, in_force: InForce, role: str) -> None:
    """Raise for what rules 7 asks before signing: start date, contract number, final forms.

    The vendor agrees only to forms that hold every objection that 甲方 accepted.
    """
    record, settings, quarter = in_force.record, in_force.settings, file.seal.quarter
    if role == AGREED and (found := list(accepted_since(record, quarter, settings))):
        raise SignError(masked("；".join(found)))
    if role in VENDOR:
        return
    if not settings.yes("服务起始日已确认"):
        raise SignError("服务起始日未经甲方确认，不能签认；请在「合同设置」确认后重新结算")
    if not settings.text("合同编号"):
        raise SignError("合同编号未填写，不能签认；请在「合同设置」填写后重新结算")
    quarter = find_quarter(file.quarter, settings)
    if waiting := list(unentered(record, quarter, settings)):
        raise SignError(f"{masked('；'.join(waiting))}；请改入后重新结算")
    scored = score_of(in_force, quarter, settings)
    if undated := [form.subject for form in scored.forms if form.date is None]:
        raise SignError(f"「{'」「'.join(undated)}」没有评估日期，不能签认；请填写后重新结算")
