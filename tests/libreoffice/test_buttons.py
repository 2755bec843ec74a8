"""The buttons in a running LibreOffice give what their commands give on the files."""

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import PatternFill

from macros_py.catalogue.buttons import BUTTONS
from macros_py.desk.todo.todo_sheet import todo_line
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.ledger_jobs import check as check_file
from macros_py.jobs.ledger_jobs import flags as flag_file
from macros_py.jobs.payment import payment as pay_file
from macros_py.jobs.quarter_jobs import settle as settle_file
from macros_py.jobs.todo import todo as todo_file
from macros_py.payment.payment_sheet import PAGE
from macros_py.ribbon import ribbon
from macros_py.ribbon.ledger import judge_live
from tests.desk import AS_OF, CASES, inputs, set_up
from tests.ledgers import SheetPlan, simple, write_xlsx
from tests.libreoffice.bench import ScriptedHost
from tests.signed_quarter import make
from tests.workbook.packages import parts
from workbook.evaluation.sheets import REGISTER
from workbook.ledger.own_sheets import COLUMNS, COPY, FAULTS, TODO
from workbook.live.book import LiveBook


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return set_up(tmp_path)


def opened(host: ScriptedHost, path: Path) -> xw.Book:
    return xw.apps.active.books.open(str(path))


def pressed(host: ScriptedHost, book: xw.Book, action: str, *answers: object) -> str:
    host.answers = list(answers)
    message, mode = ribbon.perform(book, action, ribbon.ACTIONS[action], AS_OF)
    assert mode == "info", message
    assert host.answers == []
    return message


def cells(path: Path, sheet: str) -> dict[str, object]:
    found = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {
        cell.coordinate: round(cell.value, 6) if isinstance(cell.value, float) else cell.value
        for row in found.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def test_refresh_equals_flags_cell_by_cell(host: ScriptedHost, desk: Path, tmp_path: Path) -> None:
    flag_file(inputs(desk), tmp_path / "文件.xlsx")
    book = opened(host, desk / "案件台账.xlsx")
    for _ in range(2):
        message = pressed(host, book, "refresh_deadlines")
        assert "时限已刷新" in message
        assert message.endswith("所用文件：案件台账.xlsx、考核评价.xlsx")
    book.api.SaveCopyAs(str(tmp_path / "存后.xlsx"))
    live, filed = (cells(tmp_path / name, "案件台账") for name in ("存后.xlsx", "文件.xlsx"))
    assert {at: (live.get(at), value) for at, value in filed.items() if live.get(at) != value} == {}
    assert set(live) == set(filed)
    assert len(live) > 30 * CASES
    assert host.steps[0] == "refresh_deadlines：准备…"


MORNING, MIDNIGHT = datetime(2024, 3, 8, 9, 30), datetime(2024, 3, 8)
ODD = SheetPlan(
    titles=[("安定镇",)],
    headers=(
        (
            *("工单编号", "派单时间", "接收时间", "承办单位", "时限等级", "办结时间", "是否响应"),
            *("回访时间", "不纳入考核"),
        ),
    ),
    cases=[
        (7.0, MORNING, MORNING, "规划科", 3.0, 45361.5, True, "#N/A", None),
        (8.0, MIDNIGHT, MIDNIGHT, None, 0.24, 2024.0, False, "=1/0", "已驳回"),
        ("c", MIDNIGHT, "=B5+0.25", "城管科", None, 45361.0, "=1=1", "待定", "=NA()"),
        (20240105000001001, "=DATE(2024,3,8)", 0.5, "=1/0", 2.0, 1.25, "也许", None, None),
        ("e", 45361.25, 45361.25, "=NA()", 1.0, 45361.5, "是", "9:30", "剔除"),
    ],
    formats={
        "A3": '"AD"000',
        "A4": "0",
        "E3": '0"天"',
        "E4": "0%",
        "E6": "@",
        "E7": '0"周"',
        "F3": '0.0"万"',
        "F4": "0",
        "F5": "yyyy",
        "F6": "[h]:mm",
        "F7": "h:mm",
        "B4": "yyyy-mm-dd",
        "B5": "yyyy-mm-dd hh:mm",
        "C4": "yyyy/m/d",
        "C6": "h:mm",
        "C5": "yyyy-mm-dd hh:mm",
        "B6": "yyyy-mm-dd hh:mm:ss",
        "B7": "0",
        "C7": "General",
    },
    merged=("A1:I1", "D3:D4", "H5:I5"),
)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_odd_cells_say_what_they_say_in_the_file(
    host: ScriptedHost, tmp_path: Path, suffix: str
) -> None:
    """Merges, number formats, errors, yes/no and formulas: statuses and problems are alike."""
    book = opened(host, write_xlsx(tmp_path / "原.xlsx", ODD))
    book.api.SaveCopyAs(str(tmp_path / f"台账{suffix}"))  # LibreOffice computes the formulas
    path = tmp_path / f"台账{suffix}"
    filed = check_file(Inputs(path, AS_OF))
    live = judge_live(LiveBook.of(opened(host, path)), AS_OF, lambda _: None)
    assert [str(p) for p in live.problems] == [str(p) for p in filed.problems]
    assert len(filed.problems) > 12
    for stage, statuses in filed.verdicts.status.items():
        assert live.verdicts.status[stage].tolist() == statuses.tolist()
    assert live.ledger.columns["case_id"].tolist() == filed.ledger.columns["case_id"].tolist()


def test_what_is_due_and_what_is_wrong_is_listed(host: ScriptedHost, desk: Path) -> None:
    judged = check_file(inputs(desk))
    book = opened(host, desk / "案件台账.xlsx")
    pressed(host, book, "todays_work")
    rows = book.sheets[TODO].used_range.raw_value
    start = next(i for i, row in enumerate(rows) if row[0] == "工单编号") + 1
    blocks = todo_file(inputs(desk)).blocks
    assert [[cell or "" for cell in row] for row in rows[start:]] == [
        [owed.case, name, *todo_line(owed)[1:]] for name, found in blocks.items() for owed in found
    ]
    pressed(host, book, "check_ledger")
    rows = book.sheets[FAULTS].used_range.raw_value
    start = next(i for i, row in enumerate(rows) if row[0] == "单元格") + 1
    assert [(row[0], row[1]) for row in rows[start:]] == [
        (p.address, p.kind) for p in judged.problems
    ]
    assert "识别到" in pressed(host, book, "recognise_columns")
    assert COLUMNS in [sheet.name for sheet in book.sheets]


@pytest.mark.nightly
def test_what_a_person_made_is_left_alone(host: ScriptedHost, desk: Path, tmp_path: Path) -> None:
    """A sheet named 今日待办, words in a flag column over two refreshes, a hidden list."""
    book = opened(host, desk / "案件台账.xlsx")
    book.sheets.add(name=TODO)
    book.sheets[TODO].range((1, 1)).raw_value = "给王主任打电话"
    second = f"{TODO}_2"
    for _ in range(2):
        assert f"已列在「{second}」" in pressed(host, book, "todays_work")
        assert book.sheets[TODO].used_range.raw_value == "给王主任打电话"
        assert bool(book.sheets[second].visible)
        book.sheets[second].visible = False
    pressed(host, book, "refresh_deadlines")
    ledger = book.sheets["案件台账"]
    column = ledger.used_range.raw_value[0].index("总体状态") + 1
    ledger.range((2, column)).raw_value = "人工改过"
    assert f"「{COPY}」" in pressed(host, book, "refresh_deadlines")
    message = pressed(host, book, "refresh_deadlines")
    assert f"「{COPY}_2」" in message
    assert "4 处数据问题" in message
    assert any("人工改过" in row for row in book.sheets[COPY].used_range.raw_value)
    book.api.SaveCopyAs(str(tmp_path / "存后.xlsx"))
    assert "人工改过" in cells(tmp_path / "存后.xlsx", COPY).values()


def test_two_evaluations_are_asked_about(host: ScriptedHost, desk: Path) -> None:
    first, second = (desk / f"考核评价{number}.xlsx" for number in (1, 2))
    (desk / "考核评价.xlsx").rename(first)
    shutil.copyfile(first, second)
    book = opened(host, desk / "案件台账.xlsx")
    message = pressed(host, book, "score_quarter", "2", None)
    assert "1  考核评价1.xlsx\n2  考核评价2.xlsx" in host.alerts[0]
    assert message.endswith("所用文件：考核评价2.xlsx")


def test_new_columns_look_like_the_last_and_join_the_filter(
    host: ScriptedHost, tmp_path: Path
) -> None:
    headers = ("工单编号", "派单时间", "承办单位")
    case = ("A-1", "2024-01-08 10:00", "城管科")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(case, headers=headers))
    book = openpyxl.load_workbook(path)
    book.active.auto_filter.ref = "A1:C2"
    book.active["C1"].fill = PatternFill("solid", fgColor="00FF00")
    book.save(path)
    live = opened(host, path)
    pressed(host, live, "refresh_deadlines")
    live.api.SaveCopyAs(str(tmp_path / "存后.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "存后.xlsx").active
    assert sheet.auto_filter.ref == "A1:U2"
    assert {cell.fill.fgColor.rgb for cell in sheet[1][2:]} == {"FF00FF00"}


def test_an_unknown_column_is_chosen_from_a_list(host: ScriptedHost, tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "主办科室")
    case = ("A-1", "2024-01-08 10:00", "城管科")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(case, headers=headers))
    book = opened(host, path)
    pressed(host, book, "recognise_columns")
    book.api.SaveCopyAs(str(tmp_path / "存后.xlsx"))
    rules = openpyxl.load_workbook(tmp_path / "存后.xlsx")[COLUMNS].data_validations.dataValidation
    offered = {str(rule.sqref): rule for rule in rules}
    assert offered["D3"].formula1.strip('"').split(",")[0] == "承办单位"
    assert not offered["D3"].showErrorMessage
    assert offered["D4:D47"].formula1.replace("$", "") in {"B3:B3", "B3"}
    book.sheets[COLUMNS].range((3, 4)).raw_value = "承办单位"
    assert "识别到 3 个字段" in pressed(host, book, "recognise_columns")


def test_the_quarter_from_evidence_to_revocation(
    host: ScriptedHost, desk: Path, tmp_path: Path
) -> None:
    """证据统计, 计算季度得分, 生成验收结算, 签认 twice, 核验, 撤销 on open workbooks."""
    book = opened(host, desk / "案件台账.xlsx")
    opened(host, desk / "考核评价.xlsx")
    assert "不代替评价" in pressed(host, book, "show_evidence", "第1季度")
    assert "季度平均分 74.67" in pressed(host, book, "score_quarter", None)
    message = pressed(host, book, "make_settlement", None)
    made = desk / "验收结算_第1季度.xlsx"
    copy = tmp_path / "另算"
    shutil.copytree(desk, copy, ignore=shutil.ignore_patterns("验收结算*", "另算", ".~lock*"))
    settled = settle_file(inputs(copy), "1", copy)
    assert f"{settled.settlement.payable:,} 元" in message
    assert {b.name for b in xw.apps.active.books} >= {"案件台账.xlsx", "考核评价.xlsx", made.name}


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_two_people_sign_finance_pays_and_it_is_revoked(
    host: ScriptedHost, tmp_path: Path, whole: bool
) -> None:
    """With the evaluation workbook open beside the settlement; and with the ledger as well.

    付款单: the file and the line in 结算台账 are the command's.
    """
    quarter = make(tmp_path / "台")
    for path in (quarter.ledger, quarter.evaluation, quarter.settlement)[not whole :]:
        opened(host, path)

    def press(action: str, *answers: object) -> str:
        book = xw.apps.active.books[quarter.settlement.name]
        return pressed(host, book, action, *answers)

    assert "王五（验收部门负责人）已签认" in press("sign_off", "1", "王五")
    assert "状态：已签认" in press("sign_off", "2", "赵六")
    assert quarter.verify(ledger=True).intact
    other = quarter.copy(tmp_path / "令")
    for lock in other.folder.glob(".~lock*"):
        lock.unlink()
    made, filed = (each.folder / "付款单_第1季度.xlsx" for each in (quarter, other))
    pay_file(other.settlement, other.evaluation, filed, AS_OF)
    before = {book.name for book in xw.apps.active.books}
    assert f"已生成并打开 {made}" in press("pay")
    assert {book.name for book in xw.apps.active.books} == {*before, made.name}
    assert parts(made.read_bytes()) == parts(filed.read_bytes())
    assert cells(quarter.evaluation, REGISTER) == cells(other.evaluation, REGISTER)
    assert len(cells(made, PAGE)) > 20
    assert "核验通过" in press("verify")
    assert "签认已撤销：分数填错" in press("revoke", "分数填错")
    assert {book.name for book in xw.apps.active.books} == {*before, made.name}


def test_every_button_is_pressed() -> None:
    """Here or in the tests of the desk's buttons; each against its command where it has one."""
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [each.label for each in BUTTONS if f'"{each.action}"' not in tests] == []


def test_guide_settings_diagnosis_and_about(host: ScriptedHost, desk: Path) -> None:
    book = opened(host, desk / "案件台账.xlsx")
    pressed(host, book, "show_guide")
    rows = xw.apps.active.books.active.sheets["使用说明"].used_range.raw_value
    said = [row[1] for row in rows]
    assert {button.label for button in BUTTONS} < set(said)
    assert said[-1] == "=MASK(plain_text)"
    assert pressed(host, book, "open_settings") == ""
    assert xw.apps.active.books.active.name == "考核评价.xlsx"
    pressed(host, book, "diagnose")
    told = dict(xw.apps.active.books.active.sheets["诊断"].used_range.raw_value[2:])
    assert str(told["表格程序"]).startswith("LibreOffice ")
    assert told["工作表公式"] == "可用"
    assert "LibreOffice" in pressed(host, book, "about")
