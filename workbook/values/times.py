"""Times in every spelling a ledger uses (rules 2), read a whole column at a time.

Texts are sorted by *shape*: every digit written as 0. One grammar is matched against a shape once
and gives the places of year, month … for all texts of that shape, which numpy then reads together.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from workbook.values.text import BLANKS, FAULTS, Fault, is_blank, key, keys

Seconds = NDArray[np.datetime64]
Flags = NDArray[np.bool_]

_CLOCK = r"""
    (?P<mark>上午|下午|[AaPp][Mm])?\ ?
    (?:(?P<h>00?):(?P<n>00)(?::(?P<s>00)(?:\.(?P<f>0{1,9}))?)?
      |(?P<h2>00?)时(?P<n2>00?)分(?:(?P<s2>00?)秒)?
      |(?P<h3>00)(?P<n3>00)(?P<s3>00)?)
    (?:\ ?(?P<mark2>(?(mark)(?!)|[AaPp][Mm])))?
"""
_YEAR_FIRST = re.compile(
    rf"""
    (?:(?P<y>0000)(?P<sep>[-/.])(?P<m>00?)(?P=sep)(?P<d>00?)
      |(?P<y2>0000)年(?P<m2>00?)月(?P<d2>00?)日
      |(?P<y3>0000)(?P<m3>00)(?P<d3>00))
    (?:(?:\ |[Tt]|(?<=日)|(?=上午|下午|[AaPp][Mm])|(?<=00000000)(?=0000)){_CLOCK})?
    """,
    re.VERBOSE,
)
_MONTH_FIRST = re.compile(rf"(?P<m>00?)/(?P<d>00?)/(?P<y>0000)(?:\ {_CLOCK})?", re.VERBOSE)

_CLOCK_ONLY = re.compile(r"[0-9]{1,2}[:时][0-9]{1,2}(?:[:分].*)?")
_TOO_EARLY = re.compile(r"(?:1[0-9]{3}|0[0-9]{3})(?:[-/.年]|[0-9]{4})")
_SHAPE = {ord(digit): "0" for digit in "123456789"}
_NEVER = frozenset({"无", "否", "没有", "空"})
_NOT_YET = "未"
_LONGEST = 48
_HALF = 500_000
"""Microseconds that are half a second."""

_EPOCH = dt.date(1970, 1, 1).toordinal()

_CSV_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")

_EPOCH_1900 = np.datetime64("1899-12-30", "s")
_FIRST = np.datetime64("2000-01-01", "s")
_SHIFT_1904 = 1462
_SERIAL_END = 2_958_466  # the day after 9999-12-31
_NAT = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class TimeColumn:
    """One column of times, in sheet order.

    ``values``: datetime64[s]; NaT where blank or unreadable, midnight for a date.
    ``date_only``: the cell certainly holds a date without a time of day.
    ``bad``: not blank, and not a time.
    ``bare``: a date whose cell may have shown a midnight; the file decides (rules 2).
    """

    values: Seconds
    date_only: Flags
    bad: Flags
    bare: Flags

    @property
    def timed(self) -> Flags:
        """Cells that certainly hold a time of day."""
        return ~np.isnat(self.values) & ~self.date_only & ~self.bare


class _Column:
    """The arrays of a TimeColumn while they fill."""

    def __init__(self, size: int) -> None:
        self.values: Seconds = np.full(size, _NAT)
        self.date_only: Flags = np.zeros(size, bool)
        self.bad: Flags = np.zeros(size, bool)
        self.bare: Flags = np.zeros(size, bool)

    def put(self, at: NDArray[np.intp], values: Seconds) -> None:
        """Set readable times; what is out of range or NaT is unreadable."""
        with np.errstate(invalid="ignore"):
            good = values >= _FIRST  # false for NaT
        self.values[at[good]] = values[good]
        self.bad[at[~good]] = True

    def done(self) -> TimeColumn:
        """Clear the marks of what could not be read and hand the arrays out."""
        unread = np.isnat(self.values)
        return TimeColumn(self.values, self.date_only & ~unread, self.bad, self.bare & ~unread)


def read_times(
    values: Sequence[object],
    *,
    date1904: bool = False,
    serial_text: bool = False,
    strict: bool = False,
) -> TimeColumn:
    """Read a column of cells as a spreadsheet reader returns them.

    ``date1904``: serial numbers count from 1904. ``serial_text``: digits such as ``45292.5`` in
    text are serial numbers too, as in a .csv, where every cell is text. ``strict``: 无, 否, 未… are
    no blanks, as in a cell that asks for nothing but a date.
    """
    out = _Column(len(values))
    types = list(map(type, values))
    kinds = set(types)
    if kinds == {str}:
        texts = cast("list[str]", list(values))
        _read_texts(out, np.arange(len(values)), texts, alone=True, strict=strict)
        kinds = set()
    alone = kinds - {type(None), Fault} == {str}
    for kind in kinds - {type(None)}:
        places = [i for i, own in enumerate(types) if own is kind]
        if kind is str:
            places = [i for i in places if values[i]]
        at = np.array(places, np.intp)
        cells = [values[i] for i in places]
        if kind is Fault:
            out.bad[at] = True
        elif issubclass(kind, str):
            _read_texts(out, at, [str(cell) for cell in cells], alone=alone, strict=strict)
        else:
            _READERS.get(kind, _refuse)(out, at, cells, date1904)
    if serial_text and out.bad.any():
        _read_serial_texts(out, values)
    return out.done()


def parse_time(value: object, *, date1904: bool = False) -> tuple[dt.datetime | None, bool]:
    """Read one cell: the time rounded to the second, and whether it is a date without a time.

    Blank gives ``(None, False)``; what is not certainly a time raises ValueError. A reader's bare
    date counts as a date, month/day/year is never read: a single cell cannot tell (rules 2).
    """
    if isinstance(value, str) and _MONTH_FIRST.fullmatch(key(value).translate(_SHAPE)):
        raise ValueError(f"month or day first: {value}")
    column = read_times([value], date1904=date1904, strict=True)
    if column.bad[0]:
        raise ValueError(f"not a time: {value}")
    moment = column.values[0].item()
    if moment is None:
        return None, False
    assert isinstance(moment, dt.datetime)
    return moment, bool(column.date_only[0] or column.bare[0])


_BETWEEN_DATES = re.compile(r"[；;，,、\r\n]+")


def read_date_lists(
    values: Sequence[object], *, date1904: bool = False, serial_text: bool = False
) -> tuple[list[tuple[dt.date, ...]], Flags]:
    """Read a column of 挂账汇报日期: each cell's dates in order, and whether a part is bad."""
    dates: list[tuple[dt.date, ...]] = [()] * len(values)
    bad: Flags = np.zeros(len(values), bool)
    parts: list[object] = []
    owners: list[int] = []
    for i, value in enumerate(values):
        if is_blank(value):
            continue
        cell: list[object] = [value]
        if isinstance(value, str) and not isinstance(value, Fault):
            parted = _BETWEEN_DATES.split(value)
            cell = [part for part in parted if not _says_nothing(key(part), strict=False)]
        parts += cell
        owners += [i] * len(cell)
    column = read_times(parts, date1904=date1904, serial_text=serial_text)
    days: list[dt.date | None] = column.values.astype("datetime64[D]").tolist()
    for owner, day, is_bad in zip(owners, days, column.bad.tolist(), strict=True):
        if is_bad or day is None:
            bad[owner] = True
        else:
            dates[owner] = (*dates[owner], day)
    return dates, bad


def _read_datetimes(out: _Column, at: NDArray[np.intp], cells: list[object], _: bool) -> None:
    moments = cast("list[dt.datetime]", cells)
    seconds = [
        time.hour * 3600 + time.minute * 60 + time.second + (time.microsecond >= _HALF)
        for time in moments
    ]
    out.put(at, _days(moments).astype("datetime64[s]") + np.array(seconds, "timedelta64[s]"))


def _read_dates(out: _Column, at: NDArray[np.intp], cells: list[object], _: bool) -> None:
    out.bare[at] = True
    out.put(at, _days(cast("list[dt.date]", cells)).astype("datetime64[s]"))


def _days(dates: Sequence[dt.date]) -> NDArray[np.datetime64]:
    """Return the days of dates or datetimes; numpy's own way takes ten times as long."""
    numbers = np.fromiter(map(dt.date.toordinal, dates), np.int64, len(dates))
    return (numbers - _EPOCH).view("datetime64[D]")


def _read_spans(out: _Column, at: NDArray[np.intp], cells: list[object], date1904: bool) -> None:
    days = np.array(cells, "timedelta64[us]") / np.timedelta64(1, "D")
    _read_serials(out, at, days, date1904=date1904)


def _read_counts(out: _Column, at: NDArray[np.intp], cells: list[object], date1904: bool) -> None:
    _read_numbers(out, at, np.array(cells, float), date1904=date1904)


def _refuse(out: _Column, at: NDArray[np.intp], _cells: list[object], _: bool) -> None:
    out.bad[at] = True


_READERS: dict[type, Callable[[_Column, NDArray[np.intp], list[object], bool], None]] = {
    dt.datetime: _read_datetimes,
    dt.date: _read_dates,
    dt.timedelta: _read_spans,
    int: _read_counts,
    float: _read_counts,
}


def _read_numbers(
    out: _Column, at: NDArray[np.intp], numbers: NDArray[np.float64], *, date1904: bool
) -> None:
    """Read serial numbers; a whole number of 8, 12 or 14 digits is a compact date."""
    whole = np.isfinite(numbers) & (numbers == np.floor(numbers))
    compact = whole & (numbers >= 1e7) & (numbers < 1e14)
    if compact.any():
        _read_texts(out, at[compact], [str(int(n)) for n in numbers[compact]], alone=False)
    _read_serials(out, at[~compact], numbers[~compact], date1904=date1904)
    out.bare[at[whole & ~compact]] = True


def _read_serials(
    out: _Column, at: NDArray[np.intp], days: NDArray[np.float64], *, date1904: bool
) -> None:
    if date1904:
        days = days + _SHIFT_1904
    good = np.isfinite(days) & (days >= 0) & (days < _SERIAL_END)
    seconds = np.floor(np.where(good, days, 0) * 86_400 + 0.5).astype("timedelta64[s]")
    times = _EPOCH_1900 + seconds
    times[~good] = _NAT
    out.put(at, times)


def _read_serial_texts(out: _Column, values: Sequence[object]) -> None:
    texts = {i: key(str(values[i])) for i in np.flatnonzero(out.bad).tolist()}
    serials = {i: float(text) for i, text in texts.items() if _CSV_SERIAL.fullmatch(text)}
    at = np.array(list(serials), dtype=np.intp)
    out.bad[at] = False
    _read_numbers(out, at, np.array(list(serials.values()), float), date1904=False)


def _read_texts(
    out: _Column, at: NDArray[np.intp], texts: list[str], *, alone: bool, strict: bool = False
) -> None:
    """Read texts into their places; ``alone``: they are all that the column holds."""
    texts = keys(texts)
    groups = _by_shape(texts)
    blank = [place for shape in groups if _says_nothing(shape, strict) for place in groups[shape]]
    times, date_only, _ = _read_shapes(texts, groups, _YEAR_FIRST)
    if alone and np.isnat(times).all():
        month_first, dates, second = _read_shapes(texts, groups, _MONTH_FIRST)
        faults = sum(text in FAULTS for text in texts)
        if np.isnat(month_first).sum() == len(blank) + faults and (second > 12).any():
            times, date_only = month_first, dates
    out.date_only[at] = date_only
    out.put(at, times)
    out.bad[at[blank]] = False


def _says_nothing(text: str, strict: bool) -> bool:
    return text in BLANKS or (not strict and (text in _NEVER or text.startswith(_NOT_YET)))


def is_month_first(text: str) -> bool:
    """Tell whether a text could be month/day/year; only its whole column says what it is."""
    wanted = key(text)
    times, _, _ = _read_shapes([wanted], _by_shape([wanted]), _MONTH_FIRST)
    return not np.isnat(times[0])


def why_no_time(value: object) -> str:
    """Say of a cell that is no time what a readable one looks like."""
    if isinstance(value, dt.time | dt.timedelta) or _CLOCK_ONLY.fullmatch(key(str(value))):
        return "只有时刻，没有日期，请填成 2024-03-20 09:45"
    if getattr(value, "year", 2000) < 2000 or _TOO_EARLY.match(key(str(value))):
        return "年份早于2000年，请核对"
    return "请填 2024-03-20 09:45；没有就留空"


def _by_shape(texts: list[str]) -> dict[str, list[int]]:
    """Sort the places of texts by shape, every digit written as 0."""
    if not texts:
        return {}
    shapes = "\0".join(texts).translate(_SHAPE).split("\0")
    if shapes.count(shapes[0]) == len(shapes):
        return {shapes[0]: list(range(len(texts)))}
    groups: dict[str, list[int]] = {shape: [] for shape in set(shapes)}
    for i, shape in enumerate(shapes):
        groups[shape].append(i)
    return groups


def _read_shapes(
    texts: list[str], groups: Mapping[str, list[int]], grammar: re.Pattern[str]
) -> tuple[Seconds, Flags, NDArray[np.int64]]:
    """Read texts by one grammar: times (NaT where it fails), date-only flags, days of the month."""
    times: Seconds = np.full(len(texts), _NAT)
    date_only: Flags = np.zeros(len(texts), bool)
    days = np.zeros(len(texts), np.int64)
    for shape, places in groups.items():
        match = grammar.fullmatch(shape) if len(shape) <= _LONGEST else None
        if match is None:
            continue
        one = len(places) == len(texts)
        block = "".join(texts if one else [texts[i] for i in places]).encode("utf-32-le")
        codes = np.frombuffer(block, np.uint32).reshape(len(places), len(shape))
        at = slice(None) if one else np.array(places, np.intp)
        times[at], days[at] = _read_block(codes, match)
        date_only[at] = all(match[name] is None for name in ("h", "h2", "h3"))
    return times, date_only, days


def _read_block(
    codes: NDArray[np.uint32], match: re.Match[str]
) -> tuple[Seconds, NDArray[np.int64]]:
    """Read texts of one shape: their times, NaT where a number is out of range, and their days."""
    digits = codes.astype(np.int64) - ord("0")

    def number(name: str) -> NDArray[np.int64]:
        value = np.zeros(len(digits), np.int64)
        for spelling in (name, name + "2", name + "3"):
            if match.groupdict().get(spelling) is not None:
                for column in range(*match.span(spelling)):
                    value = value * 10 + digits[:, column]
        return value

    year, month, day = number("y"), number("m"), number("d")
    hour, minute, second = number("h"), number("n"), number("s")
    good = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = (np.where(good, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    first = months.astype("datetime64[D]")
    length = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - first).astype(np.int64)
    good &= (day <= length) & (minute < 60) & (second < 60)
    mark = "mark" if match["mark"] else "mark2" if match["mark2"] else None
    if mark is None:
        good &= hour < 24
    else:
        good &= hour <= 12  # 上午0:15 and 下午0:15 are what some calendars write for 12
        afternoon = np.isin(codes[:, match.start(mark)], [ord("下"), ord("P"), ord("p")])
        hour = hour % 12 + 12 * afternoon
    if match["f"] is not None:
        second = second + (digits[:, match.start("f")] >= 5)
    seconds = ((day - 1) * 24 + hour) * 3600 + minute * 60 + second
    times = first.astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    times[~good] = _NAT
    return times, day
