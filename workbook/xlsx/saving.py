"""A package written anew: what was changed is deflated, the rest copied byte for byte."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from workbook.values.refusals import DamagedError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.deflate import BLOCK, Deflater, crc32
from workbook.xlsx.container.entry import BIG, Entry, printable
from workbook.xlsx.package import Package
from workbook.xlsx.xml_spans import XmlError, parse


@dataclass(slots=True)
class Packed:
    """A part's new content, deflated: where it lies in the spool, and what it comes to."""

    start: int
    packed: int
    size: int
    crc: int


def save(
    package: Package, out: BinaryIO, spooled: Mapping[str, Packed], spool: BinaryIO
) -> list[tuple[Entry, int]]:
    """Write a package; returns its entries with the check sum of each one's raw bytes.

    Parts keep their order, those added come last. ``spooled`` are large ones that wait deflated in
    ``spool``. Raises DamagedError for a changed part that is no XML, or one that is copied and
    differs from its check sum.
    """
    archive, written = package.archive, list[tuple[Entry, int]]()
    for entry in archive.entries:
        if entry.name in package.removed:
            continue
        if entry.name in spooled:
            packed = spooled[entry.name]
            written.append(_put(out, entry, packed, _read(spool, packed)))
        elif entry.name in package.changed:
            written.append(_put_whole(out, entry, package.changed[entry.name]))
        else:
            written.append(_copy(out, archive, entry))
    for name, data in package.added.items():
        written.append(_put_whole(out, Entry.new(name), data))
    out.writelines(archive.directory([entry for entry, _ in written], out.tell()))
    return written


def _copy(out: BinaryIO, archive: Archive, entry: Entry) -> tuple[Entry, int]:
    offset, crc = out.tell(), 0
    archive.verify(entry)
    for block in archive.raw(entry):
        crc = crc32(block, crc)
        out.write(block)
    return entry.moved(offset), crc


def _put_whole(out: BinaryIO, entry: Entry, data: bytes) -> tuple[Entry, int]:
    try:
        parse(data)
    except XmlError as error:
        raise DamagedError(f"{printable(entry.name)}：改写后不是规范的 XML，未写入") from error
    deflater = Deflater()
    blocks = [*deflater.feed(data), *deflater.finish()]
    packed = Packed(0, sum(map(len, blocks)), deflater.size, deflater.crc)
    return _put(out, entry, packed, blocks)


def _put(out: BinaryIO, entry: Entry, packed: Packed, blocks: Iterable[bytes]) -> tuple[Entry, int]:
    new = entry.rewritten(out.tell(), packed.size, packed.packed, packed.crc)
    header = new.local(wide=max(packed.size, packed.packed) >= BIG)
    crc = crc32(header)
    out.write(header)
    for block in blocks:
        crc = crc32(block, crc)
        out.write(block)
    return new, crc


def _read(spool: BinaryIO, packed: Packed) -> Iterator[bytes]:
    spool.seek(packed.start)
    left = packed.packed
    while left:
        block = spool.read(min(BLOCK, left))
        left -= len(block)
        yield block
