"""Weekly and monthly reports delivered against due (附件1 一.4)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.evidence.analysis_reports import reports_of
from macros_py.rules.evidence.report_periods import month_end, months_of, week_end, weeks_of
from macros_py.rules.evidence.weighed_figures import Findings
from macros_py.rules.terms.quarters import nth_quarter
from tests.macros_py.rules.sheets import FIRST, TERMS, reports

LATER = date(2024, 6, 1)
Row = tuple[str, str, str]


def told(*rows: Row, as_of: date = LATER) -> Findings:
    return reports_of(reports(*rows), FIRST, TERMS.reports, as_of)


def counts(findings: Findings) -> list[tuple[int, int]]:
    return [(figure.numerator, figure.denominator) for figure in findings.figures]


@pytest.mark.parametrize(
    ("text", "sunday"),
    [
        ("2024-01-01至2024-01-07", "2024-01-07"),
        ("2024年1月1日至1月7日", "2024-01-07"),
        ("2024年1月1日-7日", "2024-01-07"),
        ("2024.1.1-1.7", "2024-01-07"),
        ("2024/1/1—2024/1/7", "2024-01-07"),
        ("２０２４－０１－０１～２０２４－０１－０７", "2024-01-07"),
        ("2023-12-29至2024-01-04", "2024-01-07"),
        ("2023-12-29至01-04", "2024-01-07"),
        ("2024年第1周", "2024-01-07"),
        ("2024-W01", "2024-01-07"),
        ("2020年第53周", "2021-01-03"),
        ("2024-01-03", "2024-01-07"),
        ("2024-01-07 00:00:00", "2024-01-07"),
        ("2024-01", None),
        ("第1周", None),
        ("1月第1周", None),
        ("2024年第54周", None),
        ("2024-01-07至2024-01-01", None),
        ("2024-01-01至2024-01-09", None),
        ("2024-02-30", None),
        ("", None),
    ],
)
def test_a_week_as_people_write_it(text: str, sunday: str | None) -> None:
    assert week_end(text) == (date.fromisoformat(sunday) if sunday else None)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024-02", "2024-02-29"),
        ("2024年2月", "2024-02-29"),
        ("2024年2月份", "2024-02-29"),
        ("202402", "2024-02-29"),
        ("2024.2", "2024-02-29"),
        ("2024-02-01", "2024-02-29"),
        ("2024-01-19至2024-02-18", "2024-02-29"),
        ("2023-12", "2023-12-31"),
        ("2月", None),
        ("2024-13", None),
        ("2024-01-01至2024-02-18", None),
        ("2024年第1周", None),
    ],
)
def test_a_month_as_people_write_it(text: str, last: str | None) -> None:
    assert month_end(text) == (date.fromisoformat(last) if last else None)


def test_due_are_the_periods_that_end_in_the_quarter() -> None:
    weeks, months = list(weeks_of(FIRST)), list(months_of(FIRST))
    assert (weeks[0], weeks[-1], len(weeks)) == (date(2023, 12, 31), date(2024, 3, 24), 13)
    assert months == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), number=st.integers(1, 8))
def test_every_week_and_month_belongs_to_one_quarter(start: date, number: int) -> None:
    one, other = nth_quarter(start, number), nth_quarter(start, number + 1)
    weeks = [*weeks_of(one), *weeks_of(other)]
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(weeks))
    assert all(day.weekday() == 6 and one.start <= day < other.end for day in weeks)
    months = [*months_of(one), *months_of(other)]
    assert len(months) in {5, 6, 7}
    assert [(day + timedelta(days=1)).day for day in months] == [1] * len(months)


def test_delivered_against_due() -> None:
    findings = told(
        ("周汇总", "2024年第1周", "01-08"),
        ("周汇总", "2024-01-01至2024-01-07", "01-09"),
        ("周报", "2024-01-14", "01-15"),
        ("周汇总", "2024-01-21", ""),
        ("月分析", "2024-01", "02-20"),
    )
    assert counts(findings) == [(2, 13), (1, 3)]
    weekly, monthly = findings.figures
    assert (monthly.misses[0].what, monthly.misses[0].why) == ("2023-12", "未提交")
    assert weekly.misses[1].what == "2024-01-15至2024-01-21"


def test_nothing_is_due_before_its_period_is_over() -> None:
    row = ("月分析", "2024-01", "01-31")
    assert counts(told(row, as_of=date(2024, 1, 31))) == [(0, 5), (0, 1)]
    assert counts(told(row, as_of=date(2024, 2, 1)))[1] == (1, 2)


def test_what_is_handed_in_after_as_of_is_still_missing() -> None:
    row = ("月分析", "2024-01", "02-20")
    assert counts(told(row, as_of=date(2024, 2, 19)))[1] == (0, 2)
    assert counts(told(row, as_of=date(2024, 2, 20)))[1] == (1, 2)


@pytest.mark.parametrize(
    ("row", "first"),
    [
        (("月分析", "2023-12", "2023-01-04"), "2023-12-01"),
        (("月分析", "2024-01", "2023-12-31"), "2024-01-01"),
        (("周汇总", "2024年第1周", "2023-01-08"), "2024-01-01"),
        (("周汇总", "2024-01-01至2024-01-07", "2023-12-31"), "2024-01-01"),
    ],
)
def test_what_is_handed_in_before_its_period_is_a_slip_of_the_pen(row: Row, first: str) -> None:
    findings = told(row)
    (fault,) = findings.faults
    assert (fault.cell, fault.kind) == ("分析报告!C2", "早于期间")
    assert fault.message.endswith(f"的第一天 {first}，请核对年月")
    assert [figure.numerator for figure in findings.figures] == [0, 0]


@pytest.mark.parametrize(("period", "day"), [("2024-01", "01-01"), ("2024年第1周", "01-01")])
def test_a_report_may_be_handed_in_from_the_first_day_of_its_period(period: str, day: str) -> None:
    kind = "月分析" if len(period) == 7 else "周汇总"
    findings = told((kind, period, day))
    assert findings.faults == ()
    assert sum(figure.numerator for figure in findings.figures) == 1


def test_a_slip_belongs_to_the_quarter_of_its_period() -> None:
    rows = reports(("月分析", "2024-04", "2023-05-05"))
    found = [
        bool(reports_of(rows, nth_quarter(date(2023, 12, 26), n), TERMS.reports, LATER).faults)
        for n in (1, 2, 3)
    ]
    assert found == [False, True, False]


def test_a_day_that_is_still_to_come_is_a_doubt() -> None:
    rows = (("月分析", "2024-01", "02-20"), ("专题报告", "汛期", "02-21"))
    findings = told(*rows, as_of=date(2024, 2, 19))
    assert [(doubt.cell, doubt.kind) for doubt in findings.doubts] == [
        ("分析报告!C2", "晚于截止时点"),
        ("分析报告!C3", "晚于截止时点"),
    ]
    assert not any("其他报告" in note for note in findings.notes)
    assert told(*rows, as_of=date(2024, 2, 21)).doubts == ()


def test_a_sheet_that_is_not_kept_has_no_figure() -> None:
    findings = told(("周汇总", "2024-04-07", "04-08"))
    assert [figure.share for figure in findings.figures] == [None, None]
    assert findings.notes == (
        "应有周汇总 13 份，「分析报告」本季度没有登记",
        "应有月分析 3 份，「分析报告」本季度没有登记",
    )


def test_other_reports_are_counted_apart() -> None:
    findings = told(("专题报告", "汛期", "02-01"), ("月分析", "2024-01", "02-05"))
    assert findings.notes == ("另有其他报告 1 份",)
    assert findings.faults == ()


@pytest.mark.parametrize(
    ("row", "cell", "message"),
    [
        (
            ("周汇总", "第1周", "01-08"),
            "分析报告!B2",
            "期间无法识别 “第1周”，请写作 2024-01-01至2024-01-07",
        ),
        (("月分析", "", "01-08"), "分析报告!B2", "期间未填，请写作 2024-01"),
        (("", "2024-01", "01-08"), "分析报告!A2", "分析报告的类型未填，如 周汇总、月分析"),
    ],
)
def test_a_faulty_cell_is_named(row: Row, cell: str, message: str) -> None:
    (fault,) = told(row).faults
    assert (fault.cell, fault.message) == (cell, message)
    assert told((row[0], row[1], "03-26")).faults == ()


PERIODS = st.sampled_from(["2023-12-31", "2024-01-07", "2024-01-14", "2024-02-29", "2024-03-25"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["周汇总", "月分析"]), PERIODS, st.sampled_from(["", "02-01"])),
    max_size=8,
)


@given(rows=ROWS, order=st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows: list[Row], order) -> None:
    records = reports(*rows)
    shuffled = records.copy()
    order.shuffle(shuffled)
    one, other = (
        reports_of(each, FIRST, TERMS.reports, date(2024, 2, 10)) for each in (records, shuffled)
    )
    assert (one.figures, one.notes) == (other.figures, other.notes)
    assert set(one.faults) == set(other.faults)
    assert all(
        figure.denominator in {0, due} for figure, due in zip(one.figures, (6, 2), strict=True)
    )
