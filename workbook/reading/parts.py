"""The XML parts of an .xlsx, found by their relationships: sheets, styles, texts, date system."""

import io
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from lxml import etree

from workbook.values.refusals import AmbiguousError, DamagedError, UnsafeFileError
from workbook.xlsx.container.archive import Archive

_TYPE = re.compile(
    "^http://(?:schemas.openxmlformats.org|purl.oclc.org/ooxml)/officeDocument/(?:2006/)?"
    "relationships/"
)
"""What the type of a relationship begins with; any other is one that no program knows."""
_SINGLE = ("officeDocument", "styles", "sharedStrings")
_IDENTITY = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
LARGEST_TREE = 48 << 20
"""Most bytes of a part that is read as a whole tree: styles, relationships, the list of sheets."""
USUAL_BOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet in the workbook's list. ``part`` is the name of its part; ``cells``: it has some."""

    name: str
    part: str
    visible: bool
    cells: bool


class Parts:
    """Parts of a package that has passed the guard; names are found without regard to case."""

    def __init__(self, raw: bytes, label: str, last: tuple[str, bytes] | None = None) -> None:
        self._archive = Archive(io.BytesIO(raw), label)
        self._entries = {entry.name.lower(): entry for entry in self._archive.entries}
        self._last = last or ("", b"")
        self.label = label

    def data(self, name: str) -> bytes:
        """Give the content of a part; b"" when there is none of that name."""
        entry = self._entries.get(name.lower().lstrip("/"))
        return b"".join(self._archive.content(entry)) if entry else b""

    def tree(self, name: str) -> etree._Element | None:
        """Give the root element of a part, or None when there is none; entities stay unread."""
        entry = self._entries.get(name.lower().lstrip("/"))
        if entry and entry.size > LARGEST_TREE:
            size = entry.size >> 20
            raise UnsafeFileError(f"{self.label}：{entry.name} 有 {size} MB，大得不正常，未读取")
        data = self.data(name)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser) if data else None
        except etree.XMLSyntaxError:
            raise DamagedError(f"{self.label}：{name} 不是完整的 XML，文件已损坏") from None

    def relations(self, owner: str) -> Mapping[str, tuple[str, str]]:
        """Give the relationships of a part, "" for the package: Id → (kind, part)."""
        folder, _, name = owner.rpartition("/")
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root.iterchildren("{*}Relationship"):
            if relation.get("Id", "") in found:
                self._refuse(owner, f"有两处关系 {relation.get('Id')}")
            target = relation.get("Target", "").replace("\\", "/")
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = _TYPE.sub("", relation.get("Type", ""))
            outside = relation.get("TargetMode") == "External"
            found[relation.get("Id", "")] = ("" if outside else kind, part)
        for kind in _SINGLE:
            parts = [part for found_kind, part in found.values() if found_kind == kind]
            if len(parts) > 1:
                self._refuse(owner, f"有两个 {kind}")
            if "%" in "".join(parts):
                self._refuse(owner, f"部件写作 {parts[0]}")
        return found

    def _refuse(self, owner: str, why: str) -> NoReturn:
        raise AmbiguousError(f"{self.label} 的 {owner or '_rels/.rels'}", why)

    @cached_property
    def book(self) -> str:
        """Name of the workbook's part."""
        for kind, part in self.relations("").values():
            if kind == "officeDocument" and part.lower() in self._entries:
                return part
        return USUAL_BOOK if USUAL_BOOK in self._entries else "xl/workbook.bin"

    @cached_property
    def _book_relations(self) -> Mapping[str, tuple[str, str]]:
        return self.relations(self.book)

    @cached_property
    def _book_tree(self) -> etree._Element | None:
        return self.tree(self.book)

    def related_part(self, kind: str) -> str:
        """Give the name of the workbook's ``styles`` or ``sharedStrings``, "" for none."""
        return next((part for found, part in self._book_relations.values() if found == kind), "")

    def related(self, kind: str) -> etree._Element | None:
        """Give the root of the workbook's ``styles`` …, or None."""
        part = self.related_part(kind)
        return self.tree(part) if part else None

    def sheet(self, name: str) -> bytes:
        """Give the XML of a sheet by the name on its tab; the last one is kept."""
        key = self.sheet_parts.get(name, "").lower()
        if self._last[0] != key:
            self._last = (key, self.data(key))
        return self._last[1]

    def _book_child(self, name: str) -> etree._Element | None:
        """Give a child of the workbook's own element; raises AmbiguousError where it has two."""
        root = self._book_tree
        found = [] if root is None else root.findall(f"{{*}}{name}")
        if len(found) > 1:
            self._refuse(self.book, f"有两处 {name}")
        return found[0] if found else None

    @cached_property
    def date1904(self) -> bool:
        """Whether serial numbers count from 1904-01-01."""
        mark = self._book_child("workbookPr")
        return mark is not None and mark.get("date1904") in {"1", "true", "on"}

    @cached_property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The sheets in the order of their tabs.

        Raises DamagedError where two have one name.
        """
        sheets = self._book_child("sheets")
        found: list[SheetEntry] = []
        for sheet in () if sheets is None else sheets.iterchildren("{*}sheet"):
            ids = [value for name in _IDENTITY if (value := sheet.get(name))]
            kind, part = self._book_relations.get(ids[0] if ids else "", ("", ""))
            name, visible = sheet.get("name", ""), sheet.get("state", "visible") == "visible"
            found.append(SheetEntry(name, part, visible, kind in {"worksheet", ""}))
        if len({entry.name for entry in found}) < len(found):
            raise DamagedError(f"{self.label}：有两张同名的工作表，文件已损坏")
        return tuple(found)

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """Sheet name → name of its part."""
        return {entry.name: entry.part for entry in self.sheets}
