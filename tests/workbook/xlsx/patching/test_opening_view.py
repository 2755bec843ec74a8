"""How a sheet opens once columns are new to it; what a person froze or grouped stays."""

import re
from pathlib import Path

import openpyxl
import pytest

from tests.workbook.xlsx.patching.oddities import book, part, sheet
from workbook.patch import SheetColumns, write_sheets
from workbook.xlsx.patching.opening_view import OpeningView

CELLS = (
    '<row r="1">'
    + "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{letter}</t></is></c>' for letter in "ABCDEFGH"
    )
    + "</row>"
)
VIEW = '<sheetViews><sheetView workbookViewId="0">{}</sheetView></sheetViews>'
FORMATS = '<sheetFormatPr defaultRowHeight="15"/>'
SIZED = '<dimension ref="A1:H2"/>'
NEW = {9: ["甲", 1], 10: ["总", 1], 11: ["末", 1]}


def written(tmp_path: Path, head: str, *, names: int = 1, header: int = 1) -> str:
    """Return the head of a sheet of A to H once I to K are written, twice."""
    source = book(tmp_path / "a.xlsx", sheet(CELLS, before=head))
    edit = SheetColumns("S", NEW, overview=OpeningView(names, header, 10))
    write_sheets(source, tmp_path / "b.xlsx", [edit])
    once = part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    write_sheets(tmp_path / "b.xlsx", tmp_path / "c.xlsx", [edit])
    assert part(tmp_path / "c.xlsx", "xl/worksheets/sheet1.xml") == once
    openpyxl.load_workbook(tmp_path / "b.xlsx")
    return once.partition("<sheetData")[0]


def outlines(head: str) -> dict[range, str]:
    """Return the columns of each ``col`` with its outline level."""
    found = {}
    for tag in re.findall("<col .*?>", head):
        of = dict(re.findall('([a-zA-Z]+)="(.*?)"', tag))
        found[range(int(of["min"]), int(of["max"]) + 1)] = of.get("outlineLevel", "")
    return found


def test_names_are_frozen_the_new_column_is_in_sight_the_rest_can_be_folded(tmp_path):
    selected = '<selection activeCell="C3" sqref="C3"/>'
    widths = '<cols><col min="1" max="4" width="5"/><col min="6" max="6" width="7"/></cols>'
    head = written(tmp_path, SIZED + VIEW.format(selected) + FORMATS + widths, names=2)
    assert (
        '<pane xSplit="2" ySplit="1" topLeftCell="J2" activePane="bottomRight" state="frozen"/>'
        '<selection activeCell="C3" sqref="C3" pane="bottomRight"/>'
    ) in head
    assert '<sheetFormatPr defaultRowHeight="15" outlineLevelCol="1"/>' in head
    levels = {c: level for columns, level in outlines(head).items() for c in columns}
    assert levels == {
        **dict.fromkeys((1, 2), ""),
        **dict.fromkeys(range(3, 10), "1"),
        10: "",
        11: "",
    }
    assert '<col min="3" max="4" width="5" outlineLevel="1"/>' in head
    assert [column.start for column in outlines(head)] == sorted(c.start for c in outlines(head))


@pytest.mark.parametrize(
    ("pane", "left"),
    [
        ('xSplit="1" ySplit="1" topLeftCell="C40" state="frozen"', "J40"),
        ('xSplit="3" topLeftCell="D1" state="frozen"', "J1"),
        ('ySplit="1" topLeftCell="A7" state="frozen"', "A7"),
        ('xSplit="1200" ySplit="300" topLeftCell="C7"', "C7"),
    ],
)
def test_a_persons_own_panes_stay_and_only_scroll_beside_the_names(tmp_path, pane, left):
    head = written(tmp_path, SIZED + VIEW.format(f"<pane {pane}/>") + FORMATS)
    expected = re.sub('topLeftCell="[^"]*"', f'topLeftCell="{left}"', pane)
    assert f"<pane {expected}/>" in head
    assert head.count("<pane") == 1


@pytest.mark.parametrize(
    "columns",
    ['<col min="2" max="3" width="5" outlineLevel="1"/>', '<col min="7" max="7" hidden="1"/>'],
)
def test_what_a_person_grouped_or_hid_stays(tmp_path, columns):
    head = written(tmp_path, SIZED + VIEW.format("") + FORMATS + f"<cols>{columns}</cols>")
    assert columns in head
    assert "outlineLevelCol" not in head
    assert 'state="frozen"' in head


@pytest.mark.parametrize(
    ("head", "names", "header"),
    [
        (SIZED + FORMATS, 1, 1),
        (SIZED + VIEW.format(""), 5, 1),
        (SIZED + VIEW.format(""), 1, 7),
        (SIZED + VIEW.format("").replace("<sheetView ", '<sheetView view="pageLayout" '), 1, 1),
        (
            SIZED
            + VIEW.format("").replace(
                "</sheetViews>", '<sheetView workbookViewId="1"/></sheetViews>'
            ),
            1,
            1,
        ),
        ('<dimension ref="A1:K2"/>' + VIEW.format("") + FORMATS, 1, 1),
    ],
    ids=["no view", "names far right", "long header", "page layout", "two windows", "not new"],
)
def test_a_sheet_where_nothing_can_be_frozen_is_not(tmp_path, head, names, header):
    assert "<pane" not in written(tmp_path, head, names=names, header=header)


def test_a_scrolled_view_is_frozen_from_its_first_cell(tmp_path):
    view = VIEW.format("").replace("<sheetView ", '<sheetView topLeftCell="F30" ')
    assert '<sheetView topLeftCell="A1" workbookViewId="0"><pane' in written(tmp_path, SIZED + view)


def test_few_columns_between_are_not_grouped(tmp_path):
    head = written(tmp_path, SIZED + VIEW.format("") + FORMATS, names=6)
    assert "outlineLevel" not in head
