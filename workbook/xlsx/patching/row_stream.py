"""The rows of a sheet as they stream by: each goes through as it is or to a band's writer."""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import lt
from typing import Protocol

from workbook.values.addresses import MAX_ROW
from workbook.values.refusals import DamagedError
from workbook.xlsx.hidden_markup import HiddenMarkup
from workbook.xlsx.markup import attributes
from workbook.xlsx.patching.formulas import Formulas
from workbook.xlsx.patching.row_cutter import RowError
from workbook.xlsx.patching.written_cells import Band

_SLASH = ord("/")
_HEAD = re.compile(rb' r="(\d{1,7})"[^<>]*>')
_ANY_HEAD = re.compile(rb"""(?=[\s/>])((?:[^"'<>]|"[^"<]*"|'[^'<]*')*?)(/?)>""")
_BETWEEN = re.compile(rb"\s*(?:\0\d+\0\s*)*")


class RowEditor(Protocol):
    """What takes the rows of a band and gives them back edited: see ``BandWriter``."""

    band: Band

    def add(self, number: int, digits: bytes, piece: bytes, inner: int) -> None:
        """Take a row."""

    def trail(self, text: bytes) -> bool:
        """Take what follows the row added last; False when none is waiting."""

    def take_beside(self, pieces: list[bytes], first: int) -> bytes | None:
        """Edit rows at once that end before the cells to write."""

    def take_over(self, pieces: list[bytes], first: int) -> bytes | None:
        """Edit rows at once that have all the cells to write."""

    def flush(self) -> bytes:
        """Give the rows taken."""

    def create(self, first: int, last: int) -> Iterator[bytes]:
        """Make the rows that are not there."""


class RowStream:
    """Edits the text between ``<sheetData>`` and its end, block by block.

    What is done goes to ``write``. ``finish`` returns what followed the last row: the end of the
    sheet's data and everything after it.
    """

    def __init__(
        self,
        prefix: str,
        bands: Sequence[RowEditor],
        formulas: Formulas,
        place: str,
        write: Callable[[bytes], object],
    ) -> None:
        p = prefix.encode()
        self._row, self._close = b"<%brow" % p, b"</%brow>" % p
        self._number_of = re.compile(rb'<%brow r="(\d{1,7})"' % p)
        self._any_number = re.compile(rb"""<%brow(?:\s[^<>]*?)?\sr=["'](\d{1,7})["']""" % p)
        self._row_end = re.compile(rb"</%brow\s*>" % p)
        self._data_end = re.compile(rb"</%bsheetData\s*>" % p)
        self._bands = list(reversed(bands))
        self._start = bands[0].band.first if bands else 0
        self._handled = self._start - 1 if bands else 0
        self._formulas = formulas
        self._hidden = HiddenMarkup()
        self._place = place
        self._write = write
        self._out: list[bytes] = []
        self._carry: list[bytes] = []
        self._carried = self._wanted = 0
        self._number = 0
        self._tail = b""
        self._rest: bytes | None = None

    def feed(self, block: bytes) -> None:
        """Edit the rows that are complete with this block."""
        self._carry.append(block)
        self._carried += len(block)
        if self._rest is None and self._carried >= self._wanted:
            ready, waiting = self._hidden.protect(b"".join(self._carry))
            *pieces, left = ready.split(self._row)
            if pieces:
                self._edit(ready, pieces)
                left = self._row + left
            left = self._hidden.restore(left) + waiting
            self._hidden.forget()
            self._carry, self._carried = [left], len(left)
            self._wanted = 2 * len(left)

    def finish(self) -> bytes:
        """Edit the last rows, create those that the sheet ends before; returns the rest."""
        if self._rest is None:
            ready, waiting = self._hidden.protect(b"".join(self._carry))
            self._edit(ready, ready.split(self._row))
            self._carry = [waiting]
            if self._rest is None:
                raise self._damaged("工作表数据没有结尾")
        self._reach(MAX_ROW + 1)
        self._drain()
        return b"".join([self._rest, *self._carry])

    def _damaged(self, why: str) -> DamagedError:
        return DamagedError(f"{self._place}：{why}，未写入；请用 Excel 打开并另存后重试")

    def _edit(self, data: bytes, pieces: list[bytes]) -> None:
        """Go through ``pieces`` of ``data``: what stands before a row, and then whole rows."""
        lead, *pieces = pieces
        try:
            if not self._between(lead):
                self._rest = self._hidden.restore(self._row.join([self._tail, *pieces]))
                return
            if self._take(data, pieces):
                self._drain()
                return
            for at, piece in enumerate(pieces, 1):
                head = _HEAD.match(piece)
                if (
                    head is None
                    or not piece.endswith(self._close)
                    or piece[head.end() - 2] == _SLASH
                ):
                    if not self._odd(piece):
                        rest = [self._tail, *pieces[at:]]
                        self._rest = self._hidden.restore(self._row.join(rest))
                        break
                else:
                    self._pass(int(head[1]), piece, head.end())
        except RowError as error:
            raise self._damaged(f"第 {self._number} 行附近：{error}") from error
        self._drain()

    def _take(self, data: bytes, pieces: list[bytes]) -> bool:
        """Edit a block of rows at once when a band holds them all and they are alike."""
        first, last = self._number + 1, self._number + len(pieces)
        band = self._bands[-1] if self._bands else None
        whole = band is not None and self._number == self._handled and last <= band.band.last
        if self._formulas.orphans or not pieces:
            self._formulas.scan(data)
            return False
        if band is None or last < band.band.first:
            self._formulas.scan(data)
            return self._aside(pieces)
        if not whole or first == self._start:
            self._formulas.scan(data)
            return False
        made = band.take_beside(pieces, first)
        if made is None:
            self._formulas.scan(data)
            made = None if self._formulas.orphans else band.take_over(pieces, first)
        if made is None:
            return False
        self._number = self._handled = last
        self._out.append(made)
        return True

    def _aside(self, pieces: list[bytes]) -> bool:
        """Pass on a block of rows of which none is written; False when it needs a closer look."""
        data = self._row.join([b"", *pieces])
        found = self._number_of.findall(data)
        if len(found) < len(pieces):
            found = self._any_number.findall(data)
        numbers = list(map(int, found))
        if (
            len(numbers) != len(pieces)
            or b"sheetData" in data
            or not self._number < numbers[0]
            or not all(map(lt, numbers, numbers[1:]))
            or numbers[-1] > MAX_ROW
            or (self._bands and numbers[-1] >= self._bands[-1].band.first)
        ):
            return False
        self._number = numbers[-1]
        self._out.append(data)
        return True

    def _between(self, text: bytes) -> bool:
        """Pass on what stands between rows; False, with ``_tail`` set, where the data ends."""
        found = _BETWEEN.match(text)
        end = found.end() if found else 0
        if end and not (self._bands and self._bands[-1].trail(text[:end])):
            self._out.append(text[:end])
        self._tail = text[end:]
        if self._tail and not self._data_end.match(self._tail):
            raise RowError("行与行之间有无法识别的内容")
        return not self._tail

    def _odd(self, piece: bytes) -> bool:
        """Handle a row that is self-closed, without number, oddly quoted, or the last one.

        False when the sheet's data ends after it.
        """
        head = _ANY_HEAD.match(piece)
        if head is None:
            raise RowError("行的开头有误")
        number = attributes(head[1]).get("r", str(self._number + 1))
        if not number.isdecimal():
            raise RowError("行号有误")
        inner, end = head.end(), head.end()
        if not head[2]:
            close = self._row_end.search(piece, end)
            if close is None:
                raise RowError("行没有结束")
            end = close.end()
            self._pass(int(number), piece[: close.start()] + self._close, inner, piece[:end])
        else:
            self._pass(int(number), piece[:inner], 0)
        return self._between(piece[end:])

    def _pass(self, number: int, piece: bytes, inner: int, raw: bytes = b"") -> None:
        """One row, complete; ``inner`` is 0 for a self-closed one, ``raw`` the row as it stands."""
        if not self._number < number <= MAX_ROW:
            raise RowError("行没有按行号排列")
        self._number = number
        if self._formulas.orphans:
            piece, raw = self._formulas.rehomed(piece, number), b""
        bands = self._bands
        if number != self._handled + 1 or not bands or number > bands[-1].band.last:
            self._reach(number)
        if bands and number == self._handled + 1:
            self._handled = number
            bands[-1].add(number, b"%d" % number, piece, inner)
        else:
            self._out += [self._row, raw or piece]

    def _reach(self, number: int) -> None:
        """Create the missing rows before ``number`` and leave the bands that end before it."""
        bands = self._bands
        while bands and (self._handled + 1 < number or self._handled == bands[-1].band.last):
            band = bands[-1]
            self._settle()
            last = min(number - 1, band.band.last)
            if self._handled < last:
                for made in band.create(self._handled + 1, last):
                    self._out.append(made)
                    self._drain()
                self._handled = last
            if self._handled == band.band.last:
                bands.pop()
            else:
                return

    def _settle(self) -> None:
        if self._bands:
            self._out.append(self._bands[-1].flush())

    def _drain(self) -> None:
        self._settle()
        self._write(self._hidden.restore(b"".join(self._out)))
        self._out.clear()
