"""Settlements to draw: made up, whole, without a ledger."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.scoring.scoring import score_quarter
from macros_py.rules.scoring.settlement import Alternative, other_choices, settle
from macros_py.rules.terms.banners import settlement_banners
from macros_py.rules.terms.quarters import nth_quarter
from macros_py.settlement.content import Figure, SettlementContent, StageRow
from macros_py.settlement.dispute import Dispute
from workbook.values.records import Event, Form, OtherDeduction

CONTRACT = default_contract()
ITEMS = {item.name: [option.label for option in item.options] for item in CONTRACT.items}
KINDS = CONTRACT.event_kinds


@dataclass(frozen=True)
class Set:
    """A value that the township set."""

    value: object
    cell: str = "合同设置!B2"


def form(subject: str = "驻场服务团队", opinion: str = "", **choices: str) -> Form:
    """Return a final form of 第1季度, the best option where ``choices`` says nothing."""
    picked = {name: choices.get(name, options[0]) for name, options in ITEMS.items()}
    return Form("第1季度", date(2024, 3, 26), subject, picked, opinion, "定稿", {}, "考核评分")


TEAM = "驻场服务团队"


def event(kind: str, subject: str = TEAM, by: str = "张三", text: str = "经核实") -> Event:
    """Return an event of 第1季度, confirmed unless ``by`` is blank."""
    on = date(2024, 3, 20) if by else None
    return Event("第1季度", subject, kind, text, "", by, on, "违约违规!A2")


def deduction(amount: str, text: str = "违约金", document: str = "安政函5号") -> OtherDeduction:
    return OtherDeduction("第1季度", "3.3", document, text, Decimal(amount), "其他扣款!A2")


def book(
    forms: Sequence[Form] = (),
    events: Sequence[Event] = (),
    deductions: Sequence[OtherDeduction] = (),
    settings: Mapping[str, object] | None = None,
    **others: object,
) -> SettlementContent:
    """Return a settled first quarter; every other field of the book can be given by name."""
    chosen = CONTRACT.settings({key: Set(value) for key, value in (settings or {}).items()})
    quarter = nth_quarter(chosen.date("服务起始日"), 1)
    forms = forms or [form()]
    amounts = [each.amount for each in deductions]

    def money(own):
        return settle(score_quarter(forms, events, quarter, CONTRACT, own).average, amounts, own)

    settlement, score = money(chosen), score_quarter(forms, events, quarter, CONTRACT, chosen)
    given = {
        "banners": tuple(settlement_banners(chosen, settlement.payable, Decimal(0))),
        "alternatives": tuple(
            Alternative(key, choice, money(own).payable, money(own).shortfall)
            for key, choice, own in other_choices(chosen)
        ),
        "sources": ("案件台账.xlsx", "考核评价.xlsx"),
        "as_of": datetime(2024, 3, 26, 9, 0),
        "number": "第1季度-01",
        "dispute": Dispute((), score, settlement, tuple(amounts)),
        **others,
    }
    return SettlementContent(
        contract=CONTRACT,
        settings=chosen,
        score=score,
        settlement=settlement,
        deductions=deductions,
        **given,
    )


def ordinary() -> SettlementContent:
    """Return an everyday settlement: two forms, an event that counts and one that does not."""
    return book(
        [
            form("甲组", "整体较好，数据分析报送须及时。", 数据分析="基本及时", 工作纪律="较好"),
            form("乙组", **{"案件接收、派单": "不及时", "勤务管理": "迟到、早退10分钟以内"}),
        ],
        [event(KINDS[0], "乙组", text="派单后未响应未解决"), event(KINDS[1], "甲组", by="")],
        [deduction("1234.56")],
        {"合同编号": "ADZ-2023-045", "验收部门": "市民诉求处置中心"},
        stages=STAGES,
        figures=(Figure("案件接收、派单", "接收按时率", "乙方", 2810, 2960),),
    )


def numbers(count: int) -> tuple[str, ...]:
    return tuple(f"DX2024{n:06d}" for n in range(count))


STAGES = (
    StageRow(
        "接收",
        "乙方",
        {"按时": 2810, "超时": 140, "数据异常": 10},
        {"超时": numbers(140), "数据异常": ("DX2024000777",)},
        2810,
        2950,
    ),
    StageRow("转派", "乙方", {"按时": 2500, "不适用": 460}, {}, 2500, 2500),
    StageRow("退回", "乙方", {"不适用": 2960}),
    StageRow(
        "首次联系",
        "承办单位",
        {"按时": 2900, "逾期未办": 60},
        {"逾期未办": numbers(60)},
        2900,
        2960,
    ),
    StageRow("阶段反馈", "承办单位", {"按时": 2960}, {}, 2960, 2960),
    StageRow("办结", "承办单位", {"按时": 2700, "临期": 200, "未到期": 60}, {}, 2700, 2700),
    StageRow(
        "挂账月报", "乙方", {"按时": 11, "超时": 3, "不适用": 2946}, {"超时": numbers(3)}, 11, 14
    ),
    StageRow("回访", "乙方", {"已回访": 2800, "待回访": 100, "未开始": 60}),
)


def crowded() -> SettlementContent:
    """Return the worst that must still print on one page: long names, many lines."""
    long = "安定镇人民政府市民诉求处置中心驻场坐席服务团队（含夜间值守及节假日轮值人员）"
    text = "因系统切换未按要求转派群体性诉求，经镇政府专题会议研究认定，按合同约定扣减相应违约金额"
    return book(
        [
            form(long, "服务态度良好，但转派时效和分析报告质量有待提高，" * 6),
            form("李四", 数据分析="严重延误"),
        ],
        [event(kind, long, text=text) for kind in KINDS for _ in range(2)],
        [deduction(f"{1000 + n}.{n:02d}", text, f"安政函〔2024〕第{n}号") for n in range(8)],
        {
            "合同名称": "北京市大兴区安定镇12345市民服务热线接诉即办坐席值守及数据分析服务采购合同",
            "甲方": "北京市大兴区安定镇人民政府（市民诉求处置中心）",
            "验收部门": "安定镇市民诉求处置中心（综合保障办公室）",
        },
        banners=(
            "服务起始日未经甲方确认", "合同编号未填写", "暂定，以审计结果为准",
            "账号不是20位数字，请核对",
            "合同总价与四个季度服务费之和不一致，请核对合同设置",
        ),
        stages=STAGES,
        sample=True,
    )  # fmt: skip


def chance(seed: int) -> SettlementContent:
    """Return a random settlement: any number of forms, events, deductions, and any readings."""
    draw = random.Random(seed)
    subjects = [f"坐席{n}" for n in range(draw.choice((1, 2, 3, 6, 7, 8, 9, 11, 12, 13, 16)))]
    lean = draw.random()
    forms = [
        form(
            subject,
            **{
                name: options[0] if draw.random() < lean else draw.choice(options)
                for name, options in ITEMS.items()
            },
        )
        for subject in subjects
    ]
    events = [
        event(draw.choice(KINDS), draw.choice(subjects), draw.choice(("张三", "张三", "")))
        for _ in range(draw.choice((0, 0, 1, 3, 8)))
    ]
    deductions = [
        deduction(f"{draw.randrange(0, 60_000_000) / 100:.2f}")
        for _ in range(draw.choice((0, 0, 1, 2, 5)))
    ]
    settings: dict[str, object] = {
        "特殊情形计次": draw.choice(("每类一次", "逐次")),
        "特殊情形扣自": draw.choice(("表", "季度平均分")),
        "分数下限": draw.choice(("0", "无")),
        "不足1分": draw.choice(("按比例", "按比例", "舍去", "进位")),
        "达标分": draw.choice(("80", "80", "82.5", "79.99", "80.1")),
        "每分扣款": draw.choice(("100", "100", "100.01", "33.33", "0.07")),
    }
    return book(forms, events, deductions, settings=settings)
