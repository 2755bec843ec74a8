"""办结: limit classes, days, working time (rules 3; contract 附件1 一.2, 民法典 200-203)."""

import pytest

from macros_py.rules.deadlines.status import TEXTS
from tests.macros_py.rules.in_force import dues, judge, shown, statuses

DAY = "2024-01-08"
SENT = {"dispatched_at": f"{DAY} 10:00"}
TIMED = ("接收", "转派", "退回", "首次联系", "阶段反馈", "办结")


@pytest.mark.parametrize(
    ("limit_class", "closed", "status", "due"),
    [
        ("", "2024-01-15 23:59:59", "按时", "2024-01-15 23:59:59"),
        ("", "2024-01-16 00:00", "超时", "2024-01-15 23:59:59"),
        ("", "2024-01-15", "按时", "2024-01-15 23:59:59"),
        ("", "2024-01-16", "超时", "2024-01-15 23:59:59"),
        ("", "2024-01-08", "按时", "2024-01-15 23:59:59"),
        ("", "2024-01-07", "数据异常", ""),
        ("一般", "2024-01-15 23:59:59", "按时", "2024-01-15 23:59:59"),
        ("1天", "2024-01-09 23:59:59", "按时", "2024-01-09 23:59:59"),
        ("15天", "2024-01-24", "超时", "2024-01-23 23:59:59"),
        ("疑难", "2024-01-23 23:59:59", "按时", "2024-01-23 23:59:59"),
        ("特急", "2024-01-08 12:00", "按时", "2024-01-08 12:00:00"),
        ("突发", "2024-01-08 12:00:01", "超时", "2024-01-08 12:00:00"),
        ("紧急", "2024-01-09 10:00", "按时", "2024-01-09 10:00:00"),
        ("24小时", "2024-01-09 10:00:01", "超时", "2024-01-09 10:00:00"),
        ("48小时", "", "逾期未办", "2024-01-10 10:00:00"),
        ("24小时", "2024-01-08", "无法判定", "2024-01-09 10:00:00"),
        ("尽快", "2024-01-08 12:00", "数据异常", ""),
        ("尽快", "", "数据异常", ""),
    ],
)
def test_closure_by_limit_class(limit_class: str, closed: str, status: str, due: str) -> None:
    verdicts = judge({**SENT, "limit_class": limit_class, "closed_at": closed})
    assert shown(verdicts, "办结") == [(status, due)]


def test_an_unknown_limit_class_matters_only_where_the_stage_applies() -> None:
    verdicts = judge({**SENT, "limit_class": "尽快", "in_township": "否"})
    assert statuses(verdicts, "办结") == ["不适用"]


@pytest.mark.parametrize(
    ("dispatched", "readings", "due"),
    [
        # civil-law days: the start day is not counted, the last day ends at 24:00
        ("2024-01-08 00:00:00", {}, "2024-01-15 23:59:59"),
        ("2024-01-08 23:59:59", {}, "2024-01-15 23:59:59"),
        ("2024-01-08", {}, "2024-01-15 23:59:59"),
        ("2024-02-22 10:00", {}, "2024-02-29 23:59:59"),
        ("2024-02-29 10:00", {}, "2024-03-07 23:59:59"),
        ("2023-12-25 10:00", {}, "2024-01-01 23:59:59"),
        ("2024-02-03 10:00", {}, "2024-02-10 23:59:59"),
        # 满24小时
        ("2024-01-08 10:00", {"天数算法": "满24小时"}, "2024-01-15 10:00:00"),
        ("2024-02-22 10:00", {"天数算法": "满24小时"}, "2024-02-29 10:00:00"),
        ("2024-02-03 10:00", {"天数算法": "满24小时", "末日顺延": "是"}, "2024-02-10 10:00:00"),
        # 末日顺延 (民法典 203): 02-10 … 02-17 are rest days, 02-18 a make-up Sunday
        ("2024-02-03 10:00", {"末日顺延": "是"}, "2024-02-18 23:59:59"),
        ("2024-02-02 10:00", {"末日顺延": "是"}, "2024-02-09 23:59:59"),
        ("2024-01-06 10:00", {"末日顺延": "是"}, "2024-01-15 23:59:59"),
        # working time: N天 is N working days, ending at closing time
        ("2024-01-08 10:00", {"计时日历": "工作时间"}, "2024-01-17 17:30:00"),
        ("2024-01-08", {"计时日历": "工作时间"}, "2024-01-17 17:30:00"),
        ("2024-02-09 17:30", {"计时日历": "工作时间"}, "2024-02-26 17:30:00"),
        (
            "2024-01-08 10:00",
            {"计时日历": "工作时间", "工作时段": "每天 0:00-24:00"},
            "2024-01-15 23:59:59",
        ),
    ],
)
def test_seven_days(dispatched: str, readings: dict[str, str], due: str) -> None:
    verdicts = judge({"dispatched_at": dispatched}, readings=readings)
    assert dues(verdicts, "办结") == [due]


def test_a_date_is_enough_for_days_but_not_for_full_24_hours() -> None:
    cases = (
        {"dispatched_at": DAY, "closed_at": "2024-01-15"},
        {"dispatched_at": f"{DAY} 10:00", "closed_at": "2024-01-15"},
        {"dispatched_at": DAY},
    )
    civil = judge(*cases)
    assert statuses(civil, "办结") == ["按时", "按时", "逾期未办"]
    full = judge(*cases, readings={"天数算法": "满24小时"})
    assert shown(full, "办结") == [
        ("无法判定", ""),
        ("无法判定", "2024-01-15 10:00:00"),
        ("无法判定", ""),
    ]


def test_working_time_counts_open_hours_only() -> None:
    """New Year's Eve 2024-02-09 is a workday, the next is the make-up Sunday 02-18."""
    case = {
        "dispatched_at": "2024-02-09 17:15",
        "received_at": "2024-02-18 09:15",
        "transferred_at": "2024-02-18 10:15:01",
    }
    verdicts = judge(case, readings={"计时日历": "工作时间"})
    assert {stage: shown(verdicts, stage)[0] for stage in TIMED} == {
        "接收": ("按时", "2024-02-18 09:15:00"),
        "转派": ("超时", "2024-02-18 10:15:00"),
        "退回": ("不适用", ""),
        "首次联系": ("逾期未办", "2024-02-18 10:45:00"),
        "阶段反馈": ("逾期未办", "2024-02-20 15:45:00"),
        "办结": ("逾期未办", "2024-02-26 17:30:00"),
    }


def test_a_stage_that_needs_a_year_not_announced_is_faulty_and_the_others_are_judged() -> None:
    late = {"dispatched_at": "2026-12-31 10:00", "received_at": "2026-12-31 10:10"}
    early = {"dispatched_at": "2003-05-06 10:00"}
    fine = {"dispatched_at": "2024-01-08 10:00"}
    as_of = "2026-12-31 12:00"
    assert dues(judge(late, as_of=as_of), "办结") == ["2027-01-07 23:59:59"]
    for readings in ({"计时日历": "工作时间"}, {"末日顺延": "是"}):
        verdicts = judge(late, early, fine, as_of=as_of, readings=readings)
        first = ["数据异常", "数据异常", "逾期未办"]
        assert [TEXTS[code] for code in verdicts.status["办结"]] == first
        assert verdicts.unannounced["办结"].tolist() == [2027, 2003, 0]
        assert TEXTS[verdicts.status["接收"][0]] == "按时"
    roll = judge(early, as_of=as_of, readings={"末日顺延": "是"})
    assert TEXTS[roll.status["接收"][0]] == "逾期未办"
