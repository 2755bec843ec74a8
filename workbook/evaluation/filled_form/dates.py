"""Dates, periods and quarters as people write them on a form: 2024年 3月25日, 二〇二四年三月…."""

import re
import unicodedata
from datetime import date

from workbook.values.quarters import NOT_OF_A_YEAR, quarter_label

_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "两": "2",
}
_NUMERAL = re.compile(r"[〇○零一二两三四五六七八九十]+")
_YEAR = r"(?:(?P<{0}y>\d{{4}})\s*[-/.年]\s*)"
_DAY = r"(?P<{0}m>\d{{1,2}})\s*[-/.月]\s*(?P<{0}d>\d{{1,2}})(?!\d)\s*日?"
_DATE = re.compile(r"(?<!\d)" + _YEAR.format("a") + _DAY.format("a"))
_PERIOD = re.compile(
    f"(?<!\\d){_YEAR.format('a')}{_DAY.format('a')}"
    r"\s*[起始]?\s*(?:至|到|-|—|–|―|~|〜)+\s*"
    f"{_YEAR.format('b')}?{_DAY.format('b')}"
)
_QUARTER = re.compile(
    r"(?P<year>\d{2,4}\s*年?(?:度|的)?\s*(?=第)|\d{2,4}\s*年(?:度|的)?\s*)?"
    r"(?<!\d)(?:第\s*(?P<nth>\d{1,2})\s*(?:个\s*)?(?:服务\s*)?|(?P<bare>\d{1,2})\s*)季\s*度"
)

_CALENDAR = re.compile(r"\d{4}\s*年?\s*[-/.]?\s*[QqＱ]\s*[1-4]")


def plain_numbers(text: str) -> str:
    """Give text in NFKC with Chinese numerals as digits: 二〇二四年十二月 → 2024年12月."""
    return _NUMERAL.sub(lambda match: _number(match.group()), unicodedata.normalize("NFKC", text))


def find_date(text: str) -> date | None:
    """Return the only date in the text, None when it holds no digits (`  年  月  日`).

    Raises ValueError when there are digits but not exactly one real date.
    """
    plain = plain_numbers(text)
    if not any(character.isdigit() for character in plain):
        return None
    compact = re.fullmatch(r"\s*(\d{4})(\d{2})(\d{2})\s*", plain)
    if compact:
        return date(*map(int, compact.groups()))
    found = list(_DATE.finditer(plain))
    rest = _DATE.sub("", plain)
    if len(found) != 1 or any(c.isdigit() for c in re.sub(r"\d{1,2}[:时]\d{1,2}\S*", "", rest)):
        raise ValueError(f"not one date: {text}")
    return _day(found[0], "a", None)


def find_period(text: str) -> tuple[date, date] | None:
    """Return first and last day of the period in the text, None when there is none.

    An end without a year is the first such day on or after the start. Raises ValueError for a day
    that does not exist, an end before its start, or two different periods.
    """
    found = set()
    for match in _PERIOD.finditer(plain_numbers(text)):
        start = _day(match, "a", None)
        end = _day(match, "b", start)
        if end < start:
            raise ValueError(f"ends before it starts: {text}")
        found.add((start, end))
    if len(found) > 1:
        raise ValueError(f"two periods: {text}")
    return found.pop() if found else None


def find_quarter(text: str) -> str:
    """Return 第N季度 for 第N季度, 第一季度 or 一季度 in the text, ``""`` when there is none.

    Raises ValueError when the text names two quarters, or one of a calendar year.
    """
    found = list(_QUARTER.finditer(plain_numbers(text)))
    if any(match["year"] for match in found) or _CALENDAR.search(text):
        raise ValueError(NOT_OF_A_YEAR)
    numbers = {int(match["nth"] or match["bare"]) for match in found}
    if len(numbers) > 1:
        raise ValueError(f"two quarters: {text}")
    return quarter_label(numbers.pop()) if numbers else ""


def _number(numeral: str) -> str:
    if "十" not in numeral:
        return "".join(_DIGITS[character] for character in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))


def _day(match: re.Match[str], side: str, after: date | None) -> date:
    year, month, day = (match[f"{side}{part}"] for part in "ymd")
    if year or after is None:
        return date(int(year), int(month), int(day))
    same = date(after.year, int(month), int(day))
    return same if same >= after else date(after.year + 1, int(month), int(day))
