"""One worksheet's XML, edited while it streams from the old package to the new one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from workbook.values.addresses import Area
from workbook.values.refusals import CellError, DamagedError, SheetError, UnsafeFileError
from workbook.xlsx.patching.after_rows import below_rows, beside_columns
from workbook.xlsx.patching.band_writer import BandWriter
from workbook.xlsx.patching.base_styles import BaseStyles, StyleMarks
from workbook.xlsx.patching.before_rows import column_styles, with_cells, with_columns
from workbook.xlsx.patching.edits import ColumnsEdit, RowsEdit
from workbook.xlsx.patching.encoder import Encoder
from workbook.xlsx.patching.formulas import Formulas
from workbook.xlsx.patching.row_filler import RowFiller
from workbook.xlsx.patching.row_stream import RowStream
from workbook.xlsx.patching.styles import Styles
from workbook.xlsx.patching.written_cells import Region
from workbook.xlsx.xml_spans import Node, Reader, XmlError

_MAX_HEAD = 64 << 20
_STEP = 1 << 13


def read_head(blocks: Iterable[bytes], place: str) -> tuple[bytes, Node, Node]:
    """Return the stream up to the block with ``<sheetData>``, the root node and that node.

    Raises SheetError for a part that is no worksheet, DamagedError, UnsafeFileError.
    """
    reader = Reader(depth=4, stop="sheetData")
    data = b""
    try:
        for block in blocks:
            data += block
            for at in range(0, len(block), _STEP):
                reader.feed(block[at : at + _STEP], final=False)
                if reader.stopped is not None:
                    break
            if reader.root is not None and reader.root.local != "worksheet":
                raise SheetError(f"{place}：不是普通工作表，无法写入")
            if reader.stopped is not None and reader.root is not None:
                return data, reader.root, reader.stopped
            if len(data) > _MAX_HEAD:
                break
    except XmlError as error:
        if str(error) == "document type":
            raise UnsafeFileError(f"{place}：含有文档类型声明，未处理") from error
        raise DamagedError(f"{place}：内容不是规范的 XML，未写入") from error
    raise DamagedError(f"{place}：找不到单元格数据，未写入")


@dataclass(frozen=True, slots=True)
class Sending:
    """Where an edited sheet goes, and what its book knows: see ``rewrite``."""

    styles: Styles
    date1904: bool
    write: Callable[[bytes], object]


def rewrite(
    blocks: Iterable[bytes], edit: ColumnsEdit, sending: Sending
) -> tuple[Region, list[Area]]:
    """Send the sheet with its new columns on, piece by piece, in UTF-8.

    Returns what is new of the region, the columns whose first cell held nothing before, and the
    sheet's merged areas. Raises DamagedError, SheetError, UnsafeFileError, and CellError whose
    message starts with the cell's address.
    """
    stream = iter(blocks)
    data, root, start = read_head(stream, edit.name)
    prefix, region, styles = start.prefix, edit.region, sending.styles
    encoder = Encoder(prefix, date1904=sending.date1904)
    defaults, marks = column_styles(root), StyleMarks(styles.fit)
    writers = [
        BandWriter(
            band,
            region.first_row,
            encoder,
            BaseStyles(prefix, [c.index for c in band.columns], edit.likes, defaults),
            marks,
        )
        for band in region.bands()
    ]
    rows = RowStream(prefix, writers, Formulas(prefix, region), edit.name, sending.write)
    root.children = [node for node in root.children if node is not start]
    sending.write(
        with_columns(data[: start.start], root, region, data[start.inner :], edit.overview)
    )
    opening = data[root.start : root.inner]
    with _named(edit.name):
        tail = _through(stream, data, start, rows, sending.write)
        fresh = region.without(set().union(*(writer.occupied for writer in writers)))
        new, merged = beside_columns(tail, opening, region, fresh, edit.highlights, styles)
        sending.write(new)
    return fresh, merged


def rewrite_rows(
    blocks: Iterable[bytes],
    edit: RowsEdit,
    sending: Sending,
    empty_texts: Callable[[], frozenset[int]],
) -> None:
    """Send the sheet on with its blanks filled and its new rows; refuses as ``rewrite`` does.

    ``empty_texts`` tells which of the book's shared texts are empty.
    """
    stream = iter(blocks)
    data, root, start = read_head(stream, edit.name)
    prefix = start.prefix
    formulas = Formulas(prefix, edit)
    encoder = Encoder(prefix, date1904=sending.date1904)
    marks = StyleMarks(sending.styles.fit)
    filler = RowFiller(edit, encoder, column_styles(root), marks, formulas, empty_texts)
    rows = RowStream(prefix, [filler], formulas, edit.name, sending.write)
    sending.write(with_cells(data[: start.start], root, edit.area()))
    opening = data[root.start : root.inner]
    with _named(edit.name):
        tail = _through(stream, data, start, rows, sending.write)
        sending.write(below_rows(tail, opening, edit))


def _through(
    stream: Iterable[bytes],
    data: bytes,
    start: Node,
    rows: RowStream,
    write: Callable[[bytes], object],
) -> bytes:
    """Send the rows on, edited; returns what follows them."""
    opening = data[start.start : start.inner]
    text = data[start.inner :]
    if opening.endswith(b"/>"):
        opening = opening[:-2] + b">"
        text = f"</{start.name}>".encode() + text
    write(opening)
    for block in chain([text], stream):
        rows.feed(block)
    end, close, tail = rows.finish().partition(b">")
    write(end + close)
    return tail


@contextmanager
def _named(sheet: str) -> Iterator[None]:
    """Let refusals name the sheet."""
    try:
        yield
    except CellError as error:
        raise CellError(f"{sheet}!{error}") from error
    except XmlError as error:
        raise DamagedError(f"{sheet}：内容不是规范的 XML，未写入") from error
