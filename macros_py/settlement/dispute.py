"""What the vendor disputes of a quarter, and what it would be paid if it were right (2.2, 3.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from macros_py.inputs.evaluation_in_force import decided_of, quarter_claims
from macros_py.inputs.in_force import InForce
from macros_py.inputs.masked_results import masked_score
from macros_py.rules.scoring.objections import NOT_TO_SIGN, Claim
from macros_py.rules.scoring.scoring import QuarterScore, score_quarter
from macros_py.rules.scoring.settlement import Settlement, settle
from macros_py.rules.terms.quarters import Quarter
from macros_py.rules.terms.settings import Settings
from workbook.evaluation.evaluation import Evaluation

_NAMED = 8
"""So many claims are named on 结算单; 争议计算 has all of them."""


@dataclass(frozen=True)
class Dispute:
    """The claims of a quarter, and score and money with those that stand put in.

    ``amounts``: the other deductions as claimed, in yuan, in their order.
    """

    claims: tuple[Claim, ...]
    score: QuarterScore
    settlement: Settlement
    amounts: tuple[Decimal, ...]

    @property
    def standing(self) -> tuple[Claim, ...]:
        """The claims that can be computed and were not accepted."""
        return tuple(claim for claim in self.claims if claim.stands)

    def difference(self, decided: Settlement) -> Decimal:
        """Return 争议金额: what the claims that stand would add to the payable."""
        return self.settlement.payable - decided.payable

    def banner(self, decided: Settlement) -> Iterator[str]:
        """Yield what 结算单 must say of the claims that stand."""
        if named := [claim.objection.cell for claim in self.standing]:
            claimed, owed = self.settlement.shortfall, decided.shortfall
            short = f"；乙方应补足 {owed:,} 元，按其主张 {claimed:,} 元" if claimed != owed else ""
            more = f" 等 {len(named)} 条" if len(named) > _NAMED else ""
            yield (
                f"{'、'.join(named[:_NAMED])}{more}：乙方意见未采纳、部分采纳或未答复，按其主张"
                f"应付 {self.settlement.payable:,} 元，争议金额 {self.difference(decided):,} 元"
                f"{short}"
            )


def dispute_of(in_force: InForce, quarter: Quarter) -> Dispute:
    """Return the dispute of a quarter under the settings in force; raises FormError."""
    record, settings = in_force.record, in_force.settings
    claims, _ = quarter_claims(record, quarter, settings)
    claimed = decided_of(record, quarter, settings).claimed(c for c in claims if c.stands)
    forms = list(claimed.forms.values())
    scored = score_quarter(forms, claimed.events, quarter, in_force.contract, settings)
    amounts = tuple(row.amount for row in claimed.deductions)
    money = settle(scored.average, amounts, settings)
    return Dispute(claims, masked_score(scored), money, amounts)


def unentered(record: Evaluation, quarter: Quarter, settings: Settings) -> Iterator[str]:
    """Yield what 甲方 accepted and nobody has entered yet: nothing may be signed before it is."""
    for claim in quarter_claims(record, quarter, settings)[0]:
        if not claim.entered:
            yield claim.to_enter()


def accepted_since(record: Evaluation, quarter: Quarter, settings: Settings) -> Iterator[str]:
    """Yield what 甲方 accepted and the signed settlement does not hold: never an edit (rules 7)."""
    for line in unentered(record, quarter, settings):
        yield f"{line.removesuffix(NOT_TO_SIGN)}；签认的结算不含这一条，请撤销后重新结算"
