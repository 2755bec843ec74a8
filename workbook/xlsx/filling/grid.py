"""One worksheet's XML as rows and cells: setting a value, repeating a row."""

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from lxml import etree

from workbook.values.addresses import Area, address, position
from workbook.values.epochs import epoch
from workbook.values.refusals import TemplateError
from workbook.values.text import as_text
from workbook.xlsx.filling.references import Stretch, copied, expanded
from workbook.xlsx.markup import drop, main, uncoded

Value = str | int | bool | Decimal | Fraction | date | datetime | None

_AFTER_ROWS = "conditionalFormatting", "dataValidation"
_KEPT_DIGITS = 15
"""What every program writes back of a number; LibreOffice rounds what has more as it likes."""


def clean_text(text: str) -> str:
    """Return text that a cell can hold: no control characters, plain line breaks, not too long."""
    return as_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def split_address(cell: str) -> tuple[int, int]:
    """Return (row, column), both from 1, of ``D17``."""
    try:
        return position(cell)
    except ValueError:
        raise TemplateError(f"模板的名称没有指向单元格：{cell}") from None


def split_range(cells: str) -> tuple[int, int, int, int]:
    """Return (first row, first column, last row, last column) of ``B2:D17`` or ``B2``."""
    first, _, last = cells.partition(":")
    return *split_address(first), *split_address(last or first)


class Grid:
    """The cells of one worksheet; ``root`` is changed in place."""

    def __init__(self, root: etree._Element, *, date1904: bool = False) -> None:
        self.root = root
        self._date1904 = date1904
        self._pending: list[tuple[etree._Element, int]] = []
        data = root.find(main("sheetData"))
        if data is None:
            raise TemplateError("模板的工作表不完整：没有 sheetData")
        self._data = data
        self._rows = {int(row.get("r", "0")): row for row in data.iterfind(main("row"))}
        self._formulas = list(_formulas(data))
        self._cells: dict[etree._Element, dict[int, etree._Element]] = {}
        dimension = root.find(main("dimension"))
        if dimension is not None:
            root.remove(dimension)
        self._expand_shared()

    def _expand_shared(self) -> None:
        """Give every cell of a shared formula its own: a spreadsheet program saves them shared."""
        origins: dict[str, tuple[str, str]] = {}
        for cell, formula in self._formulas:
            if formula.get("t") != "shared":
                continue
            key, place = formula.get("si", ""), cell.get("r", "")
            if formula.text:
                origins[key] = (formula.text, place)
            text, origin = origins[key]
            formula.text = expanded(text, origin, place)
            for attribute in ("t", "si", "ref"):
                drop(formula, attribute)

    def merges(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return the merged ranges: first (row, column) → last (row, column)."""
        spans = {}
        for merge in self.root.iterfind(f"{main('mergeCells')}/{main('mergeCell')}"):
            top, left, bottom, right = split_range(merge.get("ref", ""))
            spans[top, left] = (bottom, right)
        return spans

    def row(self, number: int) -> etree._Element:
        """Return the row's element, made when the sheet has none."""
        if number not in self._rows:
            element = etree.Element(main("row"), r=str(number))
            _put_in_order(self._data, self._rows, number, element)
        return self._rows[number]

    def cell(self, place: str) -> etree._Element:
        """Return the cell's element, made when the sheet has none."""
        number, column = split_address(place)
        row = self.row(number)
        cells = self._cells.get(row)
        if cells is None:
            found = row.iterfind(main("c"))
            cells = {split_address(cell.get("r", ""))[1]: cell for cell in found}
            self._cells[row] = cells
        if column not in cells:
            _put_in_order(row, cells, column, etree.Element(main("c"), r=place))
        return cells[column]

    def put(self, place: str, value: Value) -> None:
        """Write a value; text is never a formula, a number is written exactly."""
        cell = self.cell(place)
        cell[:] = []
        drop(cell, "t")
        if isinstance(value, str) and value:
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
            text.text = uncoded(clean_text(value))
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif value is not None and value != "":
            self._put_value(cell, value)

    def put_result(self, place: str, value: Value) -> bool:
        """Write what the cell's formula gives; the formula stays. False when there is none."""
        cell = self.cell(place)
        formula = cell.find(main("f"))
        if formula is None:
            return False
        cell[:] = [formula]
        drop(cell, "t")
        self._put_value(cell, "" if value is None else value)
        return True

    def _put_value(
        self, cell: etree._Element, value: str | bool | int | Decimal | Fraction | date | datetime
    ) -> None:
        if isinstance(value, str | bool):
            cell.set("t", "str" if isinstance(value, str) else "b")
        shown = uncoded(clean_text(value)) if isinstance(value, str) else self._number(value)
        etree.SubElement(cell, main("v")).text = shown

    def _number(self, value: bool | int | Decimal | Fraction | date | datetime) -> str:
        if isinstance(value, bool):
            return str(int(value))
        if isinstance(value, date):
            return self._serial(value)
        if isinstance(value, Fraction) and value.denominator != 1:
            return f"{float(value):.{_KEPT_DIGITS}g}"
        exact = Decimal(int(value)) if isinstance(value, Fraction) else Decimal(value)
        return format(exact.normalize(), "f") if exact else "0"

    def _serial(self, value: date) -> str:
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        origin = epoch(date1904=self._date1904)
        elapsed = moment - origin
        if not elapsed.seconds:
            return str(elapsed.days)
        return repr(elapsed.days + elapsed.seconds / 86_400)

    def stretch(self, stretch: Stretch) -> None:
        """Repeat a row of this sheet: its cells, look, height and merges; move what is below.

        The copies' formulas read like the row's own until ``settle_copies``.
        """
        number, extra = stretch.row, stretch.extra
        for below in sorted((r for r in self._rows if r > number), reverse=True):
            self._renumber(self._rows.pop(below), below + extra)
        source = self.row(number)
        anchor = source
        for offset in range(1, extra + 1):
            element = copy.deepcopy(source)
            for cell, formula in _formulas(element):
                self._formulas.append((cell, formula))
                if formula.text:
                    self._pending.append((formula, offset))
            anchor.addnext(element)
            self._renumber(element, number + offset)
            anchor = element
        self._stretch_merges(stretch)
        for kind in _AFTER_ROWS:
            for element in self.root.iter(main(kind)):
                element.set("sqref", " ".join(_grown(ref, stretch) for ref in _refs(element)))
        for broken in self.root.iterfind(f"{main('rowBreaks')}/{main('brk')}"):
            broken.set("id", str(stretch.moved(int(broken.get("id", "0")))))
        for filtered in self.root.iterfind(main("autoFilter")):
            filtered.set("ref", _grown(filtered.get("ref", ""), stretch))

    def settle_copies(self) -> None:
        """Once every row is repeated, let each copy's formula look at its own row.

        Done last: a formula may point along to a row of another list, above or below, and finds
        the same place in that list only when both have their length.
        """
        for formula, offset in self._pending:
            formula.text = copied(formula.text or "", offset)
        self._pending.clear()

    def stretch_formulas(self, stretch: Stretch, home: str) -> None:
        """Let the formulas of this sheet, called ``home``, follow a row that is about to repeat."""
        for cell, formula in self._formulas:
            if formula.text:
                inside = (
                    home == stretch.sheet and split_address(cell.get("r", ""))[0] == stretch.row
                )
                formula.text = stretch.formula(formula.text, home, inside=inside)
        for kind in ("formula", "formula1", "formula2"):
            for element in self.root.iter(main(kind)):
                if element.text:
                    element.text = stretch.formula(element.text, home)

    def _renumber(self, row: etree._Element, number: int) -> None:
        row.set("r", str(number))
        for cell in row.iterfind(main("c")):
            column = split_address(cell.get("r", ""))[1]
            cell.set("r", address(number, column))
        self._rows[number] = row

    def _stretch_merges(self, stretch: Stretch) -> None:
        holder = self.root.find(main("mergeCells"))
        if holder is None:
            return
        for merge in list(holder):
            top, left, bottom, right = split_range(merge.get("ref", ""))
            if top == bottom == stretch.row:
                for offset in range(1, stretch.extra + 1):
                    row = stretch.row + offset
                    ref = f"{address(row, left)}:{address(row, right)}"
                    etree.SubElement(holder, main("mergeCell"), ref=ref)
            else:
                merge.set("ref", _grown(merge.get("ref", ""), stretch))
        holder.set("count", str(len(holder)))

    def fill_page_text(self, texts: Mapping[str, str]) -> None:
        """Replace ``{key}`` in the printed header and footer; 255 characters is their limit."""
        holder = self.root.find(main("headerFooter"))
        for part in holder if holder is not None else ():
            text = part.text or ""
            for key, value in texts.items():
                shown = clean_text(value).replace("\n", " ")[:60].replace("&", "&&")
                text = text.replace("{" + key + "}", shown)
            part.text = text[:255]

    def height(self, row: int) -> float | None:
        """Return the height in points that a row sets of its own."""
        own = self._rows[row].get("ht") if row in self._rows else None
        return None if own is None else float(own)

    def set_height(self, row: int, points: float) -> None:
        """Fix a row's height."""
        element = self.row(row)
        element.set("ht", f"{math.ceil(points * 4) / 4:g}")
        element.set("customHeight", "1")


def _put_in_order(
    holder: etree._Element, known: dict[int, etree._Element], number: int, new: etree._Element
) -> None:
    """Put a row, or a cell of one, among those that stand there by their numbers."""
    later = [existing for existing in known if existing > number]
    if later:
        known[min(later)].addprevious(new)
    else:
        holder.append(new)
    known[number] = new


def _formulas(holder: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Yield each cell that holds a formula, with the formula."""
    for cell in holder.iter(main("c")):
        formula = cell.find(main("f"))
        if formula is not None:
            yield cell, formula


def _refs(element: etree._Element) -> list[str]:
    return (element.get("sqref") or "").split()


def _grown(ref: str, stretch: Stretch) -> str:
    area = Area.parse(ref)
    if area is None:
        return ref
    top, bottom = stretch.span(area.top, area.bottom)
    return str(replace(area, top=top, bottom=bottom))
