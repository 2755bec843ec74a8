"""The calculation chain: a cache of the order of formulas, invalid once one of them is gone."""

import re
from collections.abc import Mapping

from workbook.values.addresses import Area
from workbook.xlsx.markup import attributes
from workbook.xlsx.package import Package
from workbook.xlsx.patching.region import Written

_CELL = re.compile(rb"<(?:[\w.-]+:)?c\b([^<>]*)>")


def drop_if_stale(package: Package, written: Mapping[str, Written], *, added: bool) -> None:
    """Remove the chain when it lists a cell that is written; Excel builds it anew.

    ``written`` maps a sheetId to what is written to that sheet; ``added`` tells of new formulas.
    """
    part = package.book_part("calcChain")
    if not part:
        return
    if added:
        package.remove(part, package.book)
        return
    sheet = ""
    for found in _CELL.finditer(package.utf8(part)):
        cell = attributes(found[1])
        sheet = cell.get("i", sheet)
        area = Area.parse(cell.get("r", ""))
        region = written.get(sheet)
        if area is not None and region is not None and region.touches(area):
            package.remove(part, package.book)
            return
