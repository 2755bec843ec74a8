"""期初 + 受理 − 退回 − 办结 = 期末, and what a period is compared with."""

from __future__ import annotations

import random
from dataclasses import astuple
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.periods.comparison import Change, Comparison
from macros_py.rules.periods.flow import Balance, CaseTimes
from macros_py.rules.periods.period import Elapsed, Periods
from tests.macros_py.frames import Row, frame
from tests.macros_py.rules.in_force import at, settings

AS_OF = at("2024-03-20 15:00")
WEEK = at("2024-03-04 00:00"), at("2024-03-11 00:00")
EXAMPLE: tuple[Row, ...] = (
    {"dispatched_at": "2024-02-20 09:00"},  # open throughout
    {"dispatched_at": "2024-02-20 09:00", "closed_at": "2024-03-03 23:59:59"},  # gone before
    {"dispatched_at": "2024-02-20 09:00", "closed_at": "2024-03-04 00:00:00"},  # closed in it
    {"dispatched_at": "2024-03-04 00:00:00", "returned_at": "2024-03-05 10:00"},
    {
        "dispatched_at": "2024-03-05 09:00",
        "returned_at": "2024-03-06 10:00",
        "closed_at": "2024-03-06 10:00",
    },  # 退回 where equal
    {"dispatched_at": "2024-03-06 09:00", "closed_at": "2024-03-06 08:00"},  # raised
    {"dispatched_at": "2024-03-06 09:00", "closed_at": "2024-03-25 08:00"},  # after as-of: open
    {"dispatched_at": "2024-03-07 09:00", "in_township": "否"},  # not returned yet: open
    {"dispatched_at": "2024-03-10 23:59:59", "closed_at": "2024-03-11 00:00:00"},
    {"dispatched_at": "2024-03-11 00:00:00"},  # next week
    {"dispatched_at": "?"},
    {"dispatched_at": "2024-03-05 09:00", "case_id": "JS1"},
)


def test_a_week_by_hand() -> None:
    times = CaseTimes.of(frame(*EXAMPLE), AS_OF)
    assert times.balance(*WEEK) == Balance(2, 6, 2, 2, 4)
    assert (times.unreadable, times.duplicates, times.outside) == (1, 1, 2)
    assert times.raised_within(*WEEK).tolist() == [5]
    assert times.covered_from == at("2024-02-20 00:00")


def test_a_bare_date_counts_at_midnight() -> None:
    times = CaseTimes.of(frame({"dispatched_at": "2024-03-04", "closed_at": "2024-03-11"}), AS_OF)
    assert times.balance(*WEEK) == Balance(0, 1, 0, 0, 1)


def test_nothing_is_covered_without_a_time() -> None:
    assert CaseTimes.of(frame({"dispatched_at": "?"}), AS_OF).covered_from is None


def _random(seed: int, count: int) -> list[Row]:
    chance = random.Random(seed)
    first = datetime(2024, 1, 1)

    def moment() -> str:
        whole = first + timedelta(seconds=chance.randrange(100 * 86400))
        return chance.choice([f"{whole:%Y-%m-%d %H:%M:%S}", f"{whole:%Y-%m-%d}"])

    return [
        {
            "case_id": f"N{chance.randrange(count * 3)}",
            "dispatched_at": chance.choice([moment(), moment(), moment(), "?", ""]),
            "returned_at": chance.choice(["", "", "", moment(), "?"]),
            "closed_at": chance.choice(["", moment(), moment(), "?"]),
        }
        for _ in range(count)
    ]


def _by_hand(rows: list[Row], start: datetime, end: datetime) -> tuple[int, ...]:
    """The same, case by case, as the sentence of the manual reads."""
    seen: set[str] = set()
    opening = received = returned = closed = closing = 0
    for row in rows:
        if row["case_id"] in seen:
            continue
        seen.add(row["case_id"])
        if row["dispatched_at"] in ("", "?"):
            continue
        came = datetime.fromisoformat(row["dispatched_at"])
        exits = []
        for kind, field in enumerate(("returned_at", "closed_at")):
            if row[field] not in ("", "?") and datetime.fromisoformat(row[field]) <= AS_OF:
                exits.append((datetime.fromisoformat(row[field]), kind))
        left, kind = min(exits, default=(None, -1))
        left = left and max(left, came)
        if came < start and (left is None or left >= start):
            opening += 1
        if start <= came < end:
            received += 1
        if left is not None and start <= left < end and came < end:
            returned += kind == 0
            closed += kind == 1
        if came < end and (left is None or left >= end):
            closing += 1
    return opening, received, returned, closed, closing


@given(st.integers(0, 10**6), st.integers(0, 79), st.integers(1, 20))
def test_the_balance_is_the_sentence_read_row_by_row(seed: int, day: int, days: int) -> None:
    rows = _random(seed, 30)
    start = datetime(2024, 1, 1) + timedelta(days=day)
    end = min(start + timedelta(days=days), AS_OF + timedelta(seconds=1))
    if start >= end:
        return
    balance = CaseTimes.of(frame(*rows), AS_OF).balance(start, end)
    assert astuple(balance) == _by_hand(rows, start, end)
    assert (
        balance.opening + balance.received - balance.returned - balance.closed
        == balance.open_at_end
    )


@given(st.integers(0, 10**6), st.permutations(range(12)))
def test_the_order_of_rows_does_not_matter(seed: int, order: list[int]) -> None:
    rows = [{**row, "case_id": f"N{n}"} for n, row in enumerate(_random(seed, 12))]
    ledger = frame(*rows)
    shuffled = frame(*(rows[n] for n in order))
    one, other = (CaseTimes.of(each, AS_OF).balance(*WEEK) for each in (ledger, shuffled))
    assert one == other


@given(st.integers(0, 10**6))
def test_one_periods_end_is_the_nexts_opening(seed: int) -> None:
    times = CaseTimes.of(frame(*_random(seed, 30)), AS_OF)
    first = times.balance(*WEEK)
    second = times.balance(WEEK[1], at("2024-03-18 00:00"))
    assert first.open_at_end == second.opening


PERIODS = Periods(settings())


@pytest.mark.parametrize(
    ("text", "as_of", "previous_end", "covered"),
    [
        ("2024-W10", "2024-03-20 15:00", "2024-03-04 00:00:00", (True, False)),
        ("2024-W10", "2024-03-05 11:59:59", "2024-02-27 12:00:00", (True, False)),
        ("2024-03", "2024-03-30 12:00:00", "2024-03-01 00:00:00", (False, False)),
    ],
)
def test_a_running_period_meets_as_much_of_the_earlier_one(
    text: str, as_of: str, previous_end: str, covered: tuple[bool, bool]
) -> None:
    """29.5 days of March meet all of a shorter February, never more than its length."""
    elapsed = Elapsed(PERIODS.read(text), at(as_of))
    found = Comparison.of(elapsed, PERIODS, at("2024-02-20 00:00"))
    assert found.previous.end == at(previous_end)
    assert (found.previous.covered, found.year.covered) == covered


def test_a_comparison_beyond_the_ledger_is_not_zero() -> None:
    times = CaseTimes.of(frame(*EXAMPLE), AS_OF)

    def count(start: datetime, end: datetime) -> int:
        return int(np.count_nonzero(times.received(start, end)))

    elapsed = Elapsed(PERIODS.read("2024-W10"), AS_OF)
    found = Comparison.of(elapsed, PERIODS, times.covered_from)
    assert found.previous.change(count, 6) == Change(6, 0)
    assert found.year.change(count, 6) == Change(6, None)
