"""Comments, CDATA and processing instructions, set aside while tags are searched as text."""

import re

_OPAQUE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_OPENING = re.compile(rb"<[!?]")
_PLACEHOLDER = re.compile(rb"\0(\d+)\0")


def bare(data: bytes) -> bytes:
    """Return the data without comments, CDATA and processing instructions."""
    return _OPAQUE.sub(b"", data) if _hides(data) else data


def _hides(data: bytes) -> bool:
    """Whether there is any; looks for the rare character first, which is much faster."""
    return (b"!" in data and b"<!" in data) or (b"?" in data and b"<?" in data)


class HiddenMarkup:
    """Swaps what hides tags for placeholders; NUL cannot occur in XML."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def protect(self, data: bytes) -> tuple[bytes, bytes]:
        """Return the data with placeholders, and its end from the first construct still open."""
        if not _hides(data):
            return data, b""
        data = _OPAQUE.sub(self._keep, data)
        unclosed = _OPENING.search(data)
        if unclosed is None:
            return data, b""
        return data[: unclosed.start()], data[unclosed.start() :]

    def _keep(self, found: re.Match[bytes]) -> bytes:
        self._kept.append(found[0])
        return b"\0%d\0" % (len(self._kept) - 1)

    def restore(self, data: bytes) -> bytes:
        """Return the data with everything back in its place."""
        if not self._kept:
            return data
        return _PLACEHOLDER.sub(lambda found: self._kept[int(found[1])], data)

    def forget(self) -> None:
        """Drop what is kept; the caller holds no placeholder any more."""
        self._kept.clear()
