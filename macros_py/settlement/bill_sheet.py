"""结算单: what finance pays from."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.terms.banners import bank_notes
from macros_py.rules.terms.money import average_text, exact_text, fen, rmb_upper
from macros_py.settlement.content import SettlementContent, money
from workbook.values.records import OtherDeduction
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Result, Value

SCORE_READINGS = ("特殊情形计次", "特殊情形扣自", "分数下限", "不足1分")
Row = Mapping[str, Value | Result]


def bill(content: SettlementContent) -> Fill:
    """Return the content of 结算单; amounts that 评分计算 computes are results of formulas."""
    return Fill(
        {
            **_contract(content),
            **_amounts(content),
            **_totals(content),
            **_payee(content),
            **_closing(content),
        },
        (_banners(content), _deductions(content)),
    )


def average_shown(content: SettlementContent) -> str:
    """``65.25``, or ``78.33（235/3）`` where no decimal is exact."""
    average = content.score.average
    short = average_text(average, Fraction(content.settings.amount("达标分")))
    exact = exact_text(average)
    return short if Fraction(short) == average else f"{short}（{exact}）"


def deduction_reason(content: SettlementContent) -> str:
    """Say how the performance deduction came about: （80 − 65.25）× 100.00 (contract 2.2)."""
    settings, settlement = content.settings, content.settlement
    limit, rate = settings.amount("达标分"), money(settings.amount("每分扣款"))
    average, forms = content.score.average, len(content.score.forms)
    start = f"季度平均分 {average_shown(content)}（{forms} 份评价表）"
    if average >= Fraction(limit):
        return f"{start}，不低于达标分 {_plain(limit)}，不扣款"
    gap = f"{_plain(limit)} − {exact_text(average)}"
    reading = settings.choice("不足1分")
    if reading == "按比例":
        way = f"（{gap}）× {rate} 元/分"
    else:
        way = f"{gap}，不足1分{reading}，计 {exact_text(settlement.gap)} 分 × {rate} 元/分"
    return f"{start}；{way} = {money(settlement.performance_deduction)}"


def _plain(number: Decimal) -> str:
    return exact_text(Fraction(number))


def _contract(content: SettlementContent) -> Row:
    settings, quarter = content.settings, content.score.quarter
    terms = f"第{quarter.number}/{content.terms}期" if quarter.number <= content.terms else "续期"
    return {
        "单据_编号": content.number,
        "单据_日期": content.as_of.date(),
        "单据_期次": f"{quarter.label}（{terms}）\n{content.period}",
        "合同_编号": settings.text("合同编号") or "（未填写）",
        "合同_名称": settings.text("合同名称"),
        "合同_甲方": settings.text("甲方"),
        "合同_乙方": settings.text("乙方"),
        "合同_周期": f"{quarter.label}（{terms}）\n{content.period}",
        "合同_总价": fen(settings.amount("合同总价")),
    }


def _amounts(content: SettlementContent) -> Row:
    settings, settlement = content.settings, content.settlement
    claimed = content.dispute.settlement
    fee, rate = settings.definitions["每季度服务费"], settings.definitions["每分扣款"]
    return {
        "费用_条款": fee.clause,
        "费用_依据": f"每3个服务月服务费标准 {money(settlement.fee)} 元",
        "费用_金额": Result(settlement.fee),
        "绩效_条款": rate.clause,
        "绩效_依据": deduction_reason(content),
        "绩效_金额": Result(settlement.performance_deduction),
        "单据_应付": Result(settlement.payable),
        "单据_大写": Result(rmb_upper(settlement.payable)),
        "单据_补足": Result(settlement.shortfall),
        "单据_补足说明": Result(_owed(settlement.shortfall, claimed.shortfall)),
        "单据_主张": Result(claimed.payable),
        "单据_争议": Result(claimed.payable - settlement.payable),
    }


def _owed(decided: Decimal, claimed: Decimal) -> str:
    """Say what the vendor owes (contract 3.3), and what it would owe if its claims were right."""
    said = "各项扣款超出每季度服务费的部分，由乙方继续补足（合同3.3）"
    return said if claimed == decided else f"{said}；按乙方主张应补足 {claimed:,} 元"


def _totals(content: SettlementContent) -> Row:
    balance = content.balance
    return {
        "累计_前期": content.paid_before,
        "累计_前期扣款": content.deducted_before,
        "累计_含本期": Result(balance.paid),
        "累计_扣款": Result(balance.deducted),
        "累计_余额": Result(balance.left),
    }


def _payee(content: SettlementContent) -> Row:
    settings = content.settings
    return {
        "收款_户名": settings.text("收款户名"),
        "收款_银行": settings.text("开户银行"),
        "收款_账号": settings.text("账号"),
        "收款_代码": settings.text("银行代码"),
        "收款_代码说明": "；".join(bank_notes(settings)),
    }


def _closing(content: SettlementContent) -> Row:
    settings = content.settings
    readings = "；".join(f"{key}＝{settings.choice(key)}" for key in SCORE_READINGS)
    count = len(content.score.forms)
    disputed = ["争议计算"] if content.dispute.claims else []
    tables = ["评分计算", *disputed, "时限统计", "口径说明"]
    return {
        "口径_摘要": f"{readings}（合同2.2）；审计状态＝{settings.choice('审计状态')}（合同3.1）。"
        "各口径的其他选择及影响见「口径说明」",
        "附件_张数": f"{count + len(tables)} 份，打印后共　　　张",
        "附件_清单": f"附件2 验收评价表 {count} 份；{'、'.join(tables)}各 1 份",
        "单据_来源": f"统计截至 {content.as_of_text}；数据来源："
        f"{'、'.join(content.sources) or '未注明'}；{content.generator}",
    }


def _banners(content: SettlementContent) -> list[Row]:
    lines = [f"▲ {banner}" for banner in content.warnings] or ["（无提示事项）"]
    return [{"提示_内容": line} for line in lines]


def _deductions(content: SettlementContent) -> list[Row]:
    first = 3
    rows: list[Row] = [
        {
            "其他扣款_序号": number,
            "其他扣款_条款": masked(deduction.clause),
            "其他扣款_依据": "；".join(_basis(deduction)),
            "其他扣款_金额": fen(deduction.amount),
        }
        for number, deduction in enumerate(content.deductions, first)
    ]
    nothing: Row = {
        "其他扣款_序号": first,
        "其他扣款_条款": "3.3",
        "其他扣款_依据": "无",
        "其他扣款_金额": Decimal("0.00"),
    }
    return rows or [nothing]


def _basis(deduction: OtherDeduction) -> Iterator[str]:
    if deduction.document:
        yield f"文号：{masked(deduction.document)}"
    if deduction.description:
        yield masked(deduction.description)
