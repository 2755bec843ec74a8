"""Time columns: what is unsure about a cell and how two of them compare (rules 3)."""

import numpy as np
import pytest

from macros_py.rules.deadlines.moments import Moments, either
from tests.macros_py.frames import frame
from tests.macros_py.rules.in_force import at


@pytest.mark.parametrize(
    ("received", "dispatched", "before"),
    [
        ("2024-01-08 09:59:59", "2024-01-08 10:00", True),
        ("2024-01-08 10:00", "2024-01-08 10:00", False),
        ("2024-01-08", "2024-01-08 10:00", False),
        ("2024-01-08 00:00", "2024-01-08 10:00", True),
        ("2024-01-07", "2024-01-08 10:00", True),
        ("2024-01-07 23:59:59", "2024-01-08", True),
        ("2024-01-08 10:00", "2024-01-08", False),
        ("", "2024-01-08 10:00", False),
        ("?", "2024-01-08 10:00", False),
        ("2024-01-08 10:00", "", False),
    ],
)
def test_earlier_is_by_date_if_either_is_a_date(
    received: str, dispatched: str, before: bool
) -> None:
    ledger = frame({"received_at": received, "dispatched_at": dispatched})
    marks = Moments.of(ledger, "received_at").before(Moments.of(ledger, "dispatched_at"))
    assert marks.tolist() == [before]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("2024-03-20 15:00", False),
        ("2024-03-20 15:00:01", True),
        ("2024-03-20", False),
        ("2024-03-21", True),
        ("", False),
        ("?", False),
    ],
)
def test_a_date_is_later_when_its_day_is(text: str, after: bool) -> None:
    now = int(np.datetime64(at("2024-03-20 15:00"), "s").view(np.int64))
    moments = Moments.of(frame({"closed_at": text}), "closed_at")
    assert moments.after(now).tolist() == [after]


def test_flags_are_kept_only_where_a_row_has_them() -> None:
    ledger = frame(
        {"closed_at": "2024-01-08", "received_at": "?"},
        {"closed_at": "", "received_at": "2024-01-09 10:00"},
    )
    closed, received, called = (
        Moments.of(ledger, field) for field in ("closed_at", "received_at", "called_at")
    )
    assert (closed.bad, received.dateonly, called.dateonly, called.bad) == (None,) * 4
    assert received.present.tolist() == [True, True]
    assert received.has.tolist() == [False, True]
    chosen = closed.where(np.array([True, False]), received)
    assert chosen.at[1] == received.at[1]
    assert chosen.dateonly is not None
    assert chosen.bad is not None
    assert (chosen.dateonly.tolist(), chosen.bad.tolist()) == ([True, False], [False, False])
    swapped = closed.where(np.array([False, True]), received)
    assert swapped.dateonly is not None
    assert swapped.bad is not None
    assert (swapped.dateonly.tolist(), swapped.bad.tolist()) == ([False, False], [True, False])
    taken = received.take(np.array([1]))
    assert taken.at.tolist() == [received.at[1]]
    assert taken.bad is not None
    assert taken.bad.tolist() == [False]


def test_either_of_two_optional_flags() -> None:
    one, other = np.array([True, False]), np.array([False, False])
    both = either(one, other)
    assert both is not None
    assert both.tolist() == [True, False]
    assert either(None, one) is one
    assert either(one, None) is one
    assert either(None, None) is None
