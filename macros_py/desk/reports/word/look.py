"""Page, fonts and paragraphs of an official document (GB/T 9704-2012)."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from lxml import etree

from workbook.values.text import as_text

Element = etree._Element  # noqa: SLF001  lxml has no other name for the type
_W = f"{{{nsmap['w']}}}"
LATIN = "Times New Roman"
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}
"""Millimetres: 版心 156 × 225."""

TEXT_WIDTH = 8844
"""The width between the margins in twips."""

LINE_PITCH, CLOSER = 579, -5
"""In twips: 22 lines on 225 mm; 28 characters of 三号 on 156 mm, each a quarter point closer."""


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph: its East Asian font, size in points, place, and exact line height in points."""

    font: str
    points: float
    across: str = "both"
    first_line: bool = False
    line: int = 28
    right_characters: int = 0
    left_characters: int = 0
    keep_next: bool = False


TITLE = Look("方正小标宋简体", 22, "center", line=35)
SUBTITLE = Look("楷体_GB2312", 16, "center")
SECTION = Look("黑体", 16, first_line=True, keep_next=True)
HEADING = Look("楷体_GB2312", 16, first_line=True, keep_next=True)
BODY = Look("仿宋_GB2312", 16, first_line=True)
WRITTEN = Look("仿宋_GB2312", 16, "both", first_line=True, keep_next=True)
SIGNED = Look("仿宋_GB2312", 16, "right", right_characters=4)
PICTURE = Look("仿宋_GB2312", 16, "center", line=0)
HEAD_CELL = Look("黑体", 10.5, "center", line=15)
TEXT_CELL = Look("仿宋_GB2312", 10.5, "left", line=15)
FIGURE_CELL = Look("仿宋_GB2312", 10.5, "right", line=15)
ODD_NUMBER = Look("宋体", 14, "right", line=18, right_characters=1)
EVEN_NUMBER = Look("宋体", 14, "left", line=18, left_characters=1)
SOURCE = Look("仿宋_GB2312", 9, "left", line=12)
FONTS = ("方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体")


def element(name: str, /, *children: Element, **attributes: object) -> Element:
    """Return ``<w:name w:key="value">`` with its children."""
    given = {_W + key: str(value) for key, value in attributes.items()}
    made: Element = oxml_parser.makeelement(_W + name, given, {"w": nsmap["w"]})
    made.extend(children)
    return made


def run(text: str, look: Look) -> Element:
    """Return a run of text with its East Asian font."""
    made = deepcopy(_blank_run(look))
    made[-1].text = as_text(text)
    return made


@cache
def _blank_run(look: Look) -> Element:
    words = element("t")
    words.set(qn("xml:space"), "preserve")
    return element("r", run_properties(look), words)


def run_properties(look: Look) -> Element:
    """Return the properties of a run: never bold, font by name for every script."""
    return deepcopy(_run_properties(look))


@cache
def _run_properties(look: Look) -> Element:
    made = element("rPr")
    made.append(
        element("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=look.font, cs=LATIN, hint="eastAsia")
    )
    if look.first_line:
        made.append(element("spacing", val=CLOSER))
    size = round(look.points * 2)
    made.append(element("sz", val=size))
    made.append(element("szCs", val=size))
    return made


def paragraph(look: Look, content: Sequence[Element] = ()) -> Element:
    """Return a paragraph."""
    made = deepcopy(_blank(look))
    made.extend(content)
    return made


@cache
def _blank(look: Look) -> Element:
    properties = element("pPr")
    if look.keep_next:
        properties.append(element("keepNext"))
    if look.line < 20:
        properties.append(element("snapToGrid", val=0))
    spacing = {"before": 0, "after": 0}
    if look.line:
        spacing |= {"line": look.line * 20}
    properties.append(element("spacing", **spacing, lineRule="exact" if look.line else "auto"))
    if look.first_line:
        properties.append(element("ind", firstLineChars=200, firstLine=round(look.points * 40)))
    for side, count in (("right", look.right_characters), ("left", look.left_characters)):
        if count:
            indent = {f"{side}Chars": count * 100, side: round(look.points * 20 * count)}
            properties.append(element("ind", **indent))
    properties.append(element("jc", val=look.across))
    properties.append(run_properties(look))
    return element("p", properties)


def field(code: str, look: Look) -> list[Element]:
    """Return the runs of a field such as PAGE."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    begin, end = (element("fldChar", fldCharType=kind) for kind in ("begin", "end"))
    return [element("r", run_properties(look), part) for part in (begin, instruction, end)]


def page(section: Element) -> None:
    """Set paper, margins and the grid of 22 lines by 28 characters on section properties."""
    for name in ("pgSz", "pgMar", "docGrid", "cols"):
        for old in section.findall(qn(f"w:{name}")):
            section.remove(old)
    section.append(element("pgSz", w=11906, h=16838))
    twips = {side: round(mm * 1440 / 25.4) for side, mm in MARGINS.items()}
    section.append(element("pgMar", **twips, header=851, footer=1400, gutter=0))
    section.append(element("cols", space=425))
    section.append(element("docGrid", type="lines", linePitch=LINE_PITCH))
