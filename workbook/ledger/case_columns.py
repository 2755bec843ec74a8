"""The cases of all sheets as one set of columns, the same for every ledger."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbook.ledger.columns import CHOICES, TEXTS, TIMES
from workbook.ledger.phones import phone_keys
from workbook.ledger.sheet_cases import SheetCases
from workbook.values.problem import Problem
from workbook.values.text import Masked, keys, masked, shown_case, visible

if TYPE_CHECKING:
    import datetime as dt

CaseColumns = Mapping[str, NDArray[Any]]

_WORDS: Mapping[str, NDArray[np.object_]] = {
    name: np.array(words, dtype=object) for name, words in CHOICES.items()
}


def build_columns(parts: Sequence[SheetCases]) -> CaseColumns:
    """Give one entry a case in file order; all columns stand whatever the ledger has.

    ``sheet`` its name; ``row`` int32, the sheet's row from 1; ``case_id``; ``inexact`` bool:
    it lost digits; ``duplicate`` bool: it stood in an earlier row. Texts are str in arrays of
    objects; those that are one key (rules 2) stand in one spelling. For each time field F: ``F``
    datetime64[s] (NaT: blank or unreadable; a date is its midnight), ``F_dateonly``, ``F_bad``
    (not blank, unreadable).
    ``progress_dates`` tuples of dates, ``progress_dates_bad``. Fields of `columns.CHOICES` and
    `columns.TEXTS` as str, "" blank. ``replied`` bool.
    ``phone_key`` int64: equal where two cases name one phone; below 0 see `phones`.
    """
    sizes = [len(part.rows) for part in parts]
    columns: dict[str, NDArray[Any]] = {}
    columns["sheet"] = np.repeat(_objects([part.layout.name for part in parts]), sizes)
    columns["row"] = np.concatenate([np.zeros(0, np.int32), *(part.rows for part in parts)])
    case_ids = _one_spelling([number for part in parts for number in part.case_ids])
    columns["case_id"] = _objects(case_ids)
    inexact = np.concatenate([np.zeros(0, bool), *(part.inexact for part in parts)])
    columns["inexact"], columns["duplicate"] = inexact, _later(case_ids, inexact)

    def joined(arrays: Iterable[NDArray[Any] | None], blank: NDArray[Any]) -> NDArray[Any]:
        whole = [
            np.repeat(blank, size) if array is None else array
            for array, size in zip(arrays, sizes, strict=True)
        ]
        return whole[0] if len(whole) == 1 else np.concatenate([blank[:0], *whole])

    never = np.zeros(1, bool)
    no_time = np.full(1, np.datetime64("NaT", "s"))
    for name in TIMES:
        times = [part.times.get(name) for part in parts]
        columns[name] = joined((t.values if t else None for t in times), no_time)
        columns[f"{name}_dateonly"] = joined((t.date_only if t else None for t in times), never)
        columns[f"{name}_bad"] = joined((t.bad if t else None for t in times), never)
    columns["progress_dates"] = _progress(parts, sizes)
    columns["progress_dates_bad"] = joined(
        (part.progress and part.progress[1] for part in parts), never
    )
    for name, words in _WORDS.items():
        choices = [part.choices.get(name) for part in parts]
        codes = joined((c.codes if c else None for c in choices), np.zeros(1, np.int8))
        columns[name] = words[codes]
    for name in TEXTS:
        texts: list[str] = []
        for part, size in zip(parts, sizes, strict=True):
            texts += part.texts.get(name) or [""] * size
        columns[name] = _objects(_one_spelling(texts))
    phones: list[str] = []
    for part, size in zip(parts, sizes, strict=True):
        phones += part.phones or [""] * size
    columns["phone_key"] = phone_keys(phones)
    columns["replied"] = joined((part.replied for part in parts), never)
    return columns


def _one_spelling(texts: list[str]) -> list[str]:
    """Give every text in one spelling of its key: the key itself, else the first that stands."""
    different = dict.fromkeys(texts)
    named = dict(zip(different, keys(list(different)), strict=True))
    one: dict[str, str] = {}
    for text, name in named.items():
        one.setdefault(name, name if name in different else text)
    return [one[named[text]] for text in texts] if len(one) < len(different) else texts


def _later(case_ids: Sequence[str], inexact: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the numbers that stood earlier; blank ones and those that lost digits repeat nothing."""
    seen = {""}
    later = np.zeros(len(case_ids), bool)
    for i, (number, lost) in enumerate(zip(case_ids, inexact.tolist(), strict=True)):
        later[i] = not lost and number in seen and number != ""
        if not lost:
            seen.add(number)
    return later


def _progress(parts: Sequence[SheetCases], sizes: Sequence[int]) -> NDArray[np.object_]:
    rows: list[tuple[dt.date, ...]] = []
    for part, size in zip(parts, sizes, strict=True):
        rows += part.progress[0] if part.progress else [()] * size
    return _objects(rows)


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    """Return an array of these objects; tuples are not taken apart."""
    return np.fromiter(values, object, len(values))


def repeated(parts: Sequence[SheetCases], columns: CaseColumns) -> list[Problem]:
    """Name every row whose case number stood in an earlier row, of any sheet."""
    if not columns["duplicate"].any():
        return []
    layouts = [part.layout for part in parts for _ in range(len(part.rows))]
    numbers: list[str] = columns["case_id"].tolist()
    typed = [number for part in parts for number in part.case_ids]
    places = {number: i for i, number in reversed(list(enumerate(numbers)))}

    def cell_of(i: int) -> str:
        return layouts[i].cell(int(columns["row"][i]), "case_id")

    problems = []
    for i in np.flatnonzero(columns["duplicate"]).tolist():
        layout, cell, first = layouts[i], cell_of(i), places[numbers[i]]
        shown = Masked(visible(shown_case(typed[i])))
        message = f"工单编号重复 “{shown}”，首次见 {masked(layouts[first].name)}!{cell_of(first)}"
        problems.append(Problem(layout.name, cell, "case_id", "重复工单", shown, message))
    return problems
