import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.evaluations import BEST, ITEMS, KINDS, TERMS, form_row, write_evaluation
from tests.marked_forms import draw_form, options
from tests.office import convert, needs_office
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.reader import read_evaluation
from workbook.evaluation.written_rows import LogRow, RegisterRow
from workbook.files.stamp import Stamp
from workbook.values.records import (
    Attendance,
    Event,
    Holiday,
    Invoice,
    OtherDeduction,
    Report,
    Setting,
    Staff,
)
from workbook.values.refusals import CellError, HeaderError, NotASpreadsheetError

TICKED = {item: options(item, best) for item, best in zip(ITEMS, BEST, strict=True)}


def read(path: Path) -> Evaluation:
    """Read a workbook; everything that is wrong with it is raised as one text."""
    found = read_evaluation(path, TERMS)
    if found.problems:
        raise CellError("\n".join(map(str, found.problems)))
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "考核评价.xlsx"


@pytest.fixture
def edited(path: Path) -> Callable[..., Path]:
    """Write an evaluation and then change one of its sheets by hand."""

    def edited(sheet: str, change: Callable[[Worksheet], Any], **content: Any) -> Path:
        return write_evaluation(path, edit=lambda book: change(book[sheet]), **content)

    return edited


def test_the_blank_template_has_no_rows(path: Path) -> None:
    blank = read(write_evaluation(path))
    assert blank.stamp == Stamp.of(path)
    assert [element.name for element in blank.elements][:2] == ["联系情况", "核实情况"]
    assert blank == Evaluation(path, blank.stamp, blank.settings, elements=blank.elements)


def test_every_sheet(path: Path) -> None:
    write_evaluation(
        path,
        rows={
            "考核评分": [form_row("甲", opinion=" 同意 ")],
            "违约违规": [["第1季度", "甲", KINDS[0], "漏签", "20240105001", "李", "2024.3.1"]],
            "其他扣款": [["第1季度", 6.7, "安政函1号", "违约金", "¥1,234.50元"]],
            "发票": [["第1季度", "24112000000012345678", 536580, date(2024, 4, 1)]],
            "考勤": [[date(2024, 1, 5), "张三", "迟到", "8分钟", "堵车"]],
            "人员": [["李四", "到岗", datetime(2024, 2, 1, 9, 30), "王五离职", ""]],
            "分析报告": [["周汇总", "2024年第1周", "2024/1/8"]],
            "节假日": [["2024年2月9日", "除夕", "否"], [date(2024, 2, 10), "春节", True]],
            "结算台账": [["第1季度", "草稿", "", 79.5, 536580, 50]],
            "签认记录": [[1, datetime(2024, 4, 1, 9, 30), "第1季度", "签认"]],
        },
    )
    found = read(path)
    (form,) = found.forms
    assert (form.quarter, form.date, form.subject) == ("第1季度", date(2024, 3, 26), "甲")
    assert form.choices == dict(zip(ITEMS, BEST, strict=True))
    assert (form.opinion, form.state, form.source, form.period) == ("同意", "定稿", "考核评分", "")
    assert form.cells["季度"] == "考核评分!A2"
    assert form.cells["数据分析"] == "考核评分!I2"
    assert found.events == (
        Event(
            "第1季度",
            "甲",
            KINDS[0],
            "漏签",
            "20240105001",
            "李",
            date(2024, 3, 1),
            "违约违规!A2",
        ),
    )
    assert found.other_deductions == (
        OtherDeduction("第1季度", "6.7", "安政函1号", "违约金", Decimal("1234.50"), "其他扣款!E2"),
    )
    assert found.invoices == (
        Invoice("第1季度", "24112000000012345678", Decimal(536580), date(2024, 4, 1), "发票!C2"),
    )
    assert found.attendance == (
        Attendance(date(2024, 1, 5), "张三", "迟到", Decimal(8), "堵车", "考勤!A2"),
    )
    assert found.staff == (Staff("李四", "到岗", date(2024, 2, 1), "王五离职", "", "人员!A2"),)
    assert found.reports == (Report("周汇总", "2024年第1周", date(2024, 1, 8), "分析报告!A2"),)
    assert found.holidays == (
        Holiday(date(2024, 2, 9), "除夕", False, "节假日!A2"),
        Holiday(date(2024, 2, 10), "春节", True, "节假日!A3"),
    )
    (register,) = found.register
    assert isinstance(register, RegisterRow)
    assert register.cell == "结算台账!A2"
    assert list(register.values.items())[:5] == [
        ("季度", "第1季度"),
        ("状态", "草稿"),
        ("服务期", ""),
        ("季度平均分", Decimal("79.5")),
        ("服务费", Decimal(536580)),
    ]
    (log,) = found.log
    assert isinstance(log, LogRow)
    assert log.values["时间"] == datetime(2024, 4, 1, 9, 30)


TYPED: tuple[tuple[object, object], ...] = (
    ("AD-1", "AD-1"),
    ("  AD-1 ", "AD-1"),
    ("", ""),
    (None, ""),
    ("—", ""),
    (80, Decimal(80)),
    (1234.5, Decimal("1234.5")),
    (0.1 + 0.2, Decimal("0.3")),
    (11050110070100000389, Decimal("1.10501100701E+19")),
    (True, True),
    (date(2024, 1, 5), date(2024, 1, 5)),
    (time(0, 10), "00:10:00"),
    ("=1+1", "=1+1"),
)
"""What is typed into a setting, and what it is."""


def test_a_setting_keeps_its_type(path: Path) -> None:
    keys = {f"列映射-{number}": value for number, (value, _) in enumerate(TYPED)}
    settings = read(write_evaluation(path, settings={"账号": "AD-1", **keys})).settings
    assert settings["账号"] == Setting("账号", "AD-1", "合同设置!B15")
    values = [settings[key].value for key in keys]
    assert values == [read_as for _, read_as in TYPED]
    assert [*map(type, values)] == [type(read_as) for _, read_as in TYPED]


def test_keys_of_any_family_pass_through(path: Path) -> None:
    keys = {"列映射-closed_at": "实际办结日", "建议阈值-案件接收、派单": "95、85、70"}
    settings = read(write_evaluation(path, settings=keys)).settings
    assert {key: settings[key].value for key in keys} == keys


def test_a_key_that_nobody_knows(path: Path) -> None:
    keys = {"达标分数": 60, "不认识": 1}
    refused = read_evaluation(write_evaluation(path, settings=keys), TERMS)
    last = len(TERMS.settings) + 1
    assert [str(problem) for problem in refused.problems] == [
        f"合同设置!A{last + 1}：没有「达标分数」这一设置，是不是「达标分」",
        f"合同设置!A{last + 2}：没有「不认识」这一设置，请删去这一行或改正名称",
    ]
    assert "达标分数" not in refused.settings


def test_a_key_may_be_typed_loosely(path: Path) -> None:
    settings = read(write_evaluation(path, settings={" 列映射－closed_at ": "办结日"})).settings
    assert settings["列映射-closed_at"].value == "办结日"


def test_a_key_that_stands_twice(path: Path) -> None:
    write_evaluation(path, settings={"达标分 ": 60})
    with pytest.raises(
        CellError,
        match=f"合同设置!A{len(TERMS.settings) + 2}：设置「达标分」重复，另一处在 合同设置!B11",
    ):
        read(path)


def test_a_key_that_stands_twice_is_named_without_a_phone(path: Path) -> None:
    keys = {"列映射-13812341234": "甲", "列映射－13812341234": "乙"}
    problems = read_evaluation(write_evaluation(path, settings=keys), TERMS).problems
    assert [problem.message.partition("，")[0] for problem in problems] == [
        "设置「列映射-138****1234」重复"
    ]


def test_a_value_without_a_key(edited: Callable[..., Path]) -> None:
    path = edited("合同设置", lambda sheet: sheet.__setitem__("A11", None))
    with pytest.raises(CellError, match="合同设置!B11：有值而没有设置名称"):
        read(path)


def test_a_formula_gives_its_cached_value(path: Path) -> None:
    def change(book: Workbook) -> None:
        book["其他扣款"]["E2"] = "=1000*0.3"

    rows = {"其他扣款": [["第1季度", "6.7", "", "违约金", 0]]}
    write_evaluation(path, rows=rows, edit=change)
    refusal = "其他扣款!E2：公式没有算出结果（#未计算），请改正后在 Excel 中保存"
    with pytest.raises(CellError, match=re.escape(refusal)):
        read(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            computed = re.sub(rb"(?<=0\.3</f>)<v ?/>|(?<=0\.3</f>)<v></v>", b"<v>300</v>", data)
            package.writestr(name, computed)
    assert read(path).other_deductions[0].amount == Decimal(300)


ROWS: dict[str, list[object]] = {
    "考核评分": form_row("甲"),
    "违约违规": ["第1季度", "甲", KINDS[0], "漏签", "", "李", date(2024, 3, 1)],
    "其他扣款": ["第1季度", "6.7", "", "违约金", 100],
    "发票": ["第1季度", "123", 536580, date(2024, 4, 1)],
    "考勤": [date(2024, 1, 5), "张三", "迟到", 8, ""],
    "人员": ["李四", "到岗", date(2024, 2, 1), "", ""],
    "分析报告": ["周汇总", "第1周", date(2024, 1, 8)],
    "节假日": [date(2024, 2, 10), "春节", "是"],
}


UNREADABLE: tuple[tuple[str, int, object, str], ...] = (
    ("考核评分", 2, "2024.13.5", "评估日期无法识别 “2024.13.5”，请写作 2024-03-25"),
    ("违约违规", 7, "待定", "认定日期无法识别 “待定”"),
    ("违约违规", 5, 20240105000123456, "工单编号须按文本保存"),
    ("其他扣款", 5, "三百元", "金额无法识别 “三百元”，请填数字"),
    ("其他扣款", 5, None, "金额未填"),
    ("其他扣款", 5, date(2024, 1, 1), "金额无法识别"),
    ("其他扣款", 5, "13800138000x", "金额无法识别 “138****8000x”"),
    ("发票", 2, 24112000000012345678, "发票号码须按文本保存"),
    ("发票", 3, True, "发票金额无法识别"),
    ("发票", 4, "4月1日", "开票日期无法识别"),
    ("考勤", 4, "一会儿", "分钟无法识别"),
    ("人员", 3, "24:30", "日期无法识别"),
    ("分析报告", 3, "未交", "提交日期无法识别"),
    ("节假日", 1, None, "日期未填"),
    ("节假日", 3, None, "是否休息无法识别 “”，请填 是 或 否"),
    ("节假日", 3, "也许", "是否休息无法识别 “也许”"),
)
"""The sheet, the column, what stands there, and what is told of it."""


def test_cells_that_cannot_be_read(path: Path) -> None:
    rows: dict[str, list[list[object]]] = {}
    expected: dict[str, str] = {}
    for sheet, column, value, message in UNREADABLE:
        row = list(ROWS[sheet])
        row[column - 1] = value
        lines = rows.setdefault(sheet, [])
        lines.append(row)
        cell = f"{sheet}!{get_column_letter(column)}{len(lines) + 1}"
        expected[cell] = f"{cell}：{message}"
    found = read_evaluation(write_evaluation(path, rows=rows), TERMS)
    assert [row.cell for row in found.unread] == list(expected)
    assert all(row.message.startswith(expected[row.cell]) for row in found.unread)
    assert [str(problem) for problem in found.problems] == [
        row.message for row in found.unread if row.sheet not in ("考勤", "人员", "分析报告")
    ]


def test_columns_in_any_order_under_a_title(edited: Callable[..., Path]) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.move_range("A1:A2", cols=13)
        sheet["B1"], sheet["D1"], sheet["F1"] = "评估 日期：", "勤务管理（10分）", "案件接收派单"
        sheet["P1"], sheet["P2"] = "备注", "多余的列"
        sheet.insert_rows(1, 3)
        sheet["B1"] = "安定镇12345接诉即办服务考核评分"

    (form,) = read(edited("考核评分", change, rows={"考核评分": [form_row("甲")]})).forms
    assert (form.quarter, form.cells["季度"]) == ("第1季度", "考核评分!N5")
    assert (form.date, form.choices["勤务管理"]) == (date(2024, 3, 26), "正常出勤")
    assert form.choices["案件接收、派单"] == "及时"


def test_blank_rows_between_are_skipped(edited: Callable[..., Path]) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(3, 4)
        sheet["A4"], sheet["Q5"] = "　 ", "备注"

    rows = {"考核评分": [form_row("甲"), form_row("乙")]}
    forms = read(edited("考核评分", change, rows=rows)).forms
    assert [(form.subject, form.cells["季度"]) for form in forms] == [
        ("甲", "考核评分!A2"),
        ("乙", "考核评分!A7"),
    ]


def test_missing_and_doubled_columns(edited: Callable[..., Path]) -> None:
    path = edited("考核评分", lambda sheet: sheet.delete_cols(4, 2))
    with pytest.raises(CellError, match="考核评分：缺少列：勤务管理、工作纪律"):
        read(path)
    path = edited("发票", lambda sheet: sheet.__setitem__("H1", "季 度"))
    with pytest.raises(CellError, match="发票!H1：列「季度」出现了多次：A1、H1"):
        read(path)


def test_sheets_that_are_not_there_have_no_rows(path: Path) -> None:
    def change(book: Workbook) -> None:
        for name in book.sheetnames:
            if name != "考核评分":
                del book[name]
        book["考核评分"].title = " 考核评分"
        book.create_sheet("随便")["B7"] = "别的内容"

    found = read(write_evaluation(path, rows={"考核评分": [form_row("甲")]}, edit=change))
    assert (len(found.forms), found.settings, found.invoices) == (1, {}, ())


def test_two_sheets_of_one_name(path: Path) -> None:
    write_evaluation(path, edit=lambda book: book.create_sheet("考核评分 "))
    with pytest.raises(CellError, match="工作表「考核评分」有两张"):
        read(path)


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "工单编号"
    book.save(tmp_path / "台账.xlsx")
    with pytest.raises(HeaderError, match=r"台账.xlsx：不是考核评价工作簿"):
        read(tmp_path / "台账.xlsx")
    with pytest.raises(NotASpreadsheetError):
        read(tmp_path / "没有.xlsx")


def add_forms(book: Workbook, **forms: dict[str, Any]) -> None:
    for name, values in forms.items():
        draw_form(book.create_sheet(name), TICKED, **values)


def test_filled_forms_stand_beside_the_rows(path: Path) -> None:
    def change(book: Workbook) -> None:
        add_forms(book, 乙={"说明": "说明：零分工单，认定人：李主任"}, 丙={"周期": "第2季度"})

    found = read(write_evaluation(path, rows={"考核评分": [form_row("甲")]}, edit=change))
    assert [(form.quarter, form.subject, form.source) for form in found.forms] == [
        ("第1季度", "甲", "考核评分"),
        ("第1季度", "乙", "乙"),
        ("第2季度", "丙", "丙"),
    ]
    assert [(event.quarter, event.subject, event.cell) for event in found.events] == [
        ("第1季度", "乙", "乙!B13")
    ]


def test_filled_forms_alone_are_an_evaluation(path: Path) -> None:
    book = Workbook()
    add_forms(book, 张三={}, 李四={"周期": "2023-12-26至2024-03-25"})
    del book["Sheet"]
    book.save(path)
    forms = read(path).forms
    assert [(form.subject, form.quarter, form.period) for form in forms] == [
        ("张三", "第1季度", ""),
        ("李四", "", "2023-12-26至2024-03-25"),
    ]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_blank_form_is_not_read_and_a_filled_hidden_one_is_refused(
    path: Path, hidden: bool
) -> None:
    def change(book: Workbook) -> None:
        add_forms(book, 乙={})
        draw_form(book.create_sheet("附件2"), 评估日期=None)
        book["乙"].sheet_state = "hidden" if hidden else "visible"

    write_evaluation(path, rows={"考核评分": [form_row("甲")]}, edit=change)
    if hidden:
        with pytest.raises(CellError, match="乙：隐藏的工作表上有填过的附件2"):
            read(path)
    else:
        assert [form.subject for form in read(path).forms] == ["甲", "乙"]


@pytest.mark.sampled(1)
@needs_office
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_formats(path: Path, tmp_path: Path, suffix: str) -> None:
    write_evaluation(
        path,
        settings={"合同编号": "AD-1"},
        rows={"考核评分": [form_row("甲")]},
        edit=lambda book: add_forms(book, 乙={}),
    )
    (made,) = convert([path], suffix, tmp_path / "made")
    same, other = read(path), read(made)
    assert [form.subject for form in other.forms] == ["甲", "乙"]
    assert other.forms == same.forms
    assert other.settings == same.settings
