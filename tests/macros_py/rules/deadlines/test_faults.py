"""What a person is told of a 数据异常: which cell contradicts which (rules 3)."""

import pytest

from macros_py.rules.deadlines.faults import find_faults
from tests.macros_py.frames import Row, frame
from tests.macros_py.rules.in_force import CONTRACT, judge, settings

ORDER, FUTURE, LIMIT = "时间先后矛盾", "晚于截止时点", "时限等级无法识别"
DAY = "2024-01-08"
SENT = {"dispatched_at": f"{DAY} 10:00", "received_at": f"{DAY} 10:20"}
LATER = "2024-03-20 15:00:01"


def faults(*rows: Row, readings: dict[str, str] | None = None) -> list[tuple[int, str, str, str]]:
    found = find_faults(frame(*rows), judge(*rows, readings=readings), CONTRACT, settings(readings))
    return [(fault.row, fault.field, fault.kind, fault.other) for fault in found]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, []),
        ({"received_at": f"{DAY} 09:59:59"}, [("received_at", ORDER, "dispatched_at")]),
        ({"transferred_at": f"{DAY} 10:19"}, [("transferred_at", ORDER, "received_at")]),
        ({"returned_at": "2024-01-07"}, [("returned_at", ORDER, "received_at")]),
        ({"first_contact_at": f"{DAY} 09:00"}, [("first_contact_at", ORDER, "dispatched_at")]),
        # one contradiction that three stages stumble over is one fault
        ({"closed_at": f"{DAY} 09:00"}, [("closed_at", ORDER, "dispatched_at")]),
        ({"dispatched_at": LATER, "received_at": ""}, [("dispatched_at", FUTURE, "")]),
        ({"feedback_at": LATER}, [("feedback_at", FUTURE, "")]),
        ({"limit_class": "尽快"}, [("limit_class", LIMIT, "")]),
        (
            {"special": "是", "approved_at": f"{DAY} 12:00", "transferred_at": f"{DAY} 11:00"},
            [("transferred_at", ORDER, "approved_at")],
        ),
        ({"suspended_at": "2024-01-07"}, [("suspended_at", ORDER, "dispatched_at")]),
        (
            {"suspended_at": "2024-01-10", "released_at": "2024-01-09"},
            [("released_at", ORDER, "suspended_at")],
        ),
        (
            {"suspended_at": "2024-01-10", "closed_at": "2024-01-09 10:00"},
            [("closed_at", ORDER, "suspended_at")],
        ),
        # two contradictions of one cell, always in the same order
        (
            {"suspended_at": "2024-01-10", "closed_at": "2024-01-07 10:00"},
            [("closed_at", ORDER, "dispatched_at"), ("closed_at", ORDER, "suspended_at")],
        ),
        ({"suspended_at": "2024-03-21"}, [("suspended_at", FUTURE, "")]),
        (
            {"suspended_at": "2024-01-10", "released_at": "2024-03-21"},
            [("released_at", FUTURE, "")],
        ),
        (
            {"suspended_at": "2024-01-10", "progress_dates": "2024-02-01 2024-03-21"},
            [("progress_dates", FUTURE, "")],
        ),
        # the reader names unreadable cells
        ({"received_at": "?"}, []),
        # a case that is not judged by a time is not blamed for it
        ({"in_township": "否", "closed_at": f"{DAY} 09:00"}, []),
        ({"released_at": "2024-01-07"}, []),
    ],
)
def test_the_contradictions_of_a_case(case: Row, expected: list[tuple[str, str, str]]) -> None:
    assert faults({**SENT, **case}) == [(0, *fault) for fault in expected]


def test_faults_are_listed_row_by_row() -> None:
    assert faults(
        {**SENT, "feedback_at": LATER, "closed_at": LATER},
        SENT,
        {**SENT, "received_at": f"{DAY} 09:00", "limit_class": "急"},
    ) == [
        (0, "closed_at", FUTURE, ""),
        (0, "feedback_at", FUTURE, ""),
        (2, "limit_class", LIMIT, ""),
        (2, "received_at", ORDER, "dispatched_at"),
    ]


def test_a_contradiction_follows_the_reading_in_force() -> None:
    case = {**SENT, "transferred_at": f"{DAY} 11:00", "closed_at": f"{DAY} 10:30"}
    assert faults(case) == []
    assert faults(case, readings={"办理起点": "转派"}) == [
        (0, "closed_at", ORDER, "transferred_at")
    ]


def test_a_dispatch_still_to_come_is_named_for_its_suspension() -> None:
    case = {**SENT, "dispatched_at": LATER, "received_at": "", "suspended_at": LATER}
    verdicts = judge(case, fields={"closed_at"}, readings={"办理起点": "转派"})
    found = find_faults(frame(case), verdicts, CONTRACT, settings({"办理起点": "转派"}))
    assert [(fault.field, fault.kind) for fault in found] == [
        ("dispatched_at", FUTURE),
        ("suspended_at", FUTURE),
    ]
