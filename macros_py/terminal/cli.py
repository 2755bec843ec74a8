"""The command line ``jsjb``: Chinese for people, ``--json`` for programs.

Exit 0 done; 1 done, but the data has problems that need a person; 2 refused, nothing written.
"""

import atexit
import gc
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from macros_py.terminal import addin_commands
from macros_py.terminal.chinese_help import help_in_chinese
from macros_py.terminal.desk_commands import import_, replies, todo, urge
from macros_py.terminal.district_commands import district
from macros_py.terminal.job_run import DONE, NEEDS_A_PERSON, REFUSED, progress, show_result
from macros_py.terminal.ledger_commands import check, flags, rates
from macros_py.terminal.misuse import ending, misuse_text
from macros_py.terminal.options import AsJson, AsOf, Columns, OutFolder, SettingsFile, given, one_of
from macros_py.terminal.quarter_commands import candidates, evidence, score, settle
from macros_py.terminal.report_commands import report, trend
from macros_py.terminal.serve_commands import serve
from macros_py.terminal.signing_commands import payment, revoke, sign, verify
from workbook.files.atomic import replaced
from workbook.values.text import masked, visible

DEBUG = "JSJB_DEBUG"
KINDS = ("ledger", "evaluation", "form")

app = typer.Typer(
    help="安定镇12345接诉即办：台账时限、季度评分与验收结算。",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(addin_commands.app, name="addin")


def demo(
    out: OutFolder = Path("示例"),
) -> None:
    """用示例数据走完全部流程，并说明结果在哪里。"""
    from macros_py.jobs.demo import run_demo
    from macros_py.terminal.quarter_texts import show_demo

    with progress(quiet=False) as tell:
        show_demo(run_demo(out, tell))


def template(
    kind: Annotated[str, typer.Argument(metavar="|".join(KINDS), help="台账、考核评价或评价表")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="新文件")],
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="LEDGER", help="评价表：打分参考取自这个台账"),
    ] = None,
    settings: SettingsFile = None,
    quarter: Annotated[
        str | None, typer.Option("--quarter", help="评价表：季度，如 1 或 第1季度")
    ] = None,
    as_of: AsOf = None,
    column: Columns = None,
) -> None:
    """新建空白的案件台账、考核评价工作簿，或供打印手填的附件2评价表（附一页打分参考）。"""
    from macros_py.jobs import templates

    if one_of(kind, KINDS) != "form":
        if unfit := [
            name for name, value in (("--ledger", ledger), ("--quarter", quarter)) if value
        ]:
            raise typer.BadParameter(f"{unfit[0]} 只用于 form（评价表）")
        made = templates.template(kind, out)
    elif ledger is None:
        made = templates.form(out, settings, quarter)
    elif quarter is None:
        raise typer.BadParameter("有 --ledger 就要用 --quarter 写明季度，如 --quarter 1")
    else:
        with progress(quiet=False) as tell:
            inputs = given(ledger, as_of, settings, column)
            made = templates.form_with_figures(out, inputs, quarter, tell)
    typer.echo(f"已生成 {made}")


def explain(
    word: Annotated[str, typer.Argument(metavar="WORD", help="如 接收、数据分析、不足1分、临期")],
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """说明一个词：合同条款、原文、时限和采用的口径。"""
    from macros_py.jobs.explain import explain as explained
    from macros_py.terminal.quarter_texts import show_explanations

    found = explained(word, settings)
    show_result(
        json,
        lambda: {"word": word, "meanings": [each.json() for each in found]},
        lambda: show_explanations(found),
    )


COMMANDS = (
    *(demo, template, check, flags, rates, score, settle, evidence, explain),
    *(sign, verify, revoke, payment, serve, trend, report),
    *(import_, todo, replies, urge, candidates, district),
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)

atexit.register(gc.freeze)  # what lives to the end is not worth a search for cycles


def main(arguments: list[str] | None = None, worded: Callable[[str], str] = str) -> None:
    """Run the command line; a refusal is on stderr, a line for each cause, and exit 2.

    ``worded``: how a refusal is put to somebody who does not type commands.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads for matrices
    help_in_chinese()
    given = sys.argv[1:] if arguments is None else arguments
    before = len(replaced())
    try:
        code = app(given or ["--help"], standalone_mode=False)
    except Exception as error:
        if DEBUG in os.environ:
            raise
        written = [path for path in replaced()[before:] if path.exists()]
        lines = getattr(error, "lines", None) or [_refusal(error)]
        for line in (*lines[:-1], ending(lines[-1], written)):
            typer.echo(visible(masked(worded(line))), err=True)
        sys.exit(NEEDS_A_PERSON if written else REFUSED)
    sys.exit(code or DONE)


def _refusal(error: Exception) -> str:
    """Say in one Chinese line why nothing was done."""
    from macros_py.rules.terms.errors import RuleError
    from workbook.files.atomic import why
    from workbook.values.refusals import WorkbookError

    if isinstance(error, RuleError | WorkbookError):
        return str(error)
    if isinstance(error, TyperException):
        return masked(misuse_text(error))
    if isinstance(error, OSError):
        return f"文件无法读写：{error.filename or ''} {why(error, '文件或文件夹不存在')}"
    return f"程序出错：{type(error).__name__}（设 {DEBUG}=1 重试可得详情）"
