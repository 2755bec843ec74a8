"""Everything that is wrong with an evaluation workbook is told in one run, each by its cell."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.evaluations import BEST, KINDS, TERMS, form_row, write_evaluation
from tests.marked_forms import draw_form
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.reader import read_evaluation
from workbook.evaluation.sheets import FORMS, TABLES, WRITTEN, table
from workbook.evaluation.snapshot import Snapshot
from workbook.reading import sheets as reading

Edit = Callable[[Workbook], Any]
EVENT = ["第1季度", "甲", KINDS[0], "漏签", "", "李", date(2024, 3, 1)]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Evaluation]:
    """Fill the template, edit it by hand, and read it."""

    def read(rows: dict[str, Any] | None = None, edit: Edit | None = None) -> Evaluation:
        path = write_evaluation(tmp_path / "考核评价.xlsx", rows=rows, edit=edit)
        return read_evaluation(path, TERMS)

    return read


def told(found: Evaluation) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_all_sheets_in_one_run(read: Callable[..., Evaluation]) -> None:
    found = read(
        {
            "考核评分": [
                form_row("甲", day="2024.13.5", state="已定"),
                form_row("乙", ("优秀", *BEST[1:])),
                form_row(""),
            ],
            "违约违规": [["去年", "甲", "迟到", "", "", "", "某日"]],
            "其他扣款": [["", "6.7", "", "违约金", "三百"]],
            "发票": [["第1季度", "1", True, None]],
            "节假日": [[None, "春节", "也许"]],
            "乙方意见": [["第十三季", "甲", "", "", "", "", "", "某日"]],
        }
    )
    assert [f"{problem.sheet}!{problem.cell}" for problem in found.problems] == [
        "考核评分!B2",
        "考核评分!M2",
        "考核评分!D3",
        "考核评分!C4",
        "违约违规!A2",
        "违约违规!G2",
        "违约违规!C2",
        "其他扣款!A2",
        "其他扣款!E2",
        "发票!C2",
        "节假日!C2",
        "乙方意见!A2",
        "乙方意见!H2",
    ]
    read_all = (found.forms, found.events, found.other_deductions, found.invoices)
    assert read_all == ((), (), (), ())
    assert [row.sheet for row in found.unread] == [
        *("考核评分",) * 3,
        "违约违规",
        "其他扣款",
        "发票",
        "节假日",
        "乙方意见",
    ]


@pytest.mark.parametrize(
    ("typed", "label"),
    [("第1季度", "第1季度"), ("一季度", "第1季度"), (" 第 四 季度", "第4季度"), (2, "第2季度")],
)
def test_a_quarter_in_any_spelling(
    read: Callable[..., Evaluation], typed: object, label: str
) -> None:
    rows = {"考核评分": [[typed, *form_row("甲")[1:]]], "违约违规": [[typed, *EVENT[1:]]]}
    found = read(rows)
    assert told(found) == []
    assert (found.forms[0].quarter, found.events[0].quarter) == (label, label)


@pytest.mark.parametrize("sheet", ["考核评分", "违约违规", "其他扣款", "发票"])
def test_a_quarter_of_a_calendar_year_says_why(read: Callable[..., Evaluation], sheet: str) -> None:
    rows = {
        "考核评分": form_row("甲"),
        "违约违规": EVENT,
        "其他扣款": ["", "6.7", "", "违约金", 100],
        "发票": ["", "1", 1],
    }
    found = read({sheet: [["2024年第1季度", *rows[sheet][1:]]]})
    assert told(found) == [
        (
            f"{sheet}!A2：季度无法识别 “2024年第1季度”，合同季度从服务起始日算，不按自然年，"
            "请填 第1季度"
        )
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (KINDS[0], KINDS[0]),
        (" 零分 工单", KINDS[0]),
        ("因过失对甲方造成不良影响", KINDS[1]),
        ("保密意识不强,造成严重失密后果", KINDS[2]),
        ("零分工单2件", None),
        ("零分工单、失密造成严重后果", None),
        ("", None),
    ],
)
def test_a_kind_in_the_contracts_words(
    read: Callable[..., Evaluation], text: str, kind: str | None
) -> None:
    found = read({"违约违规": [[*EVENT[:2], text, *EVENT[3:]]]})
    if kind:
        assert [event.kind for event in found.events] == [kind]
    else:
        assert [problem.cell for problem in found.problems] == ["C2"]
        assert "一行只写一件" in told(found)[0]


@pytest.mark.parametrize(
    ("sheet", "place", "value", "code", "shown"),
    [
        ("其他扣款", "E2", 0.3, "0%", "30%"),
        ("乙方意见", "D2", 0.3, "0%", "30%"),
        ("乙方意见", "D2", 1.5, '0.0"万元"', "1.5万元"),
        ("其他扣款", "E2", 1.5, '0.0"万元"', "1.5万元"),
        ("其他扣款", "E2", 1500, '0.0,"千元"', "1.5千元"),
        ("发票", "C2", 53.658, "0.00万", "53.66万"),
        ("合同设置", "B11", 0.8, "0%", "80%"),
        ("合同设置", "B10", 53.658, '#,##0.000"万元"', "53.658万元"),
    ],
)
def test_a_number_that_shows_another_quantity(
    read: Callable[..., Evaluation], sheet: str, place: str, value: float, code: str, shown: str
) -> None:
    rows = {
        "其他扣款": ["第1季度", "6.7", "", "违约金", 1],
        "发票": ["第1季度", "1", 1],
        "乙方意见": ["第1季度", "", "6.7", "0"],
    }

    def edit(book: Workbook) -> None:
        book[sheet][place] = value
        book[sheet][place].number_format = code

    found = read({sheet: [rows[sheet]]} if sheet in rows else None, edit)
    (problem,) = found.problems
    assert problem.address == f"{sheet}!{place}"
    assert f"的值是 {value}，显示为 “{shown}”" in problem.message


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("合同设置!B30", 0.5, "0%"),  # 基本满意权重
        ("合同设置!B11", 80, '0"分"'),
        ("其他扣款!E2", 1234.5, "¥#,##0.00"),
        ("其他扣款!E2", 1234.5, '#,##0.00"元"'),
        ("考勤!D2", 8, '0"分钟"'),
        ("评价口径!B2", 0.5, "0%"),
    ],
)
def test_a_format_that_shows_the_same_quantity(
    read: Callable[..., Evaluation], place: str, value: float, code: str
) -> None:
    sheet, cell = place.split("!")
    rows = {
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]],
        "考勤": [[date(2024, 1, 5), "张三", "迟到", 8, ""]],
        "评价口径": [["甲", 1]],
    }

    def edit(book: Workbook) -> None:
        book[sheet][cell] = value
        book[sheet][cell].number_format = code

    found = read({sheet: rows[sheet]} if sheet in rows else None, edit)
    assert (told(found), found.unread) == ([], ())


@pytest.mark.parametrize(
    ("sheet", "merge", "problem"),
    [
        ("违约违规", "F2:F3", "违约违规!F2:F3：合并了单元格"),
        ("其他扣款", "E2:E3", "其他扣款!E2:E3：合并了单元格"),
        ("考核评分", "A2:A3", "考核评分!A2:A3：合并了单元格"),
        ("考核评分", "M2:O2", "考核评分!M2:O2：合并了单元格"),
        ("合同设置", "B10:B11", "合同设置!B10:B11：合并了单元格"),
        ("考核评分", "O2:O3", None),
        ("考核评分", "A30:M30", None),
    ],
)
def test_a_merge_over_records_is_refused_naming_the_range(
    read: Callable[..., Evaluation], sheet: str, merge: str, problem: str | None
) -> None:
    rows = {
        "考核评分": [form_row("甲"), form_row("乙")],
        "违约违规": [EVENT, EVENT],
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]] * 2,
    }
    found = read(rows, lambda book: book[sheet].merge_cells(merge))
    assert [line[: len(problem or "")] for line in told(found)] == ([problem] if problem else [])


@pytest.mark.parametrize("fault", ["#N/A", "#DIV/0!", "#REF!"])
@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ("违约违规", "F2"),
        ("违约违规", "D2"),
        ("考核评分", "C2"),
        ("考核评分", "L2"),
        ("合同设置", "B10"),
        ("合同设置", "B11"),
        ("其他扣款", "D2"),
    ],
)
def test_an_error_is_neither_blank_nor_a_default(
    read: Callable[..., Evaluation], sheet: str, place: str, fault: str
) -> None:
    rows = {
        "考核评分": [form_row("甲")],
        "违约违规": [EVENT],
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]],
    }

    def edit(book: Workbook) -> None:
        book[sheet][place] = fault
        book[sheet][place].data_type = "e"

    found = read(rows, edit)
    assert told(found) == [f"{sheet}!{place}：公式没有算出结果（{fault}），请改正后在 Excel 中保存"]


@pytest.mark.parametrize(
    ("sheet", "place", "now", "header"),
    [
        ("考核评分", "B1", "评定日期", "评估日期"),
        ("考核评分", "M1", "是否定稿", "状态"),
        ("违约违规", "F1", "确认人", "认定人"),
        ("合同设置", "B1", "取值", "值"),
    ],
)
def test_a_header_that_was_renamed(
    read: Callable[..., Evaluation], sheet: str, place: str, now: str, header: str
) -> None:
    found = read(
        {"考核评分": [form_row("甲")], "违约违规": [EVENT]},
        lambda book: book[sheet].__setitem__(place, now),
    )
    assert told(found) == [
        f"{sheet}!{place}：缺少列「{header}」，这一列现在叫 “{now}”，请改回「{header}」"
    ]


@pytest.mark.parametrize("sheet", [*TABLES[:4], "乙方意见"])
def test_a_sheet_that_was_renamed(read: Callable[..., Evaluation], sheet: str) -> None:
    found = read({"考核评分": [form_row("甲")]}, lambda b: setattr(b[sheet], "title", "新名字"))
    assert told(found) == [f"新名字：这张工作表的表头是「{sheet}」的，请把工作表改回这个名字"]


def test_a_copy_beside_the_sheet_is_ignored(read: Callable[..., Evaluation]) -> None:
    found = read(
        {"考核评分": [form_row("甲")]},
        lambda book: setattr(book.copy_worksheet(book["考核评分"]), "title", "考核评分备份"),
    )
    assert (told(found), len(found.forms)) == ([], 1)


def test_older_workbooks_lack_the_new_sheets_and_columns(
    read: Callable[..., Evaluation],
) -> None:
    def edit(book: Workbook) -> None:
        for name in ("乙方意见", "评价口径", "五要素", "人口", "催办记录"):
            del book[name]
        book["发票"].delete_cols(5, 3)

    found = read({"发票": [["第1季度", "1", 100, date(2024, 4, 1)]]}, edit)
    assert told(found) == []
    (invoice,) = found.invoices
    assert (invoice.kind, invoice.tax, invoice.received) == ("", None, None)
    new = (found.objections, found.schemes, found.elements, found.population)
    assert new == ((), (), (), ())


def test_a_fault_in_a_sheet_without_money_refuses_nothing(
    read: Callable[..., Evaluation],
) -> None:
    rows = {
        "考勤": [[date(2024, 1, 5), "张三", "迟到", "一会儿", ""]],
        "人员": [["李四", "到岗", "某日", "", ""]],
        "人口": [["东村", "很多"]],
    }
    found = read(rows, lambda book: book["分析报告"].__setitem__("B1", "时段"))
    assert told(found) == []
    assert [row.cell for row in found.unread] == ["考勤!D2", "人员!C2", "分析报告!B1", "人口!B2"]


def test_every_problem_of_the_forms_beside_those_of_the_rows(
    read: Callable[..., Evaluation],
) -> None:
    def edit(book: Workbook) -> None:
        draw_form(book.create_sheet("张三"), 周期="2024年第1季度", 评估日期="某日5")

    found = read({"考核评分": [form_row("甲", state="已定")]}, edit)
    assert sorted(f"{p.sheet}!{p.cell}" for p in found.problems) == [
        "张三!D2",
        "张三!E3",
        "考核评分!M2",
    ]


def test_a_file_is_opened_once_for_a_whole_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_evaluation(tmp_path / "考核评价.xlsx", rows={"考核评分": [form_row("甲")]})
    opened: list[Path] = []
    check = reading.check_package
    monkeypatch.setattr(
        reading, "check_package", lambda given: opened.append(given) or check(given)
    )
    snapshot = Snapshot.of(path)
    path.unlink()
    first, again = (read_evaluation(snapshot, TERMS) for _ in range(2))
    assert (first, opened) == (again, [path])
    assert set(snapshot.written(*WRITTEN)) == {"结算台账", "签认记录", "催办记录"}
    assert snapshot.written("结算台账")["结算台账"].rows == ()


def test_the_headers_of_the_table_are_those_of_the_template(
    read: Callable[..., Evaluation],
) -> None:
    assert table(FORMS, TERMS.items).headers[3:11] == tuple(TERMS.items)
