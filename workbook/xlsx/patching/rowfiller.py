"""Fills blank cells and adds rows below a list's last one; every other row passes as it is."""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workbook.values.addresses import MAX_ROW, letters
from workbook.values.refusals import CellError
from workbook.xlsx.patching.column import Column
from workbook.xlsx.patching.formulas import Formulas, UnshiftableError
from workbook.xlsx.patching.looks import StyleMarks, row_style
from workbook.xlsx.patching.markup import escape
from workbook.xlsx.patching.region import Band
from workbook.xlsx.patching.rowsedit import Formula, RowsEdit
from workbook.xlsx.patching.rowtext import cells, has_content
from workbook.xlsx.patching.tags import PLAIN, attributes, style_of
from workbook.xlsx.patching.values import Encoder, simple

_NOT_COPIED = {"r", "spans", "hidden", "outlineLevel", "collapsed", "ht", "customHeight", "ph"}
_REMEMBERED = 256
_TEXTS = {"s", "str", "inlineStr"}
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f\b([^<>]*?)(?:/>|>([^<]*)</)")
_INDEX = re.compile(rb"<(?:[\w.-]+:)?v>(\d+)</")


@dataclass(slots=True)
class _Model:
    """One cell of the row that new rows look like."""

    style: int
    formula: tuple[Mapping[str, str], bytes] | None


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
        self._filled = edit.filled
        self._encoder = encoder
        self._defaults = defaults
        self._marks = marks
        self._formulas = formulas
        self._empty_texts = empty_texts
        self._name, self._row, self._close = b"%bc" % p, b"<%brow" % p, b"</%brow>" % p
        self._start = b'<%bc r="' % p
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=_REMEMBERED)
        self._text_above: dict[int, tuple[int, bool]] = {}
        self._models: dict[int, _Model] = {}
        self._head = b""
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
            self._learn(digits, piece, inner)
        wanted = self._wanted.get(number)
        if wanted is not None or (number > self._like and has_content(piece)):
            piece = self._edited(number, digits, piece, inner, wanted or {})
        self._waiting += [self._row, piece]
        if self._header < number <= self._like:
            self._recent.append((number, piece))

    def create(self, first: int, last: int) -> Iterator[bytes]:
        """Rows that the sheet lacks, as far as any is wanted."""
        for at in range(bisect_left(self._rows, first), bisect_right(self._rows, last)):
            number = self._rows[at]
            head = self._head if number > self._like else b""
            own = row_style(head)
            news = self._new_cells(number, self._wanted[number], {}, (), own, bare=True)
            inside = b"".join(news[column] for column in sorted(news))
            if inside or head:
                yield b'%b r="%d"%b>%b%b' % (self._row, number, head, inside, self._close)

    def _learn(self, digits: bytes, piece: bytes, inner: int) -> None:
        """Remember the row that new rows are to look like."""
        head = piece[: inner or len(piece)]
        kept = attributes(head)
        self._head = b"".join(
            f' {name}="{value}"'.encode()
            for name, value in kept.items()
            if name not in _NOT_COPIED and '"' not in value
        )
        if not inner:
            return
        end = len(piece) - len(self._close)
        for column, start, stop, tag in cells(piece, inner, end, digits, self._name):
            if column:
                found = _FORMULA.search(piece, start, stop)
                formula = (attributes(found[1]), found[2] or b"") if found else None
                self._models[column] = _Model(style_of(tag), formula)

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
            text = piece[start:stop]
            if column and not self._blank(tag, text):
                if column in wanted or not self._runs_on(column, number, text):
                    self._refuse(number, column)
                taken.add(column)
            elif column:
                styles[column] = style_of(tag) or PLAIN
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

    def _blank(self, tag: bytes, text: bytes) -> bool:
        """Whether a cell holds nothing, or a shared text without a character."""
        if not has_content(text):
            return True
        index = _INDEX.search(text) if attributes(tag).get("t") == "s" else None
        return (
            index is not None
            and _FORMULA.search(text) is None
            and int(index[1]) in self._empty_texts()
        )

    def _runs_on(self, column: int, number: int, text: bytes) -> bool:
        """Whether a cell below the last row holds what its column's formula gives there."""
        if number <= self._like:
            return True
        found = _FORMULA.search(text)
        model = self._models.get(column)
        if found is None or model is None or model.formula is None:
            return False
        tag, old = attributes(found[1]), model.formula[0]
        if tag.get("t") == "shared" and not found[2]:
            return old.get("t") == "shared" and tag.get("si") == old.get("si")
        try:
            here = self._shifted(column, number)
        except UnshiftableError:
            return False
        return here == self._formulas.text(found[2] or b"")

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
        done = self._filled.cells.setdefault(number, {})
        for column, given in wanted.items():
            value = self._of_its_column(column, simple(given))
            model = self._models.get(column) if added else None
            known = (styles.get(column), model.style if model else None, own)
            base = next((style for style in known if style is not None), None)
            if base is None:
                base = self._defaults.get(column, 0) if added else self._style_above(column)
            cell = Column(column, [value]).cell(self._encoder, number, base, self._marks)
            made[column], done[column] = cell.encode(), value
        for column, model in self._models.items() if added else ():
            if column in made or column in taken:
                continue
            style = max(styles.get(column, model.style), 0)
            mark = f' s="{style}"' if style else ""
            address = f"{letters(column)}{number}"
            p = self._encoder.prefix
            text = self._copied(column, number)
            if text is not None:
                whole = f'<{p}c r="{address}"{mark}><{p}f>{escape(text)}</{p}f></{p}c>'
                made[column], done[column] = whole.encode(), Formula(text)
                self._filled.copied = True
            elif mark and bare:
                made[column] = f'<{p}c r="{address}"{mark}/>'.encode()
        return made

    def _copied(self, column: int, number: int) -> str | None:
        """Return the column's formula for a new row; None where there is none, or none to copy."""
        formula = self._models[column].formula
        if formula is None:
            return None
        address = f"{letters(column)}{self._like}"
        kind = formula[0].get("t")
        try:
            text = self._shifted(column, number)
        except UnshiftableError:
            names = {"array": "数组公式，未复制到新行", "dataTable": "模拟运算表，未复制到新行"}
            self._filled.formulas[address] = names.get(kind or "", "公式无法平移，未复制到新行")
            return None
        if kind == "shared":
            self._filled.formulas[address] = "共享公式，已逐行写出"
        return text

    def _shifted(self, column: int, number: int) -> str:
        formula = self._models[column].formula
        assert formula is not None
        return self._formulas.shifted(*formula, (self._like, column), (number, column))

    def _of_its_column(self, column: int, value: Any) -> Any:
        """Return a number or a time as text where the column above holds text."""
        if value is None or isinstance(value, str | bool):
            return value
        return _as_text(value) if self._above_is_text(column) else value

    def _above_is_text(self, column: int) -> bool:
        """Whether the nearest cell above that holds something holds text."""
        seen, text = self._text_above.get(column, (0, False))
        name = self._start + letters(column).encode()
        newest = self._recent[-1][0] if self._recent else 0
        for row, piece in reversed(self._recent):
            if row <= seen:
                break
            at = piece.find(name + b'%d"' % row)
            if at < 0:
                continue
            after = piece.find(self._start, at + 1)
            cell = piece[at:after] if after > 0 else piece[at:]
            tag = cell[: cell.index(b">") + 1]
            if not tag.endswith(b"/>") and not self._blank(tag, cell):
                text = attributes(tag).get("t") in _TEXTS
                break
        self._text_above[column] = (newest, text)
        return text

    def _style_above(self, column: int) -> int:
        """Return the style of the cell above, failing that the column's."""
        if self._recent:
            row, piece = self._recent[-1]
            at = piece.find(self._start + letters(column).encode() + b'%d"' % row)
            if at >= 0:
                return style_of(piece[at : piece.index(b">", at)])
        return self._defaults.get(column, 0)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
