"""From a quarter's settlement and its judged ledger to what the workbook shows."""

from collections.abc import Iterator

from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.deadlines.statistics import count_stages
from macros_py.rules.periods.rate_counts import RateCounts
from macros_py.settlement.content import SettlementContent, StageRow
from macros_py.settlement.references import figures_of, gaps_of, notes_of
from macros_py.settlement.settled import Settled
from workbook.ledger.header_conflicts import LEFT_OUT
from workbook.values.text import masked


def quarter_content(settled: Settled, *, sample: bool = False) -> SettlementContent:
    """Gather what the workbook shows; its 时限统计 count the cases dispatched in the quarter.

    A ``sample`` says 示例数据 on every sheet and page.
    """
    scored, judged = settled.scored, settled.judged
    ledger, in_force = judged.ledger, scored.in_force
    rows = judged.first_rows & judged.dispatched_in(scored.score.quarter)
    case_ids = ledger.columns["case_id"].tolist()
    sources = (ledger.path.name, in_force.record.path.name)
    return SettlementContent(
        contract=in_force.contract,
        settings=in_force.settings,
        score=scored.score,
        settlement=settled.settlement,
        as_of=judged.verdicts.as_of,
        deductions=settled.deductions,
        number=settled.number,
        dispute=settled.dispute,
        paid_before=settled.paid_before,
        deducted_before=settled.deducted_before,
        stages=[StageRow.of(count, case_ids) for count in count_stages(judged.verdicts, rows)],
        alternatives=settled.alternatives,
        banners=scored.banners,
        sources=[masked(name) for name in sources],
        figures=tuple(figures_of(settled.evidence)),
        gaps=tuple(gaps_of(settled.evidence)),
        notes=(*notes_of(settled.evidence), *_of_the_ledger(judged)),
        sample=sample,
    )


def rates_of(settled: Settled) -> RateCounts:
    """Return the three rates of the cases dispatched in the quarter (附件1 一.3)."""
    judged = settled.judged
    return judged.answers.counts(judged.dispatched_in(settled.scored.score.quarter))


def _of_the_ledger(judged: JudgedLedger) -> Iterator[tuple[str, str, str]]:
    """Yield what was left out of the ledger, lacking or taken instead, as lines of 口径说明."""
    for problem in judged.problems:
        if problem.kind == LEFT_OUT:
            yield "台账", problem.address, problem.message
    for note in judged.notes:
        yield "台账", "说明", note
