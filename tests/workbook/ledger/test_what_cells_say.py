"""A cell of a ledger is what it says, or it is named (rules 2)."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tests.ledgers import SheetPlan, simple, write_csv, write_xlsx
from workbook.ledger.headers import closest_field, field_named
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.values.refusals import HeaderError

NINE = "2024-01-08 09:00"
TEN = dt.datetime(2024, 1, 8, 10)


def said(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(problem.address, problem.kind, problem.value) for problem in ledger.problems]


def numbered(*values: object, header: str) -> SheetPlan:
    """Cases A1, A2, … with one more column."""
    rows = [(f"A{n}", NINE, value) for n, value in enumerate(values, 1)]
    return simple(*rows, headers=("工单编号", "派单时间", header))


@pytest.mark.parametrize(
    ("header", "value", "field", "text"),
    [
        ("时限等级", "24小时", "limit_class", "24小时"),
        ("承办单位", "规划科", "unit", "规划科"),
        ("不纳入考核", "已驳回", "excluded", "驳回"),
        ("是否解决", "已解决", "resolved", "解决"),
        ("村社区", "东白塔村12号", "place", "东白塔村"),
    ],
)
def test_a_merge_over_cases_is_the_value_of_each(
    tmp_path: Path, header: str, value: str, field: str, text: str
) -> None:
    plan = numbered(value, None, None, "", header=header)
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(**{**vars(plan), "merged": ["C2:C4"]}))
    ledger = read_ledger(path)
    assert ledger.frame[field].tolist() == [text, text, text, ""]
    shown = value.removesuffix("12号")
    assert said(ledger) == [("台账!C2", "合并单元格", shown)]
    assert "C2:C4" in ledger.problems[0].message


HEADERS = ("工单编号", "派单时间", "接收时间", "承办单位")
CASE = ("A1", NINE, TEN, "规划科")


@pytest.mark.parametrize(
    ("third", "fourth"),
    [("接收时间", "承办单位"), ("其他", "承办单位"), ("接收时间", "备注"), ("接收时间", "")],
)
def test_a_merged_header_names_only_its_first_column(
    tmp_path: Path, third: str, fourth: str
) -> None:
    headers = (*HEADERS[:2], third, fourth)
    path = write_xlsx(tmp_path / "a.xlsx", simple(CASE, headers=headers))
    keep_and_merge(path, "C1:D1")
    ledger = read_ledger(path)
    assert "unit" not in ledger.fields
    assert said(ledger) == [("台账!C1", "合并单元格", third)]
    assert "D列" in ledger.problems[0].message
    assert (f"“{fourth}”" in ledger.problems[0].message) == bool(fourth)


def test_a_merged_header_over_two_rows_or_blank_cells_is_nothing_to_name(tmp_path: Path) -> None:
    two = [("工单编号", "时间", "", "承办单位"), ("工单编号", "派单时间", "接收时间", "承办单位")]
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(headers=two, cases=[CASE]))
    keep_and_merge(path, "A1:A2", "B1:C1", "D1:D2")
    assert (read_ledger(path).problems, read_ledger(path).size) == ((), 1)
    path = write_xlsx(tmp_path / "b.xlsx", simple(CASE[:3], headers=HEADERS[:3]))
    keep_and_merge(path, "C1:E1")
    assert not read_ledger(path).problems


def test_what_a_merge_covers_makes_no_case(tmp_path: Path) -> None:
    plan = simple(CASE, ("", "", "", "规划科"), headers=HEADERS)
    path = write_xlsx(tmp_path / "a.xlsx", plan)
    keep_and_merge(path, "D2:D3")
    ledger = read_ledger(path)
    assert ledger.size == 1
    assert said(ledger) == [("台账!D2", "合并单元格", "规划科")]


def keep_and_merge(path: Path, *areas: str) -> None:
    """Merge cells as some programs do, which leave in the file what is covered."""
    book = openpyxl.load_workbook(path)
    for area in areas:
        book.active.merged_cells.add(area)
    book.save(path)


def test_a_merged_time_counts_for_each_row(tmp_path: Path) -> None:
    plan = numbered(TEN, None, header="办结时间")
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(**{**vars(plan), "merged": ["C2:C3"]}))
    assert read_ledger(path).frame["closed_at"].tolist() == [TEN, TEN]


def test_a_merged_case_number_is_a_problem_of_every_row(tmp_path: Path) -> None:
    plan = simple(("A1", NINE), ("", NINE))
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(**{**vars(plan), "merged": ["A2:A3"]}))
    ledger = read_ledger(path)
    assert ledger.frame["case_id"].tolist() == ["A1", ""]
    assert said(ledger) == [
        ("台账!A2", "合并单元格", "A1"),
        ("台账!A3", "缺工单编号", ""),
    ]


def test_a_row_that_is_blank_but_for_a_merge_is_skipped(tmp_path: Path) -> None:
    plan = simple(
        ("A1", NINE, "甲"),
        ("", "", ""),
        ("A2", NINE, ""),
        headers=("工单编号", "派单时间", "承办单位"),
    )
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(**{**vars(plan), "merged": ["C2:C4"]}))
    frame = read_ledger(path).frame
    assert (frame["case_id"].tolist(), frame["unit"].tolist()) == (["A1", "A2"], ["甲", "甲"])


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3, '0"天"', "3天"),
        (24, '0"小时"', "24小时"),
        (7, "General", "7"),
        (0.24, "0%", "0.24（显示为“24%”）"),
        (7, '0"万"', "7（显示为“7万”）"),
    ],
)
def test_a_limit_kept_as_a_number_is_what_its_format_shows(
    tmp_path: Path, value: object, code: str, text: str
) -> None:
    plan = numbered(value, header="时限等级")
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(**{**vars(plan), "formats": {"C2": code}}))
    assert read_ledger(path).frame["limit_class"].tolist() == [text]


def test_a_limit_that_is_an_error_is_no_default(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", numbered("#N/A", "=A1", header="时限等级"))
    assert read_ledger(path).frame["limit_class"].tolist() == ["#N/A", "#未计算"]


def test_case_numbers_that_lost_digits_are_nobodys_duplicates(tmp_path: Path) -> None:
    lost = [20240105000001001, 20240105000001002, "2.02401E+16", "2.02401E+16", "240105000001"]
    path = write_xlsx(tmp_path / "a.xlsx", simple(*[(number, NINE) for number in lost]))
    ledger = read_ledger(path)
    assert not ledger.frame["duplicate"].any()
    assert [problem.kind for problem in ledger.problems] == ["编号丢失位数"] * 4
    text = write_csv(tmp_path / "a.csv", [("工单编号", "派单时间"), *[(n, NINE) for n in lost[2:]]])
    assert [problem.cell for problem in read_ledger(text).problems] == ["A2", "A3"]


@pytest.mark.parametrize("twin", ["Ａ１", "A1\u200b", "\ufeffA1", " A1 ", "A\u00ad1"])
def test_one_key_is_one_case_and_one_unit(tmp_path: Path, twin: str) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        simple(
            ("A1", NINE, "A1"), (twin, NINE, twin), headers=("工单编号", "派单时间", "承办单位")
        ),
    )
    frame = read_ledger(path).frame
    assert frame["duplicate"].tolist() == [False, True]
    assert frame["unit"].tolist() == ["A1", "A1"]


def test_headers_again_totals_and_footers_are_no_cases(tmp_path: Path) -> None:
    headers = ("序号", "工单编号", "派单时间", "承办单位")
    no_cases = [
        headers,
        ("序号", " 工单编号*", "派单 时间", ""),
        ("1月份派单合计：12件", "", "", ""),
        ("汇总", 3, 3, ""),
        ("", "共计", "", ""),
        ("平均值", "", "", 1.5),
        ("Total", "", "", ""),
        ("制表人：张三", "", "", "审核：李四"),
        ("", "备注：以平台为准", "", ""),
        ("说明", "", "", ""),
    ]
    cases = [
        (1, "A1", NINE, ""),
        (2, "汇总科01", "", ""),
        ("说明", "A3", NINE, ""),
        ("合计", "A4", NINE, ""),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", simple(*cases, *no_cases, headers=headers))
    ledger = read_ledger(path)
    assert ledger.frame["case_id"].tolist() == ["A1", "汇总科01", "A3", "A4"]
    assert [cell.split("!")[1] for cell in ledger.skipped] == [
        *("A6", "A7", "A8", "A9", "B10", "A11", "A12", "A13", "B14", "A15")
    ]
    assert [problem.kind for problem in ledger.problems] == ["缺派单时间"]


def test_a_tables_totals_row_is_no_case_whatever_its_label(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["工单编号", "派单时间"])
    sheet.append(["A1", NINE])
    sheet.append(["本表", TEN])
    sheet.add_table(Table(displayName="台账表", ref="A1:B3", totalsRowCount=1))
    book.save(path)
    ledger = read_ledger(path)
    assert ledger.frame["case_id"].tolist() == ["A1"]
    assert ledger.skipped == ("Sheet!A3",)


@pytest.mark.parametrize("word", ["无", "否", "没有", "空", "未退回", "未回访", "——", "N/A", "－"])
def test_words_that_leave_a_time_blank(tmp_path: Path, word: str) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", numbered(word, header="退回时间")))
    assert not ledger.frame["returned_at_bad"].any()
    assert not ledger.problems


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024.13.5", "请填 2024-03-20 09:45；没有就留空"),
        ("09:45", "只有时刻，没有日期"),
        (dt.time(9, 45), "只有时刻，没有日期"),
        ("1924-01-05 09:00", "年份早于2000年"),
        ("#N/A", "错误值"),
    ],
)
def test_an_unreadable_time_says_what_to_do(tmp_path: Path, value: object, words: str) -> None:
    (problem,) = read_ledger(
        write_xlsx(tmp_path / "a.xlsx", numbered(value, header="接收时间"))
    ).problems
    assert (problem.cell, problem.kind) == ("C2", "时间无法识别")
    assert words in problem.message


def test_the_cell_that_spoils_a_month_day_column_is_named_once(tmp_path: Path) -> None:
    days = [f"01/{day:02}/2024 09:30:00 AM" for day in range(5, 25)]
    spoilt = [*days[:3], "待定", *days[3:]]
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", numbered(*spoilt, header="接收时间")))
    assert said(ledger) == [("台账!C5", "时间无法识别", "待定")]
    assert "其余 20 格" in ledger.problems[0].message
    assert ledger.frame["received_at_bad"].all()
    faulty = [*days[:3], "#N/A", *days[3:]]
    ledger = read_ledger(write_xlsx(tmp_path / "b.xlsx", numbered(*faulty, header="接收时间")))
    assert ledger.frame["received_at_bad"].sum() == 1
    doubtful = read_ledger(write_xlsx(tmp_path / "c.xlsx", numbered(*days[:5], header="接收时间")))
    assert [problem.cell for problem in doubtful.problems] == ["C2"]
    assert "等 5 格分不清月和日" in doubtful.problems[0].message


def test_times_of_two_systems(tmp_path: Path) -> None:
    rows = [("A1", NINE, "2024-01-08 11:00"), ("A2", NINE, ""), ("A3", "待定", "—")]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "市交办时间", "区交办时间"))
    )
    ledger = read_ledger(path)
    assert ledger.frame["dispatched_at"].tolist()[:2] == [
        dt.datetime(2024, 1, 8, 11),
        dt.datetime(2024, 1, 8, 9),
    ]
    assert [ledger.address(i, "dispatched_at")[1] for i in range(3)] == ["C2", "B3", "B4"]
    assert said(ledger) == [("台账!B4", "时间无法识别", "待定")]


def test_a_sheet_without_dispatch_times_is_a_problem(tmp_path: Path) -> None:
    other = simple(("A2", NINE), headers=("工单编号", "接收时间"), name="2月")
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", NINE)), other)
    ledger = read_ledger(path)
    assert [(p.address, p.kind) for p in ledger.problems] == [("2月!A1", "工作表缺列")]
    assert ledger.ignored == ("2月",)


def test_a_refusal_names_the_unknown_headers_and_the_hidden_sheets(tmp_path: Path) -> None:
    plan = simple(("A1", NINE), headers=("工单编号", "派出时刻", "承办单位"))
    hidden = SheetPlan("案件台账", state="hidden")
    with pytest.raises(HeaderError) as refusal:
        read_ledger(write_xlsx(tmp_path / "a.xlsx", plan, hidden))
    said = str(refusal.value)
    assert "B列“派出时刻”" in said
    assert "--column 派单时间=派出时刻" in said
    assert "列映射-派单时间" in said
    assert "隐藏的工作表没有读：案件台账" in said


def test_names_of_fields() -> None:
    assert field_named("派单时间") == field_named("交办时间") == "dispatched_at"
    assert field_named("dispatched_at") == "dispatched_at"
    assert field_named("派单") is None
    assert closest_field("派单日期时间") == "dispatched_at"
    assert closest_field("主办科室") == "unit"
    assert closest_field("xyz") is None


def test_pins_take_chinese_names_and_no_field_twice(tmp_path: Path) -> None:
    plan = simple(("A1", "x", NINE), headers=("工单编号", "派单时间", "派出时刻"))
    path = write_xlsx(tmp_path / "a.xlsx", plan)
    assert not read_ledger(path, {"派单时间": "派出时刻"}).problems
    assert not read_ledger(path, {"交办时间": "派出时刻"}).problems
    with pytest.raises(HeaderError, match="“派单时间”指定了两次"):
        read_ledger(path, {"派单时间": "派出时刻", "dispatched_at": "工单编号"})


def test_unknown_headers_are_kept_with_their_columns(tmp_path: Path) -> None:
    plan = simple(("A1", NINE, "x", "y"), headers=("工单编号", "派单时间", "群众评价", "交办时间"))
    layout = read_ledger(write_xlsx(tmp_path / "a.xlsx", plan)).sheets[0]
    assert layout.unknown == {3: "群众评价"}
