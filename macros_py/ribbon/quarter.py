"""What the buttons of the group 考核 do; each returns its closing message."""

from collections.abc import Sequence
from datetime import datetime

import xlwings as xw

from macros_py.inputs.in_force import InForce, read_in_force
from macros_py.inputs.judged_ledger import judge
from macros_py.jobs.closing_lines import quarter_line, scored_lines, settled_lines
from macros_py.jobs.quarter_jobs import Draft, score_in_force, settle_judged
from macros_py.ribbon.companions import (
    SETTLEMENT,
    asked,
    in_force_for,
    ledger_for,
    needed_evaluation,
    open_at,
    open_made,
    writable,
)
from macros_py.rules.terms.money import exact_text
from macros_py.rules.terms.quarters import find_quarter, nth_quarter, parse_quarter
from macros_py.settlement.settled import Scored, Settled
from workbook.live.book import LiveBook
from workbook.live.closing import closed
from workbook.live.state import Progress

FIRST = "第1季度"


def score(live: LiveBook, _: datetime, progress: Progress) -> str:
    """计算季度得分: the forms of a quarter and their average."""
    with in_force_for(live, needed=True) as in_force:
        quarter = asked_quarter(live.app, in_force)
        progress("计算得分")
        return "\n".join(
            [*_scored(score_in_force(in_force, quarter)), "下一步：点「生成验收结算」。"]
        )


def settle(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """生成验收结算: write the settlement next to the ledger and open it.

    An open evaluation workbook is saved, closed while its register is written, and opened again; an
    open settlement of the quarter likewise.
    """
    evaluation = needed_evaluation(live)
    path = writable(evaluation)
    with evaluation.as_it_stands() as copy:
        in_force = read_in_force(copy)
    quarter = find_quarter(asked_quarter(live.app, in_force), in_force.settings)
    progress("读取台账，统计时限")
    ledger, folder = ledger_for(live, in_force.settings.pins)
    output = folder / f"{SETTLEMENT}_{quarter.label}.xlsx"
    if evaluation.book and not evaluation.book.api.Saved:
        evaluation.book.save()
    with closed(live.app, [*evaluation.books, *open_at(live.app, output)]):
        judged = judge(ledger, read_in_force(path), as_of)
        settled = settle_judged(judged, quarter.label, folder, Draft(as_of), progress)
    progress("打开验收结算")
    lines = [*_settled(settled), open_made(live.app, output)]
    return "\n".join([*lines, "下一步：核对后保存，由两位验收人员先后点「签认」。"])


def asked_quarter(app: xw.App, in_force: InForce) -> str:
    """Ask which quarter; the last one that has a form is proposed."""
    return asked(app, "哪个季度？", _proposed(in_force))


def _proposed(in_force: InForce) -> str:
    forms = in_force.evaluation.forms if in_force.evaluation else ()
    numbers = [number for form in forms if (number := parse_quarter(form.quarter))]
    start = in_force.settings.date("服务起始日")
    return nth_quarter(start, max(numbers)).label if numbers else FIRST


def _scored(scored: Scored) -> list[str]:
    lines = [quarter_line(scored)]
    for form in scored.score.forms:
        taken = f"，特殊情形扣 {exact_text(form.event_points)}" if form.event_points else ""
        lines.append(
            f"{form.subject}：{exact_text(form.score)} 分（基础分 {exact_text(form.base)}{taken}）"
        )
    return [*lines, *scored_lines(scored), *(f"【{banner}】" for banner in scored.banners)]


def _settled(settled: Settled) -> Sequence[str]:
    money = settled.settlement
    lines = [
        *_scored(settled.scored),
        f"绩效扣款 {money.performance_deduction:,} 元，其他扣款 {money.other_deductions:,} 元。",
        f"本期应付 {money.payable:,} 元，{settled.words}。",
    ]
    if money.shortfall:
        lines.append(f"乙方应补足 {money.shortfall:,} 元。")
    if settled.judged.problems:
        lines.append(f"台账有 {len(settled.judged.problems)} 处数据问题需人工处理，见“台账体检”。")
    return [*lines, *settled_lines(settled)]
