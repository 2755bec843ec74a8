"""证据统计 and 打印评价表: what stands behind each item of 附件2, and 附件2 to score on paper."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from macros_py.inputs.in_force import read_in_force
from macros_py.inputs.judged_ledger import judge
from macros_py.inputs.quarter_evidence import Evidence, difference, miss_text, suggestions
from macros_py.jobs.candidates import register_candidates, subjects_of
from macros_py.jobs.closing_lines import registered_lines
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.quarter_jobs import evidence_judged
from macros_py.jobs.templates import form_of
from macros_py.ribbon.companions import (
    in_force_for,
    ledger_for,
    needed_evaluation,
    open_made,
    picked,
    saved_ledger,
    writable,
)
from macros_py.ribbon.quarter import asked_quarter
from macros_py.rules.evidence.evidence import ItemEvidence
from macros_py.rules.terms.quarters import find_quarter
from workbook.files.atomic import free_name
from workbook.live.book import LiveBook
from workbook.live.closing import closed
from workbook.live.state import Progress
from workbook.live.tables import Table, write_table
from workbook.values.text import NOTHING

SHEET = "证据统计"
_HEADERS = ("评估内容", "指标", "归属", "分子", "分母", "比例", "未达到", "说明")


def show_evidence(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """证据统计: gather the evidence of a quarter and lay it out; the workbooks stay as they are."""
    evidence, _ = _gathered(live, as_of, progress)
    progress("列出打分参考")
    report = live.app.books.add()
    rows = [row for item in evidence.items for row in _rows(evidence, item)]
    write_table(LiveBook.of(report), Table(SHEET, _notes(evidence), _HEADERS, rows, {6: "0.00%"}))
    faults = len(evidence.problems) + len(evidence.judged.problems)
    said = f"，另有 {faults} 处数据问题需人工处理" if faults else ""
    made = f"{evidence.quarter.label}的打分参考在新工作簿「{report.name}」里{said}。不代替评价。"
    return f"{made}\n下一步：纸面打分点「打印评价表」。"


def print_form(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """打印评价表: 附件2 without a choice, and one page of figures, in a workbook to be printed."""
    evidence, folder = _gathered(live, as_of, progress)
    progress("生成评价表")
    made = form_of(free_name(folder / f"评价表_{evidence.quarter.label}.xlsx"), evidence)
    lines = [open_made(live.app, made), "每个评估对象打印一份附件2，打分参考供核对。"]
    return "\n".join([*lines, "下一步：打分填进「考核评分」，再点「计算季度得分」。"])


def register(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """零分候选: a row of 违约违规 for each candidate of a quarter, which a person then confirms."""
    ledger = saved_ledger(live)
    evaluation = needed_evaluation(live, saved=True)
    path = writable(evaluation)
    in_force = read_in_force(path)
    quarter = asked_quarter(live.app, in_force)
    subjects = subjects_of(in_force, find_quarter(quarter, in_force.settings))
    subject = picked(live.app, "哪个评估对象？", subjects) if len(subjects) > 1 else None
    with closed(live.app, evaluation.books):
        done = register_candidates(
            Inputs(ledger.file, as_of, path), quarter, subject=subject, progress=progress
        )
    lines = list(registered_lines(done))
    if not (done.added or done.there):
        return "\n".join(lines)
    return "\n".join([*lines, "下一步：在「违约违规」核实，属实的填认定人；不填不扣分。"])


def _gathered(live: LiveBook, as_of: datetime, progress: Progress) -> tuple[Evidence, Path]:
    """Ask for the quarter; give its evidence, and the folder of the ledger behind it."""
    with in_force_for(live, needed=True) as in_force:
        quarter = asked_quarter(live.app, in_force)
        progress("读取台账，统计打分参考")
        ledger, folder = ledger_for(live, in_force.settings.pins)
        return evidence_judged(judge(ledger, in_force, as_of), quarter), folder


def _notes(evidence: Evidence) -> list[str]:
    quarter, as_of = evidence.quarter, evidence.judged.verdicts.as_of
    span = f"{quarter.label}（{quarter.start} 至 {quarter.last}）"
    notes = [f"{span}，截至 {as_of:%Y-%m-%d %H:%M}，供评价人员参考，不代替评价"]
    notes += [f"【{banner}】" for banner in evidence.judged.banners]
    notes += [difference(choice) for choice in evidence.choices if choice.differs]
    if evidence.candidates:
        listed = "、".join(evidence.listed_candidates())
        notes.append(f"零分工单候选（须人工认定，不自动计入）：{listed}")
    return [*notes, *map(str, evidence.problems)]


def _rows(evidence: Evidence, item: ItemEvidence) -> Iterator[tuple[object, ...]]:
    name = item.item.name
    for figure in item.figures:
        share = NOTHING if figure.share is None else float(figure.share)
        counts = (figure.numerator, figure.denominator) if figure.denominator else ("", "")
        listed = ("、".join(map(miss_text, part)) for part in (figure.misses, figure.undecided))
        misses, left_out = listed
        said = "：".join(filter(None, (figure.note, left_out)))
        yield name, figure.name, figure.owner, *counts, share, misses, said
    blank = ("", "", "", "", "", "")
    for each in item.occurrences:
        minutes = "" if each.minutes is None else f" {each.minutes:f}分钟"
        option = f" → {each.option}" if each.option else ""
        said = f"{each.cell}：{each.day} {each.name} {each.kind}{minutes}{option}"
        yield name, *blank, said
    for note in evidence.notes(item):
        yield name, *blank, note
    for said in suggestions(item):
        yield name, *blank, said
