"""A zip archive as a list of entries whose bytes can be copied as they are."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from workbook.values.refusals import (
    DamagedError,
    EncryptedError,
    NotASpreadsheetError,
    UnsafeFileError,
)
from workbook.xlsx.container.deflate import BLOCK, InflateError, Inflater, crc32
from workbook.xlsx.container.entry import (
    BIG,
    DEFLATED,
    DESCRIPTOR,
    ENCRYPTED,
    LOCAL,
    PATCHED,
    STORED,
    Entry,
    EntryError,
    printable,
)

_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PACKED_STEP = 1 << 15
_NEWEST_VERSION = 63
MAX_TOTAL = 64 << 30
MAX_DIRECTORY = 64 << 20


class Archive:
    """The entries of an open file, in the order of its directory.

    Refuses (NotASpreadsheetError, EncryptedError, DamagedError, UnsafeFileError) what is no
    sound, plain zip: truncated, duplicated or overlapping entries, sizes that cannot be true.
    """

    def __init__(self, file: BinaryIO, label: str) -> None:
        self._file = file
        self.label = label
        self._length = file.seek(0, 2)
        start, size, count, self._comment_length, self._ending = self._find_end()
        self._directory_at = start
        file.seek(start)
        directory = file.read(size)
        self.entries: list[Entry] = []
        at = 0
        try:
            while at < len(directory) and len(self.entries) < count:
                entry, at = Entry.parse(directory, at)
                self.entries.append(entry)
        except EntryError as error:
            raise self._damaged("目录有误") from error
        if not count or len(self.entries) != count or len(directory) != size:
            raise self._damaged("目录不完整")
        self._spans = self._check()

    def _damaged(self, why: str) -> DamagedError:
        return DamagedError(
            f"{self.label}：文件已损坏或不完整（{printable(why)}），请从原处重新取得"
        )

    def _find_end(self) -> tuple[int, int, int, int, bytes]:
        """Offset, size and count of the directory, the comment's length, the file's last bytes."""
        file = self._file
        file.seek(0)
        head = file.read(8)
        if head == _CFB:
            raise self._ole()
        if head[:4] not in {b"PK\3\4", b"PK\5\6"}:
            kind = "文件是空的" if not head else "不是 .xlsx 或 .xlsm 文件"
            raise NotASpreadsheetError(f"{self.label}：{kind}，请检查路径")
        at = max(0, self._length - _END.size - 0xFFFF - _LOCATOR.size - _END64.size)
        file.seek(at)
        tail = file.read()
        ends = list(_ends(tail))
        for place, (found, behind, comment) in enumerate(ends):
            if behind + comment <= len(tail):
                # an earlier one that takes all behind it for its comment is other readers' end
                if any(after + more == len(tail) for _, after, more in ends[place + 1 :]):
                    raise self._damaged("有两处结尾")
                return (*self._bounds(tail, found, at), comment, tail[behind:])
        raise self._damaged("结尾缺失")

    def _bounds(self, tail: bytes, found: int, at: int) -> tuple[int, int, int]:
        _, disk, first, here, count, size, start, _ = _END.unpack_from(tail, found)
        stop = at + found
        where = found - _LOCATOR.size
        if where >= 0 and tail[where : where + 4] == b"PK\6\7":
            stop = _LOCATOR.unpack_from(tail, where)[2]
            self._file.seek(min(stop, self._length))
            record = self._file.read(_END64.size)
            if len(record) < _END64.size or record[:4] != b"PK\6\6":
                raise self._damaged("结尾有误")
            usual = disk, first, here, count, size, start
            *_, disk, first, here, count, size, start = wide = _END64.unpack(record)
            full = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, BIG, BIG)
            if any(a not in {b, c} for a, b, c in zip(usual, wide[4:], full, strict=True)):
                raise self._damaged("结尾有两种说法")
        if disk or first or here != count or start + size > stop or size > MAX_DIRECTORY:
            raise self._damaged("结尾与目录不符")
        return start, size, count

    def _ole(self) -> Exception:
        self._file.seek(0)
        overlap = b""
        while block := self._file.read(BLOCK):
            if _ENCRYPTED_STREAM in overlap + block:
                return EncryptedError(f"{self.label}：文件有打开密码，请先在 Excel 中去掉密码")
            overlap = block[-len(_ENCRYPTED_STREAM) :]
        return NotASpreadsheetError(f"{self.label}：是旧格式的 .xls，请先另存为 .xlsx")

    def _check(self) -> dict[str, tuple[int, int, int]]:
        """For each entry by raw name: header, data and end offsets, after every check."""
        names: set[str] = set()
        spans: dict[str, tuple[int, int, int]] = {}
        total = 0
        ordered = sorted(self.entries, key=lambda entry: entry.offset)
        limits = [entry.offset for entry in ordered[1:]] + [self._directory_at]
        for entry, limit in zip(ordered, limits, strict=True):
            key = entry.name.casefold()
            if key in names:
                raise self._damaged(f"有重名的部件 {entry.name}")
            names.add(key)
            if entry.flags & ENCRYPTED or entry.method == 99:
                raise EncryptedError(f"{self.label}：压缩包有密码，请先去掉密码")
            if entry.method not in {STORED, DEFLATED} or entry.flags & PATCHED:
                raise self._damaged(f"{entry.name} 的压缩方法 {entry.method} 不受支持")
            if entry.other_name:
                raise self._damaged(f"部件 {entry.name} 有两个名字")
            if entry.needs & 0xFF > _NEWEST_VERSION:
                raise self._damaged(f"{entry.name} 的格式版本不受支持")
            if entry.method == STORED and entry.packed != entry.size:
                raise self._damaged(f"{entry.name} 的大小有误")
            total += entry.size
            spans[entry.name] = self._locate(entry, limit)
        if total > MAX_TOTAL:
            raise UnsafeFileError(f"{self.label}：解压后超过 64 GB，疑似压缩炸弹，未处理")
        return spans

    def _locate(self, entry: Entry, limit: int) -> tuple[int, int, int]:
        self._file.seek(min(entry.offset, self._length))
        header = self._file.read(LOCAL.size)
        if len(header) < LOCAL.size or header[:4] != b"PK\3\4":
            raise self._damaged(f"找不到 {entry.name}")
        names, extra = LOCAL.unpack(header)[9:]
        data = entry.offset + LOCAL.size + names + extra
        end = data + entry.packed
        if self._file.read(names) != entry.raw_name or end > limit:
            raise self._damaged(f"{entry.name} 与目录不符")
        if entry.flags & DESCRIPTOR:
            end += self._descriptor(entry, end, limit)
        return entry.offset, data, end

    def _descriptor(self, entry: Entry, at: int, limit: int) -> int:
        """How long the data descriptor is; some writers announce one and leave it out."""
        self._file.seek(at)
        found = self._file.read(min(24, limit - at))
        for magic in (b"PK\7\10", b""):
            for layout in ("<IQQ", "<III"):
                if layout == "<III" and max(entry.packed, entry.size) > BIG:
                    continue
                whole = magic + struct.pack(layout, entry.crc, entry.packed, entry.size)
                if found.startswith(whole):
                    return len(whole)
        return 0

    def loose(self) -> str | None:
        """Name an entry whose own header says otherwise than the directory, or what is in neither.

        None where entries stand one behind the other, from the first byte to the directory.
        """
        at = 0
        for entry in sorted(self.entries, key=lambda entry: entry.offset):
            start, _, end = self._spans[entry.name]
            self._file.seek(start)
            _, _, flags, method, _, _, *said, _, _ = LOCAL.unpack(self._file.read(LOCAL.size))
            true = [entry.crc, entry.packed, entry.size]
            streamed = ([0, 0, 0], [0, BIG, BIG], [0, *true[1:]]) if flags & DESCRIPTOR else ()
            if (start, flags, method) != (at, entry.flags, entry.method):
                return entry.name
            if said != true and said not in streamed:
                return entry.name
            at = end
        return None if at == self._directory_at else "目录"

    def raw(self, entry: Entry) -> Iterator[bytes]:
        """Return the entry's local header, data and descriptor as they stand in the file."""
        start, _, end = self._spans[entry.name]
        return self._slices(start, end, BLOCK)

    def _slices(self, start: int, end: int, step: int) -> Iterator[bytes]:
        while start < end:
            self._file.seek(start)
            block = self._file.read(min(step, end - start))
            if not block:
                raise self._damaged("读取时被截断")
            start += len(block)
            yield block

    def content(self, entry: Entry) -> Iterator[bytes]:
        """Return the entry's content in blocks; refuses what differs from the directory."""
        _, data, _ = self._spans[entry.name]
        slices = self._slices(data, data + entry.packed, _PACKED_STEP)
        try:
            if entry.method == STORED:
                crc = 0
                for block in slices:
                    crc = crc32(block, crc)
                    yield block
                if crc != entry.crc:
                    raise InflateError("check sum differs")
                return
            inflater = Inflater(entry.size)
            for block in slices:
                yield from inflater.feed(block)
            inflater.check(entry.size, entry.crc)
        except InflateError as error:
            raise self._damaged(f"{entry.name} 校验不符") from error

    def verify(self, entry: Entry) -> None:
        """Read the entry through; raises DamagedError when it is not what the directory says."""
        for _ in self.content(entry):
            pass

    def directory(self, entries: list[Entry], at: int) -> Iterator[bytes]:
        """Return a directory of ``entries`` for offset ``at``, with this file's comment."""
        size = 0
        for entry in entries:
            record = entry.central()
            size += len(record)
            yield record
        count = len(entries)
        if count >= 0xFFFF or at + size >= BIG:
            yield _END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, at)
            yield _LOCATOR.pack(b"PK\6\7", 0, at + size, 1)
        few = min(count, 0xFFFF)
        size32, at32 = min(size, BIG), min(at, BIG)
        yield _END.pack(b"PK\5\6", 0, 0, few, few, size32, at32, self._comment_length)
        yield self._ending


def _ends(tail: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield begin, end and comment's length of what may be an end record, the last one first."""
    found = max(0, len(tail) - _END.size + 4)
    while (found := tail.rfind(b"PK\5\6", 0, found)) >= 0:
        yield found, found + _END.size, _END.unpack_from(tail, found)[7]
