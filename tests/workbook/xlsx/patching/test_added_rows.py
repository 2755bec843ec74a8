"""Blanks filled and rows added: what a person would have typed, and nothing else changed."""

import re
import tempfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from tests.office import convert, needs_office
from tests.workbook.xlsx.patching.oddities import MAIN, book, part, sheet
from tests.workbook.xlsx.patching.oracle import assert_cells, assert_only_changed, loaded, look
from tests.workbook.xlsx.patching.row_ledgers import (
    SHARED,
    SHEET_PART,
    WHEN,
    added,
    header_filter,
    ledger,
)
from workbook.patch import Appended, SheetEdits, write_cells, write_columns
from workbook.values.addresses import letters
from workbook.values.refusals import CellError, DamagedError
from workbook.xlsx.patching.second_reader import SecondReader


def test_rows_go_below_the_last_one_and_look_like_it(tmp_path):
    def change(at):
        at.row_dimensions[5].height = 40
        at.row_dimensions[5].hidden = True
        at.row_dimensions[5].outlineLevel = 2

    source = ledger(tmp_path / "a.xlsx", change=change)
    rows = [{1: "20240301000000001", 2: WHEN, 3: "=1+1"}, {1: None, 2: WHEN, 3: "", 4: None}]
    found, report = added(source, rows)
    assert report == Appended(6, 7, {})
    assert [c.value for c in found[6]] == ["20240301000000001", WHEN, "=1+1", "=B6+$A$1"]
    assert found["C6"].data_type == "s"
    assert [c.value for c in found[7]] == [None, WHEN, None, "=B7+$A$1"]
    for row in (6, 7):
        for column in range(1, 5):
            assert look(found.cell(row, column)) == look(found.cell(5, column))
            assert found.cell(row, column).number_format == found.cell(5, column).number_format
        shape = found.row_dimensions[row]
        assert (shape.height, shape.hidden, shape.outlineLevel) == (None, False, 0)
    assert found.row_dimensions[5].hidden
    assert found.dimensions == "A1:D7"


def test_blanks_are_filled_and_nothing_else(tmp_path):
    def change(at):
        at["C3"] = at["B4"] = None
        at["E4"].number_format = "@"

    source = ledger(tmp_path / "a.xlsx", change=change)
    fill = {(3, 3): "乙村", (4, 2): WHEN, (4, 6): "远", (9, 1): "新"}
    found, report = added(source, [], fill=fill, like=0)
    assert report == Appended(0, 0, {})
    columns = {}
    for (row, column), value in fill.items():
        assert found.cell(row, column).value == value
        columns.setdefault(column, {})[row] = value
    assert_cells(source, source, "S", {}, 1)
    old = loaded(source)["S"]
    for place in old._cells.keys() - fill.keys():
        assert found._cells[place].value == old._cells[place].value


@pytest.mark.parametrize(
    ("cell", "why"),
    [("A3", "不是空的"), ("B3", "不是空的"), ("D3", "不是空的")],
)
def test_a_cell_that_holds_something_is_never_overwritten(tmp_path, cell, why):
    source = ledger(tmp_path / "a.xlsx")
    before = source.read_bytes()
    at = openpyxl.utils.cell.coordinate_to_tuple(cell)
    with pytest.raises(CellError, match=f"^S!{cell}：.*{why}"):
        write_cells(source, source, {"S": SheetEdits({at: "x"})})
    assert source.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


BLANKS = [
    "",
    '<c r="B2"/>',
    '<c r="B2" s="1"></c>',
    '<c r="B2" t="s"><v>1</v></c>',
    '<c r="B2" t="inlineStr"><is><t></t></is></c>',
    '<c r="B2"><v></v></c>',
    '<c r="B2"><v/></c>',
    "<c r='b2'/>",
]
FULL = [
    '<c r="B2" t="s"><v>0</v></c>',
    '<c r="B2" t="inlineStr"><is><t>无</t></is></c>',
    '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>',
    '<c r="B2" t="str"><f>""</f><v></v></c>',
    '<c r="B2"><f t="shared" si="0"/></c>',
    '<c r="B2" t="e"><v>#N/A</v></c>',
    '<c r="B2"><v>0</v></c>',
    '<c r="$B$2"><v>0</v></c>',
]
STRINGS = {
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>旧</t></si><si><t></t></si></sst>',
}


@pytest.mark.parametrize("cell", BLANKS + FULL)
def test_what_counts_as_blank(tmp_path, cell):
    rows = f'<row r="1"><c r="A1"/></row><row r="2"><c r="A2"><v>1</v></c>{cell}</row>'
    source = book(tmp_path / "a.xlsx", sheet(rows), parts=STRINGS, rels=SHARED)
    if cell in FULL:
        with pytest.raises(CellError, match="S!B2"):
            write_cells(source, tmp_path / "b.xlsx", {"S": SheetEdits({(2, 2): "新"})})
    else:
        write_cells(source, tmp_path / "b.xlsx", {"S": SheetEdits({(2, 2): "新"})})
        assert loaded(tmp_path / "b.xlsx")["S"]["B2"].value == "新"


@pytest.mark.parametrize("below", [6, 7, 40])
@pytest.mark.parametrize("value", ["合计", 0, "=SUM(A2:A5)"])
def test_anything_below_the_last_row_is_named(tmp_path, below, value):
    source = ledger(tmp_path / "a.xlsx", change=lambda at: at.cell(below, 3, value))
    with pytest.raises(CellError, match=f"^S!C{below}：.*下面还有内容"):
        added(source, [{1: "x"}])


def test_formatted_blank_rows_are_used_and_keep_their_look(tmp_path):
    def change(at):
        for row in range(6, 20):
            at.row_dimensions[row].height = 33
            for column in range(1, 5):
                at.cell(row, column).font = Font(bold=True)
            at.cell(row, 2).number_format = "yyyy/m/d"
            at.cell(row, 4, f"=B{row}+$A$1")

    source = ledger(tmp_path / "a.xlsx", change=change)
    found, _ = added(source, [{1: "甲", 2: date(2024, 3, 9)}, {1: "乙"}])
    for row in (6, 7):
        assert all(cell.font.bold for cell in found[row])
        assert found.row_dimensions[row].height == 33
        assert found.cell(row, 4).value == f"=B{row}+$A$1"
    assert found["B6"].number_format == "yyyy/m/d"
    assert (found["A8"].value, found["D19"].value) == (None, "=B19+$A$1")


def test_a_value_is_text_where_the_column_above_is_text(tmp_path):
    def change(at):
        at["C4"] = at["C5"] = None
        at["E2"], at["E5"], at["F4"] = "2024-3-1", datetime(2024, 3, 1), "2024.3.1"

    source = ledger(tmp_path / "a.xlsx", change=change)
    numbers = [{1: 7, 3: datetime(2024, 3, 9, 8, 1, 5), 5: WHEN, 6: date(2024, 3, 9), 7: WHEN}]
    found, _ = added(source, numbers, fill={(4, 5): WHEN, (5, 6): 3.5})
    assert [c.value for c in found[6]] == [
        "7", None, "2024-03-09 08:01:05", "=B6+$A$1", WHEN, "2024-03-09", WHEN,
    ]  # fmt: skip
    assert (found["E4"].value, found["F5"].value) == ("2024-03-09 08:01", "3.5")


def test_a_list_without_rows(tmp_path):
    source = ledger(tmp_path / "a.xlsx", rows=0, change=header_filter)
    found, report = added(source, [{1: 5, 2: WHEN}], like=1)
    assert report == Appended(2, 2, {})
    assert [c.value for c in found[2]] == [5, WHEN, None, None]
    assert found["B2"].is_date
    assert "<f>" not in part(tmp_path / "b.xlsx")


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_other_ways_of_writing_rows(tmp_path, prefix):
    xml = (
        f'<worksheet xmlns="{MAIN}"><sheetData>\n <row r="1"><c><v>1</v></c><c s="1"/></row>\n'
        " <row r='3' ht='9' s=\"1\" customFormat=\"1\" ><c r='A3' ><v>1</v></c ></row >\n"
        ' <row r="4" spans="1:1"/>\n</sheetData></worksheet>'
    )
    if prefix:
        xml = re.sub(r"<(/?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x=")
    source = book(tmp_path / "a.xlsx", xml)
    edits = SheetEdits({(1, 2): "二", (2, 2): "二"}, [{1: 8}, {2: "乙"}], 3)
    write_cells(source, tmp_path / "b.xlsx", {"S": edits})
    found = loaded(tmp_path / "b.xlsx")["S"]
    assert [[c.value for c in row] for row in found.iter_rows()] == [
        [1, "二"], [None, "二"], [1, None], [8, None], [None, "乙"],
    ]  # fmt: skip
    assert (found["B1"].style_id, found["B5"].style_id) == (1, 1)
    assert found.row_dimensions[5].height is None


def test_bad_arguments(tmp_path):
    source = ledger(tmp_path / "a.xlsx")
    for edit in (
        SheetEdits({(0, 1): "x"}),
        SheetEdits({(1, 16_385): "x"}),
        SheetEdits({(6, 1): "x"}, [{1: "y"}], 5),
        SheetEdits({(9, 1): "x"}, [{1: "y"}], 5),
        SheetEdits({}, [{1: "y"}], 1, 2),
    ):
        with pytest.raises(ValueError, match=r"row|cell"):
            write_cells(source, source, {"S": edit})
    with pytest.raises(CellError, match="行"):
        write_cells(source, source, {"S": SheetEdits({}, [{1: 1}], 1_048_576)})


def test_what_cannot_be_read_back_is_not_kept(tmp_path, monkeypatch):
    source = ledger(tmp_path / "a.xlsx")
    before = source.read_bytes()
    monkeypatch.setattr(SecondReader, "_agrees", lambda *_: False)
    with pytest.raises(DamagedError, match="S!A6"):
        write_cells(source, source, {"S": SheetEdits({}, [{1: "x"}], 5)})
    assert source.read_bytes() == before


def test_flags_beside_the_new_rows(tmp_path):
    """What import leaves, the other writer takes."""
    source = ledger(tmp_path / "a.xlsx")
    added(source, [{1: "x"}])
    target = tmp_path / "b.xlsx"
    write_columns(target, target, "S", {5: ["状态", *"一二三四五"]})
    assert loaded(target)["S"]["E6"].value == "五"


@needs_office
def test_libreoffice_opens_and_calculates_it(tmp_path):
    def change(at):
        at.add_table(Table(displayName="T", ref="A1:D5"))
        at["A1"] = "编号"

    source = ledger(tmp_path / "a.xlsx", change=change)
    write_cells(source, tmp_path / "b.xlsx", {"S": SheetEdits({}, [{1: "新", 2: WHEN}] * 2, 5, 1)})
    kind = "csv:Text - txt - csv (StarCalc):44,34,76"
    (made,) = convert([tmp_path / "b.xlsx"], kind, tmp_path / "out")
    lines = made.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7
    assert lines[5].startswith("新,2024-03-09 08:01")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"]), max_size=5)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(["=A1", " x ", "a\nb", "<&>"]),
    st.integers(-(10**9), 10**9),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(
        lambda t: t.replace(microsecond=0)
    ),
)
PLACES = st.tuples(st.integers(1, 9), st.integers(1, 6))


@given(
    st.dictionaries(PLACES, st.sampled_from([5, 7.5, True, WHEN, "styled blank"]), max_size=30),
    st.dictionaries(PLACES, VALUES, max_size=8),
    st.lists(st.dictionaries(st.integers(1, 7), VALUES, max_size=4), max_size=4),
)
def test_against_a_model(cells, fill, append):
    """Columns without text: every value arrives as it is, and every old cell stays."""
    fill = {at: value for at, value in fill.items() if cells.get(at) in {None, "styled blank"}}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        made = openpyxl.Workbook()
        made.active.title = "S"
        for (row, column), value in cells.items():
            cell = made.active.cell(row, column, None if value == "styled blank" else value)
            cell.font = Font(bold=True)
        made.save(source)
        texts = {at[1] for at, value in fill.items() if isinstance(value, str) and value}
        report = write_cells(source, target, {"S": SheetEdits(fill, append, 9, 0)})
        assert_only_changed(source, target, SHEET_PART)
        wanted = fill | {(10 + k, c): v for k, row in enumerate(append) for c, v in row.items()}
        found = loaded(target)["S"]
        for (row, column), value in wanted.items():
            got = found.cell(row, column).value
            if column in texts and not isinstance(value, str):
                continue
            assert got == (value if value not in {None, ""} else None), (row, column)
        for at, value in cells.items():
            if at not in fill:
                assert found._cells[at].value == (None if value == "styled blank" else value)
            assert found._cells[at].font.bold
        extra = {at for at, cell in found._cells.items() if cell.value is not None}
        assert extra <= wanted.keys() | cells.keys()
        assert report["S"].last == (9 + len(append) if append else 0)
        write_cells(target, target, {"S": SheetEdits({(40, 1): "x"})})
        assert loaded(target)["S"]["A40"].value == "x"


def test_many_rows_and_the_blocks_between(tmp_path):
    count = 3000
    cell = '<c r="{}{}"><v>{}</v></c>'
    rows = ""
    for row in range(1, count + 1):
        rows += f'<row r="{row}">'
        rows += "".join(cell.format(letters(c), row, row * c) for c in range(1, 9)) + "</row>"
    source = book(tmp_path / "a.xlsx", sheet(rows))
    fill = {(row, 9): f"第{row}" for row in range(7, count, 251)}
    write_cells(
        source, tmp_path / "b.xlsx", {"S": SheetEdits(fill, [{1: n} for n in range(50)], count)}
    )
    text = part(tmp_path / "b.xlsx")
    for row in (1, 2, 8, 2999):
        assert f'<c r="H{row}"><v>{row * 8}</v></c></row>' in text
    found = loaded(tmp_path / "b.xlsx")["S"]
    assert [found.cell(r, c).value for r, c in fill] == list(fill.values())
    assert [found.cell(count + 1 + n, 1).value for n in range(50)] == list(range(50))


def test_a_cell_that_is_to_be_replaced_need_not_be_blank(tmp_path):
    source, target = ledger(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    later = datetime(2024, 3, 10, 8)
    replace = {(2, 3): "=乙村", (3, 2): later, (4, 1): "A4"}
    write_cells(source, target, {"S": SheetEdits({}, (), 0, 0, replace)})
    assert_only_changed(source, target, SHEET_PART)
    before, after = loaded(source)["S"], loaded(target)["S"]
    assert [after["C2"].value, after["C2"].data_type] == ["=乙村", "s"]
    assert after["B3"].value == later
    for cell in (cell for row in before.iter_rows() for cell in row):
        other = after[cell.coordinate]
        assert cell.coordinate == "C2" or look(other) == look(cell)
        assert (cell.row, cell.column) in replace or other.value == cell.value


def test_a_formula_is_not_replaced(tmp_path):
    source = ledger(tmp_path / "a.xlsx")
    before = source.read_bytes()
    with pytest.raises(CellError, match="S!D3：这个单元格不是空的"):
        write_cells(source, source, {"S": SheetEdits({}, (), 0, 0, {(3, 4): 5, (2, 3): "乙村"})})
    assert source.read_bytes() == before
