"""One worksheet's XML, edited while it streams from the old package to the new one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from workbook.values.addresses import Area
from workbook.values.refusals import CellError, DamagedError, SheetError, UnsafeFileError
from workbook.xlsx.patching.bandwriter import BandWriter
from workbook.xlsx.patching.formulas import Formulas
from workbook.xlsx.patching.looks import Looks, StyleMarks
from workbook.xlsx.patching.region import Region
from workbook.xlsx.patching.rows import Rows
from workbook.xlsx.patching.sheetparts import column_styles, edit_head, edit_tail
from workbook.xlsx.patching.styles import Styles
from workbook.xlsx.patching.values import Encoder
from workbook.xlsx.patching.xmltree import Node, Reader, XmlError

_MAX_HEAD = 64 << 20
_STEP = 1 << 13


@dataclass(frozen=True, slots=True)
class SheetEdit:
    """What is to be written to one sheet; ``likes`` maps a column to the one it looks like."""

    name: str
    region: Region
    likes: Mapping[int, int] = field(default_factory=dict)
    highlights: Mapping[int, Mapping[str, str]] | None = None


def read_head(blocks: Iterable[bytes], place: str) -> tuple[bytes, Node, Node]:
    """Return the stream up to the block with ``<sheetData>``, the root node and that node."""
    reader = Reader(depth=4, stop="sheetData")
    data = b""
    try:
        for block in blocks:
            data += block
            for at in range(0, len(block), _STEP):
                reader.feed(block[at : at + _STEP], final=False)
                if reader.stopped is not None:
                    break
            if reader.stopped is not None and reader.root is not None:
                return data, reader.root, reader.stopped
            if reader.root is not None and reader.root.local != "worksheet":
                raise SheetError(f"{place}：不是普通工作表，无法写入")
            if len(data) > _MAX_HEAD:
                break
    except XmlError as error:
        if str(error) == "document type":
            raise UnsafeFileError(f"{place}：含有文档类型声明，未处理") from error
        raise DamagedError(f"{place}：内容不是规范的 XML，未写入") from error
    raise DamagedError(f"{place}：找不到单元格数据，未写入")


def rewrite(
    blocks: Iterable[bytes],
    edit: SheetEdit,
    styles: Styles,
    *,
    date1904: bool,
    write: Callable[[bytes], object],
) -> tuple[Region, list[Area]]:
    """Send the edited sheet to ``write``, piece by piece, in UTF-8.

    Returns what is new of the region, the columns whose first cell held nothing before, and the
    sheet's merged areas.

    Raises DamagedError, SheetError, UnsafeFileError, and CellError whose message starts with
    the cell's address.
    """
    stream = iter(blocks)
    data, root, start = read_head(stream, edit.name)
    if root.local != "worksheet":
        raise SheetError(f"{edit.name}：不是普通工作表，无法写入")
    prefix, region = start.prefix, edit.region
    encoder = Encoder(prefix, date1904=date1904)
    defaults, marks = column_styles(root), StyleMarks(styles.fit)
    writers = [
        BandWriter(
            band,
            region.first_row,
            encoder,
            Looks(prefix, [c.index for c in band.columns], edit.likes, defaults),
            marks,
        )
        for band in region.bands()
    ]
    rows = Rows(prefix, writers, Formulas(prefix, region), edit.name, write)
    root.children = [node for node in root.children if node is not start]
    write(edit_head(data[: start.start], root, region, data[start.inner :]))
    opening = data[start.start : start.inner]
    if opening.endswith(b"/>"):
        opening = opening[:-2] + b">"
        rows_text = f"</{start.name}>".encode() + data[start.inner :]
    else:
        rows_text = data[start.inner :]
    write(opening)
    try:
        rows.feed(rows_text)
        for block in stream:
            rows.feed(block)
        rest = rows.finish()
    except CellError as error:
        raise CellError(f"{edit.name}!{error}") from error
    end, close, tail = rest.partition(b">")
    write(end + close)
    fresh = region.without(set().union(*(writer.occupied for writer in writers)))
    try:
        new, merged = edit_tail(
            tail, data[root.start : root.inner], region, fresh, edit.highlights, styles
        )
        write(new)
    except XmlError as error:
        raise DamagedError(f"{edit.name}：内容不是规范的 XML，未写入") from error
    return fresh, merged
