"""Raw ledger cells → the typed columns of the frame, one whole column at a time (rules 2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from workbook.ledger.headers import ALIASES
from workbook.values.text import is_blank, is_fault, plain
from workbook.values.words import CHOICES, answer

__all__ = ["CHOICES", "TEXTS", "TIMES", "ChoiceColumn", "filled", "read_choices", "read_texts"]

T = TypeVar("T")

TIMES = tuple(name for name in ALIASES if name.endswith("_at"))
TEXTS = (
    *("limit_class", "unit", "place", "category", "category2", "category3", "category4"),
    *("system", "channel", "seat", "case_id2", "return_reason", "suspend_reason"),
)


@dataclass(frozen=True)
class ChoiceColumn:
    """Codes into ``CHOICES[field]`` and the cells that say something else."""

    codes: NDArray[np.int8]
    bad: NDArray[np.bool_]


def read_choices(name: str, values: Sequence[object], *, inverted: bool = False) -> ChoiceColumn:
    """Read a column of yes/no or of the field's own words; ``inverted``: 是 means 否."""
    choices = CHOICES[name]

    def code(value: object) -> int:
        word = answer(name, value, turned_round=inverted)
        return -1 if word is None else choices.index(word)

    # True, 1 and 1.0 are one key, and mean one thing
    codes = np.array(_each_once(values, code), np.int8)
    bad = codes < 0
    codes[bad] = 0
    return ChoiceColumn(codes, bad)


def _each_once(values: Sequence[object], read: Callable[[object], T]) -> list[T]:
    known = {value: read(value) for value in set(values)}
    return list(map(known.__getitem__, values))


def read_texts(values: Sequence[object], shorten: Callable[[object], str] = plain) -> list[str]:
    """Read a column of text; each different cell is looked at once."""

    def text(value: object) -> str:
        return "" if is_fault(value) else shorten(value)

    if set(map(type, values)) == {str}:
        return _each_once(values, text)
    return [text(value) for value in values]  # True and 1 would be one key


def filled(values: Sequence[object]) -> NDArray[np.bool_]:
    """Tell which cells say something; the text itself is not kept."""
    return np.array([value not in ("", None) and not is_blank(value) for value in values], bool)
