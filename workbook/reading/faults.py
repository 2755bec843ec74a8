"""Cells of an .xlsx that readers show as blank although they are not: errors, bare formulas."""

import re
from collections.abc import Iterator

from workbook.reading.parts import Parts
from workbook.values.cells import column_number
from workbook.values.text import UNCOMPUTED

_FORMULA_PART = rb"(?:<f[^>]*/>|<f(?:\s[^>]*)?>[^<]*</f>)"
_ERROR = re.compile(
    rb"<c(?P<attributes>\s[^>]*\bt=[\"']e[\"'][^>]*)>"
    + _FORMULA_PART
    + rb"?<v>(?P<value>[^<]*)</v>"
)
_FORMULA = re.compile(rb"<c(?P<attributes>\s[^>]*)>" + _FORMULA_PART + rb"(?:<v></v>|<v/>)?</c>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_TYPE_TEXT = re.compile(rb"\bt=[\"']str[\"']")


def may_hold_faults(sheet: bytes) -> bool:
    """Tell from cheap signs whether a worksheet's XML has an error value or a formula."""
    return b"</f>" in sheet or (b"#" in sheet and (b't="e"' in sheet or b"t='e'" in sheet))


def silent_faults(parts: Parts, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Give row, column (from 1) and text of every such cell.

    A formula whose result is saved as empty text (t="str") is blank, not a fault.
    """
    data = parts.sheet(sheet)
    for match in _ERROR.finditer(data):
        reference = _REFERENCE.search(match["attributes"])
        if reference:
            text = match["value"].decode("utf-8", "replace")
            yield int(reference[2]), column_number(reference[1].decode()), text
    for match in _FORMULA.finditer(data):
        reference = _REFERENCE.search(match["attributes"])
        if reference and not _TYPE_TEXT.search(match["attributes"]):
            yield int(reference[2]), column_number(reference[1].decode()), UNCOMPUTED
