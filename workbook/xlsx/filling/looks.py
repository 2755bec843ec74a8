"""The cell styles of a template, and copies of one with a single thing changed."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from workbook.xlsx.markup import main

_DEFAULT_SIZE = 11.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of text: whether it wraps, its size in points, its indent in steps."""

    wraps: bool
    size: float
    indent: int


@dataclass
class Looks:
    """The styles of a workbook by number, as a cell's ``s`` names them."""

    styles: etree._Element
    _copies: dict[tuple[int, object], int] = field(default_factory=dict)
    _known: dict[int, Look] = field(default_factory=dict)

    def of(self, style: int) -> Look:
        """Return what a style says; an unknown number says nothing."""
        if style not in self._known:
            self._known[style] = self._read(style)
        return self._known[style]

    def _read(self, style: int) -> Look:
        looks = self._part("cellXfs")
        if style >= len(looks):
            return Look(wraps=False, size=_DEFAULT_SIZE, indent=0)
        alignment = looks[style].find(main("alignment"))
        fonts, number = self._part("fonts"), int(looks[style].get("fontId", "0"))
        size = fonts[number].find(main("sz")) if number < len(fonts) else None
        points = _DEFAULT_SIZE if size is None else float(size.get("val", _DEFAULT_SIZE))
        if alignment is None:
            return Look(wraps=False, size=points, indent=0)
        wraps = alignment.get("wrapText") in {"1", "true"}
        return Look(wraps, points, int(alignment.get("indent", "0")))

    def quoted(self, style: int) -> int:
        """Return the style that keeps a text a text when a person edits the cell."""
        return self._copy(style, "quoted", lambda look: look.set("quotePrefix", "1"))

    def sized(self, style: int, size: float) -> int:
        """Return the same style with letters of another size in points."""

        def change(look: etree._Element) -> None:
            fonts = self._part("fonts")
            font = deepcopy(fonts[int(look.get("fontId", "0"))])
            old = font.find(main("sz"))
            new = etree.SubElement(font, main("sz")) if old is None else old
            new.set("val", f"{size:g}")
            look.set("fontId", str(_append(fonts, font)))
            look.set("applyFont", "1")

        return self._copy(style, size, change)

    def _copy(self, style: int, key: object, change: Callable[[etree._Element], None]) -> int:
        if (style, key) not in self._copies:
            looks = self._part("cellXfs")
            look = deepcopy(looks[style])
            change(look)
            self._copies[style, key] = _append(looks, look)
        return self._copies[style, key]

    def _part(self, name: str) -> etree._Element:
        found = self.styles.find(main(name))
        assert found is not None, name
        return found


def _append(parent: etree._Element, child: etree._Element) -> int:
    """Add a child to a counted list; returns its number."""
    parent.append(child)
    parent.set("count", str(len(parent)))
    return len(parent) - 1
