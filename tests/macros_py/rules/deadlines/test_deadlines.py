"""Each stage's statuses and due times, edge by edge (rules 3; contract 附件1 一.1, 一.2, 二.2)."""

import pytest

from macros_py.rules.deadlines.status import TEXTS
from tests.macros_py.frames import FIELDS, Row
from tests.macros_py.rules.in_force import at, judge, shown, statuses

DAY = "2024-01-08"
SENT = {"dispatched_at": f"{DAY} 10:00"}
RECEIVED = {**SENT, "received_at": f"{DAY} 10:20"}


@pytest.mark.parametrize(
    ("dispatched", "received", "status", "due"),
    [
        # done: the limit includes its last instant
        ("2024-01-08 10:00", "2024-01-08 10:00", "按时", "2024-01-08 10:30:00"),
        ("2024-01-08 10:00", "2024-01-08 10:29:59", "按时", "2024-01-08 10:30:00"),
        ("2024-01-08 10:00", "2024-01-08 10:30", "按时", "2024-01-08 10:30:00"),
        ("2024-01-08 10:00", "2024-01-08 10:30:01", "超时", "2024-01-08 10:30:00"),
        # day and night, across a month's end, a leap day, a year's end
        ("2024-01-31 23:45", "2024-02-01 00:15", "按时", "2024-02-01 00:15:00"),
        ("2024-02-28 23:45", "2024-02-29 00:15:01", "超时", "2024-02-29 00:15:00"),
        ("2024-02-29 23:45", "2024-03-01 00:15", "按时", "2024-03-01 00:15:00"),
        ("2023-12-31 23:45", "2024-01-01 00:15", "按时", "2024-01-01 00:15:00"),
        # a fault comes before everything else
        ("2024-01-08 10:00", "2024-01-08 09:59:59", "数据异常", ""),
        ("2024-01-08 10:00", "?", "数据异常", ""),
        ("?", "2024-01-08 10:00", "数据异常", ""),
        ("?", "", "数据异常", ""),
        ("2024-03-20 15:00:01", "", "数据异常", ""),
        ("2024-03-21", "", "数据异常", ""),
        ("2024-01-08 10:00", "2024-03-20 15:00:01", "数据异常", ""),
        ("2024-01-08 10:00", "2024-03-21", "数据异常", ""),
        ("", "2024-03-21", "数据异常", ""),
        # either a date: compared by date, then not judged by minutes
        ("2024-01-08 10:00", "2024-01-07", "数据异常", ""),
        ("2024-01-08", "2024-01-07 23:59:59", "数据异常", ""),
        ("2024-01-08 10:00", "2024-01-08", "无法判定", "2024-01-08 10:30:00"),
        ("2024-01-08", "2024-01-08 00:10", "无法判定", ""),
        ("2024-01-08", "2024-01-08", "无法判定", ""),
        ("2024-01-08", "", "无法判定", ""),
        ("2024-03-20", "", "无法判定", ""),
        # no start
        ("", "", "未开始", ""),
        ("", "2024-01-08 10:00", "无法判定", ""),
        ("", "2024-01-08", "无法判定", ""),
        # not done
        ("2024-01-08 10:00", "", "逾期未办", "2024-01-08 10:30:00"),
    ],
)
def test_receive(dispatched: str, received: str, status: str, due: str) -> None:
    verdicts = judge({"dispatched_at": dispatched, "received_at": received})
    assert shown(verdicts, "接收") == [(status, due)]


@pytest.mark.parametrize(
    ("stage", "as_of", "status"),
    [
        ("接收", "2024-01-08 10:00:00", "未到期"),
        ("接收", "2024-01-08 10:19:59", "未到期"),
        ("接收", "2024-01-08 10:20:00", "临期"),
        ("接收", "2024-01-08 10:30:00", "临期"),
        ("接收", "2024-01-08 10:30:01", "逾期未办"),
        ("转派", "2024-01-08 10:44:59", "未到期"),
        ("转派", "2024-01-08 10:45:00", "临期"),
        ("转派", "2024-01-08 11:00:00", "临期"),
        ("转派", "2024-01-08 11:00:01", "逾期未办"),
        ("退回", "2024-01-08 11:29:59", "未到期"),
        ("退回", "2024-01-08 11:30:00", "临期"),
        ("退回", "2024-01-08 12:00:00", "临期"),
        ("退回", "2024-01-08 12:00:01", "逾期未办"),
        ("首次联系", "2024-01-08 11:29:59", "未到期"),
        ("首次联系", "2024-01-08 11:30:00", "临期"),
        ("首次联系", "2024-01-08 12:00:00", "临期"),
        ("首次联系", "2024-01-08 12:00:01", "逾期未办"),
        ("阶段反馈", "2024-01-09 05:59:59", "未到期"),
        ("阶段反馈", "2024-01-09 06:00:00", "临期"),
        ("阶段反馈", "2024-01-09 10:00:00", "临期"),
        ("阶段反馈", "2024-01-09 10:00:01", "逾期未办"),
        ("办结", "2024-01-14 23:59:58", "未到期"),
        ("办结", "2024-01-14 23:59:59", "临期"),
        ("办结", "2024-01-15 23:59:59", "临期"),
        ("办结", "2024-01-16 00:00:00", "逾期未办"),
    ],
)
def test_an_open_stage_by_the_time_left(stage: str, as_of: str, status: str) -> None:
    """Warning windows: 10, 15, 30, 30 minutes, 4 and 24 hours."""
    case = dict(SENT)
    if stage in ("转派", "退回"):
        case["received_at"] = case["dispatched_at"]
    if stage == "退回":
        case["in_township"] = "否"
    assert statuses(judge(case, as_of=as_of), stage) == [status]


@pytest.mark.parametrize(
    ("window", "as_of", "status"),
    [
        ("0分钟", "2024-01-08 10:29:59", "未到期"),
        ("0分钟", "2024-01-08 10:30:00", "临期"),
        ("30分钟", "2024-01-08 10:00:00", "临期"),
        ("1天", "2024-01-08 10:30:01", "逾期未办"),
    ],
)
def test_warning_windows_are_settings(window: str, as_of: str, status: str) -> None:
    verdicts = judge(SENT, as_of=as_of, readings={"临期提醒-接收": window})
    assert statuses(verdicts, "接收") == [status]


@pytest.mark.parametrize(
    ("case", "reading", "status", "due"),
    [
        ({"transferred_at": f"{DAY} 11:20"}, "接收", "按时", f"{DAY} 11:20:00"),
        ({"transferred_at": f"{DAY} 11:20:01"}, "接收", "超时", f"{DAY} 11:20:00"),
        ({"transferred_at": f"{DAY} 11:00"}, "派单", "按时", f"{DAY} 11:00:00"),
        ({"transferred_at": f"{DAY} 11:00:01"}, "派单", "超时", f"{DAY} 11:00:00"),
        ({"received_at": "", "transferred_at": f"{DAY} 11:00"}, "接收", "无法判定", ""),
        ({"received_at": "", "transferred_at": f"{DAY} 11:00"}, "派单", "按时", f"{DAY} 11:00:00"),
        ({"received_at": ""}, "接收", "未开始", ""),
        # a special case waits for its approval, whatever the reading
        ({"special": "是", "transferred_at": f"{DAY} 18:00"}, "接收", "豁免", ""),
        ({"special": "是"}, "派单", "豁免", ""),
        ({"special": "是", "received_at": ""}, "接收", "豁免", ""),
        ({"special": "是", "transferred_at": "?"}, "接收", "数据异常", ""),
        ({"special": "是", "transferred_at": "2024-04-01 10:00"}, "接收", "数据异常", ""),
        ({"special": "是", "approved_at": "?"}, "接收", "数据异常", ""),
        (
            {"special": "是", "approved_at": f"{DAY} 17:00", "transferred_at": f"{DAY} 18:00"},
            "派单",
            "按时",
            f"{DAY} 18:00:00",
        ),
        (
            {"special": "是", "approved_at": f"{DAY} 17:00", "transferred_at": f"{DAY} 18:00:01"},
            "接收",
            "超时",
            f"{DAY} 18:00:00",
        ),
        (
            {"special": "是", "approved_at": f"{DAY} 17:00", "transferred_at": f"{DAY} 16:59"},
            "接收",
            "数据异常",
            "",
        ),
        ({"special": "是", "approved_at": f"{DAY} 17:00"}, "接收", "逾期未办", f"{DAY} 18:00:00"),
        ({"special": "是", "approved_at": DAY}, "接收", "无法判定", ""),
        # an approval of a case that is not special starts nothing
        (
            {"special": "否", "approved_at": f"{DAY} 17:00", "transferred_at": f"{DAY} 11:20"},
            "接收",
            "按时",
            f"{DAY} 11:20:00",
        ),
        # returned, or not the township's
        ({"returned_at": f"{DAY} 12:00"}, "接收", "不适用", ""),
        ({"returned_at": "?"}, "接收", "不适用", ""),
        ({"in_township": "否", "transferred_at": f"{DAY} 11:20"}, "接收", "不适用", ""),
        ({"in_township": "否", "special": "是"}, "接收", "不适用", ""),
        (
            {"in_township": "是", "transferred_at": f"{DAY} 11:20"},
            "接收",
            "按时",
            f"{DAY} 11:20:00",
        ),
    ],
)
def test_transfer(case: Row, reading: str, status: str, due: str) -> None:
    verdicts = judge({**RECEIVED, **case}, readings={"转派起点": reading})
    assert shown(verdicts, "转派") == [(status, due)]


@pytest.mark.parametrize(
    ("case", "reading", "status", "due"),
    [
        ({}, "接收", "不适用", ""),
        ({"in_township": "是"}, "接收", "不适用", ""),
        ({"in_township": "否"}, "接收", "逾期未办", f"{DAY} 12:20:00"),
        ({"in_township": "否", "received_at": ""}, "接收", "未开始", ""),
        ({"returned_at": f"{DAY} 12:20"}, "接收", "按时", f"{DAY} 12:20:00"),
        ({"returned_at": f"{DAY} 12:20:01"}, "接收", "超时", f"{DAY} 12:20:00"),
        ({"returned_at": f"{DAY} 12:20", "in_township": "是"}, "接收", "按时", f"{DAY} 12:20:00"),
        ({"returned_at": f"{DAY} 12:00"}, "派单", "按时", f"{DAY} 12:00:00"),
        ({"returned_at": f"{DAY} 12:00:01"}, "派单", "超时", f"{DAY} 12:00:00"),
        ({"returned_at": f"{DAY} 12:00"}, "核实", "无法判定", ""),
        (
            {"returned_at": f"{DAY} 17:00", "verified_at": f"{DAY} 15:00"},
            "核实",
            "按时",
            f"{DAY} 17:00:00",
        ),
        ({"in_township": "否"}, "核实", "未开始", ""),
        ({"returned_at": DAY}, "接收", "无法判定", f"{DAY} 12:20:00"),
        ({"returned_at": "?"}, "接收", "数据异常", ""),
        ({"returned_at": f"{DAY} 10:19:59"}, "接收", "数据异常", ""),
    ],
)
def test_return(case: Row, reading: str, status: str, due: str) -> None:
    verdicts = judge({**RECEIVED, **case}, readings={"退回起点": reading})
    assert shown(verdicts, "退回") == [(status, due)]


NOON = f"{DAY} 12:00:00"


@pytest.mark.parametrize(
    ("case", "status", "due"),
    [
        ({"first_contact_at": f"{DAY} 12:00"}, "按时", NOON),
        ({"first_contact_at": f"{DAY} 12:00:01"}, "超时", NOON),
        ({}, "逾期未办", NOON),
        ({"returned_at": f"{DAY} 12:00"}, "不适用", ""),
        ({"in_township": "否", "first_contact_at": f"{DAY} 12:00"}, "不适用", ""),
        # closed without a time of its own: closed_at stands in, and is never 超时 or 逾期未办
        ({"closed_at": f"{DAY} 12:00"}, "按时", NOON),
        ({"closed_at": f"{DAY} 12:00:01"}, "无法判定", NOON),
        ({"closed_at": "2024-01-20 10:00"}, "无法判定", NOON),
        ({"closed_at": DAY}, "无法判定", NOON),
        ({"closed_at": "2024-01-20"}, "无法判定", NOON),
        ({"closed_at": f"{DAY} 09:59:59"}, "数据异常", ""),
        ({"closed_at": "2024-03-20 15:00:01"}, "数据异常", ""),
        ({"closed_at": "?"}, "数据异常", ""),
        # a time of its own decides, however the case was closed
        ({"first_contact_at": f"{DAY} 12:00:01", "closed_at": f"{DAY} 11:00"}, "超时", NOON),
        ({"first_contact_at": "?", "closed_at": f"{DAY} 11:00"}, "数据异常", ""),
        ({"first_contact_at": f"{DAY} 11:00", "closed_at": "?"}, "按时", NOON),
        ({"dispatched_at": "", "closed_at": f"{DAY} 11:00"}, "无法判定", ""),
    ],
)
def test_first_contact(case: Row, status: str, due: str) -> None:
    assert shown(judge({**SENT, **case}), "首次联系") == [(status, due)]


TOMORROW = "2024-01-09 10:00:00"


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ({"feedback_at": "2024-01-09 10:00"}, "按时"),
        ({"feedback_at": "2024-01-09 10:00:01"}, "超时"),
        # 24小时 is hours, so a date does not do
        ({"feedback_at": "2024-01-08"}, "无法判定"),
        ({"feedback_at": "2024-01-20"}, "无法判定"),
        ({"closed_at": "2024-01-09 10:00"}, "按时"),
        ({"closed_at": "2024-01-09 10:00:01"}, "无法判定"),
        ({}, "逾期未办"),
    ],
)
def test_feedback(case: Row, status: str) -> None:
    assert shown(judge({**SENT, **case}), "阶段反馈") == [(status, TOMORROW)]


def test_the_units_clock_may_start_at_the_transfer() -> None:
    case = {**RECEIVED, "transferred_at": f"{DAY} 11:00"}
    verdicts = judge(case, RECEIVED, readings={"办理起点": "转派"})
    assert shown(verdicts, "首次联系") == [("逾期未办", f"{DAY} 13:00:00"), ("未开始", "")]
    assert shown(verdicts, "阶段反馈") == [("逾期未办", "2024-01-09 11:00:00"), ("未开始", "")]
    assert shown(verdicts, "办结") == [("逾期未办", "2024-01-15 23:59:59"), ("未开始", "")]


def test_limits_by_class_leave_no_nodes() -> None:
    case = {**SENT, "first_contact_at": f"{DAY} 18:00", "limit_class": "24小时"}
    verdicts = judge(case, readings={"办理节点": "分级时限"})
    assert statuses(verdicts, "首次联系") == statuses(verdicts, "阶段反馈") == ["不适用"]
    assert shown(verdicts, "办结") == [("逾期未办", TOMORROW)]


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ({"closed_at": "2024-01-10 10:00", "callback_at": "2024-01-11"}, "已回访"),
        ({"callback_at": "2024-01-11 10:00"}, "已回访"),
        ({"callback_at": "2024-01-01 10:00", "closed_at": "2024-01-10 10:00"}, "已回访"),
        ({"closed_at": "2024-01-10 10:00"}, "待回访"),
        ({"closed_at": "2024-01-10"}, "待回访"),
        ({}, "未开始"),
        ({"in_township": "否"}, "未开始"),
    ],
)
def test_callback(case: Row, status: str) -> None:
    """附件1 一.3 sets no limit."""
    assert statuses(judge({**SENT, **case}), "回访") == [status]


DONE_COLUMNS = {
    "接收": "received_at",
    "转派": "transferred_at",
    "退回": "returned_at",
    "首次联系": "first_contact_at",
    "阶段反馈": "feedback_at",
    "办结": "closed_at",
    "挂账月报": "progress_dates",
    "回访": "callback_at",
}


@pytest.mark.parametrize("stage", DONE_COLUMNS)
def test_a_stage_without_its_done_column_does_not_apply(stage: str) -> None:
    case = {**RECEIVED, "in_township": "否", "suspended_at": f"{DAY} 12:00"}
    case |= {} if stage == "退回" else {"in_township": "是"}
    assert statuses(judge(case), stage) != ["不适用"]
    assert statuses(judge(case, fields=FIELDS - {DONE_COLUMNS[stage]}), stage) == ["不适用"]


def test_the_columns_that_look_across_stages() -> None:
    """总体状态 is the most urgent; 下一时限 the earliest still running; minutes round down."""
    verdicts = judge(
        SENT,
        {**SENT, "received_at": "2024-01-08 10:05"},
        {"dispatched_at": "2024-01-07 10:00", "received_at": "2024-01-07 10:05"},
        {"dispatched_at": ""},
        {"dispatched_at": "?"},
        {**SENT, "returned_at": "2024-01-08 10:10", "received_at": "2024-01-08 10:05"},
        as_of="2024-01-08 10:25:30",
    )
    table = [
        (status, str(due), int(minutes))
        for status, due, minutes in zip(
            [TEXTS[code] for code in verdicts.overall],
            verdicts.next_due,
            verdicts.minutes_left,
            strict=True,
        )
    ]
    assert table == [
        ("临期", "2024-01-08T10:30:00", 4),
        ("未到期", "2024-01-08T11:05:00", 39),
        ("逾期未办", "2024-01-07T11:05:00", -1401),
        ("未开始", "NaT", 0),
        ("数据异常", "NaT", 0),
        ("按时", "NaT", 0),
    ]


@pytest.mark.parametrize(
    ("as_of", "minutes"),
    [
        ("10:29:00", 1),
        ("10:29:01", 0),
        ("10:30:00", 0),
        ("10:30:01", -1),
        ("10:31:00", -1),
        ("10:31:01", -2),
    ],
)
def test_minutes_left_round_down(as_of: str, minutes: int) -> None:
    verdicts = judge(SENT, as_of=f"{DAY} {as_of}", fields={"received_at"})
    assert verdicts.minutes_left.tolist() == [minutes]
    assert verdicts.next_due.tolist() == [at(f"{DAY} 10:30")]


def test_an_empty_ledger_has_no_verdicts() -> None:
    verdicts = judge()
    assert all(len(codes) == 0 for codes in verdicts.status.values())
    assert len(verdicts.overall) == len(verdicts.next_due) == len(verdicts.minutes_left) == 0
