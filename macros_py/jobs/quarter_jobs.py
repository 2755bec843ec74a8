"""What a person asks of a quarter: its score, what stands behind it, its settlement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from macros_py.desk.evidence_list import WEIGHED, evidence_list
from macros_py.desk.lists import check_place, put, waiting_to_put
from macros_py.inputs.in_force import InForce, read_in_force
from macros_py.inputs.judged_ledger import JudgedLedger, judge_ledger
from macros_py.inputs.quarter_evidence import Evidence, gather_evidence
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.rules.signing.log import DRAFT
from macros_py.rules.terms.banners import contract_banners
from macros_py.rules.terms.quarters import find_quarter
from macros_py.settlement.acceptance import PAGE, TEMPLATE, acceptance_workbook
from macros_py.settlement.assembly import sheet_fills
from macros_py.settlement.content import SettlementContent
from macros_py.settlement.open_points import score_doubts
from macros_py.settlement.quarter_content import quarter_content, rates_of
from macros_py.settlement.settled import Scored, Settled
from macros_py.settlement.settling import score_of, settlement_of
from macros_py.signoff.drafting import write_draft
from macros_py.signoff.pdf import Sheet, print_pdf
from templates import template
from workbook.values.text import masked


@dataclass(frozen=True)
class Draft:
    """How a settlement is put down.

    ``now``: when (None: as-of). ``sample``: as 示例数据. ``pdf``, ``acceptance``: with a PDF, with
    履约验收书 beside it.
    """

    now: datetime | None = None
    sample: bool = False
    pdf: bool = False
    acceptance: bool = False


NEW_DRAFT = Draft()


def score(evaluation: Path, quarter: str) -> Scored:
    """Return the quarter's forms with their scores and the average."""
    return score_in_force(read_in_force(evaluation, quarter=quarter), quarter)


def score_in_force(in_force: InForce, quarter: str) -> Scored:
    """Do what ``score`` does with an evaluation workbook that has been read."""
    wanted = find_quarter(quarter, in_force.settings)
    scored = score_of(in_force, wanted, in_force.settings)
    doubts = tuple(map(masked, score_doubts(in_force, scored)))
    return Scored(in_force, scored, (*contract_banners(in_force.settings), *doubts), doubts)


def settle(
    inputs: Inputs, quarter: str, out: Path, draft: Draft = NEW_DRAFT, progress: Progress = silent
) -> Settled:
    """Make 验收结算_第N季度.xlsx in folder ``out``: 附件2, 结算单, and how each fen came about.

    Its draft row goes into 结算台账 of the evaluation workbook; 履约验收书, where it is asked for,
    is not written without it, nor it without that. Raises SignError when the quarter is signed.
    """
    in_force = inputs.in_force(quarter)
    find_quarter(quarter, in_force.settings)
    progress("读取台账，统计时限")
    judged = judge_ledger(inputs.ledger, in_force, inputs.as_of)
    return settle_judged(judged, quarter, out, replace(draft, now=inputs.now), progress)


def settle_judged(
    judged: JudgedLedger,
    quarter: str,
    out: Path,
    draft: Draft = NEW_DRAFT,
    progress: Progress = silent,
) -> Settled:
    """Do what ``settle`` does with a ledger that has been read and judged."""
    wanted = find_quarter(quarter, judged.in_force.settings)
    settled = settlement_of(judged.in_force, wanted, judged)
    progress("生成验收结算")
    content = quarter_content(settled, sample=draft.sample)
    output = out / f"验收结算_{wanted.label}.xlsx"
    moment = draft.now or judged.verdicts.as_of
    beside = _acceptance(settled, content, out) if draft.acceptance else nullcontext()
    with beside as put_acceptance:
        settled = write_draft(settled, sheet_fills(content), output, moment)
        if put_acceptance is not None:
            settled = replace(settled, acceptance=put_acceptance())
    if not draft.pdf:
        return settled
    evaluation = None if settled.unrecorded else judged.in_force.record.path
    sheet = Sheet(wanted.label, settled.digest, DRAFT, moment)
    progress("生成 PDF")
    pdf_file, unprinted = print_pdf(output, settled.content, evaluation, sheet)
    return replace(settled, pdf=pdf_file, unprinted=unprinted)


def evidence(
    inputs: Inputs, quarter: str, out: Path | None = None, progress: Progress = silent
) -> Evidence:
    """Return what stands behind each item of a quarter's forms, and list it in ``out`` (rules 5).

    Rows of the evaluation workbook that cannot be read do not stop it: they are among its problems.
    """
    check_place(out, WEIGHED, (inputs.ledger, inputs.evaluation))
    in_force = inputs.in_force()
    find_quarter(quarter, in_force.settings)
    progress("读取台账，统计打分参考")
    found = evidence_judged(judge_ledger(inputs.ledger, in_force, inputs.as_of), quarter)
    if out is not None:
        put(out, evidence_list(found), inputs.ledger)
    return found


def evidence_judged(judged: JudgedLedger, quarter: str) -> Evidence:
    """Do what ``evidence`` does with a ledger that has been read and judged."""
    return gather_evidence(judged, find_quarter(quarter, judged.in_force.settings))


@contextmanager
def _acceptance(
    settled: Settled, content: SettlementContent, out: Path
) -> Iterator[Callable[[], Path]]:
    """Let 履约验收书_第N季度.xlsx wait in folder ``out``; raises the refusals of its place.

    What is given puts it there and returns where.
    """
    ledger = settled.judged.ledger.path
    output = out / f"{PAGE}_{content.score.quarter.label}.xlsx"
    check_place(output, PAGE, (ledger, settled.scored.in_force.record.path))
    made = acceptance_workbook(content, rates_of(settled), template(TEMPLATE).read_bytes())
    with waiting_to_put(output, made, ledger) as put_it:

        def put_there() -> Path:
            put_it()
            return output

        yield put_there
