"""A whole package made anew: edited sheets streamed, small parts changed, the rest copied raw."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from workbook.values.addresses import Area, column_number
from workbook.values.refusals import SignedError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.deflate import Deflater
from workbook.xlsx.container.entry import Entry
from workbook.xlsx.hidden_markup import bare
from workbook.xlsx.markup import MAIN
from workbook.xlsx.package import CONTENT_TYPES, Package, SheetEntry
from workbook.xlsx.patching.book import Book
from workbook.xlsx.patching.edits import ColumnsEdit, RowsEdit
from workbook.xlsx.patching.sheet import Sending, rewrite, rewrite_rows
from workbook.xlsx.patching.styles import EMPTY, Styles
from workbook.xlsx.patching.tables import follow_tables, lengthen_tables
from workbook.xlsx.patching.written_cells import Written
from workbook.xlsx.saving import Packed, save
from workbook.xlsx.xml_spans import parse

Enlarge = Callable[[Area], Area]

_STYLE = re.compile(rb"""\ss(?:tyle)?\s*=\s*["'](\d{1,9})["']""")
_FILLED_CELL = re.compile(
    rb"""<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?r\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d+)["'][^<>]*(?<!/)>"""
)
_RULE_STYLE = re.compile(rb"""\sdxfId\s*=\s*["'](\d{1,9})["']""")
_LONGEST_STYLE = 24
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Rewriting:
    """Edits to apply to one archive; large results wait in ``spool``, a temporary file."""

    def __init__(self, archive: Archive, spool: BinaryIO) -> None:
        self.package = Package(archive)
        self._refuse_signed()
        self.book = Book(self.package)
        self._spool = spool
        self._packed: dict[str, Packed] = {}

    def _refuse_signed(self) -> None:
        package = self.package
        if not package.has(CONTENT_TYPES):
            raise package.damaged(f"缺少 {CONTENT_TYPES}")
        origin = any(found.kind.endswith("/origin") for found in package.relations("").values())
        if origin or any(name.lower().startswith("_xmlsignatures/") for name in package.names()):
            raise SignedError(
                f"{package.label}：文件带有数字签名，改动会使签名失效，未写入；请先去掉签名"
            )

    def rightmost(self, name: str) -> str:
        """Return the address of the filled cell of a sheet that stands furthest to the right."""
        entry = self.package.entry(self.book.sheet(name).part)
        best, column, carry = "", 0, b""
        for block in self.package.stream(entry) if entry else ():
            data = carry + block
            carry = data[data.rfind(b"<") :]
            for found in _FILLED_CELL.finditer(bare(data)):
                here = column_number(found[1].decode())
                if here >= column:
                    best, column = f"{found[1].decode().upper()}{found[2].decode()}", here
        return best

    def apply(self, edits: Sequence[ColumnsEdit | RowsEdit]) -> None:
        """Work out every part's new content; nothing is written outside the spool."""
        package, book = self.package, self.book
        part, styles = self._styles()
        written = dict[str, Written]()
        for edit in edits:
            sheet = book.sheet(edit.name)
            entry = package.entry(sheet.part)
            assert entry is not None
            if isinstance(edit, RowsEdit):
                written[sheet.number] = edit
                filtering, printing = self._do_rows(sheet, entry, edit, styles)
            else:
                written[sheet.number] = edit.region
                filtering, printing = self._do_columns(sheet, entry, edit, styles)
            book.enlarge_names("_xlnm._FilterDatabase", sheet, filtering)
            book.enlarge_names("_xlnm.Print_Area", sheet, printing)
        added = any(isinstance(edit, RowsEdit) and edit.filled.copied for edit in edits)
        book.recalculate(written, formulas_added=added)
        book.finish()
        self._store_styles(part, styles)

    def _do_columns(
        self, sheet: SheetEntry, entry: Entry, edit: ColumnsEdit, styles: Styles
    ) -> tuple[Enlarge, Enlarge]:
        """Write the columns; returns how a filter and a print area grow."""
        package = self.package
        with self._sending(entry, styles) as sending:
            fresh, merged = rewrite(package.stream(entry), edit, sending)
        follow_tables(package, sheet.part, sheet.name, edit.region, fresh, merged)
        return fresh.headed, fresh.beside

    def _do_rows(
        self, sheet: SheetEntry, entry: Entry, edit: RowsEdit, styles: Styles
    ) -> tuple[Enlarge, Enlarge]:
        """Do the same for rows."""
        with self._sending(entry, styles) as sending:
            rewrite_rows(self.package.stream(entry), edit, sending, lambda: self.book.empty_texts)
        lengthen_tables(self.package, sheet.part, sheet.name, edit)
        return edit.filtering, edit.covering

    def _styles(self) -> tuple[str, Styles]:
        """Return the styles part, or nothing, and what it holds."""
        part = self.package.book_part("styles")
        if not part:
            return "", Styles(EMPTY, parse(EMPTY), self._highest_styles, missing=True)
        data, root = self.package.spans(part)
        if root.local != "styleSheet":
            raise self.package.damaged(f"{part} 不是样式")
        missing = not root.children
        if missing:
            name = f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns"
            data = EMPTY.replace(MAIN.encode(), root.attributes.get(name, MAIN).encode())
            root = parse(data)
        return part, Styles(data, root, self._highest_styles, missing=missing)

    def _highest_styles(self) -> tuple[int, int]:
        """Return the highest style and differential style that any sheet names, -1 for none."""
        cell = rule = -1
        for part in self.package.related(self.package.book, "worksheet"):
            entry, carry = self.package.entry(part), b""
            assert entry is not None
            for block in self.package.stream(entry):
                data = carry + block
                carry = data[-_LONGEST_STYLE:]
                cell = max([cell, *map(int, _STYLE.findall(data))])
                rule = max([rule, *map(int, _RULE_STYLE.findall(data))])
        return cell, rule

    def _store_styles(self, part: str, styles: Styles) -> None:
        if not styles.grown:
            return
        if part:
            self.package.write(part, styles.data())
        else:
            folder = self.package.book.rpartition("/")[0]
            name = f"{folder}/styles.xml".lstrip("/")
            self.package.add(name, styles.data(), _STYLES_TYPE, self.package.book, "styles")

    @contextmanager
    def _sending(self, entry: Entry, styles: Styles) -> Iterator[Sending]:
        """Take in a sheet's new XML."""
        deflater = Deflater()
        start = self._spool.seek(0, 2)
        yield Sending(
            styles,
            self.package.date1904,
            lambda data: self._spool.writelines(deflater.feed(data)),
        )
        self._spool.writelines(deflater.finish())
        packed = self._spool.tell() - start
        self._packed[entry.name] = Packed(start, packed, deflater.size, deflater.crc)

    def write(self, out: BinaryIO) -> list[tuple[Entry, int]]:
        """Write the package; returns its entries with the check sum of each one's raw bytes."""
        return save(self.package, out, self._packed, self._spool)
