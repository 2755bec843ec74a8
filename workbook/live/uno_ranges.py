"""Ranges of a LibreOffice sheet for xlwings: values in blocks, formats, rules."""
# ruff: noqa: N802, D101, D102  the classes are xlwings' interface and Excel's native names

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from xlwings import base_classes

from workbook.live.uno_remote import EnumValue, Remote, Struct, properties
from workbook.values.addresses import letters
from workbook.values.format_codes import Shows, shows

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""

_NUMBERS, _NUMBER, _ERROR = 3, 1, 4  # CellFlags VALUE and DATETIME; FormulaResult
_MOMENT, _YES_NO = 6, 1024  # NumberFormat DATE and TIME; LOGICAL
_ERRORS = {
    32767: "#N/A",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}
_DAY = 86_400
_VALIDATION = "com.sun.star.sheet.ValidationType"
_BOLD, _PLAIN = 150.0, 100.0
_LOOK = (
    "CellBackColor",
    "CellStyle",
    "CharColor",
    "CharFontName",
    "CharFontNameAsian",
    "CharHeight",
    "CharHeightAsian",
    "CharWeight",
    "CharWeightAsian",
    "HoriJustify",
    "IsTextWrapped",
    "NumberFormat",
    "TableBorder2",
    "VertJustify",
)


def cell_area(sheet: Remote, address: str) -> Area:
    """Read an address such as ``A1:C9``."""
    return area_of(sheet.getCellRangeByName(address.replace("$", "")).RangeAddress)


def area_of(found: Remote) -> Area:
    """Read LibreOffice's own address of a range, which counts from 0."""
    return found.StartRow + 1, found.StartColumn + 1, found.EndRow + 1, found.EndColumn + 1


class Range(base_classes.Range):
    def __init__(self, document: Remote, sheet: Remote, *areas: Area) -> None:
        self._document, self._sheet, self._areas = document, sheet, areas

    def cells(self, area: Area | None = None) -> Remote:
        top, left, bottom, right = area or self._areas[0]
        found: Remote = self._sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        return found

    @property
    def every(self) -> Remote:
        """All areas as one."""
        found: Remote = self._document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for area in self._areas:
            found.addRangeAddress(self.cells(area).RangeAddress, False)
        return found

    @property
    def document(self) -> Remote:
        return self._document

    @property
    def api(self) -> "RangeApi":
        return RangeApi(self)

    @property
    def row(self) -> int:
        return self._areas[0][0]

    @property
    def column(self) -> int:
        return self._areas[0][1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self._areas[0]
        return bottom - top + 1, right - left + 1

    @property
    def area(self) -> Area:
        return self._areas[0]

    @property
    def address(self) -> str:
        top, left, bottom, right = self._areas[0]
        first, last = f"${letters(left)}${top}", f"${letters(right)}${bottom}"
        return first if first == last else f"{first}:{last}"

    @property
    def raw_value(self) -> Any:
        found = self.cells()
        rows = [[None if cell == "" else cell for cell in row] for row in found.getDataArray()]
        null = self._document.NullDate
        epoch = dt.datetime(null.Year, null.Month, null.Day)
        for kind, alike in self._by_kind(found):
            for ranges in alike.queryContentCells(_NUMBERS), alike.queryFormulaCells(_NUMBER):
                for row, column in self._within(ranges):
                    number = rows[row][column]
                    if isinstance(number, float):
                        rows[row][column] = _shown(number, kind, epoch)
        for row, column in self._within(found.queryFormulaCells(_ERROR)):
            code = found.getCellByPosition(column, row).getError()
            rows[row][column] = _ERRORS.get(code, "#VALUE!")
        if self.shape == (1, 1):
            return rows[0][0]
        return tuple(map(tuple, rows))

    @raw_value.setter
    def raw_value(self, given: Any) -> None:
        rows = given if isinstance(given, list | tuple) else [[given]]
        found = self.cells()
        found.setDataArray([[_content(cell) for cell in row] for row in rows])
        for column in range(self.shape[1]):
            formulas = [(i, row[column]) for i, row in enumerate(rows) if _is_formula(row[column])]
            for _, run in groupby(enumerate(formulas), lambda pair: pair[1][0] - pair[0]):
                cells = [formula for _, formula in run]
                first, last = cells[0][0], cells[-1][0]
                block = found.getCellRangeByPosition(column, first, column, last)
                block.setFormulaArray([[_semicolons(text)] for _, text in cells])

    def _by_kind(self, found: Remote) -> Iterator[tuple[Shows, Remote]]:
        """Yield the cells whose formats make dates or yes/no of a number; Calc has numbers only."""
        formats = self._document.NumberFormats
        for alike in _enumerated(found.UniqueCellFormatRanges):
            shown = formats.getByKey(alike.NumberFormat)
            kind = int(shown.Type)
            if kind & _MOMENT:
                yield shows(str(shown.FormatString)), alike
            elif kind & _YES_NO:
                yield Shows.NUMBER, alike

    def _within(self, ranges: Remote) -> Iterator[tuple[int, int]]:
        top, left, _, _ = self._areas[0]
        for address in ranges.RangeAddresses:
            first, last = address.StartColumn, address.EndColumn
            for row in range(address.StartRow, address.EndRow + 1):
                for column in range(first, last + 1):
                    yield row - top + 1, column - left + 1

    @property
    def number_format(self) -> str | None:
        found = self.cells()
        kinds = {each.NumberFormat for each in _enumerated(found.UniqueCellFormatRanges)}
        if len(kinds) != 1:
            return None
        return str(self._document.NumberFormats.getByKey(kinds.pop()).FormatString)

    @number_format.setter
    def number_format(self, code: str) -> None:
        formats = self._document.NumberFormats
        where = Struct("com.sun.star.lang.Locale", Language="en", Country="US")
        key = formats.queryKey(code, where, False)
        self.every.NumberFormat = formats.addNew(code, where) if key < 0 else key

    @property
    def conditional_formats(self) -> "Rules":
        return Rules(self)

    @property
    def font(self) -> "Font":
        return Font(self)

    def autofit(self, axis: str | None = None) -> None:  # noqa: ARG002
        self.cells().Columns.OptimalWidth = True


class RangeApi:
    """What of Excel's own range object the tool asks for."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    def AutoFill(self, target: "RangeApi", _: int) -> None:
        """Let the columns right of this one look like it."""
        _, left, _, right = target.cells.area
        for alike in _enumerated(self.cells.cells().CellFormatRanges):
            where = alike.RangeAddress
            values = alike.getPropertyValues(list(_LOOK))
            rows = where.StartRow + 1, left + 1, where.EndRow + 1, right
            target.cells.cells(rows).setPropertyValues(list(_LOOK), list(values))

    @property
    def MergeCells(self) -> bool | None:
        return None if self.cells.cells().getIsMerged() else False

    @property
    def Validation(self) -> "Validation":
        return Validation(self.cells)

    def AutoFilter(self) -> None:
        """Put a filter over the range."""
        where = self.cells.cells().RangeAddress
        ranges = self.cells.document.getPropertyValue("UnnamedDatabaseRanges")
        ranges.setByTable(where)
        ranges.getByTable(where.Sheet).AutoFilter = True


class Validation:
    """A list to choose from, as Excel makes one."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells.cells()
        self._rule = self._cells.Validation

    def Delete(self) -> None:
        self._put(Type=EnumValue(_VALIDATION, "ANY"))

    def Add(self, _kind: int, _style: int, _operator: int, listed: str) -> None:
        found = listed.removeprefix("=")
        if found == listed:
            found = ";".join(f'"{choice}"' for choice in listed.split(","))
        self._rule.setFormula1(found)
        self._put(Type=EnumValue(_VALIDATION, "LIST"), ShowList=1)

    ShowError = property(None, lambda self, value: self._put(ShowErrorMessage=value))

    def _put(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self._rule, name, value)
        self._cells.Validation = self._rule


class Font(base_classes.Font):
    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def _set_bold(self, value: bool) -> None:
        for name in ("CharWeight", "CharWeightAsian"):
            setattr(self._cells.cells(), name, _BOLD if value else _PLAIN)

    bold = property(None, _set_bold)


class Rules(base_classes.ConditionalFormats):
    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def clear(self) -> None:
        every = self._cells.every
        rules = every.ConditionalFormat
        rules.clear()
        every.ConditionalFormat = rules

    def add_custom(self, spec: dict[str, Any]) -> None:
        every = self._cells.every
        rules = every.ConditionalFormat
        condition = properties(
            Operator=EnumValue("com.sun.star.sheet.ConditionOperator", "FORMULA"),
            Formula1=_semicolons(spec["formula"]).removeprefix("="),
            StyleName=self._style(spec["fill_color"]),
        )
        rules.addNew(condition)
        every.ConditionalFormat = rules

    def _style(self, colour: tuple[int, int, int]) -> str:
        red, green, blue = colour
        name = f"jsjb_{red:02X}{green:02X}{blue:02X}"
        document = self._cells.document
        styles = document.StyleFamilies.getByName("CellStyles")
        if not styles.hasByName(name):
            style = document.createInstance("com.sun.star.style.CellStyle")
            styles.insertByName(name, style)
            style.CellBackColor = red << 16 | green << 8 | blue
        return name


def _enumerated(container: Remote) -> Iterator[Any]:
    found = container.createEnumeration()
    while found.hasMoreElements():
        yield found.nextElement()


def _shown(number: float, kind: Shows, epoch: dt.datetime) -> object:
    """Give a number as what its format makes of it: yes/no, an elapsed time, a moment."""
    if kind is Shows.NUMBER:
        return bool(number)
    passed = dt.timedelta(seconds=round(number * _DAY))
    return passed if kind is Shows.SPAN else epoch + passed


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) > 1 and cell[0] == "="


def _content(cell: object) -> object:
    if cell is None or _is_formula(cell):
        return ""
    if isinstance(cell, str):
        return cell.removeprefix("'") if cell.startswith("'") else cell
    return float(cell) if isinstance(cell, int | float) else str(cell)


def _semicolons(formula: str) -> str:
    """Write a formula with the separators that UNO wants."""
    parts = formula.split('"')
    parts[::2] = [part.replace(",", ";") for part in parts[::2]]
    return '"'.join(parts)
