"""Settings: contract terms, confirmations and readings, as templates/contract.toml has them."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from macros_py.rules.terms.errors import SettingError
from tests.macros_py.rules.in_force import CONTRACT, settings

DEFAULTS = {
    "合同编号": "",
    "合同名称": "安定镇12345接诉即办服务合同",
    "甲方": "北京市大兴区安定镇人民政府",
    "乙方": "北京兴众联城信息技术有限公司",
    "服务起始日": "2023-12-26",
    "服务终止日": "2024-12-25",
    "服务起始日已确认": "否",
    "合同总价": "2146320.00",
    "每季度服务费": "536580.00",
    "达标分": "80",
    "每分扣款": "100.00",
    "收款户名": "北京兴众联城信息技术有限公司",
    "开户银行": "中国建设银行股份有限公司北京大兴狼垡支行",
    "账号": "11050110070100000389",
    "银行代码": "110100701",
    "验收部门": "",
    "审计状态": "待审计",
    "特殊情形计次": "每类一次",
    "特殊情形扣自": "表",
    "分数下限": "0",
    "不足1分": "按比例",
    "转派起点": "接收",
    "退回起点": "接收",
    "办理起点": "派单",
    "办理节点": "逐级节点",
    "天数算法": "民法",
    "末日顺延": "否",
    "计时日历": "自然时间",
    "基本满意权重": "1",
    "允许续期季度": "否",
    "工作时段": "周一至周五 09:00-17:30",
    "临期提醒-接收": "10分钟",
    "临期提醒-转派": "15分钟",
    "临期提醒-退回": "30分钟",
    "临期提醒-首次联系": "30分钟",
    "临期提醒-阶段反馈": "4小时",
    "临期提醒-办结": "24小时",
    "周起点": "周一",
    "最小样本": "10",
    "最少字数": "30",
    "重复口径": "同号码同分类30天",
    "排名依据": "解决率",
    "导入覆盖列": "",
    "乙方确认": "不需要",
    "付款起算": "双方确认",
    "付款期限天数": "",
    "付款末日顺延": "否",
    "乙方企业规模": "未填写",
    "逾期付款日利率": "",
}
CHOICES = {
    "审计状态": ("待审计", "已审计"),
    "特殊情形计次": ("每类一次", "逐次"),
    "特殊情形扣自": ("表", "季度平均分"),
    "分数下限": ("0", "无"),
    "不足1分": ("按比例", "舍去", "进位"),
    "转派起点": ("接收", "派单"),
    "退回起点": ("接收", "派单", "核实"),
    "办理起点": ("派单", "转派"),
    "办理节点": ("逐级节点", "分级时限"),
    "天数算法": ("民法", "满24小时"),
    "末日顺延": ("否", "是"),
    "计时日历": ("自然时间", "工作时间"),
}
OPTIONS = {
    "周起点": ("周一", "周五12:00"),
    "重复口径": ("同号码同分类30天", "同村同分类7天", "台账标记"),
    "排名依据": ("解决率", "响应率", "满意率"),
    "乙方确认": ("不需要", "需要"),
    "付款起算": ("双方确认", "验收合格", "收到发票"),
    "付款末日顺延": ("否", "是"),
    "乙方企业规模": ("未填写", "大型", "中型", "小型", "微型"),
}
"""Choices that no amount of a settlement depends on: they are no readings."""


def test_every_key_with_its_default_as_people_write_it() -> None:
    assert {key: settings().shown(key) for key in settings().definitions} == DEFAULTS


def test_every_reading_with_its_choices_the_default_first() -> None:
    for kind, choices in (("口径", CHOICES), ("选项", OPTIONS)):
        assert {d.key: d.choices for d in CONTRACT.definitions if d.kind == kind} == choices
        assert all(settings().choice(key) == offered[0] for key, offered in choices.items())


@pytest.mark.parametrize(("given", "read"), [("", None), (15, 15), ("30 ", 30), (Decimal(7), 7)])
def test_a_count_may_be_left_blank(given: object, read: int | None) -> None:
    assert settings({"付款期限天数": given}).count("付款期限天数") == read


@pytest.mark.parametrize("given", ["十天", -1, 1.5, "1e9", True])
def test_a_count_is_a_whole_number(given: object) -> None:
    with pytest.raises(SettingError, match="「付款期限天数」的值无法识别"):
        settings({"付款期限天数": given})


def test_every_key_cites_a_clause_unless_it_only_warns() -> None:
    without = [d.key for d in CONTRACT.definitions if not d.clause]
    warnings = [key for key in DEFAULTS if key.startswith("临期提醒-")]
    assert without == [*warnings, "最小样本", "排名依据", "导入覆盖列"]


@pytest.mark.parametrize("key", DEFAULTS)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_value_keeps_the_default(key: str, blank: str | None) -> None:
    assert settings({key: blank}).values == settings().values


@pytest.mark.parametrize(("key", "choice"), [(k, c) for k, cs in CHOICES.items() for c in cs])
def test_every_choice_can_be_made(key: str, choice: str) -> None:
    assert settings({key: choice}).choice(key) == choice
    assert settings().with_choice(key, choice).choice(key) == choice


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("合同编号", " DX-2025-01 ", "DX-2025-01"),
        ("合同编号", Decimal(20250001), "20250001"),
        ("账号", Decimal("1.1050110070100000389E+19"), "11050110070100000389"),
        ("服务起始日", date(2024, 1, 31), date(2024, 1, 31)),
        ("服务终止日", datetime(2025, 12, 15, 9, 30), date(2025, 12, 15)),
        ("服务终止日", "2025年12月15日", date(2025, 12, 15)),
        ("服务终止日", "２０２５/１２/15", date(2025, 12, 15)),
        ("服务终止日", "2025.12.15", date(2025, 12, 15)),
        ("每季度服务费", "￥536,580.00元", Decimal("536580.00")),
        ("每季度服务费", Decimal("536580.5"), Decimal("536580.5")),
        ("服务起始日", Decimal(45_286), date(2023, 12, 26)),
        ("达标分", "80", Decimal(80)),
        ("达标分", "80分", Decimal(80)),
        ("服务起始日已确认", "是", True),
        ("服务起始日已确认", True, True),
        ("允许续期季度", "否", False),
        ("分数下限", Decimal(0), "0"),
        ("分数下限", Decimal("0.00"), "0"),
        ("分数下限", "0", "0"),
        ("分数下限", "０", "0"),
        ("分数下限", 0, "0"),
        ("分数下限", "无", "无"),
        ("末日顺延", True, "是"),
        ("基本满意权重", "0.5", Fraction(1, 2)),
        ("基本满意权重", Decimal("0.6"), Fraction(3, 5)),
        ("基本满意权重", "８０％", Fraction(4, 5)),
        ("基本满意权重", Decimal(0), Fraction(0)),
        ("临期提醒-办结", "1天2小时", 93_600),
        ("临期提醒-接收", "0分钟", 0),
    ],
)
def test_a_value_is_read_by_its_kind(key: str, raw: object, value: object) -> None:
    assert settings({key: raw}).values[key] == value


@pytest.mark.parametrize(
    ("key", "raw", "wanted"),
    [
        ("服务起始日", "2024-13-05", "应为日期，如 2023-12-26"),
        ("服务起始日", "尽快", "应为日期，如 2023-12-26"),
        ("服务起始日", Decimal(15), "应为日期，如 2023-12-26"),
        ("达标分", "80元分", "应为分数，不小于 0，如 90"),
        ("合同总价", "二百万", "应为金额（元），不小于 0，如 1200.50"),
        ("合同总价", "-1", "应为金额（元），不小于 0，如 1200.50"),
        ("合同总价", "NaN", "应为金额（元），不小于 0，如 1200.50"),
        ("合同总价", True, "应为金额（元），不小于 0，如 1200.50"),
        ("服务起始日已确认", "已确认", "应为 是 或 否"),
        ("不足1分", "四舍五入", "应为 按比例、舍去、进位"),
        ("分数下限", Decimal(60), "应为 0、无"),
        ("分数下限", Decimal("0.5"), "应为 0、无"),
        ("末日顺延", "Y", "应为 否、是"),
        ("基本满意权重", "1.5", "应为比例，0 至 1 的数或百分数，如 0.5、50%"),
        ("基本满意权重", "-0.1", "应为比例，0 至 1 的数或百分数，如 0.5、50%"),
        ("基本满意权重", "1/0", "应为比例，0 至 1 的数或百分数，如 0.5、50%"),
        ("临期提醒-接收", "一会儿", "应为时长，如 30分钟、2小时、1天"),
        ("付款期限天数", Decimal(-1), "应为整数，0 至 1000000，如 30"),
        ("最小样本", "1.5", "应为整数，0 至 1000000，如 30"),
        ("临期提醒-接收", Decimal(10), "应为时长，如 30分钟、2小时、1天"),
        ("工作时段", "全天", "应为时段，如 周一至周五 09:00-12:00,13:30-17:30"),
    ],
)
def test_a_value_that_its_kind_does_not_allow_is_refused(
    key: str, raw: object, wanted: str
) -> None:
    message = f"合同设置!B2：设置「{key}」的值无法识别 “{raw}”，{wanted}"
    with pytest.raises(SettingError, match=f"^{re.escape(message)}$"):
        settings({key: raw})


@pytest.mark.parametrize("key", ["不足一分", "达标分 ", "临期提醒-回访", "列映射", ""])
def test_an_unknown_key_is_refused_by_its_cell(key: str) -> None:
    with pytest.raises(SettingError, match=f"^合同设置!B3：没有「{key}」这一设置$"):
        settings({"达标分": "80", key: ""})


def test_a_term_that_ends_before_it_starts_is_refused_by_its_cells() -> None:
    with pytest.raises(SettingError, match=r"^合同设置!B2、合同设置!B3：.*「服务终止日」早于"):
        settings({"服务起始日": "2025-12-26", "服务终止日": "2025-12-25"})
    with pytest.raises(SettingError, match=r"^合同设置!B2：.*「服务终止日」早于"):
        settings({"服务起始日": "2025-12-26"})
    one_day = settings({"服务起始日": "2024-12-25"})
    assert one_day.date("服务起始日") == one_day.date("服务终止日")


def test_pins_and_thresholds_are_families_of_keys() -> None:
    found = settings(
        {"列映射-closed_at": "完结", "建议阈值-数据分析": "90%,80%,60%", "列映射-unit": ""}
    )
    assert found.pins == {"closed_at": "完结"}
    assert found.thresholds == {"数据分析": "90%,80%,60%"}
    assert found.with_pins({"unit": "单位"}).pins == {"unit": "单位"}


def test_a_text_kept_as_a_number_is_noted() -> None:
    assert settings({"账号": Decimal(11050110070100000389)}).numbers_as_text == {"账号"}
    assert settings({"账号": "11050110070100000389"}).numbers_as_text == frozenset()


def test_a_choice_made_elsewhere_leaves_these_settings_alone() -> None:
    before = settings()
    before.with_choice("不足1分", "进位")
    assert before.choice("不足1分") == "按比例"


def test_asking_for_a_setting_as_another_kind_is_a_mistake_in_the_code() -> None:
    with pytest.raises(TypeError):
        settings().amount("合同名称")


@pytest.mark.parametrize("value", ["是", "√", "Y", True, Decimal(1)])
def test_yes_is_said_as_everywhere(value: object) -> None:
    assert settings({"服务起始日已确认": value}).yes("服务起始日已确认")


@pytest.mark.parametrize("value", ["已确认", "待定", Decimal(2)])
def test_what_is_neither_yes_nor_no_is_refused(value: object) -> None:
    with pytest.raises(SettingError, match="应为 是 或 否"):
        settings({"服务起始日已确认": value})
