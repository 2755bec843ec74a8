"""Number formats of single cells, looked up where a reader's bare date may be a midnight."""

from collections.abc import Sequence

from workbook.guard import Kind
from workbook.sheets import RawBook


def shows_time(
    book: RawBook, sheet: str, cells: Sequence[tuple[int, int]]
) -> Sequence[bool] | None:
    if book.kind is not Kind.XLSX:
        return None
    return [False] * len(cells)
