"""What a file costs to read is counted before it is read; what is no workbook gets advice."""

import io
import shutil
import struct
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml as encryption
import pytest
import xlsxwriter

from benchmarks.hostile_files import HOSTILE, Hostile
from tests.ledgers import simple, write_xlsx
from tests.workbook.packages_edit import edited
from workbook.ledger.ledger import read_ledger
from workbook.reading import guard, layout, xlsx, xlsx_scan
from workbook.reading.guard import Kind, check_package, kind_of
from workbook.reading.sheets import open_book
from workbook.values.addresses import MAX_ROW
from workbook.values.refusals import (
    EncryptedError,
    NotASpreadsheetError,
    UnsafeFileError,
)

READ = {
    "16383 blanks, row 9000.xlsx",
    "16383 blanks, last row.xlsx",
    "16383 blank texts, row 9000.xlsx",
    "40 numbers, last row.xlsx",
    "1E+999999999.xlsx",
    "5000 digits.xlsx",
    "20000 commas.csv",
    "5000 digits.csv",
}


@pytest.mark.parametrize("hostile", [h for h in HOSTILE if not h.long], ids=lambda h: h.name)
def test_small_files_that_would_take_gigabytes(tmp_path: Path, hostile: Hostile) -> None:
    path = tmp_path / hostile.name
    hostile.write(path)
    if hostile.name in READ:
        assert len(read_ledger(path).frame)
        return
    with pytest.raises(UnsafeFileError) as refusal:
        read_ledger(path)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith(hostile.name)


def test_blank_cells_cost_nothing(tmp_path: Path) -> None:
    (blanks,) = (h for h in HOSTILE if h.name == "16383 blanks, row 9000.xlsx")
    blanks.write(tmp_path / "a.xlsx")
    sheet = open_book(tmp_path / "a.xlsx").load("台账")
    assert (sheet.first_row, sheet.last_row, sheet.last_column) == (2, 9000, 2)
    (commas,) = (h for h in HOSTILE if h.name == "20000 commas.csv")
    commas.write(tmp_path / "a.csv")
    assert open_book(tmp_path / "a.csv").load("a").last_column == 2


def test_too_many_filled_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest honest ledger stays below the limit: 200,000 cases of 40 columns."""
    assert layout.MOST_FILLED > 200_000 * 40
    assert layout.MOST_HELD > MAX_ROW * 40
    monkeypatch.setattr(layout, "MOST_FILLED", 50)
    monkeypatch.setattr(xlsx_scan, "MOST_FILLED", 50)
    path = write_xlsx(tmp_path / "a.xlsx", simple(*[("A1", "2024-01-05 9:00")] * 30))
    with pytest.raises(UnsafeFileError, match=r"a\.xlsx .*请分成几个文件"):
        read_ledger(path)
    (tmp_path / "b.csv").write_text("工单编号,派单时间\n" + "A1,2024-01-05\n" * 99, "utf-8")
    with pytest.raises(UnsafeFileError, match=r"b\.csv"):
        read_ledger(tmp_path / "b.csv")


@pytest.mark.parametrize("part", ["xl/media/image1.png", "customXml/item1.xml", "x.bin"])
def test_the_bytes_of_every_part_count(
    tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MAX_TOTAL", 1 << 20)
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05 9:00")))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, b"<x>" + b" " * (1 << 20) + b"</x>")
    with pytest.raises(UnsafeFileError, match="解压后有 1 MB"):
        check_package(path)


def test_a_giant_list_of_styles(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05 9:00")))
    edited(path, "xl/styles.xml", lambda xml: xml.replace(b"<fonts", b" " * (49 << 20) + b"<fonts"))
    sheet = open_book(path).load("台账")
    with pytest.raises(UnsafeFileError, match="大得不正常"):
        sheet.number_format(1, 1)


ADVICE = [
    ("a.xls", "工单编号\t派单时间\nA1\t2024-01-05\n".encode("gb18030"), "制表符分隔的文本"),
    ("a.xls", "工单编号\t派单时间\n".encode("utf-16"), "制表符分隔的文本"),
    ("a.xlsx", "工单编号,派单时间\nA1,2024-01-05\n".encode(), "逗号或分号分隔的文本"),
    ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "MHTML"),
    ("a.xls", b"From: <Saved by Microsoft>\r\nMIME-Version: 1.0\r\n", "MHTML"),
    ("a.csv", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "MHTML"),
    ("a.xls", "<html><table>".encode("utf-16"), "网页"),
    ("a.xlsx", b"  <TABLE><tr><td>1</td></tr></TABLE>", "网页"),
    ("a.xls", b"<meta charset=utf-8><table>", "网页"),
]


@pytest.mark.parametrize(("name", "content", "what"), ADVICE)
def test_text_named_like_a_workbook(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NotASpreadsheetError, match=what) as refusal:
        check_package(path)
    assert "另存为 .xlsx" in str(refusal.value)


def encrypted(path: Path, password: str) -> Path:
    out = io.BytesIO()
    encryption.OOXMLFile(io.BytesIO(path.read_bytes())).encrypt(password, out)
    path.write_bytes(out.getvalue())
    return path


def test_a_file_that_excel_encrypts_without_asking(tmp_path: Path) -> None:
    """Read-only recommended workbooks are encrypted with a password of Excel's own."""
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05 9:00")))
    encrypted(path, "VelvetSweatshop")
    assert check_package(path).kind is Kind.XLSX
    assert kind_of(path) is Kind.XLSX
    assert read_ledger(path).frame["case_id"].tolist() == ["A1"]


def test_a_file_with_a_password_of_a_person(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05 9:00")))
    encrypted(path, "一二三四")
    with pytest.raises(EncryptedError, match="密码"):
        read_ledger(path)


def test_rounds_of_hashing_without_end(tmp_path: Path) -> None:
    """How often a password is hashed stands in the file: a number that nobody waits for."""
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-05 9:00")))
    raw = encrypted(path, "VelvetSweatshop").read_bytes()
    assert b'spinCount="100000"' in raw
    path.write_bytes(raw.replace(b'spinCount="100000" saltSize', b'spinCount="9999999"saltSize'))
    with pytest.raises(EncryptedError):
        read_ledger(path)


def test_an_xls_without_its_container(tmp_path: Path) -> None:
    """Old exports are the records alone; one with a password is refused."""
    begin = struct.pack("<HHHH12x", 0x0809, 16, 0x0600, 5)
    path = tmp_path / "a.xls"
    path.write_bytes(begin + struct.pack("<HH6x", 0x002F, 6))
    with pytest.raises(EncryptedError, match="密码"):
        check_package(path)
    path.write_bytes(begin + struct.pack("<HH", 0x000A, 0))
    assert check_package(path).kind is Kind.XLS


def test_a_text_that_many_cells_share_is_counted_by_its_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the cells are spelled, and whichever reader reads them."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("工单编号", "派单时间", "标题"))
        for n in range(1, 101):
            sheet.write_row(n, 0, (f"A{n}", f"2024-01-05 9:{n % 60:02}:{n % 7:02}", "长" * 400))
    part = "xl/worksheets/sheet1.xml"
    spelled = Path(shutil.copy(path, tmp_path / "b.xlsx"))
    edited(spelled, part, lambda xml: xml.replace(b' t="s"', b" t='s' "))
    slowly = Path(shutil.copy(path, tmp_path / "c.xlsx"))
    edited(slowly, part, lambda xml: xml.replace(b"<sheetData>", b"<!-- --><sheetData>"))
    monkeypatch.setattr(layout, "MOST_REPEATED", 100 * 400)
    monkeypatch.setattr(xlsx, "MOST_REPEATED", 100 * 400)
    for each in (path, spelled, slowly):
        assert len(read_ledger(each).frame) == 100
    monkeypatch.setattr(layout, "MOST_REPEATED", 98 * 400)
    monkeypatch.setattr(xlsx, "MOST_REPEATED", 98 * 400)
    for each in (path, spelled, slowly):
        with pytest.raises(UnsafeFileError, match="同一段长文字"):
            read_ledger(each)
