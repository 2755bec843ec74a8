"""A workbook open in (an in-memory) Excel: read as a file is read, written as a file is written."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import openpyxl.worksheet.table
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.styles import Font

from tests.ledgers import CASES, HEADERS, SheetPlan, simple, write_xlsx
from tests.xlwings_engine import Host
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.ledger.own_sheets import COLUMNS, COLUMNS_HEADERS
from workbook.live import book as live_module
from workbook.live.book import LiveBook, folder_of, snapshot
from workbook.live.state import at_work
from workbook.values.refusals import HeaderError

MORNING = dt.datetime(2024, 1, 5, 9, 30)
MIDNIGHT = dt.datetime(2024, 1, 5)


def assert_same(one: Ledger, other: Ledger) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert one.sheets == other.sheets
    assert one.problems == other.problems
    assert one.ignored == other.ignored
    assert one.skipped == other.skipped
    assert one.fields == other.fields
    assert one.path.name == other.path.name


def midnights(**formats: str) -> SheetPlan:
    cases = [("a", MIDNIGHT, MIDNIGHT), ("b", MORNING, MIDNIGHT), ("c", 45296.0, MORNING)]
    headers = ("工单编号", "派单时间", "接收时间")
    return SheetPlan("台账", headers=(headers,), cases=cases, formats=formats)


PLANS: dict[str, list[SheetPlan]] = {
    "as exported": [SheetPlan()],
    "below titles, off the edge": [SheetPlan(titles=[("安定镇",), ("2024年",)], left=3, top=4)],
    "two months and a note": [
        SheetPlan("一月"),
        SheetPlan("说明", headers=(("填写说明",),), cases=()),
        SheetPlan("二月", cases=CASES[:1]),
    ],
    "hidden months": [
        SheetPlan("一月"),
        SheetPlan("旧", state="hidden"),
        SheetPlan("更旧", state="veryHidden"),
    ],
    "dates without formats": [midnights(B2="yyyy-mm-dd", C2="yyyy-mm-dd", C3="yyyy/m/d")],
    "dates that show midnight": [midnights(B2="yyyy-mm-dd hh:mm", C2="yyyy-mm-dd", C3="h:mm")],
    "faults": [
        simple(
            ("a", "2024.13.5", 1.0),
            ("a", True, "是"),
            (None, "#N/A", "也许"),
            ("合计", None, None),
            (20240105.0, "不详", None),
            ("b", dt.time(9, 30), "否"),
            headers=("工单编号", "派单时间", "是否镇属"),
        )
    ],
    "one column twice": [
        simple(
            ("a", MORNING, MORNING, MORNING), headers=("工单号", "派单时间", "签收时间", "接单时间")
        )
    ],
    "no case": [simple(headers=HEADERS)],
    "merged": [
        SheetPlan(
            titles=[("安定镇",)],
            headers=(("工单编号", "派单时间", "承办单位", "时限等级", "办结时间"),),
            cases=[
                ("a", MORNING, "规划科", "24小时", MORNING),
                ("b", MORNING, None, None, None),
                ("c", MORNING, "城管科", None, "不详"),
            ],
            merged=("A1:E1", "C3:C4", "D3:D4", "C5:D5"),
        )
    ],
    "formats that show something else": [
        SheetPlan(
            headers=(("工单编号", "派单时间", "时限等级", "办结时间", "回访时间"),),
            cases=[
                (7.0, MORNING, 3.0, 45297.5, "#N/A"),
                (8.0, MORNING, 0.24, 2024.0, "#DIV/0!"),
                ("c", MIDNIGHT, 2.0, 45297.0, None),
            ],
            formats={
                "A2": '"AD"000',
                "A3": "0",
                "C2": '0"天"',
                "C3": "0%",
                "C4": "0",
                "D2": '0.0"万"',
                "D3": "0",
                "D4": "yyyy",
                "B4": "yyyy-mm-dd",
            },
        )
    ],
    "two header rows": [
        SheetPlan(
            headers=(("工单编号", "时间", None), (None, "派单时间", "接收时间")),
            cases=[("a", MORNING, MORNING)],
            merged=("A1:A2", "B1:C1"),
        )
    ],
    "pinned by a person": [
        simple(("a", MORNING, "2024-01-05 10:00"), headers=("工单编号", "派单时间", "回来的时间")),
        SheetPlan(COLUMNS, headers=(COLUMNS_HEADERS,), cases=[("退回时间", "", "", "回来的时间")]),
    ],
}


@pytest.mark.parametrize("plans", PLANS.values(), ids=PLANS)
def test_reads_what_the_file_reader_reads(
    host: Host, tmp_path: Path, plans: list[SheetPlan]
) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", *plans)
    assert_same(LiveBook.of(host.open(path)).read(), read_ledger(path))


def test_a_tables_totals_row_is_no_case(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING), ("一件", None)))
    book = openpyxl.load_workbook(path)
    table = openpyxl.worksheet.table.Table(displayName="t", ref="A1:B3", totalsRowCount=1)
    book.active.add_table(table)
    book.save(path)
    ledger = LiveBook.of(host.open(path)).read()
    assert_same(ledger, read_ledger(path))
    assert ledger.size == 1


def test_a_pin_in_the_workbook_holds_in_the_file_too(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", *PLANS["pinned by a person"])
    assert "returned_at" in read_ledger(path).fields
    with pytest.raises(HeaderError, match="两个字段"):
        read_ledger(path, {"verified_at": "回来的时间"})


def test_dates_count_from_1904_where_the_book_says_so(host: Host, tmp_path: Path) -> None:
    plan = simple(("a", MORNING), ("b", 43833.5))
    path = write_xlsx(tmp_path / "台账.xlsx", plan, date1904=True)
    ledger = LiveBook.of(host.open(path)).read()
    assert_same(ledger, read_ledger(path))
    assert str(ledger.frame["dispatched_at"].iat[1]) == "2024-01-04 12:00:00"


def test_unsaved_changes_count(host: Host, tmp_path: Path) -> None:
    book = host.open(write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING))))
    book.sheets["台账"].range("A3:B3").raw_value = [["b", "2024-01-06 10:00"]]
    assert LiveBook.of(book).read().frame["case_id"].tolist() == ["a", "b"]


def test_a_refusal_is_the_file_readers(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a",), headers=("工单编号", "别的")))
    with pytest.raises(HeaderError) as refused:
        read_ledger(path)
    with pytest.raises(HeaderError, match="台账表头") as live:
        LiveBook.of(host.open(path)).read()
    assert str(live.value) == str(refused.value)


def far(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.cell(400, 60).font = Font(bold=True)
    book.save(path)
    return path


def test_formatted_blank_cells_are_no_content(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = far(write_xlsx(tmp_path / "台账.xlsx"))
    book = host.open(path)
    assert book.sheets[0].used_range.address == "$A$1:$BH$400"
    assert_same(LiveBook.of(book).read(), read_ledger(path))
    monkeypatch.setattr(live_module, "ROOMY", 1000)
    host.calls.clear()
    assert_same(LiveBook.of(book).read(), read_ledger(path))
    assert "CellsApi.Find" in host.calls
    book.sheets[0].clear()
    assert LiveBook.of(book).raw.load("案件台账").rows == []


@pytest.mark.parametrize("count", [10, 2000])
def test_calls_do_not_grow_with_rows(host: Host, tmp_path: Path, count: int) -> None:
    cases = [(f"a{i}", MIDNIGHT) for i in range(count)]
    formats = {f"B{i}": "yyyy-mm-dd hh:mm" for i in range(count // 2, count + 2)}
    plan = SheetPlan("台账", headers=(("工单编号", "派单时间"),), cases=cases, formats=formats)
    path = write_xlsx(tmp_path / "台账.xlsx", plan)
    book = host.open(path)
    assert_same(LiveBook.of(book).read(), read_ledger(path))
    assert len(host.calls) < 25


def test_formats_that_change_are_looked_up_in_a_copy(host: Host, tmp_path: Path) -> None:
    cases = [(f"a{i}", MIDNIGHT, MIDNIGHT) for i in range(200)]
    formats = {f"B{i}": "yyyy-mm-dd" for i in range(3, 203, 2)}
    headers = ("工单编号", "派单时间", "接收时间")
    plan = SheetPlan("台账", headers=(headers,), cases=cases, formats=formats)
    path = write_xlsx(tmp_path / "台账.xlsx", plan)
    book = host.open(path)
    ledger = LiveBook.of(book).read()
    assert_same(ledger, read_ledger(path))
    assert ledger.frame["dispatched_at_dateonly"].tolist() == [False, True] * 100
    assert host.calls.count("Range.number_format") == 1
    assert host.calls.count("BookApi.SaveCopyAs") == 1
    assert len(host.calls) < 25
    book.sheets[0].range("B2:B101").number_format = "yyyy-mm-dd"
    assert LiveBook.of(book).read().frame["dispatched_at_dateonly"].sum() == 150


def test_a_kind_of_file_without_formats_has_none_in_excel_either(
    host: Host, tmp_path: Path
) -> None:
    plan = midnights(B2="yyyy-mm-dd", C2="yyyy-mm-dd", C3="yyyy-mm-dd")
    book = host.open(write_xlsx(tmp_path / "台账.xlsx", plan))
    host.books[0].name = "台账.csv"
    assert not LiveBook.of(book).read().frame["received_at_dateonly"].any()


def test_a_book_in_the_cloud_lies_in_no_folder(host: Host, tmp_path: Path) -> None:
    book = host.open(write_xlsx(tmp_path / "台账.xlsx"))
    assert folder_of(book) == tmp_path
    host.books[0].path = None
    assert folder_of(book) is None


def test_a_new_book_is_copied_as_xlsx(host: Host) -> None:
    book = xw.apps.active.books.add()
    with snapshot(book) as copy:
        assert copy.suffix == ".xlsx"
        assert copy.is_file()
    assert not copy.exists()


def fail() -> None:
    raise ZeroDivisionError


def succeed() -> None:
    pass


@pytest.mark.parametrize("work", [fail, succeed])
@pytest.mark.parametrize("calculation", ["automatic", "manual", "semiautomatic"])
def test_excel_is_as_it_was(host: Host, work: Callable[[], None], calculation: str) -> None:
    host.state |= {"calculation": calculation, "screen_updating": False}
    before = dict(host.state)
    during: dict[str, object] = {}
    try:
        with at_work(xw.apps.active, "刷新时限") as progress:
            progress("读取")
            during = dict(host.state)
            work()
    except ZeroDivisionError:
        assert work is fail
    assert during == before | {
        "calculation": "manual",
        "screen_updating": False,
        "enable_events": False,
        "display_alerts": False,
        "interactive": False,
        "status_bar": "刷新时限：读取…",
    }
    assert host.state == before


def test_one_thing_that_cannot_be_restored_does_not_keep_the_others(host: Host) -> None:
    with pytest.raises(Exception, match=r"App\.status_bar="), at_work(xw.apps.active, "x"):
        host.fails_at = "App.status_bar="
    assert host.state["calculation"] == "automatic"
    assert host.state["screen_updating"] is True


@pytest.mark.parametrize("thing", ["App.screen_updatin", "Range.value_raw", "Sheet.nam"])
def test_the_host_takes_no_misspelt_attribute(host: Host, tmp_path: Path, thing: str) -> None:
    book = host.open(write_xlsx(tmp_path / "台账.xlsx"))
    sheet = book.sheets[0]
    objects = {"App": book.app, "Range": sheet.range("A1"), "Sheet": sheet}
    owner, name = thing.split(".")
    with pytest.raises(AttributeError, match=name):
        setattr(objects[owner], name, True)


@pytest.mark.parametrize("value", [object(), {1}, 1 << 70, float("inf"), "x" * 32768, "+甲"])
def test_the_host_refuses_what_com_refuses(host: Host, tmp_path: Path, value: object) -> None:
    cell = host.open(write_xlsx(tmp_path / "台账.xlsx")).sheets[0].range("A1")
    with pytest.raises(Exception) as refused:  # noqa: PT011  com_error is no public type
        cell.raw_value = value
    assert type(refused.value).__name__ == "com_error"
