"""An open workbook is written to as the file would be."""

import datetime as dt
from pathlib import Path

import openpyxl
import openpyxl.worksheet.table
import pytest

from tests.ledgers import SheetPlan, simple, write_xlsx
from tests.xlwings_engine import Host
from workbook.live.book import LiveBook, snapshot
from workbook.live.columns import standing, write_live
from workbook.live.tables import Link, Table, write_table
from workbook.patch import SheetColumns, write_columns
from workbook.values.refusals import NotWritableError

MORNING = dt.datetime(2024, 1, 5, 9, 30)

EDIT = SheetColumns(
    "台账",
    {
        4: ["接收时限", dt.datetime(2024, 1, 5, 23, 59, 59), None, dt.date(2024, 1, 6)],
        3: ["接收状态", "逾期未办", "超时（缺2024-03）", None],
        6: ["剩余分钟", -3, 0, 12000],
    },
    1,
    number_formats={4: "yyyy-mm-dd hh:mm:ss", 6: "0"},
    highlights={3: {"逾期未办": "FFC7CE", "超时": "FFC7CE", "临期": "FFEB9C"}},
)


def shown(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path)["台账"]
    return [[sheet.cell(row, column).value for column in range(1, 8)] for row in range(1, 6)]


@pytest.mark.parametrize("date1904", [False, True])
def test_writes_what_the_file_writer_writes(host: Host, tmp_path: Path, date1904: bool) -> None:
    plan = simple(*((name, MORNING, "旧", "旧") for name in "abc"))
    path = write_xlsx(tmp_path / "台账.xlsx", plan, date1904=date1904)
    filed = tmp_path / "文件.xlsx"
    write_columns(
        path,
        filed,
        EDIT.sheet,
        EDIT.columns,
        first_row=1,
        number_formats=EDIT.number_formats,
        highlights=EDIT.highlights,
    )
    live = LiveBook.of(host.open(path))
    write_live(live, [EDIT])
    with snapshot(live.book) as copy:
        assert shown(copy) == shown(filed)
    assert host.books[0].sheets[0].formats[2, 4] == "yyyy-mm-dd hh:mm:ss"


def test_colours_are_rules_that_replace_their_own_kind(host: Host, tmp_path: Path) -> None:
    live = LiveBook.of(host.open(write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING)))))
    for _ in range(2):
        write_live(live, [EDIT])
    rules = host.books[0].sheets[0].rules
    assert [rule["areas"] for rule in rules] == [((2, 3, 4, 3),)] * 2
    assert {rule["fill_color"] for rule in rules} == {(255, 235, 156), (255, 199, 206)}
    (red,) = [rule["formula"] for rule in rules if rule["fill_color"] == (255, 199, 206)]
    assert red.count('LEFT(INDIRECT("RC",FALSE),4)="逾期未办"') == 1
    assert red.count('LEFT(INDIRECT("RC",FALSE),2)="超时"') == 1


def test_what_is_overwritten_is_told_before(host: Host, tmp_path: Path) -> None:
    cases = [("a", MORNING, "旧状态", MORNING), ("b", MORNING, None, "待定")]
    plan = simple(*cases, headers=("工单编号", "派单时间", "接收状态", "接收时限"))
    live = LiveBook.of(host.open(write_xlsx(tmp_path / "台账.xlsx", plan)))
    assert list(standing(live, EDIT)) == [
        (3, ["接收状态", "旧状态", ""]),
        (4, ["接收时限", MORNING, "待定"]),
    ]


def test_a_protected_sheet_is_left_alone(host: Host, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING)))
    book = openpyxl.load_workbook(path)
    book["台账"].protection.sheet = True
    book.save(path)
    live = LiveBook.of(host.open(path))
    with pytest.raises(NotWritableError, match="受保护"):
        write_live(live, [EDIT])
    assert host.books[0].saved


HOSTILE = (
    "=1+1",
    "+8613800138000",
    "-1",
    "@x",
    "'引",
    "007",
    "1/2",
    "TRUE",
    "\t甲",
    "12345678901234567890",
)


def test_a_tables_text_stays_text(host: Host, tmp_path: Path) -> None:
    live = LiveBook.of(host.open(write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING)))))
    rows = [(text, MORNING, 3, None) for text in HOSTILE]
    write_table(live, Table("表", ["=注"], ("甲", "乙", "丙", "丁"), rows, {2: "yyyy-mm-dd hh:mm"}))
    sheet = host.books[0].sheets[-1]
    assert sheet.values[1, 1] == "=注"
    assert [sheet.values[row, 1] for row in range(3, 13)] == list(HOSTILE)
    assert not sheet.formulas
    assert sheet.got((3, 2)) == MORNING.replace(tzinfo=dt.UTC)
    assert sheet.values[3, 3] == 3.0
    assert (3, 4) not in sheet.values
    assert sheet.bold == {(2, column) for column in range(1, 5)}
    assert host.books[0].active == 1


def test_a_table_goes_behind_the_last_sheet_that_shows(host: Host, tmp_path: Path) -> None:
    plans = [simple(("a", MORNING)), SheetPlan("旧", state="veryHidden")]
    live = LiveBook.of(host.open(write_xlsx(tmp_path / "台账.xlsx", *plans)))
    write_table(live, Table("表", [], ("甲",), []), show=False)
    assert [sheet.name for sheet in host.books[0].sheets] == ["台账", "表", "旧"]
    assert host.books[0].active == 0


def test_a_table_replaces_the_one_before(host: Host, tmp_path: Path) -> None:
    live = LiveBook.of(host.open(write_xlsx(tmp_path / "台账.xlsx", simple(("a", MORNING)))))
    write_table(live, Table("表", [], ("甲", "乙"), [("一", "二")] * 3))
    write_table(LiveBook.of(live.book), Table("表", [], ("甲", "乙"), [("三",)]))
    assert host.books[0].sheets[-1].values == {(1, 1): "甲", (1, 2): "乙", (2, 1): "三"}
    assert len(host.books[0].sheets) == 2


def test_a_link_survives_quotes(host: Host, tmp_path: Path) -> None:
    name = "一'月\"表"
    live = LiveBook.of(host.open(write_xlsx(tmp_path / "台账.xlsx", simple(name=name))))
    link = Link(name, "A17", '工单"一"')
    assert link.formula() == '=HYPERLINK("#\'一\'\'月""表\'!A17","工单""一""")'
    write_table(live, Table("表", [], ("甲",), [(link,)]))
    assert host.books[0].sheets[-1].values[2, 1] == '工单"一"'
