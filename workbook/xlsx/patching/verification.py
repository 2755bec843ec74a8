"""The last look at a finished file before it replaces anything."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import BinaryIO
from xml.parsers import expat

from workbook.values.refusals import CellError, DamagedError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.deflate import crc32
from workbook.xlsx.container.entry import Entry, printable
from workbook.xlsx.patching.edits import ColumnsEdit, RowsEdit
from workbook.xlsx.patching.formulas import Formulas
from workbook.xlsx.patching.rewriting import Rewriting
from workbook.xlsx.patching.second_reader import SecondReader
from workbook.xlsx.patching.sheet import read_head
from workbook.xlsx.patching.well_formed import DoubledError, WellFormed
from workbook.xlsx.patching.written_cells import Written

_SAMPLES_AT_FIRST, _SELDOM = 64, 4


def verify(
    file: BinaryIO,
    rewriting: Rewriting,
    written: list[tuple[Entry, int]],
    edits: Sequence[ColumnsEdit | RowsEdit],
) -> None:
    """Read ``file`` back; raises DamagedError unless it is what ``rewriting`` meant to write.

    Every part's bytes are those that were written, which for an untouched part are those of the
    source. Every edited sheet inflates to its check sum, is well formed, and has the values asked
    for in the rows that a second reader looks at.
    """
    label = rewriting.package.label
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
        if isinstance(edit, RowsEdit):
            _verify_rows(again, entry, edit, date1904=rewriting.package.date1904)
        else:
            _verify_columns(again, entry, edit, date1904=rewriting.package.date1904)


def _verify_columns(archive: Archive, entry: Entry, edit: ColumnsEdit, *, date1904: bool) -> None:
    """Look at the first rows written, and at some of the others."""
    reader, checker, blocks = _opened(
        archive, entry, edit.name, edit.region, edit.region.wanted, date1904=date1904
    )
    samples = _SAMPLES_AT_FIRST
    with _sound(edit.name):
        for turn, (block, head) in enumerate(blocks):
            rows = checker.feed(block)[head:]
            if rows and (samples > 1 or turn % _SELDOM == 0):
                _refuse(edit.name, reader.disagreement(rows, samples))
                samples = 1
        checker.finish()


def _verify_rows(archive: Archive, entry: Entry, edit: RowsEdit, *, date1904: bool) -> None:
    """Look at every row that was written to."""
    cells = edit.filled.cells
    reader, checker, blocks = _opened(
        archive, entry, edit.name, edit, cells.__getitem__, date1904=date1904
    )
    left = set(cells)
    with _sound(edit.name):
        for block, head in blocks:
            _refuse(edit.name, reader.disagreement_in(checker.feed(block)[head:], left))
        checker.finish()
    _refuse(
        edit.name,
        next(
            (
                f"第 {row} 行"
                for row in sorted(left)
                if any(value is not None for value in cells[row].values())
            ),
            "",
        ),
    )


def _opened(
    archive: Archive,
    entry: Entry,
    name: str,
    written: Written,
    wanted: Callable[[int], Mapping[int, object]],
    *,
    date1904: bool,
) -> tuple[SecondReader, WellFormed, Iterator[tuple[bytes, int]]]:
    """Return what reads the sheet, what checks it, its blocks, each with where its rows begin."""
    stream = archive.content(entry)
    data, root, start = read_head(stream, name)
    opening = data[root.start : root.inner]
    reader = SecondReader(opening, start.prefix, wanted, date1904=date1904)
    checker = WellFormed(
        start.prefix, written.written_columns(), Formulas(start.prefix, written).scan
    )
    heads = chain([start.inner], repeat(0))
    return reader, checker, zip(chain([data], stream), heads, strict=False)


def _refuse(name: str, wrong: str) -> None:
    if wrong:
        raise DamagedError(f"{name}!{wrong}：写出的内容与预期不符，原文件未动")


@contextmanager
def _sound(name: str) -> Iterator[None]:
    """Refuse what is not well formed."""
    try:
        yield
    except CellError as error:
        raise CellError(f"{name}!{error}") from error
    except DoubledError as error:
        raise DamagedError(f"{name}：有单元格没有按列排列，原文件未动") from error
    except expat.ExpatError as error:
        raise DamagedError(
            f"{name}：内容不是规范的 XML（{error}），原文件未动；请用 Excel 打开并另存后重试"
        ) from error
