"""How far a range reaches once columns are written right beside it."""

from collections.abc import Iterable

from workbook.values.addresses import Area
from workbook.xlsx.patching.region import Region


def beside(region: Region, area: Area) -> Area:
    """Return a print area grown over the written columns that adjoin it on the right."""
    if area.bottom < region.first_row:
        return area
    run = [c for c in region.run_from(area.right + 1) if region.last_row(c) >= area.top]
    return area.widened(area.right + len(run))


def headed(region: Region, area: Area, taken: Iterable[Area] = ()) -> Area:
    """Return a filter or table grown over adjoining columns with a header in its own header row.

    It stops before any area in ``taken``.
    """
    right = area.right
    for column in region.run_from(area.right + 1):
        value = region.value(area.top, column.index)
        new = Area(column.index, area.top, column.index, area.bottom)
        if value is None or value == "" or any(map(new.meets, taken)):
            break
        right = column.index
    return area.widened(right)
