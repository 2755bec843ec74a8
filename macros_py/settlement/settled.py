"""A quarter's score and its settlement, and each as the plain data that ``--json`` prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from macros_py.inputs.in_force import InForce
from macros_py.inputs.judged_ledger import JudgedLedger, problem_json
from macros_py.inputs.quarter_evidence import Evidence
from macros_py.rules.scoring.objections import Claim, Matter
from macros_py.rules.scoring.scoring import QuarterScore, ScoredForm
from macros_py.rules.scoring.settlement import Alternative, Settlement
from macros_py.rules.terms.banners import bank_notes
from macros_py.rules.terms.money import exact_text, rmb_upper
from macros_py.settlement.dispute import Dispute
from workbook.values.problem import Problem
from workbook.values.records import OtherDeduction
from workbook.values.text import masked

Json = dict[str, object]


@dataclass(frozen=True)
class Scored:
    """A quarter's score under the settings in force.

    ``doubts`` are those of the banners that need a person before the amount can be relied on.
    """

    in_force: InForce
    score: QuarterScore
    banners: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    def json(self) -> Json:
        """Return quarter, forms and average; scores as exact strings."""
        settings = self.in_force.settings
        return {
            "quarter": self.score.quarter.json(),
            "forms": [_form(form) for form in self.score.forms],
            "quarter_event_points": exact_text(self.score.event_points),
            "average": exact_text(self.score.average),
            "banners": list(self.banners),
            "readings": {
                key: settings.shown(key)
                for key, definition in settings.definitions.items()
                if definition.kind in ("口径", "比例") or key == "允许续期季度"
            },
        }


@dataclass(frozen=True)
class Settled:
    """A quarter's settlement: score, money, ledger figures, and the workbook made of them.

    ``number``: 结算单编号. ``paid_before``: yuan paid for earlier quarters; ``deducted_before``:
    what was kept back from their fees; ``shortfall_before``: what the vendor still owes for them.
    ``output`` and ``pdf``: None until written; ``content`` is what was written, ``code`` its
    核验码. ``unrecorded``: why 结算台账 has no row of it, ``""`` when it has; ``unprinted``: why
    there is no PDF that was asked for. ``kept``: what a file that could not be read as a
    settlement is called now. ``acceptance``: 履约验收书, where it was asked for.
    """

    scored: Scored
    settlement: Settlement
    number: str
    deductions: tuple[OtherDeduction, ...]
    paid_before: Decimal
    deducted_before: Decimal
    alternatives: tuple[Alternative, ...]
    judged: JudgedLedger
    evidence: Evidence
    dispute: Dispute
    output: Path | None = None
    pdf: Path | None = None
    shortfall_before: Decimal = Decimal("0.00")
    unrecorded: str = ""
    unprinted: str = ""
    content: bytes = b""
    digest: str = ""
    code: str = ""
    kept: Path | None = None
    acceptance: Path | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything in both workbooks that a person must look at."""
        return (*self.evidence.problems, *self.judged.problems)

    @property
    def words(self) -> str:
        """The amount payable in words."""
        return rmb_upper(self.settlement.payable)

    def json(self) -> Json:
        """Return the score with the money; amounts as strings with two decimals."""
        money = self.settlement
        return {
            **self.scored.json(),
            "number": self.number,
            "as_of": self.judged.verdicts.as_of.isoformat(),
            "fee": str(money.fee),
            "performance_deduction": str(money.performance_deduction),
            "other_deductions": str(money.other_deductions),
            "payable": str(money.payable),
            "shortfall": str(money.shortfall),
            "paid_before": str(self.paid_before),
            "shortfall_before": str(self.shortfall_before),
            "payable_words": self.words,
            "sensitivity": [
                {
                    "reading": alternative.reading,
                    "choice": alternative.choice,
                    "payable": str(alternative.payable),
                    "shortfall": str(alternative.shortfall),
                }
                for alternative in self.alternatives
            ],
            "claimed_payable": str(self.dispute.settlement.payable),
            "disputed": str(self.dispute.difference(money)),
            "objections": [_claim(claim) for claim in self.dispute.claims],
            "evidence": self.evidence.figures_json(),
            "notes": list(bank_notes(self.scored.in_force.settings)),
            "ledger_notes": list(self.judged.notes),
            "problems": list(map(problem_json, self.problems)),
            "output": str(self.output) if self.output else None,
            "pdf": str(self.pdf) if self.pdf else None,
            "unrecorded": self.unrecorded or None,
            "unprinted": self.unprinted or None,
            "code": self.code or None,
            "kept": str(self.kept) if self.kept else None,
            "acceptance": str(self.acceptance) if self.acceptance else None,
        }


def _claim(claim: Claim) -> Mapping[str, object]:
    row = claim.objection
    return {
        "cell": row.cell,
        "subject": masked(row.subject),
        "about": masked(row.about),
        "decided": masked(claim.decided),
        "claim": masked(row.claim),
        "answer": claim.answer or None,
        "computed": claim.matter is not Matter.TEXT,
        "stands": claim.stands,
    }


def _form(form: ScoredForm) -> Mapping[str, object]:
    return {
        "subject": form.subject,
        "date": form.date.isoformat() if form.date else None,
        "points": dict(form.points),
        "base": exact_text(form.base),
        "events": [
            {
                "kind": event.kind,
                "description": event.description,
                "case_id": event.case_id,
                "confirmed_by": event.confirmed_by,
                "confirmed_on": event.confirmed_on.isoformat() if event.confirmed_on else None,
                "counted": event.counts,
            }
            for event in form.events
        ],
        "event_points": exact_text(form.event_points),
        "score": exact_text(form.score),
    }
