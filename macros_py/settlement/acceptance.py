"""履约验收书: what 附件1 asks, with the figures behind each requirement, for both sides to judge.

Procurement rules ask for such a record beside 附件2. The judgement stays blank: it is theirs.
"""

from fractions import Fraction

from macros_py.rules.periods.rate_counts import RATES, RateCounts
from macros_py.rules.terms.money import average_text
from macros_py.rules.terms.percentages import percent_text
from macros_py.settlement.content import Figure, SettlementContent
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Value, fill

PAGE, TEMPLATE = "履约验收书", "履约验收书.xlsx"
_JUDGEMENT = "□符合\n□基本符合\n□不符合"
_RATES = "响应率、解决率和满意率"
"""The requirements that speak of the rates (附件1 一.3, 二.2(3))."""
_NO_FIGURES = "台账中没有这一条的数据，请据实写明"


def acceptance_workbook(content: SettlementContent, rates: RateCounts, template: bytes) -> bytes:
    """Return the workbook's bytes; ``rates`` are the quarter's. Raises TemplateError."""
    settings = content.settings
    limit = Fraction(settings.amount("达标分"))
    reached = "达标" if content.score.average >= limit else "未达标"
    values: dict[str, Value] = {
        "验收_提示": content.warning_line,
        "验收_合同名称": settings.text("合同名称"),
        "验收_合同编号": settings.text("合同编号") or "（未填写）",
        "验收_甲方": settings.text("甲方"),
        "验收_乙方": settings.text("乙方"),
        "验收_周期": f"{content.score.quarter.label}（{content.period}）",
        "验收_部门": settings.text("验收部门"),
        "验收_得分": f"{average_text(content.score.average, limit)}（{reached}）",
        "验收_结算单": content.number,
    }
    rows = [
        {
            "要求_条款": requirement.number,
            "要求_内容": requirement.sentence,
            "要求_数据": _figures(
                content, items, rates if _RATES in requirement.sentence else None
            ),
            "要求_结论": _JUDGEMENT,
            "要求_说明": "",
        }
        for requirement, items in content.contract.requirements
    ]
    page = {**content.page(PAGE), "页眉": f"{PAGE}　{content.score.quarter.label}"}
    return fill(template, Fill(values, [rows], page))


def _figures(content: SettlementContent, items: tuple[str, ...], rates: RateCounts | None) -> str:
    found = [_rates(rates)] if rates else []
    found += [
        _text(figure)
        for figure in content.figures
        if figure.item in items and figure.numerator is not None
    ]
    return "\n".join(found) or _NO_FIGURES


def _text(figure: Figure) -> str:
    counts = "无记录"
    if figure.share is not None:
        counts = f"{figure.numerator}/{figure.denominator}，{percent_text(figure.share)}"
    return masked(f"{figure.owner}：{figure.name} {counts}")


def _rates(counts: RateCounts) -> str:
    named = zip(RATES, counts.rates, strict=True)
    lines = [f"{name} {percent_text(share)}" for name, share in named]
    return "\n".join([*lines, f"（有效回访 {counts.counted} 件）"])
