"""The number of a service quarter as people write it: 第1季度, 一季度, 1 (contract 1.2)."""

import re

from workbook.values.text import plain, tight

_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
_LABEL = re.compile(r"第?(\d{1,3}|[一二三四五六七八九十])(?:个?(?:服务)?季度?)?(?:\([-\d]+起\))?")
"""With the day from which it runs, as refusals say it, 第1季度（2023-12-26 起）, or without."""
_OF_A_YEAR = re.compile(r"(?:\d{2,4}|[〇零一二三四五六七八九]{2,4})(?:年.*季|.{0,3}Q[1-4])")

ASK = "请填 第1季度"
NOT_OF_A_YEAR = "合同季度从服务起始日算，不按自然年"


def quarter_number(value: object) -> int:
    """Read a quarter; raises ValueError with what is wrong and what to write instead.

    A quarter of a calendar year (2024年第1季度) is none: the contract counts from its own start.
    """
    if isinstance(value, bool):
        raise ValueError(unread(value))
    text = tight(plain(value))
    if not text:
        raise ValueError(f"季度未填，{ASK}")
    match = _LABEL.fullmatch(text)
    number = (_NUMERALS.get(match[1]) or int(match[1])) if match else 0
    if not number:
        raise ValueError(unread(value))
    return number


def unread(value: object) -> str:
    """Say why a text names no quarter of the contract."""
    text = plain(value)
    why = f"{NOT_OF_A_YEAR}，" if _OF_A_YEAR.search(tight(text)) else ""
    return f"季度无法识别 “{text}”，{why}{ASK}"


def quarter_label(number: int) -> str:
    """``第1季度``."""
    return f"第{number}季度"
