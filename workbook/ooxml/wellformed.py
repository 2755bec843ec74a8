"""Whether a sheet that was written is well-formed XML, at a fraction of the cost of parsing it.

Rows repeat. Without digits and non-ASCII text, most of a sheet's rows are one of a few patterns;
a real parser reads the document with the rows left out whose pattern it has met before. What is
left out can differ from what was read only in digits, dots and non-ASCII characters.
"""

from xml.parsers import expat

_NOISE = b"0123456789." + bytes(range(0x80, 0x100))
_HIDING = (b"<!", b"<?", b"&#")
_REMEMBERED = 4096


class WellFormed:
    """Reads a sheet block by block; raises expat.ExpatError where it is not well formed."""

    def __init__(self, prefix: str) -> None:
        self._close = f"</{prefix}row>".encode()
        self._mark = self._close.translate(None, _NOISE)
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._carry = b""
        self._known: set[bytes] = set()

    def feed(self, block: bytes) -> bytes:
        """Check another block; returns the whole rows that it completes."""
        data = self._carry + block
        end = data.rfind(self._close) + len(self._close)
        if end < len(self._close):
            self._carry = data
            return b""
        self._carry, data = data[end:], data[:end]
        patterns = data.translate(None, _NOISE).split(self._mark)
        fresh = set(patterns) - self._known
        fresh.discard(b"")
        if fresh:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            for pattern, row in zip(patterns, data.split(self._close), strict=True):
                if pattern in fresh:
                    self._parser.Parse(row + self._close, False)
                    if not any(hiding in pattern for hiding in _HIDING):
                        fresh.discard(pattern)
                        self._known.add(pattern)
        return data

    def finish(self) -> None:
        """Check what is left."""
        self._parser.Parse(self._carry, True)
