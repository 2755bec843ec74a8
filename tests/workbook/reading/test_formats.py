"""The same ledger in every format, and the doubt about midnights that each format leaves."""

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.ledgers import CASES, HEADERS, SheetPlan, simple, write_csv, write_xlsx
from tests.office import convert, needs_office
from tests.workbook.packages_edit import edited, without_addresses
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.values.addresses import address
from workbook.values.format_codes import has_time
from workbook.values.refusals import NotASpreadsheetError

NIGHT = dt.datetime(2024, 1, 5)
MORNING = dt.datetime(2024, 1, 5, 9, 30)
FORMATS = {
    "yyyy-mm-dd hh:mm:ss": True,
    "yyyy/m/d h:mm": True,
    'yyyy"年"m"月"d"日" h"时"mm"分"': True,
    "[$-804]yyyy/m/d 上午/下午h:mm": True,
    "[$-409]m/d/yy h:mm AM/PM;@": True,
    "m/d/yy h:mm": True,
    "[h]:mm": True,
    "mm:ss": True,
    "yyyy-mm-dd": False,
    "m/d/yy": False,
    'yyyy"年"m"月"d"日"': False,
    "[$-F800]dddd, mmmm dd, yyyy": False,
    '[DBNum1][$-804]yyyy"年"m"月";@': False,
    'yyyy-mm-dd "hours"': False,
    "[Red]yyyy-mm-dd": False,
}


@pytest.mark.parametrize(("code", "timed"), FORMATS.items())
def test_number_formats(code: str, timed: bool) -> None:
    assert has_time(code) is timed


def test_a_midnight_in_xlsx_is_told_by_its_number_format(tmp_path: Path) -> None:
    codes = list(FORMATS)
    rows = [(str(i), NIGHT) for i in range(len(codes))]
    formats = {f"B{i}": code for i, code in enumerate(codes, 2)}
    plan = SheetPlan("台账", headers=[("工单编号", "派单时间")], cases=rows, formats=formats)
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", plan))
    assert not ledger.problems
    shown = dict(zip(codes, (~ledger.frame["dispatched_at_dateonly"]).tolist(), strict=True))
    assert shown == FORMATS


def test_built_in_formats(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["工单编号", "派单时间"])
    for row, code in enumerate(
        ["mm-dd-yy", "d-mmm-yy", "m/d/yy h:mm", "h:mm", "[h]:mm:ss", "mmss.0"], 2
    ):
        sheet.append([str(row), NIGHT])
        sheet.cell(row, 2).number_format = code
    book.save(path)
    assert read_ledger(path).frame["dispatched_at_dateonly"].tolist() == [True, True] + [False] * 4


def test_serial_numbers_without_a_format(tmp_path: Path) -> None:
    rows = [("1", 45296.395833333333), ("2", 45296), ("3", "45296.5"), ("4", 20240105), ("5", 12)]
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", simple(*rows)))
    frame = ledger.frame
    assert frame["dispatched_at"].tolist()[:2] == [MORNING, NIGHT]
    assert frame["dispatched_at_dateonly"].tolist() == [False, True, False, True, False]
    assert [problem.cell for problem in ledger.problems] == ["B4", "B6"]


def test_dates_that_count_from_1904(tmp_path: Path) -> None:
    rows = [("1", MORNING), ("2", NIGHT), ("3", 43834.5)]
    plan = SheetPlan("台账", headers=[("工单编号", "派单时间")], cases=rows)
    frame = read_ledger(write_xlsx(tmp_path / "a.xlsx", plan, date1904=True)).frame
    assert frame["dispatched_at"].tolist() == [MORNING, NIGHT, dt.datetime(2024, 1, 5, 12)]


def test_a_number_without_its_place_written(tmp_path: Path) -> None:
    """Some writers leave out the address of each cell; the format is found by counting."""
    plan = SheetPlan(
        "台账",
        headers=[("工单编号", "派单时间")],
        cases=[("1", NIGHT), ("2", NIGHT)],
        formats={"B2": "yyyy-mm-dd hh:mm", "B3": "yyyy-mm-dd"},
    )
    path = write_xlsx(tmp_path / "a.xlsx", plan)
    edited(path, "xl/worksheets/sheet1.xml", without_addresses)
    assert read_ledger(path).frame["dispatched_at_dateonly"].tolist() == [False, True]


def same(ledger: Ledger, *, rows: int = 4) -> None:
    """The Beijing-layout cases came through, each at its place."""
    assert ledger.frame["case_id"].tolist() == [case[1] for case in CASES]
    assert ledger.frame["dispatched_at"].tolist() == [
        dt.datetime.fromisoformat(str(case[3])) for case in CASES
    ]
    assert ledger.frame["resolved"].tolist() == ["解决", "未解决", "部分解决"]
    assert ledger.frame["row"].tolist() == list(range(rows, rows + 3))
    assert ledger.address(1, "closed_at")[1] == address(rows + 1, 7)
    assert not ledger.problems


TITLES = [["安定镇案件台账，2024年1月"], ["注：热线；编号"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv(tmp_path: Path, encoding: str, mark: str) -> None:
    path = write_csv(tmp_path / "a.csv", [*TITLES, HEADERS, *CASES], encoding, mark)
    same(read_ledger(path))


def test_ragged_and_quoted_csv(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        '工单编号,派单时间,标题\n"A,1",2024-01-05 9:00,"两\n行"\nA2\n\nA3,2024-01-06,x,y,z\n',
        "utf-8",
    )
    ledger = read_ledger(path)
    assert ledger.frame["case_id"].tolist() == ["A,1", "A2", "A3"]
    assert ledger.frame["row"].tolist() == [2, 3, 5]
    assert ledger.sheets[0].name == "台账"
    said = [(problem.address, problem.kind) for problem in ledger.problems]
    assert said == [("台账!B3", "缺派单时间"), ("台账!D5", "列数不符")]


def test_a_column_without_a_name_makes_no_row_of_a_csv_too_long(tmp_path: Path) -> None:
    rows = [("工单编号", "派单时间"), *((f"A{n}", "2024-01-05 9:00", "x") for n in range(3))]
    assert not read_ledger(write_csv(tmp_path / "a.csv", rows)).problems


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16", "utf-8"])
def test_a_csv_that_holds_no_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("工单编号,派单时间\nA\0,2024-01-05 9:00\n".encode(encoding))
    with pytest.raises(NotASpreadsheetError, match="不是文本"):
        read_ledger(path)


def test_midnight_in_a_csv_is_a_text_with_a_time(tmp_path: Path) -> None:
    rows = [
        ("工单编号", "派单时间"),
        ("1", "2024-01-05 00:00"),
        ("2", "2024-01-05"),
        ("3", "45296.5"),
    ]
    frame = read_ledger(write_csv(tmp_path / "a.csv", rows)).frame
    assert frame["dispatched_at_dateonly"].tolist() == [False, True, False]


@pytest.mark.parametrize("suffix", [".xls", ".csv", ".ods", ".xlsm", ".dat"])
def test_the_content_counts_not_the_suffix(tmp_path: Path, suffix: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", SheetPlan(titles=TITLES))
    renamed = path.rename(tmp_path / f"b{suffix}")
    same(read_ledger(renamed))


@needs_office
def test_old_and_open_formats(tmp_path: Path) -> None:
    plain = write_xlsx(tmp_path / "plain.xlsx", SheetPlan(titles=TITLES))
    timed = write_xlsx(tmp_path / "timed.xlsx", simple(("1", NIGHT), ("2", MORNING)))
    dates = write_xlsx(tmp_path / "dates.xlsx", simple(("1", NIGHT), ("2", dt.date(2024, 1, 6))))
    epoch = write_xlsx(
        tmp_path / "epoch.xlsx", simple(("1", MORNING), ("2", 43834.5)), date1904=True
    )
    files = [plain, timed, dates, epoch]
    for kind in ("xls", "ods", "xlsx"):
        made = convert(files, kind, tmp_path / kind)
        same(read_ledger(made[0]))
        ledger = read_ledger(made[1])
        assert ledger.frame["dispatched_at"].tolist() == [NIGHT, MORNING]
        assert ledger.frame["dispatched_at_dateonly"].tolist() == [False, False]
        assert read_ledger(made[2]).frame["dispatched_at_dateonly"].tolist() == [False, True]
        assert read_ledger(made[3]).frame["dispatched_at"].tolist() == [
            MORNING,
            dt.datetime(2024, 1, 5, 12),
        ]
    shutil.copy(tmp_path / "xls" / "plain.xls", tmp_path / "really-xls.xlsx")
    same(read_ledger(tmp_path / "really-xls.xlsx"))


def test_errors_and_uncomputed_formulas_are_not_blank(tmp_path: Path) -> None:
    rows = [
        ("1", "#N/A", "甲"),
        ("2", "=A2", "#REF!"),
        ('=""', "2024-01-05 9:00", "#N/A"),
    ]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "派单时间", "承办单位"))
    )
    ledger = read_ledger(path)
    assert [(p.cell, p.kind, p.value) for p in ledger.problems] == [
        ("B2", "时间无法识别", "#N/A"),
        ("B3", "时间无法识别", "#未计算"),
        ("C3", "单元格错误", "#REF!"),
        ("A4", "单元格错误", "#未计算"),
        ("C4", "单元格错误", "#N/A"),
    ]
    assert ledger.frame["dispatched_at_bad"].tolist() == [True, True, False]
    assert ledger.frame["unit"].tolist() == ["甲", "", ""]
