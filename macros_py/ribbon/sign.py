"""签认, 核验, 撤销 and 付款单, on the settlement in front."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import xlwings as xw

from macros_py.jobs import signing_jobs
from macros_py.jobs.payment import payment
from macros_py.payment.payment_lines import payment_lines
from macros_py.ribbon.companions import (
    SETTLEMENT,
    Companion,
    CompanionError,
    asked,
    ledger_beside,
    needed_evaluation,
    open_at,
    open_made,
    writable,
)
from macros_py.rules.signing.signers import ROLES
from macros_py.rules.terms.errors import ClockError
from macros_py.signoff.lines import revoked_lines, signed_lines, verified_lines
from macros_py.signoff.signed import Signed
from workbook.live.book import LiveBook
from workbook.live.closing import closed, file_of, refuse_unsaved
from workbook.live.state import Progress
from workbook.live.tables import Table, write_table
from workbook.values.text import visible

_SHOWN = 8
PAYMENT = "付款单"


def sign_off(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """签认: sign in one role. The host holds both files, so they are closed first and reopened."""
    settlement, evaluation, books = _files(live)
    numbered = {str(number): role for number, role in enumerate(ROLES, 1)}
    offered = "，".join(map(" ".join, numbered.items()))
    role = asked(live.app, f"以什么角色签认？填序号：{offered}（乙方在甲方两人之后）", "1")
    role = numbered.get(role, role)
    name = asked(live.app, f"{role}的姓名？")
    progress("签认")
    with closed(live.app, books):
        act = partial(signing_jobs.sign, settlement, evaluation, role, name, as_of)
        signed = _sure(live.app, act)
    return _message(signed_lines(signed))


def revoke(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """撤销: take the signatures under the settlement in front back, with a reason."""
    settlement, evaluation, books = _files(live)
    reason = asked(live.app, "撤销签认的理由？（记入签认记录，不能删除）")
    progress("撤销签认")
    with closed(live.app, books):
        act = partial(signing_jobs.revoke, settlement, evaluation, reason, as_of)
        revoked = _sure(live.app, act)
    return _message([*revoked_lines(revoked), "下一步：改正后点「生成验收结算」，再「签认」。"])


def _sure(app: xw.App, act: Callable[..., Signed]) -> Signed:
    """Sign or revoke; a clock that is far from the last entry's is asked about first."""
    try:
        return act()
    except ClockError as error:
        clock = str(error).partition("；")[0]
        if asked(app, f"{clock}。电脑时间正确吗？填 是 或 否", "否") != "是":
            raise
        return act(clock_confirmed=True)


def verify(live: LiveBook, _: datetime, progress: Progress) -> str:
    """核验: name every cell that changed since the settlement in front was signed."""
    _refuse_other(live)
    progress("核对签认时的摘要")
    evaluation = needed_evaluation(live)
    with ExitStack() as copies:
        path = copies.enter_context(evaluation.as_it_stands())
        settlement = copies.enter_context(Companion.opened(live.book).as_it_stands())
        ledger = ledger_beside(live)
        ledger_path = copies.enter_context(ledger.as_it_stands()) if ledger else None
        lines = list(verified_lines(signing_jobs.verify(settlement, path, ledger_path)))
    if len(lines) <= _SHOWN:
        return _message(lines)
    report = live.app.books.add()
    rows = [(visible(line),) for line in lines]
    write_table(LiveBook.of(report), Table("核验", [f"核验 {live.name}"], ("结果",), rows))
    return _message([*lines[-3:], f"逐条列在新工作簿「{report.name}」里。"])


def _message(lines: Iterable[str]) -> str:
    """Join lines, each shown as one whatever a cell put into it."""
    return "\n".join(map(visible, lines))


def pay(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """付款单: make it of the signed settlement in front and open it; 结算台账 gets its number."""
    settlement, evaluation, books = _files(live)
    output = settlement.with_name(settlement.name.replace(SETTLEMENT, PAYMENT))
    with closed(live.app, [*books, *open_at(live.app, output)]):
        made = payment(settlement, evaluation, output, as_of, progress)
    lines = [*payment_lines(made), open_made(live.app, output)]
    return _message([*lines, "下一步：打印送签；付款后在「结算台账」填写已付金额和付款日期。"])


def _files(live: LiveBook) -> tuple[Path, Path, list[xw.Book]]:
    """Give the settlement's file, the evaluation workbook's, and which of them are open."""
    _refuse_other(live)
    settlement = file_of(live.book)
    evaluation = needed_evaluation(live)
    path = writable(evaluation)
    books = [live.book, *evaluation.books]
    for book in books:
        refuse_unsaved(book)
    return settlement, path, books


def _refuse_other(live: LiveBook) -> None:
    if SETTLEMENT not in live.name:
        raise CompanionError(
            f"「{live.name}」不是验收结算；请先打开要签认或核验的「{SETTLEMENT}_第N季度.xlsx」"
        )
    live.used[live.name] = None
