"""Reads written cells back with an XML parser and compares them with the values they came from."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from lxml import etree

from workbook.values.addresses import letters
from workbook.xlsx.patching.column import Column
from workbook.xlsx.patching.opaque import bare
from workbook.xlsx.patching.region import Region
from workbook.xlsx.patching.values import simple

_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)
_ROUNDING = timedelta(milliseconds=1)


class SecondReader:
    """Compares rows of the written sheet with the values of ``region``.

    ``opening`` is the start tag of the sheet's root, ``prefix`` its namespace prefix with colon.
    """

    def __init__(self, opening: bytes, prefix: str, region: Region, *, date1904: bool) -> None:
        self._opening = opening
        self._closing = b"</" + opening[1:].split(None, 1)[0].rstrip(b">") + b">"
        self._row, self._close = f"<{prefix}row".encode(), f"</{prefix}row>".encode()
        self._region = region
        self._epoch = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)

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

    def _in_row(self, xml: bytes) -> str:
        try:
            row = etree.fromstring(self._opening + xml + self._closing, _PARSER)[0]
        except (etree.XMLSyntaxError, IndexError):
            return ""  # no row between these rows; the whole is parsed elsewhere
        number = int(row.get("r", "0"))
        cells = {cell.get("r"): cell for cell in row}
        for column in self._region.columns:
            at = number - self._region.first_row
            if 0 <= at < len(column.values):
                address = f"{letters(column.index)}{number}"
                if not self._agrees(cells.get(address), column, at):
                    return address
        return ""

    def _agrees(self, cell: etree._Element | None, column: Column, at: int) -> bool:
        value = simple(column.values[at])
        if cell is None or value is None:
            return value is None and (cell is None or len(cell) == 0)
        text, kind = "".join(map(str, cell.itertext())), cell.get("t", "n")
        if isinstance(value, str):
            return kind == "inlineStr" and _decoded(text) == value
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


def _decoded(text: str) -> str:
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text)
