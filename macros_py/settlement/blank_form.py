"""附件2 to be filled in on paper, with one page of figures beside it (rules 5)."""

from collections.abc import Iterator, Mapping

from macros_py.inputs.in_force import InForce
from macros_py.inputs.quarter_evidence import Evidence, suggestions
from macros_py.rules.evidence.evidence import ItemEvidence
from macros_py.rules.terms.contract import Item
from macros_py.rules.terms.quarters import Quarter
from macros_py.settlement.form_sheet import SHEET, form_values
from workbook.values.text import masked
from workbook.xlsx.filling.filled_book import FilledBook
from workbook.xlsx.filling.template import Fill, Result, Value, fill_into

REFERENCE = "打分参考"
WEIGHED = "供评价人员参考，不代替评价"
_NAMED = 20
Row = Mapping[str, Value | Result]


def blank_form(
    template: bytes, in_force: InForce, quarter: Quarter | None, evidence: Evidence | None
) -> bytes:
    """Return a workbook of two pages: 附件2 without a choice, and 打分参考.

    Without ``evidence`` the second page has the items and their options only.
    """
    contract, settings = in_force.contract, in_force.settings
    label = quarter.label if quarter else "空白"
    page = {"页眉": f"附件2　{label}", "样例": "", "来源": _source(evidence)}
    form = {
        **form_values(contract, settings, quarter, {}),
        "本表得分": "本表：基础分　　　　，扣　　　　，得分　　　　",
        "违约说明": "说明：",
        "核验码": "",
    }
    rows: list[Row] = [
        row
        for number, item in enumerate(contract.items)
        for row in _rows(item, evidence, evidence.items[number] if evidence else None)
    ]
    beside = Fill(
        {
            "参考_期间": f"{quarter.label}（{quarter.period}）" if quarter else "",
            "参考_提示": "；".join((WEIGHED, *(evidence.judged.banners if evidence else ()))),
            "参考_候选": _candidates(evidence),
        },
        [rows],
        {**page, "页眉": f"打分参考　{label}"},
    )
    target = FilledBook(template)
    others: dict[str, list[tuple[str, Fill]]] = {sheet: [] for sheet in target.sheets}
    kept = {SHEET: [(SHEET, Fill(form, page=page))], REFERENCE: [(REFERENCE, beside)]}
    fill_into(target, Fill(page=page), {**others, **kept})
    return target.to_bytes()


def _source(evidence: Evidence | None) -> str:
    if evidence is None:
        return "由接诉即办工具（jsjb）生成"
    judged = evidence.judged
    return f"截至 {judged.verdicts.as_of:%Y-%m-%d %H:%M}　来源：{masked(judged.ledger.path.name)}"


def _rows(item: Item, evidence: Evidence | None, found: ItemEvidence | None) -> Iterator[Row]:
    """Yield a row for each figure of an item; remarks and suggestions stand in the first."""
    options = "　".join(f"{option.label}{option.points}" for option in item.options)
    head = f"{item.name}（{item.maximum}分）\n{options}"
    said = [*evidence.notes(found), *suggestions(found)] if evidence and found else []
    for number, figure in enumerate(found.figures or (None,) if found else (None,)):
        notes = [*([figure.note] if figure and figure.note else []), *(said if not number else [])]
        counted = figure is not None and figure.denominator > 0
        yield {
            "参考_项目": "" if number else head,
            "参考_指标": figure.name if figure else "",
            "参考_归属": figure.owner if figure else "",
            "参考_分子": figure.numerator if figure and counted else None,
            "参考_分母": figure.denominator if figure and counted else None,
            "参考_比例": figure.share if figure and counted else "—" if figure else None,
            "参考_说明": "\n".join(notes),
        }


def _candidates(evidence: Evidence | None) -> str:
    if evidence is None or not evidence.candidates:
        return ""
    numbers = evidence.listed_candidates()
    more = f"等 {len(numbers)} 件" if len(numbers) > _NAMED else ""
    return f"零分工单候选（须人工认定，不自动计入）：{'、'.join(numbers[:_NAMED])}{more}"
