"""An .xlsb as raw sheets: the records of BIFF12, each a number, a length and so many bytes."""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbook.reading.layout import MOST_FILLED, Gathered, read_text
from workbook.reading.raw import Cells, RawSheet
from workbook.reading.serials import from_serial
from workbook.reading.xlsx_cells import MOST_TEXTS, NO_NUMBER
from workbook.values.addresses import Area
from workbook.values.format_codes import GENERAL, built_in, shows
from workbook.values.refusals import DamagedError, UnsafeFileError
from workbook.values.text import FAULT_CODES, Fault
from workbook.xlsx.package import Package, Relation, SheetEntry

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_F_TEXT, _F_NUMBER, _F_BOOL, _F_ERROR = 8, 9, 10, 11
_RICH = 62
_BOOK_PROPERTIES, _SHEET, _MERGE = 153, 156, 176
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END, _SHARED_ITEM = 44, 47, 617, 618, 19
MOST_RECORDS = 2 * MOST_FILLED
_ADDRESS_OF = struct.Struct("<I")


def records(data: bytes, where: str) -> Iterator[tuple[int, int, int]]:
    """Give kind, begin and end of each record. Raises DamagedError for one that is cut short."""
    at, length, count = 0, len(data), 0
    while at < length:
        count += 1
        if count > MOST_RECORDS:
            raise UnsafeFileError(f"{where}：内容过多，读取要很久；请分成几个文件")
        kind = data[at]
        at += 1
        if kind & 0x80 and at < length:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < length:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        if at + size > length:
            raise DamagedError(f"{where} 不完整，文件已损坏")
        yield kind, at, at + size
        at += size


@dataclass(frozen=True)
class XlsbBook:
    """The sheets of a package that has passed the guard."""

    package: Package

    @cached_property
    def _book(self) -> tuple[tuple[SheetEntry, ...], bool]:
        label = self.package.label
        part = self.package.book if self.package.book.endswith(".bin") else "xl/workbook.bin"
        relations = self.package.relations(part)
        data = self.package.content(part)
        found: list[SheetEntry] = []
        date1904 = False
        for kind, at, end in records(data, f"{label} 的 {part}"):
            if kind == _BOOK_PROPERTIES and end > at:
                date1904 = bool(data[at] & 1)
            elif kind == _SHEET:
                (state,) = struct.unpack_from("<I", data, at)
                relation, behind = _string(data, at + 8)
                name, _ = _string(data, behind)
                to = relations.get(relation, Relation("", ""))
                cells = to.kind in {"worksheet", ""}
                found.append(SheetEntry(name, to.part, state == 0, cells))
        if not found:
            raise DamagedError(f"{label}：没有工作表，文件已损坏")
        return tuple(found), date1904

    @property
    def sheets(self) -> Sequence[SheetEntry]:
        """Every sheet in the order of the tabs. Raises DamagedError for a book without any."""
        return self._book[0]

    @property
    def date1904(self) -> bool:
        """Whether serial numbers count from 1904-01-01."""
        return self._book[1]

    def load(self, name: str) -> RawSheet:
        """Read a sheet. A formula without a result looks like one whose result is 0 or no text."""
        entry = next(entry for entry in self.sheets if entry.name == name)
        if not entry.cells:
            return RawSheet(name, [])
        where = f"{self.package.label} 的 {entry.part}"
        data = self.package.content(entry.part)
        gathered = Gathered(where)
        styles: dict[tuple[int, int], int] = {}
        merged: list[Area] = []
        row, cells = 0, dict[int, object]()
        for kind, at, _ in records(data, where):
            if kind == _ROW:
                gathered.add(row, cells)
                (row,) = _ADDRESS_OF.unpack_from(data, at)
                row, cells = row + 1, {}
            elif _RK <= kind <= _F_ERROR or kind == _RICH:
                column = _ADDRESS_OF.unpack_from(data, at)[0] + 1
                style = int.from_bytes(data[at + 4 : at + 7], "little")
                value = self._value(kind, data, at + 8, style)
                if value != "":
                    cells[column] = value
                    if style:
                        styles[row, column] = style
            elif kind == _MERGE:
                top, bottom, left, right = struct.unpack_from("<4I", data, at)
                merged.append(Area(left + 1, top + 1, right + 1, bottom + 1))
        gathered.add(row, cells)

        def formats(cells: Cells) -> list[str]:
            return [self._code(styles.get(cell, 0)) for cell in cells]

        return gathered.sheet(name, tuple(merged), formats)

    def _value(self, kind: int, data: bytes, at: int, style: int) -> object:
        if kind in {_REAL, _F_NUMBER, _RK}:
            number = _rk(data, at) if kind == _RK else struct.unpack_from("<d", data, at)[0]
            if not math.isfinite(number):
                return Fault(NO_NUMBER)
            return from_serial(number, shows(self._code(style)), date1904=self.date1904)
        if kind == _SHARED:
            (index,) = struct.unpack_from("<I", data, at)
            return self._texts[index] if index < len(self._texts) else Fault("#REF!")
        if kind in {_ERROR, _F_ERROR}:
            return Fault(FAULT_CODES.get(data[at], "#N/A"))
        if kind in {_BOOL, _F_BOOL}:
            return bool(data[at])
        return read_text(_string(data, at + (kind == _RICH))[0])

    def _code(self, style: int) -> str:
        return self._codes[style] if style < len(self._codes) else GENERAL

    @cached_property
    def _codes(self) -> Sequence[str]:
        data, where = self.package.book_content("styles")
        written: dict[int, str] = {}
        found: list[str] = []
        cells = False
        for kind, at, _ in records(data, where):
            if kind == _FORMAT:
                written[struct.unpack_from("<H", data, at)[0]] = _string(data, at + 2)[0]
            elif kind in {_STYLES_BEGIN, _STYLES_END}:
                cells = kind == _STYLES_BEGIN
            elif kind == _STYLE and cells:
                number = struct.unpack_from("<H", data, at + 2)[0]
                found.append(written.get(number) or built_in(number))
        return found

    @cached_property
    def _texts(self) -> Sequence[str]:
        data, where = self.package.book_content("sharedStrings")
        found: list[str] = []
        for kind, at, _ in records(data, where):
            if kind == _SHARED_ITEM:
                found.append(read_text(_string(data, at + 1)[0]))
                if len(found) > MOST_TEXTS:
                    raise UnsafeFileError(f"{where}：文字过多，读取会占满内存")
        return found


def _rk(data: bytes, at: int) -> float:
    """Give a number in four bytes: 30 bits of an integer or of a double, perhaps in hundredths."""
    (bits,) = struct.unpack_from("<I", data, at)
    if bits & 2:
        number = float(struct.unpack_from("<i", data, at)[0] >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (bits & 0xFFFFFFFC) << 32))
    return number / 100 if bits & 1 else number


def _string(data: bytes, at: int) -> tuple[str, int]:
    """Give a text and where it ends; its length stands before it."""
    (length,) = struct.unpack_from("<I", data, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(data):
        raise ValueError("a text ends beyond its part")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
