"""附件2 验收评价表: one scored form, line for line."""

from macros_py.rules.scoring.scoring import ScoredForm, event_points
from macros_py.rules.terms.banners import contract_banners
from macros_py.rules.terms.contract import Item
from macros_py.settlement.content import SettlementBook
from workbook.evaluation.filled_form.event_text import EventText, write_events
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Result, Value, legal_titles

SHEET = "附件2"
TICKED, EMPTY = "☑", "☐"
ROOM = 3_600
"""So many characters of descriptions fit on the one page of the form, in small letters."""
GOES_ON = "……（全文见「评分计算」）"


def form_sheets(book: SettlementBook) -> list[tuple[str, Fill]]:
    """Return the title and content of each form's sheet: 附件2, or 附件2-对象 for several."""
    forms = book.score.forms
    titles = legal_titles(
        [SHEET] if len(forms) == 1 else [f"{SHEET}-{form.subject}" for form in forms]
    )
    return [(title, _form(book, form)) for title, form in zip(titles, forms, strict=True)]


def options_text(item: Item, chosen: str) -> str:
    """Write the options as the contract does, the chosen one ticked: ``☑ 好10分  ☐ 较好8分``."""
    return "  ".join(
        f"{TICKED if option.label == chosen else EMPTY} {option.label}{option.points}分"
        for option in item.options
    )


def events_text(form: ScoredForm) -> str:
    """Write a form's events, a line each; one that nobody confirmed says 未认定.

    Descriptions longer than the page has room for end in a pointer to their full text.
    """
    texts = [masked(event.description) for event in form.events]
    longest = ROOM // len(texts) if sum(map(len, texts)) > ROOM else ROOM
    return write_events(
        [
            EventText(
                event.kind,
                text if len(text) <= longest else f"{text[:longest]}{GOES_ON}",
                event.case_id,
                event.confirmed_by,
                event.confirmed_on,
            )
            for event, text in zip(form.events, texts, strict=True)
        ]
    )


def _warnings(book: SettlementBook) -> list[str]:
    """Return what every output carries; what concerns only the money stays off the form."""
    sample = ["示例数据"] if book.sample else []
    return [*sample, *contract_banners(book.settings)]


def _form(book: SettlementBook, form: ScoredForm) -> Fill:
    settings, quarter = book.settings, book.score.quarter
    values: dict[str, Value | Result] = {}
    for number, group in enumerate(book.contract.groups, 1):
        values[f"分组_{number}"] = f"{group.name}\n({group.weight}%)"
    for number, item in enumerate(book.contract.items, 1):
        values[f"项目_{number}"] = f"{item.name}({item.maximum}分)"
        values[f"标准_{number}"] = options_text(item, form.choices[item.name])
        values[f"得分_{number}"] = form.points[item.name]
    cost = event_points(form.events, book.contract, settings)
    return Fill(
        {
            "评估对象": form.subject,
            "验收部门": settings.text("验收部门"),
            "评估日期": form.date,
            "合同编号": settings.text("合同编号"),
            "服务商名称": settings.text("乙方"),
            "合同名称周期": "\n".join((settings.text("合同名称"), quarter.label, quarter.period)),
            **values,
            "违约说明": "说明：" + ("\n" + events_text(form) if form.events else ""),
            "违约扣分": cost if form.events else None,
            "评估意见": masked(form.opinion),
            "提示": "；".join(_warnings(book)),
        },
        page=book.page(f"附件2　{form.subject}"),
    )
