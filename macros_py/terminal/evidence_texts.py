"""What the command line says of the evidence: figures, what is behind a miss, suggestions."""

from collections.abc import Sequence
from pathlib import Path

from macros_py.inputs.quarter_evidence import (
    Evidence,
    as_problem,
    difference,
    miss_text,
    occurrence_text,
    suggestions,
)
from macros_py.rules.evidence.evidence import ItemEvidence
from macros_py.rules.evidence.weighed_figures import Figure
from macros_py.rules.terms.percentages import percent_text
from macros_py.terminal.lines import say, say_banners, say_problems, say_table
from workbook.values.text import NOTHING

SHOWN = 8


def show_evidence(evidence: Evidence, made: Path | None) -> None:
    """Print the figures of the eight items, what is behind each miss, and the candidates.

    ``made``: the list that was written.
    """
    quarter = evidence.quarter
    say_banners(evidence.judged.banners)
    for problem in (*evidence.unreadable, *map(as_problem, evidence.faults)):
        say(str(problem))
    say(f"{quarter.label}（{quarter.start} 至 {quarter.last}），供评价人员参考，不代替评价")
    say_table(
        ["评估内容", "指标", "归属", "分子/分母", "比例"],
        [
            [item.item.name if not number else "", *_row(figure)]
            for item in evidence.items
            for number, figure in enumerate(item.figures)
        ],
    )
    for item in evidence.items:
        _item(evidence, item)
    for choice in evidence.choices:
        if choice.differs:
            say(difference(choice))
    if evidence.candidates:
        said = _some(evidence.listed_candidates())
        say(f"零分工单候选（须人工认定，不自动计入）：{said}")
    say_problems((*evidence.problems, *evidence.judged.problems))
    if made:
        say(f"已生成 {made}")


def _item(evidence: Evidence, item: ItemEvidence) -> None:
    lines = [
        f"{figure.name}，{what} {len(listed)}：{_some(list(map(miss_text, listed)))}"
        for figure in item.figures
        for what, listed in (("未达到", figure.misses), ("未计入", figure.undecided))
        if listed
    ]
    lines += [f"{figure.name}：{figure.note}" for figure in item.figures if figure.note]
    lines += (f"{each.cell}：{occurrence_text(each, ' ')}" for each in item.occurrences)
    lines += evidence.notes(item)
    lines += suggestions(item)
    if lines:
        say(f"◆ {item.item.name}")
        for line in lines:
            say(f"  {line}")


def _row(figure: Figure) -> list[str]:
    share = figure.share
    return [
        figure.name,
        figure.owner,
        NOTHING if share is None else f"{figure.numerator}/{figure.denominator}",
        percent_text(share),
    ]


def _some(texts: Sequence[str]) -> str:
    if len(texts) <= SHOWN:
        return "、".join(texts)
    return f"{'、'.join(texts[:SHOWN])} …… 共 {len(texts)} 项，加 --json 可得全部"
