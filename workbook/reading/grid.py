"""How far out a sheet's cells lie: readers hold every cell between the first and the last."""

import io
import re
import struct

from lxml import etree

from workbook.values.cells import address, column_number
from workbook.values.refusals import DamagedError, EncryptedError, UnsafeFileError

ROOMY = 30_000_000
"""Cells between the first and the last that are read in any case."""
MOST = 120_000_000
SPARSE = 8
"""More cells than ROOMY are read when at least one in this many is filled."""

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

# no match: every cell's address is plainly written, within 99,999 rows and 78 columns
_FAR = re.compile(rb'<c (?!r="[ABab]?[A-Za-z][0-9]{1,5}")')
_TAG = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?(?P<kind>c|row)"
    rb"(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*|/)?>(?P<next>(?:<v></v>|<v/>)?</|)"
)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*(?P<letters>[A-Za-z]*)(?P<digits>[0-9]*)")


class Extent:
    """The smallest rectangle around the filled cells seen so far; rows and columns from 1."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.top = self.left = 1 << 40
        self.bottom = self.right = 0
        self.count = 0
        self.far = ""

    def add(self, row: int, column: int, times: int = 1) -> None:
        """Take in a filled cell."""
        if row > self.bottom or column > self.right:
            self.far = address(row, column) if column <= LAST_COLUMN else ""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)
        self.count += times

    def check(self) -> None:
        """Raise UnsafeFileError when a reader would hold far more cells than are filled."""
        if not self.count:
            return
        area = (self.bottom - self.top + 1) * (self.right - self.left + 1)
        if area > MOST or (area > ROOMY and area > SPARSE * self.count):
            raise UnsafeFileError(
                f"{self.where}：内容铺得过开（一直到 {self.far}），"
                "读取会占满内存；请删除多余的单元格内容"
            )


def check_grid(data: bytes, where: str) -> None:
    """Check the XML of a worksheet; looks at single cells only where cheap signs ask for it."""
    if not _looks_far(data):
        return
    if data[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"}:
        raise DamagedError(f"{where} 用了不常见的编码，请用 Excel 打开并另存后再试")
    extent = Extent(where)
    row = column = 0
    for tag in _TAG.finditer(data):
        reference = _REFERENCE.search(tag["attributes"] or b"")
        if tag["kind"] == b"row":
            row = int(reference["digits"] or 0) if reference else row + 1
            column = 0
        else:
            row, column = _place(reference, row, column)
        if row > LAST_ROW or column > LAST_COLUMN:
            raise DamagedError(f"{where} 有超出表格范围的单元格，文件已损坏")
        if tag["kind"] == b"c" and not tag["next"] and not _closed(tag):
            extent.add(max(row, 1), column)
    extent.check()


def _looks_far(data: bytes) -> bool:
    """Tell whether a cell may lie far out, or a tag is written so that `_FAR` would not see it."""
    if b"\0" in data[:64] or _FAR.search(data) or b":c " in data:
        return True
    for blank in (b"\n", b"\t", b"\r"):
        head = data[: data.rfind(blank) + 4]
        if b"<c" + blank in head or b":c" + blank in head:
            return True
    return False


def _closed(tag: re.Match[bytes]) -> bool:
    return (tag["attributes"] or b"").endswith(b"/")


def _place(reference: re.Match[bytes] | None, row: int, column: int) -> tuple[int, int]:
    if reference is None or not reference["letters"]:
        return row, column + 1
    name = reference["letters"].decode()
    right = column_number(name) if len(name) <= 3 else LAST_COLUMN + 1
    return int(reference["digits"][:9] or row), right


def check_ods_grid(content: bytes, where: str) -> None:
    """Check an OpenDocument content.xml, whose repeated cells a reader writes out."""
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    tags = (f"{table}table", f"{table}table-row", f"{table}table-cell")
    extent = Extent(where)
    row = column = 0
    repeat = 1
    try:
        for event, element in etree.iterparse(
            io.BytesIO(content), ("start", "end"), tag=tags, huge_tree=True, resolve_entities=False
        ):
            if element.tag == tags[0]:
                extent.check()
                extent, row = Extent(where), 0
            elif element.tag == tags[1]:
                if event == "start":
                    repeat = _count(element.get(f"{table}number-rows-repeated"))
                    column = 0
                else:
                    row += repeat
                    element.clear()
            elif event == "end":
                wide = _count(element.get(f"{table}number-columns-repeated"))
                if len(element) or element.get(f"{office}value-type"):
                    extent.add(row + 1, column + 1, wide * repeat)
                    extent.add(row + repeat, column + wide, 0)
                column += wide
    except (etree.XMLSyntaxError, ValueError):
        raise DamagedError(f"{where} 不是可读的 XML，文件已损坏") from None
    extent.check()


def _count(text: str | None) -> int:
    number = int(text or 1)
    if not 0 <= number <= 1 << 31:
        raise ValueError(f"cannot repeat {number} times")
    return number


def check_binary_grid(data: bytes, where: str) -> None:
    """Check a worksheet of an .xlsb: records of a number, a length and so many bytes."""
    extent = Extent(where)
    at = row = 0
    end = len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        if at + size > end:
            raise DamagedError(f"{where} 不完整，文件已损坏")
        if kind == 0 and size >= 4:
            row = int.from_bytes(data[at : at + 4], "little") + 1
        elif 2 <= kind <= 11 and size >= 4:
            extent.add(row, int.from_bytes(data[at : at + 4], "little") + 1)
        if row > LAST_ROW or extent.right > LAST_COLUMN:
            raise DamagedError(f"{where} 有超出表格范围的单元格，文件已损坏")
        at += size
    extent.check()


_XLS_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
_XLS_RUNS = frozenset({0x00BD})
_XLS_LOCK, _XLS_SHEET, _XLS_1904 = 0x002F, 0x0809, 0x0022


def check_xls_grid(stream: bytes, where: str) -> bool:
    """Check the workbook stream of an .xls; tell whether its serial numbers count from 1904.

    Raises EncryptedError for one with a password.
    """
    extent = Extent(where)
    date1904 = False
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + size > len(stream):
            raise DamagedError(f"{where}：文件不完整，请从原处重新取得")
        if kind == _XLS_LOCK:
            raise EncryptedError(f"{where}：文件有打开密码，请先去掉密码再用")
        if kind == _XLS_SHEET:
            extent.check()
            extent = Extent(where)
        elif kind == _XLS_1904 and size >= 2:
            date1904 = stream[at] == 1
        elif kind in _XLS_CELLS and size >= 4:
            row, column = struct.unpack_from("<HH", stream, at)
            extent.add(row + 1, column + 1)
        elif kind in _XLS_RUNS and size >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            (last,) = struct.unpack_from("<H", stream, at + size - 2)
            extent.add(row + 1, column + 1)
            extent.add(row + 1, max(column, last) + 1, max(0, last - column))
        at += size
    extent.check()
    return date1904
