"""Reads written cells back with an XML parser and compares them with the values they came from."""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from lxml import etree

from workbook.values.addresses import letters
from workbook.values.epochs import epoch
from workbook.xlsx.hidden_markup import bare
from workbook.xlsx.markup import attributes, decoded
from workbook.xlsx.patching.edits import Formula
from workbook.xlsx.patching.encoder import simple

_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)
_ROUNDING = timedelta(milliseconds=1)


class SecondReader:
    """Compares rows of the written sheet with what was to be written.

    ``opening`` is the start tag of the sheet's root, ``prefix`` its namespace prefix with colon,
    ``wanted`` gives a row's values by column.
    """

    def __init__(
        self,
        opening: bytes,
        prefix: str,
        wanted: Callable[[int], Mapping[int, object]],
        *,
        date1904: bool,
    ) -> None:
        self._opening = opening
        self._closing = b"</" + opening[1:].split(None, 1)[0].rstrip(b">") + b">"
        self._row, self._close = f"<{prefix}row".encode(), f"</{prefix}row>".encode()
        self._wanted = wanted
        self._epoch = epoch(date1904=date1904)

    def disagreement(self, rows: bytes, samples: int) -> str:
        """Return the address of a cell that reads otherwise than it should, or nothing.

        Looks at the last of these whole ``rows`` and at others, ``samples`` in all.
        """
        rows = bare(rows)
        starts = range(0, len(rows), len(rows) // samples + 1)
        places = {rows.find(self._row, start) for start in starts[: samples - 1]}
        places.add(rows.rfind(self._row))
        for start in sorted(places - {-1}):
            row = rows[start : rows.find(self._close, start)] + self._close
            found = self._in_row(row)
            if found:
                return found
        return ""

    def disagreement_in(self, rows: bytes, numbers: set[int]) -> str:
        """Do the same for every row of ``numbers``, which loses those that were found."""
        for piece in bare(rows).split(self._row)[1:]:
            tag = piece[: piece.find(b">")]
            number = attributes(tag).get("r", "")
            if number.isdecimal() and int(number) in numbers:
                numbers.discard(int(number))
                end = piece.find(self._close)
                found = self._in_row(self._row + piece[:end] + self._close)
                if found:
                    return found
        return ""

    def _in_row(self, xml: bytes) -> str:
        try:
            row = etree.fromstring(self._opening + xml + self._closing, _PARSER)[0]
        except (etree.XMLSyntaxError, IndexError):
            return ""  # no row between these rows; the whole is parsed elsewhere
        number = int(row.get("r", "0"))
        cells = {cell.get("r"): cell for cell in row}
        for column, value in self._wanted(number).items():
            address = f"{letters(column)}{number}"
            if not self._agrees(cells.get(address), value):
                return address
        return ""

    def _agrees(self, cell: etree._Element | None, given: object) -> bool:
        if isinstance(given, Formula):
            return cell is not None and [child.text for child in cell] == [given.text]
        value = simple(given)
        if cell is None or value is None:
            return value is None and (cell is None or len(cell) == 0)
        text, kind = "".join(map(str, cell.itertext())), cell.get("t", "n")
        if isinstance(value, str):
            return kind == "inlineStr" and decoded(text) == value
        if isinstance(value, bool):
            return kind == "b" and text == str(int(value))
        return kind == "n" and self._agrees_in_number(text, value)

    def _agrees_in_number(self, text: str, value: float | Decimal | date) -> bool:
        try:
            number = float(text)
        except ValueError:
            return False
        if isinstance(value, datetime):
            return abs(self._moment(number) - value) < _ROUNDING
        if isinstance(value, date):
            return self._moment(number).date() == value
        return math.isclose(number, value, rel_tol=1e-15)

    def _moment(self, serial: float) -> datetime:
        if self._epoch.year < 1904 and serial < 60:
            serial += 1
        return self._epoch + timedelta(days=serial)
