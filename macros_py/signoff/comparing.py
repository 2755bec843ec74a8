"""What changed between a settlement's seal and what its inputs and cells say now (rules 7)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from macros_py.rules.signing.differences import NEW, Change, Entry, differences
from macros_py.rules.signing.digest import canonical
from macros_py.rules.terms.contract import Contract
from macros_py.signoff.inputs import CASE_NUMBER, COVERED, Writer, entries, settings_in_force, shown
from macros_py.signoff.scope import Scope
from macros_py.signoff.seal import SHEET, Seal
from workbook.evaluation import sheets as layout
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.reader import DOUBLED
from workbook.reading.sheets import open_book
from workbook.sealed.cells import said_cells
from workbook.values.text import masked, shown_case

_READABLE = "签认时可以识别"


def input_changes(seal: Seal, record: Evaluation, contract: Contract, key: str) -> Iterator[Change]:
    """Yield each changed cell of the evaluation workbook, settings first.

    Without the ``key`` what is masked cannot be compared.
    """
    write = Writer(key)
    scope = Scope(seal.quarter, seal.as_of.date(), contract.evidence)
    definitions = {definition.key: definition for definition in contract.definitions}
    lost = {row.sheet: row for row in record.unread if not row.values}

    def sealed(sheet: str) -> Iterator[Entry]:
        for entry in seal.entries(sheet):
            if entry.first_cell.rpartition("!")[0] in lost:
                continue
            bare = {name: shown(value) for name, value in entry.values.items()}
            yield entry if key else replace(entry, values=bare)

    current = settings_in_force(definitions, record, write)
    defaults = settings_in_force(definitions, None, write)
    for signed in sealed(layout.SETTINGS):
        yield from _setting_changes(signed, current, defaults)
    now = list(entries(record, scope, write))
    for sheet in COVERED:
        mine = (entry for entry in now if entry.sheet == sheet)
        yield from differences(sealed(sheet), mine)
    stood = (entry.first_cell for name in COVERED for entry in seal.entries(name))
    for sheet in sorted({cell.rpartition("!")[0] for cell in stood} & lost.keys()):
        yield Change(lost[sheet].cell, "", _READABLE, lost[sheet].why)
    for problem in record.problems:
        if problem.kind == DOUBLED and not problem.cell:
            yield Change(problem.sheet, "", _READABLE, problem.message)


_ANSWER = ("甲方答复", "答复理由", "答复人", "答复日期")


def came_later(change: Change) -> bool:
    """Tell whether 甲方 answered an objection since, or the vendor raised one: no alarm (rules 7).

    What was there when it was signed stands as it was.
    """
    ours = layout.OBJECTIONS in change.cell
    return ours and (change.before == NEW or (change.name in _ANSWER and not change.before))


def _setting_changes(signed: Entry, current: Entry, defaults: Entry) -> Iterator[Change]:
    """Yield each changed setting; one that did not exist at signing had its default."""
    for key in {**signed.values, **current.values}:
        before = signed.values.get(key, defaults.values.get(key, ""))
        after = current.values.get(key, "")
        if before != after:
            cell = current.cells.get(key) or signed.cells.get(key, layout.SETTINGS)
            yield Change(cell, key, before, after)


def for_people(changes: Iterable[Change]) -> Iterator[Change]:
    """Drop the digests of masked texts from what is shown, and mask what was typed since."""
    for change in changes:
        hide = shown_case if change.name == CASE_NUMBER else masked
        before, after = map(str, (hide(shown(change.before)), hide(shown(change.after))))
        if before == after:
            after = f"{after}（被遮盖的号码有变）"
        yield Change(masked(change.cell), change.name, before, after)


def kind_changes(signed: bytes, now: bytes) -> Iterator[Change]:
    """Yield each cell of a settlement that says the same as before as a value of another kind.

    A text where a number was, or the reverse: formulas take it otherwise. Both are whole
    workbooks. What a formula gives is not looked at: its text decides that.
    """
    before, after = _typed(signed), _typed(now)
    for place, (value, is_text) in before.items():
        text, became_text = after.get(place, (value, is_text))
        if text == value and became_text != is_text:
            kinds = {True: f"{value}（文字）", False: f"{value}（数值）"}
            yield Change(place, "", kinds[is_text], kinds[became_text])


def _typed(raw: bytes) -> dict[str, tuple[str, bool]]:
    """Return each cell's value as it is sealed, and whether it is a text."""
    book = open_book(Path("结算.xlsx"), raw)
    return {
        f"{sheet}!{cell}": (canonical(value), isinstance(value, str))
        for sheet in (*book.visible, *book.hidden)
        if sheet != SHEET
        for cell, value, formula in said_cells(book, sheet)
        if value != "" and not formula
    }
