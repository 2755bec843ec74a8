"""One package type: reading and writing find the same parts, refuse the same doubts."""

import zipfile
from pathlib import Path

import pytest

from tests.workbook.packages import parts
from tests.workbook.xlsx.patching.oddities import book, sheet
from workbook.evaluation.snapshot import FORM_MARK, Snapshot
from workbook.patch import write_columns
from workbook.reading.sheets import open_book
from workbook.values.refusals import AmbiguousError, DamagedError, UnsafeFileError, WorkbookError
from workbook.xlsx.package import CONTENT_TYPES, Package

ROW = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"


def changed(path: Path, name: str, old: str, new: str) -> Path:
    """Replace text in a part."""
    with zipfile.ZipFile(path) as archive:
        held = {entry: archive.read(entry) for entry in archive.namelist()}
    assert old.encode() in held[name]
    held[name] = held[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in held.items():
            archive.writestr(entry, content)
    return path


def refused_alike(path: Path, kind: type[WorkbookError]) -> None:
    """Both ways into a workbook refuse it, and for the same reason."""
    before = path.read_bytes()
    with pytest.raises(kind) as read:
        open_book(path).load("S")
    with pytest.raises(kind) as written:
        write_columns(path, path, "S", {2: [1]})
    assert str(read.value) == str(written.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "target",
    [
        "worksheets/sheet1.xml",
        "/xl/worksheets/sheet1.xml",
        "worksheets\\sheet1.xml",
        "../xl/worksheets/./sheet1.xml",
        "WorkSheets/Sheet1.xml",
        "worksheets/sheet%31.xml",
    ],
)
def test_a_sheet_is_found_however_its_place_is_written(tmp_path: Path, target: str) -> None:
    path = book(tmp_path / "a.xlsx", ROW)
    changed(path, BOOK_RELATIONS, "worksheets/sheet1.xml", target)
    assert open_book(path).load("S").rows == [[1.0]]
    write_columns(path, path, "S", {2: ["新"]})
    assert open_book(path).load("S").rows == [[1.0, "新"]]


def test_two_relationships_of_one_id_are_refused_by_both(tmp_path: Path) -> None:
    other = f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/b.xml"/>'
    path = book(tmp_path / "a.xlsx", ROW, rels=other, parts={"xl/worksheets/b.xml": ROW})
    refused_alike(path, AmbiguousError)


def test_two_workbooks_are_refused_by_both(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROW, parts={"xl/other.xml": "<workbook/>"})
    end = "</Relationships>"
    other = f'<Relationship Id="r9" Type="{OFFICE}/officeDocument" Target="xl/other.xml"/>'
    refused_alike(changed(path, "_rels/.rels", end, other + end), AmbiguousError)


def test_two_sheets_of_one_name_are_refused_by_both(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROW)
    again = '<sheet name="S" sheetId="2" r:id="r1"/></sheets>'
    refused_alike(changed(path, "xl/workbook.xml", "</sheets>", again), DamagedError)


def test_relationships_with_a_document_type_are_not_parsed_further(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROW)
    changed(path, "xl/workbook.xml", "<workbook", '<!DOCTYPE w [<!ENTITY e "x">]><workbook')
    package = Package.of(path.read_bytes(), path.name)
    for parse in (package.root, package.spans):
        with pytest.raises(UnsafeFileError):
            parse(package.book)


def test_names_are_those_of_the_part_that_is_the_workbook(tmp_path: Path) -> None:
    names = f"<definedNames><definedName name='{FORM_MARK}'>'S'!$A$1</definedName></definedNames>"
    path = book(tmp_path / "a.xlsx", ROW, names=names)
    with zipfile.ZipFile(path) as archive:
        held = {
            name.replace("workbook.xml", "m.xml"): archive.read(name) for name in archive.namelist()
        }
    for name in ("_rels/.rels", CONTENT_TYPES):
        held[name] = held[name].replace(b"workbook.xml", b"m.xml")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    assert Snapshot.of(path).made_here("S")


def test_a_part_put_in_and_taken_out_leaves_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROW)
    before = parts(path.read_bytes())
    package = Package.of(path.read_bytes(), path.name)
    number = package.add("xl/worksheets/new.xml", ROW.encode(), "t/x", package.book, "worksheet")
    assert package.relations(package.book)[number].part == "xl/worksheets/new.xml"
    package.copy("xl/worksheets/new.xml", "xl/worksheets/twin.xml")
    assert package.content("xl/worksheets/twin.xml") == ROW.encode()
    assert package.content(CONTENT_TYPES).count(b'ContentType="t/x"') == 2
    for name in ("xl/worksheets/new.xml", "xl/worksheets/twin.xml"):
        package.remove(name, package.book)
    assert {name: package.content(name) for name in package.names()} == before


def test_what_announces_a_missing_part_comes_to_announce_the_new_one(tmp_path: Path) -> None:
    gone = f'<Relationship Id="r7" Type="{OFFICE}/styles" Target="styles.xml"/>'
    path = book(tmp_path / "a.xlsx", ROW, styles=None, rels=gone)
    package = Package.of(path.read_bytes(), path.name)
    assert package.book_part("styles") == ""
    assert package.add("xl/s.xml", b"<styleSheet/>", "t/s", package.book, "styles") == "r7"
    assert package.book_part("styles") == "xl/s.xml"
