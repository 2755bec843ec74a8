"""The table of stages and the order of statuses (rules 3)."""

import itertools

import pytest

from macros_py.rules.deadlines.stages import RANKED, STAGES, TIMED
from macros_py.rules.deadlines.status import TEXTS, Status
from tests.macros_py.rules.in_force import CONTRACT, settings


def test_the_table_of_stages() -> None:
    """附件1 一.1, 一.2, 二.2."""
    table = [
        (stage.name, stage.owner, stage.start_field(settings()), stage.done, stage.applies.name)
        for stage in STAGES
    ]
    assert table == [
        ("接收", "乙方", "dispatched_at", "received_at", "EVERY"),
        ("转派", "乙方", "received_at", "transferred_at", "KEPT"),
        ("退回", "乙方", "received_at", "returned_at", "RETURNED"),
        ("首次联系", "承办单位", "dispatched_at", "first_contact_at", "KEPT"),
        ("阶段反馈", "承办单位", "dispatched_at", "feedback_at", "KEPT"),
        ("办结", "承办单位", "dispatched_at", "closed_at", "KEPT"),
        ("挂账月报", "乙方", "suspended_at", "progress_dates", "SUSPENDED"),
        ("回访", "乙方", "closed_at", "callback_at", "EVERY"),
    ]


@pytest.mark.parametrize(
    ("reading", "fields"),
    [
        ("转派起点", {"接收": "received_at", "派单": "dispatched_at"}),
        (
            "退回起点",
            {"接收": "received_at", "派单": "dispatched_at", "核实": "verified_at"},
        ),
        ("办理起点", {"派单": "dispatched_at", "转派": "transferred_at"}),
    ],
)
def test_the_start_is_a_reading(reading: str, fields: dict[str, str]) -> None:
    stages = [stage for stage in STAGES if stage.start_reading == reading]
    assert set(settings().definitions[reading].choices) == fields.keys()
    for stage, (choice, field) in itertools.product(stages, fields.items()):
        assert stage.start_field(settings({reading: choice})) == field
    assert stages


def test_every_timed_stage_has_a_limit_and_a_warning_window() -> None:
    names = [stage.name for stage in TIMED]
    assert names == list(CONTRACT.limits)
    assert all(settings().seconds(f"临期提醒-{name}") > 0 for name in names)
    assert [stage.name for stage in RANKED] == [*names, "挂账月报"]


def test_statuses_from_the_most_urgent() -> None:
    assert [status.text for status in Status] == list(TEXTS)
    assert " ".join(TEXTS[:10]) == (
        "逾期未办 数据异常 临期 超时 未到期 无法判定 按时 豁免 未开始 不适用"
    )
    assert TEXTS[10:] == ("已回访", "待回访")
