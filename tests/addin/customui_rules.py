"""What a customUI part must keep, written from the schema published as MS-CUSTOMUI2 5.1.

Which element may stand in which, which attributes each may have, one identity per control, the
lengths and forms of their values. Whether Excel knows an icon is not in the schema.
"""

import re
from collections.abc import Iterator

from lxml import etree

from addin.build.customui import NAMESPACE

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_TEXT, _NCNAME, _SIZE, _DELEGATE = "text", "name", "size", "callback"
_CHILDREN = {
    "": {"customUI"},
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set(),
}
_IDENTITY = {"id", "idMso", "idQ"}
_LABELLED = {"id": _NCNAME, "label": _TEXT, "tag": _TEXT}
_ATTRIBUTES = {
    "tab": _LABELLED,
    "group": _LABELLED,
    "button": {
        **_LABELLED,
        "screentip": _TEXT,
        "supertip": _TEXT,
        "imageMso": _NCNAME,
        "size": _SIZE,
        "onAction": _DELEGATE,
    },
}
_LONGEST = 1024


def faults(xml: bytes) -> list[str]:
    """Name every way in which a customUI part breaks the constraints; empty when it keeps them."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [f"不是完整的 XML：{error}"]
    found = list(_faults(root, ""))
    seen: set[str] = set()
    for element in root.iter():
        identity = element.get("id")
        if identity is not None and str(identity) in seen:
            found.append(f"id “{identity!s}” 重复")
        seen.add(str(identity))
    return found


def callbacks(xml: bytes) -> set[str]:
    """Give the macros that a customUI part calls."""
    attributes = ("onAction", "onLoad", "getLabel", "getEnabled", "getVisible", "getImage")
    root = etree.fromstring(xml)
    return {e.get(name, "") for e in root.iter() for name in attributes if e.get(name)}


def actions(xml: bytes) -> list[str]:
    """Give the functions of ``macros_py.ribbon.ribbon`` that the buttons name, in order."""
    return [e.get("tag", "") for e in etree.fromstring(xml).iter(_tag("button"))]


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _faults(element: etree._Element, parent: str) -> Iterator[str]:
    name = str(element.tag).removeprefix(f"{{{NAMESPACE}}}")
    if name not in _CHILDREN.get(parent, set()):
        yield f"{name} 不能在 {parent or '顶层'} 之下"
        return
    allowed = _ATTRIBUTES.get(name, {})
    given = {str(key): str(value) for key, value in element.attrib.items()}
    for key, value in given.items():
        kind = allowed.get(key)
        if kind is None:
            yield f"{name} 没有属性 {key}"
        elif not _fits(kind, value):
            yield f"{name} 的 {key} 取值不合规定：{value}"
    if allowed and len(_IDENTITY & set(given)) != 1:
        yield f"{name} 应当恰有一个 id"
    if any((text or "").strip() for text in (element.text, *(c.tail for c in element))):
        yield f"{name} 里有文字"
    for child in element:
        yield from _faults(child, name)


def _fits(kind: str, value: str) -> bool:
    if not 1 <= len(value) <= _LONGEST:
        return False
    if kind == _NCNAME:
        return _NAME.fullmatch(value) is not None
    if kind == _SIZE:
        return value in {"normal", "large"}
    return kind != _DELEGATE or _NAME.fullmatch(value) is not None
