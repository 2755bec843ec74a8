"""Vacancies against 15 days, returns against 3 (附件1 二.3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.evidence.staffing import Staffing, staffing_of
from macros_py.rules.evidence.weighed_figures import Figure
from macros_py.rules.terms.quarters import nth_quarter
from tests.macros_py.rules.sheets import FIRST, START, TERMS, staff

LATER = date(2024, 6, 1)
Row = tuple[str, str, str, str]


def told(*rows: Row, as_of: date = LATER) -> Staffing:
    return staffing_of(staff(*rows), FIRST, TERMS.staff, as_of)


def replaced(*rows: Row, as_of: date = LATER) -> Figure:
    (figure,) = told(*rows, as_of=as_of).replacing.figures
    return figure


def shares(figure: Figure) -> tuple[int, int]:
    return figure.numerator, figure.denominator


@pytest.mark.parametrize(
    ("left", "filled", "on_time"),
    [
        ("01-05", "01-05", True),
        ("01-05", "01-20", True),
        ("01-05", "01-21", False),
        ("02-14", "02-29", True),
        ("02-14", "03-01", False),
        ("2023-12-26", "01-10", True),
        ("01-10", "01-05", True),
    ],
)
def test_fifteen_days_end_with_the_fifteenth(left: str, filled: str, on_time: bool) -> None:
    figure = replaced(("李", "离职", left, ""), ("赵", "到岗", filled, "李"))
    assert shares(figure) == (int(on_time), 1)
    if not on_time:
        assert figure.misses[0].what == "人员!A2"
        assert figure.misses[0].why.startswith("超时：")


@pytest.mark.parametrize(
    ("as_of", "expected"), [(date(2024, 1, 20), (0, 0)), (date(2024, 1, 21), (0, 1))]
)
def test_an_open_vacancy_counts_once_it_is_overdue(as_of: date, expected: tuple[int, int]) -> None:
    figure = replaced(("李", "空缺", "01-05", ""), as_of=as_of)
    assert shares(figure) == expected
    assert figure.note == ("" if expected[1] else "另有 1 项未到期，未计入")
    assert [miss.why for miss in figure.misses] == (
        ["逾期未办：2024-01-05 空缺，期限至 2024-01-20"] * expected[1]
    )


def test_a_replacement_after_as_of_has_not_come_yet() -> None:
    rows = (("李", "离职", "01-05", ""), ("赵", "到岗", "01-18", "李"))
    assert shares(replaced(*rows, as_of=date(2024, 1, 17))) == (0, 0)
    assert shares(replaced(*rows, as_of=date(2024, 1, 18))) == (1, 1)


@pytest.mark.parametrize(
    ("label", "vacancy"),
    [
        ("", "李"),
        ("", "李离职"),
        ("坐席岗二", "坐席岗二"),
        ("坐席A岗", "坐席Ａ岗"),
        ("", " 李\u200b"),
    ],
)
def test_a_replacement_names_whom_it_replaces(label: str, vacancy: str) -> None:
    figure = replaced(("李", "离职", "01-05", label), ("赵", "补充", "01-06", vacancy))
    assert shares(figure) == (1, 1)


def test_one_replacement_fills_one_place() -> None:
    rows = [("岗", "空缺", "01-05", ""), ("岗", "空缺", "02-05", ""), ("赵", "到岗", "01-10", "岗")]
    figure = replaced(*rows)
    assert shares(figure) == (1, 2)
    assert figure.misses[0].what == "人员!A3"


def in_quarter(number: int, *rows: Row) -> Staffing:
    return staffing_of(staff(*rows), nth_quarter(START, number), TERMS.staff, date(2025, 6, 1))


@pytest.mark.parametrize(
    ("left", "due", "number"),
    [
        ("2023-12-26", "2024-01-10", 1),
        ("2024-03-10", "2024-03-25", 1),
        ("2024-03-11", "2024-03-26", 2),
        ("2024-03-25", "2024-04-09", 2),
        ("2024-06-10", "2024-06-25", 2),
        ("2024-06-11", "2024-06-26", 3),
        ("2024-12-11", "2024-12-26", 5),
    ],
)
def test_a_vacancy_is_judged_in_the_quarter_of_its_last_day(
    left: str, due: str, number: int
) -> None:
    for quarter in range(1, 6):
        figure = in_quarter(quarter, ("李", "离职", left, "")).replacing.figures[0]
        assert [miss.why for miss in figure.misses] == (
            [f"逾期未办：{left} 离职，期限至 {due}"] if quarter == number else []
        )


@pytest.mark.parametrize(
    ("asked", "number"), [("2024-03-22", 1), ("2024-03-23", 2), ("2024-03-25", 2)]
)
def test_a_demand_is_judged_in_the_quarter_of_its_third_day(asked: str, number: int) -> None:
    rows = (("王", "要求退回", asked, ""), ("王", "退回", "2024-04-10", ""))
    counted = [in_quarter(n, *rows).returning.figures[0].denominator for n in (1, 2, 3)]
    assert counted == [int(n == number) for n in (1, 2, 3)]


def test_both_quarters_say_what_goes_over() -> None:
    rows = (("李", "离职", "2024-03-20", ""), ("赵", "到岗", "2024-04-04", "李"))
    first, second, third = (in_quarter(n, *rows).replacing.figures[0] for n in (1, 2, 3))
    assert (shares(first), first.note) == ((0, 0), "另有 1 项期限在本季度之后，归期限所在季度")
    assert (shares(second), second.note) == ((1, 1), "含上季度开始、期限在本季度的 1 项")
    assert (shares(third), third.note) == ((0, 0), "")


def test_what_began_before_the_service_is_none_of_the_contracts() -> None:
    for number in (1, 2):
        figure = in_quarter(number, ("李", "离职", "2023-12-25", "")).replacing.figures[0]
        assert (shares(figure), figure.note) == ((0, 0), "")


@given(days=st.lists(st.dates(START, date(2024, 12, 1)), max_size=6))
def test_every_vacancy_is_judged_in_one_quarter(days: list[date]) -> None:
    rows = [(f"人{n}", "空缺", day.isoformat(), "") for n, day in enumerate(days)]
    counted = [in_quarter(n, *rows).replacing.figures[0].denominator for n in range(1, 6)]
    assert sum(counted) == len(days)


def test_a_replacement_for_nobody_known_is_a_remark() -> None:
    findings = told(("赵", "到岗", "01-10", "王五离职"), ("钱", "到岗", "01-11", "")).replacing
    assert findings.figures[0].denominator == 0
    assert findings.faults == ()
    assert [note.rpartition("：")[2] for note in findings.notes] == ["人员!A3", "人员!A2"]


@pytest.mark.parametrize(
    ("returned", "expected"), [("03-01", 1), ("03-04", 1), ("03-05", 0), ("02-28", 0)]
)
def test_three_days_to_return(returned: str, expected: int) -> None:
    rows = (("王", "要求退回", "03-01", ""), ("王", "退回", returned, ""))
    figure = told(*rows).returning.figures[0]
    assert shares(figure) == (expected, 1)


def test_a_returned_persons_place_is_filled_within_15_days_of_the_return() -> None:
    rows = [("王", "要求退回", "03-01", ""), ("王", "退回", "03-04", "")]
    for filled, expected in (("03-19", 1), ("03-20", 0)):
        staffing = told(*rows, ("赵", "到岗", filled, "王"))
        assert shares(staffing.returning.figures[1]) == (expected, 1)
        assert shares(staffing.replacing.figures[0]) == (0, 0)


def test_a_return_that_nobody_demanded_is_a_remark() -> None:
    notes = told(("王", "退回", "03-04", "")).returning.notes
    assert notes == ("退回而没有在先的「要求退回」：人员!A2",)


@pytest.mark.parametrize(
    ("row", "cell", "kind"),
    [
        (("李", "调岗", "01-05", ""), "人员!B2", "事件无法识别"),
        (("李", "", "01-05", ""), "人员!B2", "事件无法识别"),
        (("李", "离职", "", ""), "人员!C2", "日期未填"),
        (("", "离职", "01-05", ""), "人员!A2", "姓名未填"),
        (("", "退回", "01-05", "岗"), "人员!A2", "姓名未填"),
    ],
)
def test_a_faulty_cell_is_named(row: Row, cell: str, kind: str) -> None:
    (fault,) = told(row).replacing.faults
    assert (fault.cell, fault.kind) == (cell, kind)


def test_another_quarters_fault_is_not_ours() -> None:
    assert told(("李", "调岗", "03-26", "")).replacing.faults == ()


def test_a_fault_is_ours_where_its_last_day_may_be() -> None:
    for when, quarters in (("03-10", [1]), ("03-11", [1, 2]), ("2023-12-25", [])):
        rows = (("李", "调岗", when, ""),)
        assert [n for n in (1, 2, 3) if in_quarter(n, *rows).replacing.faults] == quarters


def test_the_words_in_the_list_are_all_known() -> None:
    rows = [(f"人{n}", word, "01-05", "") for n, word in enumerate(TERMS.staff.shown)]
    assert told(*rows).replacing.faults == ()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["李", "王"]),
        st.sampled_from(TERMS.staff.shown),
        st.sampled_from(["01-05", "01-06", "01-08", "01-20", "01-21", "03-26"]),
        st.sampled_from(["", "李", "王"]),
    ),
    max_size=7,
)


@given(rows=ROWS, order=st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows: list[Row], order) -> None:
    records = staff(*rows)
    shuffled = records.copy()
    order.shuffle(shuffled)
    one, other = (
        staffing_of(each, FIRST, TERMS.staff, date(2024, 1, 25)) for each in (records, shuffled)
    )
    assert one == other
    vacant = sum(1 for _, event, when, _ in rows if event in TERMS.staff.vacant and when < "01-25")
    figure = one.replacing.figures[0]
    running = int(figure.note.split()[1]) if figure.note else 0
    assert figure.denominator + running == vacant
