"""Whole ledgers: sheets, rows, columns, problems and where they stand."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers import CASES, SheetPlan, simple, write_csv, write_xlsx
from workbook.ledger.columns import CHOICES, TEXTS, TIMES
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.values.refusals import HeaderError

NYC = Path(__file__).parents[2] / "data" / "nyc311-2025-03-24.csv"
NYC_PINS = {
    "case_id": "Unique Key",
    "dispatched_at": "Created Date",
    "closed_at": "Closed Date",
    "unit": "Agency Name",
    "category": "Complaint Type",
    "place": "Community Board",
    "channel": "Open Data Channel Type",
}


def faults(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(problem.address, problem.kind, problem.value) for problem in ledger.problems]


def test_real_requests_of_another_city() -> None:
    ledger = read_ledger(NYC, NYC_PINS)
    frame = ledger.frame
    assert len(frame) == 235
    assert not ledger.problems
    assert ledger.fields == frozenset(NYC_PINS)
    first = frame.iloc[0]
    assert first["case_id"] == "64446107"
    assert first["dispatched_at"] == pd.Timestamp("2025-03-24 23:33:07")
    assert first["closed_at"] == pd.Timestamp("2025-03-25 00:45:11")
    assert first["place"] == "18 BROOKLYN"
    assert frame["closed_at"].isna().sum() == 34
    assert ledger.address(0, "closed_at") == ("nyc311-2025-03-24", "C2")
    assert ledger.address(234, "case_id") == ("nyc311-2025-03-24", "A236")


def test_a_ledger_in_the_beijing_layout(tmp_path: Path) -> None:
    plan = SheetPlan(titles=[["安定镇接诉即办案件台账"], ["注：热线编号不可改动"]])
    ledger = read_ledger(write_xlsx(tmp_path / "台账.xlsx", plan))
    frame = ledger.frame
    assert not ledger.problems
    assert ledger.sheets[0].header_rows == (3, 3)
    assert frame["case_id"].tolist() == [case[1] for case in CASES]
    assert frame["row"].tolist() == [4, 5, 6]
    assert frame["received_at"].isna().tolist() == [False, True, False]
    assert not frame["received_at_bad"].any()
    assert frame["resolved"].tolist() == ["解决", "未解决", "部分解决"]
    assert frame["satisfied"].tolist() == ["满意", "未评价", "基本满意"]
    assert frame["category"].tolist() == [
        "市政->路灯->不亮",
        "农业->灌溉->缺水",
        "市政->供水->停水",
    ]
    assert frame["place"].tolist() == ["东白塔村", "", "善台子村"]
    held = " ".join(str(cell) for cell in frame.to_numpy().ravel())
    assert "13800138000" not in held
    assert "反映" not in held


def test_the_frame_is_the_same_whatever_the_ledger_has(tmp_path: Path) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05 9:00"))))
    frame = ledger.frame
    times = [column for name in TIMES for column in (name, f"{name}_dateonly", f"{name}_bad")]
    expected = {
        "sheet",
        "row",
        "case_id",
        "inexact",
        "duplicate",
        *times,
        "progress_dates",
        "progress_dates_bad",
        *CHOICES,
        *TEXTS,
        "phone_key",
        "replied",
    }
    assert set(frame.columns) == expected
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame["row"].dtype == np.int32
    assert all(frame[name].dtype == np.dtype("datetime64[s]") for name in TIMES)
    for name, words in CHOICES.items():
        assert tuple(frame[name].cat.categories) == words
        assert frame[name].tolist() == [""]
    assert frame["progress_dates"].tolist() == [()]
    assert ledger.address(0, "closed_at") == ("台账", "")


def test_a_header_without_cases_is_an_empty_ledger(tmp_path: Path) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", simple()))
    assert len(ledger.frame) == 0
    assert ledger.frame["dispatched_at"].dtype == np.dtype("datetime64[s]")
    assert ledger.sheets[0].last_column == 2


def test_the_used_range_may_start_anywhere(tmp_path: Path) -> None:
    plan = SheetPlan(
        "一月", headers=[("工单编号", "派单时间")], cases=[("A1", "待定")], top=5, left=28
    )
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", plan))
    layout = ledger.sheets[0]
    assert layout.columns == {"case_id": 28, "dispatched_at": 29}
    assert (layout.header_rows, layout.first_row, layout.last_row, layout.last_column) == (
        (5, 5),
        6,
        6,
        29,
    )
    assert faults(ledger) == [("一月!AC6", "时间无法识别", "待定")]
    wanted = "时间无法识别 “待定”，请填 2024-03-20 09:45；没有就留空"
    assert ledger.problems[0].message == wanted


def test_a_two_row_merged_header(tmp_path: Path) -> None:
    plan = SheetPlan(
        titles=[["台账"]],
        headers=[("工单编号", "派单", "接收", "备注"), ("", "时间", "时间", "")],
        cases=[("A1", "2024-01-05 9:00", "2024-01-05 9:10", "x")],
        merged=["A2:A3", "D2:D3", "A1:D1"],
    )
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", plan))
    assert ledger.sheets[0].header_rows == (2, 3)
    assert ledger.fields == {"case_id", "dispatched_at", "received_at"}
    assert ledger.frame["row"].tolist() == [4]


def test_one_sheet_a_month(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        simple(("A1", "2024-01-05 9:00"), ("A2", "x"), name="一月"),
        SheetPlan("说明", headers=[("本表说明",)], cases=[]),
        simple(("2024-02-05 9:00", "A1"), headers=("派单时间", "工单编号"), name="二月"),
        SheetPlan("旧", headers=[("工单编号", "派单时间")], cases=[("A9", "x")], state="hidden"),
        SheetPlan(
            "更旧", headers=[("工单编号", "派单时间")], cases=[("A9", "x")], state="veryHidden"
        ),
        SheetPlan("空", headers=[], cases=[]),
    )
    ledger = read_ledger(path)
    assert [layout.name for layout in ledger.sheets] == ["一月", "二月"]
    assert ledger.ignored == ("说明", "空", "旧", "更旧")
    assert ledger.frame["sheet"].tolist() == ["一月", "一月", "二月"]
    assert ledger.frame["duplicate"].tolist() == [False, False, True]
    assert faults(ledger) == [("一月!B3", "时间无法识别", "x"), ("二月!B2", "重复工单", "A1")]
    assert ledger.problems[1].message == "工单编号重复 “A1”，首次见 一月!A2"
    assert ledger.address(2, "dispatched_at") == ("二月", "A2")


def test_totals_and_blank_rows_are_no_cases(tmp_path: Path) -> None:
    time = "2024-01-05 9:00"
    path = write_xlsx(
        tmp_path / "a.xlsx",
        simple(
            (1, "A1", time, "合计欠薪三万元"),
            ("", "", "", ""),
            ("小计", "", "", ""),
            (" ", "-", "不详", "／"),
            ("", "合 计：", 2, ""),
            ("", "总计3件", "", ""),
            (2, "A2", time, "总计"),
            ("安定镇小计", "", "", 5),
            headers=("序号", "工单编号", "派单时间", "标题"),
        ),
    )
    ledger = read_ledger(path)
    assert ledger.frame["row"].tolist() == [2, 8]
    assert ledger.skipped == ("台账!A4", "台账!B6", "台账!B7", "台账!A9")
    assert not ledger.problems


def test_blank_case_numbers_and_times_keep_their_rows(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        simple(
            ("", "2024-01-05 9:00"), ("-", "2024-01-05 9:00"), ("A1", ""), (" A1 ", "2024-01-05")
        ),
    )
    ledger = read_ledger(path)
    assert len(ledger.frame) == 4
    assert ledger.frame["duplicate"].tolist() == [False, False, False, True]
    assert faults(ledger) == [
        ("台账!A2", "缺工单编号", ""),
        ("台账!A3", "缺工单编号", ""),
        ("台账!B4", "缺派单时间", ""),
        ("台账!A5", "重复工单", "A1"),
    ]
    assert ledger.frame["dispatched_at_dateonly"].tolist() == [False, False, False, True]


def test_case_numbers_are_text(tmp_path: Path) -> None:
    numbers = [64446107, 64446107.0, "64446107", "007", "7", "a1", "A1"]
    path = write_xlsx(tmp_path / "a.xlsx", simple(*[(n, "2024-01-05 9:00") for n in numbers]))
    frame = read_ledger(path).frame
    assert frame["case_id"].tolist() == ["64446107"] * 3 + ["007", "7", "a1", "A1"]
    assert frame["duplicate"].tolist() == [False, True, True, False, False, False, False]


def test_words_of_each_field(tmp_path: Path) -> None:
    headers = (
        "工单编号",
        "派单时间",
        "是否镇属",
        "特殊情况",
        "是否解决",
        "是否满意",
        "不纳入考核",
        "零分工单",
    )
    rows = [
        ("1", "2024-01-05 9:00", "√", "群体性", "是", "是", "通过", True),
        ("2", "2024-01-05 9:00", "×", "否", "已解决", "否", "待复核", False),
        ("3", "2024-01-05 9:00", 1, "", "部分解决", "基本满意", "驳回", "ＮＯ"),
        ("4", "2024-01-05 9:00", "未知", "是", "解决中", "已评价", "未申请", "?"),
    ]
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", simple(*rows, headers=headers)))
    frame = ledger.frame
    assert frame["in_township"].tolist() == ["是", "否", "是", ""]
    assert frame["special"].tolist() == ["是", "否", "", "是"]
    assert frame["resolved"].tolist() == ["解决", "解决", "部分解决", "未解决"]
    assert frame["satisfied"].tolist() == ["满意", "不满意", "基本满意", ""]
    assert frame["excluded"].tolist() == ["是", "待复核", "驳回", "未申请"]
    assert frame["zero_score"].tolist() == ["是", "否", "否", ""]
    assert faults(ledger) == [
        ("台账!C5", "是否无法识别", "未知"),
        ("台账!F5", "是否无法识别", "已评价"),
        ("台账!H5", "是否无法识别", "?"),
    ]


def test_counted_for_assessment_is_the_opposite_of_excluded(tmp_path: Path) -> None:
    rows = [(str(i), "2024-01-05 9:00", v) for i, v in enumerate(["是", "否", "", "驳回", "通过"])]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "派单时间", "是否纳入考核"))
    )
    ledger = read_ledger(path)
    assert ledger.frame["excluded"].tolist() == ["否", "是", "", "驳回", ""]
    assert faults(ledger) == [("台账!C6", "是否无法识别", "通过")]


def test_personal_data_shows_in_no_problem(tmp_path: Path) -> None:
    rows = [("13800138000", "致电13800138000"), ("13800138000", "2024-01-05 9:00")]
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", simple(*rows)))
    assert len(ledger.problems) == 2
    assert "13800138000" not in str(ledger.problems)


def test_report_dates_of_suspended_cases(tmp_path: Path) -> None:
    rows = [
        ("1", "2024-01-05 9:00", "2024-02-03；2024/3/4"),
        ("2", "2024-01-05 9:00", "2024-02-03；下月"),
        ("3", "2024-01-05 9:00", dt.datetime(2024, 2, 3)),
    ]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "派单时间", "挂账汇报日期"))
    )
    ledger = read_ledger(path)
    third = dt.date(2024, 2, 3)
    assert ledger.frame["progress_dates"].tolist() == [
        (third, dt.date(2024, 3, 4)),
        (third,),
        (third,),
    ]
    assert ledger.frame["progress_dates_bad"].tolist() == [False, True, False]
    assert faults(ledger) == [("台账!C3", "挂账汇报日期无法识别", "2024-02-03；下月")]


def test_a_reply_only_counts(tmp_path: Path) -> None:
    rows = [
        ("1", "2024-01-05 9:00", "已处理"),
        ("2", "2024-01-05 9:00", "—"),
        ("3", "2024-01-05 9:00", ""),
    ]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "派单时间", "办理结果"))
    )
    assert read_ledger(path).frame["replied"].tolist() == [True, False, False]


def test_two_columns_for_one_field_use_the_leftmost(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        simple(
            ("1", "2024-01-05 9:00", "甲", "乙"),
            headers=("工单编号", "派单时间", "责任单位", "办理单位"),
        ),
    )
    ledger = read_ledger(path)
    assert ledger.frame["unit"].tolist() == ["甲"]
    assert faults(ledger) == [("台账!C1", "列重复", "责任单位、办理单位")]
    assert "C列“责任单位”、D列“办理单位”" in ledger.problems[0].message


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([simple(headers=("工单编号", "接收时间"))], ["“台账”", "“派单时间”"]),
        ([simple(headers=("派单时间", "接收时间"))], ["“台账”", "“工单编号”"]),
        ([simple(headers=("甲", "乙"))], ["没有找到台账表头"]),
        ([simple(headers=("工单号", "编号", "派单时间"))], ["A列“工单号”、B列“编号”"]),
        ([simple(headers=("工单编号", "下派时间", "交办时间"))], ["“派单时间”", "B列“下派时间”"]),
    ],
)
def test_refused_headers(tmp_path: Path, plans: list[SheetPlan], words: list[str]) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", *plans)
    with pytest.raises(HeaderError) as refusal:
        read_ledger(path)
    message = str(refusal.value)
    assert "\n" not in message
    assert all(word in message for word in ["台账.xlsx", *words])


def test_a_small_list_beside_the_ledger_is_ignored(tmp_path: Path) -> None:
    other = SheetPlan(
        "回访", headers=[("工单编号", "回访时间", "满意度")], cases=[("A1", "x", "y")]
    )
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05")), other))
    assert ledger.ignored == ("回访",)
    assert [(p.address, p.kind) for p in ledger.problems] == [("回访!A1", "工作表缺列")]
    assert "没有“派单时间”" in ledger.problems[0].message


def test_a_pin_must_fit_a_column(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", simple())
    with pytest.raises(HeaderError, match="没有找到列映射“承办单位”指定的列“单位”"):
        read_ledger(path, {"unit": "单位"})


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10
)
@given(order=st.permutations(range(6)))
def test_the_order_of_rows_changes_only_their_order(tmp_path: Path, order: list[int]) -> None:
    rows = [
        ("A1", "2024-01-05 09:00:00", "是"),
        ("A2", "2024/1/6 9:00", "否"),
        ("A3", "待定", "也许"),
        ("A4", "2024年1月7日", ""),
        ("A5", "", "√"),
        ("A6", "20240108", "-"),
    ]
    header = ("工单编号", "派单时间", "是否镇属")
    straight = read_ledger(write_csv(tmp_path / "a.csv", [header, *rows])).frame
    mixed = read_ledger(write_csv(tmp_path / "b.csv", [header, *[rows[i] for i in order]])).frame
    columns = [column for column in straight.columns if column not in {"sheet", "row"}]
    expected = straight[columns].iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(mixed[columns], expected)
