"""What is refused before any reader opens it: a clear line, quickly, whatever the suffix says."""

import io
import random
import re
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.ledgers import SheetPlan, simple, write_xlsx
from tests.office import convert, needs_office
from tests.workbook.packages_edit import edited
from workbook.ledger.ledger import read_ledger
from workbook.reading.guard import Kind, check_package
from workbook.values.refusals import (
    DamagedError,
    EncryptedError,
    NotASpreadsheetError,
    UnsafeFileError,
    WorkbookError,
)

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "台账.xlsx", simple(("A1", "2024-01-05 9:00")))


def test_kinds(ledger: Path) -> None:
    assert check_package(ledger).kind is Kind.XLSX


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "空文件"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("a.csv", b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "网页"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "XML"),
        ("a.xlsx", b"%PDF-1.7", "PDF"),
        ("a.xlsx", "工单编号,派单时间\n".encode(), "不是电子表格"),
        ("a.csv", b"\0\1\2\3", "不是文本"),
        ("a.csv", b"\xff\xff\x80\x81 not text", "编码"),
        ("a.dat", b"abc", "不是电子表格"),
    ],
)
def test_no_spreadsheets(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NotASpreadsheetError, match=word) as refusal:
        read_ledger(path)
    assert name in str(refusal.value)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(NotASpreadsheetError, match="不存在"):
        read_ledger(tmp_path / "no.xlsx")
    with pytest.raises(NotASpreadsheetError, match="文件夹"):
        check_package(tmp_path)
    with pytest.raises(NotASpreadsheetError):
        read_ledger(tmp_path)


def test_other_packages(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotASpreadsheetError, match="Word"):
        check_package(path)


def test_a_bomb_that_says_so(ledger: Path) -> None:
    edited(ledger, "docProps/app.xml", lambda _: b"<x>" + b" " * 999_997)
    raw = ledger.read_bytes()
    ledger.write_bytes(raw.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 3 << 30)))
    with pytest.raises(UnsafeFileError, match="解压后有 3072 MB"):
        read_ledger(ledger)


def test_a_bomb_that_lies(ledger: Path) -> None:
    edited(ledger, "docProps/app.xml", lambda _: b"<sst>" + b" " * (64 << 20) + b"</sst>")
    raw = ledger.read_bytes()
    true = struct.pack("<I", (64 << 20) + 11)
    assert raw.count(true) == 2
    ledger.write_bytes(raw.replace(true, struct.pack("<I", 1000)))
    with pytest.raises(DamagedError):
        read_ledger(ledger)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml", "_rels/.rels"]
)
def test_entities(ledger: Path, encoding: str, part: str) -> None:
    def bomb(xml: bytes) -> bytes:
        root = re.sub(r"^<\?xml.*?\?>\s*", "", xml.decode())
        name = "utf-16" if "16" in encoding else "utf-8"
        return f'<?xml version="1.0" encoding="{name}"?>\n<!-- x -->{LAUGHS}{root}'.encode(encoding)

    edited(ledger, part, bomb)
    with pytest.raises(UnsafeFileError, match="DOCTYPE"):
        read_ledger(ledger)


def test_an_encoding_that_hides_entities(ledger: Path) -> None:
    edited(ledger, SHEET, lambda xml: b'<?xml version="1.0" encoding="utf-7"?>+ADw-x/+AD4-')
    with pytest.raises(DamagedError):
        read_ledger(ledger)


END = b"</sheetData>"
FAR = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    "cell",
    [
        FAR,
        FAR.replace(b' r="XFD', b" r = 'XFD").replace(b'576" t', b"576' t"),
        FAR.replace(b"<c r=", b"<c\nr="),
        FAR.replace(b"<c r=", b'<c s="1" r='),
        FAR.replace(b"XFD1048576", b"xfd1048576"),
        b'<row r="1048576"><c><v>1</v></c></row><row r="3"><c r="XFD3"><v>1</v></c></row>' + END,
        b'<row r="3"><c r="ZZ3"><v>1</v></c></row>'
        b'<row r="99999"><c r="A99999"><v>1</v></c></row>' + END,
    ],
)
def test_a_cell_far_out(ledger: Path, cell: bytes) -> None:
    edited(ledger, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    with pytest.raises(UnsafeFileError, match="过开"):
        read_ledger(ledger)


def test_a_far_cell_outside_the_sheet(ledger: Path) -> None:
    cell = FAR.replace(b"XFD1048576", b"ZZZ99999999").replace(b"1048576", b"99999999")
    edited(ledger, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    with pytest.raises(DamagedError):
        read_ledger(ledger)


def test_styles_far_out_are_harmless(ledger: Path) -> None:
    book = openpyxl.load_workbook(ledger)
    for cell in ("XFD1", "XFD1048576", "A1048576"):
        book.active[cell].fill = PatternFill("solid", "ff0000")
    book.save(ledger)
    assert len(read_ledger(ledger).frame) == 1


def test_a_dimension_that_boasts_is_harmless(ledger: Path) -> None:
    edited(
        ledger,
        SHEET,
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml),
    )
    assert len(read_ledger(ledger).frame) == 1


def test_a_long_narrow_sheet_is_read(tmp_path: Path) -> None:
    far = SheetPlan("台账", headers=[("工单编号", "派单时间")], cases=[("A1", "2024-01-05 9:00")])
    path = write_xlsx(tmp_path / "a.xlsx", far)
    book = openpyxl.load_workbook(path)
    book.active["A1048576"] = "A2"
    book.save(path)
    assert read_ledger(path).frame["row"].tolist() == [2, 1048576]


@needs_office
def test_repeated_cells_of_an_ods(ledger: Path, tmp_path: Path) -> None:
    (made,) = convert([ledger], "ods", tmp_path / "ods")
    assert check_package(made).kind is Kind.ODS
    assert len(read_ledger(made).frame) == 1

    def repeat(xml: bytes) -> bytes:
        row = b'<table:table-row table:number-rows-repeated="1000"/>'
        row += b'<table:table-row table:number-rows-repeated="100000"><table:table-cell '
        row += b'table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
        row += b"</table:table-row>"
        return re.sub(rb"(<table:table-row.*)</table:table>", row + b"</table:table>", xml)

    edited(made, "content.xml", repeat)
    with pytest.raises(UnsafeFileError, match="1200 万格"):
        read_ledger(made)


@needs_office
def test_old_workbooks(ledger: Path, tmp_path: Path) -> None:
    (made,) = convert([ledger], "xls", tmp_path / "xls")
    raw = made.read_bytes()
    for size in (100, 600, len(raw) // 2, len(raw) - 600):
        made.write_bytes(raw[:size])
        with pytest.raises(WorkbookError):
            read_ledger(made)


def test_encrypted_packages(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(compound("EncryptedPackage", b"x" * 5000))
    with pytest.raises(EncryptedError, match="密码"):
        read_ledger(path)


def test_an_encrypted_xls(tmp_path: Path) -> None:
    stream = struct.pack("<HHHH12x", 0x0809, 16, 0x0600, 5) + struct.pack("<HH6x", 0x002F, 6)
    path = tmp_path / "a.xls"
    path.write_bytes(compound("Workbook", stream.ljust(5000, b"\0")))
    with pytest.raises(EncryptedError, match="密码"):
        read_ledger(path)


def test_other_documents_of_the_old_format(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound("WordDocument", b"x" * 5000))
    with pytest.raises(NotASpreadsheetError, match="Word"):
        read_ledger(path)


def compound(name: str, stream: bytes) -> bytes:
    """Build a compound file with one stream of at least 4,096 bytes."""
    sectors = -(-len(stream) // 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le")
        return struct.pack(
            "<64sHBB3I36xIQ",
            text,
            len(text) + 2,
            kind,
            1,
            0xFFFFFFFF,
            0xFFFFFFFF,
            child,
            start,
            size,
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(
        name, 2, 0xFFFFFFFF, 2, len(stream)
    )
    return (
        header
        + struct.pack("<128I", *fat)
        + directory.ljust(512, b"\0")
        + stream.ljust(512 * sectors, b"\0")
    )


def test_cut_files_are_refused(ledger: Path) -> None:
    raw = ledger.read_bytes()
    for size in range(1, len(raw), max(1, len(raw) // 40)):
        ledger.write_bytes(raw[:size])
        with pytest.raises(WorkbookError):
            read_ledger(ledger)


@needs_office
def test_broken_files_never_break_the_reader(tmp_path: Path) -> None:
    """Any file is read or refused with a line; never another exception, never a long wait."""
    dice = random.Random(20240105)
    book = write_xlsx(tmp_path / "a.xlsx")
    files = [book, *convert([book], "xls", tmp_path), *convert([book], "ods", tmp_path)]
    text = tmp_path / "a.csv"
    text.write_text("工单编号,派单时间\nA1,2024-01-05 9:00\n", "gb18030")
    for file in [*files, text]:
        raw = file.read_bytes()
        for _ in range(60):
            broken = bytearray(raw)
            for _ in range(dice.choice([1, 3, 20])):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            attempt(tmp_path / f"b{file.suffix}", bytes(broken))


def test_broken_parts_never_break_the_reader(ledger: Path, tmp_path: Path) -> None:
    dice = random.Random(20240106)
    with zipfile.ZipFile(ledger) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for name, data in parts.items():
        for _ in range(25):
            broken = bytearray(data)
            for _ in range(dice.choice([1, 5, 40])):
                at = dice.randrange(len(broken))
                broken[at : at + dice.choice([0, 1, 9])] = dice.choice(
                    [b"", b"<", b'"', b"9", b"\xff"]
                )
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w") as archive:
                for other, content in parts.items():
                    archive.writestr(other, bytes(broken) if other == name else content)
            attempt(tmp_path / "b.xlsx", file.getvalue())


def attempt(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    try:
        read_ledger(path)
    except WorkbookError as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017  most attempts are refused, some are read
        assert path.name in str(refusal)  # noqa: PT017
