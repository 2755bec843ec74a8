"""The page on which a form that the tool made goes on: long events, told in full."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbook.reading.sheets import RawSheet
from workbook.values.records import Event
from workbook.values.text import plain

GOES_ON = "……（全文见续页）"
"""How a description ends on the form when its full text is on the next page."""
HEAD = ("序号", "类型", "说明", "工单编号", "认定")
AGAIN = "（接上）"
"""In place of the kind: the row goes on with the description above it."""


def told_in_full(events: Sequence[Event], sheets: Iterable[RawSheet]) -> tuple[Event, ...]:
    """Return a form's events with the descriptions that one of the sheets has in full."""
    if not any(event.description.endswith(GOES_ON) for event in events):
        return tuple(events)
    for sheet in sheets:
        texts = _descriptions(sheet, events[0].subject)
        if len(texts) == len(events) and all(map(_begins, texts, events)):
            pairs = zip(events, texts, strict=True)
            return tuple(replace(event, description=text) for event, text in pairs)
    return tuple(events)


def _begins(text: str, event: Event) -> bool:
    return text.startswith(event.description.removesuffix(GOES_ON))


def _descriptions(sheet: RawSheet, subject: str) -> list[str]:
    """Return the descriptions that a page has for a form, none for any other sheet."""
    rows = [[plain(cell) for cell in row] for row in sheet.rows]
    at = next((place for place, row in enumerate(rows) if tuple(filter(None, row)) == HEAD), None)
    if at is None or not any(subject in row for row in rows[:at]):
        return []
    number, kind, said = map(rows[at].index, HEAD[:3])
    texts: list[str] = []
    for row in rows[at + 1 :]:
        if row[kind] == AGAIN and texts:
            texts[-1] += row[said]
        elif row[number].isdecimal():
            texts.append(row[said])
        else:
            break
    return texts
