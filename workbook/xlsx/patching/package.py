"""An OPC package: parts by name, relationships, content types."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from workbook.values.refusals import DamagedError, SignedError, UnsafeFileError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.entry import Entry, printable
from workbook.xlsx.patching.xmltree import Node, Splices, XmlError, as_utf8, parse

CONTENT_TYPES = "[Content_Types].xml"
MAX_PART = 512 << 20


@dataclass(frozen=True, slots=True)
class Relationship:
    """``kind`` is the last word of its type, in which strict and transitional agree."""

    id: str
    kind: str
    target: str


def rels_name(part: str) -> str:
    """Where a part keeps its relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


class Package:
    """Reads parts as they were and collects what they become.

    ``changed`` maps an existing part to its new content, ``added`` a new one, ``removed`` names
    parts that go.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.label = archive.label
        self._entries = {entry.name.casefold(): entry for entry in archive.entries}
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self.removed: set[str] = set()
        if self.entry(CONTENT_TYPES) is None:
            raise self.damaged("缺少 [Content_Types].xml")
        signed = any(name.startswith("_xmlsignatures/") for name in self._entries)
        if signed or any(r.kind == "origin" for r in self.relationships("")):
            raise SignedError(
                f"{self.label}：文件带有数字签名，改动会使签名失效，未写入；请先去掉签名"
            )

    def damaged(self, why: str) -> DamagedError:
        """Return the refusal of a package that contradicts itself."""
        return DamagedError(f"{self.label}：文件已损坏（{printable(why)}），未写入")

    def entry(self, name: str) -> Entry | None:
        """Return the zip entry of a part; names differ by more than case."""
        return self._entries.get(name.casefold())

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """Return the part's XML as UTF-8 blocks."""
        try:
            yield from as_utf8(self.archive.content(entry))
        except XmlError as error:
            raise self.damaged(f"{entry.name} 的编码有误") from error

    def read(self, name: str) -> bytes:
        """Return the part's XML in UTF-8, as changed so far; empty when there is none."""
        if name in self.added:
            return self.added[name]
        entry = self.entry(name)
        if entry is None or entry.name in self.removed:
            return b""
        if entry.name in self.changed:
            return self.changed[entry.name]
        if entry.size > MAX_PART:
            raise UnsafeFileError(f"{self.label}：{printable(entry.name)} 大得不合常理，未处理")
        return b"".join(self.stream(entry))

    def write(self, name: str, data: bytes) -> None:
        """Set a part's content; nothing happens when it is what it was."""
        entry = self.entry(name)
        if entry is None:
            self.added[name] = data
        elif data != self.read(name):
            self.changed[entry.name] = data

    def tree(self, name: str) -> tuple[bytes, Node]:
        """Return a part's bytes and its root."""
        data = self.read(name)
        try:
            return data, parse(data)
        except XmlError as error:
            if str(error) == "document type":
                raise UnsafeFileError(
                    f"{self.label}：{printable(name)} 含有文档类型声明，未处理"
                ) from error
            raise self.damaged(f"{name} 不是规范的 XML") from error

    def relationships(self, part: str) -> list[Relationship]:
        """Return the internal relationships of a part, or of the package for an empty name."""
        name = rels_name(part)
        if not self.read(name):
            return []
        _, root = self.tree(name)
        return [
            Relationship(
                node.attributes.get("Id", ""),
                node.attributes.get("Type", "").rpartition("/")[2],
                self._resolve(part, node.attributes.get("Target", "")),
            )
            for node in root.findall("Relationship")
            if node.attributes.get("TargetMode") != "External"
        ]

    def _resolve(self, part: str, target: str) -> str:
        target = target.replace("\\", "/").partition("#")[0]
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        for name in (path, unquote(path)):
            entry = self.entry(name)
            if entry is not None:
                return entry.name
        return path

    def remove(self, name: str, owner: str) -> None:
        """Take out a part, its content type and ``owner``'s relationship to it."""
        self.removed.add(name)
        data, root = self.tree(CONTENT_TYPES)
        cuts = Splices(data)
        for node in root.findall("Override"):
            if node.attributes.get("PartName", "").lstrip("/").casefold() == name.casefold():
                cuts.remove(node)
        self.write(CONTENT_TYPES, cuts.done())
        data, root = self.tree(rels_name(owner))
        cuts = Splices(data)
        for node in root.findall("Relationship"):
            if self._resolve(owner, node.attributes.get("Target", "")) == name:
                cuts.remove(node)
        self.write(rels_name(owner), cuts.done())

    def add(self, name: str, data: bytes, content_type: str, owner: str, kind: str) -> None:
        """Put in a part with its content type and a relationship from ``owner``.

        ``kind`` is the last word of the relationship's type. What announces such a part that is
        not there comes to announce this one.
        """
        self.added[name] = data
        types, root = self.tree(CONTENT_TYPES)
        cuts = Splices(types)
        idle = [
            node
            for node in root.findall("Override")
            if node.attributes.get("ContentType") == content_type
            and self.entry(node.attributes.get("PartName", "").lstrip("/")) is None
        ]
        if idle:
            cuts.attribute(idle[0], "PartName", f"/{name}")
        else:
            override = f'<{root.prefix}Override PartName="/{name}" ContentType="{content_type}"/>'
            cuts.append(root, override.encode())
        self.write(CONTENT_TYPES, cuts.done())
        rels, root = self.tree(rels_name(owner))
        cuts = Splices(rels)
        nodes = root.findall("Relationship")
        known = [node.attributes.get("Type", "") for node in nodes]
        idle = [n for n, t in zip(nodes, known, strict=True) if t.rpartition("/")[2] == kind]
        if idle:
            cuts.attribute(idle[0], "Target", f"/{name}")
        else:
            used = {node.attributes.get("Id", "") for node in nodes}
            base = next((t.rpartition("/")[0] for t in known if t.endswith("/worksheet")), "")
            fresh = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
            new = f'<{root.prefix}Relationship Id="{fresh}" Type="{base}/{kind}" Target="/{name}"/>'
            cuts.append(root, new.encode())
        self.write(rels_name(owner), cuts.done())
