"""Sheets as other programs write them: each row of cells survives, the new ones are found."""

import re
from datetime import datetime

import pytest

from tests.workbook.xlsx.patching.oddities import MAIN, STRICT, STYLES, book, part, sheet
from tests.workbook.xlsx.patching.oracle import assert_cells, assert_only_changed, loaded
from workbook.patch import write_columns

WHEN = datetime(2024, 3, 1, 9, 30)
NEW = ["头", "临期", 3.5, None, WHEN, "=1+1", True]
SHEETS = {
    "plain": sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    ),
    "rows without numbers": sheet(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    ),
    "cells without places": sheet(
        '<row r="1"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>'
        '<row r="3"><c r="B3"><v>5</v></c><c><v>6</v></c><c><v>7</v></c></row>'
    ),
    "a cell without attributes behind one with a place": sheet(
        "".join(
            f'<row r="{row}"><c r="A{row}"><v>1</v></c><c><v>2</v></c></row>' for row in range(1, 9)
        )
    ),
    "a cell without attributes behind the cells written": sheet(
        "".join(
            f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"><v>2</v></c><c><v>3</v></c>'
            f'<c r="D{row}"><v>4</v></c></row>'
            for row in range(1, 9)
        )
    ),
    "styled cells without places": sheet(
        '<row r="1"><c s="1"/></row><row r="2"><c r="A2"/><c s="1"/><c s="2"/></row>'
    ),
    "self-closed rows": sheet('<row r="1"/><row r="2" ht="20" customHeight="1"/><row r="9"/>'),
    "no rows": sheet(""),
    "self-closed data": sheet("<sheetData/>"),
    "self-closed data with a blank": sheet("<sheetData />"),
    "gaps": sheet('<row r="3"><c r="E3"><v>1</v></c></row><row r="6"><c r="A6"/></row>'),
    "far rows": sheet('<row r="100"><c r="Z100"><v>1</v></c></row>'),
    "pretty-printed": sheet(
        '\n  <row r="1">\n    <c r="A1">\n      <v>1</v>\n    </c>\n    <c r="D1"><v>4</v></c>\n'
        '  </row>\n  <row r="2">\n    <c r="B2"><v>1</v></c>\n  </row>\n'
    ),
    "single quotes": sheet("<row r='1' spans='1:4'><c r='A1' s='1'><v>1</v></c><c r='C1'/></row>"),
    "attributes in another order": sheet(
        '<row spans="1:1" r="1"><c s="1" r="A1" t="n"><v>1</v></c>'
        '<c t="b" r="C1"><v>1</v></c></row>'
    ),
    "a > in an attribute": sheet(
        '<row r="1" x="a>b"><c r="A1" y=">"><v>1</v></c><c r="B1" y="/>"><v>1</v></c></row>'
    ),
    "blanks in end tags": sheet('<row r="1" ><c r="A1" ><v>1</v></c ></row ><row r="2" ></row\n>'),
    "comments": sheet(
        '<!-- <row r="9"><c r="B9"/></row> --><row r="1"><c r="A1"><v>1</v></c>'
        '<!-- </row> --></row><?pi </row>?><row r="2">'
        '<c r="A2" t="inlineStr"><is><t><![CDATA[<c r="B2"></row>]]></t></is></c>'
        "</row><!-- </sheetData> -->"
    ),
    "inline and rich text": sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><color rgb="FF00FF00"/></rPr><t>甲</t></r>'
        '<r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>ア</t></rPh></is></c>'
        '<c r="B1" t="inlineStr"><is><t>旧</t><phoneticPr fontId="1"/></is></c></row>'
    ),
    "an extension list in a row": sheet(
        '<row r="1"><c r="A1"><v>1</v></c><extLst><ext uri="x"><y/></ext></extLst></row>'
        '<row r="2"><c r="A2"/><c r="E2"><v>3</v></c><extLst/></row>'
    ),
    "errors and booleans": sheet(
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1" t="str"><f>"a"</f><v>a</v></c></row>'
    ),
    "cell metadata": sheet('<row r="1"><c r="B1" vm="1" cm="1" ph="1"><v>1</v></c></row>'),
    "styled blanks": sheet(
        '<row r="1" s="1" customFormat="1"><c r="A1" s="2"/><c r="B1" s="1"/></row>'
        '<row r="2" s="1" customFormat="1"/>',
        before='<cols><col min="1" max="3" width="9" style="1"/></cols>',
    ),
    "everything around": sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        before='<sheetPr codeName="S"/><dimension ref="A1"/><sheetViews>'
        '<sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>',
        after='<sheetProtection sheet="1"/><autoFilter ref="A1:A1"/><mergeCells count="1">'
        '<mergeCell ref="A1:C1"/></mergeCells><pageMargins left="1" right="1" top="1" bottom="1" '
        'header="0" footer="0"/><rowBreaks count="1"><brk id="2"/></rowBreaks><!-- end -->',
    ),
    "row breaks and no rows": sheet("", after='<rowBreaks count="1"><brk id="2"/></rowBreaks>'),
}
PLACES = [({2: NEW}, 1), ({2: NEW, 3: NEW[:3], 5: NEW}, 1), ({1: NEW}, 4), ({30: NEW}, 2)]


@pytest.mark.parametrize("columns_first", PLACES, ids=["second", "several", "first", "far"])
@pytest.mark.parametrize("name", SHEETS)
def test_odd_sheet(tmp_path, name, columns_first):
    columns, first = columns_first
    source = book(tmp_path / "a.xlsx", SHEETS[name])
    target, again = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    write_columns(source, target, "S", columns, first_row=first, highlights={2: {"临期": "FFC000"}})
    assert_only_changed(source, target, "xl/worksheets/sheet1.xml")
    assert_cells(source, target, "S", columns, first)
    write_columns(target, again, "S", columns, first_row=first, highlights={2: {"临期": "FFC000"}})
    assert again.read_bytes() == target.read_bytes()


def test_the_look_of_a_cell_without_a_place(tmp_path):
    rows = '<row r="1"><c s="1"/></row><row r="2"><c r="A2" s="2"/></row><row r="3"><c/></row>'
    source = book(tmp_path / "a.xlsx", sheet(rows))
    write_columns(source, tmp_path / "b.xlsx", "S", {2: ["x", "x", "x"]})
    written = loaded(tmp_path / "b.xlsx")["S"]
    for row in (1, 2, 3):
        assert written.cell(row, 2).style_id == written.cell(row, 1).style_id == (row % 3)


ENCODINGS = {
    "utf-8 with a mark": ("utf-8-sig", ""),
    "utf-16": ("utf-16", '<?xml version="1.0" encoding="UTF-16"?>'),
    "utf-16 without a mark": ("utf-16-be", '<?xml version="1.0" encoding="UTF-16"?>'),
    "gbk": ("gbk", '<?xml version="1.0" encoding="GBK"?>'),
    "latin-1": ("latin-1", "<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>"),
    "ascii": ("ascii", '<?xml version="1.0" encoding="us-ascii"?>'),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(tmp_path, name):
    encoding, declaration = ENCODINGS[name]
    old = "旧文字" if encoding not in {"latin-1", "ascii"} else "old"
    xml = sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{old}</t></is></c></row>')
    source = book(tmp_path / "a.xlsx", (declaration + xml).encode(encoding))
    write_columns(source, tmp_path / "b.xlsx", "S", {2: ["新", "列"]})
    text = part(tmp_path / "b.xlsx")
    assert f"<t>{old}</t>" in text
    assert_only_changed(source, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert_cells(tmp_path / "b.xlsx", tmp_path / "b.xlsx", "S", {2: ["新", "列"]}, 1)


def prefixed(xml):
    """The same sheet with every name prefixed, as some SDKs write it."""
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x=")


@pytest.mark.parametrize("name", [n for n in SHEETS if "comments" not in n and ">" not in n])
def test_prefixed_names(tmp_path, name):
    source = book(tmp_path / "a.xlsx", prefixed(SHEETS[name]), styles=prefixed(STYLES))
    target = tmp_path / "b.xlsx"
    write_columns(source, target, "S", {2: NEW, 3: NEW}, highlights={2: {"临期": "FFC000"}})
    assert_only_changed(source, target, "xl/worksheets/sheet1.xml")
    assert_cells(source, target, "S", {2: NEW, 3: NEW}, 1)


@pytest.mark.parametrize("name", ["plain", "gaps", "everything around"])
def test_strict(tmp_path, name):
    source = book(tmp_path / "a.xlsx", SHEETS[name].replace(MAIN, STRICT), strict=True)
    write_columns(source, tmp_path / "b.xlsx", "S", {2: NEW})
    assert_only_changed(source, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert 't="inlineStr"><is><t>临期</t>' in part(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    "how", [{"absolute": True}, {"slash": "\\"}, {"method": 0}, {"styles": None}], ids=str
)
def test_packaging(tmp_path, how):
    source = book(tmp_path / "a.xlsx", SHEETS["plain"], **how)
    target = tmp_path / "b.xlsx"
    write_columns(source, target, "S", {2: NEW})
    assert_only_changed(source, target, "xl/worksheets/sheet1.xml")
    if "slash" not in how:
        assert_cells(target, target, "S", {2: NEW}, 1)
