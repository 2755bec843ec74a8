"""Counts of statuses by stage (rules 3, 5: evidence for 附件2)."""

from fractions import Fraction

import numpy as np

from macros_py.rules.deadlines.statistics import count_stages, count_statuses
from macros_py.rules.deadlines.status import Status
from tests.macros_py.rules.in_force import judge

DAY = "2024-01-08"
SENT = {"dispatched_at": f"{DAY} 10:00"}
ROWS = (
    {**SENT, "received_at": f"{DAY} 10:30"},
    {**SENT, "received_at": f"{DAY} 10:31"},
    {**SENT, "received_at": f"{DAY} 10:32"},
    {**SENT},
    {**SENT, "received_at": f"{DAY} 09:00"},
    {**SENT, "received_at": DAY},
    {"received_at": ""},
)
ALL = np.ones(len(ROWS), dtype=bool)


def test_a_stage_is_counted_with_its_share_and_its_misses() -> None:
    receive = count_stages(judge(*ROWS), ALL)[0]
    assert receive.stage.name == "接收"
    assert receive.counts == {
        Status.OVERDUE: 1,
        Status.FAULTY: 1,
        Status.LATE: 2,
        Status.UNDETERMINED: 1,
        Status.ON_TIME: 1,
        Status.NOT_STARTED: 1,
    }
    assert receive.misses == {
        Status.LATE: (1, 2),
        Status.OVERDUE: (3,),
        Status.FAULTY: (4,),
        Status.UNDETERMINED: (5,),
    }
    assert (receive.on_time, receive.decided, receive.share) == (1, 4, Fraction(1, 4))


def test_only_the_marked_rows_count() -> None:
    marks = np.array([True, True, False, False, True, False, False])
    receive = count_stages(judge(*ROWS), marks)[0]
    assert receive.misses == {
        Status.LATE: (1,),
        Status.OVERDUE: (),
        Status.FAULTY: (4,),
        Status.UNDETERMINED: (),
    }
    assert receive.share == Fraction(1, 2)


def test_nothing_decided_is_no_share() -> None:
    counts = {count.stage.name: count for count in count_stages(judge(SENT), np.array([True]))}
    assert (counts["退回"].share, counts["退回"].decided) == (None, 0)
    assert counts["接收"].share == 0


def test_the_vendors_stages_and_the_units_are_told_apart() -> None:
    counts = count_stages(judge(*ROWS), ALL)
    owners = {
        owner: [count.stage.name for count in counts if count.stage.owner == owner]
        for owner in ("乙方", "承办单位")
    }
    assert owners == {
        "乙方": ["接收", "转派", "退回", "挂账月报", "回访"],
        "承办单位": ["首次联系", "阶段反馈", "办结"],
    }


def test_statuses_that_do_not_occur_are_left_out() -> None:
    codes = np.array([6, 6, 0, 9], dtype=np.uint8)
    marks = np.array([True, True, True, False])
    assert count_statuses(codes, marks) == {Status.OVERDUE: 1, Status.ON_TIME: 2}
    assert count_statuses(codes, ~np.ones(4, dtype=bool)) == {}
