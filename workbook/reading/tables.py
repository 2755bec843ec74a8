"""Totals rows of the tables on a worksheet, which look like any other row."""

from workbook.reading.parts import Parts
from workbook.values.addresses import Area

_TAIL = 4096
"""Bytes at the end of a worksheet among which the list of its tables stands."""


def totals_rows(parts: Parts, sheet: str) -> frozenset[int]:
    """Give the rows (from 1) that hold the totals of a table on the sheet."""
    if b"tablePart" not in parts.sheet(sheet)[-_TAIL:]:
        return frozenset()
    found: set[int] = set()
    for kind, part in parts.relations(parts.sheet_parts.get(sheet, "")).values():
        table = parts.tree(part) if kind == "table" else None
        area = None if table is None else Area.parse(table.get("ref", ""))
        if table is not None and area and table.get("totalsRowCount", "0") not in {"", "0"}:
            found.add(area.bottom)
    return frozenset(found)
