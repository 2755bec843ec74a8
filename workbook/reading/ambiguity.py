"""What is refused because one program reads it and another does not: a value that stands twice."""

import re
from collections.abc import Collection, Iterable, Mapping

from lxml import etree

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
"""How every program writes a number into a cell."""
_TEXTS = frozenset(("t", "r", "rPh", "phoneticPr"))
_RUN = frozenset(("t", "rPr"))
_CELL = frozenset(("f", "v", "is", "extLst"))


class Ambiguity(Exception):  # noqa: N818  no fault of the program
    """What stands there can be read in two ways; whoever knows the place makes a refusal of it."""


def check_once(found: Iterable[str], what: str) -> None:
    """Raise Ambiguity for a name that stands there twice."""
    seen: set[str] = set()
    for name in found:
        if name in seen:
            raise Ambiguity(f"有两处{what} {name}")
        seen.add(name)


def children(parent: etree._Element, allowed: Collection[str]) -> list[str]:
    """Return the local names of an element's children, all of its own namespace and allowed."""
    own = str(parent.tag)
    space = own[: own.rfind("}") + 1]
    names = []
    for child in parent:
        tag = str(child.tag)
        name = tag[len(space) :]
        if name not in allowed or not tag.startswith(space):
            raise Ambiguity(f"{own[len(space) :]} 里有 {tag.rpartition('}')[2]}")
        names.append(name)
    return names


def cell_parts(cell: etree._Element) -> Mapping[str, etree._Element]:
    """Return a cell's formula, value and own text by name (f, v, is), each once.

    ``t`` tells every program which of value and text counts.
    """
    names = children(cell, _CELL)
    parts = dict(zip(names, cell, strict=True))
    own, inline = "is" in parts, cell.get("t") == "inlineStr"
    if len(parts) < len(names) or own > inline:
        raise Ambiguity("一格有两个值")
    if own:
        check_text(parts["is"])
    elif inline and "v" in parts:
        raise Ambiguity("一格有两个值")
    for name, part in parts.items():
        if name in ("v", "f") and len(part):
            children(part, ())
    return parts


def check_text(holder: etree._Element) -> None:
    """Raise Ambiguity for a text that is not one ``t`` and then runs of one ``t`` each."""
    names = children(holder, _TEXTS)
    if "t" in names[1:]:
        raise Ambiguity("一段文字写了两遍")
    for part, name in zip(holder, names, strict=True):
        if len(part) and children(part, _RUN if name in ("r", "rPh") else ()).count("t") > 1:
            raise Ambiguity("一段文字写了两遍")
