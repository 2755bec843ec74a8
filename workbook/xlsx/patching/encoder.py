"""Values on their way into cells: whole blocks at a time, as XML that any reader agrees on."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from itertools import repeat
from operator import attrgetter, sub
from typing import Any, cast

import numpy as np

from workbook.values.epochs import epoch
from workbook.xlsx.markup import coded, escape

MAX_TEXT = 32_767
_EXACT = 1 << 53
_BLANK = "/>"
_EDGE = re.compile(r"\A[ \t\n]|[ \t\n]\Z|[\t\n]")
_TICKS = 312_500_000  # 27ths of 10⁻¹² days in a second
_DAYS, _SECONDS = attrgetter("days"), attrgetter("seconds")
_MICROSECONDS = attrgetter("microseconds")
_QUICK = {str: "_texts", int: "_integers", float: "_floats", datetime: "_moments", date: "_days"}


class ValueKind(IntEnum):
    """What a value is, as far as its cell's number format is concerned."""

    BLANK = 0
    TEXT = 1
    BOOL = 2
    NUMBER = 3
    DATE = 4
    DATETIME = 5


class UnfitValueError(Exception):
    """A value that no cell can hold: where in the block it stands, and why, in Chinese."""

    def __init__(self, at: int, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.why = why


@dataclass(frozen=True, slots=True)
class Mixed:
    """A kind for each value and the XML that follows its cell's style."""

    kinds: list[ValueKind]
    bodies: list[str]


@dataclass(frozen=True, slots=True)
class Uniform:
    """Values of one kind: ``start``, a text of ``texts`` and ``end`` follow a cell's style."""

    kind: ValueKind
    texts: Sequence[str]
    start: str
    end: str

    def spread(self, values: Sequence[Any]) -> Mixed:
        """Return the same among the blanks of ``values``."""
        start, end, texts = self.start, self.end, iter(self.texts)
        return Mixed(
            [ValueKind.BLANK if value is None else self.kind for value in values],
            [_BLANK if value is None else f"{start}{next(texts)}{end}" for value in values],
        )


def _serial_text(day: int, second: int) -> str:
    """Return a day and its second as a serial number; 12 decimals are more than a double has."""
    return f"{day}.{(second * _TICKS + 13) // 27:012d}" if second else str(day)


def plain(values: Any) -> Sequence[Any]:
    """Return a column as given → something that can be sliced: list, tuple or array.

    Of a pandas column the missing values (NaN, NaT, NA) become None.
    """
    if hasattr(values, "to_numpy") and hasattr(values, "isna"):
        if getattr(values.dtype, "kind", "") == "M" and getattr(values.dtype, "tz", None) is None:
            times: Sequence[Any] = values.to_numpy()
            return times
        missing = values.isna().tolist()
        return [None if gone else v for v, gone in zip(values.tolist(), missing, strict=True)]
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise ValueError("a column has one dimension")
        return cast("Sequence[Any]", values)
    return values if isinstance(values, list | tuple) else list(values)


def _listed(values: np.ndarray[Any, Any]) -> list[Any]:
    """Return an array as plain Python values; a day or a time that is missing becomes None."""
    if values.dtype.kind != "M":
        return cast("list[Any]", values.tolist())
    unit = "D" if values.dtype == np.dtype("datetime64[D]") else "us"
    return cast("list[Any]", values.astype(f"datetime64[{unit}]").tolist())


def simple(value: Any) -> Any:
    """Return subclasses and foreign scalars → the plain type they stand for."""
    if value is None or type(value).__name__ in {"NaTType", "NAType"}:
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[us]").item()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return str.__str__(value) or None
    if isinstance(value, bool | float | Decimal | datetime | date):
        return value
    if isinstance(value, int):
        return int(value)
    raise TypeError(type(value).__name__)


class Encoder:
    """Turns values into the part of a cell that follows its style attribute.

    ``prefix`` is the namespace prefix with its colon, or nothing.
    """

    def __init__(self, prefix: str, *, date1904: bool) -> None:
        p = self.prefix = prefix
        self._text = (f' t="inlineStr"><{p}is><{p}t>', f"</{p}t></{p}is></{p}c>")
        self._kept = f' t="inlineStr"><{p}is><{p}t xml:space="preserve">'
        self._number = (f"><{p}v>", f"</{p}v></{p}c>")
        self._bool = tuple(f' t="b"><{p}v>{bit}</{p}v></{p}c>' for bit in "01")
        self._epoch = epoch(date1904=date1904)
        self._settled = self._epoch if date1904 else datetime(1900, 3, 1)

    def block(self, values: Sequence[Any]) -> Uniform | Mixed:
        """Encode consecutive values of a column.

        Raises UnfitValueError for the first value that no cell can hold.
        """
        if isinstance(values, np.ndarray):
            values = _listed(values)
        types = set(map(type, values))
        blanks = type(None) in types
        types.discard(type(None))
        if not types:
            return Uniform(ValueKind.BLANK, [""] * len(values), "", _BLANK)
        quick = _QUICK.get(types.pop()) if len(types) == 1 else None
        if quick is None:
            return self._each(values)
        given = [value for value in values if value is not None] if blanks else values
        found: Uniform | None = getattr(self, quick)(given)
        if found is None:
            return self._each(values)
        return found.spread(values) if blanks else found

    def _texts(self, values: Sequence[str]) -> Uniform | None:
        joined = "|".join(values)
        if (
            not joined.isprintable()
            or "&" in joined
            or "<" in joined
            or ">" in joined
            or "_x" in joined
            or "" in values
            or (" " in joined and (" |" in joined or "| " in joined or joined != joined.strip()))
            or max(map(len, values)) > MAX_TEXT // 2
        ):
            return None
        return Uniform(ValueKind.TEXT, values, *self._text)

    def _integers(self, values: Sequence[int]) -> Uniform | None:
        if max(values) > _EXACT or min(values) < -_EXACT:
            return None
        return Uniform(ValueKind.NUMBER, list(map(str, values)), *self._number)

    def _floats(self, values: Sequence[float]) -> Uniform | None:
        if not all(map(math.isfinite, values)):
            return None
        return Uniform(ValueKind.NUMBER, list(map(repr, values)), *self._number)

    def _moments(self, values: Sequence[datetime]) -> Uniform | None:
        try:
            past = list(map(sub, values, repeat(self._epoch)))
        except TypeError:  # a time zone
            return None
        days = list(map(_DAYS, past))
        if min(days) < (self._settled - self._epoch).days or any(map(_MICROSECONDS, past)):
            return None
        seconds = list(map(_SECONDS, past))
        if 0 in seconds:
            texts = list(map(_serial_text, days, seconds))
        else:
            pairs = zip(days, seconds, strict=True)
            texts = [f"{day}.{(second * _TICKS + 13) // 27:012d}" for day, second in pairs]
        return Uniform(ValueKind.DATETIME, texts, *self._number)

    def _days(self, values: Sequence[date]) -> Uniform | None:
        if min(values) < self._settled.date():
            return None
        zero = self._epoch.toordinal()
        return Uniform(ValueKind.DATE, [str(v.toordinal() - zero) for v in values], *self._number)

    def _each(self, values: Sequence[Any]) -> Mixed:
        kinds: list[ValueKind] = []
        bodies: list[str] = []
        known: dict[str, tuple[ValueKind, str]] = {}
        for at, value in enumerate(values):
            made = known.get(value) if type(value) is str else None
            if made is None:
                try:
                    made = self._one(simple(value))
                except UnfitValueError as problem:
                    raise UnfitValueError(at, problem.why) from None
                except (TypeError, ValueError, ArithmeticError):
                    why = f"{type(value).__name__} 类型的值无法写入单元格"
                    raise UnfitValueError(at, why) from None
                if type(value) is str:
                    known[value] = made
            kinds.append(made[0])
            bodies.append(made[1])
        return Mixed(kinds, bodies)

    def _one(self, value: Any) -> tuple[ValueKind, str]:
        start, end = self._number
        match value:
            case None:
                return ValueKind.BLANK, _BLANK
            case str():
                return ValueKind.TEXT, self._string(value)
            case bool():
                return ValueKind.BOOL, self._bool[value]
            case datetime():
                return ValueKind.DATETIME, f"{start}{self._serial(value)}{end}"
            case date():
                midnight = datetime(value.year, value.month, value.day)
                return ValueKind.DATE, f"{start}{self._serial(midnight)}{end}"
            case _ if not math.isfinite(value):
                raise UnfitValueError(0, f"数值 {value} 无法写入单元格")
        if value == int(value) and abs(value) > _EXACT and not isinstance(value, float):
            raise UnfitValueError(0, "整数超过 15 位，单元格存不下全部数字，请按文本写入")
        shown = repr(value) if isinstance(value, int) else repr(float(value))
        return ValueKind.NUMBER, f"{start}{shown}{end}"

    def _serial(self, value: datetime) -> str:
        """Days since the epoch; a spreadsheet counts a 29 February 1900 that never was."""
        if value.tzinfo is not None:
            raise UnfitValueError(0, "时间带有时区，请先换成北京时间")
        since = value - self._epoch
        if value >= self._settled and not since.microseconds:
            return _serial_text(since.days, since.seconds)
        days = since / timedelta(days=1)
        if value < self._settled:
            days -= self._epoch.year < 1904
        if days < (self._epoch.year < 1904):
            raise UnfitValueError(0, "日期早于工作簿能表示的最早一天")
        return repr(days).removesuffix(".0")

    def _string(self, text: str) -> str:
        if len(text) + sum(char > "\uffff" for char in text) > MAX_TEXT:
            raise UnfitValueError(0, f"文本超过 {MAX_TEXT} 个字符，单元格放不下")
        start, end = self._text
        return f"{self._kept if _EDGE.search(text) else start}{escape(coded(text))}{end}"
