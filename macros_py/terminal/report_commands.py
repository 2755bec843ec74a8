"""``jsjb report`` and ``trend``: what a week, a month, a quarter, the year says."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer

from macros_py.terminal.options import AsJson, EvaluationFile

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from macros_py.jobs.inputs import Inputs, Progress

LedgerFile = Annotated[Path, typer.Argument(metavar="LEDGER", help="案件台账")]
PeriodText = Annotated[
    str,
    typer.Option("--period", help="期间，如 2024-W10、2024-03、2024-03考核月、第1季度"),
]


AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="截止时点，如 2024-03-20T15:00；不写则为现在（北京时间）"),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help="指定字段所在的列，或填好「列识别」的工作簿，可重复",
    ),
]


class Shared(NamedTuple):
    """What every command of the command line does alike."""

    inputs: "Callable[[Path, str | None, Path | None, list[str] | None], Inputs]"
    progress: "Callable[..., AbstractContextManager[Progress]]"
    show: Callable[[bool, Callable[[], dict[str, Any]], Callable[[], None]], None]
    leave: Callable[[bool], NoReturn]


def rates(
    shared: Shared,
    inputs: "Inputs",
    by: list[str],
    asked: tuple[str | None, Path | None],
    *,
    as_json: bool,
) -> NoReturn:
    """Count 三率 of a period or by several columns; ``asked``: the period, and the workbook."""
    from macros_py.jobs import report as reports
    from macros_py.terminal import report_texts

    with shared.progress(quiet=as_json) as progress:
        told = reports.rate_table(inputs, by, *asked, progress)
    shared.show(as_json, told.json, lambda: report_texts.show_rate_table(told))
    shared.leave(bool(told.problems))


def register(app: typer.Typer, shared: Shared) -> None:
    """Add the two commands to the command line."""

    @app.command()
    def trend(
        evaluation: EvaluationFile,
        ledger: Annotated[
            Path | None, typer.Argument(metavar="[LEDGER]", help="案件台账；给出则列按时率和三率")
        ] = None,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="FILE.xlsx", help="另存为工作簿")
        ] = None,
        as_of: AsOf = None,
        column: Columns = None,
        json: AsJson = False,
    ) -> None:
        """年度汇总：各季度得分、扣款、应付、已付，一页。"""
        from macros_py.jobs import report as reports
        from macros_py.terminal import report_texts

        given = shared.inputs(ledger or evaluation, as_of, evaluation, column)
        with shared.progress(quiet=json):
            year = reports.trend(evaluation, given if ledger else None, out, given.as_of)
        shared.show(json, year.json, lambda: report_texts.show_year(year))
        shared.leave(bool(year.problems))

    @app.command()
    def report(
        ledger: LedgerFile,
        evaluation: EvaluationFile,
        period: PeriodText,
        out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")],
        as_of: AsOf = None,
        column: Columns = None,
        json: AsJson = False,
    ) -> None:
        """生成周汇总、月分析或诉求分析报告：分析工作簿和 Word 文档。"""
        from macros_py.jobs import report as reports
        from macros_py.terminal import report_texts

        inputs = shared.inputs(ledger, as_of, evaluation, column)
        with shared.progress(quiet=json) as progress:
            made = reports.report(inputs, evaluation, period, out, progress)
        shared.show(json, made.json, lambda: report_texts.show_report(made))
        shared.leave(bool(made.problems or made.unrecorded))
