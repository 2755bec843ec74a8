"""打分参考 as a workbook: what ``jsjb evidence`` prints, as a file (rules 5)."""

from collections.abc import Iterator

from macros_py.desk.lists import list_workbook, note, problem_table, text_table
from macros_py.desk.reports.blocks import Block, Column, Kind, Row, Table
from macros_py.inputs.quarter_evidence import Evidence, as_problem, difference, suggestions

WEIGHED = "打分参考"
_MISSES = ("评估内容", "指标或姓名", "事项", "编号或日期", "情况")


def evidence_list(evidence: Evidence) -> bytes:
    """Return 打分参考 as a workbook."""
    judged = evidence.judged
    return list_workbook(
        WEIGHED,
        _blocks(evidence),
        as_of=judged.verdicts.as_of,
        source=judged.ledger.path.name,
        banners=judged.banners,
    )


def _blocks(evidence: Evidence) -> list[Block]:
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
        blocks.append(problem_table(open_cells, "须先看的单元格"))
    return [
        *blocks,
        figures,
        *map(note, dict.fromkeys(said)),
        text_table("零分工单候选（须人工认定，不自动计入）", ("工单编号", "违约违规"), candidates),
        text_table("未达到和未计入的每一处", _MISSES, list(_misses(evidence))),
    ]


def _figures(evidence: Evidence) -> Iterator[Row]:
    for item in evidence.items:
        for figure in item.figures:
            yield Row(
                f"{item.item.name}.{figure.name}",
                [
                    *(item.item.name, figure.name, figure.owner),
                    *(figure.share, figure.numerator, figure.denominator, figure.note),
                ],
            )


def _misses(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    for item in evidence.items:
        for figure in item.figures:
            for what, found in (("未达到", figure.misses), ("未计入", figure.undecided)):
                for miss in found:
                    yield item.item.name, figure.name, what, miss.what, miss.why
        for each in item.occurrences:
            minutes = "" if each.minutes is None else f"{each.minutes:f}分钟"
            yield item.item.name, each.name, each.kind, f"{each.day}", minutes
