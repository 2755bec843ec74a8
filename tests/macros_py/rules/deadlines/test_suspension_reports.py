"""挂账月报: a report in every month of a suspension (rules 3; 附件1 一.2, 二.2(2))."""

import pytest

from macros_py.desk.flag_columns import report_texts
from macros_py.rules.deadlines.suspension_reports import month_text
from tests.macros_py.frames import Row
from tests.macros_py.rules.in_force import AS_OF, judge

SENT = {"dispatched_at": "2023-11-01 10:00"}


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ({}, "不适用"),
        ({"released_at": "2024-02-01", "progress_dates": "2024-02-01"}, "不适用"),
        # the earliest month without a report decides
        ({"suspended_at": "2024-01-10"}, "超时（缺2024-02）"),
        ({"suspended_at": "2024-01-10", "progress_dates": "2024-03-01"}, "超时（缺2024-02）"),
        ({"suspended_at": "2023-11-10"}, "超时（缺2023-12）"),
        ({"suspended_at": "2023-11-10", "progress_dates": "2023-12-31"}, "超时（缺2024-01）"),
        (
            {"suspended_at": "2023-11-10", "progress_dates": "2024-02-05 2023-12-31 2024-03-01"},
            "超时（缺2024-01）",
        ),
        # all past months reported: this month is open until its last days
        ({"suspended_at": "2024-01-10", "progress_dates": "2024-02-29"}, "未到期"),
        ({"suspended_at": "2024-01-10", "progress_dates": "2024-03-20 2024-02-01"}, "按时"),
        # reports of the month of the suspension and repeated ones add nothing
        ({"suspended_at": "2024-01-10", "progress_dates": "2024-01-31"}, "超时（缺2024-02）"),
        (
            {"suspended_at": "2024-01-10", "progress_dates": "2024-02-01 2024-02-01 2024-02-02"},
            "未到期",
        ),
        ({"suspended_at": "2024-02-29", "progress_dates": "2023-01-01"}, "未到期"),
        # nothing is due in the month of the suspension itself
        ({"suspended_at": "2024-03-01"}, "按时"),
        ({"suspended_at": "2024-03-20 15:00"}, "按时"),
        # up to the month before the end
        ({"suspended_at": "2024-01-10", "released_at": "2024-02-28"}, "按时"),
        ({"suspended_at": "2024-01-31", "released_at": "2024-02-01"}, "按时"),
        ({"suspended_at": "2024-01-10", "released_at": "2024-03-01"}, "超时（缺2024-02）"),
        (
            {
                "suspended_at": "2024-01-10",
                "released_at": "2024-03-01",
                "progress_dates": "2024-02-02",
            },
            "按时",
        ),
        ({"suspended_at": "2024-01-10", "closed_at": "2024-02-28 10:00"}, "按时"),
        ({"suspended_at": "2024-01-10", "closed_at": "2024-03-01"}, "超时（缺2024-02）"),
        (
            {"suspended_at": "2024-01-10", "released_at": "2024-02-01", "closed_at": "2024-03-01"},
            "按时",
        ),
        ({"suspended_at": "2023-11-10", "released_at": "2024-01-05"}, "超时（缺2023-12）"),
        # faults
        ({"suspended_at": "?"}, "数据异常"),
        ({"suspended_at": "2024-03-21"}, "数据异常"),
        ({"suspended_at": "2024-03-20 15:00:01"}, "数据异常"),
        ({"suspended_at": "2024-01-10", "progress_dates": "2024-02-01 ?"}, "数据异常"),
        ({"suspended_at": "2024-01-10", "progress_dates": "2024-02-01 2024-03-21"}, "数据异常"),
        ({"suspended_at": "2024-01-10", "released_at": "?"}, "数据异常"),
        ({"progress_dates": "?"}, "不适用"),
        # a case that is not the township's is still reported on while suspended
        ({"suspended_at": "2024-01-10", "in_township": "否"}, "超时（缺2024-02）"),
    ],
)
def test_monthly_reports(case: Row, status: str) -> None:
    assert texts({**SENT, **case}) == [status]


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2024-03-26 23:59:59", "未到期"),
        ("2024-03-27 00:00", "临期"),
        ("2024-03-31 23:59:59", "临期"),
        ("2024-04-01 00:00", "超时（缺2024-03）"),
    ],
)
def test_the_last_five_days_of_the_month_warn(as_of: str, status: str) -> None:
    case = {**SENT, "suspended_at": "2024-01-10", "progress_dates": "2024-02-01"}
    assert texts(case, as_of=as_of) == [status]


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("2024-02-24 23:59:59", "未到期"), ("2024-02-25 00:00", "临期"), ("2024-02-29 12:00", "临期")],
)
def test_a_leap_february_has_29_days(as_of: str, status: str) -> None:
    assert texts({**SENT, "suspended_at": "2024-01-31"}, as_of=as_of) == [status]


def test_each_row_by_its_own_reports() -> None:
    rows: list[Row] = [
        {
            **SENT,
            "suspended_at": "2023-12-10",
            "progress_dates": "2024-01-05 2024-02-05 2024-03-05",
        },
        SENT,
        {**SENT, "suspended_at": "2023-12-10"},
        {**SENT, "suspended_at": "2024-02-10", "progress_dates": "2024-01-05 2024-02-05"},
        {**SENT, "suspended_at": "2023-12-10", "progress_dates": "2024-01-05"},
    ]
    assert texts(*rows) == ["按时", "不适用", "超时（缺2024-01）", "未到期", "超时（缺2024-02）"]


def test_a_late_report_counts_as_late() -> None:
    verdicts = judge({**SENT, "suspended_at": "2024-01-10", "closed_at": "2024-03-10"})
    assert report_texts(verdicts.status["挂账月报"], verdicts.missing_month).tolist() == [
        "超时（缺2024-02）"
    ]
    assert month_text(int(verdicts.missing_month[0])) == "2024-02"


def texts(*rows: Row, as_of: str = AS_OF) -> list[str]:
    verdicts = judge(*rows, as_of=as_of)
    return list(report_texts(verdicts.status["挂账月报"], verdicts.missing_month))
