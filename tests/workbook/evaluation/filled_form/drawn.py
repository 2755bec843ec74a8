"""A form drawn into a file and read back."""

from typing import Any

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from tests.evaluations import BEST, ITEMS, TERMS
from tests.marked_forms import options
from workbook.evaluation.filled_form.form import read_marked_form
from workbook.reading.sheets import RawSheet
from workbook.values.records import Event, Form
from workbook.values.refusals import CellError

ITEM = "案件接收、派单"
TICKED = {item: options(item, best) for item, best in zip(ITEMS, BEST, strict=True)}
BEST_OF = dict(zip(ITEMS, BEST, strict=True))


def raw(book: Workbook, tmp_path: Any) -> RawSheet:
    path = tmp_path / "form.xlsx"
    book.save(path)
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert sheet.start is not None
    return RawSheet(sheet.name, rows, sheet.start[0] + 1, sheet.start[1] + 1)


def form_on(sheet: RawSheet) -> tuple[Form, tuple[Event, ...]] | None:
    """Read a sheet; whatever is wrong with it is raised as one text."""
    found = read_marked_form(sheet, TERMS)
    if found.problems:
        raise CellError("\n".join(map(str, found.problems)))
    return None if found.form is None else (found.form, found.events)
