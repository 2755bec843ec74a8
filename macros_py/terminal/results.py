"""What the command line says to people; texts from files are shown as they are, never as markup."""

from typing import TYPE_CHECKING

from macros_py.jobs.closing_lines import (
    average_shown,
    quarter_line,
    scored_lines,
    settled_lines,
    unknown_header_lines,
)
from macros_py.rules.deadlines.stages import STAGES
from macros_py.rules.deadlines.statistics import count_stages
from macros_py.rules.deadlines.status import Status
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.rules.terms.money import exact_text, fen
from macros_py.terminal.lines import say, say_banners, say_problems, say_table
from workbook.ledger.headers import template_header
from workbook.ledger.own_sheets import COLUMNS
from workbook.values.text import masked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from macros_py.inputs.judged_ledger import JudgedLedger
    from macros_py.jobs.demo import Demo
    from macros_py.jobs.explain import Explanation
    from macros_py.jobs.results import Flagged, Rated
    from macros_py.rules.rates.rates import Rates
    from macros_py.settlement.settled import Scored, Settled


def show_check(judged: "JudgedLedger") -> None:
    """Say what was recognised, what is lacking, how the stages stand, and list the problems."""
    ledger = judged.ledger
    say_banners(judged.banners)
    for sheet in ledger.sheets:
        headers = "、".join(
            f"{template_header(field)} {sheet.cell(sheet.header_rows[1], field)}"
            for field in sheet.columns
        )
        say(f"工作表「{masked(sheet.name)}」识别到：{headers}")
    for line in unknown_header_lines(judged):
        say(line)
    if judged.unknown_headers:
        _, header, closest = judged.unknown_headers[0]
        field = closest or template_header("unit")
        say(
            f"没认出的列要用：加 --column {field}={header}；"
            f"或加 --out 存出清单，在其中「{COLUMNS}」选好字段，再加 --column 清单的文件名"
        )
    _notes(judged)
    _stages(judged)
    say_problems(judged.problems)


def show_flags(flagged: "Flagged") -> None:
    """Say how the stages stand, list the problems, and where the flags are."""
    say_banners(flagged.judged.banners)
    _notes(flagged.judged)
    _stages(flagged.judged)
    say_problems(flagged.judged.problems)
    say(f"已写入 {flagged.output}")
    for old, new in flagged.renamed.items():
        say(f"工作表「{masked(old)}」的名称 Excel 不接受，输出中为「{masked(new)}」")
    if flagged.backup:
        say(f"写入之前的文件在 {flagged.backup}，只保留上一次的")


def show_rates(rated: "Rated") -> None:
    """Print the rates, in all and by group."""
    say_banners(rated.judged.banners)
    _notes(rated.judged)
    name = GROUPINGS[rated.by] if rated.by else "范围"
    say_table(
        [name, "计入件数", "响应率", "解决率", "满意率", "部分解决"],
        [_rate_row(rates) for rates in (*rated.groups, rated.total)],
    )
    if rated.zero_candidates:
        say(f"零分工单候选（须人工认定）：{'、'.join(rated.zero_candidates)}")
    say_problems(rated.problems)


def show_explanations(found: "Iterable[Explanation]") -> None:
    """Say what a word means, with its clause and the contract's own sentence."""
    for each in found:
        say(f"{each.kind}「{each.name}」")
        if each.limit:
            say(f"  时限：{each.limit}")
        if each.clause.number:
            say(f"  条款：合同{each.clause.number}")
        if each.clause.sentence:
            say(f"  原文：{each.clause.sentence}")
        for key, choice in each.readings.items():
            say(f"  采用：{key} = {choice or '（未填写）'}")
        for note in each.notes:
            say(f"  {note}")


def show_score(scored: "Scored") -> None:
    """Print the forms of a quarter and their average."""
    say_banners(scored.banners)
    _scores(scored)


def show_settlement(settled: "Settled", acceptance: "Path | None" = None) -> None:
    """Print the money of a quarter, figures and words, and where the workbook is."""
    say_banners(settled.scored.banners)
    _scores(settled.scored)
    money = settled.settlement
    say_table(
        ["项目", "金额（元）"],
        [
            ["季度服务费", f"{money.fee:,}"],
            ["绩效扣款", f"{money.performance_deduction:,}"],
            ["其他扣款", f"{money.other_deductions:,}"],
            ["本期应付", f"{money.payable:,}"],
            ["乙方应补足", f"{money.shortfall:,}"],
        ],
    )
    say(f"大写：{settled.words}")
    _notes(settled.judged)
    say_problems(settled.problems)
    say(f"已生成 {settled.output}")
    for line in settled_lines(settled):
        say(line)
    if acceptance:
        say(f"已生成 {acceptance}")
    if settled.pdf:
        say(f"已生成 {settled.pdf}")
    elif settled.unprinted:
        say(f"没有生成 PDF：{settled.unprinted}")


def show_demo(demo: "Demo") -> None:
    """Say what the demo made and what it would pay."""
    _stages(demo.flagged.judged)
    say_table(
        ["问题", "处数"],
        [[kind, str(count)] for kind, count in demo.flagged.judged.problem_kinds().items()],
    )
    say("示例数据（均为虚构）：")
    for what, path in demo.files.items():
        say(f"  {what}：{path}")
    money = demo.settled.settlement
    quarter = demo.settled.scored.score.quarter
    say(
        f"{quarter.label}平均分 {average_shown(demo.settled.scored)}，"
        f"本期应付 {money.payable:,} 元，{demo.settled.words}"
    )
    if demo.settled.output:
        say(f"先打开这一份看：{demo.settled.output}")


def _scores(scored: "Scored") -> None:
    say(quarter_line(scored))
    say_table(
        ["评估对象", "基础分", "特殊情形扣分", "得分"],
        [
            [
                form.subject,
                exact_text(form.base),
                exact_text(form.event_points),
                exact_text(form.score),
            ]
            for form in scored.score.forms
        ],
    )
    for line in scored_lines(scored):
        say(line)


def _notes(judged: "JudgedLedger") -> None:
    """Say what of the ledger was left out, lacking or taken instead."""
    for note in judged.notes:
        say(note)


def _stages(judged: "JudgedLedger") -> None:
    counts = count_stages(judged.verdicts, judged.first_rows)
    shown = [status for status in Status if any(count.counts.get(status) for count in counts)]
    say(f"截至 {judged.verdicts.as_of}，共 {judged.ledger.size} 件")
    say_table(
        ["环节", *(stage.name for stage in STAGES)],
        [
            ["责任方", *(stage.owner for stage in STAGES)],
            *(
                [status.text, *(str(count.counts.get(status, "")) for count in counts)]
                for status in shown
            ),
        ],
    )


def _rate_row(rates: "Rates") -> list[str]:
    shares = (rates.response, rates.resolution, rates.satisfaction)
    return [
        rates.name,
        str(rates.counted),
        *("—" if share is None else f"{fen(share * 100)}%" for share in shares),
        str(rates.partly_resolved),
    ]
