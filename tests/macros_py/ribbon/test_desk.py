"""导入, 催办单 and 回复检查 pressed on workbooks that are open."""

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from macros_py.ribbon import desk as buttons
from macros_py.ribbon.ribbon import Action
from tests.desk import pressed, refused
from tests.evaluations import write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.xlwings_engine import Host

HEADERS = ("工单编号", "来源系统", "派单时间", "承办单位", "办结时间", "回复内容")
CASES = (
    ("热线-1", "市级", "2024-03-11 09:30:00", "规划科", None, None),
    ("热线-2", "市级", "2024-03-12 10:00:00", "民政科", "2024-03-13 09:00:00", "已收悉。"),
)
NEW = ("热线-3", "区级", "2024-03-26 09:00:00", "规划科", None, None)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    write_xlsx(tmp_path / "案件台账.xlsx", simple(*CASES, headers=HEADERS))
    write_evaluation(tmp_path / "考核评价.xlsx")
    return tmp_path


def rows(path: Path, sheet: str = "台账") -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].values)


def opened(host: Host) -> list[str]:
    return [data.name for data in host.books]


def test_an_export_is_imported_into_the_open_ledger(host: Host, desk: Path) -> None:
    changed = (*CASES[0][:3], "农业科", "2024-03-14 09:00:00", None)
    write_xlsx(desk / "平台导出.xlsx", simple(changed, NEW, headers=HEADERS))
    before = (desk / "案件台账.xlsx").read_bytes()
    host.open(desk / "考核评价.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    host.answers = [None]
    message = pressed(book, buttons.import_export)
    assert message.startswith("新增 1 件，补填 1 件，冲突 1 件（1 处）")
    assert "导入之前的台账在" in message
    assert "有 1 处需要看一看。已生成并打开" in message
    assert "下一步：点「刷新时限」。" in message
    assert message.endswith("所用文件：案件台账.xlsx、考核评价.xlsx、平台导出.xlsx")
    ledger = rows(desk / "案件台账.xlsx")
    assert ledger[1][3:5] == ("规划科", "2024-03-14 09:00:00")
    assert ledger[3][0] == "热线-3"
    assert next(desk.glob("案件台账.导入前_*")).read_bytes() == before
    assert opened(host)[:2] == ["考核评价.xlsx", "案件台账.xlsx"]
    assert opened(host)[2].startswith("导入结果_")
    shown = host.books[1].sheets[0].values
    assert "热线-3" in shown.values()


def test_an_export_is_named_by_name_or_path(host: Host, desk: Path) -> None:
    (desk / "下载").mkdir()
    export = write_xlsx(desk / "下载" / "a.xlsx", simple(NEW, headers=HEADERS))
    book = host.open(desk / "案件台账.xlsx")
    host.answers = ["没有.xlsx"]
    assert "没有找到文件" in refused(book, buttons.import_export)
    host.answers = [None]
    assert pressed(book, buttons.import_export) == ""
    host.answers = ["案件台账.xlsx"]
    assert "就是台账本身" in refused(book, buttons.import_export)
    assert opened(host) == ["案件台账.xlsx"]
    host.answers = [f'"{export}"']
    assert "新增 1 件" in pressed(xw.books["案件台账.xlsx"], buttons.import_export)
    host.answers = [str(export)]
    message = pressed(xw.books["案件台账.xlsx"], buttons.import_export)
    assert "台账没有要改的，未写入" in message


def test_units_are_urged_and_the_record_is_kept(host: Host, desk: Path) -> None:
    host.open(desk / "考核评价.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    for recorded in (True, False):
        message = pressed(book, buttons.urge)
        assert "规划科 1 件" in message
        assert f"已生成并打开 {desk / '催办单_2024-03-26.xlsx'}" in message
        assert ("已登记催办记录 0 行" in message) != recorded
        assert "「回复检查」" in message
        assert sorted(opened(host)) == [
            *("催办单_2024-03-26.xlsx", "案件台账.xlsx", "考核评价.xlsx")
        ]
    assert "热线-1" in {row[3] for row in rows(desk / "考核评价.xlsx", "催办记录")}


def test_nothing_is_urged_without_a_place_to_record_it(host: Host, desk: Path) -> None:
    (desk / "考核评价.xlsx").unlink()
    book = host.open(desk / "案件台账.xlsx")
    assert "没有找到考核评价" in refused(book, buttons.urge)
    assert not list(desk.glob("催办单*"))


def test_replies_are_checked_in_the_open_ledger(host: Host, desk: Path) -> None:
    book = host.open(desk / "案件台账.xlsx")
    before = (desk / "案件台账.xlsx").read_bytes()
    message = pressed(book, buttons.replies)
    assert "有回复的工单 1 件\n" in message
    assert "缺办理结果 1 处\n" in message
    assert "已收悉" not in message
    assert "「催办单」" in message
    ledger = rows(desk / "案件台账.xlsx")
    assert ledger[0][6:] == ("回复检查", "缺少要素", "回复问题")
    assert str(ledger[2][6]).startswith("提示")
    assert (desk / "案件台账.备份.xlsx").read_bytes() == before
    assert opened(host) == ["案件台账.xlsx"]


@pytest.mark.parametrize("action", [buttons.import_export, buttons.urge, buttons.replies])
@pytest.mark.parametrize("name", ["考核评价.xlsx", "案件台账.xlsx"])
def test_unsaved_changes_are_not_written_over(
    host: Host, desk: Path, action: Action, name: str
) -> None:
    host.open(desk / "考核评价.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    next(data for data in host.books if data.name == name).saved = False
    before = (desk / name).read_bytes()
    assert f"「{name}」有没保存的改动" in refused(book, action)
    assert (desk / name).read_bytes() == before
    assert opened(host) == ["考核评价.xlsx", "案件台账.xlsx"]
