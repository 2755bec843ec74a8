"""The templates of the desk's lists: what is shipped is what is drawn, and staff may restyle it."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font

from macros_py.desk import lists
from templates import template
from templates.draw import daily, district, urge
from templates.draw.style import save


@pytest.mark.parametrize(
    ("draw", "name"),
    [(daily.draw, "日常清单"), (urge.draw, "催办单"), (district.draw, "全区分析")],
)
def test_the_shipped_file_is_the_drawn_one(draw, name: str, tmp_path: Path) -> None:
    save(draw(), tmp_path / "a.xlsx")
    drawn, shipped = (
        load_workbook(tmp_path / "a.xlsx"),
        load_workbook(io.BytesIO(template(f"{name}.xlsx").read_bytes())),
    )
    assert drawn.sheetnames == shipped.sheetnames
    for sheet in drawn:
        other = shipped[sheet.title]
        assert sheet.dimensions == other.dimensions
        assert sheet.print_area == other.print_area
        for row in sheet.iter_rows():
            for cell in row:
                assert _look(cell) == _look(other[cell.coordinate])


def _look(cell: Cell) -> tuple[object, ...]:
    sides = (cell.font, cell.fill, cell.border, cell.alignment)
    return (cell.value, cell.number_format, *map(repr, sides))


def test_a_restyled_look_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = daily.draw()
    book["样式"]["A1"].font = Font(name="仿宋", size=30)
    save(book, tmp_path / "日常清单.xlsx")
    monkeypatch.setattr(lists, "template", tmp_path.joinpath)
    content = lists.list_workbook(
        "今日待办", [lists.note("甲")], as_of=datetime(2024, 3, 20), source="台账.xlsx"
    )
    sheet = load_workbook(io.BytesIO(content))["今日待办"]
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("仿宋", 30)
    assert "截至2024-03-20 00:00" in str(sheet.oddFooter.left.text)
    assert sheet.page_setup.paperSize == 9
