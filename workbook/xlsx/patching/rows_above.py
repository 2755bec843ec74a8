"""The rows that have just passed: what kind of value stands above a cell, and how it looks."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workbook.values.addresses import letters
from workbook.xlsx.markup import attributes, style_of

_REMEMBERED = 256
_TEXTS = {"s", "str", "inlineStr"}


class RowsAbove:
    """Remembers some rows; ``defaults`` are the columns' styles, ``blank`` judges a cell's XML."""

    def __init__(
        self, prefix: str, defaults: Mapping[int, int], blank: Callable[[bytes], bool]
    ) -> None:
        self._start = b'<%bc r="' % prefix.encode()
        self._defaults = defaults
        self._blank = blank
        self._rows: deque[tuple[int, bytes]] = deque(maxlen=_REMEMBERED)
        self._known: dict[int, tuple[int, bool]] = {}

    def remember(self, number: int, piece: bytes) -> None:
        """Take the next row."""
        self._rows.append((number, piece))

    def fitting(self, column: int, value: Any) -> Any:
        """Return a number or a time as text where the nearest filled cell above holds text."""
        if value is None or isinstance(value, str | bool):
            return value
        return _as_text(value) if self._is_text(column) else value

    def style(self, column: int) -> int:
        """Return the style of the cell above, failing that the column's."""
        if self._rows:
            row, piece = self._rows[-1]
            at = self._place(column, row, piece)
            if at >= 0:
                return style_of(piece[at : piece.index(b">", at)])
        return self._defaults.get(column, 0)

    def _place(self, column: int, row: int, piece: bytes) -> int:
        return piece.find(self._start + f'{letters(column)}{row}"'.encode())

    def _is_text(self, column: int) -> bool:
        """Each row is looked at once for a column, however often it is asked for."""
        seen, text = self._known.get(column, (0, False))
        newest = self._rows[-1][0] if self._rows else 0
        for row, piece in reversed(self._rows):
            if row <= seen:
                break
            at = self._place(column, row, piece)
            after = piece.find(self._start, at + 1)
            cell = piece[at:after] if after > 0 else piece[at:]
            if at >= 0 and cell[cell.index(b">") - 1 :][:1] != b"/" and not self._blank(cell):
                text = attributes(cell[: cell.index(b">")]).get("t") in _TEXTS
                break
        self._known[column] = newest, text
        return text


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
