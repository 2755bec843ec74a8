"""What a job came to, in the sentences that every face says: terminal, Excel, LibreOffice.

A face adds what is its own: tables and lists, what it opened, which button is next.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from macros_py.rules.terms.money import average_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from macros_py.inputs.judged_ledger import JudgedLedger
    from macros_py.jobs.candidates import Registered
    from macros_py.jobs.import_export import Imported
    from macros_py.jobs.replies import RepliesTold
    from macros_py.jobs.report import Reported
    from macros_py.jobs.urge import Urged
    from macros_py.settlement.settled import Scored, Settled


def imported_lines(done: "Imported") -> "Iterator[str]":
    """Say what was not taken over, and where the ledger is as it was."""
    yield from done.plan.remarks
    yield from done.notes
    if done.dry_run:
        yield "没有写任何文件"
    elif done.backup:
        yield f"已写入台账；导入之前的台账在 {done.backup}，要退回就用它"
    else:
        yield "台账没有要改的，未写入"


def unknown_header_lines(judged: "JudgedLedger") -> "Iterator[str]":
    """Name each column that nobody recognised, with the field that is closest."""
    for cell, header, closest in judged.unknown_headers:
        near = f"最接近{closest}" if closest else "没有相近的字段"
        yield f"没有认出的列：{cell}“{header}”，{near}"


def urged_line(done: "Urged") -> str:
    """Say whether anybody is urged, and how often that was put down."""
    if not done.units:
        return "没有需要催办的"
    return f"已登记催办记录 {done.recorded} 行；当天催办过的不再登记"


def replies_lines(told: "RepliesTold") -> "Iterator[str]":
    """Say how many replies there are, and where the three columns stand."""
    yield f"有回复的工单 {len(told.asked)} 件"
    if told.written:
        yield f"已写入 {told.written}；写入之前的台账在 {told.backup}"
    else:
        yield "三列没有写入：台账没有回复内容列，或不是 xlsx"


def registered_lines(done: "Registered") -> "Iterator[str]":
    """Say what is unconfirmed, and which candidates are put down, now and before."""
    yield from (f"【{banner}】" for banner in done.banners)
    if not (done.added or done.there):
        yield "没有零分工单候选"
        return
    yield f"{done.subject}：新登记 {len(done.added)} 件，原已登记 {len(done.there)} 件"
    if done.there:
        yield f"「违约违规」中已有：{'、'.join(done.there)}"
    if done.added:
        yield f"新登记到「违约违规」（待认定）：{'、'.join(done.added)}"


def reported_lines(made: "Reported") -> "Iterator[str]":
    """Say the first sentences, what the refresh found, and whether 分析报告 has its row."""
    yield from made.study.judged.notes
    yield from made.sentences
    yield from made.refreshed.lines()
    if made.unrecorded:
        yield made.unrecorded
    if made.recorded:
        yield "已登记「分析报告」，提交后请填写提交日期"


def made_line(made: "Reported", path: "Path") -> str:
    """Say whether a file of a report was written."""
    return f"已生成 {path}" if path in made.written else f"没有变化，未写入 {path}"


def quarter_line(scored: "Scored") -> str:
    """Name the quarter with its first and its last day."""
    quarter = scored.score.quarter
    return f"{quarter.label}（{quarter.start} 至 {quarter.last}）"


def scored_lines(scored: "Scored") -> "Iterator[str]":
    """Say which events do not count, and the average."""
    for form in scored.score.forms:
        for event in form.events:
            if not event.counts:
                yield f"「{form.subject}」的{event.kind}未认定或无说明，未计入"
    yield f"季度平均分 {average_shown(scored)}"


def average_shown(scored: "Scored") -> str:
    """Give a quarter's average, and whether it passes: ``74.67，未达标``."""
    average, limit = scored.score.average, Fraction(scored.in_force.settings.amount("达标分"))
    return f"{average_text(average, limit)}，{'达标' if average >= limit else '未达标'}"


def settled_lines(settled: "Settled") -> "Iterator[str]":
    """Say what became of the file that was there, the code to check by, and the register."""
    if settled.kept:
        old = settled.output.name if settled.output else "文件"
        yield f"原来的 {old} 不是工具写出的验收结算，已改名为 {settled.kept.name}"
    yield f"核验码 {settled.code}（签认前后不变，请与纸上的核对）"
    yield settled.unrecorded or "已登记结算台账（草稿），待两位验收人员签认"
