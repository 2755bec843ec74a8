"""The old container of .xls and of encrypted .xlsx (OLE compound file): its streams."""

import struct

from workbook.values.refusals import DamagedError

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_STREAM, _ROOT = 2, 5
_USUAL = {"workbook": "Workbook", "book": "Book"}
"""Streams that some writers call WORKBOOK or BOOK."""


class CompoundFile:
    """The named streams of a compound file, whichever storage they lie in.

    Raises DamagedError for a file that is cut short or whose chains make no sense.
    """

    def __init__(self, raw: bytes, label: str) -> None:
        self._raw = raw
        self._label = label
        if len(raw) < 512:
            raise self._damaged()
        (shift, mini_shift) = struct.unpack_from("<HH", raw, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise self._damaged()
        self._size = 1 << shift
        (fat_count, directory, _, self._cutoff, mini_fat, _, difat, difat_count) = (
            struct.unpack_from("<II4I2I", raw, 44)
        )
        self._fat = self._read_fat(fat_count, difat, difat_count)
        self._mini_fat = self._numbers(self._chain(mini_fat, self._fat))
        self._mini: list[int] = []
        self.streams: dict[str, tuple[int, int]] = {}
        self._read_directory(directory)

    def _damaged(self) -> DamagedError:
        return DamagedError(f"{self._label}：文件已损坏或不完整，请从原处重新取得")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._raw):
            raise self._damaged()
        return self._raw[start : start + self._size].ljust(self._size, b"\0")

    def _read_fat(self, count: int, difat: int, difat_count: int) -> list[int]:
        places = list(struct.unpack_from("<109I", self._raw, 76))
        for _ in range(min(difat_count, len(self._raw) // self._size + 1)):
            if difat >= _END:
                break
            numbers = self._unpacked(self._sector(difat))
            places += numbers[:-1]
            difat = numbers[-1]
        used = [place for place in places if place < _END][:count]
        return [number for place in used for number in self._unpacked(self._sector(place))]

    @staticmethod
    def _unpacked(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _numbers(self, chain: list[int]) -> list[int]:
        return [number for sector in chain for number in self._unpacked(self._sector(sector))]

    def _chain(self, start: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while start < _END:
            if start >= len(table) or len(chain) > len(table):
                raise self._damaged()
            chain.append(start)
            start = table[start]
        return chain

    def _read_directory(self, start: int) -> None:
        data = b"".join(self._sector(sector) for sector in self._chain(start, self._fat))
        for at in range(0, len(data) - 127, 128):
            (length,) = struct.unpack_from("<H", data, at + 64)
            kind = data[at + 66]
            first, size = struct.unpack_from("<IQ", data, at + 116)
            if self._size == 512:
                size &= 0xFFFFFFFF
            if kind == _ROOT:
                self._mini = self._chain(first, self._fat)
            elif kind == _STREAM and 2 <= length <= 64:
                name = data[at : at + length - 2].decode("utf-16-le", "replace")
                self.streams.setdefault(_USUAL.get(name.lower(), name), (first, size))

    def read(self, name: str) -> bytes:
        """Give the content of a stream."""
        start, size = self.streams[name]
        if size > len(self._raw):
            raise self._damaged()
        if size >= self._cutoff:
            data = b"".join(self._sector(sector) for sector in self._chain(start, self._fat))
        else:
            mini = b"".join(self._sector(sector) for sector in self._mini)
            pieces = [mini[n * 64 : n * 64 + 64] for n in self._chain(start, self._mini_fat)]
            data = b"".join(pieces)
        if len(data) < size:
            raise self._damaged()
        return data[:size]
