"""附件2 验收评价表: one scored form, line for line, and the page on which long events go on."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from macros_py.rules.scoring.scoring import ScoredForm, event_points
from macros_py.rules.terms.banners import contract_banners
from macros_py.rules.terms.contract import Contract, Item
from macros_py.rules.terms.money import exact_text
from macros_py.rules.terms.quarters import Quarter
from macros_py.rules.terms.settings import Settings
from macros_py.settlement.content import SettlementContent
from workbook.evaluation.filled_form.continued import AGAIN, GOES_ON
from workbook.evaluation.filled_form.event_text import EventText, write_events
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Result, Value, legal_titles

SHEET, CONTINUED = "附件2", "附件2续页"
TICKED, EMPTY = "☑", "☐"
_LINES, _PER_LINE = 24, 23
"""So many lines of so many characters fit into the form's cell in letters of full size."""
_BEGINNING = 16
"""So many characters of a description stand on the form when its full text is on the next page."""
_PIECE = 400
"""So many characters fit into one row of the continued page."""


def form_sheets(content: SettlementContent) -> list[tuple[str, Fill]]:
    """Return the title and content of each form's sheet: 附件2, or 附件2-对象 for several.

    A form whose events are too long for it goes on on a sheet of the kind 附件2续页.
    """
    forms = content.score.forms
    longer = [form for form in forms if _is_long(form)]
    several = len(forms) > 1
    titles = legal_titles(
        f"{sheet}-{form.subject}" if several else sheet
        for sheet, told in ((SHEET, forms), (CONTINUED, longer))
        for form in told
    )
    sheets = [
        *(_form(content, form) for form in forms),
        *(_continued(content, form) for form in longer),
    ]
    return list(zip(titles, sheets, strict=True))


def options_text(item: Item, chosen: str) -> str:
    """Write the options as the contract does, the chosen one ticked: ``☑ 好10分  ☐ 较好8分``."""
    return "  ".join(
        f"{TICKED if option.label == chosen else EMPTY} {option.label}{option.points}分"
        for option in item.options
    )


def events_text(form: ScoredForm) -> str:
    """Write a form's events, a line each; one that nobody confirmed says 未认定.

    Descriptions too long for the page end in a pointer to the next one.
    """
    if not _is_long(form):
        return _events_text(form, len)
    return _events_text(form, lambda _: _BEGINNING)


def _events_text(form: ScoredForm, room: Callable[[str], int]) -> str:
    return write_events(
        [
            EventText(
                event.kind,
                text if len(text) <= room(text) else f"{text[: room(text)]}{GOES_ON}",
                event.case_id,
                event.confirmed_by,
                event.confirmed_on,
            )
            for event in form.events
            for text in [masked(event.description)]
        ]
    )


def _is_long(form: ScoredForm) -> bool:
    """Whether some description is too long for the form in letters of full size."""
    lines = _events_text(form, len).split("\n")
    longest = max((len(event.description) for event in form.events), default=0)
    return longest > _BEGINNING and sum(-(-len(line) // _PER_LINE) for line in lines) > _LINES


def _warnings(content: SettlementContent) -> list[str]:
    """Return what every output carries; what concerns only the money stays off the form."""
    sample = ["示例数据"] if content.sample else []
    return [*sample, *contract_banners(content.settings)]


def _form(content: SettlementContent, form: ScoredForm) -> Fill:
    values = form_values(content.contract, content.settings, content.score.quarter, form.choices)
    for number, item in enumerate(content.contract.items, 1):
        values[f"得分_{number}"] = form.points[item.name]
    cost = event_points(form.events, content.contract, content.settings)
    return Fill(
        {
            **values,
            "评估对象": form.subject,
            "评估日期": form.date,
            "违约说明": "说明：" + ("\n" + events_text(form) if form.events else ""),
            "违约扣分": cost if form.events else None,
            "评估意见": masked(form.opinion),
            "本表得分": _total(form, cost),
            "提示": "；".join(_warnings(content)),
        },
        page=content.page(f"附件2　{form.subject}"),
    )


def form_values(
    contract: Contract, settings: Settings, quarter: Quarter | None, choices: Mapping[str, str]
) -> dict[str, Value | Result]:
    """Return what every form shows: parties, term, items and their options, the chosen ticked.

    Without a quarter the form leaves room for it.
    """
    values: dict[str, Value | Result] = {}
    for number, group in enumerate(contract.groups, 1):
        values[f"分组_{number}"] = f"{group.name}\n({group.weight}%)"
    for number, item in enumerate(contract.items, 1):
        values[f"项目_{number}"] = f"{item.name}({item.maximum}分)"
        values[f"标准_{number}"] = options_text(item, choices.get(item.name, ""))
    term = (quarter.label, quarter.period) if quarter else ("第　　季度",)
    return {
        **values,
        "验收部门": settings.text("验收部门"),
        "合同编号": settings.text("合同编号"),
        "服务商名称": settings.text("乙方"),
        "合同名称周期": "\n".join((settings.text("合同名称"), *term)),
    }


def _total(form: ScoredForm, cost: Fraction) -> str:
    """Say how the form's score comes about, under the table."""
    base, taken, score = map(exact_text, (form.base, form.event_points, form.score))
    elsewhere = cost - form.event_points
    more = f"（特殊情形 {exact_text(elsewhere)} 分从季度平均分中扣除）" if elsewhere else ""
    return f"本表：基础分{base}，扣{taken}，得分{score}{more}"


def _continued(content: SettlementContent, form: ScoredForm) -> Fill:
    """Return the events in full, long descriptions in several rows."""
    rows: list[dict[str, Value | Result]] = []
    for number, event in enumerate(form.events, 1):
        text = masked(event.description)
        by = event.confirmed_by or "未认定"
        said = f"{by}\n{event.confirmed_on:%Y-%m-%d}" if event.confirmed_on else by
        rows += (
            {
                "违约_序号": None if start else number,
                "违约_类型": AGAIN if start else event.kind,
                "违约_说明": text[start : start + _PIECE],
                "违约_工单编号": "" if start else event.case_id,
                "违约_认定": "" if start else said,
            }
            for start in range(0, max(len(text), 1), _PIECE)
        )
    quarter = content.score.quarter
    values = {"评估对象": form.subject, "周期": f"{quarter.label}（{quarter.period}）"}
    return Fill(values, [rows], content.page(f"附件2　{form.subject}"))
