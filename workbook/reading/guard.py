"""Refuses files that are no spreadsheet or would do harm, before any reader opens them."""

import itertools
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from workbook.files.regular_file import refuse_other_than_file
from workbook.reading.compound import CompoundFile
from workbook.reading.encryption import decrypted, password_set
from workbook.reading.kinds import Kind
from workbook.reading.layout import refuse_many
from workbook.reading.prolog import check_prolog
from workbook.values.refusals import (
    AmbiguousError,
    DamagedError,
    NotASpreadsheetError,
    UnsafeFileError,
)
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.entry import Entry
from workbook.xlsx.package import CONTENT_TYPES, Package

__all__ = ["Checked", "Kind", "check_bytes", "check_package", "kind_of"]

MAX_FILE = 512 << 20
MAX_TOTAL = 1 << 30
"""Most bytes that a file may unzip to; a full sheet of a million cases stays below."""
KEPT = 64 << 20
"""Largest sheet, in bytes of XML, that is kept for a second look."""

_ZIP = (b"PK\3\4", b"PK\5\6")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RECORDS = (b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\x04\x06\0", b"\x09\x02\x06\0")
"""How an .xls without its container begins."""
_LOCK = 0x002F
_TEXTS = "sharedstrings.xml"
_TYPED_FAULT = re.compile(rb">\s*&?#")
_HIGH_ESCAPE = re.compile(rb"_x(?!00)[0-9A-Fa-f]{4}_")
_ODD_TEXT = re.compile(
    rb"<(?:!|/t>\s*<[tr][\s/>]|/r>\s*<t[\s/>]|/rPh>\s*<[tr][\s/>]|t[\s>][^<]*<(?!/t>)"
    rb"|(?:si|t|r)\s[^>]*xmlns|[\w.-]+:"
    rb"|\?xml[^>]*encoding\s*=\s*.(?!(?i:utf-8)))"
)
"""Markup that one reader leaves out, texts that stand twice, another encoding."""
_LONGEST_TEXT = 1 << 20
SHORT = 512
"""Bytes of a shared text that need not be told from fewer."""
_MARKUP = re.compile(
    r"\s*<(?:!doctype|!--|html|head|body|table|meta|\?xml|script|style)", re.IGNORECASE
)
_MAIL = re.compile(
    r"\s*(?:MIME-Version|From|Message-ID|Date|Subject|Content-Type)\s*:", re.IGNORECASE
)
_OTHERS = (
    (b"%PDF", " PDF 文件"),
    (b"{\\rtf", " RTF 文件"),
    (b"Rar!", " RAR 压缩包"),
    (b"7z\xbc\xaf", " 7z 压缩包"),
)
_SAVE_AS = "不是电子表格；请用 Excel 打开后另存为 .xlsx"
_SPREADSHEETS = frozenset(kind.value for kind in Kind) | {".xlsm"}


@dataclass(frozen=True)
class Checked:
    """A file that may be read: its kind and its bytes, decrypted where Excel asks no password.

    ``first``: name and XML of an .xlsx's first sheet, unless it is large, to spare unzipping it.
    ``typed_faults``: a shared text may be what a program shows for an error. ``odd_texts``: shared
    texts hold CDATA, comments or escapes that python-calamine does not read. ``longest_text``: no
    shared text takes more bytes.
    """

    kind: Kind
    raw: bytes
    first: tuple[str, bytes] | None = None
    typed_faults: bool = False
    odd_texts: bool = False
    longest_text: int = 0


def check_package(path: Path | str) -> Checked:
    """Read a file and judge it by its content, whatever its suffix says.

    Raises NotASpreadsheetError (missing, a folder, empty, another kind of file), EncryptedError,
    DamagedError (truncated, broken, sizes that lie) and UnsafeFileError (unzips to too much, XML
    with a DOCTYPE).
    """
    path = Path(path)
    return check_bytes(_bytes(path), path)


def kind_of(path: Path | str) -> Kind:
    """Tell what a file is by its content. Raises the refusals of `check_package`."""
    path = Path(path)
    raw = _bytes(path)
    if not raw.startswith(_ZIP):
        return check_bytes(raw, path).kind
    return _zip_kind(Package.of(raw, path.name))


def check_bytes(raw: bytes, path: Path) -> Checked:
    """Judge what a file holds, or will hold; raises as `check_package`."""
    label = path.name
    if raw.startswith(_ZIP):
        return _check_zip(raw, label)
    if raw.startswith(_COMPOUND):
        return _check_compound(raw, path)
    if raw.startswith(_RECORDS):
        if _locked(raw, label):
            raise password_set(label)
        return Checked(Kind.XLS, raw)
    _refuse_other_text(raw, path)
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


def _refuse_other_text(raw: bytes, path: Path) -> None:
    """Refuse what is no workbook and no .csv, saying what it is and what to do."""
    name = path.name
    for mark, kind in _OTHERS:
        if raw.startswith(mark):
            raise NotASpreadsheetError(f"{name}：实际是{kind}，不是电子表格文件")
    head = _head(raw)
    if _MARKUP.match(head):
        raise NotASpreadsheetError(f"{name}：实际是网页或 XML 文本，{_SAVE_AS}")
    if _MAIL.match(head):
        raise NotASpreadsheetError(f"{name}：实际是单个文件网页（MHTML），{_SAVE_AS}")
    if path.suffix.lower() == ".csv":
        return
    if path.suffix.lower() in _SPREADSHEETS and "\0" not in head and re.search(r"[\t,;]", head):
        marked = "制表符" if "\t" in head else "逗号或分号"
        raise NotASpreadsheetError(f"{name}：实际是用{marked}分隔的文本，{_SAVE_AS}")
    raise NotASpreadsheetError(f"{name}：不是电子表格文件（支持 .xlsx .xlsm .xls .xlsb .ods .csv）")


def _head(raw: bytes) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw[:2048].decode("utf-16", "replace")
    return raw[:1024].removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _check_zip(raw: bytes, label: str) -> Checked:
    package = Package.of(raw, label)
    archive = package.archive
    total = sum(entry.size for entry in archive.entries)
    if total > MAX_TOTAL:
        raise UnsafeFileError(f"{label}：解压后有 {total >> 20} MB，疑似压缩炸弹，未读取")
    kind = _zip_kind(package)
    first: tuple[str, bytes] | None = None
    signs = _Signs()
    for entry in archive.entries:
        name = entry.name.lower()
        blocks = archive.content(entry)
        if entry.size and name.endswith((".xml", ".rels")):
            blocks = check_prolog(blocks, f"{label} 的 {entry.name}")
        if kind is Kind.XLSX and first is None and _is_sheet(name) and entry.size <= KEPT:
            first = (name, b"".join(blocks))
        elif name.endswith(_TEXTS):
            signs = _signs(blocks, f"{label} 的 {entry.name}")
        else:
            _drain(blocks)
    return Checked(kind, raw, first, signs.fault, signs.odd, signs.longest)


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _drain(blocks: Iterator[bytes]) -> None:
    """Read to the end, so that a size or check sum that lies is found."""
    for _ in blocks:
        pass


class _Signs(NamedTuple):
    """Of shared texts: one may be an error as shown; they hold markup; bytes of the longest."""

    fault: bool = False
    odd: bool = False
    longest: int = 0


def _signs(blocks: Iterator[bytes], where: str) -> _Signs:
    """Look shared texts over.

    Escapes that python-calamine leaves as they are, ``_x200B_``, count as markup.

    Raises UnsafeFileError for more texts than any ledger has cells.
    """
    texts = 0
    fault = odd = False
    longest = SHORT
    held = b""
    for block in itertools.chain(blocks, (b"",)):
        window = held + block
        cut = window.rfind(b"<si") if block else len(window)
        if not 0 <= len(window) - cut <= _LONGEST_TEXT:
            cut, odd = len(window), True
        whole, held = window[:cut], window[cut:]
        fault = fault or (b"#" in whole and _TYPED_FAULT.search(whole) is not None)
        odd = odd or _odd_texts(whole)
        odd = odd or (b"_x" in whole and _HIGH_ESCAPE.search(whole) is not None)
        longest = _longest(whole, longest)
        texts += whole.count(b"<si") + whole.count(b":si") // 2
        refuse_many(texts, where)
    return _Signs(fault, odd, longest)


def _longest(texts: bytes, longest: int) -> int:
    """Give the bytes of the longest text where that is more than ``longest``."""
    at = 0
    while at + longest < len(texts):
        behind = texts.rfind(b"<si", at + 1, at + longest + 3)
        if behind < 0:
            behind = texts.find(b"<si", at + 1)
            behind = behind if behind >= 0 else len(texts)
            longest = max(longest, behind - at)
        at = behind
    return longest


def _odd_texts(data: bytes) -> bool:
    """Tell whether python-calamine may read these shared texts otherwise than they stand there."""
    begin = max(0, data.find(b"<si"))
    texts, ends = data.count(b"<si>"), data.count(b"</sst>")
    return (
        data.count(b"<si><t>") + data.count(b"<si><t ") != texts
        or data.count(b"</t></si>") != texts
        or data.count(b"<", begin) != 4 * texts + ends
        or data.find(b"xmlns", begin) >= 0
    ) and _ODD_TEXT.search(data) is not None


def _zip_kind(package: Package) -> Kind:
    label = package.label
    book = package.entry(package.book) if package.has(CONTENT_TYPES) else None
    if book and (package.has("content.xml") or package.has("mimetype")):
        raise AmbiguousError(label, "既是 Excel 工作簿又是 OpenDocument 表格")
    if book and book.name.lower().endswith(".bin"):
        return Kind.XLSB
    if book and _is_workbook(package.archive, book):
        return Kind.XLSX
    if package.has("content.xml"):
        if b"encryption-data" in package.content("META-INF/manifest.xml"):
            raise password_set(label)
        mimetype = package.entry("mimetype")
        text = package.content("mimetype") if mimetype and mimetype.size < 200 else b""
        if b"spreadsheet" in text or not text:
            return Kind.ODS
    what = "Word 文档" if package.has("word/document.xml") else "压缩包"
    raise NotASpreadsheetError(f"{label}：实际是{what}，不是电子表格文件")


def _is_workbook(archive: Archive, entry: Entry) -> bool:
    """Tell a workbook's main part from that of a document or of slides."""
    if entry.name.lower().startswith("xl/"):
        return True
    head = next(archive.content(entry), b"")[:4096]
    return re.search(rb"<(?:[\w.-]+:)?workbook[\s>]", head) is not None


def _check_compound(raw: bytes, path: Path) -> Checked:
    """Refuse what is encrypted and other documents of the old format."""
    compound = CompoundFile(raw, path.name)
    if "EncryptedPackage" in compound.streams or "EncryptionInfo" in compound.streams:
        return check_bytes(decrypted(raw, compound, path.name), path)
    for name in ("Workbook", "Book"):
        if name in compound.streams:
            if not _locked(compound.read(name), path.name):
                return Checked(Kind.XLS, raw)
            plain = decrypted(raw, compound, path.name)
            stream = CompoundFile(plain, path.name).read(name)
            if _locked(stream, path.name):
                raise password_set(path.name)
            return Checked(Kind.XLS, plain)
    what = "Word 文档" if "WordDocument" in compound.streams else "其他文件"
    raise NotASpreadsheetError(f"{path.name}：实际是{what}，不是电子表格文件")


def _locked(stream: bytes, label: str) -> bool:
    """Tell whether an .xls is encrypted. Raises DamagedError for records that are cut short."""
    at = 0
    locked = False
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4 + size
        if at > len(stream):
            raise DamagedError(f"{label}：文件不完整，请从原处重新取得")
        locked = locked or kind == _LOCK
    return locked
