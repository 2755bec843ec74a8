"""Fills blank cells and adds rows below a list's last one; every other row passes as it is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from workbook.values.addresses import MAX_ROW, letters
from workbook.values.refusals import CellError
from workbook.xlsx.markup import attributes, escape, style_of
from workbook.xlsx.patching.base_styles import PLAIN, StyleMarks, row_style
from workbook.xlsx.patching.column import Column
from workbook.xlsx.patching.edits import Formula, RowsEdit
from workbook.xlsx.patching.encoder import Encoder, simple
from workbook.xlsx.patching.formulas import Formulas
from workbook.xlsx.patching.model_row import ModelRow
from workbook.xlsx.patching.row_cutter import cells, has_content
from workbook.xlsx.patching.rows_above import RowsAbove
from workbook.xlsx.patching.written_cells import Band

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_SHARED = re.compile(rb"^<[^<>]*>\s*<(?:[\w.-]+:)?v>(\d+)</")


class RowFiller:
    """Takes the rows of a sheet like a ``BandWriter`` over all of them.

    ``defaults`` are the columns' styles; ``empty_texts`` tells which shared texts are empty.
    Raises CellError for a cell that is not blank.
    """

    def __init__(
        self,
        edit: RowsEdit,
        encoder: Encoder,
        defaults: Mapping[int, int],
        marks: StyleMarks,
        formulas: Formulas,
        empty_texts: Callable[[], frozenset[int]],
    ) -> None:
        p = encoder.prefix.encode()
        self.band = Band(1, MAX_ROW, ())
        self._wanted = edit.wanted
        self._rows = sorted(edit.wanted)
        self._header = edit.header
        self._like = edit.like if edit.added else MAX_ROW
        self._lends = bool(edit.added) and edit.like > edit.header
        self._replaced = edit.replaced
        self._filled = edit.filled
        self._encoder = encoder
        self._defaults = defaults
        self._marks = marks
        self._empty_texts = empty_texts
        self._name, self._row, self._close = b"%bc" % p, b"<%brow" % p, b"</%brow>" % p
        self._above = RowsAbove(encoder.prefix, defaults, self._blank)
        self._model = ModelRow(edit, formulas)
        self._waiting: list[bytes] = []

    def take_beside(self, pieces: list[bytes], first: int) -> bytes | None:
        """Take no rows at once."""

    def take_over(self, pieces: list[bytes], first: int) -> bytes | None:
        """Take no rows at once."""

    def trail(self, text: bytes) -> bool:
        """Keep ``text`` behind the row added last; False when none is waiting."""
        if self._waiting:
            self._waiting.append(text)
        return bool(self._waiting)

    def flush(self) -> bytes:
        """Return the rows gathered so far."""
        done = b"".join(self._waiting)
        self._waiting.clear()
        return done

    def add(self, number: int, digits: bytes, piece: bytes, inner: int) -> None:
        """Take the next row, as ``BandWriter.add`` does."""
        if number == self._like and self._lends:
            whole = cells(piece, inner, len(piece) - len(self._close), digits, self._name)
            self._model.learn(piece, inner, whole if inner else ())
        wanted = self._wanted.get(number)
        if wanted is not None or (number > self._like and has_content(piece)):
            piece = self._edited(number, digits, piece, inner, wanted or {})
        self._waiting += [self._row, piece]
        if self._header < number <= self._like:
            self._above.remember(number, piece)

    def create(self, first: int, last: int) -> Iterator[bytes]:
        """Rows that the sheet lacks, as far as any is wanted."""
        for at in range(bisect_left(self._rows, first), bisect_right(self._rows, last)):
            number = self._rows[at]
            head = self._model.head if number > self._like else b""
            own = row_style(head)
            news = self._new_cells(number, self._wanted[number], {}, (), own, bare=True)
            inside = b"".join(news[column] for column in sorted(news))
            if inside or head:
                yield b'%b r="%d"%b>%b%b' % (self._row, number, head, inside, self._close)

    def _edited(
        self, number: int, digits: bytes, piece: bytes, inner: int, wanted: Mapping[int, Any]
    ) -> bytes:
        """Return a row that is there with its new cells."""
        if not inner:
            piece = piece[:-2].rstrip() + b">" + self._close
            inner = len(piece) - len(self._close)
        end = len(piece) - len(self._close)
        there = list(cells(piece, inner, end, digits, self._name))
        rest = next((start for column, start, *_ in there if not column), end)
        styles: dict[int, int] = {}
        taken: set[int] = set()
        for column, start, stop, tag in there:
            if not column or (number <= self._like and column not in wanted):
                continue
            text = piece[start:stop]
            known = (number, column) in self._replaced and not _FORMULA.search(text)
            if known or self._blank(text):
                styles[column] = style_of(tag) or PLAIN
            elif column in wanted or not self._model.runs_on(column, number, text):
                self._refuse(number, column)
            else:
                taken.add(column)
        if not wanted:
            return piece
        own = row_style(piece[:inner])
        bare = own is None and not there
        news = self._new_cells(number, wanted, styles, taken, own, bare=bare)
        out, at = [self._without_spans(piece[:inner])], inner
        for column, start, stop, _ in there:
            for new in sorted(new for new in news if new < column):
                out += [piece[at:start], news.pop(new)]
                at = start
            if column in news:
                out += [piece[at:start], news.pop(column)]
                at = stop
        return b"".join([*out, piece[at:rest], *(news[c] for c in sorted(news)), piece[rest:]])

    @staticmethod
    def _without_spans(head: bytes) -> bytes:
        """Drop the hint which columns a row spans: it is optional, and wrong now."""
        return re.sub(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""", b"", head, count=1)

    def _refuse(self, number: int, column: int) -> None:
        address = f"{letters(column)}{number}"
        if number > self._like:
            why = "最后一行案件的下面还有内容，新的行放不下；请把它移到别处再试"
            raise CellError(f"{address}：{why}")
        raise CellError(f"{address}：这个单元格不是空的，未写入")

    def _new_cells(
        self,
        number: int,
        wanted: Mapping[int, Any],
        styles: Mapping[int, int],
        taken: Collection[int],
        own: int | None,
        *,
        bare: bool,
    ) -> dict[int, bytes]:
        """Return the new cells of a row by column, but for those in ``taken``.

        ``styles`` are those of its blank cells, ``own`` that of the row. A new row that is ``bare``
        of cells takes the look of every cell of the row that it is like.
        """
        made: dict[int, bytes] = {}
        added = number > self._like
        models = self._model.styles if added else {}
        done = self._filled.cells.setdefault(number, {})
        for column, given in wanted.items():
            value = self._above.fitting(column, simple(given))
            if value is None:
                continue
            known = (styles.get(column), models.get(column), own)
            base = next((style for style in known if style is not None), None)
            if base is None:
                base = self._defaults.get(column, 0) if added else self._above.style(column)
            cell = Column(column, [value]).cell(self._encoder, number, base, self._marks)
            made[column], done[column] = cell.encode(), value
        p = self._encoder.prefix
        for column in models.keys() - made.keys() - set(taken):
            style = max(styles.get(column, models[column]), 0)
            mark = f' s="{style}"' if style else ""
            start = f'<{p}c r="{letters(column)}{number}"{mark}'
            text = self._model.formula(column, number)
            if text is not None:
                made[column] = f"{start}><{p}f>{escape(text)}</{p}f></{p}c>".encode()
                done[column] = Formula(text)
            elif mark and bare:
                made[column] = f"{start}/>".encode()
        return made

    def _blank(self, cell: bytes) -> bool:
        """Whether a cell holds nothing, or a shared text without a character."""
        if not has_content(cell):
            return True
        tag = attributes(cell[: cell.index(b">")])
        index = _SHARED.search(cell) if tag.get("t") == "s" else None
        return index is not None and int(index[1]) in self._empty_texts()
