"""How far cases came: statuses sum to those who reached a stage; times are of the clock."""

import numpy as np
import pytest

from macros_py.rules.deadlines.status import Status
from macros_py.rules.periods.flow import CaseTimes
from macros_py.rules.periods.funnel import Step, funnel
from macros_py.rules.terms.percentages import Unfinished
from tests.macros_py.frames import Row, frame
from tests.macros_py.rules.in_force import AS_OF, judge

BASE = "2024-03-04 "
EXAMPLE: tuple[Row, ...] = (
    {
        "dispatched_at": BASE + "09:00",
        "received_at": BASE + "09:10",
        "transferred_at": BASE + "09:40",
        "closed_at": BASE + "19:00",
        "callback_at": BASE + "20:00",
    },
    {"dispatched_at": BASE + "09:00", "received_at": BASE + "09:40", "returned_at": BASE + "10:40"},
    {"dispatched_at": BASE + "09:00"},
    {"dispatched_at": "?"},
)


def steps_of(*rows: Row, as_of: str = AS_OF) -> dict[str, Step]:
    verdicts, ledger = judge(*rows, as_of=as_of), frame(*rows)
    returned = CaseTimes.of(ledger, verdicts.as_of).returned
    found = funnel(verdicts, np.ones(len(rows), dtype=bool), returned)
    return {step.stage.name: step for step in found}


@pytest.fixture(scope="module")
def steps() -> dict[str, Step]:
    return steps_of(*EXAMPLE)


def test_by_hand(steps: dict[str, Step]) -> None:
    receive = steps["接收"]
    assert (receive.count(Status.ON_TIME), receive.count(Status.LATE)) == (1, 1)
    assert receive.count(Status.OVERDUE) == 1
    assert (receive.median, receive.ninety) == (600, Unfinished.OPEN), "one was returned"
    assert steps["转派"].reached == 1
    assert (steps["办结"].reached, steps["办结"].median) == (3, 36_000)
    assert steps["办结"].count(Status.FAULTY) == 1
    assert steps["办结"].ninety is Unfinished.OPEN
    assert steps["退回"].median == 3600
    assert (steps["回访"].reached, steps["回访"].median) == (1, 3600)
    assert steps["挂账月报"].reached == 0
    assert steps["挂账月报"].median is None


def test_a_contact_that_nobody_wrote_down_counts_to_the_closure(steps: dict[str, Step]) -> None:
    """closed_at stands in; where that would be late, the status is unknown and the time is not."""
    contact = steps["首次联系"]
    assert contact.count(Status.UNDETERMINED) == 1
    assert (contact.median, contact.ninety) == (36_000, Unfinished.OPEN)


def test_a_suspended_case_is_open() -> None:
    """Two closed after 20 and 21 hours, eight suspended: the second of ten is the last closed."""
    begun = {"dispatched_at": "2024-02-05 09:00", "received_at": "2024-02-05 09:10"}
    closed: list[Row] = [{**begun, "closed_at": f"2024-02-06 0{hour}:00"} for hour in (5, 6)]
    step = steps_of(*closed, *[{**begun, "suspended_at": "2024-02-07 09:00"}] * 8)["办结"]
    assert (step.reached, step.count(Status.EXEMPT)) == (10, 8)
    assert (step.median, step.ninety) == (Unfinished.OPEN, Unfinished.OPEN)
    assert step.untimed == 0


def test_a_case_that_cannot_be_judged_counts_by_its_times() -> None:
    """数据异常 and 无法判定 with two times are measured; an unreadable one stays out."""
    step = steps_of(
        {"dispatched_at": BASE + "09:00", "closed_at": BASE + "08:00"},
        {"dispatched_at": "2024-03-04", "closed_at": BASE + "10:00"},
        {"dispatched_at": BASE + "09:00", "closed_at": "?"},
        {"dispatched_at": "?", "closed_at": BASE + "10:00"},
        {"dispatched_at": "?"},
    )["办结"]
    assert step.count(Status.FAULTY) == 4
    assert (step.median, step.ninety, step.untimed) == (0, 36_000, 3)


def test_a_time_after_as_of_has_not_come() -> None:
    """A callback of the day after is 已回访 by rules 3, but took no time yet."""
    row = {"dispatched_at": BASE + "09:00", "closed_at": BASE + "10:00"}
    rows = [{**row, "callback_at": time} for time in (BASE + "11:00", "2024-03-05 09:00")]
    step = steps_of(*rows, as_of=BASE + "12:00")["回访"]
    assert step.count(Status.CALLED_BACK) == 2
    assert (step.median, step.ninety) == (3600, Unfinished.OPEN)


def test_the_steps_follow_the_case(steps: dict[str, Step]) -> None:
    assert list(steps) == [
        "接收",
        "转派",
        "首次联系",
        "阶段反馈",
        "办结",
        "回访",
        "退回",
        "挂账月报",
    ]
