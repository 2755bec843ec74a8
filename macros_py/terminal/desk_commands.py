"""``jsjb import``, ``todo``, ``urge``, ``replies``: the desk's day."""

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
    SettingsFile,
    Unit,
    given,
    pins,
)


def import_(
    ledger: LedgerFile,
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="平台导出的文件")],
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="新工单放进哪张工作表；不写则按派单月份")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只核对、列出结果，不写任何文件")
    ] = False,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    column: Columns = None,
    export_column: Annotated[
        list[str] | None,
        typer.Option(
            "--export-column", metavar="FIELD=HEADER", help="指定字段在导出中的列，可重复"
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """把平台导出补进台账：新工单加在末尾，空格补上，不同的只列出、不覆盖。"""
    from macros_py.jobs.import_export import import_export
    from macros_py.terminal.desk_texts import show_import

    inputs = given(ledger, as_of, settings, column)
    theirs = pins(export_column or [])
    run_job(
        json,
        lambda progress: import_export(
            inputs, export, sheet=sheet, pins=theirs, dry_run=dry_run, progress=progress
        ),
        show_import,
        lambda done: done.needs_a_person,
    )


def todo(
    ledger: LedgerFile,
    out: ListFile = None,
    unit: Unit = None,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """今日待办：逾期和一天内到期的环节、挂账月报、待回访、待复核、回复、数据问题。"""
    from macros_py.jobs.todo import todo as work
    from macros_py.terminal.desk_texts import show_todo

    inputs = given(ledger, as_of, settings, column)
    run_job(
        json,
        lambda progress: work(inputs, out, unit, progress),
        show_todo,
        lambda done: done.needs_a_person,
    )


def replies(
    ledger: LedgerFile,
    period: Annotated[
        str | None, typer.Option("--period", help="期间，如 2024-03；不写则为台账全部")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.xlsx", help="另存归档清单")
    ] = None,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """检查回复的五要素和与台账不符之处，写入台账右侧三列；不评分、不下结论。"""
    from macros_py.jobs.replies import replies as check_replies
    from macros_py.terminal.desk_texts import show_replies

    inputs = given(ledger, as_of, settings, column)
    run_job(
        json,
        lambda progress: check_replies(inputs, period, out, progress),
        show_replies,
        lambda told: told.problems or told.kinds(),
    )


def urge(
    ledger: LedgerFile,
    evaluation: EvaluationFile,
    out: OutFolder,
    unit: Unit = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只列出要催办的，不写文件、不登记")
    ] = False,
    as_of: AsOf = None,
    column: Columns = None,
    json: AsJson = False,
) -> None:
    """生成催办单：每个承办单位一张，并登记催办记录。"""
    from macros_py.jobs.urge import urge as urge_units
    from macros_py.terminal.desk_texts import show_urge

    inputs = given(ledger, as_of, evaluation, column)
    run_job(
        json,
        lambda progress: urge_units(inputs, out, unit, dry_run=dry_run, progress=progress),
        lambda done: show_urge(done, dry_run=dry_run),
    )
