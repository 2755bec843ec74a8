"""A 付款单 gathered: what verifies of the settlement, and what the workbook adds (contract 3.2)."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from macros_py.inputs.in_force import InForce
from macros_py.payment.payment import MADE_ON, NUMBER, Payment, Sealed, Standing
from macros_py.rules.payment.invoices import Invoices
from macros_py.rules.payment.latest_day import NOT_NEEDED, PaymentStart, exposure, latest_day
from macros_py.rules.scoring.settlement import PriceBalance
from macros_py.rules.signing.log import PAID_ON, LogEntry
from macros_py.rules.signing.signers import OBJECTED, SIGNERS
from macros_py.rules.terms.banners import settlement_banners
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.money import fen, rmb_upper
from macros_py.settlement.dispute import accepted_since
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.register import Books
from macros_py.signoff.seal import RESULTS, Seal
from macros_py.signoff.sealed_fills import PART, sealed_fills
from macros_py.signoff.verifying import Verdict, Verified, verify
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import Written
from workbook.values.refusals import EvaluationError
from workbook.values.text import masked

_SHOWN = 3


def verified_settlement(settlement: Path, evaluation: Snapshot) -> tuple[OwnFile, Verified]:
    """Read a settlement that ``verify`` gives 0 or 3; raises SignError for any other."""
    file = OwnFile.read(settlement)
    verified = verify(file, evaluation)
    if verified.verdict is Verdict.CHANGED:
        found = [f"{change.cell} 签认时 “{change.before}”" for change in verified.changes]
        found += [f"{cell}：{why}" for cell, why in verified.log]
        more = f" 等 {len(found)} 处" if len(found) > _SHOWN else ""
        raise SignError(
            f"{settlement.name}：核验不通过，不能付款：{'；'.join(found[:_SHOWN])}{more}；"
            "请先 jsjb verify 核对"
        )
    return file, verified


def sealed_of(seal: Seal, number: str, code: str) -> Sealed:
    """Return what a settlement's seal says that is paid on.

    Raises SignError for a settlement of a release that sealed less.
    """
    results = seal.part(RESULTS)
    try:
        bill = sealed_fills(seal.part(PART)).whole
        return Sealed(
            seal.quarter.label,
            results.get("number") or number,
            code,
            fen(Decimal(results["fee"])),
            fen(Decimal(results["payable"])),
            results["payable_words"],
            bill.values,
            sample=bool(bill.page.get("样例")),
        )
    except (KeyError, ValueError, IndexError) as error:
        msg = "这份结算由另一版本的工具生成，签认数据不全，不能生成付款单；请撤销后重新结算"
        raise SignError(msg) from error


def payment_of(
    file: OwnFile, verified: Verified, in_force: InForce, books: Books, now: datetime
) -> Payment:
    """Return the 付款单 of a verified settlement.

    Raises EvaluationError naming every cell that forbids paying: invoices that are missing, too
    much, doubled or made out for a revoked settlement, payments above what was payable, and
    objections that 甲方 accepted after the signatures.
    """
    record, settings = in_force.record, in_force.settings
    sealed = sealed_of(file.seal, books.log.number(file.quarter), verified.code)
    standing = Standing(record, sealed)
    invoices = Invoices(record.invoices, sealed.quarter, sealed.payable, standing.revoked_invoices)
    faults = [f"{cell}：{masked(why)}" for cell, why in (*invoices.faults(), *standing.faults())]
    faults += map(masked, accepted_since(record, file.seal.quarter, settings))
    if faults:
        raise EvaluationError(record.path.name, faults)
    row = books.row_of(sealed.quarter)
    if row is None:
        raise EvaluationError(record.path.name, [f"结算台账没有{sealed.quarter}有效的行"])
    start = PaymentStart(
        *_signed_on(verified.signatures), _received(invoices) if invoices.own else None
    )
    latest = latest_day(start, settings, in_force.holidays) if sealed.payable else NOT_NEEDED
    printed_before = row.text(NUMBER) == sealed.number
    made_on, paid_on = _day(row, MADE_ON) if printed_before else None, _day(row, PAID_ON)
    doubts = tuple(
        map(masked, (*invoices.banners(now.date()), *standing.banners(), *verified.banners))
    )
    banners = (
        *(["示例数据，不得用于付款"] if sealed.sample else []),
        *settlement_banners(settings, sealed.payable, standing.paid_otherwise),
        *_paid_already(sealed, standing.paid_own),
        *_objected(file.seal, verified),
        *doubts,
    )
    return Payment(
        sealed,
        invoices,
        standing.paid_own,
        PriceBalance(fen(settings.amount("合同总价")), standing.paid, standing.deducted),
        latest,
        exposure(sealed.payable, latest, paid_on or now.date(), settings),
        settings.choice("乙方企业规模"),
        made_on or now.date(),
        tuple(dict.fromkeys(map(masked, banners))),
        doubts,
    )


def _paid_already(sealed: Sealed, paid: Decimal) -> Iterator[str]:
    """Yield that less is to be paid now than was settled: nothing was, or some was paid."""
    if not sealed.payable:
        yield "本期应付 0.00 元，无须付款"
    elif paid:
        now = sealed.payable - paid
        do = "请勿重复付款" if not now else rmb_upper(now)
        yield f"{sealed.quarter}已付 {paid:,} 元，本次应付 {now:,} 元（{do}）"


def _objected(seal: Seal, verified: Verified) -> Iterator[str]:
    """Yield that the vendor signed under protest, with what it disputes."""
    for entry in verified.signatures:
        if entry.what == OBJECTED:
            amount = fen(Decimal(seal.part(RESULTS).get("disputed", "0")))
            yield (
                f"乙方于 {entry.values['时间']} 签认时有异议（{entry.values['姓名']}），"
                f"结算时的争议金额 {amount:,} 元"
            )


def _signed_on(signatures: tuple[LogEntry, ...]) -> tuple[date | None, date | None]:
    """Return the days of the vendor's signature and of the second of 甲方."""
    own = [entry.time for entry in signatures if entry.values["角色"] in SIGNERS]
    vendors = [entry.time for entry in signatures if entry.values["角色"] not in SIGNERS]
    days = [times[-1].date() if times and times[-1] else None for times in (vendors, own)]
    return days[0], days[1] if len(own) == len(SIGNERS) else None


def _received(invoices: Invoices) -> date | None:
    """Return the day when the last invoice came in, None while one has no 收到日期."""
    days = [row.received for row in invoices.own if row.amount > 0]
    return max(day for day in days if day) if days and all(days) else None


def _day(row: Written, header: str) -> date | None:
    value = row.values.get(header)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
