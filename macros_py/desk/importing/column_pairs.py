"""Which column of the ledger an export's column goes into."""

from collections.abc import Iterator
from dataclasses import dataclass

from macros_py.inputs.judged_ledger import is_own_header
from workbook.ledger.headers import template_header
from workbook.ledger.layout import SheetLayout
from workbook.values.headers import normalised


@dataclass(frozen=True, slots=True)
class Pair:
    """A column of the ledger and the export's columns for it, the first that says something.

    ``field`` is None for a header that nobody recognises. ``named``: the headers are the same; else
    only the field is, whose value may stand in the row's second column.
    """

    target: int
    sources: tuple[int, ...]
    field: str | None
    header: str
    named: bool


def pair_columns(ledger: SheetLayout, export: SheetLayout) -> tuple[list[Pair], list[str]]:
    """Pair the columns of two sheets; the second list names the headers that go nowhere.

    A header goes to the same header, else to the column of the same field. The tool's own columns
    (时限, 状态, 回复检查 …) are left alone.
    """
    sources: dict[int, list[int]] = {}
    unplaced = []
    columns, fields = _columns(ledger), _fields(ledger)
    own = _fields(export)
    for column, header in _named(export):
        field = own.get(column)
        if is_own_header(header):
            continue
        target = _target(ledger, columns.get(normalised(header)), field, fields)
        if target is None:
            unplaced.append(header)
        else:
            sources.setdefault(target, []).append(column)
    headers, theirs = dict(_named(ledger)), dict(_named(export))
    pairs = []
    for target, found in sorted(sources.items()):
        field = fields.get(target)
        first = [c for c in found if c in export.columns.values()]
        ordered = (*first, *(c for c in found if c not in first))
        header = headers.get(target, template_header(field or ""))
        named = any(normalised(theirs[column]) == normalised(header) for column in found)
        pairs.append(Pair(target, ordered, field, header, named))
    return pairs, unplaced


def _target(
    ledger: SheetLayout, same: int | None, field: str | None, fields: dict[int, str]
) -> int | None:
    if same is not None and (field is None or fields.get(same) in (field, None)):
        return same
    return ledger.columns.get(field) if field else None


def _named(layout: SheetLayout) -> Iterator[tuple[int, str]]:
    """Yield the columns that have a header, each with it, from the left."""
    offset = layout.last_column - len(layout.headers) + 1
    for place, text in enumerate(layout.headers):
        if normalised(text):
            yield offset + place, " ".join(text.split())


def _columns(layout: SheetLayout) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in _named(layout):
        if not is_own_header(text):
            found.setdefault(normalised(text), column)
    return found


def _fields(layout: SheetLayout) -> dict[int, str]:
    """Give column → field; a second column of a field is of it as well."""
    first = {column: field for field, column in layout.columns.items()}
    return {column: field for field, column in layout.seconds.items()} | first
