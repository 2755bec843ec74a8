"""Each button on an open workbook gives what its command gives on the file."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils.datetime import to_excel

from addin.buttons import BUTTONS
from macros_py import buttons_help, buttons_ledger, buttons_quarter, demo, ribbon, sample
from macros_py.flag_columns import HEADERS
from macros_py.jobs import Inputs
from macros_py.jobs import check as check_file
from macros_py.jobs import flags as flag_file
from macros_py.jobs import score as score_file
from macros_py.jobs import settle as settle_file
from macros_py.ribbon import Action, perform
from macros_py.todo import tasks
from tests.evaluations import form_row, write_evaluation
from tests.ledgers import SheetPlan, simple, write_xlsx
from tests.xlwings_cells import Worksheet
from tests.xlwings_engine import Host, install
from workbook.own_sheets import COLUMNS, COPY, FAULTS, TODO

CASES = 560
AS_OF = sample.AS_OF + timedelta(hours=5)
MORNING = datetime(2024, 3, 25, 9, 0)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    return install(monkeypatch)


@pytest.fixture(scope="module")
def made() -> tuple[bytes, bytes]:
    """The demo's workbooks, with some hundred of its cases: the first, and those still open."""
    cases = list(sample.cases())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "cases", lambda: iter(cases[:410] + cases[-CASES + 410 :]))
        return demo._ledger(), demo._evaluation()


@pytest.fixture
def desk(tmp_path: Path, made: tuple[bytes, bytes]) -> Path:
    """A folder with the demo's first cases, most faults included, and its evaluation workbook."""
    (tmp_path / "案件台账.xlsx").write_bytes(made[0])
    (tmp_path / "考核评价.xlsx").write_bytes(made[1])
    return tmp_path


def inputs(desk: Path) -> Inputs:
    return Inputs(desk / "案件台账.xlsx", AS_OF, desk / "考核评价.xlsx")


def pressed(book: xw.Book, action: Action) -> str:
    message, mode = perform(book, "按钮", action, AS_OF)
    assert mode == "info", message
    return message


def refused(book: xw.Book, action: Action) -> str:
    message, mode = perform(book, "按钮", action, AS_OF)
    assert mode == "critical", message
    return message


def sheet_of(host: Host, name: str) -> Worksheet:
    return next(sheet for book in host.books for sheet in book.sheets if sheet.name == name)


def assert_same_cells(sheet: Worksheet, path: Path) -> None:
    filed = openpyxl.load_workbook(path)[sheet.name]
    expected = {
        (cell.row, cell.column): comparable(to_excel(cell.value) if cell.is_date else cell.value)
        for row in filed.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert {at: comparable(value) for at, value in sheet.values.items()} == expected


def comparable(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value


def test_every_button_of_the_tab_has_its_function() -> None:
    for button in BUTTONS:
        assert getattr(ribbon, button.action).__doc__ == button.label


def test_refresh_writes_what_flags_writes(host: Host, desk: Path, tmp_path: Path) -> None:
    flag_file(inputs(desk), tmp_path / "文件.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    message = pressed(book, buttons_ledger.refresh)
    sheet = sheet_of(host, "案件台账")
    assert_same_cells(sheet, tmp_path / "文件.xlsx")
    assert f"共 {CASES} 件" in message
    assert "4 处数据问题" in message
    assert "服务起始日未经甲方确认" in message
    assert COPY not in message
    due = next(column for (row, column), value in sheet.values.items() if value == "办结时限")
    assert sheet.formats[2, due] == "yyyy-mm-dd hh:mm:ss"
    assert {rule["fill_color"] for rule in sheet.rules} == {
        (0xFF, 0xEB, 0x9C),
        (0xFF, 0xC7, 0xCE),
        (0xE4, 0xD7, 0xF5),
    }


def test_refreshing_again_keeps_a_copy_of_what_it_overwrites(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    pressed(book, buttons_ledger.refresh)
    first = dict(sheet_of(host, "案件台账").values)
    column = next(at[1] for at, value in first.items() if value == "总体状态")
    book.sheets["案件台账"].range((2, column)).raw_value = "人工改过"
    message = pressed(book, buttons_ledger.refresh)
    assert COPY in message
    assert sheet_of(host, "案件台账").values == first
    copy = sheet_of(host, COPY)
    kept = next(at[1] for at, value in copy.values.items() if value == "总体状态")
    assert copy.values[4, kept] == "人工改过"
    assert copy.values[2, kept] == f"案件台账!{xw.utils.col_name(column)}1"
    headers = [copy.values[3, number] for number in range(1, 18)]
    assert headers == list(HEADERS)


def test_refresh_over_scattered_columns_and_months(host: Host, tmp_path: Path) -> None:
    headers = ("接收状态", "工单编号", "派单时间", "剩余分钟", "接收时间", "接收时限", "备注")
    cases = [
        ("旧", "a", MORNING, 5, None, "旧", "留"),
        (None, "b", "待定", None, None, None, "说明"),
    ]
    plans = [
        SheetPlan("一月", titles=[("标题",)], headers=(headers,), cases=cases, left=2),
        simple(("c", MORNING), ("合计", None), ("d", MORNING), name="二月"),
    ]
    path = write_xlsx(tmp_path / "台账.xlsx", *plans)
    flag_file(Inputs(path, AS_OF), tmp_path / "文件.xlsx")
    pressed(host.open(path), buttons_ledger.refresh)
    for name in ("一月", "二月"):
        assert_same_cells(sheet_of(host, name), tmp_path / "文件.xlsx")


@pytest.mark.parametrize("again", [False, True])
def test_refresh_asks_excel_at_most_sixty_times(host: Host, desk: Path, again: bool) -> None:
    book = host.open(desk / "案件台账.xlsx")
    if again:
        pressed(book, buttons_ledger.refresh)
    host.calls.clear()
    pressed(book, buttons_ledger.refresh)
    assert len(host.calls) <= 60


def test_todays_work_lists_what_is_due(host: Host, desk: Path) -> None:
    message = pressed(host.open(desk / "案件台账.xlsx"), buttons_ledger.todays_work)
    judged = check_file(inputs(desk))
    due = list(tasks(judged))
    sheet = sheet_of(host, TODO)
    start = next(row for (row, column), value in sheet.values.items() if value == "状态") + 1
    rows = range(start, start + len(due))
    assert [sheet.values[row, 1] for row in rows] == [task.case_id for task in due]
    assert [sheet.values[row, 6] for row in rows] == [task.minutes_left for task in due]
    assert [sheet.values[row, 8] for row in rows] == [f"案件台账!{task.cell}" for task in due]
    assert sheet.formulas[start, 1].startswith(f"=HYPERLINK(\"#'案件台账'!{due[0].cell}\"")
    overdue = sum(task.due < AS_OF for task in due)
    assert 0 < overdue < len(due)
    assert f"逾期未办 {overdue} 件，一天内到期 {len(due) - overdue} 件" in message
    assert host.books[0].sheets[host.books[0].active] is sheet


def test_tasks_are_the_open_ones_within_a_day_the_most_urgent_first(desk: Path) -> None:
    judged = check_file(inputs(desk))
    due = list(tasks(judged))
    minutes = [task.minutes_left for task in due]
    assert minutes == sorted(minutes)
    verdicts = judged.verdicts
    expected = {
        str(judged.ledger.frame["case_id"].iat[row])
        for row in range(len(judged.ledger.frame))
        if judged.first_rows[row]
        and str(verdicts.next_due[row]) != "NaT"
        and verdicts.minutes_left[row] <= 1440
    }
    assert {task.case_id for task in due} == expected
    for task in due:
        assert task.status.text in {"逾期未办", "临期", "未到期"}
        assert (task.status.text == "逾期未办") == (task.due < AS_OF)


def test_nothing_due(host: Host, tmp_path: Path) -> None:
    book = host.open(write_xlsx(tmp_path / "台账.xlsx", simple(("a", "2024-03-20 10:00"))))
    assert "逾期未办 0 件，一天内到期 0 件" in pressed(book, buttons_ledger.todays_work)


def test_the_check_lists_what_check_finds(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    before = dict(sheet_values(host, "案件台账"))
    message = pressed(book, buttons_ledger.check)
    problems = check_file(inputs(desk)).problems
    sheet = sheet_of(host, FAULTS)
    start = next(row for (row, column), value in sheet.values.items() if value == "单元格") + 1
    listed = [
        (sheet.values[row, 1], sheet.values[row, 2], sheet.values[row, 5])
        for row in range(start, start + len(problems))
    ]
    assert listed == [(p.address, p.kind, p.message) for p in problems]
    assert (start + len(problems), 1) not in sheet.values
    assert "填写说明" in message
    assert sheet_values(host, "案件台账") == before


def sheet_values(host: Host, name: str) -> dict[tuple[int, int], object]:
    return sheet_of(host, name).values


def test_a_person_corrects_the_recognition(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "回来的时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, MORNING), headers=headers))
    book = host.open(path)
    assert "识别到 2 个字段" in pressed(book, buttons_ledger.recognise)
    sheet = sheet_of(host, COLUMNS)
    row = next(at[0] for at, value in sheet.values.items() if value == "退回时间")
    assert (row, 2) not in sheet.values
    book.sheets[COLUMNS].range((row, 4)).raw_value = "回来的时间"
    assert "识别到 3 个字段" in pressed(book, buttons_ledger.recognise)
    assert sheet.values[row, 2] == "回来的时间"
    assert sheet.values[row, 3] == "台账!C1"
    assert sheet.values[row, 4] == "回来的时间"
    host.books[0].write(tmp_path / "存后.xlsx")
    flag_file(Inputs(tmp_path / "存后.xlsx", AS_OF), tmp_path / "文件.xlsx")
    pressed(book, buttons_ledger.refresh)
    assert_same_cells(sheet_of(host, "台账"), tmp_path / "文件.xlsx")


def test_a_ledger_that_is_refused_can_be_put_right(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "发来的时间", "接收时间", "承办单位", "办结时间", "回访时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING), headers=headers))
    book = host.open(path)
    assert "派单时间" in refused(book, buttons_ledger.refresh)
    assert "还不能用" in pressed(book, buttons_ledger.recognise)
    sheet = sheet_of(host, COLUMNS)
    row = next(at[0] for at, value in sheet.values.items() if value == "派单时间")
    book.sheets[COLUMNS].range((row, 4)).raw_value = "发来的时间"
    assert "共 1 件" in pressed(book, buttons_ledger.refresh)


def test_the_evaluations_settings_hold_for_the_ledger(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "台账.xlsx",
        simple(("a", "2024-03-26 08:00", None), headers=("工单编号", "派单时间", "接收时间")),
    )
    settings = {"临期提醒-接收": "10分钟"}
    write_evaluation(tmp_path / "考核评价.xlsx", settings=settings)
    book = host.open(path)
    as_of = datetime(2024, 3, 26, 8, 15)
    assert "未到期 1" in perform(book, "x", buttons_ledger.refresh, as_of)[0]
    evaluation = host.open(tmp_path / "考核评价.xlsx")
    rows = evaluation.sheets["合同设置"].used_range.raw_value
    at = next(i for i, row in enumerate(rows, 1) if row[0] == "临期提醒-接收")
    evaluation.sheets["合同设置"].range((at, 2)).raw_value = "20分钟"
    assert "临期 1" in perform(book, "x", buttons_ledger.refresh, as_of)[0]


def test_two_evaluations_are_not_guessed_between(host: Host, desk: Path) -> None:
    (desk / "考核评价.xlsx").rename(desk / "考核评价1.xlsx")
    (desk / "考核评价2.xlsx").write_bytes((desk / "考核评价1.xlsx").read_bytes())
    message = refused(host.open(desk / "案件台账.xlsx"), buttons_ledger.refresh)
    assert "考核评价1.xlsx、考核评价2.xlsx" in message
    assert host.books[0].saved


def test_the_score_is_the_commands(host: Host, desk: Path) -> None:
    host.answers = [None]
    message = pressed(host.open(desk / "案件台账.xlsx"), buttons_quarter.score)
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
    assert "第2季度" in pressed(book, buttons_quarter.score)
    assert "第1季度" in pressed(book, buttons_quarter.score)
    assert pressed(book, buttons_quarter.score) == ""


@pytest.mark.parametrize("in_front", ["案件台账.xlsx", "考核评价.xlsx"])
def test_the_settlement_is_the_commands(
    host: Host, desk: Path, tmp_path: Path, in_front: str
) -> None:
    host.answers = ["第1季度"]
    message = pressed(host.open(desk / in_front), buttons_quarter.settle)
    made = desk / "验收结算_第1季度.xlsx"
    assert host.books[-1].path == made
    settled = settle_file(inputs(desk), "1", tmp_path / "文件")
    assert settled.output is not None
    assert cells(made) == cells(settled.output)
    payable = json.loads(json.dumps(settled.json()))["payable"]
    assert f"本期应付 {float(payable):,.2f} 元" in message


def cells(path: Path) -> dict[str, object]:
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_a_settlement_needs_an_evaluation_and_a_folder(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING)))
    assert "没有找到考核评价" in refused(host.open(path), buttons_quarter.settle)
    write_evaluation(tmp_path / "考核评价.xlsx", rows={"考核评分": [form_row()]})
    (tmp_path / "台账.xlsx").unlink()
    front = host.open(tmp_path / "考核评价.xlsx")
    host.books.pop(0)
    host.answers = [None]
    assert "没有找到台账" in refused(front, buttons_quarter.settle)


def test_settings_opens_the_sheet(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    assert pressed(book, buttons_help.open_settings) == ""
    front = host.books[-1]
    assert front.name == "考核评价.xlsx"
    assert front.sheets[front.active].name == "合同设置"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_settings_offers_to_make_an_evaluation(host: Host, desk: Path, answer: str) -> None:
    (desk / "考核评价.xlsx").unlink()
    host.answers = [answer]
    assert pressed(host.open(desk / "案件台账.xlsx"), buttons_help.open_settings) == ""
    assert (desk / "考核评价.xlsx").exists() == (answer == "yes")
    assert len(host.books) == (2 if answer == "yes" else 1)


def test_the_diagnosis_can_be_copied(host: Host, desk: Path) -> None:
    pressed(host.open(desk / "案件台账.xlsx"), buttons_help.diagnose)
    values = host.books[-1].sheets[-1].values
    told = {values[row, 1]: values[row, 2] for row, column in values if column == 2}
    assert told["加载项（选项卡）"] == "未加载"
    assert told["工作表公式"] == "不可用"
    assert told["当前工作簿"] == str(desk / "案件台账.xlsx")
    assert told["Python"].startswith("3.")


def test_a_diagnosis_survives_what_fails(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    host.fails_at = "AppApi.Evaluate"
    pressed(book, buttons_help.diagnose)
    values = host.books[-1].sheets[-1].values.values()
    assert any("查询失败：com_error" in str(value) for value in values)


def test_about(host: Host, desk: Path) -> None:
    assert "Excel 16.0" in pressed(host.open(desk / "案件台账.xlsx"), buttons_help.about)


def test_a_press_ends_with_one_message(host: Host, desk: Path) -> None:
    host.open(desk / "案件台账.xlsx").set_mock_caller()
    try:
        ribbon.refresh_deadlines()
        ribbon.about()
    finally:
        del xw.Book._mock_caller
    assert len(host.alerts) == 2
    assert "时限已刷新" in host.alerts[0]
    assert [step for step in host.progress if step][:2] == [
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
    assert "Excel 拒绝了其中一步" in refused(book, buttons_ledger.refresh)
    assert host.state == before


def test_what_nobody_foresaw_is_said_without_a_traceback(host: Host, desk: Path) -> None:
    def broken(*_: object) -> str:
        return str(1 / 0)

    message = refused(host.open(desk / "案件台账.xlsx"), broken)
    assert "ZeroDivisionError，test_ribbon.py:" in message
    assert "\n" not in message
    assert host.state["screen_updating"] is True
