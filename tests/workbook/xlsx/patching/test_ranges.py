"""What stands around the cells: tables, filter, print area, dimension, widths, highlights."""

import re

import pytest

from tests.workbook.xlsx.patching.oddities import MAIN, book, part, sheet
from workbook.patch import write_columns
from workbook.values.refusals import CellError

TABLE_TYPE = (
    '<Override PartName="/xl/tables/table1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.table+xml"/>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="../tables/table1.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/table"/></Relationships>'
)
CELLS = "".join(
    f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{"甲" if r == 1 else r}</t></is></c>'
    f'<c r="B{r}" t="inlineStr"><is><t>{"乙" if r == 1 else r}</t></is></c></row>'
    for r in range(1, 4)
)


def table_book(path, *, extra="", listed="", ref="A1:B3", attributes=""):
    listed = listed or '<tableColumn id="1" name="甲"/><tableColumn id="4" name="乙"/>'
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{ref}"{attributes}>'
        f'<autoFilter ref="{ref}"/>'
        f'<tableColumns count="2">{listed}</tableColumns>{extra}</table>'
    )
    tail = '<tableParts count="1"><tablePart r:id="r1"/></tableParts>'
    return book(
        path,
        sheet(CELLS, after=tail),
        parts={"xl/worksheets/_rels/sheet1.xml.rels": RELS, "xl/tables/table1.xml": table},
        types=TABLE_TYPE,
    )


def written_table(tmp_path, columns, **how):
    first = how.pop("first_row", 1)
    source = table_book(tmp_path / "a.xlsx", **how)
    write_columns(source, tmp_path / "b.xlsx", "S", columns, first_row=first)
    return part(tmp_path / "b.xlsx", "xl/tables/table1.xml")


def test_a_table_takes_in_the_columns_beside_it(tmp_path):
    text = written_table(tmp_path, {3: ["丙\n二", 1, 2], 4: ['"丁"&', 1, 2], 6: ["远", 1, 2]})
    assert text.count('ref="A1:D3"') == 2
    assert '<tableColumns count="4">' in text
    assert (
        '<tableColumn id="5" name="丙_x000a_二"/>'
        '<tableColumn id="6" name="&quot;丁&quot;&amp;"/></t' in text
    )


@pytest.mark.parametrize(
    "columns", [{4: ["丙", 1]}, {3: [None, 1]}, {3: ["甲", 1]}, {3: [5, 1]}], ids=str
)
def test_a_table_stays_when_the_columns_cannot_be_its_own(tmp_path, columns):
    text = written_table(tmp_path, columns)
    assert text.count('ref="A1:B3"') == 2
    assert text.count("<tableColumn ") == 2


def test_a_table_fed_by_a_query_stays(tmp_path):
    text = written_table(tmp_path, {3: ["丙", 1]}, attributes=' tableType="queryTable"')
    assert text.count('ref="A1:B3"') == 2


def test_an_overwritten_header_is_renamed_and_its_formula_goes(tmp_path):
    columns = (
        '<tableColumn id="1" name="甲"><calculatedColumnFormula>1</calculatedColumnFormula>'
        '</tableColumn><tableColumn id="4" name="乙">'
        "<calculatedColumnFormula>2</calculatedColumnFormula></tableColumn>"
    )
    text = written_table(tmp_path, {2: ["新", 1, 2]}, listed=columns)
    assert '<tableColumn id="4" name="新"></tableColumn>' in text
    assert text.count("calculatedColumnFormula") == 2


@pytest.mark.parametrize("header", [None, 5, "甲", ""])
def test_a_header_that_no_table_can_have_is_refused(tmp_path, header):
    with pytest.raises(CellError, match="S!B1"):
        written_table(tmp_path, {2: [header, 1, 2]})


def test_rows_below_the_header_leave_the_table_alone(tmp_path):
    assert 'ref="A1:B3"' in written_table(tmp_path, {2: [1, 2], 3: [3, 4]}, first_row=2)


NAMES = (
    '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
    "S!$A$1:$B$3</definedName>"
    '<definedName name="_xlnm.Print_Area" localSheetId="0">S!$A$1:$B$9,\'S\'!$A:$B,S!$D$1:$E$2'
    '</definedName><definedName name="_xlnm.Print_Area" localSheetId="1">S!$A$1:$B$9</definedName>'
    '<definedName name="x">S!$A$1:$B$3</definedName></definedNames>'
)


def test_filter_and_print_area_grow(tmp_path):
    tail = '<autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter>'
    source = book(tmp_path / "a.xlsx", sheet(CELLS, after=tail), names=NAMES)
    write_columns(source, tmp_path / "b.xlsx", "S", {3: ["丙", 1, 2], 4: [None, 1]})
    assert '<autoFilter ref="A1:C3">' in part(tmp_path / "b.xlsx")
    names = re.findall("<definedName [^>]*>([^<]*)", part(tmp_path / "b.xlsx", "xl/workbook.xml"))
    assert names == [
        "S!$A$1:$C$3",
        "S!$A$1:$D$9,'S'!$A:$D,S!$D$1:$E$2",
        "S!$A$1:$B$9",
        "S!$A$1:$B$3",
    ]


def test_dimension_and_widths(tmp_path):
    last = '<col min="9" max="16384" hidden="1"/></cols>'
    head = f'<dimension ref="A1:B3"/><cols><col min="1" max="2" width="5"/>{last}'
    source = book(tmp_path / "a.xlsx", sheet(CELLS, before=head))
    write_columns(
        source,
        tmp_path / "b.xlsx",
        "S",
        {2: ["x"], 3: ["首次联系状态", 1], 4: ["时", 1, 2, 3, 4], 9: ["y"]},
        number_formats={4: "yyyy-mm-dd"},
    )
    text = part(tmp_path / "b.xlsx")
    assert '<dimension ref="A1:I5"/>' in text
    assert (
        '<cols><col min="1" max="2" width="5"/><col min="3" max="3" width="14" customWidth="1"/>'
        f'<col min="4" max="4" width="17" customWidth="1"/>{last}'
    ) in text


FOREIGN = (
    '<conditionalFormatting sqref="A1:A9"><cfRule type="expression" dxfId="0" priority="7">'
    "<formula>A1=1</formula></cfRule></conditionalFormatting>"
)


def test_highlights_replace_ours_and_no_others(tmp_path):
    tail = f'<phoneticPr fontId="0"/>{FOREIGN}<dataValidations count="0"/>'
    source = book(tmp_path / "a.xlsx", sheet(CELLS, after=tail))
    one, two, three = (tmp_path / name for name in ("1.xlsx", "2.xlsx", "3.xlsx"))
    columns = {3: ["状态", "超时（缺2024-03）", '"x"']}
    write_columns(source, one, "S", columns, highlights={3: {"超时": "FF0000", '"x"': "00FF00"}})
    text = part(one)
    assert FOREIGN in text
    assert text.index("A1=1") < text.index("jsjb") < text.index("<dataValidations")
    assert re.findall('priority="(\\d+)"', text) == ["7", "8", "9"]
    assert 'AND(LEFT(C1,3)="""x""",N("jsjb")=0)' in text
    write_columns(one, two, "S", columns, highlights={3: {"临期": "FF0000"}})
    assert part(two).count("jsjb") == 1
    assert part(two).count("<cfRule") == 2
    assert part(two, "xl/styles.xml") == part(one, "xl/styles.xml")
    write_columns(two, three, "S", columns)
    assert part(three) == part(two)
    write_columns(three, one, "S", columns, highlights={})
    assert part(one).count("<cfRule") == 1
    assert FOREIGN in part(one)


def test_a_rule_of_ours_among_foreign_ones_goes_alone(tmp_path):
    mixed = FOREIGN.replace(
        "</conditionalFormatting>",
        '<cfRule type="expression" priority="3"><formula>AND(1,N(&quot;jsjb&quot;)=0)</formula>'
        "</cfRule></conditionalFormatting>",
    )
    source = book(tmp_path / "a.xlsx", sheet(CELLS, after=mixed))
    write_columns(source, tmp_path / "b.xlsx", "S", {3: ["x"]}, highlights={})
    assert FOREIGN in part(tmp_path / "b.xlsx")
