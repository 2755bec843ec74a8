"""What the command line says of a quarter, of the demo and of a word of the contract."""

from typing import TYPE_CHECKING

from macros_py.jobs.closing_lines import (
    average_shown,
    quarter_line,
    registered_lines,
    scored_lines,
    settled_lines,
)
from macros_py.rules.terms.money import exact_text
from macros_py.terminal.ledger_texts import say_stages
from macros_py.terminal.lines import say, say_banners, say_lines, say_problems, say_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.jobs.candidates import Registered
    from macros_py.jobs.demo import Demo
    from macros_py.jobs.explain import Explanation
    from macros_py.settlement.settled import Scored, Settled


def show_score(scored: "Scored") -> None:
    """Print the forms of a quarter and their average."""
    say_banners(scored.banners)
    _scores(scored)


def show_settlement(settled: "Settled") -> None:
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
    say_lines(settled.judged.notes)
    say_problems(settled.problems)
    say(f"已生成 {settled.output}")
    say_lines(settled_lines(settled))
    if settled.acceptance:
        say(f"已生成 {settled.acceptance}")
    if settled.pdf:
        say(f"已生成 {settled.pdf}")
    elif settled.unprinted:
        say(f"没有生成 PDF：{settled.unprinted}")


def show_registered(done: "Registered") -> None:
    """Say which candidates were put down for a person to confirm."""
    say_lines(registered_lines(done))
    if done.added:
        say("请写明情况、填写认定人；没有认定人的不扣分")


def show_demo(demo: "Demo") -> None:
    """Say what the demo made and what it would pay."""
    say_stages(demo.flagged.judged)
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
    say_lines(scored_lines(scored))
