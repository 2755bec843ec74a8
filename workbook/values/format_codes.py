"""Number format codes: what a code shows, and which codes a file names by number only."""

import enum
import re
from collections.abc import Mapping
from functools import cache

GENERAL = "General"
_EAST_ASIAN_DATE = 'yyyy"年"m"月"d"日"'
BUILT_IN: Mapping[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: _EAST_ASIAN_DATE,
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: "#,##0;-#,##0;-;@",
    42: '"¥"#,##0;"¥"-#,##0;"¥"-;@',
    43: "#,##0.00;-#,##0.00;-??;@",
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥"-??;@',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that a file names by number only, as a Chinese Excel shows them."""

_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.', re.DOTALL)
_BRACKET = re.compile(r"\[([^\]]*)\]")


class Shows(enum.Enum):
    """What a number is by its format: a plain number, a moment, or an elapsed time."""

    NUMBER = enum.auto()
    MOMENT = enum.auto()
    SPAN = enum.auto()


@cache
def shows(code: str) -> Shows:
    """``0.00`` → NUMBER, ``yyyy-mm-dd`` → MOMENT, ``[h]:mm`` → SPAN."""
    code = _LITERAL.sub("", code.split(";", 1)[0])
    if any(re.fullmatch(r"h+|s+|m+", b, re.IGNORECASE) for b in _BRACKET.findall(code)):
        return Shows.SPAN
    code = re.sub(r"General|G/通用格式", "", _BRACKET.sub("", code), flags=re.IGNORECASE)
    if re.search(r"[ymdhs]|上午|下午|a/p", code, re.IGNORECASE):
        return Shows.MOMENT
    if re.search(r"e|aaa|g", code, re.IGNORECASE) and not re.search(r"[0#?]", code):
        return Shows.MOMENT
    return Shows.NUMBER


@cache
def has_time(code: str) -> bool:
    """Tell whether a number format code shows a time of day: ``yyyy-mm-dd hh:mm``, ``[h]:mm``."""
    clock = re.search(r"上午|下午|A/P|[HS]", _letters(code), re.IGNORECASE)
    return clock is not None or shows(code) is Shows.SPAN


@cache
def has_day(code: str) -> bool:
    """Tell whether a number format code shows a day: ``yyyy-mm-dd``, ``m"月"``, not ``mm:ss``."""
    plain = _letters(code).lower().replace("general", "")
    return "y" in plain or "d" in plain or ("m" in plain and not has_time(code))


def _letters(code: str) -> str:
    """Give the part for positive numbers without texts and brackets."""
    return _BRACKET.sub("", _LITERAL.sub("", code.split(";", 1)[0]))


def built_in(number: str | int) -> str:
    """Give the code of a format that a file names by number only."""
    text = str(number)
    return BUILT_IN.get(int(text), GENERAL) if text.isdecimal() and len(text) < 9 else GENERAL
