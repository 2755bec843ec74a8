"""The buttons of 考核 and 帮助, and how any press ends."""

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from macros_py.catalogue.buttons import BUTTONS, naming_buttons
from macros_py.catalogue.formulas import FORMULAS
from macros_py.jobs.quarter_jobs import score as score_file
from macros_py.jobs.quarter_jobs import settle as settle_file
from macros_py.ribbon import help_, ledger, quarter, ribbon
from tests.desk import MORNING, inputs, pressed, refused
from tests.evaluations import form_row, write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.workbook.packages import parts
from tests.xlwings_engine import Host


def test_every_button_of_the_tab_has_its_function() -> None:
    assert list(ribbon.ACTIONS) == [button.action for button in BUTTONS]
    for button in BUTTONS:
        assert str(ribbon.ACTIONS[button.action].__doc__).startswith(f"{button.label}: ")


def test_the_score_is_the_commands(host: Host, desk: Path) -> None:
    host.answers = [None]
    message = pressed(host.open(desk / "案件台账.xlsx"), quarter.score)
    scored = score_file(desk / "考核评价.xlsx", "第1季度").json()
    for form in scored["forms"]:
        assert f"{form['subject']}：{form['score']} 分（基础分 {form['base']}" in message
    assert scored["average"] == "224/3"
    assert "季度平均分 74.67，未达标" in message


def test_the_last_quarter_with_a_form_is_proposed(host: Host, desk: Path) -> None:
    rows = {"考核评分": [form_row(), form_row(quarter="第2季度")]}
    write_evaluation(desk / "考核评价.xlsx", rows=rows)
    host.answers = [None, "1", False]
    book = host.open(desk / "考核评价.xlsx")
    assert "第2季度" in pressed(book, quarter.score)
    assert "第1季度" in pressed(book, quarter.score)
    assert pressed(book, quarter.score) == ""


@pytest.mark.sampled(1)
@pytest.mark.parametrize("in_front", ["案件台账.xlsx", "考核评价.xlsx"])
def test_the_settlement_is_the_commands(
    host: Host, desk: Path, tmp_path: Path, in_front: str
) -> None:
    host.answers = ["第1季度"]
    message = pressed(host.open(desk / in_front), quarter.settle)
    made = desk / "验收结算_第1季度.xlsx"
    assert host.books[-1].path == made
    settled = settle_file(inputs(desk), "1", tmp_path / "文件")
    assert settled.output is not None
    assert parts(made.read_bytes()) == parts(settled.output.read_bytes())
    payable = str(settled.json()["payable"])
    assert f"本期应付 {float(payable):,.2f} 元" in message


def test_a_settlement_needs_an_evaluation_and_a_folder(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING)))
    assert "没有找到考核评价" in refused(host.open(path), quarter.settle)
    write_evaluation(tmp_path / "考核评价.xlsx", rows={"考核评分": [form_row()]})
    (tmp_path / "台账.xlsx").unlink()
    front = host.open(tmp_path / "考核评价.xlsx")
    host.books.pop(0)
    host.answers = [None]
    assert "没有找到案件台账" in refused(front, quarter.settle)


def test_an_open_evaluation_is_saved_closed_and_opened_again(host: Host, desk: Path) -> None:
    """Its register gets the row, and what was not saved counts."""
    evaluation = host.open(desk / "考核评价.xlsx")
    evaluation.sheets["合同设置"].range((2, 2)).raw_value = "合同-2025-1"
    book = host.open(desk / "案件台账.xlsx")
    for _ in range(2):
        host.answers = ["第1季度"]
        message = pressed(book, quarter.settle)
        assert message.endswith("所用文件：考核评价.xlsx、案件台账.xlsx")
        assert {data.name for data in host.books} == {
            "考核评价.xlsx",
            "案件台账.xlsx",
            "验收结算_第1季度.xlsx",
        }
        assert "没有登记" not in message
        register = openpyxl.load_workbook(desk / "考核评价.xlsx")["结算台账"]
        assert [row[0].value for row in register.iter_rows(min_row=2) if row[0].value]
    settings = openpyxl.load_workbook(desk / "考核评价.xlsx")["合同设置"]
    assert settings["B2"].value == "合同-2025-1"


def test_messages_name_buttons_and_never_commands() -> None:
    said = "已由 王五 签认，不能重新结算；确需更改的，请先用 jsjb revoke 撤销"
    assert naming_buttons(said).endswith("请先用「撤销」按钮撤销")
    assert naming_buttons("（jsjb template evaluation）复制") == "（「设置」按钮）复制"
    assert naming_buttons("请用 jsjb settle 重新生成") == "请用「生成验收结算」按钮重新生成"


def test_the_guide_names_every_button_and_formula(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    assert "使用手册.html" in pressed(book, help_.guide)
    sheet = host.books[-1].sheets[-1]
    listed = [sheet.values[row, 2] for row, column in sorted(sheet.values) if column == 2]
    assert listed[1 : len(BUTTONS) + 1] == [button.label for button in BUTTONS]
    assert [text.partition("(")[0] for text in listed[len(BUTTONS) + 1 :]] == [
        f"={formula.name}" for formula in FORMULAS
    ]
    assert not sheet.formulas
    assert host.books[0].saved


def test_settings_opens_the_sheet(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    assert pressed(book, help_.open_settings) == ""
    front = host.books[-1]
    assert front.name == "考核评价.xlsx"
    assert front.sheets[front.active].name == "合同设置"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_settings_offers_to_make_an_evaluation(host: Host, desk: Path, answer: str) -> None:
    (desk / "考核评价.xlsx").unlink()
    host.answers = [answer]
    assert pressed(host.open(desk / "案件台账.xlsx"), help_.open_settings) == ""
    assert (desk / "考核评价.xlsx").exists() == (answer == "yes")
    assert len(host.books) == (2 if answer == "yes" else 1)


def test_the_diagnosis_can_be_copied(host: Host, desk: Path) -> None:
    pressed(host.open(desk / "案件台账.xlsx"), help_.diagnose)
    values = host.books[-1].sheets[-1].values
    told = {values[row, 1]: values[row, 2] for row, column in values if column == 2}
    assert told["加载项（选项卡）"] == "未加载"
    assert told["工作表公式"] == "不可用"
    assert told["当前工作簿"] == str(desk / "案件台账.xlsx")
    assert told["Python"].startswith("3.")


def test_a_diagnosis_survives_what_fails(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    host.fails_at = "AppApi.Evaluate"
    pressed(book, help_.diagnose)
    values = host.books[-1].sheets[-1].values.values()
    assert any("查询失败：com_error" in str(value) for value in values)


def test_about(host: Host, desk: Path) -> None:
    assert "Excel 16.0" in pressed(host.open(desk / "案件台账.xlsx"), help_.about)


def test_a_press_ends_with_one_message(host: Host, desk: Path) -> None:
    host.open(desk / "案件台账.xlsx").set_mock_caller()
    try:
        ribbon.press("refresh_deadlines")
        ribbon.press("about")
    finally:
        del xw.Book._mock_caller
    assert len(host.alerts) == 2
    assert "时限已刷新" in host.alerts[0]
    assert [step for step in host.progress if step][:3] == [
        "刷新时限：准备…",
        "刷新时限：读取台账，核对时限…",
        "刷新时限：写入时限列…",
    ]


@pytest.mark.parametrize(
    "call", ["Range.raw_value=", "Range.raw_value", "ConditionalFormats.clear"]
)
def test_what_excel_refuses_is_said_and_excel_is_as_it_was(
    host: Host, desk: Path, call: str
) -> None:
    book = host.open(desk / "案件台账.xlsx")
    before = dict(host.state)
    host.fails_at = call
    assert "Excel 拒绝了其中一步" in refused(book, ledger.refresh)
    assert host.state == before


def test_what_nobody_foresaw_is_said_without_a_traceback(host: Host, desk: Path) -> None:
    def broken(*_: object) -> str:
        return str(1 / 0)

    message = refused(host.open(desk / "案件台账.xlsx"), broken)
    assert "ZeroDivisionError，test_ribbon.py:" in message
    assert "\n" not in message
    assert host.state["screen_updating"] is True
