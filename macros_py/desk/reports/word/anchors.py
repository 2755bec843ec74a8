"""Where a generated or human text stands in a document: a bookmark and a content control each.

A save by LibreOffice drops the tags of content controls and keeps bookmarks; copying in Word drops
bookmarks and keeps controls. Either is enough.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from docx.oxml.ns import qn

from macros_py.desk.reports.word.look import Element, Look, element, run

PREFIX = "jsjb_"
_BOOKMARK, _CONTROL = qn("w:bookmarkStart"), qn("w:sdt")
_ANCHORS = (_BOOKMARK, _CONTROL)
_TAG = f"{qn('w:sdtPr')}/{qn('w:tag')}"
_NAME, _VALUE = qn("w:name"), qn("w:val")
_CELL, _LINE = qn("w:tc"), qn("w:p")
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}


def tag(key: str) -> str:
    """Return a key's tag: ASCII, at most 40 characters, the same for the same key."""
    return PREFIX + hashlib.blake2b(key.encode(), digest_size=12).hexdigest()


class Anchors:
    """Makes anchors, numbering the bookmarks from where a document left off."""

    def __init__(self, last: int = 0) -> None:
        self._last = last

    def around(self, key: str, content: Sequence[Element]) -> list[Element]:
        """Return content between a bookmark's ends, within a content control of the same tag."""
        self._last += 1
        name = tag(key)
        number = int(name[len(PREFIX) :][:8], 16) & 0x7FFFFFFF
        properties = element("sdtPr", element("tag", val=name), element("id", val=number))
        control = element("sdt", properties, element("sdtContent", *content))
        start = element("bookmarkStart", id=self._last, name=name)
        return [start, control, element("bookmarkEnd", id=self._last)]

    def text(self, key: str, text: str, look: Look) -> list[Element]:
        """Return an anchored run of text."""
        return self.around(key, [run(text, look)])


def found(roots: Iterable[Element]) -> dict[str, Element]:
    """Return tag → the cell or paragraph around the first anchor of it."""
    return {name: places[0] for name, places in all_found(roots).items()}


def all_found(roots: Iterable[Element]) -> dict[str, list[Element]]:
    """Return tag → the cells or paragraphs around its anchors: several where it was copied."""
    places: dict[str, list[Element]] = {}
    for root in roots:
        for each in root.iter(*_ANCHORS):
            name = _name(each)
            if name.startswith(PREFIX):
                around = _around(each)
                if around is not None and around not in places.setdefault(name, []):
                    places[name].append(around)
    return {name: those for name, those in places.items() if those}


def _name(anchor: Element) -> str:
    if anchor.tag == _BOOKMARK:
        return str(anchor.get(_NAME) or "")
    mark = anchor.find(_TAG)
    return "" if mark is None else str(mark.get(_VALUE) or "")


def _around(anchor: Element) -> Element | None:
    """Return the table cell around an anchor, else its paragraph, before which it may stand."""
    inside: Element | None = None
    for each in anchor.iterancestors():
        if each.tag == _CELL:
            return each
        if each.tag == _LINE:
            inside = each
    if inside is None:
        within = next(anchor.iter(_LINE), None)
        after = anchor.getnext()
        while within is None and after is not None and after.tag in _ANCHORS:
            after = after.getnext()
        inside = within if within is not None else after
    return inside if inside is not None and inside.tag == _LINE else None


def text_of(place: Element) -> str:
    """Return what a cell or paragraph says, its paragraphs on lines of their own."""
    lines = place.iter(qn("w:p")) if place.tag == qn("w:tc") else iter([place])
    return "\n".join("".join(_words(line)) for line in lines).strip()


def folded(text: str) -> str:
    """Return a text as any program leaves it: a line break in a run comes back as a space."""
    return " ".join(text.split())


def _words(line: Element) -> Iterator[str]:
    for each in line.iter(qn("w:t"), *_BREAKS):
        yield each.text or "" if each.tag == qn("w:t") else _BREAKS[each.tag]


def put_text(place: Element, text: str, look: Look) -> None:
    """Replace what a cell or paragraph says; its anchors and the look of its first run stay."""
    new = run(text, look)
    runs = [each for each in place.iter(qn("w:r")) if each.find(qn("w:t")) is not None]
    if runs:
        first = runs[0]
        for old in [each for each in first if each.tag != qn("w:rPr")]:
            first.remove(old)
        first.append(new[-1])
        for other in runs[1:]:
            around = other.getparent()
            if around is not None:
                around.remove(other)
        return
    line = place if place.tag == qn("w:p") else next(place.iter(qn("w:p")))
    line.append(new)


def without_anchors(place: Element) -> Element:
    """Take our anchors out of an element; what stands in them stays."""
    ours = [each for each in place.iter(*_ANCHORS) if _name(each).startswith(PREFIX)]
    numbers = {each.get(qn("w:id")) for each in ours if each.tag == _BOOKMARK}
    ends = [e for e in place.iter(qn("w:bookmarkEnd")) if e.get(qn("w:id")) in numbers]
    for anchor in (*ours, *ends):
        around = anchor.getparent()
        if around is not None:
            for part in anchor.findall(f"{qn('w:sdtContent')}/*"):
                anchor.addprevious(part)
            around.remove(anchor)
    return place


def line_of(place: Element, name: str) -> Element:
    """Return the paragraph of a place in which an anchor stands."""
    for anchor in place.iter(*_ANCHORS):
        if _name(anchor) == name:
            for each in anchor.iterancestors(qn("w:p")):
                return each
    return place if place.tag == qn("w:p") else next(place.iter(qn("w:p")))


def names_within(place: Element) -> list[str]:
    """Return the tags of all anchors in an element, in their order."""
    return [name for each in place.iter(*_ANCHORS) if (name := _name(each)).startswith(PREFIX)]
