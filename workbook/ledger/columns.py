"""Raw ledger cells → the typed columns of the frame, one whole column at a time (rules 2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from workbook.values.cells import yes_no
from workbook.values.text import FAULTS, is_blank, normal, plain

T = TypeVar("T")

TIMES = (
    "called_at",
    "dispatched_at",
    "received_at",
    "transferred_at",
    "verified_at",
    "returned_at",
    "approved_at",
    "first_contact_at",
    "feedback_at",
    "closed_at",
    "suspended_at",
    "released_at",
    "callback_at",
)
TEXTS = ("limit_class", "unit", "place", "category", "system", "channel", "seat")
_YES_NO = ("", "是", "否")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "in_township": _YES_NO,
    "special": _YES_NO,
    "callback_valid": _YES_NO,
    "responded": _YES_NO,
    "zero_score": _YES_NO,
    "excluded": (*_YES_NO, "待复核", "驳回", "未申请"),
    "resolved": ("", "解决", "未解决", "部分解决"),
    "satisfied": ("", "满意", "基本满意", "不满意", "未评价"),
}
"""Field → what its cells can mean; blank first."""

_ANSWERS: Mapping[str, tuple[str, str]] = {
    "resolved": ("解决", "未解决"),
    "satisfied": ("满意", "不满意"),
}


@dataclass(frozen=True)
class ChoiceColumn:
    """Codes into ``CHOICES[field]`` and the cells that say something else."""

    codes: NDArray[np.int8]
    bad: NDArray[np.bool_]


def read_choices(name: str, values: Sequence[object], *, inverted: bool = False) -> ChoiceColumn:
    """Read a column of yes/no or of the field's own words; ``inverted``: 是 means 否."""
    choices = CHOICES[name]

    def code(value: object) -> int:
        word = _choice(name, value, inverted=inverted)
        return -1 if word is None else choices.index(word)

    # True, 1 and 1.0 are one key, and mean one thing
    codes = np.array(_each_once(values, code), np.int8)
    bad = codes < 0
    codes[bad] = 0
    return ChoiceColumn(codes, bad)


class _Known(dict[object, T]):
    """What each cell means, found out the first time it is asked for."""

    def __init__(self, read: Callable[[object], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: object) -> T:
        found = self[value] = self._read(value)
        return found


def _each_once(values: Sequence[object], read: Callable[[object], T]) -> list[T]:
    return list(map(_Known(read).__getitem__, values))


def _choice(name: str, value: object, *, inverted: bool) -> str | None:
    """One cell's meaning: a word of ``CHOICES[name]``, or None when it says something else."""
    if is_blank(value):
        return ""
    word = normal(plain(value)) if isinstance(value, str) else ""
    if word in FAULTS:
        return None
    if name == "excluded" and word == "通过" and not inverted:
        word = "是"
    elif word and word in CHOICES[name] and word not in _YES_NO:
        return word
    try:
        # 未评价 and the like are words of their own; 未回访 must not become 不满意
        answer = yes_no(word or value, prefixes=name != "satisfied")
    except ValueError:
        return "是" if name == "special" else None
    yes, no = _ANSWERS.get(name, ("是", "否"))
    return yes if answer is not inverted else no


def read_texts(values: Sequence[object], shorten: Callable[[object], str] = plain) -> list[str]:
    """Read a column of text; each different cell is looked at once."""

    def text(value: object) -> str:
        return "" if isinstance(value, str) and value in FAULTS else shorten(value)

    if set(map(type, values)) == {str}:
        return _each_once(values, text)
    return [text(value) for value in values]  # True and 1 would be one key


def filled(values: Sequence[object]) -> NDArray[np.bool_]:
    """Tell which cells say something; the text itself is not kept."""
    return np.array([value not in ("", None) and not is_blank(value) for value in values], bool)
