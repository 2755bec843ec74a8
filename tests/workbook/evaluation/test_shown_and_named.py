"""Cells of the evaluation workbook that show another quantity, or name nobody (rules 2, 5)."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from macros_py.inputs.evaluation_in_force import settings_of
from tests.evaluations import ITEMS, TERMS, form_row, write_evaluation
from tests.marked_forms import draw_form, options
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.reader import read_evaluation

Made = Callable[..., Evaluation]


@pytest.fixture
def read(tmp_path: Path) -> Made:
    """One form and ``rows``, then what ``change`` does to the book."""

    def made(
        change: Callable[[Workbook], object], **rows: Sequence[Sequence[object]]
    ) -> Evaluation:
        path = tmp_path / "考核评价.xlsx"
        write_evaluation(path, rows={"考核评分": [form_row("甲")], **rows}, edit=change)
        return read_evaluation(path, TERMS)

    return made


def said(record: Evaluation) -> list[str]:
    return [str(problem) for problem in record.problems]


def setting(book: Workbook, key: str, value: object, code: str) -> None:
    """Put a setting's value under a number format."""
    row = next(row for row in book["合同设置"].iter_rows() if row[0].value == key)
    row[1].value, row[1].number_format = value, code


def test_a_deduction_that_shows_another_amount_is_refused(read: Made) -> None:
    shown = {
        '0.0"百元"': "3.5百元",
        '0.0"W"': "3.5W",
        '0.0"分"': "3.5分",
        "[$$-409]#,##0.00": "$3.50",
        ";;;": "（不显示）",
        '0.0"0元"': "3.50元",
    }

    def change(book: Workbook) -> None:
        for row, code in enumerate(shown, 2):
            book["其他扣款"][f"E{row}"].number_format = code

    lines = said(read(change, 其他扣款=[["第1季度", "3.3", "函1", "扣", 3.5]] * len(shown)))
    assert [line[: line.index("”") + 1] for line in lines] == [
        f"其他扣款!E{row}：金额的值是 3.5，显示为 “{text}”"
        for row, text in enumerate(shown.values(), 2)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        (
            ("每季度服务费", 53.658, '0.000"W"', "53.658W"),
            ("达标分", 0.8, "0%", "80%"),
            ("每分扣款", 1, '0"百元"', "1百元"),
            ("基本满意权重", 0.5, '0"%"', "1%"),
        ),
        (("达标分", 80, '0"元"', "80元"), ("每分扣款", 100, '0"分"', "100分")),
    ],
)
def test_a_setting_that_shows_another_quantity_is_refused_by_its_name(
    read: Made, cells: tuple[tuple[str, float, str, str], ...]
) -> None:
    def change(book: Workbook) -> None:
        for key, value, code, _ in cells:
            setting(book, key, value, code)

    lines = said(read(change))
    for line, (key, value, _, shown) in zip(lines, cells, strict=True):
        assert f"设置「{key}」的值是 {value}，显示为 “{shown}”" in line


def test_a_setting_may_show_its_unit(read: Made) -> None:
    cells: tuple[tuple[str, float, str], ...] = (
        ("达标分", 80, '0"分"'),
        ("每分扣款", 100, '0.00"元"'),
        ("每季度服务费", 536580, "¥#,##0.00"),
        ("基本满意权重", 0.5, "0%"),
        ("付款期限天数", 30, '0"天"'),
    )

    def change(book: Workbook) -> None:
        for key, value, code in cells:
            setting(book, key, value, code)

    record = read(change)
    assert said(record) == []
    for key, value, _ in cells:
        assert record.settings[key].value == Decimal(str(value))


def test_minutes_are_minutes(read: Made) -> None:
    def change(book: Workbook) -> None:
        book["考勤"]["D2"].number_format = '0"小时"'
        book["考勤"]["D3"].number_format = "0%"

    record = read(change, 考勤=[[date(2024, 1, 8), "张三", "迟到", 2, ""]] * 2)
    assert [row.cell for row in record.unread] == ["考勤!D2", "考勤!D3"]


def event(by: object, description: object = "市级通报") -> list[object]:
    return ["第1季度", "甲", "零分工单", description, "", by, None]


def test_what_names_nobody_confirms_nothing(read: Made) -> None:
    nobody = (False, True, 0, "无", "未认定", "待认定", "否", "没有", "尚未认定", "0")
    events = read(lambda _: None, 违约违规=[event(by) for by in nobody]).events
    assert [(found.confirmed_by, found.counts) for found in events] == [("", False)] * len(nobody)


def test_a_name_confirms(read: Made) -> None:
    names = ["李四", "王主任", "无名氏委员会", "买买提·艾力"]
    events = read(lambda _: None, 违约违规=[event(by) for by in names]).events
    assert [(found.confirmed_by, found.counts) for found in events] == [(by, True) for by in names]


def test_other_columns_for_people_take_names_only(read: Made) -> None:
    row = ["第1季度", "甲", "", "", "", "", False, None, "", "", "待定", None]
    (found,) = read(lambda _: None, 乙方意见=[row]).objections
    assert (found.raised_by, found.answered_by) == ("", "")


def test_an_event_that_says_it_was_revoked_is_asked_about(read: Made) -> None:
    (line,) = said(read(lambda _: None, 违约违规=[event("李四", "已于3月1日撤销")]))
    assert line.startswith("违约违规!D2：说明像是已撤销")
    assert said(read(lambda _: None, 违约违规=[event("李四", "申诉未撤销，市级通报")])) == []


def test_a_form_that_says_an_event_was_revoked_is_refused_by_address(read: Made) -> None:
    def change(book: Workbook) -> None:
        draw_form(
            book.create_sheet("附件2-乙"),
            {item: options(item, ITEMS[item][0][0]) for item in ITEMS},
            说明="零分工单已于3月1日撤销（认定人：李四）",
        )

    (line,) = said(read(change))
    assert line.startswith("附件2-乙!B13：明显违约违规项无法识别")


@pytest.mark.parametrize("filled", [True, False])
def test_only_a_filled_form_may_not_be_hidden(read: Made, filled: bool) -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("附件2-乙")
        first = next(iter(ITEMS))
        draw_form(sheet, {first: options(first, ITEMS[first][0][0])} if filled else None)
        sheet.sheet_state = "hidden"

    found = said(read(change))
    assert [line.partition("：")[0] for line in found] == (["附件2-乙"] if filled else [])
    assert all("取消隐藏" in line for line in found)


@pytest.mark.parametrize(
    ("standard", "why"),
    [
        ("V正常出勤10分 迟到、早退10分钟以内8分 10分钟以上0分", "的记号 “V” 看不出是否选中"),
        ("正常出勤", "只写了「正常出勤」，没有勾选"),
    ],
)
def test_a_mark_that_is_none_is_named(read: Made, standard: str, why: str) -> None:
    first, *others = ITEMS

    def change(book: Workbook) -> None:
        standards = {item: options(item, ITEMS[item][0][0]) for item in others}
        draw_form(book.create_sheet("附件2-乙"), {first: standard, **standards})

    (line,) = said(read(change))
    assert f"「{first}」{why}" in line
    assert "隐藏" not in line


def test_a_merge_over_records_is_one_fault(read: Made) -> None:
    def change(book: Workbook) -> None:
        book["考核评分"].merge_cells("C2:C3")

    record = read(change, 考核评分=[form_row("甲"), form_row("乙")])
    assert [line.partition("：")[0] for line in said(record)] == ["考核评分!C2:C3"]
    assert [form.subject for form in record.forms] == ["甲"]


def test_a_quarter_of_a_year_gets_the_reason(read: Made) -> None:
    quarters = ("2024Q1", "2024年Q1", "2024年第1季度")
    rows = [form_row(quarter, quarter=quarter) for quarter in quarters]
    lines = said(read(lambda _: None, 考核评分=rows))
    assert len(lines) == len(quarters)
    assert all("合同季度从服务起始日算" in line for line in lines)


@pytest.mark.parametrize("value", [43915, 43915.5, "2024-03-26", date(2024, 3, 26)])
def test_a_date_without_a_format_counts_as_its_book_does(read: Made, value: object) -> None:
    """43915 days after 1904-01-01, in 合同设置, in a row of records and on a filled form."""

    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        setting(book, "服务起始日", value, "General")
        book["考核评分"]["B2"].value = value
        book["考核评分"]["B2"].number_format = "General"

    record = read(change)
    assert said(record) == []
    start, _ = settings_of(record)
    assert start.date("服务起始日") == date(2024, 3, 26)
    assert record.forms[0].date == date(2024, 3, 26)


def test_a_description_that_says_no_is_no_event(read: Made) -> None:
    descriptions = (False, "否", "无", 0, "没有", "FALSE")
    record = read(lambda _: None, 违约违规=[event("李四", each) for each in descriptions])
    assert record.events == ()
    lines = said(record)
    assert len(lines) == len(descriptions)
    for row, line in enumerate(lines, 2):
        assert line.startswith(f"违约违规!D{row}：说明像是已撤销或不成立")


def test_an_event_says_whose_it_is(read: Made) -> None:
    row = ["第1季度", None, "零分工单", "市级通报", "", "李四", date(2024, 3, 20)]
    assert said(read(lambda _: None, 违约违规=[row])) == ["违约违规!B2：评估对象未填"]
