"""Section 五 of 时限统计 and its remarks in 口径说明: what the evidence says, item by item."""

from collections.abc import Iterable, Iterator

from macros_py.inputs.quarter_evidence import Evidence, as_problem, miss_text, occurrence_text
from macros_py.rules.deadlines.stages import CALLBACK, VENDOR
from macros_py.rules.deadlines.status import Status
from macros_py.rules.evidence.attendance import boundary_note
from macros_py.rules.evidence.case_figures import NO_REPLY
from macros_py.rules.evidence.choices import Choice
from macros_py.rules.evidence.evidence import OWN, ItemEvidence
from macros_py.rules.evidence.thresholds import LABEL
from macros_py.rules.evidence.weighed_figures import Figure as Measured
from macros_py.rules.terms.items import ANALYSIS, ANSWERING, ATTENDANCE, REPLACING, RETURNING
from macros_py.settlement.content import Figure, StageRow
from workbook.values.text import NOTHING

REMARK, SUGGESTION = "说明", f"建议选项（{LABEL}）"
CANDIDATES = "零分工单"
_WHERE = {Status.TO_CALL_BACK.text: CALLBACK.name, NO_REPLY: "回复"}
_IN_SHEETS = (ATTENDANCE, ANALYSIS, REPLACING, RETURNING)
_ROOM, _PER_LINE = 350, 35
"""So many characters a text takes at most, and so many of them stand on one line."""
Note = tuple[str, str, str]


def figures_of(evidence: Evidence) -> Iterator[Figure]:
    """Yield the lines of every item: figures, remarks, and a suggestion with what was chosen."""
    for item in evidence.items:
        name = item.item.name
        for figure in item.figures:
            counts = (figure.numerator, figure.denominator)
            first, *more = text_blocks(["；".join(_about(item, figure))])
            yield Figure(name, figure.name, figure.owner, *counts, first)
            yield from _lines(name, f"{figure.name}（续）", more)
        remarks = [*map(occurrence_text, item.occurrences), *evidence.notes(item)]
        if remarks:
            yield from _lines(name, REMARK, text_blocks(remarks))
        chosen = [choice for choice in evidence.choices if choice.item == name]
        if item.suggestion or chosen:
            said = [f"{item.scope()}建议“{item.suggestion}”"] if item.suggestion else []
            head = "；".join((*said, f"阈值 {item.threshold}"))
            yield from _lines(name, SUGGESTION, text_blocks([head, *map(_chosen, chosen)]))


def gaps_of(evidence: Evidence) -> Iterator[StageRow]:
    """Yield the cases behind 案件审核、回复 and the possible 零分工单."""
    for item in evidence.items:
        if item.item.name == ANSWERING:
            for figure in item.figures:
                if figure.misses:
                    why = figure.misses[0].why
                    numbers = tuple(miss.what for miss in figure.misses)
                    yield StageRow(_WHERE[why], figure.owner, {}, {why: numbers})
    if evidence.candidates:
        numbers = tuple(evidence.listed_candidates())
        yield StageRow(CANDIDATES, VENDOR, {}, {"候选": numbers})


def notes_of(evidence: Evidence) -> Iterator[Note]:
    """Yield what 口径说明 says of the evidence: how it is read, and what a person must settle."""
    contract = evidence.judged.in_force.contract
    for item in contract.items:
        if item.name == ATTENDANCE:
            terms = contract.evidence.attendance
            text = f"{boundary_note(item, terms)}（合同{terms.clause}；不影响应付金额）"
            yield item.name, f"{terms.within_minutes}分钟计{item.options[1].points}分", text
    if evidence.candidates:
        open_ = sum(1 for _, registered in evidence.candidates if not registered)
        yield (
            "零分工单候选",
            f"{len(evidence.candidates)} 件",
            f"其中未登记 {open_} 件，编号见「时限统计」；须人工认定，不自动计入（合同2.2）",
        )
    differing = [choice for choice in evidence.choices if choice.differs]
    if differing:
        silent = sum(1 for choice in differing if choice.unreasoned)
        yield (
            "建议与选择",
            f"{len(differing)} 项不同",
            f"选择与建议（{LABEL}）不同，其中 {silent} 项未写理由；逐项见「时限统计」第五部分",
        )
    for fault in evidence.unread:
        yield "建议阈值", "须更正", str(as_problem(fault))
    for fault in evidence.faults:
        yield "打分参考", "须更正", f"{as_problem(fault)}；该行未计入"


def _chosen(choice: Choice) -> str:
    own = f"（{OWN}建议“{choice.suggestion}”）" if choice.scope == OWN else ""
    reason = f"，{'理由见附件2评估意见' if choice.reason else '未写理由'}" if choice.differs else ""
    return f"{choice.subject} 选择“{choice.chosen}”{own}{reason}"


def _lines(item: str, name: str, texts: Iterable[str]) -> Iterator[Figure]:
    for text in texts:
        yield Figure(item, name, NOTHING, None, None, text)


def text_blocks(lines: Iterable[str]) -> list[str]:
    """Put lines together into texts so low that a page holds several; at least one, maybe blank."""
    blocks = [""]
    room = _ROOM
    for line in lines:
        for piece in _pieces(line):
            taken = -(-max(1, len(piece)) // _PER_LINE) * _PER_LINE
            if taken > room and blocks[-1]:
                blocks.append("")
                room = _ROOM
            blocks[-1] += ("\n" if blocks[-1] else "") + piece
            room -= taken
    return blocks


def _pieces(line: str) -> Iterator[str]:
    """Cut a line that is too long for one text, between two members of its list where it can."""
    while len(line) > _ROOM:
        cut = line.rfind("、", 0, _ROOM) + 1 or _ROOM
        yield line[:cut]
        line = line[cut:]
    yield line


def _about(item: ItemEvidence, figure: Measured) -> Iterator[str]:
    if figure.note:
        yield figure.note
    if figure.misses and item.item.name in _IN_SHEETS:
        yield f"未达到：{'、'.join(map(miss_text, figure.misses))}"
