"""评分计算: inputs of the live formulas, and each formula's value as the tool has it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from macros_py.rules.scoring.scoring import QuarterScore, ScoredForm
from macros_py.rules.scoring.settlement import Settlement
from macros_py.rules.terms.money import rmb_upper
from macros_py.settlement.bill_sheet import SCORE_READINGS
from macros_py.settlement.content import SettlementContent
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Result, Value

TERMS = ("达标分", "每分扣款", "每季度服务费")
SAME = "一致"
Row = Mapping[str, Value | Result]


def score_sheet(content: SettlementContent) -> Fill:
    """Return the content of 评分计算."""
    return Fill(
        {
            "计算_标题": f"评分计算　{content.score.quarter.label}（{content.period}）",
            "计算_提示": content.warning_line,
            **_terms(content),
            **_headings(content),
            **steps(content, content.score, content.settlement),
        },
        (
            *_options(content),
            _choices(content),
            points(content, content.score),
            _events(content),
            scores(content, content.score),
        ),
    )


def _terms(content: SettlementContent) -> Row:
    settings = content.settings
    values: dict[str, Value | Result] = {}
    for key in TERMS:
        definition = settings.definitions[key]
        values |= {
            key: settings.amount(key),
            f"{key}_条款": definition.clause,
            f"{key}_说明": definition.note,
        }
    for key in SCORE_READINGS:
        definition = settings.definitions[key]
        values |= {
            f"口径_{key}": settings.choice(key),
            f"口径_{key}_条款": definition.clause,
            f"口径_{key}_说明": f"可选：{'、'.join(definition.choices)}。{definition.note}",
        }
    return {
        **values,
        "每项扣分": content.contract.event_points,
        "每项扣分_条款": "2.2",
        "每项扣分_说明": "特殊情形任意一项扣减的分数",
    }


def _headings(content: SettlementContent) -> Row:
    values: dict[str, Value | Result] = {}
    for number, item in enumerate(content.contract.items, 1):
        values[f"项目名_{number}"] = item.name
        values[f"表头_{number}"] = Result(item.name)
        values[f"得分表头_{number}"] = Result(item.name)
    for number, kind in enumerate(content.contract.event_kinds, 1):
        values[f"情形名_{number}"] = kind
    return values


def _options(content: SettlementContent) -> tuple[list[Row], list[Row]]:
    items = content.contract.items
    labels: list[Row] = []
    points: list[Row] = []
    for place in range(max(len(item.options) for item in items)):
        present = [item.options[place] if place < len(item.options) else None for item in items]
        labels.append(
            {f"选项_{n}": option.label if option else "" for n, option in enumerate(present, 1)}
        )
        points.append(
            {f"分值_{n}": option.points if option else None for n, option in enumerate(present, 1)}
        )
    return labels, points


def _choices(content: SettlementContent) -> list[Row]:
    return [
        {
            "所选_表号": number,
            "所选_对象": form.subject,
            "所选_日期": form.date,
            **{
                f"所选_{n}": form.choices[item.name]
                for n, item in enumerate(content.contract.items, 1)
            },
        }
        for number, form in enumerate(content.score.forms, 1)
    ]


def points(content: SettlementContent, score: QuarterScore, prefix: str = "") -> list[Row]:
    """Return the points of each form's items; ``prefix`` begins the names of the cells."""
    return [
        {
            f"{prefix}单项_表号": Result(number),
            f"{prefix}单项_对象": Result(form.subject),
            f"{prefix}基础分": Result(form.base),
            **{
                f"{prefix}单项得分_{n}": Result(form.points[item.name])
                for n, item in enumerate(content.contract.items, 1)
            },
        }
        for number, form in enumerate(score.forms, 1)
    ]


def _events(content: SettlementContent) -> list[Row]:
    rows: list[Row] = [
        {
            "情形_表号": number,
            "情形_对象": form.subject,
            "情形_类型": event.kind,
            "情形_说明": masked(event.description)
            + (f"（工单编号：{event.case_id}）" if event.case_id else ""),
            "情形_认定人": event.confirmed_by,
            "情形_认定日期": event.confirmed_on,
            "情形_认定": "已认定" if event.counts else "未认定",
        }
        for number, form in enumerate(content.score.forms, 1)
        for event in form.events
    ]
    nothing: Row = dict.fromkeys(
        ("情形_表号", "情形_对象", "情形_说明", "情形_认定人", "情形_认定日期", "情形_认定")
    )
    return rows or [{**nothing, "情形_类型": "（无）"}]


def scores(content: SettlementContent, score: QuarterScore, prefix: str = "") -> list[Row]:
    """Return what each form takes off and scores; ``prefix`` begins the names of the cells."""
    once = content.settings.choice("特殊情形计次") == "每类一次"
    rows: list[Row] = []
    for number, form in enumerate(score.forms, 1):
        times = _times(content, form)
        row: Row = {
            "得分_表号": Result(number),
            "得分_对象": Result(form.subject),
            "得分_基础分": Result(form.base),
            **{f"情形次数_{n}": Result(count) for n, count in enumerate(times, 1)},
            "计扣项数": Result(sum(map(bool, times)) if once else sum(times)),
            "表内扣分": Result(form.event_points),
            "表得分": Result(form.score),
            "工具_表得分": form.score,
            "核对_表得分": Result(SAME),
        }
        rows.append({f"{prefix}{name}": value for name, value in row.items()})
    return rows


def _times(content: SettlementContent, form: ScoredForm) -> list[int]:
    counted = Counter(event.kind for event in form.events if event.counts)
    return [counted[kind] for kind in content.contract.event_kinds]


def steps(
    content: SettlementContent, score: QuarterScore, settlement: Settlement, prefix: str = ""
) -> Row:
    """Return each step from the scores to the payable, the formula's result and the tool's."""
    values: dict[str, Value | Result] = {}
    for name, value in _step_values(content, score, settlement):
        values |= {name: Result(value), f"工具_{name}": value, f"核对_{name}": Result(SAME)}
    values |= {
        "工具_大写": rmb_upper(settlement.payable),
        "核对_总": Result("全部步骤与工具结果一致"),
    }
    return {f"{prefix}{name}": value for name, value in values.items()}


def _step_values(
    content: SettlementContent, score: QuarterScore, settlement: Settlement
) -> Iterator[tuple[str, Value]]:
    count = len(score.forms)
    limit = Fraction(content.settings.amount("达标分"))
    yield "评价表数", count
    yield "得分合计", sum((form.score for form in score.forms), Fraction(0))
    yield "季度扣分", score.event_points
    yield "扣后合计", score.average * count
    yield "季度平均分", score.average
    yield "差额合计", max(Fraction(0), limit - score.average) * count
    yield "计扣合计", settlement.gap * count
    yield "计扣分数", settlement.gap
    yield "绩效扣款", settlement.performance_deduction
    yield "其他扣款合计", settlement.other_deductions
    yield "应结金额", settlement.due
    yield "应付金额", settlement.payable
    yield "乙方应补足", settlement.shortfall
