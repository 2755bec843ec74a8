"""An .ods as raw sheets: types, errors, formulas, merges and date styles, repeats counted first."""

import datetime as dt
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from workbook.reading.layout import Gathered, read_text, refuse_many
from workbook.reading.ods_styles import DATA_STYLES, OdsStyles
from workbook.reading.raw import Cells, RawSheet
from workbook.reading.serials import from_serial
from workbook.reading.walk import local, walk
from workbook.reading.xlsx_cells import NO_NUMBER
from workbook.values.addresses import MAX_COLUMN, MAX_ROW, Area
from workbook.values.format_codes import GENERAL, Shows, shows
from workbook.values.refusals import DamagedError, UnsafeFileError
from workbook.values.text import UNCOMPUTED, Fault
from workbook.xlsx.package import Package, SheetEntry

MOST_SPACES = 16 << 20
"""Spaces written as a count that are read of a file."""

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELL_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_VALUES = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "boolean": "boolean-value",
    "date": "date-value",
    "time": "time-value",
    "string": "string-value",
}
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?:(?P<hours>\d{1,9})H)?(?:0?(?P<minutes>-?\d{1,9})M)?(?:(?P<seconds>\d{1,9}(?:\.\d*)?)S)?)?"
)  # LibreOffice writes 0-1M59.999999S for what it rounds up to a minute
_SPACES = re.compile(r"[ \t\r\n]+")
_SPACE, _TAB, _BREAK = "\0", "\1", "\2"
_MADE = {0: " ", 1: "\t", 2: "\n"}
"""What cannot stand in XML stands for spaces that do not collapse."""
_NOT_SHOWN = frozenset({"annotation", "note", "ruby-text", "annotation-end", "bookmark"})


class _Run(NamedTuple):
    """Cells side by side of one style."""

    first: int
    last: int
    style: str


class _Rows(NamedTuple):
    """Rows that are styled alike."""

    first: int
    last: int
    runs: tuple[_Run, ...]


class _Table:
    """One table as it is read."""

    def __init__(self, name: str, style: str, where: str) -> None:
        self.name = name
        self.style = style
        self.where = where
        self.gathered = Gathered(where)
        self.merges: list[Area] = []
        self.columns: list[_Run] = []
        self.rows: list[_Rows] = []
        self.next_column = self.next_row = 1
        self.foreign = False

    def column_style(self, column: int) -> str:
        at = bisect_right(self.columns, column, key=lambda run: run.first) - 1
        return self.columns[at].style if at >= 0 and column <= self.columns[at].last else ""

    def style_at(self, row: int, column: int) -> str:
        at = bisect_right(self.rows, row, key=lambda rows: rows.first) - 1
        if at < 0 or row > self.rows[at].last:
            return ""
        runs = self.rows[at].runs
        return next((run.style for run in runs if run.first <= column <= run.last), "")


class OdsBook:
    """The tables of a package that has passed the guard."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = OdsStyles()
        self._spaces = 0
        self._null_date = ""

    @property
    def date1904(self) -> bool:
        """Whether serial numbers count from 1904-01-01."""
        return bool(self._tables) and self._counts_from_1904

    @property
    def _counts_from_1904(self) -> bool:
        return self._null_date.startswith("1904-01-01")

    @cached_property
    def _tables(self) -> Mapping[str, _Table]:
        for event, element in self._walk("styles.xml", "document-styles"):
            if event == "end" and local(element) in _STYLES:
                self._styles.take(element)
        found: dict[str, _Table] = {}
        table = _Table("", "", self._package.label)
        for event, element in self._walk("content.xml", "document-content"):
            name = local(element)
            if name == "table" and event == "start":
                table = self._begun(element)
            elif name == "table" and not table.foreign:
                found.setdefault(table.name, table)
            elif event == "end":
                self._take(table, name, element)
        if not found:
            raise DamagedError(f"{self._package.label}：没有工作表，文件已损坏")
        return found

    def _begun(self, element: etree._Element) -> _Table:
        name = element.get(_TABLE + "name") or ""
        where = f"{self._package.label} 的工作表「{name}」"
        return _Table(name, element.get(_TABLE + "style-name") or "", where)

    def _walk(self, part: str, root: str) -> Iterator[tuple[str, etree._Element]]:
        data = self._package.content(part)
        if data:
            where = f"{self._package.label} 的 {part}"
            refuse_many((data.count(b"table-cell") + data.count(b"table-row")) // 2, where)
            yield from walk(data, where, root, _TAGS, whole={"table-row", *_STYLES})

    def _take(self, table: _Table, name: str, element: etree._Element) -> None:
        if name in _STYLES:
            self._styles.take(element)
        elif name == "null-date":
            self._null_date = element.get(_TABLE + "date-value") or ""
        elif name == "table-source":
            table.foreign = True
        elif name == "table-column":
            first, times = table.next_column, _repeat(element, "number-columns-repeated")
            table.next_column += times
            style = element.get(_TABLE + "default-cell-style-name") or ""
            table.columns.append(_Run(first, first + times - 1, style))
        elif name == "table-row":
            self._take_row(table, element)

    def _take_row(self, table: _Table, element: etree._Element) -> None:
        row, times = table.next_row, _repeat(element, "number-rows-repeated")
        table.next_row += times
        cells: dict[int, object] = {}
        runs: list[_Run] = []
        below = element.get(_TABLE + "default-cell-style-name")
        column = 1
        for cell in element.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            wide = _repeat(cell, "number-columns-repeated")
            style = cell.get(_TABLE + "style-name") or below or table.column_style(column)
            value = self._value(cell, style, table.where)
            if value != "":
                if column + wide - 1 > MAX_COLUMN or row + times - 1 > MAX_ROW:
                    raise UnsafeFileError(
                        f"{table.where}：第{row}行起有重复到表格之外的内容，读取会占满内存，未读取"
                    )
                cells.update(dict.fromkeys(range(column, column + wide), value))
                runs.append(_Run(column, column + wide - 1, style))
            spanned = (
                _repeat(cell, "number-rows-spanned"),
                _repeat(cell, "number-columns-spanned"),
            )
            if spanned != (1, 1):
                right, bottom = column + spanned[1] - 1, row + spanned[0] - 1
                table.merges.append(Area(column, row, right, bottom))
            column += wide
        if cells:
            table.rows.append(_Rows(row, row + times - 1, tuple(runs)))
            table.gathered.add(row, cells, times)

    @cached_property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The tables in the order of their tabs."""
        return tuple(
            SheetEntry(table.name, "", table.style not in self._styles.hidden, cells=True)
            for table in self._tables.values()
        )

    def load(self, name: str) -> RawSheet:
        """Lay out a table's cells."""
        table = self._tables[name]

        def formats(cells: Cells) -> list[str | None]:
            return [self._styles.code(table.style_at(*cell)) for cell in cells]

        return table.gathered.sheet(name, tuple(table.merges), formats)

    def _value(self, cell: etree._Element, style: str, where: str) -> object:
        kind = cell.get(_OFFICE + "value-type")
        if cell.get(_CELL_TYPE) == "error":
            return Fault(self._shown(cell, where).strip() or "#N/A")
        value = self._typed(kind, cell, style)
        if value is None and (kind or len(cell)):
            value = read_text(self._shown(cell, where))
        if not value and kind is None and cell.get(_TABLE + "formula") and not len(cell):
            return Fault(UNCOMPUTED)  # a result that is empty text has an empty paragraph
        return "" if value is None else value

    def _typed(self, kind: str | None, cell: etree._Element, style: str) -> object:
        """Give the value that stands in attributes, None where only the text says it."""
        written = cell.get(_OFFICE + _VALUES[kind]) if kind in _VALUES else None
        if written is None:
            return None
        if kind == "boolean":
            return written == "true"
        if kind == "date":
            return _moment(written)
        if kind == "time":
            return self._clock(written, style)
        return read_text(written) if kind == "string" else _number(written)

    def _clock(self, text: str, style: str) -> object:
        """Give a time of day, or an elapsed time where the format shows one; None for neither."""
        span = _span(text)
        if (
            span is None
            or span < dt.timedelta()
            or shows(self._styles.code(style) or GENERAL) is Shows.SPAN
        ):
            return span
        return from_serial(
            span / dt.timedelta(days=1), Shows.MOMENT, date1904=self._counts_from_1904
        )

    def _shown(self, cell: etree._Element, where: str) -> str:
        """Give the text of a cell's paragraphs, without notes."""
        found = [self._paragraph(part, where) for part in cell.iterchildren("{*}p", "{*}h")]
        return found[0] if len(found) == 1 else "\n".join(found)

    def _paragraph(self, paragraph: etree._Element, where: str) -> str:
        """Give a paragraph's text, white space as the format defines it."""
        if not len(paragraph):
            text = paragraph.text or ""
        else:
            pieces: list[str] = []
            self._collect(paragraph, pieces, where)
            text = "".join(pieces)
        return _SPACES.sub(" ", text).lstrip(" ").translate(_MADE)

    def _collect(self, element: etree._Element, pieces: list[str], where: str) -> None:
        pieces.append(element.text or "")
        for child in element:
            name = local(child)
            if name == "s":
                count = _counted(child.get(_TEXT + "c"), where)
                self._spaces += count
                if self._spaces > MOST_SPACES:
                    raise UnsafeFileError(f"{where}：有 {count} 个连续空格，读取会占满内存，未读取")
                pieces.append(_SPACE * count)
            elif name in {"tab", "line-break"}:
                pieces.append(_TAB if name == "tab" else _BREAK)
            elif name not in _NOT_SHOWN:
                self._collect(child, pieces, where)
            pieces.append(child.tail or "")


_STYLES = frozenset({"style", *DATA_STYLES})
_TAGS = ("table", "table-source", "table-column", "table-row", "null-date", *_STYLES)


def _repeat(element: etree._Element, name: str) -> int:
    return _counted(element.get(_TABLE + name), name)


def _counted(text: str | None, where: str) -> int:
    if text is None:
        return 1
    if not text.isdecimal() or len(text) > 10:
        raise DamagedError(f"{where}：次数“{text[:20]}”无法识别，文件已损坏")
    return max(1, int(text))


def _number(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else Fault(NO_NUMBER)


def _moment(text: str) -> dt.date | None:
    try:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment.date() if moment.time() == dt.time() else moment


def _span(text: str) -> dt.timedelta | None:
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    amounts = {k: float(v) for k, v in found.groupdict().items() if v and k != "sign"}
    try:
        span = dt.timedelta(**amounts)
    except OverflowError:
        return None
    return -span if found["sign"] else span
