"""The command line ``jsjb``: Chinese for people, ``--json`` for programs.

Exit 0 done; 1 done, but the data has problems that need a person; 2 refused, nothing written.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from macros_py.clock import beijing_now
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.terminal import (
    addin_commands,
    desk_commands,
    district_commands,
    report_commands,
    serve_commands,
    signing_commands,
)
from macros_py.terminal.chinese_help import help_in_chinese
from macros_py.terminal.exit_codes import DONE, NEEDS_A_PERSON, REFUSED
from macros_py.terminal.misuse import crash_text, ending, misuse_text
from macros_py.terminal.options import AsJson, EvaluationFile
from workbook.files.atomic import replaced
from workbook.values.text import masked, visible

if TYPE_CHECKING:
    from macros_py.jobs.inputs import Inputs, Progress

DEBUG = "JSJB_DEBUG"

app = typer.Typer(
    help="安定镇12345接诉即办：台账时限、季度评分与验收结算。",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(addin_commands.app, name="addin")

LedgerFile = Annotated[Path, typer.Argument(metavar="LEDGER", help="案件台账")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="截止时点，如 2024-03-20T15:00；不写则为现在（北京时间）"),
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="EVAL", help="考核评价工作簿，取其合同设置")
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help="指定字段所在的列，或填好「列识别」的工作簿，可重复",
    ),
]
Grouping = Annotated[str | None, typer.Option("--by", metavar="|".join(GROUPINGS), help="分组")]
ListFile = Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help="另存为工作簿")]
QuarterText = Annotated[str, typer.Option("--quarter", help="季度，如 1 或 第1季度")]


KINDS = ("ledger", "evaluation", "form")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")] = Path("示例"),
) -> None:
    """用示例数据走完全部流程，并说明结果在哪里。"""
    from macros_py.jobs.demo import run_demo
    from macros_py.terminal import results

    with _progress(quiet=False) as progress:
        result = run_demo(out, progress)
    results.show_demo(result)


@app.command()
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

    if _one_of(kind, KINDS) != "form":
        if given := [
            name for name, value in (("--ledger", ledger), ("--quarter", quarter)) if value
        ]:
            message = f"{given[0]} 只用于 form（评价表）"
            raise typer.BadParameter(message)
        made = templates.template(kind, out)
    elif ledger is None:
        made = templates.form(out, settings, quarter)
    elif quarter is None:
        message = "有 --ledger 就要用 --quarter 写明季度，如 --quarter 1"
        raise typer.BadParameter(message)
    else:
        with _progress(quiet=False) as progress:
            inputs = _inputs(ledger, as_of, settings, column)
            made = templates.form_with_figures(out, inputs, quarter, progress)
    typer.echo(f"已生成 {made}")


@app.command()
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
    from macros_py.terminal import results

    with _progress(quiet=json) as progress:
        judged = ledger_jobs.check(_inputs(ledger, as_of, settings, column), progress)
        if out:
            from macros_py.jobs.list_files import write_check

            write_check(judged, out)
    _show(json, judged.json, lambda: results.show_check(judged))
    _leave(bool(judged.problems))


@app.command()
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
    from macros_py.terminal import results

    with _progress(quiet=json) as progress:
        flagged = ledger_jobs.flags(_inputs(ledger, as_of, settings, column), out, progress)
    _show(json, flagged.json, lambda: results.show_flags(flagged))
    _leave(bool(flagged.judged.problems))


@app.command()
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
    from macros_py.jobs import ledger_jobs
    from macros_py.terminal import results

    inputs = _inputs(ledger, as_of, settings, column)
    groupings = list(dict.fromkeys(map(_grouping, by or ())))
    if period or out or len(groupings) > 1:
        report_commands.rates(_SHARED, inputs, groupings, (period, out), as_json=json)
    with _progress(quiet=json) as progress:
        rated = ledger_jobs.rates(inputs, groupings[0] if groupings else None, progress)
    _show(json, rated.json, lambda: results.show_rates(rated))
    _leave(bool(rated.problems))


@app.command()
def score(evaluation: EvaluationFile, quarter: QuarterText, json: AsJson = False) -> None:
    """计算一个季度的验收得分。"""
    from macros_py.jobs import quarter_jobs
    from macros_py.terminal import results

    scored = quarter_jobs.score(evaluation, quarter)
    _show(json, scored.json, lambda: results.show_score(scored))
    _leave(bool(scored.doubts))


@app.command()
def settle(
    ledger: LedgerFile,
    evaluation: EvaluationFile,
    quarter: QuarterText,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")],
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
    from macros_py.terminal import results

    inputs = _inputs(ledger, as_of, evaluation, column)
    with _progress(quiet=json) as progress:
        draft = quarter_jobs.Draft(pdf=pdf, acceptance=acceptance)
        settled = quarter_jobs.settle(inputs, quarter, out, draft, progress)
    _show(json, settled.json, lambda: results.show_settlement(settled))
    open_points = (settled.problems, settled.unprinted, settled.unrecorded, settled.scored.doubts)
    _leave(any(map(bool, open_points)))


@app.command()
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
    from macros_py.jobs import list_files, quarter_jobs
    from macros_py.terminal import evidence as evidence_shown

    inputs = _inputs(ledger, as_of, evaluation, column)
    with _progress(quiet=json) as progress:
        found = quarter_jobs.evidence(inputs, quarter, progress)
        if out:
            list_files.write_evidence(found, out)
    _show(json, found.json, lambda: evidence_shown.show_evidence(found))
    _leave(bool(found.problems or found.judged.problems))


@app.command()
def explain(
    word: Annotated[str, typer.Argument(metavar="WORD", help="如 接收、数据分析、不足1分、临期")],
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """说明一个词：合同条款、原文、时限和采用的口径。"""
    from macros_py.jobs.explain import explain as explained
    from macros_py.terminal import results

    found = explained(word, settings)
    _show(
        json,
        lambda: {"word": word, "meanings": [each.json() for each in found]},
        lambda: results.show_explanations(found),
    )


signing_commands.register(app)
serve_commands.register(app)


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
    return crash_text(error, f"设 {DEBUG}=1 重试可得详情")


def _inputs(
    ledger: Path, as_of: str | None, settings: Path | None, columns: list[str] | None
) -> "Inputs":
    from macros_py.jobs.inputs import Inputs

    return Inputs(ledger, _moment(as_of), settings, _pins(columns or []), beijing_now())


def _moment(text: str | None) -> datetime:
    if text is None:
        return beijing_now()
    from workbook.values.times import parse_time

    try:
        moment, dateonly = parse_time(text)
    except ValueError:
        moment, dateonly = None, False
    if moment is None or dateonly:
        message = f"截止时点无法识别 “{text}”，请写明日期和时刻，如 2024-03-20T15:00"
        raise typer.BadParameter(message)
    return moment


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        message = f"“{text}” 应为 {'、'.join(choices)} 之一"
        raise typer.BadParameter(message)
    return text


def _pins(columns: list[str]) -> dict[str, str]:
    from workbook.ledger.headers import field_named, template_header

    pins: dict[str, str] = {}
    for column in columns:
        for given, header in _told(column):
            field = field_named(given) or given
            if field in pins:
                message = f"--column 把“{template_header(field)}”指定了两次，请只留一个"
                raise typer.BadParameter(message)
            pins[field] = header
    return pins


def _told(column: str) -> list[tuple[str, str]]:
    """Read ``派单时间=交办时间``, or the workbook in whose 列识别 a person has chosen."""
    given, _, header = (part.strip() for part in column.partition("="))
    if given and header:
        return [(given, header)]
    if not Path(column).suffix:
        message = f"--column 应写作 字段=列名，或写填好「列识别」的工作簿，现为 “{column}”"
        raise typer.BadParameter(message)
    from workbook.ledger.own_sheets import pins_in

    return list(pins_in(Path(column)).items())


def _grouping(text: str) -> str:
    """``承办单位`` or ``unit`` → ``unit``."""
    named = {header: name for name, header in GROUPINGS.items()}
    if text.strip() not in named and text not in GROUPINGS:
        message = f"“{text}” 应为 {'、'.join(named)} 之一"
        raise typer.BadParameter(message)
    return named.get(text.strip(), text)


def _show(as_json: bool, data: Callable[[], dict[str, Any]], people: Callable[[], None]) -> None:
    if not as_json:
        people()
        return
    from json import dumps

    typer.echo(dumps(data(), ensure_ascii=False, indent=2))


def _leave(problems: bool) -> NoReturn:
    raise typer.Exit(NEEDS_A_PERSON if problems else DONE)


@contextmanager
def _progress(*, quiet: bool) -> Iterator["Progress"]:
    """Show each step on stderr while it runs, where a person is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("开始") as status:
        yield lambda step: status.update(f"{step}…")


_SHARED = report_commands.Shared(_inputs, _progress, _show, _leave)
report_commands.register(app, _SHARED)
desk_commands.register(app, _SHARED)
district_commands.register(app, _SHARED)
