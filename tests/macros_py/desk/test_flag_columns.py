"""The seventeen columns as they are written back (rules 3)."""

import numpy as np

from macros_py.desk.flag_columns import flag_columns
from macros_py.rules.deadlines.headers import DUE_HEADERS, HEADERS, STATUS_HEADERS
from tests.macros_py.rules.in_force import at, judge

DAY = "2024-01-08"


def test_the_headers_in_their_order() -> None:
    assert " ".join(HEADERS) == (
        "接收时限 接收状态 转派时限 转派状态 退回时限 退回状态 首次联系时限 首次联系状态 "
        "阶段反馈时限 阶段反馈状态 办结时限 办结状态 挂账月报状态 回访状态 "
        "总体状态 下一时限 剩余分钟"
    )
    assert len(HEADERS) == 17
    assert set(DUE_HEADERS) | set(STATUS_HEADERS) | {"剩余分钟"} == set(HEADERS)
    assert len(DUE_HEADERS) + len(STATUS_HEADERS) + 1 == 17


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
            *("未到期", "未开始", "超时", None, None),
        ),
        (
            *(at("2024-03-20 15:25"), "按时"),
            *(at("2024-03-20 15:59"), "未到期"),
            *(None, "不适用"),
            *(at("2024-03-20 16:55"), "按时"),
            *(at("2024-03-21 14:55"), "按时"),
            *(at("2024-03-27 23:59:59"), "按时"),
            *("不适用", "已回访", "未到期", at("2024-03-20 15:59"), 59),
        ),
        (
            *(None, "无法判定"),
            *(None, "未开始"),
            *(None, "不适用"),
            *(None, "无法判定"),
            *(None, "无法判定"),
            *(None, "豁免"),
            *("超时（缺2024-01）", "未开始", "超时", None, None),
        ),
        (
            *(None, "未开始"),
            *(None, "未开始"),
            *(None, "不适用"),
            *(None, "数据异常"),
            *(None, "数据异常"),
            *(None, "数据异常"),
            *("不适用", "待回访", "数据异常", None, None),
        ),
    ]


def test_cells_have_the_types_that_a_sheet_wants() -> None:
    columns = flag_columns(judge({"dispatched_at": "2024-03-20 14:50"}))
    assert all(columns[header].dtype == np.dtype("datetime64[s]") for header in DUE_HEADERS)
    assert all(type(columns[header][0]) is str for header in STATUS_HEADERS)
    assert columns["剩余分钟"].tolist() == [20]
