"""What a write must and must not have done, judged by other readers than ours."""

import math
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from lxml import etree

MAY_CHANGE = re.compile(
    r"(?i)(.*/)?(styles\d*|workbook|calcChain|table\d*|workbook\.xml\.rels|\[Content_Types\])"
    r"(\.xml)?(\.rels)?$"
)


def assert_only_changed(source: Path, target: Path, sheet_part: str | None) -> None:
    """Every part but the sheet and those that may follow it has the same bytes and order."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        assert new.testzip() is None
        olds, news = old.namelist(), new.namelist()
        gone, added = set(olds) - set(news), set(news) - set(olds)
        assert all("calcchain" in name.lower() for name in gone), gone
        assert all("styles" in name.lower() for name in added), added
        assert [n for n in news if n in set(olds)] == [n for n in olds if n in set(news)]
        for name in set(olds) & set(news):
            plain = name.replace("\\", "/").lstrip("/")
            if plain == sheet_part or MAY_CHANGE.match(plain):
                if not plain.endswith("/"):
                    etree.fromstring(new.read(name), etree.XMLParser(huge_tree=True))
                continue
            assert new.getinfo(name).CRC == old.getinfo(name).CRC, name
            assert new.read(name) == old.read(name), name


def assert_cells(
    source: Path, target: Path, sheet: str, columns: Mapping[int, Sequence[Any]], first_row: int
) -> None:
    """calamine and openpyxl find every old cell as it was and every new one as asked."""
    _assert_calamine(source, target, sheet, columns, first_row)
    _assert_openpyxl(source, target, sheet, columns, first_row)


def wanted(
    columns: Mapping[int, Sequence[Any]], first_row: int, row: int, column: int
) -> tuple[bool, Any]:
    """Whether a cell was written, and with what."""
    values = columns.get(column, ())
    at = row - first_row
    return (True, values[at]) if 0 <= at < len(values) else (False, None)


def _assert_calamine(source, target, sheet, columns, first_row):
    with python_calamine.load_workbook(source) as old, python_calamine.load_workbook(target) as new:
        assert old.sheet_names == new.sheet_names
        for name in old.sheet_names:
            before, after = _grid(old, name), _grid(new, name)
            if before is None:
                continue
            if name.casefold() != sheet.casefold():
                assert before == after
                continue
            for place in before.keys() | after.keys():
                written, value = wanted(columns, first_row, *place)
                if written:
                    assert _same(after.get(place, ""), value), (place, after.get(place), value)
                else:
                    assert after.get(place, "") == before.get(place, ""), place


def _grid(book, name):
    try:
        made = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, ValueError):
        return None
    if made.start is None:
        return {}
    top, left = made.start
    return {
        (top + r + 1, left + c + 1): value
        for r, row in enumerate(made.to_python(skip_empty_area=True))
        for c, value in enumerate(row)
        if value != ""
    }


def _same(found, value):
    """Whether a reader's value is the one that was written."""
    if value in {None, ""}:
        return found in {None, ""}
    if isinstance(value, bool | str):
        return type(found) is type(value) and found == value
    if isinstance(value, date):
        if not isinstance(found, date):
            return False
        return abs(_moment(found) - _moment(value)) <= timedelta(milliseconds=1)
    return not isinstance(found, str) and math.isclose(found, value, rel_tol=1e-15)


def _moment(value):
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def _assert_openpyxl(source, target, sheet, columns, first_row):
    old, new = loaded(source), loaded(target)
    assert old.sheetnames == new.sheetnames
    for before, after in zip(old.worksheets, new.worksheets, strict=True):
        target_sheet = before.title.casefold() == sheet.casefold()
        covered = {
            cell
            for area in after.merged_cells.ranges
            for row in area.rows
            for cell in list(row)
            if cell != (area.min_row, area.min_col)
        }
        for place in before._cells.keys() | after._cells.keys():
            a, b = before._cells.get(place), after._cells.get(place)
            written, value = wanted(columns, first_row, *place) if target_sheet else (False, None)
            if written and place not in covered:
                found = None if b is None else b.value
                if isinstance(value, str):
                    found = unescaped(found)
                assert _same(found, value), (place, found, value)
                if a is not None and a.has_style:
                    assert b is not None, place
                    assert look(a) == look(b), place
            elif not written:
                if b is None or a is None:
                    there = a or b
                    assert there.value is None, place
                    continue
                assert shown(a) == shown(b), place
                assert (look(a), a.number_format) == (look(b), b.number_format), place
        assert [str(r) for r in before.merged_cells.ranges] == [
            str(r) for r in after.merged_cells.ranges
        ]
        assert len(before._charts) == len(after._charts)
        assert len(before._images) == len(after._images)
        assert before.data_validations.count == after.data_validations.count
        assert before.freeze_panes == after.freeze_panes
        for number, dimension in before.row_dimensions.items():
            other = after.row_dimensions[number]
            assert (dimension.hidden, dimension.ht) == (other.hidden, other.ht)


def loaded(path):
    """openpyxl's view; it warns of whatever it does not model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def look(cell):
    """What a cell looks like, number format aside."""
    return tuple(map(repr, (cell.border, cell.font, cell.fill, cell.alignment, cell.protection)))


def shown(cell):
    """A cell's value, comparable where openpyxl makes an object of it."""
    value = cell.value
    return getattr(value, "text", None) or getattr(value, "ref", None) or value


def unescaped(text):
    """openpyxl leaves the escapes of inline strings as they are."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text) if text else text
