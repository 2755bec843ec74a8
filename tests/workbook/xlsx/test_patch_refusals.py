"""Files that are not written into, each refused and left as it was."""

import io
import struct
import zipfile

import pytest

from tests.workbook.xlsx.patching.oddities import book, sheet
from tests.workbook.xlsx.small_packages import ROW, SHEET, contents, refused
from workbook.patch import write_columns
from workbook.values import refusals

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
KINDS = {
    "empty": (b"", refusals.NotASpreadsheetError),
    "text": ("工单编号,派单时间\n".encode(), refusals.NotASpreadsheetError),
    "old .xls": (OLE, refusals.NotASpreadsheetError),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), refusals.EncryptedError),
    "cut zip": (b"PK\3\4" + bytes(50), refusals.DamagedError),
    "empty zip": (b"PK\5\6" + bytes(18), refusals.DamagedError),
}


@pytest.mark.parametrize("name", KINDS)
def test_other_files(tmp_path, name):
    content, kind = KINDS[name]
    (tmp_path / "a.xlsx").write_bytes(content)
    refused(tmp_path / "a.xlsx", kind)


def zipped(path, parts):
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts:
            package.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "XL/Workbook.xml", "xl\\workbook.xml", "/xl/workbook.xml"]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubled_parts(ledger, name):
    zipped(ledger, [*contents(ledger), (name, b"<x/>")])
    refused(ledger, refusals.DamagedError, "重名")


def test_signatures(ledger, tmp_path):
    parts = contents(ledger)
    zipped(ledger, [*parts, ("_xmlsignatures/origin.sigs", b"")])
    refused(ledger, refusals.SignedError, "签名")
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    rel = f'<Relationship Id="r7" Type="{kind}" Target="sigs/origin.sigs"/></Relationships>'
    signed = [
        (n, c.replace(b"</Relationships>", rel.encode()) if n == "_rels/.rels" else c)
        for n, c in parts
    ]
    zipped(ledger, signed)
    refused(ledger, refusals.SignedError, "签名")


def test_a_signed_macro_project_is_copied_as_it_is(tmp_path):
    macros = {"xl/vbaProject.bin": b"\0vba", "xl/vbaProjectSignature.bin": b"\0signature"}
    source = book(tmp_path / "a.xlsm", sheet(ROW), parts=macros)
    write_columns(source, source, "S", {2: ["x"]})
    assert dict(contents(source)).items() >= macros.items()


def replaced(path, name, change):
    return zipped(path, [(n, change(c) if n == name else c) for n, c in contents(path)])


BROKEN = {
    "rows out of order": ('<row r="2"/><row r="1"/>', "行号"),
    "a doubled row": ('<row r="2"/><row r="2"><c r="A2"/></row>', "行号"),
    "a written cell after others": ('<row r="1"><c r="A1"/><c r="B1"/><c r="A1"/></row>', "按列"),
    "a cell in another row": ('<row r="1"><c r="A2"/></row>', "A2"),
    "no row number": ('<row r="x"><c r="A1"/></row>', "行号"),
    "a row too far": ('<row r="1048577"/>', "行号"),
    "an open row": ('<row r="1"><c r="A1"/>', "没有"),
    "an open cell": ('<row r="1"><c r="A1"></row><row r="2"/>', None),
    "crossed tags": ('<row r="1"><c r="A1"><v>1</c></v></row>', "XML"),
    "an unknown entity": ('<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>', "XML"),
    "a control character": ('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>', "XML"),
    "something between rows": ('<row r="1"/><x/><row r="2"/>', None),
    "alternate content": ("<mc:AlternateContent/>", None),
    "an unbound prefix": ('<row r="1" z:y="1"><c r="A1"/></row>', "XML"),
    "a doubled attribute": ('<row r="1"><c r="A1" s="0" s="1"/></row>', "XML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_sheets(tmp_path, name):
    xml, match = BROKEN[name]
    source = book(tmp_path / "a.xlsx", sheet(f"<sheetData>{xml}</sheetData>"))
    refused(source, refusals.DamagedError, match)


def test_rows_that_do_not_end(tmp_path):
    source = book(tmp_path / "a.xlsx", sheet("<sheetData>").replace("</worksheet>", ""))
    refused(source, refusals.DamagedError)


def test_invalid_utf8(tmp_path):
    xml = sheet('<row r="1"><c r="A1" t="str"><v>é甲</v></c></row>').encode()
    refused(
        book(tmp_path / "a.xlsx", xml.replace("甲".encode(), b"\xe7\x94")), refusals.DamagedError
    )


def test_document_types(ledger):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"):
        original = dict(contents(ledger))[name]
        replaced(ledger, name, lambda c: bomb + c)
        refused(ledger, refusals.UnsafeFileError, "文档类型")
        replaced(ledger, name, lambda c, o=original: o)


def test_parts_that_are_missing(ledger):
    parts = contents(ledger)
    for name in ("[Content_Types].xml", "xl/workbook.xml", SHEET):
        zipped(ledger, [(n, c) for n, c in parts if n != name])
        refused(ledger, refusals.WorkbookError)


def test_sheets_that_hold_no_cells(ledger):
    replaced(ledger, SHEET, lambda c: b"<chartsheet/>")
    refused(ledger, refusals.SheetError)
    replaced(
        ledger, "xl/_rels/workbook.xml.rels", lambda c: c.replace(b'/worksheet"', b'/chartsheet"')
    )
    refused(ledger, refusals.SheetError, "图表")


def test_a_workbook_of_another_kind(ledger):
    replaced(ledger, "xl/workbook.xml", lambda c: b"<document/>")
    refused(ledger, refusals.NotASpreadsheetError)


def lied(path, offset, value, *, central):
    """Overwrite four bytes of the sheet's central or local record."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        at = package.getinfo(SHEET).header_offset
    if central:
        at = (
            data.index(SHEET.encode(), data.rindex(b"PK\1\2[Con"[:4], 0, data.index(b"PK\1\2") + 4))
            - 46
        )
    data[at + offset : at + offset + 4] = struct.pack("<I", value)
    path.write_bytes(data)


@pytest.mark.parametrize("value", [5, 10**6, 0xFFFFFFF0])
@pytest.mark.parametrize("offset", [16, 20, 24, 42], ids=["crc", "packed", "size", "offset"])
def test_a_directory_that_lies(ledger, offset, value):
    lied(ledger, offset, value, central=True)
    refused(ledger, refusals.DamagedError)


def test_a_damaged_part_that_is_not_ours(ledger):
    data = bytearray(ledger.read_bytes())
    with zipfile.ZipFile(ledger) as package:
        at = package.getinfo("xl/styles.xml").header_offset
    zipped(ledger, [*contents(ledger), ("docProps/x.bin", bytes(range(256)) * 40)])
    data = bytearray(ledger.read_bytes())
    at = data.index(b"docProps/x.bin") + 100
    data[at] ^= 0xFF
    ledger.write_bytes(data)
    refused(ledger, refusals.DamagedError, "校验")


def test_a_bomb(ledger):
    replaced(ledger, "xl/styles.xml", lambda c: c)
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents(ledger):
            package.writestr(name, content)
        package.writestr("xl/media/bomb.bin", bytes(50_000_000))
    data = bytearray(huge.getvalue())
    at = data.rindex(b"xl/media/bomb.bin") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    ledger.write_bytes(data)
    refused(ledger, refusals.DamagedError)
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFFE)
    ledger.write_bytes(data)
    refused(ledger, refusals.WorkbookError)
