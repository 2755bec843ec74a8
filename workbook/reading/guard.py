"""Refuses files that are no spreadsheet or would do harm, before any reader opens them."""

import enum
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbook.files.regular_file import refuse_other_than_file
from workbook.reading.compound import CompoundFile
from workbook.reading.faults import may_hold_faults
from workbook.reading.grid import check_binary_grid, check_grid, check_ods_grid, check_xls_grid
from workbook.reading.prolog import check_prolog
from workbook.values.refusals import EncryptedError, NotASpreadsheetError, UnsafeFileError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.entry import Entry

MAX_FILE = 512 << 20
MAX_TOTAL = 1 << 30
"""Most bytes that the XML of a file may unzip to; a full sheet of a million cases stays below."""
KEPT = 64 << 20
"""Largest sheet, in bytes of XML, that is kept for a second look."""

_ZIP = (b"PK\3\4", b"PK\5\6")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS_1904 = re.compile(rb"<table:null-date[^>]*date-value=[\"']1904-01-01")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|table|\?xml|script)", re.IGNORECASE
)
_OTHERS = (
    (b"%PDF", " PDF 文件"),
    (b"{\\rtf", " RTF 文件"),
    (b"Rar!", " RAR 压缩包"),
    (b"7z\xbc\xaf", " 7z 压缩包"),
)


class Kind(enum.Enum):
    """What a file is, judged by its content; .xlsm counts as .xlsx."""

    XLSX = ".xlsx"
    XLSB = ".xlsb"
    XLS = ".xls"
    ODS = ".ods"
    CSV = ".csv"


@dataclass(frozen=True)
class Checked:
    """A file that may be read: its kind and its bytes.

    ``doubtful``: parts (lower case) of sheets with formulas or error values, which may look blank.
    ``date1904``: an .xls or .ods whose serial numbers count from 1904; an .xlsx says so elsewhere.
    ``first``: name and XML of an .xlsx's first sheet, unless it is large, to spare unzipping it.
    """

    kind: Kind
    raw: bytes
    doubtful: frozenset[str] = frozenset()
    date1904: bool = False
    first: tuple[str, bytes] | None = None


def check_package(path: Path | str) -> Checked:
    """Read a file and judge it by its content, whatever its suffix says.

    Raises NotASpreadsheetError (missing, a folder, empty, another kind of file), EncryptedError,
    DamagedError (truncated, broken, sizes that lie) and UnsafeFileError (unzips to too much, XML
    with a DOCTYPE, a cell so far out that a reader would need gigabytes for the empty ones).
    """
    path = Path(path)
    raw = _bytes(path)
    if raw.startswith(_ZIP):
        return _check_zip(raw, path.name)
    if raw.startswith(_COMPOUND):
        return Checked(Kind.XLS, raw, date1904=_check_compound(raw, path.name))
    for mark, kind in _OTHERS:
        if raw.startswith(mark):
            raise NotASpreadsheetError(f"{path.name}：实际是{kind}，不是电子表格文件")
    if _MARKUP.match(raw[:512]):
        raise NotASpreadsheetError(
            f"{path.name}：实际是网页或 XML 文本，不是电子表格；请用 Excel 打开后另存为 .xlsx"
        )
    if path.suffix.lower() != ".csv":
        raise NotASpreadsheetError(
            f"{path.name}：不是电子表格文件（支持 .xlsx .xlsm .xls .xlsb .ods .csv）"
        )
    return Checked(Kind.CSV, raw)


def _bytes(path: Path) -> bytes:
    refuse_other_than_file(path)
    try:
        if path.stat().st_size > MAX_FILE:
            raise UnsafeFileError(f"{path.name}：超过 {MAX_FILE >> 20} MB，未读取")
        raw = path.read_bytes()
    except OSError:
        raise NotASpreadsheetError(f"{path.name}：文件不存在或无法读取，请检查路径和权限") from None
    if not raw:
        raise NotASpreadsheetError(f"{path.name}：是空文件")
    return raw


def _check_zip(raw: bytes, label: str) -> Checked:
    archive = Archive(io.BytesIO(raw), label)
    entries = {entry.name.lower(): entry for entry in archive.entries}
    kind = _zip_kind(entries, archive, label)
    parts = [e for name, e in entries.items() if name.endswith((".xml", ".rels", ".bin"))]
    total = sum(entry.size for entry in parts)
    if total > MAX_TOTAL:
        raise UnsafeFileError(f"{label}：解压后有 {total >> 20} MB，疑似压缩炸弹，未读取")
    doubtful: set[str] = set()
    date1904 = False
    first: tuple[str, bytes] | None = None
    for entry in parts:
        name = entry.name.lower()
        where = f"{label} 的 {entry.name}"
        blocks = archive.content(entry)
        if not name.endswith(".bin"):
            blocks = check_prolog(blocks, where)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            data = b"".join(blocks)
            check_grid(data, where)
            if may_hold_faults(data):
                doubtful.add(name)
            if len(data) <= KEPT:
                first = first or (name, data)
        elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
            check_binary_grid(b"".join(blocks), where)
        elif kind is Kind.ODS and name == "content.xml":
            data = b"".join(blocks)
            check_ods_grid(data, where)
            date1904 = _ODS_1904.search(data) is not None
        else:
            _drain(blocks)
    return Checked(kind, raw, frozenset(doubtful), date1904, first)


def _drain(blocks: Iterator[bytes]) -> None:
    """Read to the end, so that a size or check sum that lies is found."""
    for _ in blocks:
        pass


def _zip_kind(entries: dict[str, Entry], archive: Archive, label: str) -> Kind:
    if "xl/workbook.bin" in entries:
        return Kind.XLSB
    if "xl/workbook.xml" in entries:
        return Kind.XLSX
    if "content.xml" in entries:
        manifest = entries.get("meta-inf/manifest.xml")
        if manifest and b"encryption-data" in b"".join(archive.content(manifest)):
            raise EncryptedError(f"{label}：文件有打开密码，请先去掉密码再用")
        mimetype = entries.get("mimetype")
        text = b"".join(archive.content(mimetype)) if mimetype and mimetype.size < 200 else b""
        if b"spreadsheet" in text or not text:
            return Kind.ODS
    what = "Word 文档" if "word/document.xml" in entries else "压缩包"
    raise NotASpreadsheetError(f"{label}：实际是{what}，不是电子表格文件")


def _check_compound(raw: bytes, label: str) -> bool:
    """Refuse what is encrypted and other documents of the old format; tell whether 1904 counts."""
    compound = CompoundFile(raw, label)
    if "EncryptedPackage" in compound.streams or "EncryptionInfo" in compound.streams:
        raise EncryptedError(f"{label}：文件有打开密码，请先去掉密码再用")
    for name in ("Workbook", "Book"):
        if name in compound.streams:
            return check_xls_grid(compound.read(name), label)
    what = "Word 文档" if "WordDocument" in compound.streams else "其他文件"
    raise NotASpreadsheetError(f"{label}：实际是{what}，不是电子表格文件")
