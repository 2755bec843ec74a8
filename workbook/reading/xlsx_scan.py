"""What a worksheet's XML asks of a reader, told from its bytes before anyone reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbook.reading.layout import MOST_FILLED, refuse_many
from workbook.reading.xlsx_cells import merge_of
from workbook.values.addresses import MAX_COLUMN, MAX_ROW, Area, column_number
from workbook.values.text import UNCOMPUTED, Fault

ROOMY = 12_000_000
"""Cells between the first and the last that a reader may hold whether they are filled or not."""
WINDOW = 1 << 19

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]
Eights = NDArray[np.uint64]
"""At each byte, it and the seven behind it."""

_AFTER = 32
"""Bytes behind a tag's begin that may be looked at: ``<c r="XFD1048576" `` and eight more."""
_SIX_BYTES = np.uint64((1 << 48) - 1)
_CELL = np.uint64(int.from_bytes(b'<c r="', "little"))
_ROW = np.uint64(int.from_bytes(b'<row r="', "little"))
_OW, _IS = (np.uint64(int.from_bytes(name, "little")) for name in (b"ow", b"is"))
_INLINE = np.uint64(int.from_bytes(b"inlineSt", "little"))
_WEIGHTS = bytes(0 if c in b"0123456789" else 1 if c == ord(".") else 2 for c in range(256))
"""What tells a plain number: digits weigh nothing, one point 1."""
_KIND = re.compile(rb"<c[^>]*?\st\s*=\s*[\"']([^\"']*)")
_PLAIN_NUMBER = re.compile(rb"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE](?:-[0-9]+|\+?[0-9]{1,2}))?")
_TEXT_KINDS = frozenset((b"str", b"e", b"d"))
_LONG = 300
"""A value of so many characters is no number that a cell can hold."""
_FORMULA_PART = rb"(?:<f\b[^>]*/>|<f(?:\s[^>]*)?>[^<]*</f>)"
_ERROR = re.compile(
    rb"<c r=\"(?P<letters>[A-Z]+)(?P<digits>[0-9]+)\"[^>]*?\st\s*=\s*[\"']e[\"'][^>]*>\s*"
    + _FORMULA_PART
    + rb"?\s*(?:<v>(?P<value>[^<]*)</v>)?"
)
_FORMULA = re.compile(
    rb"<c r=\"(?P<letters>[A-Z]+)(?P<digits>[0-9]+)\"(?P<attributes>[^>]*)>\s*"
    + _FORMULA_PART
    + rb"\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>"
)
_NO_FAULT = re.compile(rb"\bt\s*=\s*[\"'](?:str|inlineStr|e)[\"']")
_ERROR_SIGNS = (b'"e"', b"'e'")
"""Stands in the tag of every error value, however it is spaced."""
_COLON = re.compile(rb":(?=[A-Za-z_\x80-\xff])")
_PREFIXED = re.compile(rb"</?[^\s<>/:\"']*:")
"""A name of another namespace, or of this one spelled with a prefix: some go by the rest of it."""
_USUAL_SHARED = re.compile(rb't="s"><v>([0-9]{1,8})<')
_SHARED = re.compile(rb"<c[^>]*?\st\s*=\s*[\"']s[\"'][^>]*>\s*<v>([0-9]{1,8})<")
_AROUND_TEXT = len(b"<si><t></t></si>")
_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([^\"']+)[\"']")


@dataclass(frozen=True, slots=True)
class Scan:
    """``plain``: python-calamine reads the sheet as it is, in memory that its cells are worth.

    Rows and cells stand in order then, each once and with one value: as every program reads them.

    ``faulty``: there are formulas or error values, which that reader shows as blank. ``cells``: how
    many there are.
    """

    plain: bool
    faulty: bool = False
    cells: int = 0


def scan(data: bytes, where: str) -> Scan:
    """Look a worksheet over; raises UnsafeFileError for more cells than any ledger has."""
    if b"\0" in data[:64]:
        return Scan(plain=False)
    # of what is rarely there, rfind finds that it is not in half the time of find
    seen = _Seen(inline=data.rfind(b"inlineStr") >= 0)
    at = 0
    grid, last = data.find(b"<sheetData"), data.rfind(b"</sheetData>")
    if (
        grid < 0
        or data.rfind(b"<sheetData") > grid
        or data.rfind(b"AlternateContent", 0, last) >= 0
        or data.rfind(b"xmlns", grid, last) >= 0
        or data.rfind(b' t="d"', grid, last) >= 0
        or _prefixed(data, grid, last)
    ):
        return Scan(plain=False)
    while at < len(data):
        end = at + WINDOW
        if end < len(data):
            if end > last:
                end = data.rfind(b"<", at + 1, end)
            else:
                end = max(data.rfind(tag, at + 1, end) for tag in (b"<c ", b"<row "))
            if end < 0:
                return Scan(plain=False)
        window = np.frombuffer(data, np.uint8, min(end, len(data)) - at, at)
        if not seen.take(np.concatenate([window, np.zeros(_AFTER, np.uint8)])):
            return Scan(plain=False)
        at = end
    if seen.count > MOST_FILLED:
        refuse_many(max(data.count(b"</c>"), seen.count // 4), where)
    errors = b"#" in data and any(sign in data for sign in _ERROR_SIGNS)
    return Scan(seen.area <= ROOMY, seen.formulas or errors, seen.count)


class _Seen:
    """What stood in the windows so far: the rectangle around the cells, the last one, formulas.

    ``inline``: whether any cell holds its own text.
    """

    def __init__(self, *, inline: bool) -> None:
        self._inline = inline
        self._rows = (MAX_ROW, 0)
        self._columns = (MAX_COLUMN, 0)
        self._row = 0
        self._cell = 0
        self.count = 0
        self._begun = False
        self.formulas = False

    @property
    def area(self) -> int:
        """Cells between the first and the last, 0 for none."""
        rows, columns = self._rows, self._columns
        return max(0, rows[1] - rows[0] + 1) * max(0, columns[1] - columns[0] + 1)

    def take(self, text: Bytes) -> bool:
        """Take in a window that begins with a cell's tag; False where cells are not plain."""
        eight: Eights = np.ndarray(text.size - 8, "<u8", text.data, 0, (1,))
        tags: Places = np.flatnonzero(text == ord("<"))
        names = text[tags + 1]
        if self._markup(names):
            return False
        self.formulas = self.formulas or bool((names == ord("f")).any())
        head = eight[tags]
        cells = (names == ord("c")) & _ends_name(head >> 16)
        rows = (names == ord("r")) & ((head >> 16) & 0xFFFF == _OW) & _ends_name(head >> 32)
        own = np.zeros(0, np.int64)
        if self._inline:
            own = np.searchsorted(tags[cells], np.flatnonzero(eight == _INLINE))
        return self._place(text, tags[rows], tags[cells], eight) and _one_value_each(
            text, head, tags, names, cells, own
        )

    def _markup(self, names: Bytes) -> bool:
        """Tell whether there is a comment, CDATA or an instruction behind the declaration."""
        found = (names == ord("!")) | (names == ord("?"))
        if not self._begun and names.size:
            self._begun, found[0] = True, False
        return bool(found.any())

    def _place(self, text: Bytes, rows: Places, cells: Places, eight: Eights) -> bool:
        """Read each address; False where one is not first in its tag, or not behind the last."""
        self.count += cells.size
        if (eight[rows] != _ROW).any() or ((eight[cells] & _SIX_BYTES) != _CELL).any():
            return False
        number, digits = _number(eight[rows + 8], ord("0") - 1, 10, 7)
        numbers = np.append(self._row, number)
        if (text[rows + 8 + digits] != ord('"')).any() or (np.diff(numbers) <= 0).any():
            return False
        self._row = int(numbers[-1])
        if not cells.size:
            return True
        at = cells + 6
        column, letters = _number(eight[at], ord("A") - 1, 26, 3)
        row, digits = _number(eight[at + letters], ord("0") - 1, 10, 7)
        closed = text[at + letters + digits] == ord('"')
        order = np.append(self._cell, row * (MAX_COLUMN + 1) + column)
        self._cell = int(order[-1])
        inside = numbers[np.searchsorted(rows, cells)] == row
        if not (closed & inside & (column > 0) & (np.diff(order) > 0)).all():
            return False
        return self._bound(text, cells, row, column)

    def _bound(self, text: Bytes, cells: Places, row: Places, column: Places) -> bool:
        """Widen the rectangle by the cells that hold something, told only where it matters."""
        before = self._rows, self._columns
        self._widen(row, column)
        if self.area > ROOMY:
            ends: Places = np.flatnonzero(text == ord(">"))
            end = ends[np.minimum(np.searchsorted(ends, cells), ends.size - 1)]
            holding = text[end - 1] != ord("/")
            self._rows, self._columns = before
            self._widen(row[holding], column[holding])
        return True

    def _widen(self, row: Places, column: Places) -> None:
        if row.size:
            self._rows = (min(self._rows[0], int(row.min())), max(self._rows[1], int(row.max())))
            left, right = int(column.min()), int(column.max())
            self._columns = (min(self._columns[0], left), max(self._columns[1], right))


def _number(rest: Eights, below: int, base: int, most: int) -> tuple[Places, Places]:
    """Read up to ``most`` leading letters or digits of each eight bytes; tell how many there are.

    ``below``: the character before the first of them. Letters count from 1, digits from 0.
    """
    value = np.zeros(rest.size, np.int64)
    length = np.zeros(rest.size, np.int64)
    lowest = 1 if base == 26 else 0
    for taken in range(most):
        sign = ((rest >> (8 * taken)) & 255).astype(np.int64) - below
        more = (length == taken) & (sign >= 1) & (sign <= base)
        if not more.any():
            break
        value = np.where(more, value * base + sign - 1 + lowest, value)
        length += more
    return value, length


def _ends_name(after: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell where a tag's name has ended: at a space, ``/``, ``>`` or a line break."""
    last = (after & 255).astype(np.uint8)
    ended: NDArray[np.bool_] = (last <= ord(" ")) | (last == ord("/")) | (last == ord(">"))
    return ended


def _prefixed(data: bytes, begin: int, end: int) -> bool:
    """Tell whether the name of a tag has a prefix; each tag is looked at once, at its colons."""
    seen = begin
    for colon in _COLON.finditer(data, begin, end):
        tag = data.rfind(b"<", seen, colon.start())
        seen = colon.start()
        if tag >= 0 and _PREFIXED.match(data, tag):
            return True
    return False


def _one_value_each(
    text: Bytes, head: Eights, tags: Places, names: Bytes, cells: Bools, inlined: Places
) -> bool:
    """Tell whether each cell has one value, written as such values are, at most one formula.

    ``cells`` tells which tags begin one, ``inlined`` which cells, from 1, hold their own text.
    """
    holder = np.cumsum(cells)
    ended = _ends_name(head >> 16)
    values, formulas, texts = (np.flatnonzero((names == ord(n)) & ended) for n in "vft")
    own = np.flatnonzero(((head >> 8) & 0xFFFF == _IS) & _ends_name(head >> 24))
    for group in (values, formulas, texts, own):
        holders = holder[group]
        if (holders[1:] == holders[:-1]).any():
            return False
    inline = np.zeros(tags.size + 1, np.bool_)
    inline[inlined] = True
    if not inline[holder[own]].all() or inline[holder[values]].any():
        return False
    if formulas.size and np.isin(holder[formulas], holder[own]).any():
        return False
    after = np.append(names, 0)[1:]
    if (after[texts] != ord("/")).any():
        return False
    ends = np.append(tags, text.size)[values + 1]
    starts = tags[cells][holder[values] - 1] if values.size else values
    return _plain_values(text, starts, tags[values], ends, after[values] == ord("/"))


def _plain_values(text: Bytes, cells: Places, begin: Places, end: Places, closed: Bools) -> bool:
    """Tell whether every value is written as one of its kind.

    For each: where its cell and its own tag begin, where the next tag does, whether that is an end.
    """
    filled = text[begin + 2] == ord(">")
    empty = (text[begin + 2] == ord("/")) | (text[begin + 3] == ord("/"))
    if not ((filled & closed) | empty).all():
        return False
    cells, begin, end = cells[filled], begin[filled] + 3, end[filled]
    length = end - begin
    if (length >= _LONG).any():
        return False
    data = text.tobytes()
    weighed = np.cumsum(np.frombuffer(data.translate(_WEIGHTS), np.uint8), dtype=np.int32)
    weight = weighed[end - 1] - weighed[begin - 1]
    odd = np.flatnonzero((weight > 1) | (length == weight))
    spans = (each[odd].tolist() for each in (cells, begin, end))
    for cell, start, stop in zip(*spans, strict=True):
        if start < stop and not _PLAIN_NUMBER.fullmatch(data, start, stop):
            kind = _KIND.match(data, cell, start)
            if kind is None or kind[1] not in _TEXT_KINDS:
                return False
    return True


def silent_faults(data: bytes) -> Iterator[tuple[int, int, Fault]]:
    """Give row, column (from 1) and fault of every error and bare formula of a plain sheet.

    A formula whose result is saved as empty text (t="str") is blank, not a fault.
    """
    for sign in _ERROR_SIGNS:
        for match in _cells_with(data, sign, _ERROR):
            text = (match["value"] or b"#N/A").decode("utf-8", "replace").strip()
            yield (*_place(match), Fault(text))
    for match in _cells_with(data, b"<f", _FORMULA):
        if not _NO_FAULT.search(match["attributes"]):
            yield (*_place(match), Fault(UNCOMPUTED))


def _cells_with(data: bytes, sign: bytes, cell: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Find the cells that hold a sign and are as described; most sheets hold few of them."""
    at = data.find(sign)
    while at >= 0:
        match = cell.match(data, max(0, data.rfind(b'<c r="', 0, at)))
        if match:
            yield match
        at = data.find(sign, max(at + 1, match.end() if match else 0))


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match["digits"]), column_number(match["letters"].decode())


def repeated_bytes(data: bytes, texts: bytes) -> int:
    """Count the bytes of shared texts in a plain sheet, each time but the first that one stands."""
    begins = np.fromiter((found.start() for found in re.finditer(b"<si", texts)), np.int64)
    lengths = np.maximum(np.diff(begins, append=len(texts)) - _AROUND_TEXT, 0)
    found = _USUAL_SHARED.findall(data)
    if len(found) != data.count(b'"s"') + data.count(b"'s'"):
        found = _SHARED.findall(data)
    counts = np.bincount(np.array(found, np.bytes_).astype(np.int64), minlength=lengths.size)
    return int((np.maximum(counts[: lengths.size] - 1, 0) * lengths).sum())


def merges(data: bytes) -> tuple[Area, ...]:
    """Give the merged ranges of a plain sheet."""
    behind = max(0, data.rfind(b"</sheetData>"))
    found = (
        merge_of(match[1].decode("ascii", "replace")) for match in _MERGE.finditer(data, behind)
    )
    return tuple(merge for each in found for merge in each)
