"""Values on their way into cells: whole blocks at a time, as XML that any reader agrees on."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from itertools import repeat
from typing import Any, TypeAlias, cast

import numpy as np

from workbook.errors import CellError
from workbook.ooxml.reference import letters

MAX_TEXT = 32_767
_EXACT = 1 << 53
_DAY = 86_400_000_000
_LEAP = 61  # before 1900-03-01 the serial is one less: spreadsheets count a 29 February 1900
_FORBIDDEN = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
_ESCAPED = re.compile(rf"[{_FORBIDDEN}]|_(?=x[0-9A-Fa-f]{{4}}_)")
_EDGE = re.compile(r"\A[ \t\n]|[ \t\n]\Z|[\t\n]")


class Kind(IntEnum):
    """What a value is, as far as its cell's number format is concerned."""

    BLANK = 0
    TEXT = 1
    BOOL = 2
    NUMBER = 3
    DATE = 4
    DATETIME = 5


Block: TypeAlias = tuple[Kind | list[Kind], list[str]]
_QUICK = {str: "_texts", int: "_integers", float: "_floats", datetime: "_moments", date: "_days"}


class ValueProblem(Exception):
    """A value that no cell can hold: where in the block it stands, and why, in Chinese."""

    def __init__(self, at: int, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.why = why


def escaped(text: str) -> str:
    """XML text; what XML 1.0 forbids becomes ``_xHHHH_``, as spreadsheets write it."""
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(values: Any) -> Sequence[Any]:
    """A column as given → something that can be sliced: list, tuple or array.

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


def _simple(value: Any) -> Any:
    """Subclasses and foreign scalars → the plain type they stand for."""
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
        self._blank = "/>"
        self._text = (f' t="inlineStr"><{p}is><{p}t>', f"</{p}t></{p}is></{p}c>")
        self._kept = f' t="inlineStr"><{p}is><{p}t xml:space="preserve">'
        self._number = (f"><{p}v>", f"</{p}v></{p}c>")
        self._bool = tuple(f' t="b"><{p}v>{bit}</{p}v></{p}c>' for bit in "01")
        self._date1904 = date1904
        self._epoch = np.datetime64("1904-01-01" if date1904 else "1899-12-30", "us")

    def block(self, values: Sequence[Any]) -> Block:
        """The kind (one for all, or one each) and the XML of each value.

        Raises ValueProblem for the first value that no cell can hold.
        """
        if isinstance(values, np.ndarray):
            if values.dtype.kind == "M":
                return self._times(values)
            values = values.tolist()
        types = set(map(type, values))
        blanks = type(None) in types
        types.discard(type(None))
        if not types:
            return Kind.BLANK, [self._blank] * len(values)
        quick = _QUICK.get(types.pop()) if len(types) == 1 else None
        if quick is None:
            return self._each(values)
        if not blanks:
            return getattr(self, quick)(values) or self._each(values)
        found = getattr(self, quick)([value for value in values if value is not None])
        if found is None:
            return self._each(values)
        kind, bodies = found
        left = iter(bodies)
        return [Kind.BLANK if value is None else kind for value in values], [
            self._blank if value is None else next(left) for value in values
        ]

    def _texts(self, values: Sequence[str]) -> Block | None:
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
        start, end = self._text
        return Kind.TEXT, [f"{start}{text}{end}" for text in values]

    def _integers(self, values: Sequence[int]) -> Block | None:
        if max(values) > _EXACT or min(values) < -_EXACT:
            return None
        start, end = self._number
        return Kind.NUMBER, [f"{start}{value}{end}" for value in values]

    def _floats(self, values: Sequence[float]) -> Block | None:
        if not all(map(math.isfinite, values)):
            return None
        start, end = self._number
        return Kind.NUMBER, [f"{start}{value!r}{end}" for value in values]

    def _times(self, values: np.ndarray[Any, Any]) -> Block:
        kind = Kind.DATE if values.dtype == np.dtype("datetime64[D]") else Kind.DATETIME
        times = values.astype("datetime64[us]")
        gone = np.isnat(times)
        start, end = self._number
        serials = self._serials((times - self._epoch).astype(np.int64), gone)
        if not gone.any():
            return kind, [f"{start}{serial!r}{end}" for serial in serials.tolist()]
        kinds = [Kind.BLANK if blank else kind for blank in gone.tolist()]
        pairs = zip(kinds, serials.tolist(), strict=True)
        return kinds, [f"{start}{serial!r}{end}" if k else self._blank for k, serial in pairs]

    def _serials(self, micros: Any, gone: Any) -> Any:
        days = micros / _DAY
        if not self._date1904:
            days = np.where(days < _LEAP, days - 1, days)
        early = ~gone & (days < (0 if self._date1904 else 1))
        if early.any():
            raise ValueProblem(int(early.argmax()), "日期早于工作簿能表示的最早一天")
        return days

    def _moments(self, values: Sequence[datetime]) -> Block:
        aware = next((i for i, value in enumerate(values) if value.tzinfo is not None), None)
        if aware is not None:
            raise ValueProblem(aware, "时间带有时区，请先换成北京时间")
        return self._times(np.array(values, "datetime64[us]"))

    def _days(self, values: Sequence[date]) -> Block:
        return self._times(np.array(values, "datetime64[D]"))

    def _each(self, values: Sequence[Any]) -> Block:
        kinds: list[Kind] = []
        bodies: list[str] = []
        known: dict[str, tuple[Kind, str]] = {}
        for at, value in enumerate(values):
            made = known.get(value) if type(value) is str else None
            if made is None:
                try:
                    made = self._one(value)
                except ValueProblem as problem:
                    raise ValueProblem(at, problem.why) from None
                except (TypeError, ValueError, ArithmeticError):
                    why = f"{type(value).__name__} 类型的值无法写入单元格"
                    raise ValueProblem(at, why) from None
                if type(value) is str:
                    known[value] = made
            kinds.append(made[0])
            bodies.append(made[1])
        return kinds, bodies

    def _one(self, value: Any) -> tuple[Kind, str]:
        value = _simple(value)
        start, end = self._number
        match value:
            case None:
                return Kind.BLANK, self._blank
            case str():
                return Kind.TEXT, self._string(value)
            case bool():
                return Kind.BOOL, self._bool[value]
            case datetime():
                return Kind.DATETIME, self._moments([value])[1][0]
            case date():
                return Kind.DATE, self._days([value])[1][0]
            case _ if not math.isfinite(value):
                raise ValueProblem(0, f"数值 {value} 无法写入单元格")
        if value == int(value) and abs(value) > _EXACT and not isinstance(value, float):
            raise ValueProblem(0, "整数超过 15 位，单元格存不下全部数字，请按文本写入")
        shown = repr(value) if isinstance(value, int) else repr(float(value))
        return Kind.NUMBER, f"{start}{shown}{end}"

    def _string(self, text: str) -> str:
        if len(text) + sum(char > "\uffff" for char in text) > MAX_TEXT:
            raise ValueProblem(0, f"文本超过 {MAX_TEXT} 个字符，单元格放不下")
        start, end = self._text
        return f"{self._kept if _EDGE.search(text) else start}{escaped(text)}{end}"


class Column:
    """One column to write: its values, and the XML of its cells."""

    def __init__(self, index: int, values: Sequence[Any], code: str | None) -> None:
        self.index = index
        self.letters = letters(index)
        self.values = values
        self.code = code

    def cells(
        self,
        encoder: Encoder,
        at: int,
        rows: Sequence[str],
        bases: Sequence[int],
        marks: Mapping[tuple[int, Kind, str | None], str],
    ) -> list[str]:
        """Whole cells for the values from ``at`` on, or nothing for a blank without a style.

        ``rows`` are the row numbers, ``bases`` the styles the cells start from; ``marks`` gives
        the style attribute for a base, a kind and this column's number format.
        """
        try:
            kinds, bodies = encoder.block(self.values[at : at + len(rows)])
        except ValueProblem as problem:
            message = f"{self.letters}{rows[problem.at]}：{problem.why}"
            raise CellError(message) from problem
        head = f'<{encoder.prefix}c r="{self.letters}'
        if isinstance(kinds, Kind) and bases.count(bases[0]) == len(bases):
            mark = marks[bases[0], kinds, self.code]
            if kinds is Kind.BLANK and not mark:
                return [""] * len(rows)
            return [f'{head}{row}"{mark}{body}' for row, body in zip(rows, bodies, strict=True)]
        each = repeat(kinds) if isinstance(kinds, Kind) else kinds
        out = []
        for row, base, kind, body in zip(rows, bases, each, bodies, strict=False):
            mark = marks[base, kind, self.code]
            out.append(f'{head}{row}"{mark}{body}' if kind or mark else "")
        return out
