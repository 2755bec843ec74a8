"""附件2 to print: two pages, never over a filled one, and read as a form once it is filled in."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from macros_py.settlement.form_sheet import EMPTY, TICKED
from tests.desk import set_up
from tests.evaluations import BEST, ITEMS, TERMS, write_evaluation
from tests.named_cells import named_cells
from tests.office import convert, needs_office, needs_poppler, page_texts
from tests.oracle.command import run
from workbook.evaluation.reader import read_evaluation
from workbook.values.refusals import HeaderError

FORM, BESIDE = "附件2", "打分参考"


@pytest.fixture(scope="module")
def printable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form with the figures of the sample's first quarter, beside its workbooks."""
    desk = set_up(tmp_path_factory.mktemp("printable"))
    out = desk / "评价表.xlsx"
    ledger = ("--ledger", desk / "案件台账.xlsx", "--settings", desk / "考核评价.xlsx")
    done = run("template", "form", out, *ledger, "--quarter", "1", "--as-of", "2024-03-26T09:00")
    assert (done.exit_code, done.stdout) == (0, f"已生成 {out}\n")
    return out


@pytest.fixture
def made(printable: Path, tmp_path: Path) -> Path:
    """A copy of that form to fill in."""
    shutil.copytree(printable.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / printable.name


def test_nothing_is_chosen_and_the_parties_are_filled_in(made: Path) -> None:
    book = load_workbook(made)
    assert book.sheetnames == [FORM, BESIDE]
    texts = [str(cell.value) for row in book[FORM] for cell in row if cell.value]
    assert not any(TICKED in text for text in texts)
    assert sum(text.count(EMPTY) for text in texts) == sum(map(len, ITEMS.values()))
    assert "北京兴众联城信息技术有限公司" in texts
    assert any("第1季度\n2023-12-26" in text for text in texts)


def test_the_figures_beside_are_the_evidence(made: Path) -> None:
    ledger, evaluation = (made.with_name(f"{name}.xlsx") for name in ("案件台账", "考核评价"))
    told = run(
        "evidence", ledger, evaluation, "--quarter", "1", "--as-of", "2024-03-26T09:00", "--json"
    ).document
    figures = [
        (figure["name"], figure["numerator"], figure["denominator"])
        for item in told["items"]
        for figure in item["figures"]
        if figure["denominator"]
    ]
    rows = load_workbook(made)[BESIDE].iter_rows(min_row=5, min_col=2, max_col=5, values_only=True)
    shown = [(name, done, whole) for name, _, done, whole in rows if whole is not None]
    assert len(shown) > 8
    assert shown == figures


def test_filled_in_by_hand_it_is_read_as_a_form(made: Path) -> None:
    book = load_workbook(made)
    sheet = book[FORM]
    names = {
        name: cell
        for (scope, name), (_, cell) in named_cells(made.read_bytes()).items()
        if scope == FORM
    }
    choices = [*BEST[:7], ITEMS["人员退回和处罚"][1][0]]
    for number, (item, choice) in enumerate(zip(ITEMS, choices, strict=True), 1):
        cell = sheet[names[f"标准_{number}"]]
        points = dict(ITEMS[item])[choice]
        cell.value = cell.value.replace(f"{EMPTY} {choice}{points}分", f"√ {choice}{points}分")
        sheet[names[f"得分_{number}"]] = points
    sheet[names["评估日期"]] = date(2024, 3, 27)
    sheet[names["评估对象"]] = "一组"
    sheet[names["违约说明"]] = "说明：零分工单，工单编号 AD-2024-0001，认定人：李主任"
    sheet[names["违约扣分"]] = 50
    sheet[names["评估意见"]] = "较好"
    sheet[names["本表得分"]] = "本表：基础分 98，扣 50，得分 48"
    book.save(made)
    read = read_evaluation(made, TERMS)
    (form,) = read.forms
    assert list(form.choices.values()) == choices
    assert (form.quarter, form.date, form.subject) == ("第1季度", date(2024, 3, 27), "一组")
    assert form.opinion == "较好"
    assert [(event.kind, event.case_id) for event in read.events] == [("零分工单", "AD-2024-0001")]
    assert read.problems == ()


def test_left_blank_it_is_no_form(made: Path) -> None:
    with pytest.raises(HeaderError, match="没有填好的附件2"):
        read_evaluation(made, TERMS)


def test_without_a_ledger_the_second_page_has_the_items_and_options(tmp_path: Path) -> None:
    out = tmp_path / "空白.xlsx"
    assert run("template", "form", out).exit_code == 0
    beside = load_workbook(out)[BESIDE]
    items = [cell.value for (cell,) in beside["A5:A12"]]
    assert [text.partition("（")[0] for text in items] == list(ITEMS)
    assert "及时15　基本及时10　不及时5　严重延误0" in items[2]
    assert [cell.value for row in beside["B5:G12"] for cell in row if cell.value] == []


def test_the_parties_come_from_the_evaluation_workbook(tmp_path: Path) -> None:
    evaluation = write_evaluation(tmp_path / "考核评价.xlsx", settings={"合同编号": "AD-77"})
    out = tmp_path / "评价表.xlsx"
    assert run("template", "form", out, "--settings", evaluation, "--quarter", "2").exit_code == 0
    texts = [str(cell.value) for row in load_workbook(out)[FORM] for cell in row]
    assert "AD-77" in texts
    assert any("第2季度" in text for text in texts)


def test_a_filled_form_is_never_written_over(made: Path) -> None:
    before = made.read_bytes()
    ledger = ("--ledger", made.with_name("案件台账.xlsx"), "--quarter", "1")
    for options in ((), ledger):
        done = run("template", "form", made, *options)
        assert (done.exit_code, "文件已存在，不覆盖" in done.stderr) == (2, True)
    assert made.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("form", "{out}.xlsx", "--ledger", "{ledger}"), "--quarter 写明季度"),
        (("form", "{out}.csv"), ".xlsx"),
        (("form", "{out}.xlsx", "--quarter", "第九季度"), "季度"),
        (("ledger", "{out}.xlsx", "--quarter", "1"), "--quarter 只用于 form"),
        (("form", "{out}.xlsx", "--ledger", "{out}无.xlsx", "--quarter", "1"), "无.xlsx"),
    ],
)
def test_a_wrong_call_is_refused_and_writes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    ledger = tmp_path / "台账.xlsx"
    Workbook().save(ledger)
    given = [part.format(out=tmp_path / "出", ledger=ledger) for part in arguments]
    done = run("template", *given)
    assert (done.exit_code, says in done.stderr) == (2, True), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["台账.xlsx"]


@needs_office
@needs_poppler
def test_form_and_figures_are_one_page_each(made: Path, tmp_path: Path) -> None:
    (pdf,) = convert([made], "pdf", tmp_path / "pdf")
    first, second = page_texts(pdf)
    assert "验收评价表" in first
    assert "评价人员参考" in second
    assert "评价表" not in second
