"""The names of a workbook and where they point: what a test looks for on a filled form."""

from workbook.xlsx.filling.filled_book import FilledBook


def named_cells(content: bytes) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (scope, name) → (sheet, cells) of every name of a workbook that means cells."""
    filled = FilledBook(content)
    found = {}
    for entry in filled.names.values():
        place = filled.cell_of(entry.name, entry.scope)
        if place is not None:
            found[entry.scope, entry.name] = place
    return found
