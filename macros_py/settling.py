"""A quarter's settlement put together: score, money, the other readings (contract 2.2, 3.2)."""

from collections.abc import Iterator
from decimal import Decimal

from macros_py.basis import Basis, naming
from macros_py.evidence import as_problem, gather_evidence
from macros_py.judged import Judged
from macros_py.masking import masked_score
from macros_py.open_points import open_points
from macros_py.results import Scored, Settled
from macros_py.rules.banners import settlement_banners
from macros_py.rules.errors import SettlementError
from macros_py.rules.evidence import choice_faults
from macros_py.rules.money import fen
from macros_py.rules.quarters import Quarter, parse_quarter
from macros_py.rules.scoring import QuarterScore, score_quarter
from macros_py.rules.settings import Settings
from macros_py.rules.settlement import Alternative, other_choices, settle
from macros_py.signoff.register import REVOKED
from workbook.cells import parse_money
from workbook.records import Evaluation, OtherDeduction, RegisterRow
from workbook.text import is_blank

PAID, PAYABLE = "已付金额", "应付金额"
SHORTFALL, MADE_UP = "乙方应补足", "已补足金额"


def score_of(basis: Basis, quarter: Quarter, settings: Settings) -> QuarterScore:
    """Score the quarter's forms under the given settings; raises FormError, QuarterError.

    Every text of it is masked: from here on a score is output (rules 8).
    """
    record = _evaluation(basis)
    with naming(record.path):
        scored = score_quarter(record.forms, record.events, quarter, basis.contract, settings)
        return masked_score(scored)


def settlement_of(basis: Basis, quarter: Quarter, judged: Judged) -> Settled:
    """Return the quarter's settlement, not yet written anywhere.

    Raises FormError or SettlementError for input that makes the amount meaningless.
    """
    record, settings = _evaluation(basis), basis.settings
    with naming(record.path):
        deductions = tuple(d for d in record.other_deductions if _is_of(d.quarter, d.cell, quarter))
        invoices = tuple(i for i in record.invoices if _is_of(i.quarter, i.cell, quarter))
        amounts = [_checked(deduction) for deduction in deductions]
    score = score_of(basis, quarter, settings)
    money = settle(score.average, amounts, settings)
    before = paid_before(record, quarter)
    billed = [invoice.amount for invoice in invoices]
    banners = tuple(
        settlement_banners(settings, money.payable, billed, before, basis.contract.price_words)
    )
    owed = shortfall_before(record, quarter)
    if owed:
        banners = (*banners, f"前期「乙方应补足」尚有 {owed:,} 元未收到，未在本期抵扣（合同3.3）")
    banners = (*banners, *open_points(record, quarter, judged))
    alternatives = tuple(
        Alternative(
            reading,
            choice,
            settle(score_of(basis, quarter, other).average, amounts, other).payable,
        )
        for reading, choice, other in other_choices(settings)
    )
    evidence = gather_evidence(judged, quarter)
    banners = (*banners, *map(str, map(as_problem, choice_faults(evidence.choices))))
    return Settled(
        Scored(basis, score, banners),
        money,
        deductions,
        invoices,
        before,
        alternatives,
        judged,
        evidence,
        shortfall_before=owed,
    )


def paid_before(record: Evaluation, quarter: Quarter) -> Decimal:
    """Return what 结算台账 says was paid for earlier quarters, in yuan.

    Where finance has not filled in 已付金额, the amount payable stands for it.
    """
    amounts = []
    for row in _earlier(record, quarter):
        paid = _amount(row, PAID)
        amounts.append(_amount(row, PAYABLE) if paid is None else paid)
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))


def shortfall_before(record: Evaluation, quarter: Quarter) -> Decimal:
    """Return what the vendor still owes for earlier quarters (contract 3.3), in yuan."""
    owed = Decimal("0.00")
    for row in _earlier(record, quarter):
        owed += max(
            Decimal("0.00"),
            (_amount(row, SHORTFALL) or Decimal(0)) - (_amount(row, MADE_UP) or Decimal(0)),
        )
    return owed


def _earlier(record: Evaluation, quarter: Quarter) -> Iterator[RegisterRow]:
    """Yield the rows of earlier quarters that were not revoked."""
    for row in record.register:
        number = parse_quarter(str(row.values.get("季度", "")))
        if number is not None and number < quarter.number and row.values.get("状态") != REVOKED:
            yield row


def _amount(row: RegisterRow, header: str) -> Decimal | None:
    """Read an amount in yuan, None when blank; raises SettlementError for anything else."""
    value = row.values.get(header, "")
    if is_blank(value):
        return None
    try:
        return fen(parse_money(value))
    except ValueError:
        msg = f"{row.cell}：结算台账该行的「{header}」无法识别 “{value}”，请填数字"
        raise SettlementError(msg) from None


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
