"""Every cell of a worksheet's XML, however it is spelled: prefixes, breaks, missing addresses."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from workbook.reading.ambiguity import NUMBER, Ambiguity, cell_parts, check_text, children
from workbook.reading.layout import Gathered, read_text, refuse_many
from workbook.reading.raw import Formats, RawSheet
from workbook.reading.serials import from_serial
from workbook.reading.walk import local, walk
from workbook.values.addresses import MAX_ROW, Area, address, column_number
from workbook.values.format_codes import Shows, shows
from workbook.values.refusals import AmbiguousError, UnsafeFileError
from workbook.values.text import UNCOMPUTED, Fault
from workbook.xlsx.markup import decoded

MOST_TEXTS = 12_000_000
NO_NUMBER = "#NUM!"
"""Shown for digits that are no number a spreadsheet can hold, such as 1E+999."""

_ADDRESS = re.compile(r"\s*\$?([A-Za-z]{1,3})\$?([0-9]{1,9})\s*")
_ROW = re.compile("[0-9]{1,9}")
_KINDS = frozenset(("n", "s", "str", "inlineStr", "b", "e", "d"))
_GRID = re.compile(rb"<(?:[\w.-]+:)?sheetData[\s/>]")
_READ_AS_NUMBER = re.compile(rf"{NUMBER.pattern}|[+-]?(?:inf|infinity|nan)", re.IGNORECASE)


def shared_texts(data: bytes, where: str) -> list[str]:
    """Read sharedStrings: each text without its phonetic guide."""
    found: list[str] = []
    for event, item in walk(data, where, "sst", ("si",), whole=("si",)):
        if event == "end" and local(item) == "si":
            try:
                check_text(item)
            except Ambiguity as odd:
                raise AmbiguousError(f"{where} 的第{len(found) + 1}段文字", str(odd)) from None
            found.append(read_text(text_of(item)))
        if len(found) > MOST_TEXTS:
            raise UnsafeFileError(f"{where}：文字过多，读取会占满内存")
    return found


@dataclass(frozen=True)
class Context:
    """What a worksheet's cells refer to: shared texts, number formats by cell style, the epoch."""

    texts: Sequence[str]
    codes: Sequence[str]
    date1904: bool


def read_worksheet(
    data: bytes, name: str, where: str, context: Context, formats: Formats
) -> RawSheet:
    """Read a worksheet's XML.

    Raises DamagedError and UnsafeFileError, their messages beginning with ``where``.
    """
    refuse_many(_tags(data), where)
    if len(_GRID.findall(data)) > 1:
        raise AmbiguousError(where, "有两处 sheetData")
    reader = _Reader(context, where)
    gathered = Gathered(where)
    merges: list[Area] = []
    number = 0
    for event, element in walk(data, where, "worksheet", ("row", "mergeCell"), whole=("row",)):
        if event == "end" and local(element) == "mergeCell":
            merges += merge_of(element.get("ref", ""))
        elif event == "end" and reader.is_row(element):
            number = reader.number(element, number + 1)
            gathered.add(number, reader.row(element, number))
    return gathered.sheet(name, tuple(merges), formats)


def formula_cells(data: bytes, where: str) -> Iterator[tuple[int, int]]:
    """Yield row and column (from 1) of each cell that holds a formula; raises as `read_worksheet`.

    What such a cell says is a result that some program stored.
    """
    reader = _Reader(Context((), (), date1904=False), where)
    number = 0
    for event, element in walk(data, where, "worksheet", ("row",), whole=("row",)):
        if event == "end" and reader.is_row(element):
            number, column = reader.number(element, number + 1), 0
            for cell in element.iterchildren("{*}c"):
                column = reader.column(cell.get("r"), number, column + 1)
                if cell.find("{*}f") is not None:
                    yield number, column


def _tags(data: bytes) -> int:
    """Count cells and rows, blank ones too: each costs time, if no memory."""
    plain = data.count(b"<c") + data.count(b"<row")
    return plain + sum(map(data.count, (b":c ", b":c/", b":row"))) + data.count(b":c>") // 2


def merge_of(reference: str) -> tuple[Area, ...]:
    """Give an area of several cells, such as ``A1:B2``; nothing for anything else."""
    area = Area.parse(reference)
    if area is None or (area.top, area.left) == (area.bottom, area.right):
        return ()
    return (area,)


class _Reader:
    """Reads rows; refuses (AmbiguousError) what stands twice, or says two things of its place."""

    def __init__(self, context: Context, where: str) -> None:
        self._texts = context.texts
        self._shown = [shows(code) for code in context.codes]
        self._date1904 = context.date1904
        self._where = where
        self._seen = bytearray(MAX_ROW + 1)

    def is_row(self, element: etree._Element) -> bool:
        """Tell a row from what else ends here, and from what a control's anchor calls so."""
        if local(element) != "row":
            return False
        root = element.getroottree().getroot()
        space = str(root.tag).removesuffix("worksheet")
        inside = element.getparent() is root.find(f"{space}sheetData")
        if inside != (element.tag == f"{space}row"):
            raise AmbiguousError(self._where, "sheetData 里外有别的 row")
        return inside

    def number(self, element: etree._Element, following: int) -> int:
        """Give a row's number, which may stand in its cells only, or be the one that follows."""
        first = next(iter(element), None)
        place = _ADDRESS.fullmatch(first.get("r", "")) if first is not None else None
        written = element.get("r", place[2] if place else "").strip()
        if written and not _ROW.fullmatch(written):
            raise AmbiguousError(self._where, f"行号写作 “{written[:20]}”")
        number = int(written or following)
        if number <= MAX_ROW:
            if self._seen[number]:
                raise AmbiguousError(self._where, f"有两处第{number}行")
            self._seen[number] = 1
        return number

    def row(self, element: etree._Element, number: int) -> dict[int, object]:
        """Give column → value of the cells that say something."""
        found: dict[int, object] = {}
        column = 0
        try:
            children(element, ("c", "extLst"))
            for cell in element.iterchildren("{*}c"):
                column = self.column(cell.get("r"), number, column + 1)
                if column in found:
                    raise Ambiguity("有两处这一格")
                found[column] = self._value(cell)
        except Ambiguity as odd:
            place = f" {address(number, column)}" if column else f"第{number}行"
            raise AmbiguousError(f"{self._where} 的{place}", str(odd)) from None
        return {column: value for column, value in found.items() if value != ""}

    def column(self, written: str | None, row: int, following: int) -> int:
        """Give a cell's column, by its address or by its place."""
        if written is None:
            return following
        place = _ADDRESS.fullmatch(written)
        if place is None or int(place[2]) != row:
            where = f"{self._where} 的第{row}行"
            raise AmbiguousError(where, f"里面有单元格 “{written[:20]}”")
        return column_number(place[1])

    def _value(self, cell: etree._Element) -> object:
        kind, parts = cell.get("t", "n"), cell_parts(cell)
        if kind not in _KINDS:
            raise Ambiguity(f"类型写作 “{kind[:20]}”")
        if kind == "inlineStr":
            return read_text(text_of(parts["is"]) if "is" in parts else "")
        text = "".join(map(str, parts["v"].itertext())) if "v" in parts else ""
        if kind == "str":
            return read_text(decoded(text))
        if not text.strip():
            if kind == "e":
                return Fault("#N/A")
            return Fault(UNCOMPUTED) if "f" in parts else ""
        if kind == "n" and not _READ_AS_NUMBER.fullmatch(text.strip()):
            raise Ambiguity(f"数值写作 “{text[:20]}”")
        return self._typed(kind, text.strip(), cell.get("s") or "0")

    def _typed(self, kind: str, text: str, style: str) -> object:
        if kind == "e":
            return Fault(text)
        if kind == "b":
            return text in {"1", "true"}
        if kind == "s":
            return self._texts[at] if (at := _index(text)) < len(self._texts) else Fault("#REF!")
        return _moment(text) if kind == "d" else self._number(text, style)

    def _number(self, text: str, style: str) -> object:
        number = float(text)
        if not math.isfinite(number):
            return Fault(NO_NUMBER)
        at = _index(style)
        shown = self._shown[at] if at < len(self._shown) else Shows.NUMBER
        return from_serial(number, shown, date1904=self._date1904)


def _index(text: str) -> int:
    """Give a place in a list; one that no list has for what is no number."""
    return int(text) if text.isdecimal() and len(text) < 9 else 1 << 40


def _moment(text: str) -> object:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        if NUMBER.fullmatch(text):
            raise Ambiguity(f"日期写作 “{text[:20]}”") from None
        with suppress(ValueError):
            return dt.time.fromisoformat(text)
        return read_text(text)
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == dt.time() else moment


def text_of(item: etree._Element) -> str:
    """Give the text of a shared or inline string, without its phonetic guide."""
    pieces: list[str] = []
    for child in item.iterchildren("{*}t", "{*}r"):
        texts = (child,) if local(child) == "t" else child.iterchildren("{*}t")
        pieces += ["".join(map(str, text.itertext())) for text in texts]
    return decoded("".join(pieces))
