"""What Excel holds, in memory: workbooks, sheets, cells, and what it takes a text for."""

import datetime as dt
import itertools
import math
import re
import shutil
import zipfile
from copy import copy
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import absolute_coordinate
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel, to_excel

ERROR_CODES = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
VISIBLE, HIDDEN, VERY_HIDDEN = -1, 0, 2
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_STATES = {"visible": VISIBLE, "hidden": HIDDEN, "veryHidden": VERY_HIDDEN}
_NUMBER = re.compile(r"[-+]?[¥$]?(\d[\d,]*\.?\d*|\.\d+)(e[-+]?\d+)?%?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/年]\d{1,2}([-/月]\d{1,4}日?)?( \d{1,2}:\d{2}(:\d{2})?)?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


class com_error(Exception):  # noqa: N801, N818
    """What pywin32 or Excel raises for a call it cannot carry out."""


class ComTime(dt.datetime):
    """A date as pywin32 gives it."""


@dataclass(eq=False)
class Worksheet:
    """The cells of a sheet: values as Excel holds them, formulas, number formats, colours."""

    book: "Workbook"
    name: str
    visible: int = VISIBLE
    protected: bool = False
    values: dict[tuple[int, int], object] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    styled: set[tuple[int, int]] = field(default_factory=set)
    bold: set[tuple[int, int]] = field(default_factory=set)
    rules: list[dict[str, Any]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    looks: dict[tuple[int, int], str] = field(default_factory=dict)
    """The fill of cells, as far as it matters."""
    tables: list[list[str]] = field(default_factory=list)
    """The range of each table, which can be given another, and whether it ends with totals."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    drop_downs: dict[str, list[object]] = field(default_factory=dict)
    """Address → the list to choose from, and whether anything else is an error."""
    filtered: str = ""
    hides_rows: bool = False
    printed: str = ""
    """What Print_Area refers to."""
    panes: tuple[int, int, bool] = (0, 0, False)
    """Columns and rows split off, and whether they are frozen."""
    scrolled: tuple[int, int] = (1, 1)
    """The first column and row that are seen."""

    def put(self, cell: tuple[int, int], value: object) -> None:
        """Take a value as Excel takes it from COM."""
        if self.protected:
            raise com_error(f"{self.name} is protected")
        self.book.saved = False
        self.formulas.pop(cell, None)
        self.values.pop(cell, None)
        taken = self._taken(cell, value)
        if taken is not None:
            self.values[cell] = taken

    def _taken(self, cell: tuple[int, int], value: object) -> object:
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return value
        if type(value) is int and not -(1 << 31) <= value < 1 << 31:
            raise com_error("an integer that no cell takes")
        if type(value) in {int, float} and math.isfinite(value):
            return float(value)
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            self.formats.setdefault(cell, "yyyy/m/d h:mm")
            return to_excel(value.replace(tzinfo=None), self.book.epoch)
        if type(value) is not str:
            raise com_error(f"objects of type {type(value)} cannot be converted to a COM VARIANT")
        if len(value) > 32767:
            raise com_error("text is too long for a cell")
        return self._taken_text(cell, value)

    def _taken_text(self, cell: tuple[int, int], text: str) -> object:
        if self.formats.get(cell) == "@":
            return text
        if text.startswith("'"):
            return text[1:]
        if text[0] == "=" and len(text) > 1:
            self.formulas[cell] = text
            return _computed(text)
        if _NUMBER.fullmatch(text):
            shown = text.replace(",", "").strip("¥$").removesuffix("%")
            return float(shown) / (100 if text.endswith("%") else 1)
        if text[0] in "+-@":
            raise com_error(f"not a formula: {text}")
        if _DATE.fullmatch(text) or _CLOCK.fullmatch(text):
            self.formats.setdefault(cell, "yyyy/m/d")
            return 45_000.0
        return {"TRUE": True, "FALSE": False}.get(text.upper(), text)

    def got(self, cell: tuple[int, int]) -> object:
        """Give a value as COM gives it."""
        value = self.values.get(cell)
        if isinstance(value, str):
            return ERROR_CODES.get(value, value)
        if type(value) is float and is_date_format(self.formats.get(cell, "General")):
            moment = from_excel(value, self.book.epoch)
            if isinstance(moment, dt.time):
                moment = dt.datetime.combine(dt.date(1899, 12, 30), moment)
            return ComTime(*moment.timetuple()[:6], moment.microsecond, tzinfo=dt.UTC)
        return value

    def copied(self, book: "Workbook") -> "Worksheet":
        """Return the same sheet of another book."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        own = {name: copy(value) for name, value in own.items() if name != "book"}
        return Worksheet(book, **own | {"tables": [list(table) for table in self.tables]})

    def used(self) -> tuple[int, int, int, int]:
        """Give first row, first column, last row, last column; a formatted cell counts."""
        cells = set(self.values) | self.styled or {(1, 1)}
        rows, columns = zip(*cells, strict=True)
        return min(rows), min(columns), max(rows), max(columns)


def _view(sheet: Any) -> tuple[tuple[int, int, bool], tuple[int, int]]:
    pane = sheet.sheet_view.pane
    if pane is None:
        return (0, 0, False), (1, 1)
    row, column = coordinate_to_tuple(pane.topLeftCell)
    return (int(pane.xSplit or 0), int(pane.ySplit or 0), pane.state == "frozen"), (column, row)


def _absolute(reference: str | None) -> str:
    return absolute_coordinate(reference) if reference else ""


def _computed(formula: str) -> object:
    link = re.fullmatch(r'=HYPERLINK\("((?:[^"]|"")*)","((?:[^"]|"")*)"\)', formula)
    if link is None:
        raise com_error(f"not a formula this host computes: {formula}")
    return link[2].replace('""', '"')


@dataclass(eq=False)
class Workbook:
    """A workbook as it stood when it was opened, read once somebody looks into it."""

    path: Path | None
    active: int = 0
    saved: bool = True
    name: str = ""

    def __post_init__(self) -> None:
        self._content = b""
        if self.path is not None:
            self.name = self.path.name
            self._content = self.path.read_bytes()

    @cached_property
    def sheets(self) -> list[Worksheet]:
        if not self._content:
            return [Worksheet(self, "Sheet1")]
        return [sheet.copied(self) for sheet in _read(self._content)[0]]

    @cached_property
    def epoch(self) -> dt.datetime:
        return _read(self._content)[1] if self._content else dt.datetime(1899, 12, 30)

    def write(self, path: Path) -> None:
        """Save a copy: the file itself while nothing was changed, else a new one."""
        if self.saved and self.path is not None:
            shutil.copyfile(self.path, path)
            return
        book = openpyxl.Workbook()
        book.epoch = self.epoch
        book.remove(book.active)
        states = {number: name for name, number in _STATES.items()}
        for sheet in self.sheets:
            own = book.create_sheet(sheet.name)
            own.sheet_state = states[sheet.visible]
            for top, left, bottom, right in sheet.merged:
                own.merge_cells(None, top, left, bottom, right)
            for at in sheet.formats.keys() | sheet.values.keys():
                cell = own.cell(*at)
                cell.number_format = sheet.formats.get(at, "General")
                value = sheet.formulas.get(at, sheet.values.get(at))
                cell.value = value
                if isinstance(value, str) and at not in sheet.formulas:
                    cell.data_type = "s"
        book.save(path)


@lru_cache(maxsize=32)
def _read(content: bytes) -> tuple[list[Worksheet], dt.datetime]:
    """Read sheets and epoch, of which every test gets a copy: openpyxl takes its time."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    formulas = openpyxl.load_workbook(BytesIO(content)) if _has_formulas(content) else None
    sheets: list[Worksheet] = []
    looks: dict[int, tuple[str, str]] = {}
    for own in book.worksheets:
        sheet = Worksheet(Workbook(None), own.title, _STATES[own.sheet_state], own.protection.sheet)
        sheet.filtered = _absolute(own.auto_filter.ref)
        sheet.printed = f"={own.print_area}" if own.print_area else ""
        sheet.panes, sheet.scrolled = _view(own)
        sheet.tables = [
            [_absolute(t.ref), "totals" if t.totalsRowCount else ""] for t in own.tables.values()
        ]
        sheet.merged = [
            (m.min_row, m.min_col, m.max_row, m.max_col) for m in own.merged_cells.ranges
        ]
        for cell in itertools.chain.from_iterable(own.iter_rows()):
            at = (cell.row, cell.column)
            if cell.has_style:
                sheet.styled.add(at)
                style = cell.style_id
                if style not in looks:
                    fill = cell.fill
                    colour = str(fill.start_color.rgb) if fill.fill_type else ""
                    looks[style] = (cell.number_format, colour)
                number_format, colour = looks[style]
                if number_format != "General":
                    sheet.formats[at] = number_format
                if colour:
                    sheet.looks[at] = colour
            if cell.value is not None:
                sheet.values[at] = _held(cell.value, book.epoch)
        if formulas is not None:
            sheet.formulas = {
                (cell.row, cell.column): cell.value
                for cell in itertools.chain.from_iterable(formulas[own.title].iter_rows())
                if cell.data_type == "f" and isinstance(cell.value, str)
            }
        sheets.append(sheet)
    return sheets, book.epoch


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[ >/]", package.read(name)) for name in sheets)


def _held(value: object, epoch: dt.datetime) -> object:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    return to_excel(value, epoch)
