"""The worked examples of rules 3, run on the oracle itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.oracle.deadlines import Settings, judge_case, summarise
from tests.oracle.values import FIELDS, UNREADABLE, Case, Limit
from tests.oracle.worktime import UnannouncedYearError, is_rest_day


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


AS_OF = at("2024-03-20 15:00")
DISPATCHED = Case(case_id="A", dispatched_at=at("2024-01-08 10:00"))


def due(case: Case, stage: str = "办结", settings: Settings | None = None) -> dt.datetime | None:
    return judge_case(case, settings or Settings(), AS_OF)[stage].due


def status(case: Case, stage: str, as_of: dt.datetime = AS_OF, **settings: object) -> str:
    return judge_case(case, Settings(**settings), as_of)[stage].status


def test_seven_days_end_at_the_last_second_of_the_last_day() -> None:
    assert due(DISPATCHED) == at("2024-01-15 23:59:59")
    assert due(DISPATCHED, settings=Settings(day_count="满24小时")) == at("2024-01-15 10:00")


@pytest.mark.parametrize(
    ("received", "expected"),
    [("10:30:00", "按时"), ("10:30:01", "超时"), ("10:29:59", "按时"), ("09:59:59", "数据异常")],
)
def test_a_limit_includes_its_last_instant(received: str, expected: str) -> None:
    case = replace(DISPATCHED, received_at=at(f"2024-01-08 {received}"))
    assert status(case, "接收") == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("10:19:59", "未到期"),
        ("10:20:00", "临期"),
        ("10:30:00", "临期"),
        ("10:30:01", "逾期未办"),
        ("09:59:59", "数据异常"),
    ],
)
def test_an_open_stage_by_the_time_left(as_of: str, expected: str) -> None:
    assert status(DISPATCHED, "接收", at(f"2024-01-08 {as_of}")) == expected


def test_special_case_without_approval_is_exempt() -> None:
    case = replace(DISPATCHED, special=True, received_at=at("2024-01-08 10:10"))
    assert status(case, "转派") == "豁免"
    approved = replace(case, approved_at=at("2024-01-08 12:00"))
    assert due(approved, "转派") == at("2024-01-08 13:00")


def test_a_date_cannot_be_judged_by_hours_but_can_by_days() -> None:
    case = replace(DISPATCHED, received_at=dt.date(2024, 1, 8), closed_at=dt.date(2024, 1, 15))
    assert status(case, "接收") == "无法判定"
    assert status(case, "办结") == "按时"
    assert status(case, "办结", day_count="满24小时") == "无法判定"
    assert status(replace(case, closed_at=dt.date(2024, 1, 16)), "办结") == "超时"
    by_hours = replace(case, limit_class=Limit(24, "小时"))
    assert status(by_hours, "办结") == "无法判定"


def test_closed_at_stands_in_but_never_gives_late() -> None:
    case = replace(DISPATCHED, closed_at=at("2024-01-08 11:59"))
    assert status(case, "首次联系") == "按时"
    late = replace(DISPATCHED, closed_at=at("2024-01-10 11:59"))
    assert status(late, "首次联系") == "无法判定"
    assert status(late, "阶段反馈", handling_nodes="分级时限") == "不适用"


def test_suspension_moves_the_due_time() -> None:
    case = replace(
        DISPATCHED,
        suspended_at=dt.date(2024, 1, 10),
        released_at=at("2024-01-20 12:00"),
    )
    assert due(case) == at("2024-01-26 11:59:59")
    after_due = replace(case, suspended_at=dt.date(2024, 1, 16))
    assert due(after_due) == at("2024-01-15 23:59:59")
    assert status(replace(case, released_at=None), "办结") == "豁免"
    backwards = replace(case, released_at=dt.date(2024, 1, 9))
    assert status(backwards, "办结") == "数据异常"


@pytest.mark.parametrize(
    ("reports", "as_of", "expected"),
    [
        ((dt.date(2024, 2, 1),), "2024-03-20", "未到期"),
        ((dt.date(2024, 2, 1),), "2024-03-26 23:59:59", "未到期"),
        ((dt.date(2024, 2, 1),), "2024-03-27", "临期"),
        ((dt.date(2024, 3, 1),), "2024-03-20", "超时（缺2024-02）"),
        ((dt.date(2024, 2, 9), dt.date(2024, 3, 1)), "2024-03-20", "按时"),
        ((dt.date(2024, 3, 21),), "2024-03-20", "数据异常"),
        ((UNREADABLE,), "2024-03-20", "数据异常"),
    ],
)
def test_monthly_reports(reports: tuple[dt.date, ...], as_of: str, expected: str) -> None:
    case = replace(DISPATCHED, suspended_at=dt.date(2024, 1, 10), progress_dates=reports)
    assert status(case, "挂账月报", at(as_of)) == expected


def test_a_stage_without_its_column_does_not_apply() -> None:
    verdicts = judge_case(DISPATCHED, Settings(), AS_OF, FIELDS - {"received_at", "callback_at"})
    assert verdicts["接收"].status == "不适用"
    assert verdicts["回访"].status == "不适用"
    assert verdicts["办结"].status == "逾期未办"


def test_the_summary_takes_the_earliest_open_due_time() -> None:
    as_of = at("2024-01-08 10:25:30")
    summary = summarise(judge_case(DISPATCHED, Settings(), as_of), as_of)
    assert summary == ("临期", at("2024-01-08 10:30"), 4)
    as_of = at("2024-01-08 10:30:01")
    summary = summarise(judge_case(DISPATCHED, Settings(), as_of), as_of)
    assert summary == ("逾期未办", at("2024-01-08 10:30"), -1)


def test_office_hours_around_spring_festival() -> None:
    working = Settings(working_time=True)
    friday = Case(dispatched_at=at("2024-02-09 17:15"))
    assert due(friday, "接收", working) == at("2024-02-18 09:15")
    assert due(friday, "办结", working) == at("2024-02-26 17:30")
    assert due(Case(dispatched_at=at("2024-02-09 17:00")), "接收", working) == at(
        "2024-02-09 17:30"
    )


def test_a_last_day_of_rest_moves_to_the_next_workday() -> None:
    case = Case(dispatched_at=at("2024-02-03 10:00"))
    assert due(case) == at("2024-02-10 23:59:59")
    assert due(case, settings=Settings(roll_last_day=True)) == at("2024-02-18 23:59:59")


def test_a_stage_that_needs_a_year_without_holidays_is_faulty() -> None:
    case = Case(dispatched_at=at("2099-02-03 10:00"))
    verdicts = judge_case(case, Settings(working_time=True), at("2099-03-01 10:00"))
    assert verdicts["接收"].status == verdicts["办结"].status == "数据异常"
    with pytest.raises(UnannouncedYearError, match="2099"):
        is_rest_day(dt.date(2099, 2, 3), {})


def test_suspended_without_a_time_is_faulty() -> None:
    assert status(replace(DISPATCHED, suspended=True), "办结") == "数据异常"
    assert status(replace(DISPATCHED, suspended=False), "办结") == "逾期未办"
