"""Number formats that show another quantity than the cell holds: %, 万, 千元 (rules 2)."""

import re
from decimal import Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<bare>.)',
    re.DOTALL,
)
_GENERAL = re.compile(r"General|G/通用格式", re.IGNORECASE)
_SAME = re.compile(
    r"人民币|RMB|CNY|元|圆|整|分钟?|小时|时|天|日|次|件|项|人|年|月|[¥￥$€\s()（）+\-,，.。:：/]",
    re.IGNORECASE,
)
_CONTROL = frozenset("0#?.,;@Ee+-/")


def shown_otherwise(value: float, code: str | None, *, share: bool = False) -> str:
    """Give a number as its format shows it where that is another quantity, else ``""``.

    ``share``: a percentage shows the same quantity. Units of money, points and time do too.
    """
    if code is None or code in {"", "General", "@"}:
        return ""
    literal, percent, digits = "", 0, ""
    for token in _TOKEN.finditer(_GENERAL.sub("0", _section(value, code))):
        bare = token["bare"] or ""
        if bare in {"%", "‰"}:
            percent += 1
            literal += bare
        elif bare in _CONTROL:
            digits += bare
        elif token["bracket"] is not None:
            literal += token["bracket"][1:].partition("-")[0] if token["bracket"][:1] == "$" else ""
        else:
            literal += token["quoted"] or token["escaped"] or bare
    scaled = len(digits) - len(digits.rstrip(",")) if "." not in digits else _thousands(digits)
    foreign = _SAME.sub("", literal.replace("%", "") if share and percent else literal)
    if not foreign and not scaled:
        return ""
    shown = Decimal(str(value)) * 100**percent / 1000**scaled
    places = len(digits.rstrip(",").partition(".")[2])
    return f"{shown:.{places}f}{literal.strip()}"


def _section(value: float, code: str) -> str:
    """Return the part of a format that a number of this sign is shown by."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 and parts[2] else parts[0]


def _thousands(digits: str) -> int:
    """Count the commas that scale: behind the last digit, before the point or at the end."""
    whole, _, rest = digits.partition(".")
    return len(whole) - len(whole.rstrip(",")) + len(rest) - len(rest.rstrip(","))
