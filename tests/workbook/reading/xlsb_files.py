"""A small .xlsb, record by record, for no library here writes one."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORMATS = ("General", "yyyy-mm-dd hh:mm", "0%", '0.00"万元"', "yyyy-mm-dd")


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, lengths = len(content), b""
    while True:
        lengths += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + lengths + content


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cell(kind: int, column: int, content: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + content)


def real(column: int, number: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", number), style)


def hundredths(column: int, number: int, style: int = 0) -> bytes:
    """A number in four bytes, as Excel writes most: an integer of hundredths."""
    return cell(2, column, struct.pack("<i", number << 2 | 3), style)


def written(column: int, value: str) -> bytes:
    return cell(6, column, text(value))


def write_xlsb(
    path: Path,
    rows: Sequence[bytes],
    *,
    merge: tuple[int, int, int, int] | None = None,
    date1904: bool = False,
) -> Path:
    """Write one sheet 台账; each row is the records of its cells, ``FORMATS`` are their styles."""
    sheet = record(129) + record(145)
    for number, cells in enumerate(rows):
        sheet += record(0, struct.pack("<I", number) + bytes(21)) + cells
    sheet += record(146)
    if merge:
        sheet += record(177) + record(176, struct.pack("<4I", *merge)) + record(178)
    sheet += record(130)
    book = record(131) + record(153, struct.pack("<III", int(date1904), 0, 0)) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + text("r1") + text("台账"))
    book += record(144) + record(132)
    styles = record(278) + b"".join(
        record(44, struct.pack("<H", 164 + n) + text(code)) for n, code in enumerate(FORMATS)
    )
    styles += record(617) + b"".join(
        record(47, struct.pack("<HH", 0, 164 + n if n else 0) + bytes(12))
        for n in range(len(FORMATS))
    )
    styles += record(618) + record(279)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        for owner, parts in (
            ("_rels/.rels", {"officeDocument": "xl/workbook.bin"}),
            (
                "xl/_rels/workbook.bin.rels",
                {
                    "worksheet": "worksheets/sheet1.bin",
                    "styles": "styles.bin",
                    "sharedStrings": "sharedStrings.bin",
                },
            ),
        ):
            relations = "".join(
                f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{part}"/>'
                for n, (kind, part) in enumerate(parts.items(), 1)
            )
            archive.writestr(
                owner,
                f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
            )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/styles.bin", styles)
        shared = record(159, struct.pack("<II", 1, 1)) + record(19, b"\0" + text("共享文字"))
        archive.writestr("xl/sharedStrings.bin", shared + record(160))
    return path
