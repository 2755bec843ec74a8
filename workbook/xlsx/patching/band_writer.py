"""Writes one band: gathers consecutive rows, then makes all their new cells at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat

from workbook.values.addresses import column_number
from workbook.xlsx.markup import style_of
from workbook.xlsx.patching.base_styles import BaseStyles, StyleMarks
from workbook.xlsx.patching.encoder import Encoder
from workbook.xlsx.patching.row_cutter import RowCutter
from workbook.xlsx.patching.uniform_rows import Recogniser, UniformRows
from workbook.xlsx.patching.written_cells import Band

_SPANS = re.compile(rb"""^(spans=["'])(\d+):(\d+)(["'])$""")
_AT_ONCE = 2048


class BandWriter:
    """``add`` takes rows that are there, ``create`` makes the ones that are not."""

    def __init__(
        self, band: Band, first_row: int, encoder: Encoder, looks: BaseStyles, marks: StyleMarks
    ) -> None:
        p = encoder.prefix.encode()
        self.band = band
        self._first_row = first_row
        self._encoder = encoder
        self._looks = looks
        self._marks = marks
        self._recogniser = Recogniser(encoder.prefix, [c.index for c in band.columns], looks)
        self._no_gaps = [b""] * len(band.columns)
        targets = [column.index for column in band.columns]
        self._low, self._high = targets[0], targets[-1]
        self._cutter = RowCutter(encoder.prefix, targets)
        self._row, self._close = b"<%brow" % p, b"</%brow>" % p
        self._cell = b"<%bc" % p  # <c> without attributes, too
        self._cell_end = b"</%bc>" % p + self._close
        self._last = re.compile(rb'<%bc r="([A-Z]{1,3})(\d{1,7})"([^<>]*)>' % p)
        self._columns: dict[bytes, int] = {}
        self._spans: dict[bytes, bytes] = {}
        self._start = 0
        self._before: list[bytes] = []
        self._after: list[bytes] = []
        self._bases: list[tuple[int, ...]] = []
        self._gaps: dict[int, list[bytes]] = {}
        self._empty: dict[int, bytes] = {}
        self.occupied: set[int] = set()
        """The columns whose cell in the first row held something before."""

    def add(self, number: int, digits: bytes, piece: bytes, inner: int) -> None:
        """Take a row in this band, the next after the one before; ``digits`` are its number.

        ``piece`` is the row after ``<row``: cells from ``inner`` on, its end tag last. A
        self-closed row has ``inner`` 0 and stays so unless it gets a cell.
        """
        at = len(self._before)
        if not at:
            self._start = number
        if not inner:
            self._empty[at] = piece
            piece = piece[:-2] + b">" + self._close
            inner = len(piece) - len(self._close)
        before, after = piece[: -len(self._close)], self._close
        base = self._appended(piece, digits, inner)
        if base is None:
            cut = self._cutter.cut(piece, inner, digits, self._close)
            if number == self._first_row:
                self.occupied = self._cutter.filled(piece, inner, digits, self._close)
            base = self._looks.bases(piece, piece[:inner], digits, cut.styles)
            before, after = piece[:inner] + cut.gaps[0], cut.gaps[-1] + after
            if any(cut.gaps[1:-1]):
                self._gaps[at] = [*cut.gaps[1:-1], b""]
        self._before.append(self._spanned(before, inner))
        self._after.append(after)
        self._bases.append(base)

    def trail(self, text: bytes) -> bool:
        """Keep ``text`` behind the row added last; False when none is waiting."""
        if self._after:
            self._after[-1] += text
        return bool(self._after)

    def _appended(self, piece: bytes, digits: bytes, inner: int) -> tuple[int, ...] | None:
        """Return the base styles of a row that ends before the band; None to look closer."""
        at = piece.rfind(self._cell, inner)
        if at < 0:
            plain = len(piece) - inner == len(self._close)
            return self._looks.bases(piece, piece[:inner], digits, {}) if plain else None
        found = self._last.match(piece, at)
        if found is None or found[2] != digits:
            return None
        column = self._columns.get(found[1])
        if column is None:
            column = self._columns[found[1]] = column_number(found[1].decode())
        if column >= self._low or not (
            piece.endswith(self._cell_end)
            or (
                found.end() == len(piece) - len(self._close)
                and piece[found.end() - 2 : found.end()] == b"/>"
            )
        ):
            return None
        if column == self._looks.only:
            return self._looks.same(style_of(found[3]))
        head = piece[:inner]
        beyond = self._looks.beyond(column, head)
        return self._looks.bases(piece, head, digits, {}) if beyond is None else beyond

    def _spanned(self, before: bytes, inner: int) -> bytes:
        """Return the row with its ``spans`` wide enough for the band."""
        at = before.find(b"spans", 0, inner)
        if at < 0:
            return before
        end = before.find(before[at + 6 : at + 7], at + 7, inner) + 1
        old = before[at:end]
        new = self._spans.get(old)
        if new is None:
            new = self._spans[old] = _SPANS.sub(self._widened, old)
        return before if new == old else before[:at] + new + before[end:]

    def _widened(self, found: re.Match[bytes]) -> bytes:
        first, last = min(int(found[2]), self._low), max(int(found[3]), self._high)
        return b"%b%d:%d%b" % (found[1], first, last, found[4])

    def take_beside(self, pieces: list[bytes], first: int) -> bytes | None:
        """Do a block of rows numbered from ``first`` on that end before the cells to be written.

        Done at once; None when they differ. ``pieces`` are rows as ``add`` takes them.
        """
        return self._taken(self._recogniser.beside(pieces, first))

    def take_over(self, pieces: list[bytes], first: int) -> bytes | None:
        """Do the same for rows that have every cell to be written."""
        return self._taken(self._recogniser.over(pieces, first))

    def _taken(self, rows: UniformRows | None) -> bytes | None:
        if rows is None:
            return None
        first, count = int(rows.digits[0]), len(rows.digits)
        wide = {head: self._spanned(head, len(head)) for head in set(rows.heads)}
        columns = self._columns_of(first, count, rows.bases)
        parts = [self._row + b' r="'] * (6 * count)
        parts[1::6], parts[2::6] = rows.digits, map(wide.__getitem__, rows.heads)
        parts[3::6], parts[5::6] = rows.bodies, rows.rests
        parts[4::6] = _encoded(_joined(chain.from_iterable(columns), count))
        return b"".join(parts)

    def _columns_of(
        self, start: int, count: int, bases: Sequence[tuple[int, ...]]
    ) -> list[list[str | Iterable[str]]]:
        """Return what makes up the new cells, column by column, of rows from ``start`` on.

        ``bases`` are the base styles of each row, or of all when there is only one.
        """
        rows = list(map(str, range(start, start + count)))
        alike = bases.count(bases[0]) == len(bases)
        return [
            column.parts(
                self._encoder,
                start - self._first_row,
                rows,
                bases[0][i] if alike else [base[i] for base in bases],
                self._marks,
            )
            for i, column in enumerate(self.band.columns)
        ]

    def flush(self) -> bytes:
        """Return the rows gathered so far, with their new cells."""
        if not self._before:
            return b""
        count = len(self._before)
        columns = self._columns_of(self._start, count, self._bases)
        if self._gaps:
            cells = [_encoded(_joined(column, count)) for column in columns]
            kept = [self._gaps.get(at, self._no_gaps) for at in range(count)]
            news = [
                b"".join(chain.from_iterable(zip(row, gaps, strict=True)))
                for row, gaps in zip(zip(*cells, strict=True), kept, strict=True)
            ]
        else:
            news = _encoded(_joined(chain.from_iterable(columns), count))
        parts = [self._row] * (4 * count)
        parts[1::4], parts[2::4], parts[3::4] = self._before, news, self._after
        for at, whole in self._empty.items():
            if not news[at]:
                parts[4 * at + 1 : 4 * at + 4] = [whole, b"", b""]
        self._before, self._after, self._bases = [], [], []
        self._gaps, self._empty = {}, {}
        return b"".join(parts)

    def create(self, first: int, last: int) -> Iterator[bytes]:
        """Rows that the sheet lacks, as far as any value falls into them."""
        base = self._looks.bases(b"", b"", b"", {})
        for start in range(first, last + 1, _AT_ONCE):
            count = min(_AT_ONCE, last + 1 - start)
            columns = self._columns_of(start, count, [base])
            yield b"".join(
                b'%b r="%d">%b%b' % (self._row, row, cells, self._close)
                for row, cells in enumerate(
                    _encoded(_joined(chain.from_iterable(columns), count)), start
                )
                if cells
            )


def _joined(parts: Iterable[str | Iterable[str]], count: int) -> list[str]:
    """Join the parts of each of ``count`` rows; a string is the same in every row."""
    columns = [repeat(part, count) if isinstance(part, str) else part for part in parts]
    return list(map("".join, zip(*columns, strict=True))) if columns else [""] * count


def _encoded(texts: list[str]) -> list[bytes]:
    """Each text in UTF-8; none of them contains NUL."""
    return "\0".join(texts).encode().split(b"\0")
