"""Whatever the generators spell, the oracle reads back."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from tests.oracle.cells import parse_dates, parse_time, parse_times, parse_yes_no
from tests.oracle.deadlines import OVERALL_ORDER, STAGES, judge_case, plain_status
from tests.oracle.random_ledger import write_ledger
from tests.oracle.spelling import Speller
from tests.oracle.values import UNREADABLE

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = (
    *(dt.datetime(2024, 2, 29), dt.datetime(2024, 12, 31, 23, 59, 59), dt.datetime(2024, 1, 5, 12)),
    *(
        dt.datetime(2024, 1, 5, 0, 30),
        dt.datetime(2024, 1, 5, 9, 30),
        dt.datetime(2024, 11, 15, 13),
    ),
    *(dt.date(2024, 2, 29), None, UNREADABLE),
)


@pytest.mark.parametrize("is_workbook", [True, False])
def test_every_spelling_reads_back(is_workbook: bool) -> None:
    speller = Speller(random.Random(1), is_workbook)
    for moment in MOMENTS * 100:
        cell = speller.moment(moment)
        got = parse_time(cell)
        assert got == moment, cell
        assert type(got) is type(moment), cell
    for dates in ((), (dt.date(2024, 2, 1), dt.date(2024, 3, 31)), (UNREADABLE,)):
        for _ in range(50):
            assert parse_dates(speller.moments(dates)) == dates
    for answer in (True, False):
        assert {parse_yes_no(speller.yes_no(answer).value) for _ in range(100)} == {answer}


def test_month_first_columns_read_back() -> None:
    speller = Speller(random.Random(1), is_workbook=True)
    readable = [moment for moment in MOMENTS if moment is not UNREADABLE]
    written = [speller.moment(moment, month_first=True) for moment in readable]
    assert parse_times(written) == readable


@pytest.mark.nightly
def test_the_random_ledgers_reach_every_status(tmp_path: Path) -> None:
    seen: dict[str, set[str]] = {stage: set() for stage in STAGES}
    for seed in range(8):
        ledger = write_ledger(random.Random(seed), tmp_path, 300)
        for row in ledger.rows:
            verdicts = judge_case(row.case, ledger.chosen.settings, ledger.as_of, row.columns)
            for stage, verdict in verdicts.items():
                seen[stage].add(plain_status(verdict.status))
    timed = set(OVERALL_ORDER) - {"豁免"}
    assert seen["接收"] >= timed - {"不适用"}
    assert seen["转派"] == timed | {"豁免"}
    assert seen["退回"] == timed
    assert seen["首次联系"] == timed
    assert seen["阶段反馈"] == timed
    assert seen["办结"] == timed | {"豁免"}
    assert seen["挂账月报"] == {"不适用", "数据异常", "按时", "超时", "临期", "未到期"}
    assert seen["回访"] >= {"已回访", "待回访", "未开始"}
