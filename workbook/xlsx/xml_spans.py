"""Small XML parts as spans over their bytes: found with a parser, changed by splicing.

What is not spliced keeps its bytes: quoting, spacing, comments, order of attributes.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from xml.parsers import expat

from workbook.xlsx.markup import escape, quoted

_TAG = re.compile(rb"""<[^\s/>]+(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(rb"""([^\s=<]+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_ENCODING = re.compile(r"""(^\s*<\?xml[^>]*?encoding\s*=\s*["'])[\w.:-]+""")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


class XmlError(Exception):
    """Not well formed, of an unknown encoding, or carrying a document type."""


def encoding(head: bytes) -> str:
    """Return the encoding that the first bytes of a part announce, ``utf-8`` by default."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    declared = _DECLARED.match(head[:1024])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    return "utf-8" if name in {"utf8", "utf-8"} else name


def as_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Return the same text in UTF-8; blocks that are UTF-8 already pass untouched."""
    source = iter(blocks)
    head = next(source, b"")
    while len(head) < 4 and (more := next(source, b"")):
        head += more
    name = encoding(head)
    if name == "utf-8":
        decoder = codecs.getincrementaldecoder(name)()
        try:
            for block in chain([head], source):
                if not block.isascii():  # an incomplete character would not be well formed
                    decoder.decode(block)
                yield block
            decoder.decode(b"", final=True)
        except UnicodeError as error:
            raise XmlError("encoding utf-8") from error
        return
    try:
        b"".decode(name)  # LookupError for what is no text encoding
        decoder = codecs.getincrementaldecoder(name)()
        text = decoder.decode(head).lstrip("\ufeff")
        yield _ENCODING.sub(r"\1UTF-8", text, count=1).encode()
        for block in source:
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", final=True).encode()
    except (LookupError, UnicodeError) as error:
        raise XmlError(f"encoding {name}") from error


@dataclass(slots=True)
class Node:
    """An element: ``start`` to ``inner`` is its start tag, ``close`` to ``end`` its end tag.

    A self-closed element has ``inner == close == end``.
    """

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    close: int = -1
    end: int = -1
    children: list["Node"] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """``x:`` or nothing."""
        head, colon, _ = self.name.rpartition(":")
        return head + colon

    def find(self, local: str) -> "Node | None":
        """Return the first child of that name and of this node's namespace prefix."""
        return next(iter(self.findall(local)), None)

    def findall(self, local: str) -> list["Node"]:
        """Return the children of that name and of this node's namespace prefix."""
        name = self.prefix + local
        return [child for child in self.children if child.name == name]

    def truth(self, name: str) -> bool:
        """Return a Boolean attribute, False when it is not there."""
        return self.attributes.get(name, "0") in {"1", "true", "on"}


class Reader:
    """Feeds a parser and keeps the nodes above a depth; ``stop`` names where to leave off."""

    def __init__(self, depth: int, stop: str | None = None) -> None:
        self._data = b""
        self._depth = depth
        self._stop = stop
        self._open: list[Node | None] = []
        self.root: Node | None = None
        self.stopped: Node | None = None
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._close
        parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, data: bytes, *, final: bool) -> None:
        """Read on; raises XmlError."""
        self._data += data
        try:
            self._parser.Parse(data, final)
        except (expat.ExpatError, ValueError) as error:
            if self.stopped is None:
                raise XmlError(str(error)) from error

    def _doctype(self, *_: object) -> None:
        if self.stopped is None:
            raise XmlError("document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.stopped is not None:
            return
        if len(self._open) >= self._depth:
            self._open.append(None)
            return
        at = self._parser.CurrentByteIndex
        tag = _TAG.match(self._data, at)
        if tag is None:
            raise XmlError("start tag")
        node = Node(name, attributes, at, tag.end())
        if self._open:
            parent = self._open[-1]
            if parent is not None:
                parent.children.append(node)
        else:
            self.root = node
        self._open.append(node)
        if self._stop is not None and len(self._open) == 2 and node.local == self._stop:
            self.stopped = node

    def _close(self, _: str) -> None:
        if self.stopped is not None:
            return
        node = self._open.pop()
        if node is None:
            return
        if self._data[node.inner - 2 : node.inner] == b"/>":
            node.close = node.end = node.inner
            return
        node.close = self._parser.CurrentByteIndex
        node.end = self._data.index(b">", node.close) + 1


def parse(data: bytes, depth: int = 64) -> Node:
    """Return the root of a whole part; raises XmlError."""
    reader = Reader(depth)
    reader.feed(data, final=True)
    if reader.root is None:
        raise XmlError("no element")
    return reader.root


@dataclass(slots=True)
class Splices:
    """Replacements to make in ``data``, in any order; they must not overlap."""

    data: bytes
    _cuts: list[tuple[int, int, bytes]] = field(default_factory=list)
    _opened: dict[int, bytes] = field(default_factory=dict)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put ``new`` in the place of the bytes from ``start`` to ``end``."""
        self._cuts.append((start, end, new))

    def remove(self, node: Node) -> None:
        """Take an element out."""
        self.replace(node.start, node.end, b"")

    def attribute(self, node: Node, name: str, value: str) -> None:
        """Set an attribute of a start tag."""
        start, end, new = attribute_cut(self.data[node.start : node.inner], name, value)
        self.replace(node.start + start, node.start + end, new)

    def append(self, node: Node, new: bytes) -> None:
        """Add content before a node's end tag, opening it when it is self-closed."""
        if node.end == node.inner:
            end = f"</{node.name}>".encode()
            if node.end not in self._opened:
                self.replace(node.inner - 2, node.end, b"")
            self._opened[node.end] = self._opened.get(node.end, b">" + end)[: -len(end)] + new + end
        else:
            self.replace(node.close, node.close, new)

    def text(self, node: Node, value: str) -> None:
        """Replace a node's content by text."""
        self.replace(node.inner, node.close, escape(value).encode())

    def insert(self, root: Node, order: tuple[str, ...], name: str, new: bytes) -> None:
        """Add a child to ``root`` where the schema's ``order`` of names wants ``name``."""
        before = set(order[: order.index(name) + 1])
        at = root.inner
        for child in root.children:
            if child.local in before:
                at = child.end
        if root.end == root.inner:
            self.append(root, new)
        else:
            self.replace(at, at, new)

    def done(self) -> bytes:
        """Return the data with every replacement made."""
        out, at = [], 0
        for start, end, new in sorted(self._cuts, key=lambda cut: cut[:2]):
            opened = self._opened.get(end, b"") if start == end - 2 else b""
            out += [self.data[at:start], new or opened]
            at = end
        return b"".join([*out, self.data[at:]])


def attribute_cut(tag: bytes, name: str, value: str) -> tuple[int, int, bytes]:
    """Which slice of a start tag to replace, and by what, so that the attribute has the value."""
    new = quoted(value).encode()
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name.encode():
            return found.start(2), found.end(2), new
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return at, at, b" " + name.encode() + b"=" + new
