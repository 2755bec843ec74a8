"""The same ledger says the same in every format, wherever the format can tell (rules 2)."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from tests.ledgers import write_csv
from tests.office import convert, needs_office
from workbook.ledger.ledger import Ledger, read_ledger

HEADERS = ("工单编号", "派单时间", "时限等级", "办结时间", "不纳入考核", "承办单位")
NINE = dt.datetime(2024, 1, 8, 9)
ROWS = (
    ("A1", NINE, 3, "#N/A", "已驳回", "规划科"),
    ("A2\u200b", dt.datetime(2024, 1, 9), "24小时", dt.datetime(2024, 1, 9, 10), "已申请", None),
    ("A2", "2024-01-09 10:00", None, "未办结", "已剔除", "#REF!"),
    (20240105000001001, "2024/1/9 11:00", 0.24, 45301.0, None, "农业科"),
)
FORMATS = {"B3": "yyyy-mm-dd", "C2": '0"天"', "C5": "0%"}
KINDS = [
    ("合并单元格", "规划科"),
    ("时间无法识别", "#N/A"),
    ("单元格错误", "#REF!"),
    ("重复工单", "A2"),
    ("编号丢失位数", "20240105000001000"),
]


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ledger]:
    """One ledger in the formats that LibreOffice writes, made from one .xlsx."""
    folder = tmp_path_factory.mktemp("formats")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in (HEADERS, *ROWS):
        sheet.append(row)
    for cell, code in FORMATS.items():
        sheet[cell].number_format = code
    sheet.merge_cells("F2:F3")
    book.save(folder / "a.xlsx")
    found = {"xlsx": read_ledger(folder / "a.xlsx")}
    for kind in ("xls", "ods"):
        (path,) = convert([folder / "a.xlsx"], kind, folder / kind)
        found[kind] = read_ledger(path)
    return found


@needs_office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_format_says_the_same(ledgers: dict[str, Ledger], kind: str) -> None:
    frame = ledgers[kind].frame
    assert frame["limit_class"].tolist() == ["3天", "24小时", "", "0.24（显示为“24%”）"]
    assert frame["dispatched_at_dateonly"].tolist() == [False, True, False, False]
    assert frame["dispatched_at"].tolist() == [
        NINE,
        dt.datetime(2024, 1, 9),
        dt.datetime(2024, 1, 9, 10),
        dt.datetime(2024, 1, 9, 11),
    ]
    assert frame["closed_at_bad"].tolist() == [True, False, False, False]
    assert frame["closed_at_dateonly"].tolist() == [False, False, False, True]
    assert frame["excluded"].tolist() == ["驳回", "待复核", "是", ""]
    assert frame["unit"].tolist() == ["规划科", "规划科", "", "农业科"]
    assert frame["duplicate"].tolist() == [False, False, True, False]
    assert sorted((p.kind, p.value.rstrip("0")) for p in ledgers[kind].problems) == sorted(
        (name, value.rstrip("0")) for name, value in KINDS
    )


def test_a_csv_says_what_text_can_say(tmp_path: Path) -> None:
    rows = [["" if cell is None else cell for cell in row] for row in ROWS[:3]]
    frame = read_ledger(write_csv(tmp_path / "a.csv", [HEADERS, *rows])).frame
    assert frame["closed_at_bad"].tolist() == [True, False, False]
    assert frame["excluded"].tolist() == ["驳回", "待复核", "是"]
    assert frame["duplicate"].tolist() == [False, False, True]
