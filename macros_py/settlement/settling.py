"""A quarter's settlement put together: score, money, the other readings (contract 2.2, 3.2)."""

from decimal import Decimal

from macros_py.inputs.in_force import InForce, naming
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.inputs.masked_results import masked_score
from macros_py.inputs.quarter_evidence import gather_evidence
from macros_py.rules.evidence.choices import unreasoned_forms
from macros_py.rules.scoring.scoring import QuarterScore, score_quarter
from macros_py.rules.scoring.settlement import Alternative, other_choices, settle
from macros_py.rules.terms.banners import settlement_banners
from macros_py.rules.terms.errors import SettlementError
from macros_py.rules.terms.quarters import Quarter
from macros_py.rules.terms.settings import Settings
from macros_py.settlement.dispute import dispute_of
from macros_py.settlement.earlier_quarters import EarlierQuarters
from macros_py.settlement.open_points import open_points, score_doubts
from macros_py.settlement.settled import Scored, Settled
from workbook.values.records import OtherDeduction
from workbook.values.text import masked


def score_of(in_force: InForce, quarter: Quarter, settings: Settings) -> QuarterScore:
    """Score the quarter's forms under the given settings; raises FormError, QuarterError.

    Every text of it is masked: from here on a score is output (rules 8).
    """
    record = in_force.record
    with naming(record.path):
        scored = score_quarter(record.forms, record.events, quarter, in_force.contract, settings)
        return masked_score(scored)


def settlement_of(in_force: InForce, quarter: Quarter, judged: JudgedLedger) -> Settled:
    """Return the quarter's settlement, not yet written anywhere.

    Raises FormError or SettlementError for input that makes the amount meaningless.
    """
    record, settings = in_force.record, in_force.settings
    with naming(record.path):
        deductions = tuple(d for d in record.other_deductions if d.quarter == quarter.label)
        amounts = [_checked(deduction) for deduction in deductions]
    score = score_of(in_force, quarter, settings)
    money = settle(score.average, amounts, settings)
    dispute = dispute_of(in_force, quarter)
    earlier = EarlierQuarters(record, quarter)
    banners = tuple(
        settlement_banners(settings, money.payable, earlier.paid, in_force.contract.price_words)
    )
    doubts = tuple(map(masked, score_doubts(in_force, score)))
    banners = (*banners, *doubts, *dispute.banner(money), *earlier.doubts())
    banners = (*banners, *open_points(record, quarter, judged))
    alternatives = []
    for reading, choice, other in other_choices(settings):
        own = settle(score_of(in_force, quarter, other).average, amounts, other)
        alternatives.append(Alternative(reading, choice, own.payable, own.shortfall))
    evidence = gather_evidence(judged, quarter)
    banners = tuple(map(masked, (*banners, *unreasoned_forms(evidence.choices))))
    return Settled(
        Scored(in_force, score, banners, doubts),
        money,
        earlier.log.number(quarter.label),
        deductions,
        earlier.paid,
        earlier.deducted,
        tuple(alternatives),
        judged,
        evidence,
        dispute,
        shortfall_before=earlier.shortfall,
    )


def _checked(deduction: OtherDeduction) -> Decimal:
    """Return a deduction's amount; raises SettlementError for one below zero (contract 3.3)."""
    if deduction.amount < 0:
        raise SettlementError(f"{deduction.cell}：扣款金额不能为负 “{deduction.amount}”")
    return deduction.amount
