"""``jsjb report`` and ``trend``: what a week, a month, a quarter, the year says."""

from pathlib import Path
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
    PeriodText,
    given,
)


def trend(
    evaluation: EvaluationFile,
    ledger: Annotated[
        Path | None, typer.Argument(metavar="[LEDGER]", help="案件台账；给出则列按时率和三率")
    ] = None,
    out: ListFile = None,
    as_of: AsOf = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """年度汇总：各季度得分、扣款、应付、乙方应补足、已付，一页。"""
    from macros_py.jobs import report as reports
    from macros_py.terminal.report_texts import show_year

    inputs = given(ledger or evaluation, as_of, evaluation, column)
    run_job(
        json,
        lambda _: reports.trend(evaluation, inputs if ledger else None, out, inputs.as_of),
        show_year,
        lambda year: year.problems,
    )


def report(
    ledger: LedgerFile,
    evaluation: EvaluationFile,
    period: PeriodText,
    out: OutFolder,
    as_of: AsOf = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """生成周汇总、月分析或诉求分析报告：分析工作簿和 Word 文档。"""
    from macros_py.jobs import report as reports
    from macros_py.terminal.report_texts import show_report

    inputs = given(ledger, as_of, evaluation, column)
    run_job(
        json,
        lambda progress: reports.report(inputs, evaluation, period, out, progress),
        show_report,
        lambda made: made.problems or made.unrecorded,
    )
