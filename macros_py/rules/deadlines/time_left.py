"""How much time is left, or how long it has been over, in words."""

import re

_HOUR, _DAY = 60, 24 * 60
_SAID = re.compile("(剩|已超)([0-9]+天)?([0-9]+小时)?([0-9]+分)?")


def time_left(minutes: int) -> str:
    """``135`` → 剩2小时15分, ``-7740`` → 已超5天9小时; whole minutes, negative when past.

    From a day on in days and hours, the rest left out.
    """
    days, rest = divmod(abs(minutes), _DAY)
    hours, minutes_ = divmod(rest, _HOUR)
    parts = ((days, "天"), (hours, "小时")) if days else ((hours, "小时"), (minutes_, "分"))
    said = "".join(f"{count}{unit}" for count, unit in parts if count)
    return f"{'已超' if minutes < 0 else '剩'}{said or '0分'}"


def is_time_left(text: str) -> bool:
    """Tell whether a text is one of ``time_left``."""
    return _SAID.fullmatch(text) is not None


def days_since(seconds: int) -> str:
    """Say how many whole days have passed; less than one is 不满1天."""
    days = seconds // (_DAY * 60)
    return f"{days}天" if days else "不满1天"
