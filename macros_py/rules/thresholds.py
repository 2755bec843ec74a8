"""建议阈值: when a figure suggests an option of 附件2. Never part of the contract (rules 5)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from macros_py.rules.contract import Contract, Item
from macros_py.rules.errors import SettingError
from macros_py.rules.items import ATTENDANCE, DISCIPLINE
from macros_py.rules.settings import THRESHOLD

LABEL = "建议，非合同"
_PART = re.compile(
    r"(?:(?P<label>.*?)(?P<sign>>=|<=|≥|≤))?(?P<number>\d+(?:\.\d+)?)(?P<unit>%|分钟)?"
)
_SEPARATOR = re.compile(r"[;,\n]")


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
            f"{option.label}≤{_number(bound)}分钟"
            if in_minutes
            else f"{option.label}≥{_number(bound * 100)}%"
            for option, bound in zip(self.item.options, self.bounds, strict=False)
        ]
        return "；".join(shown)


def thresholds(contract: Contract, texts: Mapping[str, str]) -> dict[str, Threshold]:
    """Read the thresholds of the settings, item → text.

    ``95%,85%,70%`` or ``及时≥95%；基本及时≥85%；不及时≥70%``: falling bounds of every option but
    the last; for 勤务管理 rising minutes, ``0,10``. Raises SettingError, without a cell, for an
    item that is not in 附件2 or has no figure, and for a text that is no such list.
    """
    items = {item.name: item for item in contract.items}
    found = {}
    for name, text in texts.items():
        if name not in items:
            msg = f"没有「{name}」这一评价项目"
            raise SettingError(msg)
        if name == DISCIPLINE:
            msg = f"「{name}」无台账数据，由验收人员评定，不能设建议阈值"
            raise SettingError(msg)
        found[name] = _threshold(items[name], text)
    return found


def _threshold(item: Item, text: str) -> Threshold:
    in_minutes = item.name == ATTENDANCE
    labels = [option.label for option in item.options[:-1]]
    parts = [part for part in _SEPARATOR.split(_plain(text)) if part]
    matches = [_PART.fullmatch(part) for part in parts]
    bounds: list[Fraction] = []
    for label, match in zip(labels, matches, strict=False):
        if match is None or not _fits(match, label, in_minutes=in_minutes):
            break
        number = Fraction(match["number"])
        bounds.append(number / 100 if match["unit"] == "%" else number)
    rising = bounds if in_minutes else bounds[::-1]
    ordered = all(one < other for one, other in pairwise(rising))
    within = in_minutes or all(bound <= 1 for bound in bounds)
    if len(parts) != len(labels) or len(bounds) != len(labels) or not ordered or not within:
        example = ("0", "10") if in_minutes else ("95%", "85%", "70%")
        sign, unit = ("≤", "分钟") if in_minutes else ("≥", "")
        wanted = "；".join(
            f"{label}{sign}{bound}{unit}" for label, bound in zip(labels, example, strict=False)
        )
        order = "从小到大" if in_minutes else "从大到小"
        msg = f"设置「{THRESHOLD}{item.name}」的值无法识别 “{text}”，应{order}，如 {wanted}"
        raise SettingError(msg)
    return Threshold(item, tuple(bounds))


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
    return "".join(unicodedata.normalize("NFKC", text.replace("\n", ";")).split())


def _number(number: Fraction) -> str:
    return f"{float(number):g}"
