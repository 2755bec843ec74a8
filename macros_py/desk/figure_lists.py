"""台账体检 and 打分参考 as pages: what is printed, as a file (rules 5)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from macros_py.desk.lists import note, text_table
from macros_py.desk.reports.blocks import Column, Kind, Row, Section, Table
from macros_py.inputs.judged_ledger import JudgedLedger, is_own_header
from macros_py.inputs.quarter_evidence import (
    Evidence,
    as_problem,
    difference,
    suggestions,
)
from macros_py.rules.deadlines.statistics import count_stages
from macros_py.rules.deadlines.status import Status
from workbook.ledger.own_sheets import COLUMNS, COLUMNS_HEADERS, columns_table
from workbook.values.addresses import letters
from workbook.values.text import key, masked, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros_py.desk.reports.blocks import Block
    from workbook.values.problem import Problem

CHECKED, WEIGHED = "台账体检", "打分参考"
_MISSES = ("评估内容", "指标或姓名", "事项", "编号或日期", "情况")


def check_blocks(judged: JudgedLedger) -> "list[Block]":
    """Return what a ledger holds that a person must look at, by kind and cell by cell."""
    stages = [
        (
            count.stage.name,
            count.stage.owner,
            sum(count.counts.values()),
            "，".join(f"{s.text} {count.counts[s]}" for s in Status if count.counts.get(s)),
        )
        for count in count_stages(judged.verdicts, judged.first_rows)
    ]
    unknown = [[cell, header, closest] for cell, header, closest in judged.unknown_headers]
    return [
        *map(note, judged.notes),
        text_table("各环节的状态", ("环节", "责任方", "件数", "各状态的件数"), stages),
        text_table("问题种类", ("类型", "处数"), list(judged.problem_kinds().items())),
        _problems(judged.problems),
        text_table("没有认出的列", ("单元格", "列名", "最接近的字段"), unknown),
    ]


def columns_page(judged: JudgedLedger) -> Section:
    """Return 列识别: which column stands for which field, and a list to choose another from.

    A person's choice holds once the page stands in the ledger, or is named with ``--column``.
    """
    seen: dict[str, tuple[str, str]] = {}
    unknown: dict[str, str] = {}
    for sheet in judged.ledger.sheets:
        name, row = visible(masked(sheet.name)), sheet.header_rows[1]
        for field in sheet.columns:
            at = f"{name}!{sheet.cell(row, field)}"
            seen.setdefault(field, (key(masked(sheet.header(field))), at))
        for column, header in sheet.unknown.items():
            if not is_own_header(header):
                unknown.setdefault(key(masked(header)), f"{name}!{letters(column)}{row}")
    rows, lists = columns_table(seen, unknown, {})
    table = replace(text_table("各字段与列", COLUMNS_HEADERS, rows), drop_downs=lists)
    said = (
        "没认出的列，在最后一列选它是哪个字段；认错的字段，选或填台账里的列名；留空则自动识别。"
        "选好存盘，以后的命令加 --column 本文件名，或把本工作表移到台账里，就照此识别。"
    )
    return Section(COLUMNS, COLUMNS, [note(said), table])


def evidence_blocks(evidence: Evidence) -> "list[Block]":
    """Return the figures of the eight items; cells that leave one open stand on top."""
    quarter = evidence.quarter
    open_cells = [*evidence.unreadable, *map(as_problem, evidence.faults)]
    candidates = [
        [number, "已登记" if registered else "未登记"] for number, registered in evidence.candidates
    ]
    said = [
        *(difference(choice) for choice in evidence.choices if choice.differs),
        *(f"{item.item.name}：{text}" for item in evidence.items for text in suggestions(item)),
        *(f"{item.item.name}：{text}" for item in evidence.items for text in evidence.notes(item)),
    ]
    columns = (
        *(Column("评估内容", Kind.TEXT), Column("指标", Kind.TEXT), Column("归属", Kind.TEXT)),
        *(Column("比例", Kind.SHARE), Column("分子"), Column("分母")),
        Column("说明", Kind.TEXT),
    )
    figures = Table("figures", "各评价项目", columns, list(_figures(evidence)))
    blocks: list[Block] = [
        note(f"{quarter.label}（{quarter.start} 至 {quarter.last}），供评价人员参考，不代替评价。")
    ]
    if open_cells:
        blocks.append(_problems(open_cells, "须先看的单元格"))
    return [
        *blocks,
        figures,
        text_table("未达到和未计入的每一处", _MISSES, list(_misses(evidence))),
        *map(note, dict.fromkeys(said)),
        text_table("零分工单候选（须人工认定，不自动计入）", ("工单编号", "违约违规"), candidates),
    ]


def _figures(evidence: Evidence) -> "Iterator[Row]":
    for item in evidence.items:
        for figure in item.figures:
            yield Row(
                f"{item.item.name}.{figure.name}",
                [
                    *(item.item.name, figure.name, figure.owner),
                    *(figure.share, figure.numerator, figure.denominator, figure.note),
                ],
            )


def _misses(evidence: Evidence) -> "Iterator[tuple[str, ...]]":
    for item in evidence.items:
        for figure in item.figures:
            for what, found in (("未达到", figure.misses), ("未计入", figure.undecided)):
                for miss in found:
                    yield item.item.name, figure.name, what, miss.what, miss.why
        for each in item.occurrences:
            minutes = "" if each.minutes is None else f"{each.minutes:f}分钟"
            yield item.item.name, each.name, each.kind, f"{each.day}", minutes


def _problems(problems: "Sequence[Problem]", title: str = "逐格问题") -> Table:
    lines = [
        [
            f"{masked(problem.sheet)}!{problem.cell}".rstrip("!"),
            problem.kind,
            problem.value,
            problem.message,
        ]
        for problem in problems
    ]
    return text_table(title, ("单元格", "类型", "原值", "说明"), lines)
