"""How a package's XML is spelled: tags, attributes, text."""

import re
from functools import cache

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = re.compile(f"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|{_LIKE_CODED.pattern}")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']\s*(\d{1,9})\s*["']""")


@cache
def main(tag: str) -> str:
    """Return the tag in the spreadsheet namespace, as lxml spells it."""
    return f"{{{MAIN}}}{tag}"


def parsed(content: bytes) -> etree._Element:
    """Parse a part without comments and processing instructions; entities are not resolved."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)


def serialized(root: etree._Element) -> bytes:
    """Return the part's bytes, the same for the same tree."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def drop(element: etree._Element, attribute: str) -> None:
    """Remove an attribute if it is there."""
    if attribute in element.attrib:
        del element.attrib[attribute]


def decoded(text: str) -> str:
    """``_x000D_`` and its like, for what XML cannot hold → the characters they stand for."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def coded(text: str) -> str:
    """Return text with ``_xHHHH_`` for what XML cannot hold, as spreadsheet programs write it."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def uncoded(text: str) -> str:
    """Return text that `decoded` leaves as it is: one that looks like a code is coded itself."""
    return _LIKE_CODED.sub("_x005F_", text)


def escape(text: str) -> str:
    """Return text as it stands between tags; ``xml.sax.saxutils`` would import a web client."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Return text as the value of an attribute, in quotes."""
    return '"' + escape(text).replace('"', "&quot;") + '"'


def unescape(text: str) -> str:
    """Return what text with the five entities of XML says."""
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text


def attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a start tag whose values need no decoding."""
    return {
        found[1].decode(): (found[2] or found[3] or b"").decode()
        for found in _ATTRIBUTE.finditer(tag)
    }


def style_of(tag: bytes) -> int:
    """Return the style that a cell's start tag names, 0 when it names none."""
    found = _STYLE.search(tag)
    return int(found[1]) if found else 0
