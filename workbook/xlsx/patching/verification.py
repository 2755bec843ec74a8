"""The last look at a finished file before it replaces anything."""

from collections.abc import Sequence
from itertools import chain
from typing import BinaryIO
from xml.parsers import expat

from workbook.values.refusals import CellError, DamagedError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.deflate import crc32
from workbook.xlsx.container.entry import Entry, printable
from workbook.xlsx.patching.formulas import Formulas
from workbook.xlsx.patching.rewriting import Rewriting
from workbook.xlsx.patching.secondreader import SecondReader
from workbook.xlsx.patching.sheet import SheetEdit, read_head
from workbook.xlsx.patching.wellformed import DoubledError, WellFormed

_SAMPLES_AT_FIRST, _SELDOM = 64, 4


def verify(
    file: BinaryIO,
    rewriting: Rewriting,
    written: list[tuple[Entry, int]],
    edits: Sequence[SheetEdit],
) -> None:
    """Read ``file`` back; raises DamagedError unless it is what ``rewriting`` meant to write.

    Every part's bytes are those that were written, which for an untouched part are those of the
    source. Every edited sheet inflates to its check sum, is well formed, and has the values asked
    for in the rows that a second reader looks at.
    """
    label = rewriting.archive.label
    again = Archive(file, label)
    if again.entries != [entry for entry, _ in written]:
        raise DamagedError(f"{label}：写出的文件目录与预期不符，原文件未动")
    for entry, expected in written:
        crc = 0
        for block in again.raw(entry):
            crc = crc32(block, crc)
        if crc != expected:
            raise DamagedError(f"{label}：写出的 {printable(entry.name)} 与预期不符，原文件未动")
    for edit in edits:
        part = rewriting.book.sheet(edit.name).part
        entry = next(entry for entry in again.entries if entry.name == part)
        _verify_sheet(again, entry, edit, date1904=rewriting.book.date1904)


def _verify_sheet(archive: Archive, entry: Entry, edit: SheetEdit, *, date1904: bool) -> None:
    stream = archive.content(entry)
    data, root, start = read_head(stream, edit.name)
    opening = data[root.start : root.inner]
    reader = SecondReader(opening, start.prefix, edit.region, date1904=date1904)
    formulas = Formulas(start.prefix, edit.region)
    columns = (column.index for column in edit.region.columns)
    checker = WellFormed(start.prefix, columns, formulas.scan)
    head, samples = start.inner, _SAMPLES_AT_FIRST
    try:
        for turn, block in enumerate(chain([data], stream)):
            rows = checker.feed(block)[head:]
            if rows and (head or turn % _SELDOM == 0):
                wrong = reader.disagreement(rows, samples)
                if wrong:
                    message = f"{edit.name}!{wrong}：写出的内容与预期不符，原文件未动"
                    raise DamagedError(message)
                head, samples = 0, 1
        checker.finish()
    except CellError as error:
        raise CellError(f"{edit.name}!{error}") from error
    except DoubledError as error:
        raise DamagedError(f"{edit.name}：有单元格没有按列排列，原文件未动") from error
    except expat.ExpatError as error:
        raise DamagedError(
            f"{edit.name}：内容不是规范的 XML（{error}），原文件未动；请用 Excel 打开并另存后重试"
        ) from error
