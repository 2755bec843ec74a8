"""The closed list of sentences: figures and names in, no adjective, no cause, no promise."""

from collections.abc import Iterable
from fractions import Fraction

from macros_py.desk.reports.standing import Ranking
from macros_py.rules.periods.comparison import Change
from macros_py.rules.periods.rate_counts import RATES, RateCounts
from macros_py.rules.terms.money import exact_text
from macros_py.rules.terms.percentages import percent, rounded_sum
from workbook.values.text import NOTHING

SENTENCES = {
    "flow": (
        "{period}受理工单{received}件，退回{returned}件，办结{closed}件；"
        "期初未办结{opening}件，期末未办结{closing}件。"
    ),
    "sum": "期初{opening}＋受理{received}－退回{returned}－办结{closed}＝期末{closing}。",
    "none": "本期没有受理工单。",
    "daily": "日均受理{number}件。",
    "daily_covered": "台账覆盖{days}天，日均受理{number}件。",
    "running": "本期进行中，截至{moment}；受理件数与前期相同时长比较，比率不作比较。",
    "change": "受理件数与{name}（{span}）相比：{change}。",
    "rates": "有效回访{counted}件，{rates}。",
    "covered": "台账自{day}起。",
    "outside": "派单时间无法识别的工单{unreadable}件、重复工单{duplicates}行未计入。",
    "raised": "退回或办结早于派单的工单{count}件，按派单时间计出：{names}。",
    "lacking": "台账没有「{name}」列，{what}未统计。",
    "rounded": "占比四舍五入，合计{number}%。",
    "ranked": "名次按{name}排列，有效回访不足{least}件的和空白的列在后面，不排名次。",
    "lost": "失分工单{count}件：未响应{first}件，未解决{second}件，不满意{third}件。",
    "cut": "表中列出前{count}件，其余{rest}件见分析工作簿。",
    "untimed": "开始时间没有，或者完成时间无法识别，未计入中位和九成：{names}。",
    "repeats": (
        "重复诉求（{name}）{groups}组，涉及本期工单{cases}件："
        "2次{two}组，3次{three}组，4次及以上{more}组。"
    ),
    "marked": "台账标记重复的工单{cases}件。",
    "unmatched": "号码空白、隐藏或位数不足，或者村社区、分类空白的工单{count}件，不参与重复比对。",
    "excluded": "不纳入考核：申请{applied}件，通过{passed}件，驳回{refused}件，待复核{waiting}件。",
    "tested": "与前{spans}期日均比较，检验了{tested}个名称，突增{found}个。",
    "surge": "{name}{count}件，按前期日均应为{expected}件。",
    "surge_none": "{name}{count}件，此前为0。",
    "untested": "前8期台账未覆盖，不作突增检验。",
    "typical": "期末未办结工单中办结时限在前的{count}件如下。",
    "typical_none": "期末没有超过办结时限的未办结工单。",
    "empty": "本期无。",
    "people": "每百人件数按「人口」工作表计算。",
}
"""Every sentence that is generated; a test holds that a document has no other words."""

CHANGES = {
    "up": "增加{number}%",
    "down": "减少{number}%",
    "level": "持平",
    "few_up": "由{before}件增至{now}件",
    "few_down": "由{before}件减至{now}件",
    "few_level": "均为{now}件",
    "no_base": "{name}无",
    "uncovered": "台账未覆盖",
}
RATE, NO_RATE = "{name}{number}%（{part}/{whole}）", "{name}—"


def say(pattern: str, **slots: object) -> str:
    """Fill a sentence of the list; None is what the ledger has no column for."""
    shown = {name: NOTHING if value is None else value for name, value in slots.items()}
    return SENTENCES[pattern].format(**shown)


def change_text(change: Change, base: str = "上期") -> str:
    """Return how a count changed; ``base`` is what the earlier period is called."""
    now, before = change.now, change.before
    if before is None:
        return CHANGES["uncovered"]
    if before == 0:
        return CHANGES["no_base"].format(name=base)
    if change.share is None:
        key = "few_level" if now == before else "few_up" if now > before else "few_down"
        return CHANGES[key].format(before=before, now=now)
    number = percent(change.share)
    if not number:
        return CHANGES["level"]
    return CHANGES["up" if number > 0 else "down"].format(number=abs(number))


def rates_text(counts: RateCounts) -> str:
    """Return the three rates, each with what it rests on."""
    said = [
        NO_RATE.format(name=name)
        if rate is None
        else RATE.format(name=name, number=percent(rate), part=_exact(part), whole=whole)
        for name, rate, (part, whole) in zip(RATES, counts.rates, counts.parts, strict=True)
    ]
    return "，".join(said)


def ranked_text(ranking: Ranking) -> str:
    """Say what ranks, and how many callbacks a rank takes."""
    return say("ranked", name=ranking.by, least=ranking.least)


def rounded_text(shares: Iterable[Fraction | None]) -> str:
    """Say what rounded shares sum to where that is not 100.0."""
    total = rounded_sum([share for share in shares if share is not None])
    return "" if total is None else say("rounded", number=total)


def _exact(part: Fraction) -> str:
    """Write a weighted count exactly; one that no decimal ends is a fraction in brackets."""
    text = exact_text(part)
    return f"（{text}）" if "/" in text else text
