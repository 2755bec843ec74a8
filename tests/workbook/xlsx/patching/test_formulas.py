"""Formulas that lean on a cell that is written, and the caches that depend on them."""

import zipfile

import pytest

from tests.workbook.xlsx.patching.oddities import book, part, sheet
from tests.workbook.xlsx.patching.oracle import loaded
from workbook.patch import write_columns
from workbook.values.refusals import CellError

_CHAIN_TYPE = (
    '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.calcChain+xml"/>'
)
_CHAIN_REL = (
    '<Relationship Id="r9" Target="calcChain.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/calcChain"/>'
)


def cell(place, formula, **attributes):
    marks = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<c r="{place}"><f{marks}>{formula}</f><v>7</v></c>'


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


def values(path, *places):
    found = loaded(path)["S"]
    return [found[place].value for place in places]


def test_the_master_of_a_shared_formula_goes_and_its_dependents_stay_right(tmp_path):
    source = book(
        tmp_path / "a.xlsx",
        sheet(
            row(1, cell("B1", 'A1*$A$1&amp;"B1"', t="shared", ref="B1:C4", si="0"),
                cell("C1", "", t="shared", si="0"))
            + row(2, cell("B2", "", t="shared", si="0"), cell("C2", "", t="shared", si="0"))
            + row(3, cell("B3", "", t="shared", si="0"),
                  cell("C3", "A9", t="shared", si="1", ref="C3:C4"))
            + row(4, cell("B4", "", t="shared", si="0"), cell("C4", "", t="shared", si="1"))
        ),
    )  # fmt: skip
    target = tmp_path / "b.xlsx"
    write_columns(source, target, "S", {2: ["甲", "乙"]})
    assert values(target, "B1", "B2", "B3", "B4") == ["甲", "乙", '=A3*$A$1&"B1"', '=A4*$A$1&"B1"']
    assert values(target, "C1", "C2", "C3", "C4") == [
        '=B1*$A$1&"B1"',
        '=B2*$A$1&"B1"',
        "=A9",
        "=A10",
    ]
    assert '<c r="C4"><f t="shared" si="1"></f>' in part(target)


def test_a_shared_formula_that_goes_altogether_leaves_nothing(tmp_path):
    cells = row(1, cell("B1", "A1", t="shared", ref="B1:B2", si="0")) + row(
        2, cell("B2", "", t="shared", si="0"), cell("C2", "B2")
    )
    source = book(tmp_path / "a.xlsx", sheet(cells))
    write_columns(source, tmp_path / "b.xlsx", "S", {2: [1, None]})
    assert part(tmp_path / "b.xlsx").count("<f") == 1


@pytest.mark.parametrize("kind", ["array", "dataTable"])
@pytest.mark.parametrize("ref", ["B1:B4", "A1:B2", "A1:C1"])
def test_a_block_that_would_be_torn_is_refused(tmp_path, kind, ref):
    first = ref.partition(":")[0]
    blank = {"A1": '<c r="B1"><v>1</v></c>', "B1": ""}[first]
    source = book(tmp_path / "a.xlsx", sheet(row(1, cell(first, "X", t=kind, ref=ref), blank)))
    with pytest.raises(CellError, match=f"S!{ref}"):
        write_columns(source, tmp_path / "b.xlsx", "S", {2: [1, 2, 3]})
    assert not (tmp_path / "b.xlsx").exists()


def test_a_block_written_as_a_whole_or_not_at_all_is_no_matter(tmp_path):
    source = book(
        tmp_path / "a.xlsx",
        sheet(
            row(1, cell("B1", "X", t="array", ref="B1:B2"), cell("D1", "Y", t="array", ref="D1:E9"))
        ),
    )
    write_columns(source, tmp_path / "b.xlsx", "S", {2: [1, 2]})
    text = part(tmp_path / "b.xlsx")
    assert "X" not in text
    assert '<f t="array" ref="D1:E9">Y</f>' in text


def chained(tmp_path, chain):
    xml = sheet(row(1, cell("A1", "1"), cell("B1", "2")) + row(2, cell("B2", "3")))
    chain = f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{chain}</calcChain>'
    return book(
        tmp_path / "a.xlsx",
        xml,
        parts={"xl/calcChain.xml": chain},
        types=_CHAIN_TYPE,
        rels=_CHAIN_REL,
    )


def test_an_array_is_not_torn_where_its_cells_are_not_stored(tmp_path):
    rows = (row(r, cell(f"A{r}", "1")) for r in range(1, 300))
    torn = row(300, cell("A300", "X", t="array", ref="A300:B300"))
    source = book(tmp_path / "a.xlsx", sheet("".join(rows) + torn))
    with pytest.raises(CellError, match="S!A300:B300"):
        write_columns(source, tmp_path / "b.xlsx", "S", {2: [1] * 300})
    assert not (tmp_path / "b.xlsx").exists()


def test_a_calc_chain_that_names_a_written_cell_goes(tmp_path):
    source = chained(tmp_path, '<c r="A1" i="1"/><c r="B2"/><c r="B1"/>')
    write_columns(source, tmp_path / "b.xlsx", "S", {2: [1, 2]})
    with zipfile.ZipFile(tmp_path / "b.xlsx") as package:
        assert "xl/calcChain.xml" not in package.namelist()
        for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
            assert b"calcChain" not in package.read(name)


@pytest.mark.parametrize("chain", ['<c r="A1" i="1"/>', '<c r="B1" i="2"/><c r="B2"/>'])
def test_a_calc_chain_that_does_not_stays(tmp_path, chain):
    source = chained(tmp_path, chain)
    write_columns(source, tmp_path / "b.xlsx", "S", {2: [1, 2]})
    assert chain in part(tmp_path / "b.xlsx", "xl/calcChain.xml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '</sheets><calcPr fullCalcOnLoad="1"/></workbook>'),
        ('<calcPr calcId="1"/>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0"/>', '<calcPr fullCalcOnLoad="1"/>'),
        ("<definedNames/><extLst/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><extLst/>'),
    ],
)
def test_everything_is_calculated_anew_on_opening(tmp_path, before, after):
    source = book(tmp_path / "a.xlsx", sheet(""), names=before)
    write_columns(source, tmp_path / "b.xlsx", "S", {2: [1, 2]})
    assert after in part(tmp_path / "b.xlsx", "xl/workbook.xml")


def test_a_shared_formula_that_cannot_be_written_out_is_named(tmp_path):
    rows = (
        """<row r="1"><c r="B1"><f t="shared" si="0" ref="B1:B2">'1'!#REF!</f></c></row>"""
        '<row r="2"><c r="B2"><f t="shared" si="0"/></c></row>'
    )
    source = book(tmp_path / "a.xlsx", sheet(rows))
    with pytest.raises(CellError, match=r"^S!B1：.*无法改写"):
        write_columns(source, tmp_path / "b.xlsx", "S", {2: ["x"]})
