"""What changed between a settlement's seal and what its inputs and cells say now (rules 7)."""

from collections.abc import Iterable, Iterator, Mapping

from macros_py.rules.differences import Change, Entry, differences
from macros_py.rules.settings import Definition
from macros_py.signoff.inputs import CASE_NUMBER, Writer, entries, settings_in_force, shown
from macros_py.signoff.seal import Seal
from workbook import evaluation_layout as layout
from workbook.records import Evaluation
from workbook.text import masked, shown_case

SHEETS = (
    *(layout.FORMS, layout.EVENTS, layout.OTHER_DEDUCTIONS),
    *(layout.ATTENDANCE, layout.STAFF, layout.REPORTS, layout.HOLIDAYS),
)


def input_changes(
    seal: Seal, record: Evaluation, definitions: Mapping[str, Definition], key: str
) -> Iterator[Change]:
    """Yield each changed cell of the evaluation workbook, settings first."""
    write = Writer(key)
    current = settings_in_force(definitions, record.settings, write)
    for signed in seal.entries(layout.SETTINGS):
        yield from _setting_changes(signed, current)
    now = list(entries(record, seal.quarter, write))
    for sheet in SHEETS:
        mine = (entry for entry in now if entry.sheet == sheet)
        yield from differences(seal.entries(sheet), mine)


def _setting_changes(signed: Entry, current: Entry) -> Iterator[Change]:
    for key in {**signed.values, **current.values}:
        before, after = signed.values.get(key, ""), current.values.get(key, "")
        if before != after:
            cell = current.cells.get(key) or signed.cells.get(key, layout.SETTINGS)
            yield Change(cell, key, before, after)


def for_people(changes: Iterable[Change]) -> Iterator[Change]:
    """Drop the digests of masked texts from what is shown, and mask what was typed since."""
    for change in changes:
        hide = shown_case if change.name == CASE_NUMBER else masked
        before, after = hide(shown(change.before)), hide(shown(change.after))
        if before == after:
            after = f"{after}（被遮盖的号码有变）"
        yield Change(masked(change.cell), change.name, before, after)
