"""Whether a written sheet is sound XML with each cell once, at a fraction of a parser's cost.

Rows repeat. Without digits and non-ASCII text, most of a sheet's rows are one of a few patterns;
a real parser reads the document with the rows left out whose pattern it has met before. What is
left out can differ from what was read only in digits, dots and non-ASCII characters.
"""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from workbook.values.addresses import letters

_NOISE = b"0123456789." + bytes(range(0x80, 0x100))
_NO_PATTERN = (b"<!", b"<?", b"&#", b" ref=")
_REMEMBERED = 4096


class DoubledError(Exception):
    """A cell that is there twice."""


class WellFormed:
    """Reads a sheet block by block.

    Raises expat.ExpatError where it is not well formed and DoubledError where a row has two cells
    in one of ``columns``, which happens when the source had its cells out of order. ``look`` is
    shown at least one row of each pattern and every row with a formula for several cells.
    """

    def __init__(
        self, prefix: str, columns: Iterable[int], look: Callable[[bytes], object]
    ) -> None:
        self._look = look
        names = b"|".join(letters(column).encode() for column in columns) or b"(?!)"
        place = rb"""<%bc\s(?:[^<>]*?\s)??r\s*=\s*["']\s*\$?(%b)\$?\s*["']"""
        self._place = re.compile(place % (prefix.encode(), names), re.IGNORECASE)
        self._close = f"</{prefix}row>".encode()
        self._mark = self._close.translate(None, _NOISE)
        self._row = f"<{prefix}row".encode()
        self._parser = expat.ParserCreate("utf-8", " ")
        self._carry = b""
        self._known: set[bytes] = set()

    def feed(self, block: bytes) -> bytes:
        """Check another block; returns the whole rows that it completes."""
        data = self._carry + block
        end = data.rfind(self._close) + len(self._close)
        if end < len(self._close):  # rows without cells, or a part of a row
            start = max(data.rfind(self._row), 0)
            self._parser.Parse(data[:start], False)
            self._carry = data[start:]
            return b""
        self._carry, data = data[end:], data[:end]
        plain = data.translate(None, _NOISE)
        first = plain[: plain.index(self._mark)]
        whole = first + self._mark
        if first in self._known and plain == whole * (len(plain) // len(whole)):
            return data
        patterns = plain.split(self._mark)[:-1]
        fresh = set(patterns) - self._known
        if fresh:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            rows = data.split(self._close)[:-1]
            for pattern, row in zip(patterns, rows, strict=True):
                if pattern in fresh:
                    self._parser.Parse(row + self._close, False)
                    if any(map(self._doubled, pattern.split(self._row))):
                        raise DoubledError
                    self._look(row)
                    if not any(mark in pattern for mark in _NO_PATTERN):
                        fresh.discard(pattern)
                        self._known.add(pattern)
        return data

    def _doubled(self, row: bytes) -> bool:
        found = list(map(bytes.upper, self._place.findall(row)))
        return len(set(found)) < len(found)

    def finish(self) -> None:
        """Check what is left."""
        self._parser.Parse(self._carry, True)
