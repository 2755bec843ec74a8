"""The last look at a finished file before it replaces anything."""

from collections.abc import Sequence
from typing import BinaryIO

from workbook.errors import DamagedError
from workbook.ooxml.archive import Archive
from workbook.ooxml.deflate import crc32
from workbook.ooxml.entry import Entry
from workbook.ooxml.rewriting import Rewriting
from workbook.ooxml.sheet import SheetEdit


def verify(
    file: BinaryIO,
    rewriting: Rewriting,
    written: list[tuple[Entry, int]],
    edits: Sequence[SheetEdit],
) -> None:
    """Read the file back from the disk; raises DamagedError when anything is not as intended."""
    label = rewriting.archive.label
    again = Archive(file, label)
    if again.entries != [entry for entry, _ in written]:
        raise DamagedError(f"{label}：写出的文件目录与预期不符，未替换原文件")
    for entry, expected in written:
        crc = 0
        for block in again.raw(entry):
            crc = crc32(block, crc)
        if crc != expected:
            raise DamagedError(f"{label}：写出的 {entry.name} 与预期不符，未替换原文件")
