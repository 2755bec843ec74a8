"""Totals rows of the tables on a worksheet, which look like any other row."""

from workbook.values.addresses import Area
from workbook.xlsx.package import Package

_TAIL = 4096
"""Bytes at the end of a worksheet among which the list of its tables stands."""


def totals_rows(package: Package, sheet: str) -> frozenset[int]:
    """Give the rows (from 1) that hold the totals of a table on the sheet."""
    if b"tablePart" not in package.sheet(sheet)[-_TAIL:]:
        return frozenset()
    found: set[int] = set()
    for part in package.related(package.sheet_part(sheet), "table"):
        table = package.root(part)
        area = None if table is None else Area.parse(table.get("ref", ""))
        if table is not None and area and table.get("totalsRowCount", "0") not in {"", "0"}:
            found.add(area.bottom)
    return frozenset(found)
