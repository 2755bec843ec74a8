"""争议计算: 乙方意见 with 甲方's answers, and the payable with the claims that stand put in."""

from collections.abc import Iterator

from macros_py.rules.scoring.objections import ACCEPTED, Claim, Matter
from macros_py.rules.terms.money import fen
from macros_py.settlement.content import SettlementContent
from macros_py.settlement.score_sheet import Row, points, scores, steps
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Result, Value

SHEET = "争议计算"
CLAIMED = "主张_"
COUNT = "争议_条数"
_NOTHING = "（无）"
_NOTE = "未采纳、部分采纳和未答复的主张代入后按「评分计算」的算法重算，不改变应付金额"


def dispute_sheet(content: SettlementContent) -> Fill:
    """Return the content of 争议计算."""
    dispute = content.dispute
    claims, score, settlement = dispute.claims, dispute.score, dispute.settlement
    headings: dict[str, Value | Result] = {}
    for number, item in enumerate(content.contract.items, 1):
        headings[f"{CLAIMED}表头_{number}"] = Result(item.name)
        headings[f"{CLAIMED}得分表头_{number}"] = Result(item.name)
    for number, kind in enumerate(content.contract.event_kinds, 1):
        headings[f"{CLAIMED}情形名_{number}"] = kind
    return Fill(
        {
            "争议_标题": f"争议计算　{content.score.quarter.label}（{content.period}）",
            "争议_提示": "；".join(filter(None, (_NOTE, content.warning_line))),
            COUNT: len(claims),
            **headings,
            **steps(content, score, settlement, CLAIMED),
            "争议_应付": Result(settlement.payable),
            "争议_认定": Result(content.settlement.payable),
            "争议_金额": Result(settlement.payable - content.settlement.payable),
            "争议_主张补足": Result(settlement.shortfall),
            "争议_认定补足": Result(content.settlement.shortfall),
        },
        (
            [_objection(number, claim) for number, claim in enumerate(claims, 1)] or [_none()],
            list(_choices(content)),
            points(content, score, CLAIMED),
            list(_events(content)),
            list(_deductions(content)),
            scores(content, score, CLAIMED),
        ),
    )


def _objection(number: int, claim: Claim) -> Row:
    row = claim.objection
    said = (("乙方", row.reason), ("甲方", row.answer_reason), ("工单", row.cases))
    return {
        "意见_序号": number,
        "意见_对象": masked(row.subject),
        "意见_事项": masked(row.about) or "（整体意见）",
        "意见_认定": masked(claim.decided),
        "意见_主张": masked(row.claim) if claim.deduction is None else f"{fen(claim.amount):,} 元",
        "意见_理由": "\n".join(f"{who}：{masked(text)}" for who, text in said if text),
        "意见_答复": claim.answer or "未答复",
        "意见_答复日期": row.answered_on,
        "意见_计入": _counted(claim),
    }


def _counted(claim: Claim) -> str:
    if claim.matter is Matter.TEXT:
        return Matter.TEXT.value
    return "已采纳" if claim.answer == ACCEPTED else "计入争议"


def _none() -> Row:
    names = ("序号", "对象", "认定", "主张", "理由", "答复", "答复日期", "计入")
    return {"意见_事项": _NOTHING, **{f"意见_{name}": None for name in names}}


def _choices(content: SettlementContent) -> Iterator[Row]:
    """Yield what the vendor claims of each form; blank where it is as decided."""
    forms = zip(content.score.forms, content.dispute.score.forms, strict=True)
    for number, (form, own) in enumerate(forms, 1):
        pairs = [
            (form.choices[item.name], own.choices[item.name]) for item in content.contract.items
        ]
        yield {
            f"{CLAIMED}所选_表号": number,
            f"{CLAIMED}所选_对象": form.subject,
            **{
                f"{CLAIMED}所选_{n}": "" if now == wanted else wanted
                for n, (now, wanted) in enumerate(pairs, 1)
            },
        }


def _events(content: SettlementContent) -> Iterator[Row]:
    """Yield a row for each event of 评分计算, in its order."""
    found = False
    forms = zip(content.score.forms, content.dispute.score.forms, strict=True)
    for number, (form, own) in enumerate(forms, 1):
        for event, wanted in zip(form.events, own.events, strict=True):
            found = True
            same = event.counts == wanted.counts
            yield {
                f"{CLAIMED}情形_表号": number,
                f"{CLAIMED}情形_对象": form.subject,
                f"{CLAIMED}情形_类型": event.kind,
                f"{CLAIMED}情形": "同认定" if same else "不成立",
            }
    if not found:
        blank = dict.fromkeys((f"{CLAIMED}情形_表号", f"{CLAIMED}情形_对象", f"{CLAIMED}情形"))
        yield {**blank, f"{CLAIMED}情形_类型": _NOTHING}


def _deductions(content: SettlementContent) -> Iterator[Row]:
    """Yield a row for each other deduction of 结算单, in its order."""
    amounts = zip(content.deductions, content.dispute.amounts, strict=True)
    for number, (row, amount) in enumerate(amounts, 1):
        decided, claimed = fen(row.amount), fen(amount)
        yield {
            f"{CLAIMED}扣款_序号": number,
            f"{CLAIMED}扣款_依据": "　".join(masked(t) for t in (row.clause, row.document) if t),
            f"{CLAIMED}扣款_认定": Result(decided),
            f"{CLAIMED}扣款_主张": None if decided == claimed else claimed,
            f"{CLAIMED}其他扣款_金额": Result(claimed),
        }
    if not content.deductions:
        yield {
            f"{CLAIMED}扣款_序号": None,
            f"{CLAIMED}扣款_依据": _NOTHING,
            f"{CLAIMED}扣款_认定": Result(fen(0)),
            f"{CLAIMED}扣款_主张": None,
            f"{CLAIMED}其他扣款_金额": Result(fen(0)),
        }
