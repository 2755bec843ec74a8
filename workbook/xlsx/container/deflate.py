"""Raw deflate in both directions: isal where it is installed, zlib where it is not.

Both give the same content. Compressed bytes depend on which of the two is there, and on nothing
else: the input is fed in slices of one fixed size, so its chunking never shows in the output.
"""

import zlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any

try:
    codec: Any = import_module("isal.isal_zlib")
except ImportError:
    codec = zlib

BLOCK = 1 << 18
ISAL_LEVEL, ZLIB_LEVEL = 2, 3


class InflateError(Exception):
    """The compressed data is broken or ends early."""


def crc32(data: bytes | memoryview, value: int = 0) -> int:
    """Return the zip check sum of ``data`` after ``value``."""
    return int(codec.crc32(data, value))


class Deflater:
    """Compresses a stream; ``feed`` and ``finish`` return what is ready.

    ``size`` and ``crc`` describe the uncompressed bytes so far.
    """

    def __init__(self) -> None:
        level = ZLIB_LEVEL if codec is zlib else ISAL_LEVEL
        self._object = codec.compressobj(level, codec.DEFLATED, -15)
        self._held = b""
        self.size = 0
        self.crc = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Take more bytes, of any length."""
        missing = BLOCK - len(self._held)
        if len(data) < missing:
            self._held += data
            return []
        view = memoryview(data)
        ready = [self._push(self._held + view[:missing])]
        end = len(data) - (len(data) - missing) % BLOCK
        ready += [self._push(view[at : at + BLOCK]) for at in range(missing, end, BLOCK)]
        self._held = data[end:]
        return ready

    def _push(self, data: bytes | memoryview) -> bytes:
        self.size += len(data)
        self.crc = crc32(data, self.crc)
        packed: bytes = self._object.compress(data)
        return packed

    def finish(self) -> list[bytes]:
        """Take no more."""
        return [self._push(self._held), self._object.flush()]


class Inflater:
    """Decompresses a stream; ``check`` compares what came out with what should have."""

    def __init__(self, limit: int) -> None:
        self._object = codec.decompressobj(-15)
        self._limit = limit
        self.size = 0
        self.crc = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield blocks of at most BLOCK bytes; raises InflateError beyond ``limit`` bytes."""
        inflate, held = self._object, False
        while (data or held) and not inflate.eof:
            try:
                block = inflate.decompress(data, BLOCK)
            except codec.error as error:
                raise InflateError(str(error)) from error
            data, held = inflate.unconsumed_tail, len(block) == BLOCK
            self.size += len(block)
            self.crc = crc32(block, self.crc)
            if self.size > self._limit:
                raise InflateError("longer than declared")
            if block:
                yield block
        if data or inflate.unused_data:
            raise InflateError("data after the end")

    def check(self, size: int, crc: int) -> None:
        """Raise InflateError unless the stream has ended with that size and check sum."""
        if not self._object.eof or (self.size, self.crc) != (size, crc):
            raise InflateError("size or check sum differs")
