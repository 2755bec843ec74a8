"""What few writers do and the format allows: odd addresses, parts that miss, parts that lie."""

import re
import zipfile
from datetime import datetime

import openpyxl
import pytest
import python_calamine

from tests.workbook.xlsx.patching.oddities import MAIN, book, part, sheet
from tests.workbook.xlsx.patching.oracle import assert_only_changed, loaded
from workbook.patch import write_columns
from workbook.values.refusals import CellError, DamagedError
from workbook.xlsx.patching.row_stream import RowStream

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
DATED = {2: ["2024"], 3: [datetime(2024, 3, 1, 9, 30)]}
SHEET_PART = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "there",
    [
        '<c r="b1"><v>7</v></c>',
        '<c r="$B$1"><v>7</v></c>',
        '<c r=""><v>7</v></c>',
        "<c r='b1'><v>7</v></c>",
        '<c s="1" r="b1"><v>7</v></c>',
        '<c r=" B1 "><v>7</v></c>',
    ],
)
@pytest.mark.parametrize("after", ["", '<c r="C1"><v>8</v></c>', '<c r="c1"><v>8</v></c>'])
@pytest.mark.parametrize("rows", [1, 40])
def test_an_address_in_another_spelling_is_still_the_cell(tmp_path, there, after, rows):
    one = f'<row r="1"><c r="A1"><v>1</v></c>{there}{after}</row>'
    text = "".join(
        re.sub(r"([A-Ca-c]\$?)1(?=\W)", rf"\g<1>{n}", one).replace('r="1"', f'r="{n}"')
        for n in range(1, rows + 1)
    )
    source = book(tmp_path / "a.xlsx", sheet(text))
    write_columns(source, tmp_path / "b.xlsx", "S", {2: ["新"] * rows})
    written = part(tmp_path / "b.xlsx")
    assert written.count("新") == rows
    assert "<v>7</v>" not in written
    assert written.count("<v>8</v>") == (rows if after else 0)
    assert loaded(tmp_path / "b.xlsx")["S"].cell(rows, 2).value == "新"


@pytest.mark.parametrize("far", ["b1", "$B$1", "B1"])
def test_a_cell_out_of_order_is_never_written_twice(tmp_path, far):
    rows = f'<row r="1"><c r="A1"/><c r="D1"><v>1</v></c><c r="{far}"><v>7</v></c></row>'
    source = book(tmp_path / "a.xlsx", sheet(rows))
    with pytest.raises(DamagedError):
        write_columns(source, tmp_path / "b.xlsx", "S", {2: ["新"]})
    before = f'<row r="1"><c r="{far}"><v>7</v></c><c r="A1"><v>1</v></c></row>'
    source = book(tmp_path / "a.xlsx", sheet(before))
    with pytest.raises(DamagedError):
        write_columns(source, tmp_path / "b.xlsx", "S", {2: ["新"]})


def alternative(first, last):
    """What a program offers that writes a newer and an older way."""
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return (
        f'<mc:AlternateContent {mc}><mc:Choice Requires="x16r2">{first}</mc:Choice>'
        f"<mc:Fallback>{last}</mc:Fallback></mc:AlternateContent>"
    )


NUMBERED = '<numFmt numFmtId="164" formatCode="0.000"/>'
XF = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'


def styles(formats, xfs):
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1">{formats}</numFmts><fonts><font/></fonts>'
        "<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{xfs}</cellXfs></styleSheet>"
    )


def format_of(path, cell):
    """The number format of a cell of the first sheet, counted over the last way of each."""
    text = re.sub(r"<mc:Choice.*?</mc:Choice>", "", part(path, "xl/styles.xml"))
    xfs = re.findall(r"<xf [^>]*", text[text.index("<cellXfs") :])
    style = re.search(rf'<c r="{cell}" s="(\d+)"', part(path))
    number = re.search(r'numFmtId="(\d+)"', xfs[int(style[1])])[1]
    return dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', text))[number]


def test_formats_that_are_offered_in_two_ways(tmp_path):
    text = styles(
        alternative(NUMBERED, NUMBERED), XF.format(0) + alternative(*[XF.format(164)] * 2)
    )
    source = book(tmp_path / "a.xlsx", sheet(CELL), styles=text)
    write_columns(source, tmp_path / "b.xlsx", "S", DATED)
    assert format_of(tmp_path / "b.xlsx", "C1") == "yyyy-mm-dd hh:mm"


def test_formats_that_no_two_readers_count_alike(tmp_path):
    text = styles(NUMBERED, XF.format(0) + alternative(XF.format(1), XF.format(1) * 2))
    source = book(tmp_path / "a.xlsx", sheet(CELL), styles=text)
    with pytest.raises(DamagedError, match="样式"):
        write_columns(source, tmp_path / "b.xlsx", "S", DATED)
    write_columns(source, tmp_path / "b.xlsx", "S", {2: ["只有文字"]})
    assert part(tmp_path / "b.xlsx", "xl/styles.xml") == text


def test_a_styles_part_that_is_announced_and_missing(tmp_path):
    relation = (
        '<Relationship Id="r9" Target="styles2.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/>'
    )
    override = (
        '<Override PartName="/xl/styles2.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.styles+xml"/>'
    )
    source = book(tmp_path / "a.xlsx", sheet(CELL), styles=None, rels=relation, types=override)
    write_columns(source, tmp_path / "b.xlsx", "S", DATED)
    assert part(tmp_path / "b.xlsx", "[Content_Types].xml").count("/xl/styles.xml") == 1
    assert part(tmp_path / "b.xlsx", "xl/_rels/workbook.xml.rels").count('/styles"') == 1
    with python_calamine.load_workbook(tmp_path / "b.xlsx") as found:
        assert found.get_sheet_by_index(0).to_python()[0][2] == DATED[3][0]


@pytest.mark.parametrize("text", [f'<styleSheet xmlns="{MAIN}"/>', None])
def test_cells_that_name_styles_that_are_not_there_stay_plain(tmp_path, text):
    rule = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="1" priority="1">'
        "<formula>TRUE</formula></cfRule></conditionalFormatting>"
    )
    rows = '<row r="1"><c r="A1" s="3"><v>45000</v></c></row>'
    source = book(tmp_path / "a.xlsx", sheet(rows, after=rule), styles=text)
    write_columns(source, tmp_path / "b.xlsx", "S", DATED, highlights={2: {"2024": "FF0000"}})
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    assert (found["A1"].is_date, found["A1"].number_format) == (False, "General")
    assert found["C1"].is_date
    dxfs = re.findall("<dxf/>|<dxf>", part(tmp_path / "b.xlsx", "xl/styles.xml"))
    assert dxfs == ["<dxf/>", "<dxf/>", "<dxf>"]
    assert 'dxfId="2"' in part(tmp_path / "b.xlsx")


def test_a_style_beyond_the_last_gets_a_look_of_its_own(tmp_path):
    rows = '<row r="1"><c r="A1" s="9"><v>45000</v></c><c r="C1" s="9"/></row>'
    source = book(tmp_path / "a.xlsx", sheet(rows))
    write_columns(source, tmp_path / "b.xlsx", "S", DATED)
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    assert (found["A1"].is_date, found["C1"].is_date) == (False, True)


def test_a_styles_part_that_is_something_else(tmp_path):
    source = book(tmp_path / "a.xlsx", sheet(CELL), styles=f'<workbook xmlns="{MAIN}"/>')
    with pytest.raises(DamagedError, match="样式"):
        write_columns(source, tmp_path / "b.xlsx", "S", DATED)


def test_a_second_run_over_a_prefixed_sheet_changes_nothing(tmp_path):
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    source = book(tmp_path / "a.xlsx", xml)
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    columns, highlights = {2: ["状态", "超时"]}, {2: {"超时": "FF0000", "临期": "00FF00"}}
    write_columns(source, one, "S", columns, highlights=highlights)
    write_columns(one, two, "S", columns, highlights=highlights)
    assert two.read_bytes() == one.read_bytes()
    assert re.findall(r'priority="(\d+)"', part(two)) == ["1", "2"]


@pytest.mark.parametrize("prefix", ["x14:", ""])
def test_priorities_of_newer_rules_are_heeded(tmp_path, prefix):
    more = (
        f'<extLst><ext uri="u"><{prefix}conditionalFormattings xmlns:x14="n"><{prefix}cfRule '
        f'priority="41"/></{prefix}conditionalFormattings></ext></extLst>'
    )
    source = book(tmp_path / "a.xlsx", sheet(CELL, after=more))
    write_columns(source, tmp_path / "b.xlsx", "S", {2: ["x"]}, highlights={2: {"x": "FF0000"}})
    assert 'priority="42"' in part(tmp_path / "b.xlsx")


@pytest.mark.parametrize("name", ["xl/_rels/workbook.xml.rels", "xl/styles.xml", SHEET_PART])
def test_a_mark_says_utf8_whatever_the_declaration_says(tmp_path, name):
    plain = book(tmp_path / "plain.xlsx", sheet(CELL))
    said = '<?xml version="1.0" encoding="x-unheard-of"?>'.encode("utf-8-sig")
    told = said + part(plain, name).encode()
    source = tmp_path / "a.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(source, "w") as new:
        for item in old.namelist():
            new.writestr(item, told if item == name else old.read(item))
    write_columns(source, tmp_path / "b.xlsx", "S", DATED)
    assert 'r="C1"' in part(tmp_path / "b.xlsx")


TABLE = (
    f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B3"><tableColumns count="2">'
    '<tableColumn id="1" name="甲"/><tableColumn id="2" name="乙"/></tableColumns></table>'
)
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="../tables/table1.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"/></Relationships>'
)


@pytest.mark.parametrize(("merged", "reach"), [("C2:D2", "A1:B3"), ("D5:E6", "A1:D3")])
def test_a_table_does_not_grow_over_merged_cells(tmp_path, merged, reach):
    tail = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    parts = {"xl/tables/table1.xml": TABLE, "xl/worksheets/_rels/sheet1.xml.rels": RELATION}
    source = book(tmp_path / "a.xlsx", sheet(CELL, after=tail), parts=parts)
    write_columns(source, tmp_path / "b.xlsx", "S", {3: ["丙", 1, 2], 4: ["丁", 1, 2]})
    assert f'ref="{reach}"' in part(tmp_path / "b.xlsx", "xl/tables/table1.xml")


def test_columns_in_use_keep_their_width_without_a_dimension(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="F1"><v>1</v></c></row>'
    widths = '<cols><col min="1" max="2" width="5"/></cols>'
    source = book(tmp_path / "a.xlsx", sheet(rows, before=widths))
    write_columns(source, tmp_path / "b.xlsx", "S", {4: ["x"], 7: ["y"]})
    assert re.findall(r'<col min="(\d+)"', part(tmp_path / "b.xlsx")) == ["1", "7"]


NARROWED = (
    '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0">S!$A$1:$B$3'
    '</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">S!$A$1:$B$3'
    "</definedName></definedNames>"
)


def test_what_a_person_narrowed_stays_narrow(tmp_path):
    """The columns stand there already: somebody chose to leave them out."""
    rows = '<row r="1"><c r="A1"/><c r="C1" t="str"><v>丙</v></c></row><row r="2"><c r="C2"/></row>'
    parts = {"xl/tables/table1.xml": TABLE, "xl/worksheets/_rels/sheet1.xml.rels": RELATION}
    tail = '<autoFilter ref="A1:B3"/>'
    source = book(tmp_path / "a.xlsx", sheet(rows, after=tail), names=NARROWED, parts=parts)
    write_columns(source, tmp_path / "b.xlsx", "S", {3: ["丙", 1, 2], 4: ["丁", 1, 2]})
    assert '<autoFilter ref="A1:B3"/>' in part(tmp_path / "b.xlsx")
    assert part(tmp_path / "b.xlsx", "xl/workbook.xml").count("S!$A$1:$B$3") == 2
    assert part(tmp_path / "b.xlsx", "xl/tables/table1.xml") == TABLE


def test_rows_without_cells_pass_in_blocks(tmp_path):
    """A million of them took ten seconds, each looked at on its own."""
    xml = "".join(f'<row r="{n}" dyDescent="0.15"/>' for n in range(1, 60_001))
    source = book(tmp_path / "a.xlsx", sheet(xml))
    closely = []
    whole = RowStream._odd
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            RowStream, "_odd", lambda rows, piece: closely.append(1) or whole(rows, piece)
        )
        write_columns(source, tmp_path / "b.xlsx", "S", {2: ["头", 1, 2]})
    assert len(closely) < 20_000
    assert part(tmp_path / "b.xlsx").count("<row ") == 60_000
    assert_only_changed(source, tmp_path / "b.xlsx", SHEET_PART)


def test_rows_out_of_order_behind_the_cells_written_are_refused(tmp_path):
    xml = "".join(f'<row r="{n}"/>' for n in [*range(1, 60_001), 3, 60_002])
    source = book(tmp_path / "a.xlsx", sheet(xml + "<row/>" * 9))
    with pytest.raises(DamagedError, match="行号"):
        write_columns(source, tmp_path / "b.xlsx", "S", {2: ["头", 1, 2]})


def test_no_room_to_the_right_names_the_cell_in_the_way(tmp_path):
    rows = '<row r="1"><c r="A1"/></row><row r="7"><c r="XFC7"><v>1</v></c><c r="XFD7"/></row>'
    source = book(tmp_path / "a.xlsx", sheet(rows))
    with pytest.raises(CellError, match=r"S!XFC7：.*右边"):
        write_columns(source, tmp_path / "b.xlsx", "S", {16_384 + k: ["x"] for k in range(17)})
