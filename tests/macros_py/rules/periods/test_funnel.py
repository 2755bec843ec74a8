"""How far cases came: statuses sum to those who reached a stage; times are of the clock."""

import numpy as np
import pytest

from macros_py.rules.deadlines.status import Status
from macros_py.rules.periods.figures import Unfinished
from macros_py.rules.periods.funnel import Step, funnel
from tests.macros_py.frames import Row, frame
from tests.macros_py.rules.in_force import judge, settings

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


@pytest.fixture(scope="module")
def steps() -> dict[str, Step]:
    verdicts = judge(*EXAMPLE)
    ledger = frame(*EXAMPLE)
    found = funnel(ledger, verdicts, np.ones(4, dtype=bool), settings())
    return {step.stage.name: step for step in found}


def test_by_hand(steps: dict[str, Step]) -> None:
    receive = steps["接收"]
    assert (receive.count(Status.ON_TIME), receive.count(Status.LATE)) == (1, 1)
    assert receive.count(Status.OVERDUE) == 1
    assert (receive.median, receive.ninety) == (2400, Unfinished.OPEN)
    assert steps["转派"].reached == 1
    assert (steps["办结"].reached, steps["办结"].median) == (3, 36_000)
    assert steps["办结"].count(Status.FAULTY) == 1
    assert steps["办结"].ninety is Unfinished.OPEN
    assert steps["退回"].median == 3600
    assert (steps["回访"].reached, steps["回访"].median) == (1, 3600)
    assert steps["挂账月报"].reached == 0
    assert steps["挂账月报"].median is None


def test_a_contact_that_nobody_wrote_down_counts_to_the_closure(steps: dict[str, Step]) -> None:
    """closed_at stands in; where that would be late, nothing is known and nothing is measured."""
    contact = steps["首次联系"]
    assert contact.count(Status.UNDETERMINED) == 1
    assert contact.median is Unfinished.OPEN


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
