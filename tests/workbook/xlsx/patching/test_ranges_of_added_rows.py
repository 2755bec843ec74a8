"""Formulas, tables, filters, rules and merges that reach the rows which are added."""

import re

import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.workbook.xlsx.patching.oddities import MAIN, book, part, sheet
from tests.workbook.xlsx.patching.oracle import loaded
from tests.workbook.xlsx.patching.row_ledgers import (
    SHARED,
    WHEN,
    added,
    header_filter,
    ledger,
)
from workbook.patch import SheetEdits, write_cells
from workbook.values.refusals import CellError


def test_ranges_that_covered_the_last_row_cover_the_new_ones(tmp_path):
    def change(at):
        at.auto_filter.ref = "A1:D5"
        at.print_area = "A1:D5"
        for reach in ("C2:C5", "A2:A9", "B2:B4", "D1:D1048576"):
            rule = DataValidation("list", formula1='"甲村,乙村"')
            rule.add(reach)
            at.add_data_validation(rule)
        bold = CellIsRule("equal", ["1"], font=Font(bold=True))
        at.conditional_formatting.add("A2:A5 C3:C5 B2", bold)
        at.conditional_formatting.add("A2:A4", bold)

    source = ledger(tmp_path / "a.xlsx", change=change)
    found, _ = added(source, [{1: "x"}] * 3)
    assert found.auto_filter.ref == "A1:D8"
    assert found.print_area == "'S'!$A$1:$D$8"
    reaches = [str(rule.sqref) for rule in found.data_validations.dataValidation]
    assert reaches == ["C2:C8", "A2:A9", "B2:B4", "D1:D1048576"]
    assert sorted(str(area.sqref) for area in found.conditional_formatting) == [
        "A2:A4",
        "A2:A8 B2 C3:C8",
    ]


def test_a_filter_over_the_header_only(tmp_path):
    source = ledger(tmp_path / "a.xlsx", change=header_filter)
    found, _ = added(source, [{1: "x"}])
    assert found.auto_filter.ref == "A1:D6"
    assert "$A$1:$D$6" in part(tmp_path / "b.xlsx", "xl/workbook.xml")


def test_newer_rules_and_validations_grow_too(tmp_path):
    row = '<row r="{}"><c r="A{}"><v>1</v></c></row>'
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    tail = (
        f'<extLst><ext uri="u" xmlns:x14="n" xmlns:xm="{xm}"><x14:conditionalFormattings>'
        "<x14:conditionalFormatting><x14:cfRule/><xm:sqref>A2:A3</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings><x14:dataValidations>"
        "<x14:dataValidation><xm:sqref>A1 A3</xm:sqref></x14:dataValidation></x14:dataValidations>"
        "<x14:sparklineGroups><x14:sparkline><xm:sqref>A3</xm:sqref></x14:sparkline>"
        "</x14:sparklineGroups></ext></extLst>"
    )
    rows = "".join(row.format(n, n) for n in (1, 2, 3))
    source = book(tmp_path / "a.xlsx", sheet(rows, after=tail))
    write_cells(source, tmp_path / "b.xlsx", {"S": SheetEdits({}, [{1: 5}], 3, 1)})
    found = re.findall("<xm:sqref>([^<]*)", part(tmp_path / "b.xlsx"))
    assert found == ["A2:A4", "A1 A3:A4", "A3"]


def test_a_table_takes_the_rows_in(tmp_path):
    source = ledger(
        tmp_path / "a.xlsx", change=lambda at: at.add_table(Table(displayName="T", ref="A1:D5"))
    )
    found, _ = added(source, [{1: "x"}, {1: "y"}])
    assert found.tables["T"].ref == "A1:D7"
    assert found.tables["T"].autoFilter.ref == "A1:D7"


def test_a_table_with_totals_is_refused(tmp_path):
    def change(at):
        at.add_table(Table(displayName="T", ref="A1:D6", totalsRowCount=1, totalsRowShown=True))

    source = ledger(tmp_path / "a.xlsx", change=change)
    with pytest.raises(CellError, match=r"^S!A6：.*汇总行"):
        added(source, [{1: "x"}])


MERGES = ["A6:A7", "C5:C6", "B6:C6"]


@pytest.mark.parametrize("merged", MERGES)
def test_a_merged_area_over_a_new_cell_is_named(tmp_path, merged):
    source = ledger(tmp_path / "a.xlsx", change=lambda at: at.merge_cells(merged))
    with pytest.raises(CellError, match=f"合并区域 {merged}"):
        added(source, [{1: "x", 2: WHEN, 3: "y"}, {1: "x"}])
    other = source.with_name("c.xlsx")
    ledger(other, change=lambda at: at.merge_cells("A2:B2"))
    with pytest.raises(CellError, match=r"^S!B2：.*合并区域 A2:B2"):
        write_cells(other, other, {"S": SheetEdits({(2, 2): "x"})})


FORMULAS = {
    "plain": ("<f>A2*2+A$1+Z!$B2</f>", "A3*2+A$1+Z!$B3", {}),
    "escaped": ('<f>IF(A2&lt;1,"&amp;",表[@列])</f>', 'IF(A3<1,"&",表[@列])', {}),
    "error": ("<f>'1'!#REF!</f>", None, {"B2": "公式无法平移，未复制到新行"}),
    "array": ('<f t="array" ref="B2">A2</f>', None, {"B2": "数组公式，未复制到新行"}),
    "table": ('<f t="dataTable" ref="B2" r1="A1"/>', None, {"B2": "模拟运算表，未复制到新行"}),
    "shared": ('<f t="shared" si="0" ref="B2:B9">A2</f>', "A3", {"B2": "共享公式，已逐行写出"}),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_of_the_column(tmp_path, name):
    text, new, said = FORMULAS[name]
    rows = f'<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1" cm="1">{text}<v>7</v></c></row>'
    chain = f'<calcChain xmlns="{MAIN}"><c r="B2" i="1"/></calcChain>'
    related = SHARED.replace("sharedStrings", "calcChain")
    source = book(tmp_path / "a.xlsx", sheet(rows), parts={"xl/calcChain.xml": chain}, rels=related)
    report = write_cells(source, tmp_path / "b.xlsx", {"S": SheetEdits({}, [{1: 1}], 2)})
    assert report["S"].formulas == said
    xml = part(tmp_path / "b.xlsx")
    assert text in xml
    assert loaded(tmp_path / "b.xlsx")["S"]["B3"].value == (new and f"={new}")
    assert '<c r="B3" s="1"' in xml
    assert ("calcChain" in part(tmp_path / "b.xlsx", "[Content_Types].xml")) == (new is None and 0)


def test_a_cell_that_leans_on_a_shared_formula(tmp_path):
    rows = (
        '<row r="2"><c r="B2"><f t="shared" si="4" ref="B2:B3">A2+A$1</f></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="4"/></c></row>'
    )
    source = book(tmp_path / "a.xlsx", sheet(rows))
    report = write_cells(source, tmp_path / "b.xlsx", {"S": SheetEdits({}, [{1: 1}] * 2, 3)})
    assert report["S"].formulas == {"B3": "共享公式，已逐行写出"}
    assert "<f>A4+A$1</f>" in part(tmp_path / "b.xlsx")
    assert "<f>A5+A$1</f>" in part(tmp_path / "b.xlsx")
