"""Reads written cells back with an XML parser and compares them with the values they came from."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from workbook.ooxml.column import Column
from workbook.ooxml.opaque import bare
from workbook.ooxml.reference import letters
from workbook.ooxml.region import Region
from workbook.ooxml.values import simple

_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
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
        """The address of a cell that reads otherwise than it should, or nothing.

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
            row = ElementTree.fromstring(self._opening + xml + self._closing)[0]
        except (ElementTree.ParseError, IndexError):
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

    def _agrees(self, cell: ElementTree.Element | None, column: Column, at: int) -> bool:
        value = simple(column.values[at])
        texts = (
            [] if cell is None else [part.text or "" for part in cell.iter() if part is not cell]
        )
        if value is None:
            return not texts
        if cell is None:
            return False
        text = "".join(texts)
        match value:
            case str():
                return cell.get("t") == "inlineStr" and _decoded(text) == value
            case bool():
                return cell.get("t") == "b" and text == str(int(value))
            case datetime():
                return abs(self._moment(float(text)) - value) < _ROUNDING
            case date():
                return self._moment(float(text)).date() == value
        return cell.get("t", "n") == "n" and math.isclose(float(text), value, rel_tol=1e-15)

    def _moment(self, serial: float) -> datetime:
        if self._epoch.year < 1904 and serial < 60:
            serial += 1
        return self._epoch + timedelta(days=serial)


def _decoded(text: str) -> str:
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text)
