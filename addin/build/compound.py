"""Writing an OLE compound file (MS-CFB version 3): storages and streams in one file."""

import struct
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTOR, _MINI_SECTOR, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_EMPTY, _STORAGE, _STREAM, _ROOT = 0, 1, 2, 5
_RED, _BLACK = 0, 1
_HEADER_FAT_PLACES = 109
_ENTRY = struct.Struct("<64sHBBIII16sI8s8sIQ")

Tree: TypeAlias = "Mapping[str, bytes | Tree]"


class _Entry:
    """One directory entry while the file is laid out."""

    def __init__(self, name: str, kind: int, content: bytes = b"") -> None:
        self.name = name
        self.kind = kind
        self.content = content
        self.left = self.right = self.child = _NONE
        self.colour = _BLACK
        self.start = 0 if kind == _STORAGE else _END
        self.size = len(content)

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        return _ENTRY.pack(
            name,
            len(name) + 2 if name else 0,
            self.kind,
            self.colour,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            b"",
            b"",
            self.start,
            self.size,
        )


def compound_file(tree: Tree) -> bytes:
    """Lay out named streams (bytes) and storages (mappings) as a compound file.

    Times, class ids and state bits are zero, so equal trees give equal bytes.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    _add_children(entries, 0, tree)
    sectors: list[bytes] = []
    fat: list[int] = []
    small = [e for e in entries if e.kind == _STREAM and 0 < e.size < _CUTOFF]
    mini_stream, mini_fat = _lay_out_small(small)
    root = entries[0]
    root.size = len(mini_stream)
    root.start = _append(sectors, fat, mini_stream)
    for entry in entries:
        if entry.kind == _STREAM and entry.size >= _CUTOFF:
            entry.start = _append(sectors, fat, entry.content)
    while len(entries) % (_SECTOR // _ENTRY.size):
        entries.append(_Entry("", _EMPTY))
        entries[-1].start = 0
    directory = _append(sectors, fat, b"".join(entry.pack() for entry in entries))
    packed = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_count = -(-len(packed) // _SECTOR)
    mini_start = _append(sectors, fat, packed, filler=b"\xff")
    places = _append_fat(sectors, fat)
    header = struct.pack(
        "<8s16sHHHHH6s4I4s5I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        len(places),
        directory,
        0,
        struct.pack("<I", _CUTOFF),
        mini_start,
        mini_count,
        _END,
        0,
        places[0],
    )
    rest = [*places[1:], *[_FREE] * (_HEADER_FAT_PLACES - len(places))]
    return header + struct.pack(f"<{len(rest)}I", *rest) + b"".join(sectors)


def _add_children(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Add a storage's children as a balanced search tree, and theirs below them."""
    names = sorted(tree, key=lambda name: (len(name.encode("utf-16-le")), name.upper()))
    first = len(entries)
    for name in names:
        content = tree[name]
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
    deepest = (len(names) + 1).bit_length() - 1
    entries[parent].child = _link(entries, first, len(entries), 0, deepest)
    for number, name in enumerate(names, first):
        content = tree[name]
        if not isinstance(content, bytes):
            _add_children(entries, number, content)


def _link(entries: list[_Entry], start: int, end: int, depth: int, deepest: int) -> int:
    """Link the entries ``start``…``end`` by halving; the last, unfilled level is red."""
    if start >= end:
        return _NONE
    middle = (start + end) // 2
    entry = entries[middle]
    entry.colour = _RED if depth == deepest else _BLACK
    entry.left = _link(entries, start, middle, depth + 1, deepest)
    entry.right = _link(entries, middle + 1, end, depth + 1, deepest)
    return middle


def _lay_out_small(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """Join the streams below 4096 bytes into the mini stream; give it and its table."""
    stream = bytearray()
    table: list[int] = []
    for entry in entries:
        entry.start = len(table)
        count = -(-entry.size // _MINI_SECTOR)
        table += [*range(entry.start + 1, entry.start + count), _END]
        stream += entry.content.ljust(count * _MINI_SECTOR, b"\0")
    return bytes(stream), table


def _append(sectors: list[bytes], fat: list[int], content: bytes, filler: bytes = b"\0") -> int:
    """Put content into new sectors, chain them in the table, and give the first one's number."""
    if not content:
        return _END
    first = len(sectors)
    pieces = [content[at : at + _SECTOR] for at in range(0, len(content), _SECTOR)]
    sectors += [piece.ljust(_SECTOR, filler) for piece in pieces]
    fat += [*range(first + 1, len(sectors)), _END]
    return first


def _append_fat(sectors: list[bytes], fat: list[int]) -> list[int]:
    """Put the table itself behind everything else; give the numbers of its sectors."""
    per_sector = _SECTOR // 4
    count = 0
    while count * per_sector < len(fat) + count:
        count += 1
    assert count <= _HEADER_FAT_PLACES, "an add-in of this size needs more than 6.8 MB"
    places = list(range(len(sectors), len(sectors) + count))
    fat += [_FAT] * count
    fat += [_FREE] * (count * per_sector - len(fat))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [packed[at : at + _SECTOR] for at in range(0, len(packed), _SECTOR)]
    return places
