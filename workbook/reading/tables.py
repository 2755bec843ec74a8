"""Totals rows of the tables on a worksheet, which look like any other row."""

import posixpath

from workbook.reading.parts import Parts
from workbook.values.addresses import Area


def totals_rows(parts: Parts, sheet: str) -> frozenset[int]:
    """Give the rows (from 1) that hold the totals of a table on the sheet."""
    name = parts.sheet_parts.get(sheet, "")
    if b"tablePart" not in parts.sheet(sheet)[-4096:]:
        return frozenset()
    folder, file = posixpath.split(name)
    relations = parts.tree(f"{folder}/_rels/{file}.rels")
    found: set[int] = set()
    for relation in () if relations is None else relations.iter("{*}Relationship"):
        if not relation.get("Type", "").endswith("/table"):
            continue
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        table = parts.tree(target)
        area = None if table is None else Area.parse(table.get("ref", ""))
        count = "" if table is None else table.get("totalsRowCount", "")
        if area and count.isdecimal():
            found.update(range(area.bottom - min(int(count), 1) + 1, area.bottom + 1))
    return frozenset(found)
