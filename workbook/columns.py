"""Raw ledger cells → the typed columns of the frame, one whole column at a time (rules 2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbook.cells import yes_no
from workbook.text import FAULTS, is_blank, normal, plain

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
    meaning: dict[object, int] = {}
    for value in set(values):  # True, 1 and 1.0 are one key, and mean one thing
        word = _choice(name, value, inverted=inverted)
        meaning[value] = -1 if word is None else choices.index(word)
    codes = np.array([meaning[value] for value in values], np.int8)
    bad = codes < 0
    codes[bad] = 0
    return ChoiceColumn(codes, bad)


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
    if set(map(type, values)) == {str}:
        meaning = {value: _text(value, shorten) for value in set(values)}
        return [meaning[value] for value in values]
    return [_text(value, shorten) for value in values]  # True and 1 would be one key


def _text(value: object, shorten: Callable[[object], str]) -> str:
    return "" if isinstance(value, str) and value in FAULTS else shorten(value)


def filled(values: Sequence[object]) -> NDArray[np.bool_]:
    """Tell which cells say something; the text itself is not kept."""
    return np.array([value not in ("", None) and not is_blank(value) for value in values], bool)
