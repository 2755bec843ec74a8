"""How a ledger looks after 刷新时限."""

from pathlib import Path

import pytest
import xlwings as xw

from macros_py.ribbon import ledger
from tests.desk import (
    MORNING,
    pressed,
    sheet_of,
)
from tests.ledgers import simple, write_xlsx
from tests.xlwings_engine import Host
from workbook.live.columns import FILTERED


def test_new_columns_look_like_the_last_and_join_filter_and_table(
    host: Host, tmp_path: Path
) -> None:
    headers = ("工单编号", "派单时间", "接收时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, None), headers=headers))
    host.open(path)
    sheet = host.books[0].sheets[0]
    sheet.looks[1, 3] = "FF4472C4"
    sheet.filtered, sheet.tables = "$A$1:$C$2", [["$A$1:$C$2", ""], ["$F$1:$H$2", ""]]
    pressed(xw.books[0], ledger.refresh)
    assert {sheet.looks[1, column] for column in range(3, 22)} == {"FF4472C4"}
    assert sheet.filtered == "$A$1:$U$2"
    assert sheet.tables == [["$A$1:$U$2", ""], ["$F$1:$H$2", ""]]
    pressed(xw.books[0], ledger.refresh)
    assert sheet.filtered == "$A$1:$U$2"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=台账!$A$1:$C$2", "=台账!$A$1:$U$2"),
        ("=台账!$A:$C", "=台账!$A:$U"),
        ("=台账!$A$1:$B$2", "=台账!$A$1:$B$2"),
        ("='A:B'!$A$1:$A$2,台账!$C$2:$C$2", "='A:B'!$A$1:$A$2,台账!$C$2:$U$2"),
    ],
)
def test_a_print_area_that_ends_there_takes_the_new_columns_in(
    host: Host, tmp_path: Path, before: str, after: str
) -> None:
    headers = ("工单编号", "派单时间", "接收时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, None), headers=headers))
    host.open(path)
    sheet = host.books[0].sheets[0]
    sheet.printed = before
    for _ in range(2):
        pressed(xw.books[0], ledger.refresh)
        assert sheet.printed == after


def test_the_overall_status_is_in_sight_after_a_refresh(host: Host, desk: Path) -> None:
    """The template freezes the case numbers; the columns beside them begin at 总体状态."""
    book = host.open(desk / "案件台账.xlsx")
    pressed(book, ledger.refresh)
    sheet = sheet_of(host, "案件台账")
    overall = next(column for (_, column), value in sheet.values.items() if value == "总体状态")
    assert (sheet.panes, sheet.scrolled[0]) == ((1, 1, True), overall)
    sheet.scrolled = (2, 40)
    pressed(book, ledger.refresh)
    assert sheet.scrolled == (overall, 40)


@pytest.mark.parametrize("own", [(0, 1, True), (0, 3, False), (2, 0, False)])
def test_what_a_person_froze_or_split_stays(
    host: Host, tmp_path: Path, own: tuple[int, int, bool]
) -> None:
    headers = ("工单编号", "派单时间", "接收时间")
    cases = simple(("a", MORNING, None), headers=headers)
    other = simple(("b", MORNING, None), headers=headers, name="二月")
    book = host.open(write_xlsx(tmp_path / "台账.xlsx", cases, other))
    first, second = host.books[0].sheets
    first.panes = own
    pressed(book, ledger.refresh)
    assert (first.panes, first.scrolled) == (own, (1, 1))
    assert (second.panes, second.scrolled) == ((1, 1, True), (18, 1))
    assert host.books[0].active == 0


def test_a_filter_in_use_is_said_not_lost(host: Host, tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "接收时间")
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING, None), headers=headers))
    host.open(path)
    sheet = host.books[0].sheets[0]
    sheet.filtered, sheet.hides_rows = "$A$1:$C$2", True
    assert FILTERED in pressed(xw.books[0], ledger.refresh)
    assert sheet.filtered == "$A$1:$C$2"
