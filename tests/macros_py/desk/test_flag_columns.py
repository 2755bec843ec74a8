"""The eighteen columns as they are written back (rules 3)."""

import numpy as np
import pytest

from macros_py.desk.flag_columns import flag_columns, is_flag
from macros_py.rules.deadlines.flag_headers import DUE_HEADERS, HEADERS, STATUS_HEADERS
from tests.macros_py.rules.in_force import at, judge

DAY = "2024-01-08"


def test_the_headers_in_their_order() -> None:
    assert " ".join(HEADERS) == (
        "接收时限 接收状态 转派时限 转派状态 退回时限 退回状态 首次联系时限 首次联系状态 "
        "阶段反馈时限 阶段反馈状态 办结时限 办结状态 挂账月报状态 回访状态 "
        "总体状态 下一时限 剩余分钟 剩余或已超"
    )
    assert len(HEADERS) == 18
    assert set(DUE_HEADERS) | set(STATUS_HEADERS) | {"剩余分钟", "剩余或已超"} == set(HEADERS)
    assert len(DUE_HEADERS) + len(STATUS_HEADERS) + 2 == 18


def test_what_stands_in_each_column() -> None:
    columns = flag_columns(
        judge(
            {
                "dispatched_at": f"{DAY} 10:00",
                "received_at": f"{DAY} 10:31",
                "transferred_at": f"{DAY} 11:00",
                "first_contact_at": f"{DAY} 12:00",
                "feedback_at": DAY,
                "suspended_at": f"{DAY} 15:00",
                "progress_dates": "2024-02-01",
            },
            {
                "dispatched_at": "2024-03-20 14:55",
                "received_at": "2024-03-20 14:59",
                "closed_at": "2024-03-20 14:59:30",
                "callback_at": "2024-03-20",
            },
            {"dispatched_at": "2023-12-01", "suspended_at": "2023-12-05"},
            {"closed_at": "?"},
        )
    )
    assert tuple(columns) == HEADERS
    table = list(zip(*(column.tolist() for column in columns.values()), strict=True))
    assert table == [
        (
            *(at(f"{DAY} 10:30"), "超时"),
            *(at(f"{DAY} 11:31"), "按时"),
            *(None, "不适用"),
            *(at(f"{DAY} 12:00"), "按时"),
            *(at("2024-01-09 10:00"), "无法判定"),
            *(None, "豁免"),
            *("未到期", "未开始", "超时", None, None, None),
        ),
        (
            *(at("2024-03-20 15:25"), "按时"),
            *(at("2024-03-20 15:59"), "未到期"),
            *(None, "不适用"),
            *(at("2024-03-20 16:55"), "按时"),
            *(at("2024-03-21 14:55"), "按时"),
            *(at("2024-03-27 23:59:59"), "按时"),
            *("不适用", "已回访", "未到期", at("2024-03-20 15:59"), 59, "剩59分"),
        ),
        (
            *(None, "无法判定"),
            *(None, "未开始"),
            *(None, "不适用"),
            *(None, "无法判定"),
            *(None, "无法判定"),
            *(None, "豁免"),
            *("超时（缺2024-01）", "未开始", "超时", None, None, None),
        ),
        (
            *(None, "未开始"),
            *(None, "未开始"),
            *(None, "不适用"),
            *(None, "数据异常"),
            *(None, "数据异常"),
            *(None, "数据异常"),
            *("不适用", "待回访", "数据异常", None, None, None),
        ),
    ]


def test_cells_have_the_types_that_a_sheet_wants() -> None:
    columns = flag_columns(judge({"dispatched_at": "2024-03-20 14:50"}))
    assert all(columns[header].dtype == np.dtype("datetime64[s]") for header in DUE_HEADERS)
    assert all(type(columns[header][0]) is str for header in STATUS_HEADERS)
    assert columns["剩余分钟"].tolist() == [20]
    assert columns["剩余或已超"].tolist() == ["剩20分"]


@pytest.mark.parametrize(
    ("header", "cell", "own"),
    [
        ("剩余或已超", "已超5天9小时", True),
        ("剩余或已超", "剩2小时15分", True),
        ("剩余或已超", "剩20分，已催", False),
        ("剩余分钟", -7740, True),
        ("剩余分钟", "已超5天9小时", False),
        ("总体状态", "超时（缺2024-01）", True),
        ("总体状态", "超时 已问", False),
    ],
)
def test_what_the_tool_wrote_is_told_from_what_a_person_typed(
    header: str, cell: object, own: bool
) -> None:
    assert is_flag(header, cell) is own
