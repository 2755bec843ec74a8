"""Every filled cell of a workbook as what it says, however a program wrote it down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from workbook.reading.ambiguity import NUMBER
from workbook.reading.numfmt import codes_of
from workbook.reading.xlsx_cells import text_of
from workbook.values.epochs import epoch
from workbook.values.format_codes import Shows, shows
from workbook.xlsx.filling.references import expanded
from workbook.xlsx.markup import decoded, main

Said = str | float | bool | datetime


@dataclass(frozen=True, slots=True)
class SaidCell:
    """``value`` as stored; ``formula`` without ``=``, ``""`` for none.

    ``computed`` is False for a formula that a program saved without its result.
    """

    value: Said
    formula: str = ""
    computed: bool = True


@dataclass(frozen=True)
class Reader:
    """Reads the cells of sheets; ``texts`` are the shared ones, ``dated`` the styles of dates."""

    texts: tuple[str, ...]
    dated: frozenset[int]
    date1904: bool = False

    @classmethod
    def of(
        cls, part: Callable[[str], etree._Element | None], *, date1904: bool = False
    ) -> "Reader":
        """``part`` gives the root of ``sharedStrings`` and ``styles``, None for none."""
        shared, styles = part("sharedStrings"), part("styles")
        texts = () if shared is None else tuple(map(text_of, shared.iterfind(main("si"))))
        codes = () if styles is None else codes_of(styles)
        dated = (at for at, code in enumerate(codes) if shows(code) is not Shows.NUMBER)
        return cls(texts, frozenset(dated), date1904)

    def cells(self, sheet: etree._Element) -> Iterator[tuple[str, SaidCell]]:
        """Yield (address, cell) for each cell of a sheet that holds a value or a formula."""
        shared: dict[str, tuple[str, str]] = {}
        for cell in sheet.iterfind(f"{main('sheetData')}/{main('row')}/{main('c')}"):
            place = cell.get("r", "")
            held = {child.tag: child for child in cell.iterchildren(reversed=True)}
            formula, value, inner = (held.get(main(tag)) for tag in ("f", "v", "is"))
            kind = cell.get("t", "n")
            text = decoded(value.text or "") if value is not None else ""
            if formula is not None:
                computed = bool(text) or (kind == "str" and value is not None)
                said = self._said(cell, kind, text) if computed else ""
                yield place, SaidCell(said, _spelled_out(formula, place, shared), computed)
            elif kind == "inlineStr" and inner is not None:
                yield place, SaidCell(text_of(inner))
            elif text:
                yield place, SaidCell(self._said(cell, kind, text))

    def _said(self, cell: etree._Element, kind: str, text: str) -> Said:
        """Return what a stored value says; one that is damaged says what is stored."""
        if kind == "s":
            known = text.isdecimal() and int(text) < len(self.texts)
            return self.texts[int(text)] if known else text
        if kind == "b":
            return text in {"1", "true"}
        if kind != "n" or not NUMBER.fullmatch(text):
            return text
        number, style = float(text), cell.get("s", "0")
        return self._moment(number) if style.isdecimal() and int(style) in self.dated else number

    def _moment(self, number: float) -> Said:
        start = epoch(date1904=self.date1904)
        try:
            return start + timedelta(seconds=round(number * 86_400))
        except OverflowError:
            return number


def _spelled_out(formula: etree._Element, place: str, shared: dict[str, tuple[str, str]]) -> str:
    """Return a formula's text; one of a shared formula as it reads in its own cell."""
    text, number = formula.text or "", formula.get("si", "")
    if formula.get("t") != "shared":
        return text or "="
    if text:
        shared[number] = (text, place)
    return expanded(*shared[number], place) if number in shared else "="
