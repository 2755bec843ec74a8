"""One entry of a zip archive: its central record, where its bytes lie, how to write it again."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
BIG = 0xFFFFFFFF
ENCRYPTED = 0x2041  # this or a stronger way
PATCHED = 0x0020
DESCRIPTOR = 0x0008
UTF8 = 0x0800
STORED, DEFLATED = 0, 8
_ZIP64 = 0x0001
_UNICODE_NAME = 0x7075
_DOS_EPOCH = 0x0021  # 1980-01-01
_VERSION_ZIP64 = 45


def printable(text: str) -> str:
    """Return the text on one line, whatever a damaged file put into it."""
    return "".join(char if char.isprintable() else "?" for char in text)


class EntryError(Exception):
    """A zip record that contradicts itself."""


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _zip64_field(extra: bytes) -> tuple[bytes, bytes]:
    """Return the content of the zip64 field, and the extra data without it.

    Extra data that is no list of fields is kept as it stands: readers skip it too.
    """
    at, found, rest = 0, b"", b""
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at : at + 4 + size]
        if len(field) < 4 + size:
            break
        if kind == _ZIP64:
            found = field[4:]
        else:
            rest += field
        at += 4 + size
    return found, rest + extra[at:]


@dataclass(frozen=True, slots=True)
class Entry:
    """A central directory record. ``raw_name`` and ``comment`` are the bytes as stored."""

    raw_name: bytes
    made_by: int
    needs: int
    flags: int
    method: int
    stamp: tuple[int, int]
    crc: int
    packed: int
    size: int
    attributes: tuple[int, int, int]
    offset: int
    extra: bytes
    comment: bytes

    @property
    def name(self) -> str:
        """The part name: forward slashes, no leading slash."""
        try:
            text = self.raw_name.decode("utf-8")
        except UnicodeDecodeError:
            text = self.raw_name.decode("cp437")
        return text.replace("\\", "/").lstrip("/")

    @property
    def other_name(self) -> bool:
        """Whether extra data gives the part another name, which some readers take."""
        return any(
            kind == _UNICODE_NAME and field[5:] != self.name.encode()
            for kind, field in _fields(self.extra)
        )

    @classmethod
    def new(cls, name: str) -> Self:
        """Return a deflated entry that is not in the archive yet."""
        raw, utf8 = name.encode(), 0 if name.isascii() else UTF8
        return cls(raw, 20, 20, utf8, DEFLATED, (0, _DOS_EPOCH), 0, 0, 0, (0, 0, 0), 0, b"", b"")

    @classmethod
    def parse(cls, directory: bytes, at: int) -> tuple[Self, int]:
        """Return the record at ``at`` and where the next begins."""
        try:
            (magic, made, needs, flags, method, time, date, crc, packed, size, n, x, c, disk, inner,
             outer, offset) = CENTRAL.unpack_from(directory, at)  # fmt: skip
        except struct.error as error:
            raise EntryError("record cut short") from error
        names = at + CENTRAL.size
        end = names + n + x + c
        if magic != b"PK\1\2" or end > len(directory) or not n:
            raise EntryError("no record")
        extra, comment = directory[names + n : names + n + x], directory[names + n + x : end]
        wide, extra = _zip64_field(extra)
        numbers = [size, packed, offset]
        at64 = 0
        for i, number in enumerate(numbers):
            if number == BIG and at64 + 8 <= len(wide):
                (numbers[i],) = struct.unpack_from("<Q", wide, at64)
                at64 += 8
        size, packed, offset = numbers
        if disk not in {0, 0xFFFF}:
            raise EntryError("several disks")
        name = directory[names : names + n]
        return cls(
            name, made, needs, flags, method, (time, date), crc, packed, size,
            (0, inner, outer), offset, extra, comment,
        ), end  # fmt: skip

    def moved(self, offset: int) -> Self:
        """Return the same entry at another place."""
        return replace(self, offset=offset)

    def rewritten(self, offset: int, size: int, packed: int, crc: int) -> Self:
        """Return the entry with new, deflated content: no descriptor, no stale zip64 field."""
        return replace(
            self, offset=offset, size=size, packed=packed, crc=crc, method=DEFLATED,
            flags=self.flags & ~DESCRIPTOR & ~0x6,
        )  # fmt: skip

    def local(self, *, wide: bool) -> bytes:
        """Return a local header; a wide one has room for sizes beyond 4 GiB."""
        extra = struct.pack("<HHQQ", _ZIP64, 16, self.size, self.packed) if wide else b""
        needs = max(self.needs, _VERSION_ZIP64) if wide else self.needs
        sizes = (BIG, BIG) if wide else (self.packed, self.size)
        return (
            LOCAL.pack(
                b"PK\3\4", needs, self.flags, self.method, *self.stamp, self.crc, *sizes,
                len(self.raw_name), len(extra),
            )
            + self.raw_name
            + extra
        )  # fmt: skip

    def central(self) -> bytes:
        """Return the central record; numbers that need it go to a zip64 field."""
        numbers, wide = [], b""
        for number in (self.size, self.packed, self.offset):
            if number >= BIG:
                wide += struct.pack("<Q", number)
                numbers.append(BIG)
            else:
                numbers.append(number)
        extra = (struct.pack("<HH", _ZIP64, len(wide)) + wide if wide else b"") + self.extra
        needs = max(self.needs, _VERSION_ZIP64) if wide else self.needs
        size, packed, offset = numbers
        disk, inner, outer = self.attributes
        return (
            CENTRAL.pack(
                b"PK\1\2", self.made_by, needs, self.flags, self.method, *self.stamp, self.crc,
                packed, size, len(self.raw_name), len(extra), len(self.comment), disk, inner,
                outer, offset,
            )
            + self.raw_name
            + extra
            + self.comment
        )  # fmt: skip
