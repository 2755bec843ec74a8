"""``jsjb check``, ``flags``, ``rates``: what a ledger says, and the time limits written into it."""

from pathlib import Path
from typing import Annotated

import typer

from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.terminal.job_run import run_job
from macros_py.terminal.options import (
    AsJson,
    AsOf,
    Columns,
    LedgerFile,
    ListFile,
    SettingsFile,
    given,
    grouping,
)


def check(
    ledger: LedgerFile,
    out: ListFile = None,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """检查台账：识别了哪些列、哪些单元格有问题。"""
    from macros_py.jobs import ledger_jobs
    from macros_py.terminal.ledger_texts import show_check

    inputs = given(ledger, as_of, settings, column)
    run_job(
        json,
        lambda progress: ledger_jobs.check(inputs, out, progress),
        lambda judged: show_check(judged, out),
        lambda judged: judged.problems,
    )


def flags(
    ledger: LedgerFile,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="OUT.xlsx", help="另存；不写则写回台账")
    ] = None,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """计算各环节时限与状态，写入台账右侧。"""
    from macros_py.jobs import ledger_jobs
    from macros_py.terminal.ledger_texts import show_flags

    inputs = given(ledger, as_of, settings, column)
    run_job(
        json,
        lambda progress: ledger_jobs.flags(inputs, out, progress),
        show_flags,
        lambda flagged: flagged.judged.problems,
    )


def rates(
    ledger: LedgerFile,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="|".join(GROUPINGS), help="分组，可重复"),
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="期间，如 2024-W10、2024-03；不写则为台账全部")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.xlsx", help="另存为三率表")
    ] = None,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """统计响应率、解决率、满意率。"""
    inputs = given(ledger, as_of, settings, column)
    groupings = list(dict.fromkeys(map(grouping, by or ())))
    if period or out or len(groupings) > 1:
        from macros_py.jobs.report import rate_table
        from macros_py.terminal.report_texts import show_rate_table

        run_job(
            json,
            lambda progress: rate_table(inputs, groupings, period, out, progress),
            show_rate_table,
            lambda told: told.problems,
        )
    from macros_py.jobs import ledger_jobs
    from macros_py.terminal.ledger_texts import show_rates

    one = groupings[0] if groupings else None
    run_job(
        json,
        lambda progress: ledger_jobs.rates(inputs, one, progress),
        show_rates,
        lambda rated: rated.problems,
    )
