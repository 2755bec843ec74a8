"""Writes columns into a sheet that is open in Excel: whole blocks, colours by rule."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import xlwings as xw

from workbook.live.book import LiveBook, area_of, refuse_protected
from workbook.patch import SheetColumns
from workbook.values.addresses import column_number, letters
from workbook.values.epochs import epoch
from workbook.xlsx.patching.opening_view import OpeningView

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_DAY = 86_400
_FORMATS_ONLY = 3  # xlFillFormats
_PRINTED = re.compile(r"(\$?[A-Z]+\$?[0-9]*:\$?)([A-Z]+)(\$?[0-9]*)")


FILTERED = (
    "台账正在筛选，新加的列没有并入筛选区域，排序会使它们与原来的行错开；"
    "请先清除筛选，撤掉并重新加上筛选，再排序"
)


def write_live(live: LiveBook, edits: Sequence[SheetColumns]) -> list[str]:
    """Write columns into an open workbook as `workbook.patch.write_columns` does into a file.

    New columns look like the one left of them, and a table, filter or print area that ends there
    takes them in. Returns what a person must know about it. The edits' own texts must be none that
    Excel takes for a number, a date or a formula. Raises NotWritableError before anything is
    written when a sheet is protected.
    """
    for edit in edits:
        refuse_protected(live.sheets[edit.sheet])
    notes = [note for edit in edits for note in _write(live, edit)]
    if any(edit.overview for edit in edits):
        front = live.book.api.ActiveSheet
        for edit in edits:
            if edit.overview:
                _show(live, edit.sheet, edit.overview)
        front.Activate()
    return notes


def standing(live: LiveBook, edit: SheetColumns) -> Iterator[tuple[int, list[object]]]:
    """Yield what stood in each column that an edit overwrites, from the edit's first row down."""
    raw = live.load(edit.sheet)
    rows = raw.rows[max(0, edit.first_row - raw.first_row) :]
    for column in sorted(edit.columns):
        if raw.first_column <= column <= raw.last_column:
            cells = [row[column - raw.first_column] for row in rows[: _length(edit)]]
            if any(cell != "" for cell in cells):
                yield column, cells


def host_value(value: object, *, date1904: bool) -> object:
    """Give a value as Excel takes it whatever its regional settings: dates as serial numbers."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        passed = value - epoch(date1904=date1904)
        return passed.days + passed.seconds / _DAY
    if isinstance(value, dt.date):
        return float((value - epoch(date1904=date1904).date()).days)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / _DAY
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _write(live: LiveBook, edit: SheetColumns) -> Iterator[str]:
    sheet, length = live.sheets[edit.sheet], _length(edit)
    last_column = live.load(edit.sheet).last_column
    runs = _runs(edit.columns)
    added = runs[-1] if runs and runs[-1][0] == last_column + 1 else []
    if added:
        yield from _take_in(sheet, edit.first_row, length, added)
    if length > 1:
        for code, columns in keys_by_value(edit.number_formats.items()).items():
            stretches(sheet, columns, edit.first_row + 1, length - 1).number_format = code
    for run in runs:
        columns = [edit.columns[column] for column in run]
        block = sheet.range((edit.first_row, run[0]), (edit.first_row + length - 1, run[-1]))
        block.raw_value = [
            [host_value(value, date1904=live.date1904) for value in row]
            for row in zip(*columns, strict=True)
        ]
        if run is added:
            block.columns.autofit()
    if edit.highlights and length > 1:
        colour(sheet, edit.highlights, edit.first_row + 1, length - 1)


def _take_in(sheet: xw.Sheet, row: int, length: int, added: Sequence[int]) -> Iterator[str]:
    """Make new columns look like the one left of them, and widen what ends there."""
    before, bottom = added[0] - 1, row + length - 1
    if before:
        like = sheet.range((row, before), (bottom, before))
        whole = sheet.range((row, before), (bottom, added[-1]))
        like.api.AutoFill(whole.api, _FORMATS_ONLY)
        sheet.range((row, added[0]), (bottom, added[-1])).conditional_formats.clear()
    api = sheet.api
    for table in api.ListObjects:
        wider = _widened(table.Range.Address, row, added)
        if wider:
            table.Resize(sheet.range(wider).api)
    for name in api.Names:
        if name.Name.endswith("!Print_Area"):
            name.RefersTo = _printed(name.RefersTo, added)
    if not api.AutoFilterMode:
        return
    wider = _widened(api.AutoFilter.Range.Address, row, added)
    if not wider:
        return
    if api.FilterMode:
        yield f"「{sheet.name}」：{FILTERED}"
        return
    api.AutoFilterMode = False
    sheet.range(wider).api.AutoFilter()


def _widened(address: str, row: int, added: Sequence[int]) -> str:
    """Give a range with the new columns; "" unless its header row ends right before them."""
    area = area_of(address)
    return str(area.widened(added[-1])) if (area.top, area.right) == (row, added[0] - 1) else ""


def _printed(areas: str, added: Sequence[int]) -> str:
    """Give the areas that a sheet prints, those that end right before the new columns with them."""

    def wider(found: re.Match[str]) -> str:
        ends = column_number(found[2]) == added[0] - 1
        return f"{found[1]}{letters(added[-1]) if ends else found[2]}{found[3]}"

    return _PRINTED.sub(wider, areas)


def _show(live: LiveBook, sheet: str, overview: OpeningView) -> None:
    """Scroll to the columns that matter, beside the ones that name the rows.

    These are frozen where the columns are new and the person has neither frozen nor split anything.
    """
    live.sheets[sheet].api.Activate()
    window = live.book.api.Windows(1)
    new = overview.shown > live.load(sheet).last_column
    if new and overview.fits and not window.SplitColumn and not window.SplitRow:
        window.ScrollRow = window.ScrollColumn = 1
        window.SplitColumn, window.SplitRow = overview.names, overview.header
        window.FreezePanes = True
    if window.FreezePanes and overview.names <= window.SplitColumn < overview.shown:
        window.ScrollColumn = overview.shown


def colour(
    sheet: xw.Sheet, highlights: Mapping[int, Mapping[str, str]], row: int, length: int
) -> None:
    """Colour by rules; INDIRECT makes a rule refer to the cell it colours wherever it stands."""
    alike = keys_by_value((column, tuple(own.items())) for column, own in highlights.items())
    for colours, columns in alike.items():
        rules = stretches(sheet, columns, row, length).conditional_formats
        rules.clear()
        for fill, texts in keys_by_value(colours).items():
            begins = ",".join(f'LEFT(INDIRECT("RC",FALSE),{len(t)})="{t}"' for t in texts)
            rules.add_custom(f"=OR({begins})", fill_color=f"#{fill}")


def keys_by_value(pairs: Iterable[tuple[_Key, _Value]]) -> Mapping[_Value, list[_Key]]:
    """Group the keys that have one value: columns of one format, texts of one colour."""
    found: dict[_Value, list[_Key]] = {}
    for key, value in pairs:
        found.setdefault(value, []).append(key)
    return found


def _length(edit: SheetColumns) -> int:
    return max(len(values) for values in edit.columns.values())


def _runs(columns: Iterable[int]) -> list[list[int]]:
    """Group columns that stand side by side."""
    runs: list[list[int]] = []
    for column in sorted(columns):
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def stretches(sheet: xw.Sheet, columns: Iterable[int], row: int, length: int) -> xw.Range:
    """Give the rows of several columns as one range of several areas."""
    names = [(letters(run[0]), letters(run[-1])) for run in _runs(columns)]
    return sheet.range(",".join(f"{a}{row}:{b}{row + length - 1}" for a, b in names))
