"""Lengths of time as the contract writes them: 30分钟, 2小时, 24小时, 7天."""

import re
from dataclasses import dataclass

from macros_py.rules.terms.errors import RuleError
from workbook.values.text import tight

MINUTE, HOUR, DAY = 60, 3600, 86_400
_SECONDS = {"分钟": MINUTE, "分": MINUTE, "小时": HOUR, "时": HOUR, "天": DAY, "日": DAY}
_TEXT = re.compile(r"(\d{1,4})(分钟|分|小时|时|天|日)")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: ``count`` days, or ``count`` seconds made of hours and minutes.

    The two never mix: 24小时 runs on the clock, 1天 ends at midnight (民法典 201, 202).
    """

    count: int
    in_days: bool
    text: str

    def __str__(self) -> str:
        return self.text


def parse_limit(text: str) -> Limit | None:
    """Read ``30分钟``, ``2小时`` or ``7天``; None when the text is no such limit or is zero."""
    plain = tight(text)
    match = _TEXT.fullmatch(plain)
    if not match or not (count := int(match[1])):
        return None
    if match[2] in "天日":
        return Limit(count, in_days=True, text=f"{count}天")
    return Limit(count * _SECONDS[match[2]], in_days=False, text=plain)


def read_limit(text: str) -> Limit:
    """Read a limit of contract.toml; raises RuleError for a text that is none."""
    limit = parse_limit(text)
    if limit is None:
        raise RuleError(f"contract.toml：时限无法识别 “{text}”")
    return limit


def parse_seconds(text: str) -> int | None:
    """Read a length like ``10分钟``, ``4小时`` or ``1天2小时`` in seconds; None if unreadable."""
    plain = tight(text)
    parts = _TEXT.findall(plain)
    if not parts or "".join(map("".join, parts)) != plain:
        return None
    return sum(int(count) * _SECONDS[unit] for count, unit in parts)
