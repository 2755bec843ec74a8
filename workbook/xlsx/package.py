"""An OOXML package: parts by name, relationships, content types, the workbook and its sheets.

Reading, patching and filling all stand on it, so that they agree on which part is which.
"""

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn, Self
from urllib.parse import unquote

from lxml import etree

from workbook.values.refusals import AmbiguousError, DamagedError, UnsafeFileError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.entry import Entry, printable
from workbook.xlsx.markup import parsed
from workbook.xlsx.xml_spans import Node, Splices, XmlError, as_utf8, parse

CONTENT_TYPES = "[Content_Types].xml"
USUAL_BOOK = "xl/workbook.xml"
LARGEST_TREE = 48 << 20
"""Most bytes of a part that is read as a whole tree: styles, relationships, the list of sheets."""
_LARGEST_PART = 512 << 20
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


@dataclass(frozen=True, slots=True)
class Relation:
    """``kind``: the last word of its type, as strict and transitional agree; "" for outside.

    ``part`` is the part that it leads to, whether that is there or not.
    """

    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet in a workbook's list. ``part`` is the name of its part; ``cells``: it has some.

    ``number``: its sheetId, by which other parts name it.
    """

    name: str
    part: str
    visible: bool
    cells: bool
    number: str = ""


def relations_part(owner: str) -> str:
    """Where a part, "" for the package, keeps its relationships."""
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Package:
    """Parts as they were, read when asked for, and what they become.

    Names are found without regard to case. ``changed`` maps an existing part to its new content,
    ``added`` a new one, ``removed`` names parts that go. ``last``: name and content of a sheet that
    has been read already.
    """

    def __init__(self, archive: Archive, last: tuple[str, bytes] | None = None) -> None:
        self.archive = archive
        self.label = archive.label
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self.removed: set[str] = set()
        self._entries = {entry.name.casefold(): entry for entry in archive.entries}
        self._relations: dict[str, Mapping[str, Relation]] = {}
        self._last = last or ("", b"")

    @classmethod
    def of(cls, raw: bytes, label: str, last: tuple[str, bytes] | None = None) -> Self:
        """Open a package in memory; raises the refusals of `Archive`."""
        return cls(Archive(io.BytesIO(raw), label), last)

    def entry(self, name: str) -> Entry | None:
        """Return the zip entry of a part as it was."""
        return self._entries.get(name.lstrip("/").casefold())

    def names(self) -> list[str]:
        """Return the names of all parts as they are now."""
        kept = [e.name for e in self.archive.entries if e.name not in self.removed]
        return [*kept, *self.added]

    def has(self, name: str) -> bool:
        """Tell whether there is such a part now."""
        entry = self.entry(name)
        return name in self.added or (entry is not None and entry.name not in self.removed)

    def damaged(self, why: str) -> DamagedError:
        """Return the refusal of a package that contradicts itself."""
        return DamagedError(f"{self.label}：文件已损坏（{printable(why)}），请从原处重新取得")

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """Return a part's XML as it was, in UTF-8 blocks."""
        try:
            yield from as_utf8(self.archive.content(entry))
        except XmlError as error:
            raise self.damaged(f"{entry.name} 的编码有误") from error

    def content(self, name: str) -> bytes:
        """Return the content of a part as changed so far; b"" when there is none of that name."""
        entry = self.entry(name)
        if name in self.added or entry is None:
            return self.added.get(name, b"")
        if entry.name in self.removed:
            return b""
        if entry.name in self.changed:
            return self.changed[entry.name]
        return b"".join(self.archive.content(entry))

    def utf8(self, name: str) -> bytes:
        """Return the content of an XML part as changed so far, in UTF-8."""
        entry = self.entry(name)
        if entry and entry.size > _LARGEST_PART:
            raise self._too_large(entry)
        try:
            return b"".join(as_utf8([self.content(name)]))
        except XmlError as error:
            raise self.damaged(f"{name} 的编码有误") from error

    def _too_large(self, entry: Entry) -> UnsafeFileError:
        name, size = printable(entry.name), entry.size >> 20
        return UnsafeFileError(f"{self.label}：{name} 有 {size} MB，大得不正常，未读取")

    def root(self, name: str) -> etree._Element | None:
        """Return the root element of a part, or None when there is none; entities stay unread."""
        entry = self.entry(name)
        if entry and entry.size > LARGEST_TREE:
            raise self._too_large(entry)
        data = self.content(name)
        try:
            root = parsed(data) if data else None
        except etree.XMLSyntaxError:
            raise self._broken(name) from None
        if root is not None and root.getroottree().docinfo.internalDTD is not None:
            raise self._unsafe(name)
        return root

    def spans(self, name: str) -> tuple[bytes, Node]:
        """Return a part's bytes in UTF-8 and its root as a span over them, to be spliced."""
        data = self.utf8(name)
        try:
            return data, parse(data)
        except XmlError as error:
            if str(error) == "document type":
                raise self._unsafe(name) from error
            raise self._broken(name) from error

    def _broken(self, name: str) -> DamagedError:
        return DamagedError(f"{self.label}：{printable(name)} 不是完整的 XML，文件已损坏")

    def _unsafe(self, name: str) -> UnsafeFileError:
        what = "含有文档类型声明（DOCTYPE），可能有害"
        return UnsafeFileError(f"{self.label}：{printable(name)} {what}，未读取")

    def relations(self, owner: str) -> Mapping[str, Relation]:
        """Return the relationships of a part, "" for the package, by Id.

        Raises AmbiguousError for an Id, a workbook, styles or texts that stand there twice.
        """
        if owner not in self._relations:
            self._relations[owner] = self._read_relations(owner)
        return self._relations[owner]

    def _read_relations(self, owner: str) -> Mapping[str, Relation]:
        root = self.root(relations_part(owner))
        found: dict[str, Relation] = {}
        single: dict[str, str] = {}
        for relation in () if root is None else root.iterchildren("{*}Relationship"):
            number, target = relation.get("Id", ""), relation.get("Target", "")
            if number in found:
                self._refuse(owner, f"有两处关系 {number}")
            outside = relation.get("TargetMode") == "External"
            kind = "" if outside else _TYPE.sub("", relation.get("Type", ""))
            if kind in _SINGLE:
                if kind in single:
                    self._refuse(owner, f"有两个 {kind}")
                single[kind] = target
            found[number] = Relation(kind, self._resolved(owner, target))
        for target in single.values():
            if "%" in target:
                self._refuse(owner, f"部件写作 {target}")
        return found

    def _resolved(self, owner: str, target: str) -> str:
        target = target.replace("\\", "/").partition("#")[0]
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), target)).lstrip("/")
        entries = (self.entry(name) for name in (path, unquote(path)))
        return next((entry.name for entry in entries if entry), path)

    def _refuse(self, owner: str, why: str) -> NoReturn:
        raise AmbiguousError(f"{self.label} 的 {owner or '_rels/.rels'}", why)

    def related(self, owner: str, kind: str) -> list[str]:
        """Return the parts to which relationships of a kind lead, those that are there."""
        parts = (found.part for found in self.relations(owner).values() if found.kind == kind)
        return [part for part in parts if self.has(part)]

    @cached_property
    def book(self) -> str:
        """Name of the workbook's part."""
        usual = USUAL_BOOK if self.has(USUAL_BOOK) else "xl/workbook.bin"
        return next(iter(self.related("", "officeDocument")), usual)

    def book_part(self, kind: str) -> str:
        """Return the name of the workbook's ``styles`` or ``sharedStrings``, "" for none."""
        return next(iter(self.related(self.book, kind)), "")

    def book_content(self, kind: str) -> tuple[bytes, str]:
        """Return what that part holds, b"" for none, and how a refusal names it."""
        part = self.book_part(kind)
        return self.content(part) if part else b"", f"{self.label} 的 {part}"

    @cached_property
    def _book_root(self) -> etree._Element | None:
        return self.root(self.book)

    def _book_child(self, name: str) -> etree._Element | None:
        """Return a child of the workbook's own element; raises AmbiguousError where it has two."""
        root = self._book_root
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
        """The sheets in the order of their tabs, as they were.

        Raises DamagedError where two have one name.
        """
        listed = self._book_child("sheets")
        found: list[SheetEntry] = []
        for sheet in () if listed is None else listed.iterchildren("{*}sheet"):
            ids = [value for name in _IDENTITY if (value := sheet.get(name))]
            relation = self.relations(self.book).get(ids[0] if ids else "", Relation("", ""))
            name, visible = sheet.get("name", ""), sheet.get("state", "visible") == "visible"
            cells = relation.kind in {"worksheet", ""}
            number = sheet.get("sheetId", "")
            found.append(SheetEntry(name, relation.part, visible, cells, number))
        if len({entry.name for entry in found}) < len(found):
            raise DamagedError(f"{self.label}：有两张同名的工作表，文件已损坏")
        return tuple(found)

    def sheet_part(self, name: str) -> str:
        """Return the name of a sheet's part by the name on its tab, "" for none."""
        return next((entry.part for entry in self.sheets if entry.name == name), "")

    def sheet(self, name: str) -> bytes:
        """Return the XML of a sheet by the name on its tab; the last one is kept."""
        part = self.sheet_part(name)
        if self._last[0].casefold() != part.casefold():
            self._last = (part, self.content(part))
        return self._last[1]

    def defined_names(self) -> list[etree._Element]:
        """Return the workbook's names, each an element whose text is what it stands for."""
        listed = self._book_child("definedNames")
        return [] if listed is None else list(listed.iterchildren("{*}definedName"))

    def write(self, name: str, data: bytes) -> None:
        """Set a part's content; nothing happens when it is what it was."""
        entry = self.entry(name)
        self._relations.clear()
        if entry is None:
            self.added[name] = data
        elif data != self.utf8(name):
            self.changed[entry.name] = data

    def remove(self, name: str, owner: str) -> None:
        """Take out a part, its content type, its relationships and ``owner``'s one to it."""
        data, root = self.spans(relations_part(owner))
        cuts = Splices(data)
        for node in root.findall("Relationship"):
            if self._resolved(owner, node.attributes.get("Target", "")) == name:
                cuts.remove(node)
        self.write(relations_part(owner), cuts.done())
        for part in (name, relations_part(name)):
            self.added.pop(part, None)
            if entry := self.entry(part):
                self.removed.add(entry.name)
        data, root = self.spans(CONTENT_TYPES)
        cuts = Splices(data)
        for node in _overrides(root, name):
            cuts.remove(node)
        self.write(CONTENT_TYPES, cuts.done())

    def copy(self, name: str, new: str) -> None:
        """Put in a part like another one, with its content type and its relationships."""
        for node in _overrides(self.spans(CONTENT_TYPES)[1], name):
            self._declare(new, node.attributes.get("ContentType", ""))
        self.added[new] = self.content(name)
        if self.has(relations_part(name)):
            self.added[relations_part(new)] = self.content(relations_part(name))

    def _declare(self, name: str, content_type: str) -> None:
        """Give a new part its content type.

        What announces such a part that is not there comes to announce this one.
        """
        data, root = self.spans(CONTENT_TYPES)
        cuts = Splices(data)
        for node in root.findall("Override"):
            there = self.has(node.attributes.get("PartName", "").lstrip("/"))
            if node.attributes.get("ContentType") == content_type and not there:
                cuts.attribute(node, "PartName", f"/{name}")
                break
        else:
            new = f'<{root.prefix}Override PartName="/{name}" ContentType="{content_type}"/>'
            cuts.append(root, new.encode())
        self.write(CONTENT_TYPES, cuts.done())

    def add(self, name: str, data: bytes, content_type: str, owner: str, kind: str) -> str:
        """Put in a part with its content type and a relationship from ``owner``; returns its Id.

        ``kind`` is the last word of the relationship's type. A relationship to such a part that is
        not there comes to lead to this one.
        """
        self._declare(name, content_type)
        rels, root = self.spans(relations_part(owner))
        cuts = Splices(rels)
        nodes = root.findall("Relationship")
        types = [node.attributes.get("Type", "") for node in nodes]
        found = self.relations(owner)
        for node, known in zip(nodes, types, strict=True):
            number = node.attributes.get("Id", "")
            if known.rpartition("/")[2] == kind and not self.has(found[number].part):
                cuts.attribute(node, "Target", f"/{name}")
                break
        else:
            base = next((t.rpartition("/")[0] for t in types if t.endswith("/worksheet")), "")
            number = next(f"rId{n}" for n in range(1, len(found) + 2) if f"rId{n}" not in found)
            tag = f'<{root.prefix}Relationship Id="{number}" Type="{base}/{kind}"'
            cuts.append(root, f'{tag} Target="/{name}"/>'.encode())
        self.write(relations_part(owner), cuts.done())
        self.added[name] = data
        return number


def _overrides(types: Node, part: str) -> Iterator[Node]:
    """Yield what [Content_Types].xml says of one part."""
    for node in types.findall("Override"):
        if node.attributes.get("PartName", "").lstrip("/").casefold() == part.casefold():
            yield node
