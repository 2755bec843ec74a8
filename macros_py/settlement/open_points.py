"""What stands open around a quarter's settlement: said on it, never decided (rules 5, 6)."""

from collections.abc import Iterable, Iterator

from macros_py.inputs.in_force import InForce
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.inputs.quarter_evidence import is_of
from macros_py.rules.scoring.scoring import QuarterScore, stated_otherwise, unconfirmed, undated
from macros_py.rules.terms.quarters import Quarter
from macros_py.settlement.dispute import unentered
from workbook.evaluation.evaluation import Evaluation
from workbook.values.records import Form
from workbook.values.text import masked


def open_points(record: Evaluation, quarter: Quarter, judged: JudgedLedger) -> Iterator[str]:
    """Yield a line for each thing that a person may have overlooked.

    A quarter that has not ended (contract 3.2), a ledger without a case of it, deductions without
    clause or document.
    """
    as_of = judged.verdicts.as_of
    if as_of.date() < quarter.end:
        yield (
            f"{quarter.label}至 {quarter.last} 止，截至 {as_of:%Y-%m-%d %H:%M} 尚未结束（合同3.2）"
        )
    if not judged.dispatched_in(quarter).any():
        yield f"台账中没有{quarter.label}派单的工单，请核对是否选错台账"
    for deduction in record.other_deductions:
        if deduction.quarter != quarter.label:
            continue
        lacking = [
            name
            for name, text in (("条款", deduction.clause), ("文号", deduction.document))
            if not text
        ]
        if lacking:
            yield f"{deduction.cell}：其他扣款未填{'、'.join(lacking)}（合同3.3）"


def score_doubts(in_force: InForce, score: QuarterScore) -> Iterator[str]:
    """Yield what a person must settle before a quarter's score can be relied on (rules 5).

    Events that do not count yet, forms whose 扣分 says otherwise or that have no 评估日期, forms
    that cannot be told apart, and what was accepted of 乙方意见 and not entered.
    """
    record, quarter = in_force.record, score.quarter
    forms = [form for form in record.forms if is_of(form, quarter)]
    events = [event for event in record.events if is_of(event, quarter)]
    yield from map(str, unconfirmed(events))
    yield from map(str, stated_otherwise(forms, score, in_force.contract, in_force.settings))
    yield from map(str, undated(forms))
    yield from _alike_subjects(forms)
    yield from unentered(record, quarter, in_force.settings)


def _alike_subjects(forms: Iterable[Form]) -> Iterator[str]:
    """Yield a line for forms whose 评估对象 differ only in digits that every output hides."""
    cells: dict[str, list[str]] = {}
    for form in forms:
        cells.setdefault(masked(form.subject), []).append(form.cells.get("评估对象", ""))
    for subject, places in cells.items():
        if len(places) > 1:
            named = masked("、".join(places))
            yield f"{named}：评估对象遮盖号码后都是 “{subject}”，无法区分，请改写为姓名或工号"
