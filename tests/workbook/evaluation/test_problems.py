"""Everything that is wrong with an evaluation workbook is told in one run, each by its cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


def test_a_quarter_in_any_spelling(read: Callable[..., Evaluation]) -> None:
    typed = ("第1季度", "一季度", " 第 四 季度", 2)
    rows = {
        "考核评分": [[each, *form_row(f"{each}组")[1:]] for each in typed],
        "违约违规": [[each, *EVENT[1:]] for each in typed],
    }
    found = read(rows)
    assert told(found) == []
    labels = ["第1季度", "第1季度", "第4季度", "第2季度"]
    assert [form.quarter for form in found.forms] == labels
    assert [event.quarter for event in found.events] == labels


def test_a_quarter_of_a_calendar_year_says_why(read: Callable[..., Evaluation]) -> None:
    rows = {
        "考核评分": form_row("甲"),
        "违约违规": EVENT,
        "其他扣款": ["", "6.7", "", "违约金", 100],
        "发票": ["", "1", 1],
    }
    found = read({sheet: [["2024年第1季度", *row[1:]]] for sheet, row in rows.items()})
    assert told(found) == [
        (
            f"{sheet}!A2：季度无法识别 “2024年第1季度”，合同季度从服务起始日算，不按自然年，"
            "请填 第1季度"
        )
        for sheet in rows
    ]


def test_a_kind_in_the_contracts_words(read: Callable[..., Evaluation]) -> None:
    kinds = {
        KINDS[0]: KINDS[0],
        " 零分 工单": KINDS[0],
        "因过失对甲方造成不良影响": KINDS[1],
        "保密意识不强,造成严重失密后果": KINDS[2],
    }
    none = ("零分工单2件", "零分工单、失密造成严重后果", "")
    found = read({"违约违规": [[*EVENT[:2], text, *EVENT[3:]] for text in (*kinds, *none)]})
    assert [event.kind for event in found.events] == list(kinds.values())
    assert [problem.cell for problem in found.problems] == ["C6", "C7", "C8"]
    assert all("一行只写一件" in line for line in told(found))


@dataclass(frozen=True)
class Formatted:
    """A number under a number format, and how it shows."""

    place: str
    value: float
    code: str
    shown: str = ""

    def put(self, book: Workbook) -> None:
        sheet, _, cell = self.place.partition("!")
        book[sheet][cell] = self.value
        book[sheet][cell].number_format = self.code


def put_all(cells: Sequence[Formatted]) -> Edit:
    return lambda book: [cell.put(book) for cell in cells]


def test_a_number_that_shows_another_quantity(read: Callable[..., Evaluation]) -> None:
    cells = (
        Formatted("合同设置!B10", 53.658, '#,##0.000"万元"', "53.658万元"),
        Formatted("合同设置!B11", 0.8, "0%", "80%"),
        Formatted("其他扣款!E2", 0.3, "0%", "30%"),
        Formatted("其他扣款!E3", 1.5, '0.0"万元"', "1.5万元"),
        Formatted("其他扣款!E4", 1500, '0.0,"千元"', "1.5千元"),
        Formatted("发票!C2", 53.658, "0.00万", "53.66万"),
        Formatted("乙方意见!D2", 0.3, "0%", "30%"),
        Formatted("乙方意见!D3", 1.5, '0.0"万元"', "1.5万元"),
    )
    rows = {
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]] * 3,
        "发票": [["第1季度", "1", 1]],
        "乙方意见": [["第1季度", "", "6.7", "0"]] * 2,
    }
    found = read(rows, put_all(cells))
    assert [problem.address for problem in found.problems] == [cell.place for cell in cells]
    for cell, problem in zip(cells, found.problems, strict=True):
        assert f"的值是 {cell.value}，显示为 “{cell.shown}”" in problem.message


def test_a_format_that_shows_the_same_quantity(read: Callable[..., Evaluation]) -> None:
    cells = (
        Formatted("合同设置!B30", 0.5, "0%"),  # 基本满意权重
        Formatted("合同设置!B11", 80, '0"分"'),
        Formatted("其他扣款!E2", 1234.5, "¥#,##0.00"),
        Formatted("其他扣款!E3", 1234.5, '#,##0.00"元"'),
        Formatted("考勤!D2", 8, '0"分钟"'),
        Formatted("评价口径!B2", 0.5, "0%"),
    )
    rows = {
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]] * 2,
        "考勤": [[date(2024, 1, 5), "张三", "迟到", 8, ""]],
        "评价口径": [["甲", 1]],
    }
    found = read(rows, put_all(cells))
    assert (told(found), found.unread) == ([], ())


@pytest.mark.parametrize(
    ("merges", "refused"),
    [
        (("考核评分!A2:A3", "合同设置!B10:B11", "违约违规!F2:F3", "其他扣款!E2:E3"), True),
        (("考核评分!M2:O2",), True),
        (("考核评分!O2:O3", "考核评分!A30:M30"), False),
    ],
)
def test_a_merge_over_records_is_refused_naming_the_range(
    read: Callable[..., Evaluation], merges: tuple[str, ...], refused: bool
) -> None:
    rows = {
        "考核评分": [form_row("甲"), form_row("乙")],
        "违约违规": [EVENT, EVENT],
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]] * 2,
    }

    def merge(book: Workbook) -> None:
        for sheet, _, cells in (each.partition("!") for each in merges):
            book[sheet].merge_cells(cells)

    expected = [f"{each}：合并了单元格" for each in merges if refused]
    lines = told(read(rows, merge))
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=True)] == expected


@pytest.mark.parametrize("fault", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_is_neither_blank_nor_a_default(
    read: Callable[..., Evaluation], fault: str
) -> None:
    places = (
        ("考核评分", "C2"),
        ("考核评分", "L3"),
        ("合同设置", "B10"),
        ("合同设置", "B11"),
        ("违约违规", "D2"),
        ("违约违规", "F3"),
        ("其他扣款", "D2"),
    )
    rows = {
        "考核评分": [form_row("甲"), form_row("乙")],
        "违约违规": [EVENT, EVENT],
        "其他扣款": [["第1季度", "6.7", "", "违约金", 1]],
    }

    def edit(book: Workbook) -> None:
        for sheet, place in places:
            book[sheet][place] = fault
            book[sheet][place].data_type = "e"

    assert told(read(rows, edit)) == [
        f"{sheet}!{place}：公式没有算出结果（{fault}），请改正后在 Excel 中保存"
        for sheet, place in places
    ]


@pytest.mark.parametrize(
    "renamed",
    [
        (
            ("考核评分", "B1", "评定日期", "评估日期"),
            ("合同设置", "B1", "取值", "值"),
            ("违约违规", "F1", "确认人", "认定人"),
        ),
        (("考核评分", "M1", "是否定稿", "状态"),),
    ],
)
def test_headers_that_were_renamed(
    read: Callable[..., Evaluation], renamed: tuple[tuple[str, str, str, str], ...]
) -> None:
    def edit(book: Workbook) -> None:
        for sheet, place, now, _ in renamed:
            book[sheet][place] = now

    assert told(read({"考核评分": [form_row("甲")], "违约违规": [EVENT]}, edit)) == [
        f"{sheet}!{place}：缺少列「{header}」，这一列现在叫 “{now}”，请改回「{header}」"
        for sheet, place, now, header in renamed
    ]


def test_sheets_that_were_renamed(read: Callable[..., Evaluation]) -> None:
    names = {sheet: f"新名字{number}" for number, sheet in enumerate((*TABLES[:4], "乙方意见"))}

    def edit(book: Workbook) -> None:
        for sheet, name in names.items():
            book[sheet].title = name

    assert sorted(told(read({"考核评分": [form_row("甲")]}, edit))) == [
        f"{name}：这张工作表的表头是「{sheet}」的，请把工作表改回这个名字"
        for sheet, name in names.items()
    ]


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
