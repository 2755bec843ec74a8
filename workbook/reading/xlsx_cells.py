"""Every cell of a worksheet's XML, however it is spelled: prefixes, breaks, missing addresses."""

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from workbook.reading.layout import Gathered, read_text, refuse_many, unescaped
from workbook.reading.numfmt import Shows, shows
from workbook.reading.raw import Formats, Merge, RawSheet
from workbook.reading.serials import from_serial
from workbook.reading.walk import local, walk
from workbook.values.addresses import Area
from workbook.values.cells import column_number
from workbook.values.refusals import UnsafeFileError
from workbook.values.text import UNCOMPUTED, Fault

MOST_TEXTS = 12_000_000
NO_NUMBER = "#NUM!"
"""Shown for digits that are no number a spreadsheet can hold, such as 1E+999."""

_ADDRESS = re.compile(r"\s*\$?([A-Za-z]{0,3})\$?([0-9]{0,9})\s*")


def shared_texts(data: bytes, where: str) -> list[str]:
    """Read sharedStrings: each text without its phonetic guide."""
    found: list[str] = []
    for event, item in walk(data, where, "sst", ("si",), whole=("si",)):
        if event == "end":
            found.append(read_text(_text(item)))
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
    reader = _Reader(context)
    gathered = Gathered(where)
    merges: list[Merge] = []
    number = 0
    for event, element in walk(data, where, "worksheet", ("row", "mergeCell"), whole=("row",)):
        if event == "start":
            continue
        if local(element) == "mergeCell":
            merges += merge_of(element.get("ref", ""))
            continue
        written = (element.get("r") or "").strip()
        number = int(written) if written.isdecimal() and len(written) < 9 else number + 1
        for row, cells in reader.row(element, number).items():
            gathered.add(row, cells)
    return gathered.sheet(name, tuple(merges), formats)


def _tags(data: bytes) -> int:
    """Count cells and rows, blank ones too: each costs time, if no memory."""
    plain = data.count(b"<c") + data.count(b"<row")
    return plain + sum(map(data.count, (b":c ", b":c/", b":row"))) + data.count(b":c>") // 2


def merge_of(reference: str) -> tuple[Merge, ...]:
    """``A1:B2`` → its corners; nothing for what is no area of several cells."""
    area = Area.parse(reference)
    if area is None or (area.top, area.left) == (area.bottom, area.right):
        return ()
    return ((area.top, area.left, area.bottom, area.right),)


class _Reader:
    def __init__(self, context: Context) -> None:
        self._texts = context.texts
        self._shown = [shows(code) for code in context.codes]
        self._date1904 = context.date1904

    def row(self, element: etree._Element, number: int) -> dict[int, dict[int, object]]:
        """Give row → column → value; a cell's own address outranks where it stands."""
        found: dict[int, dict[int, object]] = {}
        column = 0
        for cell in element.iterchildren("{*}c"):
            place = _ADDRESS.fullmatch(cell.get("r") or "")
            column = column_number(place[1]) if place and place[1] else column + 1
            row = int(place[2]) if place and place[2] else number
            value = self._value(cell)
            if value != "":
                found.setdefault(row, {})[column] = value
        return found

    def _value(self, cell: etree._Element) -> object:
        kind = cell.get("t", "n")
        formula = False
        text: str | None = None
        for child in cell:
            name = local(child)
            if name == "f":
                formula = True
            elif name == "v":
                text = "".join(map(str, child.itertext()))
            elif name == "is":
                text = _text(child)
        if kind in {"str", "inlineStr"}:
            return read_text(unescaped(text or "") if kind == "str" else text or "")
        if text is None or not text.strip():
            if kind == "e":
                return Fault("#N/A")
            return Fault(UNCOMPUTED) if formula else ""
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
        try:
            number = float(text)
        except ValueError:
            return read_text(text)
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
        return read_text(text)
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == dt.time() else moment


def _text(item: etree._Element) -> str:
    """Give the text of a shared or inline string, without its phonetic guide."""
    pieces: list[str] = []
    for child in item.iterchildren("{*}t", "{*}r"):
        texts = (child,) if local(child) == "t" else child.iterchildren("{*}t")
        pieces += ["".join(map(str, text.itertext())) for text in texts]
    return unescaped("".join(pieces))
