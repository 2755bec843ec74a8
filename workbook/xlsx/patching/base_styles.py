"""What a cell that is not there yet looks like: its neighbour's style, row by row."""

import re
from collections.abc import Callable, Mapping, Sequence

from workbook.values.addresses import letters
from workbook.xlsx.markup import attributes, style_of
from workbook.xlsx.patching.encoder import ValueKind

Fit = Callable[[int, ValueKind, str | None], int]

PLAIN = -1
"""The base style of a cell that is there and has none: blank, it still stays."""


class StyleMarks(dict[tuple[int, ValueKind, str | None], str]):
    """The style attribute by base style, kind of value and number format."""

    def __init__(self, fit: Fit) -> None:
        super().__init__()
        self._fit = fit

    def __missing__(self, key: tuple[int, ValueKind, str | None]) -> str:
        base, kind, code = key
        style = self._fit(max(base, 0), kind, code)
        made = self[key] = f' s="{style}"' if style else ""
        return made


class BaseStyles:
    """The base style of each column's cell in a row.

    A cell takes the style of the column that ``likes`` names for it; where that has no cell, the
    row's own style, then its column's from ``defaults``.
    """

    def __init__(
        self,
        prefix: str,
        columns: Sequence[int],
        likes: Mapping[int, int],
        defaults: Mapping[int, int],
    ) -> None:
        self._columns = columns
        self._likes = [likes.get(column, 0) for column in columns]
        self._defaults = [defaults.get(column, 0) for column in columns]
        self._names = {like: letters(like).encode() for like in set(self._likes) if like}
        self._quick = b'<%bc r="' % prefix.encode()
        self._cell = re.compile(rb"<%bc\b[^<>]*>" % prefix.encode())
        self._same: dict[int, tuple[int, ...]] = {}
        self._known: dict[tuple[int | None, ...], tuple[int, ...]] = {}
        self._leftmost = min(self._names, default=0)
        self.only = self._likes[0] if len(set(self._likes)) == 1 else 0

    def same(self, style: int) -> tuple[int, ...]:
        """One style for every column."""
        known = self._same.get(style)
        if known is None:
            known = self._same[style] = (style,) * len(self._columns)
        return known

    def beyond(self, column: int, head: bytes) -> tuple[int, ...] | None:
        """Return the base styles of a row whose last cell stands in a column before all to be like.

        None where one of those may be there.
        """
        if column >= self._leftmost:
            return None
        key = (row_style(head),)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._chosen({}, key[0], {})
        return known

    def bases(
        self, piece: bytes, head: bytes, row: bytes, own: Mapping[int, int]
    ) -> tuple[int, ...]:
        """Return the base style per column; ``own`` are those of target cells that are there.

        Beside them, ``own`` has the cells that do not say where they stand.
        """
        found = {like: self._find(piece, name + row) for like, name in self._names.items()}
        for like in own.keys() & found.keys():
            found[like] = max(own[like], 0)
        fallback = row_style(head)
        if own:
            return self._chosen(found, fallback, own)
        key = fallback, *found.values()
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._chosen(found, fallback, own)
        return known

    def _chosen(
        self, found: Mapping[int, int | None], fallback: int | None, own: Mapping[int, int]
    ) -> tuple[int, ...]:
        return tuple(
            own.get(
                column, next((s for s in (found.get(like), fallback) if s is not None), default)
            )
            for column, like, default in zip(
                self._columns, self._likes, self._defaults, strict=True
            )
        )

    def _find(self, piece: bytes, place: bytes) -> int | None:
        at = piece.find(self._quick + place + b'"')
        if at >= 0:
            return style_of(piece[at : piece.index(b">", at)])
        if place not in piece:
            return None
        for tag in self._cell.finditer(piece):
            if attributes(tag[0]).get("r") == place.decode():
                return style_of(tag[0])
        return None


def row_style(head: bytes) -> int | None:
    """Return the style that a row's start tag gives to its cells, None when it gives none."""
    if b"customFormat" not in head:
        return None
    found = attributes(head)
    return int(found.get("s", "0")) if found["customFormat"] in {"1", "true"} else None
