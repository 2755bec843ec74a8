"""What one program reads and another does not is refused, with its place; never read in silence."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.workbook.packages_edit import edited
from workbook.reading import xlsx_scan
from workbook.reading.sheets import open_book
from workbook.reading.xlsx_scan import scan
from workbook.values.refusals import AmbiguousError, WorkbookError

SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, RELATIONS, ROOT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"
ROWS: list[list[object]] = [["文号", "金额"], ["安政1号", 120.5], ["安政2号", 99]]
RIGHT = '<c r="B2" s="1"><v>120.5</v></c>'
FALSE = '<c r="B2" s="1"><v>9</v></c>'
ROW = f'<row r="2"><c r="A2" t="s"><v>2</v></c>{RIGHT}</row>'
OTHER_ROW = ROW.replace(RIGHT, FALSE)
FOREIGN = "<z:v xmlns:z='urn:z'>9</z:v>"
CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x14">{0}</mc:Choice><mc:Fallback>{1}</mc:Fallback></mc:AlternateContent>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "考核评价.xlsx"
    with xlsxwriter.Workbook(path) as made:
        money = made.add_format({"num_format": '0.00"元"'})
        sheet = made.add_worksheet("其他扣款")
        for number, row in enumerate(ROWS):
            for column, value in enumerate(row):
                sheet.write(number, column, value, money if number and column else None)
        made.add_worksheet("考核评分")
    edited(path, SHEET, lambda xml: re.sub(rb' spans="[^"]*"', b"", xml))
    return path


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        assert old.encode() in xml, xml
        return xml.replace(old.encode(), new.encode(), 1)

    return change


CELLS = {
    "two values, the false one first": ("<v>120.5</v>", "<v>9</v><v>120.5</v>"),
    "two values, the false one last": ("<v>120.5</v>", "<v>120.5</v><v>9</v>"),
    "a blank value before": ("<v>120.5</v>", "<v/><v>120.5</v>"),
    "a value of another namespace": ("<v>120.5</v>", f"{FOREIGN}<v>120.5</v>"),
    "a value where a text is promised": (RIGHT, '<c r="B2" t="inlineStr"><v>120.5</v></c>'),
    "a text where a value is promised": (RIGHT, '<c r="B2"><is><t>120.5</t></is></c>'),
    "a row of another namespace": (ROW, OTHER_ROW.replace("<row ", "<row xmlns='urn:z' ")),
    "two texts": (RIGHT, '<c r="B2" t="inlineStr"><is><t>9</t></is><is><t>120.5</t></is></c>'),
    "a text twice": (RIGHT, '<c r="B2" t="inlineStr"><is><t>9</t><t>120.5</t></is></c>'),
    "a run and a text": (RIGHT, '<c r="B2" t="inlineStr"><is><r><t>9</t></r><t>1</t></is></c>'),
    "two texts in a run": (RIGHT, '<c r="B2" t="inlineStr"><is><r><t>9</t><t>1</t></r></is></c>'),
    "two formulas": (RIGHT, '<c r="B2"><f>9</f><f>120.5</f><v>120.5</v></c>'),
    "the cell twice, the false one first": (RIGHT, FALSE + RIGHT),
    "the cell twice, the false one last": (RIGHT, RIGHT + FALSE),
    "the cell again and blank": (RIGHT, f'{RIGHT}<c r="B2"/>'),
    "the cell again in the next row": ('<c r="B3"', '<c r="B2"'),
    "the cell again by its place": (RIGHT, f"{RIGHT.replace(' r=', ' x=')}{RIGHT}"),
    "the row twice, the false one first": (ROW, OTHER_ROW + ROW),
    "the row twice, the false one last": (ROW, ROW + OTHER_ROW),
    "the row twice, its cells apart": (RIGHT, f'</row><row r="2">{RIGHT}'),
    "the row again far below": ("</sheetData>", f"{OTHER_ROW}</sheetData>"),
    "the row's number in other letters": ('<row r="2">', '<row r="２">'),
    "a choice of cells": (RIGHT, CHOICE.format(FALSE, RIGHT)),
    "a choice of values": ("<v>120.5</v>", CHOICE.format("<v>9</v>", "<v>120.5</v>")),
    "a choice of rows": (ROW, CHOICE.format(OTHER_ROW, ROW)),
    "all rows twice": ("<sheetData>", f"<sheetData>{OTHER_ROW}</sheetData><sheetData>"),
    "rows outside": ("</sheetData>", f"</sheetData><extLst>{OTHER_ROW}</extLst>"),
    "a number with a comma": ("<v>120.5</v>", "<v>1,205</v>"),
    "a number with a line": ("<v>120.5</v>", "<v>1_205</v>"),
    "a number in other digits": ("<v>120.5</v>", "<v>１２０.5</v>"),
    "two points": ("<v>120.5</v>", "<v>1.20.5</v>"),
    "a sum": ("<v>120.5</v>", "<v>120-5</v>"),
    "a number and more": ("<v>120.5</v>", "<v>120.5 元</v>"),
    "a kind that is none": (RIGHT, RIGHT.replace("><v>", ' t="x"><v>')),
    "a kind with a blank": (RIGHT, RIGHT.replace("><v>", ' t=" n"><v>')),
    "a date that is none": (RIGHT, RIGHT.replace("><v>", ' t="d"><v>')),
    "an element in a value": ("<v>120.5</v>", "<v>1<x/>20.5</v>"),
}


@pytest.mark.parametrize(("old", "new"), CELLS.values(), ids=CELLS)
def test_a_sheet_that_can_be_read_in_two_ways(book: Path, old: str, new: str) -> None:
    edited(book, SHEET, replaced(old, new))
    with pytest.raises(AmbiguousError, match=rf"考核评价.xlsx 的 {SHEET}.*不同的软件") as refused:
        open_book(book).load("其他扣款")
    if "B2" in new and "row" not in new:
        assert re.search(r"的( B2|第[23]行)", str(refused.value)), refused.value


SHARED = {
    "a text twice, the false one first": "<t>假</t><t>安政1号</t>",
    "a text twice, the false one last": "<t>安政1号</t><t>假</t>",
    "a text, a run and a text": "<t>安政</t><r><t>1号</t></r><t>假</t>",
    "a run and a text": "<r><t>假</t></r><t>安政1号</t>",
    "two texts in a run": "<r><t>安政1号</t><t>假</t></r>",
    "a text behind its reading": '<t>安政</t><rPh sb="0" eb="1"><t>假</t></rPh><t>1号</t>',
    "an element in the text": "<t>安政<b/>1号</t>",
    "a text of another namespace": "<t>安政1号</t><t xmlns='urn:z'>假</t>",
    "a choice of texts": CHOICE.format("<t>假</t>", "<t>安政1号</t>"),
}


@pytest.mark.parametrize("text", SHARED.values(), ids=SHARED)
def test_a_shared_text_that_can_be_read_in_two_ways(book: Path, text: str) -> None:
    edited(book, TEXTS, replaced("<t>安政1号</t>", text))
    with pytest.raises(AmbiguousError, match=rf"{TEXTS} 的第\d+段文字"):
        open_book(book).load("其他扣款")


PREFIXED = {
    "a value behind": (SHEET, "<v>120.5</v>", "<v>120.5</v><z:v>9</z:v>"),
    "a value before": (SHEET, "<v>120.5</v>", "<z:v>9</z:v><v>120.5</v>"),
    "a value alone": (SHEET, "<v>120.5</v>", "<z:v>9</z:v>"),
    "a formula": (SHEET, "<v>120.5</v>", "<z:f>9</z:f><v>120.5</v>"),
    "a cell": (SHEET, RIGHT, f"{FALSE.replace('<c', '<z:c').replace('/c', '/z:c')}{RIGHT}"),
    "a shared text behind": (TEXTS, "<t>安政1号</t>", "<t>安政1号</t><z:t>假</z:t>"),
    "a shared text before": (TEXTS, "<t>安政1号</t>", "<z:t>假</z:t><t>安政1号</t>"),
    "a shared text alone": (TEXTS, "<t>安政1号</t>", "<z:t>安政1号</z:t>"),
    "a run": (TEXTS, "<t>安政1号</t>", "<z:r><t>假</t></z:r><t>安政1号</t>"),
    "a text in a run": (TEXTS, "<t>安政1号</t>", "<r><z:t>假</z:t><t>安政1号</t></r>"),
}


@pytest.mark.parametrize(("part", "old", "new"), PREFIXED.values(), ids=PREFIXED)
def test_what_another_namespace_says_under_a_prefix(
    book: Path, part: str, old: str, new: str
) -> None:
    """Declared at the root: some readers go by the name behind the prefix."""
    edited(book, part, replaced(old, new))
    edited(book, part, lambda xml: re.sub(rb"<(worksheet|sst) ", rb'<\1 xmlns:z="urn:z" ', xml))
    with pytest.raises(AmbiguousError, match=rf"考核评价.xlsx 的 {part}"):
        open_book(book).load("其他扣款")


def related(kind: str) -> tuple[str, str]:
    """One more relationship of a kind that leads elsewhere."""
    more = f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="a.xml"/>'
    return "</Relationships>", f"{more}</Relationships>"


PERCENT = '<numFmt numFmtId="164" formatCode="0%"/>'
PARTS = {
    "two lists of sheets": (BOOK, "<sheets>", "<sheets></sheets><sheets>"),
    "two calendars": (BOOK, "<sheets>", '<workbookPr date1904="1"/><sheets>'),
    "two parts under one id": (RELATIONS, 'Id="rId2"', 'Id="rId1"'),
    "two styles": (RELATIONS, *related("styles")),
    "two lists of texts": (RELATIONS, *related("sharedStrings")),
    "two workbooks": (ROOT, *related("officeDocument")),
    "a number format twice": (STYLES, "</numFmts>", f"{PERCENT}</numFmts>"),
    "two lists of looks": (STYLES, "<cellXfs ", "<cellXfs><xf/></cellXfs><cellXfs "),
}


@pytest.mark.parametrize(("part", "old", "new"), PARTS.values(), ids=PARTS)
def test_parts_that_can_be_read_in_two_ways(book: Path, part: str, old: str, new: str) -> None:
    edited(book, part, replaced(old, new))
    with pytest.raises(AmbiguousError, match=r"考核评价\.xlsx"):
        open_book(book).load("其他扣款").number_format(2, 2)


def test_a_relationship_of_another_kind_leads_nowhere(book: Path) -> None:
    false = (
        '<Relationship Id="x" Type="http://example.com/officeDocument" Target="docProps/app.xml"/>'
    )
    edited(book, ROOT, lambda xml: re.sub(rb"(<Relationships[^>]*>)", rb"\1" + false.encode(), xml))
    assert open_book(book).load("其他扣款").rows == ROWS


def test_an_id_of_another_kind_leads_nowhere(book: Path) -> None:
    edited(book, BOOK, replaced('r:id="rId1"', 'z:id="rId2" xmlns:z="urn:z" r:id="rId1"'))
    assert open_book(book).load("其他扣款").rows == ROWS


def test_a_package_that_is_an_ods_as_well(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(AmbiguousError, match="OpenDocument"):
        open_book(book)


def moved(archive: bytes, by: int) -> bytes:
    """The archive as it must be written to stand ``by`` bytes further on."""
    data, end = bytearray(archive), archive.rfind(b"PK\5\6")
    count, at = struct.unpack_from("<H4xI", data, end + 10)
    struct.pack_into("<I", data, end + 16, at + by)
    for _ in range(count):
        (offset,) = struct.unpack_from("<I", data, at + 42)
        struct.pack_into("<I", data, at + 42, offset + by)
        at += 46 + sum(struct.unpack_from("<HHH", data, at + 28))
    return bytes(data)


def two_archives(book: Path) -> tuple[bytes, bytes]:
    """The true package, and a false one to stand behind it."""
    true = book.read_bytes()
    edited(book, SHEET, replaced("120.5", "9"))
    return true, moved(book.read_bytes(), len(true))


def test_an_archive_with_two_ends(book: Path) -> None:
    true, false = two_archives(book)
    end = true.rfind(b"PK\5\6")
    length = struct.pack("<H", len(false))
    book.write_bytes(true[: end + 20] + length + true[end + 22 :] + false)
    with pytest.raises(WorkbookError, match="有两处结尾"):
        open_book(book)


def test_an_archive_whose_two_ends_say_different_things(book: Path) -> None:
    true, false = two_archives(book)
    end = true.rfind(b"PK\5\6")
    count, size, at = struct.unpack_from("<HII", true, end + 10)
    whole = true + false
    usual = whole.rfind(b"PK\5\6")
    wide = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, at)
    wide += struct.pack("<4sIQI", b"PK\6\7", 0, usual, 1)
    book.write_bytes(whole[:usual] + wide + whole[usual:])
    with pytest.raises(WorkbookError, match="两种说法"):
        open_book(book)


def test_a_part_with_two_names(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(book, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name)
            if name == SHEET:
                info.extra = struct.pack("<HHBI", 0x7075, 7, 1, zlib.crc32(name.encode())) + b"zz"
            archive.writestr(info, data)
    with pytest.raises(WorkbookError, match="有两个名字"):
        open_book(book)


def test_two_sheets_in_one_part_of_the_archive(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(SHEET.upper(), archive.read(SHEET))
    with pytest.raises(WorkbookError, match="重名"):
        open_book(book)


ALIKE = {
    "rows out of order": (ROW, "", "</sheetData>", f"{ROW}</sheetData>"),
    "a row without a number": ('<row r="2">', "<row>", "", ""),
    "cells without addresses": (RIGHT, RIGHT.replace(' r="B2"', ""), "", ""),
    "blanks around a number": ("<v>120.5</v>", "<v> 120.5\n</v>", "", ""),
    "a text that its kind leaves out": (
        RIGHT,
        RIGHT.replace("><v>", ' t="n"><v>'),
        '<c r="A2" t="s"><v>2</v></c>',
        '<c r="A2" t="inlineStr"><v>9</v><is><t>安政</t><r><t>1号</t></r></is></c>',
    ),
    "a formula with its text in the cell, as LibreOffice wrote": (
        '<c r="A2" t="s"><v>2</v></c>',
        '<c r="A2" t="inlineStr"><f>A9</f><is><t>安政1号</t></is></c>',
        "",
        "",
    ),
    "an anchor that counts rows": (
        "</sheetData>",
        "</sheetData><controls><a:from xmlns:a='urn:a'><a:row>2</a:row></a:from></controls>",
        "",
        "",
    ),
    "an extension of a cell": ("<v>120.5</v>", "<v>120.5</v><extLst/>", "", ""),
}


@pytest.mark.parametrize(("old", "new", "second", "then"), ALIKE.values(), ids=ALIKE)
def test_what_every_program_reads_alike_is_read(
    book: Path, old: str, new: str, second: str, then: str
) -> None:
    edited(book, SHEET, replaced(old, new))
    edited(book, SHEET, replaced(second, then))
    assert open_book(book).load("其他扣款").rows == ROWS


def test_a_large_sheet_is_looked_over_at_every_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window of the scan ends somewhere within the sheet; nothing hides at its edge."""
    window = 1 << 12
    monkeypatch.setattr(xlsx_scan, "WINDOW", window)
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("台账")
        for row in range(40):
            for column in range(9):
                sheet.write(row, column, row + column / 8)
    data = zipfile.ZipFile(path).read(SHEET)
    assert len(data) > 2 * window
    assert scan(data, "台账").plain
    for place in range(window - 120, window + 120):
        at = data.index(b"</c>", place)
        assert not scan(data[:at] + b"<v>9</v>" + data[at:], "台账").plain, place
