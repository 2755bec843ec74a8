"""A ledger of another format as .xlsx: what its cells say stays, also for a second reading."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from macros_py.jobs import ledger_jobs
from macros_py.jobs.inputs import Inputs
from tests.ledgers import SheetPlan, simple, write_csv, write_xlsx
from tests.office import convert, needs_office
from tests.workbook.reading.test_costs import encrypted
from tests.workbook.reading.xlsb_files import cell, real, write_xlsb, written
from workbook.ledger.convert import LONGEST_NAME, sheet_names, to_xlsx
from workbook.ledger.in_place import in_place
from workbook.ledger.ledger import read_ledger
from workbook.reading.sheets import RawSheet, open_book
from workbook.values.addresses import Area
from workbook.values.text import Fault

AS_OF = dt.datetime(2024, 3, 20, 15)
MORNING = dt.datetime(2024, 1, 8, 9, 30)
ROWS = [
    written(0, "工单编号") + written(1, "派单时间") + written(2, "=1+1") + written(3, "时限等级"),
    written(0, "A1") + real(1, 45299.395833333, 1) + cell(3, 2, b"\x2a") + real(3, 0.3, 2),
    written(0, "A2") + real(1, 45299, 4) + written(2, "#未计算") + real(3, 1.5, 3),
    written(0, "A3") + real(1, 45299, 1),
]


def cells(sheet: RawSheet) -> list[list[tuple[type, object]]]:
    return [[(type(value), value) for value in row] for row in sheet.rows]


def test_what_cells_say_stays(tmp_path: Path) -> None:
    source = write_xlsb(tmp_path / "a.xlsb", ROWS, merge=(1, 2, 0, 0))
    assert not to_xlsx(source, tmp_path / "b.xlsx")
    before, after = (open_book(tmp_path / name).load("台账") for name in ("a.xlsb", "b.xlsx"))
    assert cells(after) == cells(before)
    assert type(after.rows[1][2]) is type(after.rows[2][2]) is Fault
    assert after.merges == before.merges == (Area(1, 2, 1, 3),)
    numbers = [(2, 2), (2, 4), (3, 2), (3, 4), (4, 2)]
    assert after.number_formats(numbers) == before.number_formats(numbers)


def test_a_book_that_counts_from_1904(tmp_path: Path) -> None:
    """A serial number in a cell without a date format keeps its day, as dates do."""
    rows = [ROWS[0], written(0, "A1") + real(1, 43837.5), written(0, "A2") + real(1, 43837.5, 1)]
    source = write_xlsb(tmp_path / "a.xlsb", rows, date1904=True)
    to_xlsx(source, tmp_path / "b.xlsx")
    assert open_book(tmp_path / "b.xlsx").date1904
    expected = [dt.datetime(2024, 1, 8, 12)] * 2
    assert read_ledger(tmp_path / "b.xlsx").frame["dispatched_at"].tolist() == expected


@needs_office
def test_flags_of_1904_in_old_and_open_formats(tmp_path: Path) -> None:
    plan = simple(("1", MORNING), ("2", 43837.5), ("3", dt.date(2024, 1, 8)))
    source = write_xlsx(tmp_path / "台账.xlsx", plan, date1904=True)
    for kind in ("xls", "ods"):
        (made,) = convert([source], kind, tmp_path / kind)
        output = ledger_jobs.flags(Inputs(made, AS_OF)).output
        frame = read_ledger(output).frame
        assert frame["dispatched_at"].tolist() == [
            MORNING,
            dt.datetime(2024, 1, 8, 12),
            dt.datetime(2024, 1, 8),
        ]


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(1899, 12, 31), dt.date(9999, 12, 31)])
def test_days_at_the_ends_of_the_calendar(tmp_path: Path, day: dt.date) -> None:
    """A day without a serial number is written as text."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns:"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{spaces}office:1.0" '
            f'xmlns:table="{spaces}table:1.0"><office:body><office:spreadsheet>'
            '<table:table table:name="台账"><table:table-row><table:table-cell '
            f'office:value-type="date" office:date-value="{day.isoformat()}"/></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    to_xlsx(tmp_path / "a.ods", tmp_path / "b.xlsx")
    found = open_book(tmp_path / "b.xlsx").load("台账").rows
    assert found == [[day if day.year > 1900 else day.isoformat()]]


def test_names_that_excel_does_not_take() -> None:
    long = "北京市大兴区安定镇二〇二四年第一季度接诉即办案件台账（最终版）甲"
    assert len(long) > LONGEST_NAME
    names = [long, long + "乙", "台账[1]", "台账:1/2", "台账_1_", "'引'", "History", "", "A", "a"]
    given = sheet_names(names)
    assert list(given) == names
    assert given["台账[1]"] == "台账_1_"
    assert given["台账_1_"] == "台账_1_~2"
    assert (given["'引'"], given["History"], given["A"], given["a"]) == (
        "引",
        "History_",
        "A",
        "a~2",
    )
    folded = [name.casefold() for name in given.values()]
    assert len(set(folded)) == len(folded)
    assert all(1 <= len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME for name in folded)
    emoji = sheet_names(["😀" * 20])["😀" * 20]
    assert emoji == "😀" * 15
    book = openpyxl.Workbook()
    for name in given.values():
        assert book.create_sheet(name).title == name


@pytest.mark.parametrize(
    "name",
    ["台账[1]", "安定镇二〇二四年一月至三月接诉即办案件台账汇总（含退回和挂账件，不含测试件）"],
)
def test_a_csv_whose_name_is_no_sheet_name(tmp_path: Path, name: str) -> None:
    rows = [("工单编号", "派单时间"), ("A1", "2024-01-08 09:30")]
    source = write_csv(tmp_path / f"{name}.csv", rows)
    flagged = ledger_jobs.flags(Inputs(source, AS_OF))
    (new,) = open_book(flagged.output).visible
    assert flagged.renamed == {name: new}
    ledger = read_ledger(flagged.output)
    assert ledger.frame["case_id"].tolist() == ["A1"]
    assert "总体状态" in ledger.sheets[0].headers


@pytest.mark.sampled(1)
@needs_office
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_another_format_named_xlsx(tmp_path: Path, kind: str) -> None:
    """The content decides: the file is converted beside itself, never written into."""
    source = write_xlsx(tmp_path / "a.xlsx", SheetPlan())
    (made,) = convert([source], kind, tmp_path / kind)
    named = made.rename(tmp_path / "台账.xlsx")
    before = named.read_bytes()
    assert not in_place(named)
    assert in_place(source)
    flagged = ledger_jobs.flags(Inputs(named, AS_OF))
    assert flagged.output.name == "台账_时限.xlsx"
    assert named.read_bytes() == before
    assert len(read_ledger(flagged.output).frame) == 3


def test_an_xlsx_named_xls_keeps_all_it_has(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", SheetPlan())
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("customXml/item1.xml", "<kept/>")
    flagged = ledger_jobs.flags(Inputs(source.rename(tmp_path / "a.xls"), AS_OF))
    assert flagged.output.name == "a_时限.xlsx"
    assert zipfile.ZipFile(flagged.output).read("customXml/item1.xml") == b"<kept/>"


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_file_that_excel_encrypts_keeps_all_it_has(tmp_path: Path, suffix: str) -> None:
    """The flags go into a copy without the encryption; the file itself stays."""
    path = tmp_path / f"台账{suffix}"
    before = encrypted(write_xlsx(path, SheetPlan()), "VelvetSweatshop").read_bytes()
    flagged = ledger_jobs.flags(Inputs(path, AS_OF))
    assert flagged.output.name == f"台账_时限{suffix}"
    assert path.read_bytes() == before
    assert len(read_ledger(flagged.output).frame) == 3
