"""``jsjb import``, ``todo``, ``urge``, ``replies``: the desk's day."""

from pathlib import Path
from typing import Annotated

import typer

from macros_py.terminal.options import AsJson, EvaluationFile
from macros_py.terminal.report_commands import AsOf, Columns, LedgerFile, Shared

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="EVAL", help="考核评价工作簿，取其合同设置")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help="另存为工作簿")]
Unit = Annotated[str | None, typer.Option("--unit", help="只要这个承办单位的")]


def register(app: typer.Typer, shared: Shared) -> None:
    """Add the commands to the command line."""

    @app.command("import")
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
        from macros_py.terminal import desk_texts

        inputs = shared.inputs(ledger, as_of, settings, column)
        pins = shared.inputs(export, as_of, None, export_column).pins
        with shared.progress(quiet=json) as progress:
            done = import_export(
                inputs, export, sheet=sheet, pins=pins, dry_run=dry_run, progress=progress
            )
        shared.show(json, done.json, lambda: desk_texts.show_import(done))
        shared.leave(done.needs_a_person)

    @app.command()
    def todo(
        ledger: LedgerFile,
        out: Out = None,
        unit: Unit = None,
        as_of: AsOf = None,
        settings: SettingsFile = None,
        column: Columns = None,
        json: AsJson = False,
    ) -> None:
        """今日待办：逾期和一天内到期的环节、挂账月报、待回访、待复核、回复、数据问题。"""
        from macros_py.jobs.todo import todo as work
        from macros_py.terminal import desk_texts

        inputs = shared.inputs(ledger, as_of, settings, column)
        with shared.progress(quiet=json) as progress:
            done = work(inputs, out, unit, progress)
        shared.show(json, done.json, lambda: desk_texts.show_todo(done))
        shared.leave(done.needs_a_person)

    @app.command()
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
        from macros_py.terminal import desk_texts

        inputs = shared.inputs(ledger, as_of, settings, column)
        with shared.progress(quiet=json) as progress:
            told = check_replies(inputs, period, out, progress)
        shared.show(json, told.json, lambda: desk_texts.show_replies(told))
        shared.leave(bool(told.problems or told.kinds()))

    @app.command()
    def urge(
        ledger: LedgerFile,
        evaluation: EvaluationFile,
        out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")],
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
        from macros_py.terminal import desk_texts

        inputs = shared.inputs(ledger, as_of, evaluation, column)
        with shared.progress(quiet=json) as progress:
            done = urge_units(inputs, out, unit, dry_run=dry_run, progress=progress)
        shared.show(json, done.json, lambda: desk_texts.show_urge(done, dry_run=dry_run))
        shared.leave(False)

    @app.command()
    def candidates(
        ledger: LedgerFile,
        evaluation: EvaluationFile,
        quarter: Annotated[str, typer.Option("--quarter", help="季度，如 1 或 第1季度")],
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
        from macros_py.terminal import desk_texts

        inputs = shared.inputs(ledger, as_of, evaluation, column)
        with shared.progress(quiet=json) as progress:
            done = register_candidates(inputs, quarter, case or [], subject, progress)
        shared.show(json, done.json, lambda: desk_texts.show_registered(done))
        shared.leave(bool(done.added))
