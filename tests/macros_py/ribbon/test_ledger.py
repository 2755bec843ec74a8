"""The buttons of 台账 on an open workbook give what their commands give on the file."""

from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw

from macros_py.desk.todo.todo_sheet import todo_line
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.ledger_jobs import check as check_file
from macros_py.jobs.ledger_jobs import flags as flag_file
from macros_py.jobs.todo import todo
from macros_py.ribbon import help_, ledger, quarter
from macros_py.ribbon.ribbon import perform
from macros_py.rules.deadlines.flag_headers import HEADERS
from tests.desk import (
    AS_OF,
    CASES,
    MORNING,
    assert_same_cells,
    inputs,
    pressed,
    refused,
    sheet_of,
)
from tests.evaluations import write_evaluation
from tests.ledgers import SheetPlan, simple, write_xlsx
from tests.xlwings_cells import HIDDEN, VERY_HIDDEN, VISIBLE
from tests.xlwings_engine import Host
from tests.xlwings_native import BookApi
from workbook.ledger.own_sheets import COLUMNS, COPY, FAULTS, TODO


def test_refresh_writes_what_flags_writes(host: Host, desk: Path, tmp_path: Path) -> None:
    flag_file(inputs(desk), tmp_path / "文件.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    message = pressed(book, ledger.refresh)
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
        (0xFF, 0x9C, 0x9C),
        (0xFB, 0xED, 0xE6),
        (0xE4, 0xD7, 0xF5),
    }


def test_refreshing_again_keeps_a_copy_of_what_it_overwrites(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    pressed(book, ledger.refresh)
    first = dict(sheet_of(host, "案件台账").values)
    column = next(at[1] for at, value in first.items() if value == "总体状态")
    book.sheets["案件台账"].range((2, column)).raw_value = "人工改过"
    message = pressed(book, ledger.refresh)
    assert COPY in message
    assert sheet_of(host, "案件台账").values == first
    assert host.books[0].sheets[host.books[0].active].name == "案件台账"
    copy = sheet_of(host, COPY)
    kept = next(at[1] for at, value in copy.values.items() if value == "总体状态")
    assert copy.values[4, kept] == "人工改过"
    assert copy.values[2, kept] == f"案件台账!{xw.utils.col_name(column)}1"
    headers = [copy.values[3, number] for number in range(1, 19)]
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
    pressed(host.open(path), ledger.refresh)
    for name in ("一月", "二月"):
        assert_same_cells(sheet_of(host, name), tmp_path / "文件.xlsx")


@pytest.mark.parametrize("again", [False, True])
def test_refresh_asks_excel_at_most_a_hundred_times(host: Host, desk: Path, again: bool) -> None:
    book = host.open(desk / "案件台账.xlsx")
    if again:
        pressed(book, ledger.refresh)
    host.calls.clear()
    pressed(book, ledger.refresh)
    assert len(host.calls) <= 100


def test_todays_work_lists_what_todo_lists(host: Host, desk: Path) -> None:
    """Block by block and line by line, each with a link to its cell."""
    message = pressed(host.open(desk / "案件台账.xlsx"), ledger.todays_work)
    blocks = todo(inputs(desk)).blocks
    expected = [
        [owed.case, name, *todo_line(owed)[1:]] for name, found in blocks.items() for owed in found
    ]
    assert {name for _, name, *_ in expected} >= {"时限", "挂账", "待回访", "数据"}
    sheet = sheet_of(host, TODO)
    start = next(row for (row, column), value in sheet.values.items() if value == "类别") + 1
    listed = [
        [sheet.values.get((row, column), "") for column in range(1, 10)]
        for row in range(start, start + len(expected))
    ]
    assert listed == expected
    assert (start + len(expected), 1) not in sheet.values
    place = expected[0][-1].rpartition("!")[2]
    assert sheet.formulas[start, 1].startswith(f"=HYPERLINK(\"#'案件台账'!{place}\"")
    for name, found in blocks.items():
        assert not found or f"{name} {len(found)} 项" in message
    assert any("已超" in line[5] for line in expected)
    assert any("剩" in line[5] for line in expected)
    assert host.books[0].sheets[host.books[0].active] is sheet
    # the list stands in the ledger, and 催办单 reads what is saved
    assert "下一步：保存台账，再点「催办单」" in message


def test_unsaved_changes_are_among_todays_work(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "接收时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, MORNING), headers=headers))
    book = host.open(path)
    assert "没有要办的" in pressed(book, ledger.todays_work)
    book.sheets["台账"].range("C2").raw_value = ""
    assert "时限 1 项" in pressed(book, ledger.todays_work)


def test_the_check_lists_what_check_finds(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    before = dict(sheet_values(host, "案件台账"))
    message = pressed(book, ledger.check)
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
    assert "下一步：改正后点「刷新时限」。" in message
    assert sheet_values(host, "案件台账") == before


def sheet_values(host: Host, name: str) -> dict[tuple[int, int], object]:
    return sheet_of(host, name).values


def test_a_person_corrects_the_recognition(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "回来的时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, MORNING), headers=headers))
    book = host.open(path)
    message = pressed(book, ledger.recognise)
    assert "识别到 2 个字段" in message
    assert "下一步：点「刷新时限」。" in message
    sheet = sheet_of(host, COLUMNS)
    row = next(at[0] for at, value in sheet.values.items() if value == "退回时间")
    assert (row, 2) not in sheet.values
    book.sheets[COLUMNS].range((row, 4)).raw_value = "回来的时间"
    assert "识别到 3 个字段" in pressed(book, ledger.recognise)
    row -= 1  # 回来的时间 stood above, as unknown
    assert sheet.values[row, 2] == "回来的时间"
    assert sheet.values[row, 3] == "台账!C1"
    assert sheet.values[row, 4] == "回来的时间"
    host.books[0].write(tmp_path / "存后.xlsx")
    flag_file(Inputs(tmp_path / "存后.xlsx", AS_OF), tmp_path / "文件.xlsx")
    pressed(book, ledger.refresh)
    assert_same_cells(sheet_of(host, "台账"), tmp_path / "文件.xlsx")


def test_an_unknown_column_is_offered_its_closest_fields(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "主办科室", "备注", "接收状态")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, "城管科"), headers=headers))
    book = host.open(path)
    pressed(book, ledger.recognise)
    sheet = sheet_of(host, COLUMNS)
    assert [sheet.values[row, 2] for row in (3, 4)] == ["主办科室", "备注"]
    assert sheet.values[5, 1] == "工单编号"
    listed, refuses = sheet.drop_downs["$D$3:$D$3"]
    assert str(listed).split(",")[0] == "承办单位"
    assert refuses is False
    assert sheet.drop_downs["$D$5:$D$48"] == ["=$B$3:$B$4", False]
    book.sheets[COLUMNS].range((3, 4)).raw_value = "承办单位"
    assert "识别到 3 个字段" in pressed(book, ledger.recognise)
    assert sheet.values[3, 2] == "备注"
    row = next(at[0] for at, value in sheet.values.items() if value == "承办单位")
    assert [sheet.values[row, column] for column in (2, 3, 4)] == [
        "主办科室",
        "台账!C1",
        "主办科室",
    ]
    assert "$D$4:$D$4" not in sheet.drop_downs


def test_a_ledger_that_is_refused_can_be_put_right(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "发来的时间", "接收时间", "承办单位", "办结时间", "回访时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING), headers=headers))
    book = host.open(path)
    assert "派单时间" in refused(book, ledger.refresh)
    assert "还不能用" in pressed(book, ledger.recognise)
    sheet = sheet_of(host, COLUMNS)
    row = next(at[0] for at, value in sheet.values.items() if value == "派单时间")
    book.sheets[COLUMNS].range((row, 4)).raw_value = "发来的时间"
    assert "共 1 件" in pressed(book, ledger.refresh)


def test_the_evaluations_settings_hold_for_the_ledger(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "台账.xlsx",
        simple(("a", "2024-03-26 08:00", None), headers=("工单编号", "派单时间", "接收时间")),
    )
    settings = {"临期提醒-接收": "10分钟"}
    write_evaluation(tmp_path / "考核评价.xlsx", settings=settings)
    book = host.open(path)
    as_of = datetime(2024, 3, 26, 8, 15)
    assert "未到期 1" in perform(book, "x", ledger.refresh, as_of)[0]
    evaluation = host.open(tmp_path / "考核评价.xlsx")
    rows = evaluation.sheets["合同设置"].used_range.raw_value
    at = next(i for i, row in enumerate(rows, 1) if row[0] == "临期提醒-接收")
    evaluation.sheets["合同设置"].range((at, 2)).raw_value = "20分钟"
    assert "临期 1" in perform(book, "x", ledger.refresh, as_of)[0]


def test_two_evaluations_are_asked_about(host: Host, desk: Path) -> None:
    (desk / "考核评价.xlsx").rename(desk / "考核评价1.xlsx")
    (desk / "考核评价2.xlsx").write_bytes((desk / "考核评价1.xlsx").read_bytes())
    book = host.open(desk / "案件台账.xlsx")
    host.answers = [False, "3", "2"]
    assert pressed(book, ledger.refresh) == ""
    assert "1  考核评价1.xlsx\n2  考核评价2.xlsx" in host.alerts[-1]
    assert "没有编号" in refused(book, ledger.refresh)
    assert host.books[0].saved
    message = pressed(book, ledger.refresh)
    assert message.endswith("所用文件：案件台账.xlsx、考核评价2.xlsx")


def test_an_evaluation_of_another_folder_is_never_taken_in_silence(
    host: Host, desk: Path, tmp_path: Path
) -> None:
    """Two years on the desk: the open one of last year must not decide this year's average."""
    other = tmp_path / "2022年"
    other.mkdir()
    write_evaluation(other / "考核评价2022.xlsx", settings={"达标分": "90"})
    host.open(other / "考核评价2022.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    message = pressed(book, ledger.refresh)
    assert message.endswith("所用文件：案件台账.xlsx、考核评价.xlsx")
    (desk / "考核评价.xlsx").unlink()
    host.answers = ["1"]
    message = pressed(book, ledger.refresh)
    assert "文件夹里没有考核评价" in host.alerts[-1]
    assert message.endswith(f"所用文件：案件台账.xlsx、考核评价2022.xlsx（{other}）")


def test_without_an_evaluation_it_says_so(host: Host, desk: Path) -> None:
    (desk / "考核评价.xlsx").unlink()
    message = pressed(host.open(desk / "案件台账.xlsx"), ledger.refresh)
    assert message.endswith("案件台账.xlsx、没有考核评价工作簿，按合同和默认口径")


def test_a_persons_own_sheet_of_that_name_is_left_alone(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    book.sheets.add(name=TODO)
    book.sheets[TODO].range((1, 1)).raw_value = "给王主任打电话"
    for _ in range(2):
        assert f"已列在「{TODO}_2」" in pressed(book, ledger.todays_work)
        assert sheet_of(host, TODO).values == {(1, 1): "给王主任打电话"}
    assert [sheet.name for sheet in host.books[0].sheets].count(f"{TODO}_2") == 1
    assert "4 处数据问题" in pressed(book, ledger.check), "今日待办_2 is no ledger either"


def test_what_a_person_noted_beside_a_list_is_kept(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    pressed(book, ledger.todays_work)
    book.sheets[TODO].range((4, 12)).raw_value = "已打电话"
    noted = dict(sheet_of(host, TODO).values)
    for _ in range(2):
        assert f"已列在「{TODO}_2」" in pressed(book, ledger.todays_work)
        assert sheet_of(host, TODO).values == noted


def test_a_hidden_sheet_of_the_tools_own_is_shown_again(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    pressed(book, ledger.todays_work)
    for state in (HIDDEN, VERY_HIDDEN):
        sheet_of(host, TODO).visible = state
        pressed(book, ledger.check)
        pressed(book, ledger.todays_work)
        assert sheet_of(host, TODO).visible == VISIBLE


def test_what_a_person_typed_survives_every_later_refresh(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    pressed(book, ledger.refresh)
    values = sheet_of(host, "案件台账").values
    column = next(at[1] for at, value in values.items() if value == "总体状态")
    book.sheets["案件台账"].range((2, column)).raw_value = "人工改过"
    assert f"「{COPY}」" in pressed(book, ledger.refresh)
    for _ in range(2):
        assert f"「{COPY}_2」" in pressed(book, ledger.refresh)
    assert "人工改过" in sheet_of(host, COPY).values.values()
    assert "人工改过" not in sheet_of(host, f"{COPY}_2").values.values()


def test_a_workbook_in_the_cloud_gets_one_true_sentence(
    host: Host, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "考核评价.xlsx").unlink()
    book = host.open(desk / "案件台账.xlsx")
    address = property(lambda self: "https://d.docs.live.net/1/台账")
    monkeypatch.setattr(BookApi, "Path", address)
    for action in (quarter.settle, quarter.score, help_.open_settings):
        assert "在云端（OneDrive 或 SharePoint）" in refused(book, action)
