"""挂账 and the closure due time (rules 3: suspension moves it; 豁免; 数据异常)."""

import pytest

from tests.macros_py.frames import Row
from tests.macros_py.rules.in_force import judge, shown, statuses

SENT = {"dispatched_at": "2024-01-08 10:00"}
UNMOVED = "2024-01-15 23:59:59"


@pytest.mark.parametrize(
    ("case", "status", "due"),
    [
        # the move is end - suspended_at; a date counts from 00:00
        (
            {"suspended_at": "2024-01-10 10:00", "released_at": "2024-01-20 10:00"},
            "逾期未办",
            "2024-01-25 23:59:59",
        ),
        (
            {"suspended_at": "2024-01-10", "released_at": "2024-01-20 12:00"},
            "逾期未办",
            "2024-01-26 11:59:59",
        ),
        (
            {"suspended_at": "2024-01-10 18:00", "released_at": "2024-01-20"},
            "逾期未办",
            "2024-01-25 05:59:59",
        ),
        (
            {
                "dispatched_at": "2024-02-26",
                "suspended_at": "2024-02-28",
                "released_at": "2024-03-01",
            },
            "逾期未办",
            "2024-03-06 23:59:59",
        ),
        (
            {"suspended_at": "2024-01-10 10:00", "released_at": "2024-01-10 10:00"},
            "逾期未办",
            UNMOVED,
        ),
        # released on the day of suspension, the former being a date: no move back
        ({"suspended_at": "2024-01-10 10:00", "released_at": "2024-01-10"}, "逾期未办", UNMOVED),
        # closed: by the moved due time, exactly and one second after
        (
            {
                "suspended_at": "2024-01-10 10:00",
                "released_at": "2024-01-20 10:00",
                "closed_at": "2024-01-25 23:59:59",
            },
            "按时",
            "2024-01-25 23:59:59",
        ),
        (
            {
                "suspended_at": "2024-01-10 10:00",
                "released_at": "2024-01-20 10:00",
                "closed_at": "2024-01-26 00:00",
            },
            "超时",
            "2024-01-25 23:59:59",
        ),
        # not released: closing ends the suspension
        (
            {"suspended_at": "2024-01-10 10:00", "closed_at": "2024-03-01 10:00"},
            "按时",
            "2024-03-06 23:59:59",
        ),
        # released after closing: the release is the end
        (
            {
                "suspended_at": "2024-01-10",
                "released_at": "2024-01-20",
                "closed_at": "2024-01-12 10:00",
            },
            "按时",
            "2024-01-25 23:59:59",
        ),
        # suspended at the unmoved due second: moved; after it: not
        (
            {"suspended_at": UNMOVED, "released_at": "2024-01-16 23:59:59"},
            "逾期未办",
            "2024-01-16 23:59:59",
        ),
        (
            {"suspended_at": "2024-01-16 00:00", "released_at": "2024-01-17 00:00"},
            "逾期未办",
            UNMOVED,
        ),
        ({"suspended_at": "2024-01-16", "closed_at": "2024-01-18"}, "超时", UNMOVED),
        # still suspended: exempt, even when suspended too late
        ({"suspended_at": "2024-01-10 10:00"}, "豁免", ""),
        ({"suspended_at": "2024-01-10"}, "豁免", ""),
        ({"suspended_at": "2024-02-01 10:00"}, "豁免", ""),
        # a release without a suspension is nothing
        ({"released_at": "2024-01-20 10:00"}, "逾期未办", UNMOVED),
        ({"released_at": "?"}, "逾期未办", UNMOVED),
        # contradictions
        (
            {"suspended_at": "2024-01-10 10:00", "released_at": "2024-01-10 09:59:59"},
            "数据异常",
            "",
        ),
        ({"suspended_at": "2024-01-10 10:00", "released_at": "2024-01-09"}, "数据异常", ""),
        ({"suspended_at": "2024-01-10 10:00", "closed_at": "2024-01-10 09:59"}, "数据异常", ""),
        ({"suspended_at": "2024-01-08 09:59:59"}, "数据异常", ""),
        ({"suspended_at": "2024-01-07"}, "数据异常", ""),
        ({"suspended_at": "2024-01-08"}, "豁免", ""),
        ({"suspended_at": "2024-03-20 15:00:01"}, "数据异常", ""),
        ({"suspended_at": "2024-03-21"}, "数据异常", ""),
        ({"suspended_at": "2024-03-20"}, "豁免", ""),
        ({"suspended_at": "2024-01-10", "released_at": "2024-03-21"}, "数据异常", ""),
        (
            {"suspended_at": "2024-01-10", "released_at": "2024-03-20"},
            "未到期",
            "2024-03-25 23:59:59",
        ),
        ({"suspended_at": "?"}, "数据异常", ""),
        ({"suspended_at": "2024-01-10", "released_at": "?"}, "数据异常", ""),
        ({"suspended_at": "2024-01-10", "closed_at": "?"}, "数据异常", ""),
        # where the stage does not apply, nothing of this does
        ({"suspended_at": "?", "in_township": "否"}, "不适用", ""),
    ],
)
def test_closure_of_a_suspended_case(case: Row, status: str, due: str) -> None:
    assert shown(judge({**SENT, **case}), "办结") == [(status, due)]


def test_the_dispatch_must_be_readable_even_when_the_clock_starts_at_the_transfer() -> None:
    case = {
        "received_at": "2024-01-08 10:20",
        "transferred_at": "2024-01-08 11:00",
        "suspended_at": "2024-01-10",
    }
    verdicts = judge(
        {**case, "dispatched_at": "?"},
        {**case, "dispatched_at": "2024-01-11 10:00"},
        {**case, "dispatched_at": ""},
        {**case, "dispatched_at": "2024-01-08 10:00"},
        readings={"办理起点": "转派"},
    )
    assert statuses(verdicts, "办结") == ["数据异常", "数据异常", "豁免", "豁免"]


@pytest.mark.parametrize(
    ("readings", "due"),
    [
        ({"天数算法": "满24小时"}, "2024-01-17 10:00:00"),
        # the move comes after the last day has been moved to a workday, and is not moved again
        ({"末日顺延": "是"}, "2024-01-17 23:59:59"),
        ({"计时日历": "工作时间"}, "2024-01-19 17:30:00"),
    ],
)
def test_the_move_is_the_same_under_every_clock(readings: dict[str, str], due: str) -> None:
    case = {**SENT, "suspended_at": "2024-01-10 10:00", "released_at": "2024-01-12 10:00"}
    assert shown(judge(case, readings=readings), "办结") == [("逾期未办", due)]


def test_hours_are_moved_too() -> None:
    case = {
        **SENT,
        "limit_class": "24小时",
        "suspended_at": "2024-01-09 10:00",
        "released_at": "2024-01-10 22:00",
        "closed_at": "2024-01-10 22:00",
    }
    late = {**case, "suspended_at": "2024-01-09 10:00:01"}
    assert shown(judge(case, late), "办结") == [
        ("按时", "2024-01-10 22:00:00"),
        ("超时", "2024-01-09 10:00:00"),
    ]
