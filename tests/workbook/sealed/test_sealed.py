"""What the cells of a workbook say, whoever wrote it; the hidden sheet; the locks."""

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook, load_workbook

from tests import office
from tests.workbook.packages import parts
from tests.workbook.packages_edit import edited
from workbook.reading.sheets import open_book
from workbook.sealed.book import SealedBook
from workbook.sealed.cells import said_cells
from workbook.sealed.own_package import check_own_package
from workbook.values.text import UNCOMPUTED, Fault
from workbook.xlsx.markup import main

VALUES = {
    "A1": "文字",
    "A2": 12.5,
    "A3": True,
    "A4": datetime(2024, 3, 5, 9, 30),
    "A5": date(2024, 3, 5),
    "A6": "11050110070100000389",
    "A7": "=1+1 是文字",
    "A8": "两\n行",
}
DATES = {"A4": "yyyy-mm-dd hh:mm:ss", "A5": 'yyyy"年"m"月"d"日"'}
SAID = {**VALUES, "A9": 13.5, "A10": "甲乙"}
ROWS = [
    ("部分", "键", "值"),
    ("甲", "1", "=SUM(A1)"),
    ("乙", "", "　前后有空\n格 "),
    ("丙", "2", ""),
]


def by_openpyxl(path: Path) -> Path:
    book = Workbook()
    for cell, value in VALUES.items():
        book.active[cell] = value
        if isinstance(value, str):
            book.active[cell].data_type = "s"
        if cell in DATES:
            book.active[cell].number_format = DATES[cell]
    book.save(path)
    return path


def by_xlsxwriter(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet")
        for cell, value in VALUES.items():
            if cell in DATES:
                sheet.write_datetime(cell, value, book.add_format({"num_format": DATES[cell]}))
            else:
                sheet.write(cell, value)
        sheet.write_formula("A9", "=A2+1", None, 13.5)
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A10", "甲", bold, "乙")
    return path


def said(path: Path) -> dict[str, object]:
    return {cell: value for cell, value, _ in said_cells(open_book(path), "Sheet")}


def test_cells_say_the_same_whoever_wrote_them(tmp_path: Path) -> None:
    by_hand = by_openpyxl(tmp_path / "一.xlsx")
    assert said(by_hand) == {cell: value for cell, value in SAID.items() if cell in VALUES}
    rich = by_xlsxwriter(tmp_path / "二.xlsx")
    assert said(rich) == SAID
    assert ("A9", 13.5, "A2+1") in said_cells(open_book(rich), "Sheet")


@office.needs_office
def test_cells_say_the_same_after_libreoffice(tmp_path: Path) -> None:
    rich = by_xlsxwriter(tmp_path / "二.xlsx")
    (saved,) = office.convert([rich], "xlsx", tmp_path / "另存")
    assert said(saved) == SAID


def test_a_formula_without_its_result_is_not_blank(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    (found,) = said_cells(open_book(tmp_path / "a.xlsx"), "Sheet")
    assert found == ("A1", Fault(UNCOMPUTED), "1+1")


def test_a_shared_formula_is_read_as_it_stands_in_each_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    for row in range(1, 4):
        book.active[f"B{row}"] = f"=A{row}*2"
    book.save(path)

    def shared(data: bytes) -> bytes:
        first = b'<f t="shared" ref="B1:B3" si="0">A1*2</f>'
        return re.sub(b"<f>A[23].2</f>", b'<f t="shared" si="0"/>', data).replace(
            b"<f>A1*2</f>", first
        )

    edited(path, "xl/worksheets/sheet1.xml", shared)
    formulas = [formula for _, _, formula in said_cells(open_book(path), "Sheet")]
    assert formulas == ["A1*2", "A2*2", "A3*2"]


def test_the_hidden_sheet_is_written_and_read(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx")
    book = SealedBook(path.read_bytes())
    book.hide("数据", ROWS)
    path.write_bytes(book.to_bytes())
    again = load_workbook(path)
    assert again.sheetnames == ["Sheet", "数据"]
    assert again["数据"].sheet_state == "veryHidden"
    assert again["数据"]["C2"].data_type == "s"
    rows = open_book(path).load("数据").rows
    expected = [list(row) for row in ROWS]
    assert rows == expected
    assert said(path) == {cell: value for cell, value in SAID.items() if cell in VALUES}


def test_a_book_is_stored_the_same_wherever_it_is_written(tmp_path: Path) -> None:
    book = SealedBook(by_openpyxl(tmp_path / "a.xlsx").read_bytes())
    book.hide("数据", ROWS)
    book.computed()
    book.recommend_reading_only()
    once = book.to_bytes()
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        packed = archive.infolist()
    assert {entry.compress_type for entry in packed} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in packed} == {(1980, 1, 1, 0, 0, 0)}
    (tmp_path / "b.xlsx").write_bytes(once)
    again = SealedBook((tmp_path / "b.xlsx").read_bytes())
    assert again.book.find(main("fileSharing")).get("readOnlyRecommended") == "1"
    assert again.package.content("xl/workbook.xml").count(b"fullCalcOnLoad") == 0
    check_own_package(once, "b.xlsx")


def test_a_hidden_sheet_takes_no_drawing_along(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("甲").insert_textbox("A1", "图")
    sealed = SealedBook(path.read_bytes())
    sealed.hide("数据", ROWS)
    new = parts(sealed.to_bytes()).keys() - parts(path.read_bytes()).keys()
    assert new == {"xl/worksheets/form2.xml"}


def test_every_sheet_is_locked_and_stays_readable(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx")
    book = SealedBook(path.read_bytes())
    book.hide("数据", ROWS)
    book.lock()
    book.lock()
    path.write_bytes(book.to_bytes())
    again = load_workbook(path)
    assert [sheet.protection.sheet for sheet in again] == [True, True]
    assert again.security.lockStructure
    for sheet in SealedBook(path.read_bytes()).sheets.values():
        tags = [child.tag.rpartition("}")[2] for child in sheet]
        assert tags.index("sheetProtection") == tags.index("sheetData") + 1
