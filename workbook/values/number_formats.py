"""What a number format makes of a number: the same quantity, or another one (rules 2)."""

import re
from decimal import Decimal
from enum import StrEnum

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKET = re.compile(r"\[[^\]]*\]")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_UNIT = re.compile(
    r"(百万|千万|万|千|亿)|(?<![A-Za-z])([kKMB])(?![A-Za-z])|(天|日)|(小时|时)|(分钟)"
)


class Quantity(StrEnum):
    """What a cell shows beside the bare number it holds."""

    PLAIN = ""
    PERCENT = "%"
    THOUSAND = "千"
    TEN_THOUSAND = "万"
    MILLION = "百万"
    TEN_MILLION = "千万"
    HUNDRED_MILLION = "亿"
    SCALED = "缩小"
    DAYS = "天"
    HOURS = "小时"
    MINUTES = "分钟"

    @property
    def same(self) -> bool:
        """Whether the number is the quantity shown."""
        return self is Quantity.PLAIN


_UNITS = {
    "k": Quantity.THOUSAND,
    "m": Quantity.MILLION,
    "b": Quantity.SCALED,
    "天": Quantity.DAYS,
    "日": Quantity.DAYS,
    "小时": Quantity.HOURS,
    "时": Quantity.HOURS,
    "分钟": Quantity.MINUTES,
}


def format_shows(code: str) -> Quantity:
    """Tell which quantity a number format shows, from the part for positive numbers.

    ``0%`` → PERCENT, ``0.0"万元"`` → TEN_THOUSAND, ``0.0,`` → SCALED, ``0"天"`` → DAYS;
    ``#,##0.00``, ``¥0.00``, ``0.0"元"``, ``0"分"`` and dates → PLAIN.
    """
    positive = _first_section(code)
    bare = _BRACKET.sub("", positive)
    literals = "".join(a or b for a, b in _QUOTED.findall(bare))
    signs = _QUOTED.sub("", bare)
    if "%" in signs or "%" in literals or "％" in literals:
        return Quantity.PERCENT
    if re.search(r"[yYdD年]", signs):
        return Quantity.PLAIN
    digits = re.search(r"[0#?]|General|通用格式", signs)
    # unquoted letters of other scripts are shown as they are
    unit = _UNIT.search(f"{literals} {signs}") if digits else None
    if unit:
        word = unit[0].lower()
        return _UNITS.get(word) or Quantity(word)
    return Quantity.SCALED if _SCALED.search(signs) else Quantity.PLAIN


def _first_section(code: str) -> str:
    quoted = False
    for at, char in enumerate(code):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted and code[at - 1 : at] != "\\":
            return code[:at]
    return code


_TIME = frozenset({Quantity.DAYS, Quantity.HOURS, Quantity.MINUTES})
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|[0#?.,;@]|General|G/通用格式')


def shown_otherwise(value: float, code: str | None, *, share: bool = False) -> str:
    """Give a number as its format shows it where that is another quantity, else ``""``.

    Units of time show the same quantity, and a percentage does of a ``share``. 0.3 under ``0%`` →
    ``30%``, 1.5 under ``0.0"万元"`` → ``1.5万元``.
    """
    quantity = format_shows(code) if code else Quantity.PLAIN
    if code is None or quantity.same or quantity in _TIME:
        return ""
    if quantity is Quantity.PERCENT and share:
        return ""
    part = _first_section(code)
    scale = re.search(r"[0#?](,+)(?![0#?,])", part)
    places = re.search(r"\.([0#?]+)", part)
    shown = Decimal(str(value)) / 1000 ** (len(scale[1]) if scale else 0)
    shown *= 100 if quantity is Quantity.PERCENT else 1
    unit = _LITERAL.sub(lambda match: match[1] or match[2] or "", part).strip()
    return f"{shown:.{len(places[1]) if places else 0}f}{unit}"
