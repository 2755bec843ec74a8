"""What holds for every ledger under every reading (rules 3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.deadlines.deadlines import Engine, Verdicts
from macros_py.rules.deadlines.faults import find_faults
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.deadlines.stages import RANKED, TIMED
from macros_py.rules.deadlines.statistics import count_stages, count_statuses
from macros_py.rules.deadlines.status import Status
from tests.macros_py.frames import FIELDS, Row, frame
from tests.macros_py.rules import in_force
from tests.macros_py.rules.in_force import AS_OF, CONTRACT, at, judge
from tests.macros_py.rules.ledgers import LEDGERS, READINGS, ROWS

Readings = dict[str, str]
OPEN = (Status.OVERDUE, Status.AT_RISK, Status.NOT_DUE)
TIMED_STATUSES = (*OPEN, Status.ON_TIME, Status.LATE)


def rows_of(verdicts: Verdicts) -> list[tuple[object, ...]]:
    """Return everything that is said of each row, to compare as a whole."""
    columns = [
        *(codes.tolist() for codes in verdicts.status.values()),
        *(due.tolist() for due in verdicts.due.values()),
        verdicts.missing_month.tolist(),
        verdicts.overall.tolist(),
        verdicts.next_due.tolist(),
        verdicts.minutes_left.tolist(),
    ]
    return list(zip(*columns, strict=True))


@given(LEDGERS, READINGS, st.data())
def test_rows_are_judged_alone(rows: list[Row], readings: Readings, data: st.DataObject) -> None:
    whole = rows_of(judge(*rows, readings=readings))
    order = data.draw(st.permutations(range(len(rows))))
    permuted = rows_of(judge(*(rows[n] for n in order), readings=readings))
    assert permuted == [whole[n] for n in order]
    assert whole[0] == rows_of(judge(rows[0], readings=readings))[0]


@given(LEDGERS, READINGS)
def test_judging_changes_nothing_that_is_judged(rows: list[Row], readings: Readings) -> None:
    ledger = frame(*rows)
    engine = Engine(CONTRACT, in_force.settings(readings), Holidays(), at(AS_OF))
    first = rows_of(engine.judge(ledger, FIELDS))
    assert rows_of(engine.judge(ledger, FIELDS)) == first
    assert ledger.equals(frame(*rows))


@given(LEDGERS, READINGS)
def test_the_columns_across_stages_follow_from_the_stages(
    rows: list[Row], readings: Readings
) -> None:
    verdicts = judge(*rows, readings=readings)
    for n in range(len(rows)):
        assert verdicts.overall[n] == min(verdicts.status[stage.name][n] for stage in RANKED)
        running = [
            verdicts.due[stage.name][n] for stage in TIMED if verdicts.status[stage.name][n] in OPEN
        ]
        if running:
            assert verdicts.next_due[n] == min(running)
            left = (min(running) - np.datetime64(AS_OF)) / np.timedelta64(1, "m")
            assert verdicts.minutes_left[n] == np.floor(left)
        else:
            assert np.isnat(verdicts.next_due[n])


@given(LEDGERS, READINGS)
def test_a_status_that_compares_has_the_due_time_it_compared_with(
    rows: list[Row], readings: Readings
) -> None:
    verdicts = judge(*rows, readings=readings)
    now = np.datetime64(AS_OF)
    for stage in TIMED:
        codes, due = verdicts.status[stage.name], verdicts.due[stage.name]
        assert not np.isnat(due[np.isin(codes, TIMED_STATUSES)]).any()
        without = (Status.FAULTY, Status.EXEMPT, Status.NOT_STARTED, Status.NOT_APPLICABLE)
        assert np.isnat(due[np.isin(codes, without)]).all()
        assert (due[codes == Status.OVERDUE] < now).all()
        assert (due[np.isin(codes, (Status.AT_RISK, Status.NOT_DUE))] >= now).all()


@given(LEDGERS, READINGS, st.lists(st.booleans(), min_size=6, max_size=6))
def test_counts_add_up_to_the_rows(rows: list[Row], readings: Readings, marked: list[bool]) -> None:
    verdicts = judge(*rows, readings=readings)
    marks = np.array(marked[: len(rows)])
    for count in count_stages(verdicts, marks):
        assert sum(count.counts.values()) == marks.sum()
        for status, missed in count.misses.items():
            assert len(missed) == count.counts.get(status, 0)
            assert marks[list(missed)].all()
    assert sum(count_statuses(verdicts.overall, marks).values()) == marks.sum()


@given(ROWS, READINGS)
def test_a_closed_case_is_never_overdue_with_the_units_nodes(row: Row, readings: Readings) -> None:
    closed = {**row, "closed_at": row["closed_at"] or "2024-03-20 14:00"}
    verdicts = judge(closed, readings=readings)
    for stage in ("首次联系", "阶段反馈"):
        assert verdicts.status[stage][0] not in OPEN
        if not row["first_contact_at" if stage == "首次联系" else "feedback_at"]:
            assert verdicts.status[stage][0] != Status.LATE


@given(LEDGERS, READINGS)
def test_every_fault_has_a_reason_that_a_person_can_see(
    rows: list[Row], readings: Readings
) -> None:
    """A stage is 数据异常 only where a cell is unreadable or a contradiction is listed."""
    ledger = frame(*rows)
    verdicts = judge(*rows, readings=readings)
    found = find_faults(ledger, verdicts, CONTRACT, in_force.settings(readings))
    explained = {fault.row for fault in found}
    unreadable = {n for n, row in enumerate(rows) if any("?" in text for text in row.values())}
    faulty = set(np.flatnonzero(verdicts.overall == Status.FAULTY).tolist())
    assert faulty <= explained | unreadable
    assert len(found) == len(set(found))
    assert [fault.row for fault in found] == sorted(fault.row for fault in found)


@pytest.mark.parametrize("field", sorted(FIELDS - {"reply"}))
def test_a_column_that_the_ledger_lacks_is_a_blank_one(field: str) -> None:
    """Whatever the ledger lacks, judging it stands; only 不适用 may differ."""
    row = {"dispatched_at": "2024-03-19 10:00", "received_at": "2024-03-19 10:10"}
    with_column, without = judge(row), judge(row, fields=FIELDS - {field})
    for stage, codes in without.status.items():
        assert codes[0] in (Status.NOT_APPLICABLE, with_column.status[stage][0])
