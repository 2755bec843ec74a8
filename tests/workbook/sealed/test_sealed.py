"""What the cells of a workbook say, whoever wrote it; the hidden sheet; the locks."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from tests import office
from workbook.reading.guard import check_package
from workbook.sealed.book import SealedBook
from workbook.sealed.own_package import check_own_package
from workbook.values.refusals import WorkbookError
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
SAID = {**VALUES, "A5": datetime(2024, 3, 5), "A9": 13.5, "A10": "甲乙"}
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


def opened(path: Path) -> SealedBook:
    return SealedBook.read(check_package(path), path.name)


def said(path: Path) -> dict[str, object]:
    return {cell: found.value for cell, found in opened(path).said("Sheet").items()}


def test_cells_say_the_same_whoever_wrote_them(tmp_path: Path) -> None:
    by_hand = by_openpyxl(tmp_path / "一.xlsx")
    assert said(by_hand) == {cell: value for cell, value in SAID.items() if cell in VALUES}
    rich = by_xlsxwriter(tmp_path / "二.xlsx")
    assert said(rich) == SAID
    assert opened(rich).said("Sheet")["A9"].formula == "A2+1"


@office.needs_office
def test_cells_say_the_same_after_libreoffice(tmp_path: Path) -> None:
    rich = by_xlsxwriter(tmp_path / "二.xlsx")
    (saved,) = office.convert([rich], "xlsx", tmp_path / "另存")
    assert said(saved) == SAID


def test_a_formula_without_its_result_is_not_blank(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    found = opened(tmp_path / "a.xlsx").said("Sheet")["A1"]
    assert (found.computed, found.formula) == (False, "1+1")


def test_the_hidden_sheet_is_written_and_read(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx")
    book = opened(path)
    book.hide("数据", ROWS)
    path.write_bytes(book.to_bytes())
    again = load_workbook(path)
    assert again.sheetnames == ["Sheet", "数据"]
    assert again["数据"].sheet_state == "veryHidden"
    assert again["数据"]["C2"].data_type == "s"
    rows = list(opened(path).rows("数据"))
    letters = "ABC"
    expected = [
        {letter: text for letter, text in zip(letters, row, strict=True) if text} for row in ROWS
    ]
    assert rows == expected
    assert said(path) == {cell: value for cell, value in SAID.items() if cell in VALUES}


def test_a_book_is_stored_the_same_wherever_it_is_written(tmp_path: Path) -> None:
    book = opened(by_openpyxl(tmp_path / "a.xlsx"))
    book.hide("数据", ROWS)
    book.computed()
    book.recommend_reading_only()
    once = book.to_bytes()
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        packed = archive.infolist()
    assert {entry.compress_type for entry in packed} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in packed} == {(1980, 1, 1, 0, 0, 0)}
    (tmp_path / "b.xlsx").write_bytes(once)
    again = opened(tmp_path / "b.xlsx")
    assert again.book.find(main("fileSharing")).get("readOnlyRecommended") == "1"
    assert again.package.content("xl/workbook.xml").count(b"fullCalcOnLoad") == 0
    check_own_package(once, "b.xlsx")


def test_every_sheet_is_locked_and_stays_readable(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx")
    book = opened(path)
    book.hide("数据", ROWS)
    book.lock()
    book.lock()
    path.write_bytes(book.to_bytes())
    again = load_workbook(path)
    assert [sheet.protection.sheet for sheet in again] == [True, True]
    assert again.security.lockStructure
    for sheet in opened(path).sheets.values():
        tags = [child.tag.rpartition("}")[2] for child in sheet]
        assert tags.index("sheetProtection") == tags.index("sheetData") + 1


def test_files_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工单编号,派单时间\n1,2024-01-01\n", "utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 broken")
    for name in ("a.csv", "b.xlsx", "c.xlsx"):
        with pytest.raises(WorkbookError, match=name[:5]):
            opened(tmp_path / name)
