"""A quarter's settlement put together: score, money, the other readings (contract 2.2, 3.2)."""

from decimal import Decimal

from macros_py.basis import Basis
from macros_py.judged import Judged
from macros_py.results import Scored, Settled
from macros_py.rules.banners import settlement_banners
from macros_py.rules.errors import SettlementError
from macros_py.rules.money import fen
from macros_py.rules.quarters import Quarter, parse_quarter
from macros_py.rules.scoring import QuarterScore, score_quarter
from macros_py.rules.settings import Settings
from macros_py.rules.settlement import Alternative, other_choices, settle
from workbook.records import Evaluation, OtherDeduction

PAID, PAYABLE, REVOKED = "已付金额", "应付金额", "已撤销"


def score_of(basis: Basis, quarter: Quarter, settings: Settings) -> QuarterScore:
    """Score the quarter's forms under the given settings; raises FormError, QuarterError."""
    record = _evaluation(basis)
    return score_quarter(record.forms, record.events, quarter, basis.contract, settings)


def settlement_of(basis: Basis, quarter: Quarter, judged: Judged) -> Settled:
    """Return the quarter's settlement, not yet written anywhere.

    Raises FormError or SettlementError for input that makes the amount meaningless.
    """
    record, settings = _evaluation(basis), basis.settings
    deductions = tuple(d for d in record.other_deductions if _is_of(d.quarter, d.cell, quarter))
    invoices = tuple(i for i in record.invoices if _is_of(i.quarter, i.cell, quarter))
    amounts = [_checked(deduction) for deduction in deductions]
    score = score_of(basis, quarter, settings)
    money = settle(score.average, amounts, settings)
    before = paid_before(record, quarter)
    billed = [invoice.amount for invoice in invoices]
    banners = tuple(settlement_banners(settings, money.payable, billed, before))
    alternatives = tuple(
        Alternative(
            reading,
            choice,
            settle(score_of(basis, quarter, other).average, amounts, other).payable,
        )
        for reading, choice, other in other_choices(settings)
    )
    return Settled(
        Scored(basis, score, banners), money, deductions, invoices, before, alternatives, judged
    )


def paid_before(record: Evaluation, quarter: Quarter) -> Decimal:
    """Return what 结算台账 says was paid for earlier quarters, in yuan."""
    total = Decimal("0.00")
    for row in record.register:
        number = parse_quarter(str(row.values.get("季度", "")))
        if number is None or number >= quarter.number or row.values.get("状态") == REVOKED:
            continue
        paid = row.values.get(PAID) or row.values.get(PAYABLE)
        if isinstance(paid, Decimal):
            total += fen(paid)
    return total


def _evaluation(basis: Basis) -> Evaluation:
    if basis.evaluation is None:
        msg = "没有考核评价工作簿"
        raise SettlementError(msg)
    return basis.evaluation


def _is_of(text: str, cell: str, quarter: Quarter) -> bool:
    number = parse_quarter(text)
    if number is None:
        msg = f"{cell}：季度无法识别 “{text}”，请写作 第1季度"
        raise SettlementError(msg)
    return number == quarter.number


def _checked(deduction: OtherDeduction) -> Decimal:
    """Check that a deduction is one: entered with clause, document and amount (contract 3.3)."""
    if deduction.amount < 0:
        msg = f"{deduction.cell}：扣款金额不能为负 “{deduction.amount}”"
        raise SettlementError(msg)
    return deduction.amount
