"""``jsjb score``, ``settle``, ``evidence``, ``candidates``: what a quarter comes to, and why."""

from typing import Annotated

import typer

from macros_py.terminal.job_run import run_job
from macros_py.terminal.options import (
    AsJson,
    AsOf,
    Columns,
    EvaluationFile,
    LedgerFile,
    ListFile,
    OutFolder,
    QuarterText,
    given,
)


def score(evaluation: EvaluationFile, quarter: QuarterText, json: AsJson = False) -> None:
    """计算一个季度的验收得分。"""
    from macros_py.jobs import quarter_jobs
    from macros_py.terminal.quarter_texts import show_score

    run_job(
        json,
        lambda _: quarter_jobs.score(evaluation, quarter),
        show_score,
        lambda scored: scored.doubts,
    )


def settle(
    ledger: LedgerFile,
    evaluation: EvaluationFile,
    quarter: QuarterText,
    out: OutFolder,
    as_of: AsOf = None,
    column: Columns = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="同时生成 PDF（用 LibreOffice 或 Excel）")
    ] = False,
    acceptance: Annotated[
        bool, typer.Option("--acceptance", help="同时生成履约验收书，逐条列出附件1的要求和数据")
    ] = False,
    json: AsJson = False,
) -> None:
    """生成一个季度的验收结算工作簿：附件2、结算单、评分计算。"""
    from macros_py.jobs import quarter_jobs
    from macros_py.terminal.quarter_texts import show_settlement

    inputs = given(ledger, as_of, evaluation, column)
    draft = quarter_jobs.Draft(pdf=pdf, acceptance=acceptance)
    run_job(
        json,
        lambda progress: quarter_jobs.settle(inputs, quarter, out, draft, progress),
        show_settlement,
        lambda made: made.problems or made.unprinted or made.unrecorded or made.scored.doubts,
    )


def evidence(
    ledger: LedgerFile,
    evaluation: EvaluationFile,
    quarter: QuarterText,
    out: ListFile = None,
    as_of: AsOf = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """列出一个季度八个评价项目的依据：分子、分母和每一处未达到的编号。"""
    from macros_py.jobs import quarter_jobs
    from macros_py.terminal.evidence_texts import show_evidence

    inputs = given(ledger, as_of, evaluation, column)
    run_job(
        json,
        lambda progress: quarter_jobs.evidence(inputs, quarter, out, progress),
        lambda found: show_evidence(found, out),
        lambda found: found.problems or found.judged.problems,
    )


def candidates(
    ledger: LedgerFile,
    evaluation: EvaluationFile,
    quarter: QuarterText,
    case: Annotated[
        list[str] | None, typer.Option("--case", help="只登记这件，可重复；不写则全部候选")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="评估对象；只有一份评价表时可不写")
    ] = None,
    as_of: AsOf = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """把零分工单候选登记到违约违规，待认定；认定之前不扣分。"""
    from macros_py.jobs.candidates import register_candidates
    from macros_py.terminal.quarter_texts import show_registered

    inputs = given(ledger, as_of, evaluation, column)
    run_job(
        json,
        lambda progress: register_candidates(inputs, quarter, case or [], subject, progress),
        show_registered,
        lambda done: done.added,
    )
