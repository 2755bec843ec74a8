"""Formulas that reach beyond their own cell: arrays, data tables, shared formulas."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbook.values.addresses import Area, column_number, letters
from workbook.values.refusals import CellError
from workbook.xlsx.markup import attributes, escape, unescape
from workbook.xlsx.patching.written_cells import Written

if TYPE_CHECKING:
    from openpyxl.formula.translate import Translator

_CHARACTER = re.compile(r"&#(x?)([0-9a-fA-F]+);")


def readable(text: bytes) -> str:
    """Return a formula as people read it, from the XML between its tags."""
    plain = _CHARACTER.sub(lambda found: chr(int(found[2], 16 if found[1] else 10)), text.decode())
    return unescape(plain)


def _translator(text: bytes, row: int, column: int) -> "Translator":
    """Return what shifts a formula; raises UnshiftableError where it would lose a part of it."""
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415 - slow, seldom needed
    from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415

    formula = "=" + readable(text)
    try:
        made = Translator(formula, f"{letters(column)}{row}")
        kept = made.translate_formula(row_delta=0, col_delta=0)
    except (TokenizerError, TranslatorError, ValueError, IndexError) as error:
        raise UnshiftableError from error
    if kept != formula:
        raise UnshiftableError
    return made


class UnshiftableError(Exception):
    """A formula that has no like in another row: an array, a data table, one that is unreadable."""


class Formulas:
    """Watches a sheet's formulas go by while ``region`` is overwritten.

    An array or data table that would be torn is refused. When the master of a shared formula is
    overwritten, the cells that lean on it get their formula in full.
    """

    def __init__(self, prefix: str, region: Written) -> None:
        p = prefix.encode()
        self._region = region
        self._mark = b" ref="
        self._found = re.compile(
            rb"<%bc\b([^<>]*)>\s*<%bf\b([^<>]*)>([^<]*)|<%bf\b([^<>]*)>" % (p, p, p)
        )
        self._cell = re.compile(
            rb"(<%bc\b[^<>]*>\s*)<%bf\b([^<>]*?)(?:/>|>[^<]*</%bf>)" % (p, p, p)
        )
        self._open, self._shut = b"<%bf>" % p, b"</%bf>" % p
        self.orphans: dict[str, tuple[Translator, int, int]] = {}
        self._masters: dict[str, tuple[bytes, Area]] = {}

    def scan(self, rows: bytes) -> None:
        """Look at every formula of these rows that names a range. Raises CellError."""
        if self._mark not in rows:
            return
        for found in self._found.finditer(rows):
            tag = attributes(found[2] if found[2] is not None else found[4])
            area = Area.parse(tag["ref"]) if "ref" in tag else None
            if area is None:
                continue
            if tag.get("t") in {"array", "dataTable"}:
                if self._region.touches(area) and not self._region.covers(area):
                    kind = "数组公式" if tag["t"] == "array" else "模拟运算表"
                    raise CellError(f"{area}：{kind}的一部分会被覆盖，未写入；请先处理该公式")
            elif tag.get("t") == "shared":
                cell = attributes(found[1] or b"")
                place = Area.parse(cell.get("r", "")) or area
                self._shared(tag.get("si", ""), place, area, found[3] or b"")

    def _shared(self, index: str, place: Area, area: Area, text: bytes) -> None:
        self.orphans.pop(index, None)
        self._masters[index] = (text, place)
        if not self._region.touches(Area(place.left, place.top, place.left, place.top)):
            return
        if self._region.covers(area) or not text.strip():
            return
        try:
            formula = _translator(text, place.top, place.left)
        except UnshiftableError:
            cell = f"{letters(place.left)}{place.top}"
            why = "其他单元格共用这里的公式，而它无法改写，未写入；请先处理该公式"
            raise CellError(f"{cell}：{why}") from None
        self.orphans[index] = (formula, place.top, place.left)

    def shifted(
        self, tag: Mapping[str, str], text: bytes, origin: tuple[int, int], to: tuple[int, int]
    ) -> str:
        """Return the formula of the cell at ``origin`` (row, column) as it reads in another cell.

        Raises UnshiftableError for what is more than a formula of one cell.
        """
        if tag.get("t") == "shared" and not text.strip():
            text, place = self._masters.get(tag.get("si", ""), (b"", None))
            origin = (place.top, place.left) if place else origin
        if tag.get("t", "normal") not in {"normal", "shared"} or not text.strip() or b"\0" in text:
            raise UnshiftableError
        (row, column), (new_row, new_column) = origin, to
        made = _translator(text, row, column).translate_formula(
            row_delta=new_row - row, col_delta=new_column - column
        )
        return str(made[1:])

    def rehomed(self, row: bytes, row_number: int) -> bytes:
        """Return the row with the formulas in full that leaned on an overwritten master."""
        if b"shared" not in row:
            return row
        return self._cell.sub(lambda found: self._whole(found, row_number), row)

    def _whole(self, found: re.Match[bytes], row_number: int) -> bytes:
        tag = attributes(found[2])
        orphan = self.orphans.get(tag.get("si", ""))
        place = attributes(found[1]).get("r", "").rstrip("0123456789")
        if orphan is None or tag.get("t") != "shared" or "ref" in tag or not place:
            return found[0]
        formula, row, column = orphan
        text = formula.translate_formula(
            row_delta=row_number - row, col_delta=column_number(place) - column
        )
        return found[1] + self._open + escape(text[1:]).encode() + self._shut
