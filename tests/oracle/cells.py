"""One cell of the ledger, as written in the file, to its meaning (rules 2)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracle.values import UNREADABLE, Limit, Moment, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK_WORDS = ("", "不详", "—", "——", "－", "-", "/", "N/A")
TIME_BLANKS = ("无", "否", "没有", "空", "未退回", "未回访")
YES = ("是", "有", "对", "√", "✓", "✔", "☑", "○", "1", "Y", "yes", "T", "TRUE", "属实")
NO = (
    *("否", "无", "不是", "没有", "没", "错", "非", "×", "✗", "✕", "✖", "☒", "x", "0"),
    *("N", "no", "F", "FALSE"),
)
OWN_YES = {
    "responded": ("已联系", "已响应", "已接通"),
    "in_township": ("属地", "镇属", "本镇", "属于"),
    "callback_valid": ("有效", "接通", "已接通"),
    "excluded": ("通过", "已通过", "同意", "不纳入", "不计入", "剔除", "已剔除"),
    "zero_score": ("零分",),
}
OWN_NO = {
    "responded": ("未联系", "未响应", "未接通"),
    "in_township": ("非属地", "非镇属", "外镇"),
    "callback_valid": (
        *("无效", "未接通", "无人接听", "拒接", "关机", "停机", "空号"),
        *("已拒接", "已关机", "已停机", "已无人接听"),
    ),
    "excluded": (*("未申请", "待复核", "已申请", "驳回", "已驳回", "不通过", "未通过", "未剔除"),),
    "zero_score": ("已撤销",),
}
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
LIMIT_WORDS = {
    "特急": Limit(2, "小时"),
    "突发": Limit(2, "小时"),
    "紧急": Limit(24, "小时"),
    "一般": Limit(7, "天"),
    "疑难": Limit(15, "天"),
    "复杂": Limit(15, "天"),
}
SERIAL_EPOCH = dt.datetime(1899, 12, 30)
FIRST_YEAR = 2000

_DATE = (
    r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2}))"
)
_CLOCK = (
    r"(?:(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"|(\d{1,2})时(\d{1,2})分(?:(\d{1,2})秒)?|(\d{2})(\d{2})(\d{2})?)"
)
_TIME = rf"(上午|下午|AM|PM)?\s*{_CLOCK}\s*(AM|PM)?"
_WHOLE = re.compile(rf"{_DATE}(?:\s*T?\s*{_TIME})?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})(?:\s+{_TIME})?", re.IGNORECASE)
_LIMIT = re.compile(r"(\d+)(小时|天)")


@dataclass(frozen=True)
class Cell:
    """What stands in the file: a value, and in a workbook its number format."""

    value: object
    number_format: str | None = None


def text_of(value: object) -> str:
    """The cell as compared text: NFKC, no format characters, spaces folded."""
    if value is None:
        return ""
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", str(value))).split())


def parse_text(value: object) -> str:
    """A name or a number kept as text; blank is empty."""
    return "" if is_blank(value) else text_of(value)


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and text_of(value) in map(text_of, BLANK_WORDS))


def says_no_time(value: object) -> bool:
    """Blank in a time column, where 无 and 未回访 say that nothing happened."""
    if is_blank(value):
        return True
    text = text_of(value) if isinstance(value, str) else ""
    return text in ("无", "否", "没有", "空") or text.startswith("未")


def parse_times(cells: Sequence[Cell]) -> list[Moment]:
    """A whole column of times; month/day/year is only read when the whole column fits it."""
    texts = [text_of(cell.value) for cell in cells if not says_no_time(cell.value)]
    matches = [_MONTH_FIRST.fullmatch(text) for text in texts]
    fit = bool(matches) and all(
        match is not None and isinstance(_month_first(match), dt.date) for match in matches
    )
    decided = fit and any(int(match[2]) > 12 for match in matches if match is not None)
    return [parse_time(cell, month_first=decided) for cell in cells]


def parse_time(cell: Cell, month_first: bool = False) -> Moment:
    """One time. Anything the rules do not list is unreadable, never a guess."""
    value = cell.value
    if says_no_time(value):
        return None
    moment: Moment = UNREADABLE
    if isinstance(value, dt.datetime):
        moment = _from_excel(value, cell.number_format)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        moment = _from_serial(value)
    elif isinstance(value, str):
        moment = _from_text(text_of(value), month_first)
    too_early = isinstance(moment, dt.date) and moment.year < FIRST_YEAR
    return UNREADABLE if too_early else moment


def parse_dates(cell: Cell) -> tuple[Moment, ...]:
    """progress_dates: dates separated by ；;，,、 or line breaks (rules 3)."""
    if not isinstance(cell.value, str):
        moment = parse_time(cell)
        return () if moment is None else (moment,)
    if says_no_time(cell.value):
        return ()
    parts = re.split(r"[；;，,、\r\n]", cell.value)
    parts = [part for part in parts if not says_no_time(part)]
    return tuple(parse_time(Cell(part)) for part in parts)


def parse_yes_no(value: object, field: str = "") -> bool | Unreadable | None:
    """是/否; other text is a problem and counts as blank, which is the caller's to say."""
    if is_blank(value):
        return None
    text = str(int(value)) if isinstance(value, bool | int | float) else text_of(value)
    if text in OWN_YES.get(field, ()):
        return True
    if text in OWN_NO.get(field, ()):
        return False
    folded = text.lower()
    if folded in [word.lower() for word in YES]:
        return True
    if folded in [word.lower() for word in NO]:
        return False
    return UNREADABLE


def parse_special(value: object) -> bool | Unreadable:
    """special: a denial that is not listed is unreadable, any other text is 是."""
    if text_of(value) in ("无特殊", "不是", "一般", "普通"):
        return False
    answer = parse_yes_no(value)
    if answer is UNREADABLE:
        return UNREADABLE if text_of(value)[0] in "非不没未" else True
    return answer is True


def parse_excluded(value: object, opposite: bool = False) -> bool | Unreadable | None:
    """不纳入考核, or its opposite 是否纳入考核."""
    if not opposite:
        return parse_yes_no(value, "excluded")
    turned = {"纳入": False, "考核": False, "不纳入": True, "不考核": True}
    if text_of(value) in turned:
        return turned[text_of(value)]
    answer = parse_yes_no(value)
    return not answer if isinstance(answer, bool) else answer


def parse_resolved(value: object) -> str | Unreadable | None:
    named = {
        "解决": "解决",
        "已解决": "解决",
        "未解决": "未解决",
        "没解决": "未解决",
        "解决中": "未解决",
        "未彻底解决": "未解决",
        "部分解决": "部分解决",
        "已部分解决": "部分解决",
    }
    if text_of(value) in named:
        return named[text_of(value)]
    answer = parse_yes_no(value)
    return {True: "解决", False: "未解决"}[answer] if isinstance(answer, bool) else answer


def parse_satisfied(value: object) -> str | Unreadable | None:
    named = {
        "满意": "满意",
        "非常满意": "满意",
        "基本满意": "基本满意",
        "比较满意": "基本满意",
        "不满意": "不满意",
        "很不满意": "不满意",
        "非常不满意": "不满意",
        "未评价": "未评价",
        "无": "未评价",
    }
    if text_of(value) in named:
        return named[text_of(value)]
    answer = parse_yes_no(value)
    return {True: "满意", False: "不满意"}[answer] if isinstance(answer, bool) else answer


def parse_limit(value: object) -> Limit | Unreadable | None:
    """limit_class: N小时, N天 or one of six words."""
    if is_blank(value):
        return None
    text = text_of(value)
    if text in LIMIT_WORDS:
        return LIMIT_WORDS[text]
    match = _LIMIT.fullmatch(text)
    return Limit(int(match[1]), match[2]) if match else UNREADABLE


def _from_excel(value: dt.datetime, number_format: str | None) -> Moment:
    """A midnight is a date unless its number format shows a time of day."""
    value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    shows_time = number_format is not None and "h" in number_format
    if value.time() == dt.time() and not shows_time:
        return value.date()
    return value


def _from_serial(number: float) -> Moment:
    """A serial number; a whole one has no time of day."""
    moment = SERIAL_EPOCH + dt.timedelta(seconds=round(number * 86400))
    return moment.date() if float(number).is_integer() else moment


def _from_text(text: str, month_first: bool) -> Moment:
    if month_first:
        match = _MONTH_FIRST.fullmatch(text)
        return _month_first(match) if match else UNREADABLE
    match = _WHOLE.fullmatch(text)
    if match is None:
        return UNREADABLE
    year, month, day = (part for part in match.group(1, 3, 4, 5, 6, 7, 8, 9, 10) if part)
    return _build(year, month, day, match.groups()[10:])


def _month_first(match: re.Match[str]) -> Moment:
    month, day, year = match.group(1, 2, 3)
    return _build(year, month, day, match.groups()[3:])


def _build(year: str, month: str, day: str, clock: Sequence[str | None]) -> Moment:
    """`clock` is (half before, three spellings of hour minute second, half after), or all None."""
    half_before, *digits, half_after = clock
    hour, minute, *second = [digit for digit in digits if digit is not None] or ["", ""]
    half = (half_before or half_after or "").upper()
    try:
        if not hour:
            return dt.date(int(year), int(month), int(day))
        hours = _hour_of_day(int(hour), half)
        return dt.datetime(
            int(year), int(month), int(day), hours, int(minute), int(second[0]) if second else 0
        )
    except ValueError:
        return UNREADABLE


def _hour_of_day(hour: int, half: str) -> int:
    if not half:
        return hour
    if hour > 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in ("下午", "PM") else 0)
