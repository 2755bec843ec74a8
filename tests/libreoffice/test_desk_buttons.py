"""The desk's buttons in a running LibreOffice make the files that their commands make."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from macros_py.ribbon import ribbon
from macros_py.rules.rates.groupings import GROUPINGS
from tests.desk import AS_OF, set_up
from tests.libreoffice.bench import ScriptedHost
from tests.oracle.command import run
from tests.workbook.packages import parts

LEDGER, EVALUATION, EXPORT = "案件台账.xlsx", "考核评价.xlsx", "平台导出.xlsx"
NOW = ("--as-of", AS_OF.isoformat())
Press = Callable[..., str]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ledger, an export of it, and the evaluation workbook, to be copied."""
    folder = set_up(tmp_path_factory.mktemp("台"))
    _export(folder / LEDGER, folder / EXPORT)
    return folder


@pytest.fixture
def desk(untouched: Path, tmp_path: Path) -> Path:
    """A copy of it for the buttons; the commands work on another."""
    shutil.copytree(untouched, tmp_path / "令")
    return Path(shutil.copytree(untouched, tmp_path / "台"))


@pytest.fixture
def press(host: ScriptedHost, desk: Path) -> Press:
    """Press a button on the open ledger, the evaluation workbook open beside it."""
    for name in (EVALUATION, LEDGER):
        xw.apps.active.books.open(str(desk / name))

    def pressed(action: str, *answers: object, name: str = LEDGER) -> str:
        host.answers = list(answers)
        book = xw.apps.active.books[name]
        message, mode = ribbon.perform(book, action, ribbon.ACTIONS[action], AS_OF)
        assert mode == "info", message
        assert host.answers == []
        return message

    return pressed


def _export(ledger: Path, path: Path) -> None:
    """Make an export of what the ledger has, with blanks to fill, a conflict and a new case."""
    book = openpyxl.load_workbook(ledger)
    sheet = book["案件台账"]
    sheet.delete_rows(12, sheet.max_row)
    headers = [cell.value for cell in sheet[1]]
    sheet.cell(3, headers.index("承办单位") + 1).value = "另一科"
    sheet.cell(11, 1).value = "示例-新-1"
    del book["填写说明"]
    book.save(path)


def command(*arguments: object) -> None:
    done = run(*arguments, *NOW)
    assert done.exit_code <= 1, done.stderr


def open_books() -> set[str]:
    return {book.name for book in xw.apps.active.books}


def test_import(desk: Path, press: Press) -> None:
    other = desk.with_name("令")
    command("import", other / LEDGER, other / EXPORT, "--settings", other / EVALUATION)
    message = press("import_export", None)
    assert "新增 1 件" in message
    assert "冲突 1 件" in message
    assert parts((desk / LEDGER).read_bytes()) == parts((other / LEDGER).read_bytes())
    (made,) = desk.glob("导入结果_*.xlsx")
    (filed,) = other.glob("导入结果_*.xlsx")
    shown, listed = cells(made), cells(filed)
    for told in (shown, listed):
        assert str(told.pop(("导入结果", "A1"))).startswith("导入结果（截至")
    assert shown == listed
    assert open_books() == {LEDGER, EVALUATION, made.name}


@pytest.mark.nightly
def test_urging(desk: Path, press: Press) -> None:
    other = desk.with_name("令")
    command("urge", other / LEDGER, other / EVALUATION, "--out", other)
    message = press("urge_units")
    (made,) = desk.glob("催办单_*.xlsx")
    assert made.read_bytes() == (other / made.name).read_bytes()
    rows = [recorded(folder / EVALUATION) for folder in (desk, other)]
    assert rows[0] == rows[1] != []
    assert f"已登记催办记录 {len(rows[0])} 行" in message
    assert open_books() == {LEDGER, EVALUATION, made.name}
    assert "已登记催办记录 0 行" in press("urge_units")


def test_replies(desk: Path, press: Press) -> None:
    other = desk.with_name("令")
    command("replies", other / LEDGER, "--settings", other / EVALUATION)
    before = (desk / LEDGER).read_bytes()
    assert "已写入" in press("check_replies")
    assert parts((desk / LEDGER).read_bytes()) == parts((other / LEDGER).read_bytes())
    assert desk.joinpath("案件台账.备份.xlsx").read_bytes() == before
    sheet = xw.apps.active.books[LEDGER].sheets["案件台账"]
    assert {"回复检查", "缺少要素", "回复问题"} < set(sheet.used_range.raw_value[0])


@pytest.mark.nightly
def test_rates_report_year_and_form_are_the_commands(desk: Path, press: Press) -> None:
    other = desk.with_name("令")
    evaluation, settings = other / EVALUATION, ("--settings", other / EVALUATION)
    by = [part for each in GROUPINGS for part in ("--by", each)]
    rates, year, form = "三率_2024-03.xlsx", "年度汇总.xlsx", "评价表_第1季度.xlsx"
    march = ("--period", "2024-03", "--out")
    command("rates", other / LEDGER, *by, *march, other / rates, *settings)
    command("trend", evaluation, other / LEDGER, "--out", other / year)
    command("report", other / LEDGER, evaluation, *march, other)
    ledger = ("--ledger", other / LEDGER)
    command("template", "form", other / form, *ledger, *settings, "--quarter", "1")

    press("show_rates", "2024-03")
    press("show_year", name=EVALUATION)
    press("report", "2024-03")
    assert "已生成并打开" in press("print_form", None)
    for made in (rates, year, "分析_2024-03.xlsx", "月分析_2024-03.docx"):
        assert (desk / made).read_bytes() == (other / made).read_bytes(), made
    assert cells(desk / form) == cells(other / form)
    assert open_books() == {LEDGER, EVALUATION, rates, year, form, "分析_2024-03.xlsx"}


def test_the_candidates(desk: Path, press: Press) -> None:
    before = openpyxl.load_workbook(desk / EVALUATION)["违约违规"]
    assert "新登记 0 件，原已登记 1 件" in press("register_candidates", None, "2")
    after = openpyxl.load_workbook(desk / EVALUATION)["违约违规"]
    assert list(after.values) == list(before.values)
    assert open_books() >= {LEDGER, EVALUATION}


def recorded(path: Path) -> list[tuple[object, ...]]:
    """Return the rows of 催办记录 without when they were written."""
    rows = openpyxl.load_workbook(path)["催办记录"].iter_rows(min_row=2, values_only=True)
    return [row[1:] for row in rows if row[0]]


def cells(path: Path) -> dict[tuple[str, str], object]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
