"""The contract's numbers (rules 3, 5; contract 2.2, 附件1, 附件2)."""

import tomllib
from typing import Any

import pytest

from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.errors import RuleError
from tests.macros_py.rules.in_force import CONTRACT, DOCUMENT

FOUR_15 = [("及时", 15), ("基本及时", 10), ("不及时", 5), ("严重延误", 0)]
FOUR_10 = [("及时", 10), ("基本及时", 8), ("不及时", 5), ("严重延误", 0)]


def test_the_form_is_the_contracts() -> None:
    """附件2, line by line."""
    table = [
        (item.group, item.name, item.maximum, [(o.label, o.points) for o in item.options])
        for item in CONTRACT.items
    ]
    assert table == [
        (
            "纪律",
            "勤务管理",
            10,
            [("正常出勤", 10), ("迟到、早退10分钟以内", 8), ("10分钟以上", 0)],
        ),
        (
            "纪律",
            "工作纪律",
            10,
            [("好", 10), ("较好", 8), ("一般", 5), ("较差", 2), ("很差", 0)],
        ),
        ("业务", "案件接收、派单", 15, FOUR_15),
        ("业务", "案件催办、督办、反馈", 15, FOUR_15),
        ("业务", "案件审核、回复", 15, FOUR_15),
        ("业务", "数据分析", 15, FOUR_15),
        ("服务", "人员招聘和补充", 10, FOUR_10),
        ("服务", "人员退回和处罚", 10, FOUR_10),
    ]
    assert [(group.name, group.weight) for group in CONTRACT.groups] == [
        ("纪律", 20),
        ("业务", 60),
        ("服务", 20),
    ]


def test_the_limits_are_the_contracts() -> None:
    """附件1 一.1, 一.2, 二.2."""
    assert {stage: str(limit) for stage, limit in CONTRACT.limits.items()} == {
        "接收": "30分钟",
        "转派": "1小时",
        "退回": "2小时",
        "首次联系": "2小时",
        "阶段反馈": "24小时",
        "办结": "7天",
    }
    assert CONTRACT.limit_clauses.keys() == CONTRACT.limits.keys()


def test_an_event_costs_50_points() -> None:
    """2.2: 任意一项扣减50分."""
    assert CONTRACT.event_points == 50
    assert CONTRACT.event_kinds == ("零分工单", "因过失造成不良影响", "失密造成严重后果")


@pytest.mark.parametrize(
    ("text", "limit", "outside"),
    [
        ("特急", "2小时", False),
        ("突发", "2小时", False),
        ("紧急", "24小时", False),
        ("一般", "7天", False),
        ("疑难", "15天", True),
        ("复杂", "15天", True),
        ("2小时", "2小时", False),
        ("48小时", "48小时", False),
        ("３天", "3天", False),
        (" 15 天 ", "15天", False),
        ("0天", None, False),
        ("7", None, False),
        ("尽快", None, False),
        ("30分钟", None, False),
        ("7个工作日", None, False),
        ("非常紧急", None, False),
    ],
)
def test_reading_a_limit_class(text: str, limit: str | None, outside: bool) -> None:
    found = CONTRACT.limit_class(text)
    assert (str(found.limit) if found else None) == limit
    assert bool(found and found.outside_contract) == outside


def _edited(edit: tuple[str, str]) -> dict[str, Any]:
    assert edit[0] in DOCUMENT
    return tomllib.loads(DOCUMENT.replace(*edit, 1))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (("weight = 60", "weight = 50"), "「业务」各项满分之和不等于权重 50"),
        (('["及时", 15]', '["及时", 14]'), "「案件接收、派单」的最高选项不等于满分 15"),
        (('{ value = "30分钟"', '{ value = "半小时"'), "时限无法识别 “半小时”"),
    ],
)
def test_a_form_that_does_not_add_up_is_refused(edit: tuple[str, str], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        Contract.of(_edited(edit))


def test_weights_that_are_not_100_are_refused() -> None:
    document = tomllib.loads(DOCUMENT)
    del document["group"][2]
    with pytest.raises(RuleError, match="各组权重之和不等于 100"):
        Contract.of(document)
