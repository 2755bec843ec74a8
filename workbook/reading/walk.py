"""XML read piece by piece: what was read is let go, so that a part's size is not its cost."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from workbook.values.refusals import DamagedError

Events = Iterator[tuple[str, Element]]

BLOCK = 1 << 18
MOST_CHILDREN = 40_000
"""Children that an element read as a whole may have; a sheet has 16,384 columns."""


def walk(
    data: bytes, where: str, root: str, tags: Sequence[str], whole: Collection[str] = ()
) -> Events:
    """Give ("start" or "end", element) for elements of these local names, in order.

    ``root``: local name of the part's own element. An element is let go after its end, unless it
    stands in one whose local name is in ``whole``. Comments, processing instructions and entities
    are left out. Raises DamagedError, its message beginning with ``where``.
    """
    parser = etree.XMLPullParser(
        ("start", "end"),
        tag=[f"{{*}}{name}" for name in (root, *tags)],
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
    )
    top: Element | None = None
    try:
        for at in chain(range(0, len(data), BLOCK), (-1,)):
            if at < 0:
                parser.close()
            else:
                parser.feed(data[at : at + BLOCK])
            for event, element in cast("Events", parser.read_events()):
                if top is None:
                    top = element
                else:
                    yield event, element
                if event == "end" and not _inside(element, whole):
                    element.clear()
                    _drop_before(element)
            if top is None or local(top) != root:
                raise _damaged(where)
            _trim(top, whole, where)
    except etree.XMLSyntaxError:
        raise _damaged(where) from None


def local(element: Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _inside(element: Element, whole: Collection[str]) -> bool:
    if not whole:
        return False
    return any(local(parent) in whole for parent in element.iterancestors())


def _drop_before(element: Element) -> None:
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _trim(top: Element, whole: Collection[str], where: str) -> None:
    """Let go of what nobody asked for: all but the last child, level by level."""
    element, kept = top, False
    while len(element):
        kept = kept or local(element) in whole
        if kept and len(element) > MOST_CHILDREN:
            raise _damaged(where)
        if not kept:
            del element[:-1]
        element = element[-1]


def _damaged(where: str) -> DamagedError:
    return DamagedError(f"{where} 不是完整的 XML，文件已损坏")
