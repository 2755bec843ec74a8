"""建议阈值: when a figure suggests an option of 附件2. Never part of the contract (rules 5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from macros_py.rules.terms.contract import Contract, Item
from macros_py.rules.terms.errors import SettingError
from macros_py.rules.terms.items import ATTENDANCE, DISCIPLINE
from macros_py.rules.terms.money import exact_text
from macros_py.rules.terms.settings import THRESHOLD
from workbook.values.text import tight

LABEL = "建议，非合同"
_PART = re.compile(
    r"(?:(?P<label>.*?)(?P<sign>>=|<=|≥|≤))?(?P<number>\d+(?:\.\d+)?)(?P<unit>%|分钟)?"
)
_SEPARATOR = re.compile(r"[;,]|(?<=[\d%钟])[、/]")


@dataclass(frozen=True, slots=True)
class Threshold:
    """The bounds of an item's options in order, but the last, which takes what is left.

    Shares: the least that still suggests the option. Minutes, for 勤务管理: the most.
    """

    item: Item
    bounds: tuple[Fraction, ...]

    def option(self, measure: Fraction) -> str:
        """Return the label that a share, or for 勤务管理 the longest lateness, suggests."""
        in_minutes = self.item.name == ATTENDANCE
        for option, bound in zip(self.item.options, self.bounds, strict=False):
            if measure <= bound if in_minutes else measure >= bound:
                return option.label
        return self.item.options[-1].label

    def __str__(self) -> str:
        in_minutes = self.item.name == ATTENDANCE
        shown = [
            f"{option.label}≤{exact_text(bound)}分钟"
            if in_minutes
            else f"{option.label}≥{exact_text(bound * 100)}%"
            for option, bound in zip(self.item.options, self.bounds, strict=False)
        ]
        return "；".join(shown)


def threshold_of(contract: Contract, name: str, text: str) -> Threshold:
    """Read the threshold that the settings give for the item ``name``.

    ``95%,85%,70%``, ``95,85,70``, ``0.95、0.85、0.7`` or ``及时≥95%；基本及时≥85%；不及时≥70%``:
    falling bounds of every option but the last; for 勤务管理 rising minutes, ``0,10``. Raises
    SettingError, without a cell, for an item that is not in 附件2 or has no figure, and saying
    what is wrong with a text that is no such list.
    """
    item = next((item for item in contract.items if item.name == name), None)
    if item is None:
        raise SettingError(f"没有「{name}」这一评价项目")
    if name == DISCIPLINE:
        raise SettingError(f"「{name}」无台账数据，由验收人员评定，不能设建议阈值")
    labels = [option.label for option in item.options[:-1]]
    in_minutes = name == ATTENDANCE
    try:
        return Threshold(item, _bounds(text, labels, in_minutes=in_minutes))
    except ValueError as wrong:
        example = ("0", "10") if in_minutes else ("95%", "85%", "70%")
        sign, unit = ("≤", "分钟") if in_minutes else ("≥", "")
        wanted = "；".join(
            f"{label}{sign}{bound}{unit}" for label, bound in zip(labels, example, strict=False)
        )
        order = "从小到大" if in_minutes else "从大到小"
        key = f"设置「{THRESHOLD}{name}」"
        raise SettingError(f"{key}的值无法识别 “{text}”：{wrong}；应{order}，如 {wanted}") from None


def _bounds(text: str, labels: Sequence[str], *, in_minutes: bool) -> tuple[Fraction, ...]:
    """Read one bound for each label; raises ValueError saying what is wrong.

    Shares without % are percent when every one of them is above 1.
    """
    parts = [part for part in _SEPARATOR.split(_plain(text)) if part]
    if len(parts) != len(labels):
        raise ValueError(f"应有 {len(labels)} 个界限，现有 {len(parts)} 个")
    matches = []
    for label, part in zip(labels, parts, strict=True):
        match = _PART.fullmatch(part)
        if match is None or not _fits(match, label, in_minutes=in_minutes):
            raise ValueError(f"“{part}” 不是「{label}」的界限")
        matches.append(match)
    numbers = [Fraction(match["number"]) for match in matches]
    units = [match["unit"] for match in matches]
    bare = not in_minutes and not any(units) and all(number > 1 for number in numbers)
    bounds = tuple(
        number / 100 if bare or unit == "%" else number
        for number, unit in zip(numbers, units, strict=True)
    )
    for part, bound in zip(parts, bounds, strict=True):
        if not in_minutes and bound > 1:
            raise ValueError(f"“{part}” 超过 100%，或漏写了 %")
    rising = bounds if in_minutes else bounds[::-1]
    if not all(one < other for one, other in pairwise(rising)):
        raise ValueError("各界限没有依次排列")
    return bounds


def _fits(match: re.Match[str], label: str, *, in_minutes: bool) -> bool:
    """Tell whether a part names its own option, if any, with the sign and unit of its item."""
    signs, unit = (("≤", "<="), "分钟") if in_minutes else (("≥", ">="), "%")
    return (
        match["label"] in (None, _plain(label))
        and match["sign"] in (None, *signs)
        and match["unit"] in (None, unit)
    )


def _plain(text: str) -> str:
    """Normalise; a full-width 、 in an option's name stays what it is."""
    return tight(text.replace("\n", ";"))
