"""Words whose place in a document is gone, moved to its end with all that stands in them."""

from collections.abc import Iterator
from copy import deepcopy

from docx.oxml.ns import qn

from macros_py.desk.reports.word.anchors import Anchors, text_of, without_anchors
from macros_py.desk.reports.word.look import BODY, HEADING, Element, paragraph, run

ORPHANS, TITLE = "orphans", "未能对应的文字"
_PICTURES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))
_BLOCKS = (qn("w:p"), qn("w:tbl"))
_SIZES = (qn("w:sz"), qn("w:szCs"))


def has_words(place: Element) -> bool:
    """Tell whether an element holds text or a picture."""
    return bool(text_of(place)) or has_picture(place)


def has_picture(place: Element) -> bool:
    """Tell whether an element holds a picture, a drawing or an object."""
    return next(place.iter(*_PICTURES), None) is not None


def moved(place: Element) -> list[Element]:
    """Return what a cell or paragraph holds as paragraphs and tables of the text, unanchored."""
    free = without_anchors(deepcopy(place))
    if place.tag == qn("w:p"):
        return [_line(free)]
    return [_line(each) if each.tag == qn("w:p") else each for each in free if each.tag in _BLOCKS]


def lines_of(text: str) -> list[Element]:
    """Return a text as paragraphs."""
    return [paragraph(BODY, [run(line, BODY)]) for line in text.split("\n")]


def section(
    lost: list[tuple[str, list[Element]]], anchors: Anchors, *, begun: bool
) -> Iterator[Element]:
    """Yield the paragraphs of 未能对应的文字; ``begun``: its heading stands there already."""
    if not begun:
        yield paragraph(HEADING, anchors.text(ORPHANS, TITLE, HEADING))
    for what, blocks in lost:
        label = run(f"{what}：", BODY)
        if blocks[0].tag == qn("w:p"):
            blocks[0].insert(1, label)
        else:
            yield paragraph(BODY, [label])
        yield from blocks


def _line(old: Element) -> Element:
    """Return a paragraph of the text with the runs of another, in its size of type."""
    made = paragraph(BODY)
    for part in [each for each in old if each.tag != qn("w:pPr")]:
        made.append(part)
    for properties in made.iter(qn("w:rPr")):
        for size in [each for each in properties if each.tag in _SIZES]:
            properties.remove(size)
    return made
