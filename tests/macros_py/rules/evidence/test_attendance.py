"""勤务管理: minutes late against 附件2 (附件1 二.1(1))."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.evidence.attendance import Attendance, attendance_of
from tests.macros_py.rules.in_force import CONTRACT
from tests.macros_py.rules.sheets import FIRST, TERMS, attendance

ITEM = CONTRACT.items[0]
LATER = date(2024, 6, 1)
FULL, WITHIN, BEYOND = (option.label for option in ITEM.options)
BOUNDARY = (
    "恰为10分钟的按8分列示：「迟到、早退10分钟以内」与「10分钟以上」都含本数"
    "（民法典第1259条），由验收人员认定"
)


def told(*rows: tuple[str, str, str], as_of: date = LATER) -> Attendance:
    return attendance_of(attendance(*rows), FIRST, ITEM, TERMS.attendance, as_of)


@pytest.mark.parametrize(
    ("minutes", "option"),
    [("0", FULL), ("1", WITHIN), ("9.5", WITHIN), ("10", WITHIN), ("10.5", BEYOND), ("11", BEYOND)],
)
def test_each_lateness_against_the_form(minutes: str, option: str) -> None:
    found = told(("01-05", "迟到", minutes))
    assert [each.option for each in found.occurrences] == [option]
    assert found.longest == Decimal(minutes)
    (figure,) = found.findings.figures
    missed = option == BEYOND
    assert (figure.numerator, figure.denominator) == (1 - missed, 1)
    assert [miss.what for miss in figure.misses] == ["考勤!A2"] * missed


def test_exactly_ten_minutes_are_eight_points_with_a_note() -> None:
    found = told(("01-05", "早退", "10"), ("01-06", "迟到", "4"))
    assert ITEM.points(found.occurrences[0].option) == 8
    assert found.findings.notes == ("迟到、早退 2 次，共 14 分钟，最长一次 10 分钟", BOUNDARY)
    assert BOUNDARY not in told(("01-05", "早退", "9")).findings.notes


def test_only_the_quarters_own_days() -> None:
    rows = [(when, "迟到", "30") for when in ("2023-12-25", "2023-12-26", "03-25", "03-26")]
    assert [str(each.day) for each in told(*rows).occurrences] == ["2023-12-26", "2024-03-25"]


def test_no_record_is_not_full_attendance() -> None:
    found = told()
    assert found.longest is None
    assert found.findings.figures[0].share is None
    assert found.findings.notes == ("「考勤」本季度没有记录；没有记录不等于全勤",)


def test_a_checked_month_without_lateness_is_full_attendance() -> None:
    found = told(("01-31", "正常", ""))
    assert (found.longest, found.occurrences[0].option) == (0, FULL)


def test_what_the_form_does_not_weigh_is_left_to_the_person() -> None:
    found = told(("01-05", "离岗", "30"), ("01-06", "空岗", ""), ("01-07", "迟到", "3"))
    assert [each.option for each in found.occurrences] == ["", "", WITHIN]
    assert found.longest is None
    assert found.findings.notes[-1] == "离岗 1 次、空岗 1 次：附件2没有按分钟分档，由验收人员评定"


@pytest.mark.parametrize(
    ("row", "cell", "kind"),
    [
        (("", "迟到", "3"), "考勤!A2", "日期未填"),
        (("01-05", "", "3"), "考勤!C2", "类型未填"),
        (("01-05", "迟到", ""), "考勤!D2", "分钟未填"),
        (("01-05", "离岗", "-1"), "考勤!D2", "分钟有误"),
    ],
)
def test_a_faulty_cell_is_named_and_left_out(
    row: tuple[str, str, str], cell: str, kind: str
) -> None:
    found = told(row, ("01-06", "迟到", "4"))
    assert [(fault.cell, fault.kind) for fault in found.findings.faults] == [(cell, kind)]
    assert len(found.occurrences) == 1
    assert found.longest is None


@pytest.mark.parametrize("kind", ["正常出勤", "正常", "全勤", " 正 常 出 勤 "])
def test_full_attendance_in_the_contracts_own_words(kind: str) -> None:
    found = told(("01-31", kind, ""))
    assert (found.longest, found.occurrences[0].option, found.findings.faults) == (0, FULL, ())
    assert not any("没有按分钟分档" in note for note in found.findings.notes)


@pytest.mark.parametrize(
    "kind", ["迟到、早退", "迟到/早退", "迟到／早退", "迟到早退", "迟到 、 早退", "早 退"]
)
def test_lateness_and_early_leave_in_one_word(kind: str) -> None:
    found = told(("01-05", kind, "15"))
    assert (found.longest, found.occurrences[0].option) == (15, BEYOND)
    assert told(("01-05", kind, "")).findings.faults[0].kind == "分钟未填"


@pytest.mark.parametrize("kind", ["迟到10分钟以内", "早退离岗", "迟到（早退）", "无故迟到"])
def test_a_kind_that_looks_like_lateness_is_never_dropped(kind: str) -> None:
    for minutes in ("15", ""):
        found = told(("01-05", kind, minutes), ("01-06", "正常", ""))
        (fault,) = found.findings.faults
        assert (fault.cell, fault.kind) == ("考勤!C2", "类型无法识别")
        assert fault.message == f"类型无法识别 “{kind}”，请写作 迟到 或 早退，分钟另填"
        assert found.longest is None


def test_what_is_dated_after_as_of_has_not_happened() -> None:
    rows = (("01-05", "迟到", "4"), ("03-25", "迟到", "30"))
    found = told(*rows, as_of=date(2024, 3, 24))
    assert found.longest == 4
    (doubt,) = found.findings.doubts
    assert (doubt.cell, doubt.kind) == ("考勤!A3", "晚于截止时点")
    assert found.findings.faults == ()
    same_day = told(*rows, as_of=date(2024, 3, 25))
    assert (same_day.longest, same_day.findings.doubts) == (30, ())


def people(*rows: tuple[str, str, str, str]) -> Attendance:
    """Rows (name, date, kind, minutes)."""
    records = attendance(*(row[1:] for row in rows))
    named = [replace(record, name=row[0]) for record, row in zip(records, rows, strict=True)]
    return attendance_of(named, FIRST, ITEM, TERMS.attendance, LATER)


def test_each_person_has_a_measure_of_their_own() -> None:
    found = people(
        ("张", "01-05", "迟到", "16"),
        ("张", "01-06", "早退", "3"),
        ("李", "01-05", "正常", ""),
        ("王", "01-05", "离岗", ""),
        ("赵", "01-05", "迟到", ""),
        ("孙", "04-05", "迟到", "20"),
        ("", "01-05", "迟到", "30"),
    )
    assert found.own == {"孙": None, "张": 16, "李": 0, "王": None, "赵": None}
    assert found.longest is None
    assert "姓名未填的只计入全队：考勤!A8" in found.findings.notes


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2023-12-26", "01-05", "03-25", "03-26"]),
        st.sampled_from(["迟到", "早退", "离岗", "正常"]),
        st.sampled_from(["0", "9", "10", "10.1", "25"]),
    ),
    max_size=8,
)


@given(rows=ROWS, order=st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows: list[tuple[str, str, str]], order) -> None:
    records = attendance(*rows)
    shuffled = records.copy()
    order.shuffle(shuffled)
    one = attendance_of(records, FIRST, ITEM, TERMS.attendance, LATER)
    other = attendance_of(shuffled, FIRST, ITEM, TERMS.attendance, LATER)
    assert one.longest == other.longest
    assert one.occurrences == other.occurrences
    assert one.findings.notes == other.findings.notes
    (figure,), (again,) = one.findings.figures, other.findings.figures
    assert (figure.numerator, set(figure.misses)) == (again.numerator, set(again.misses))
    assert figure.denominator == sum(
        1 for when, kind, _ in rows if kind in {"迟到", "早退"} and when != "03-26"
    )
