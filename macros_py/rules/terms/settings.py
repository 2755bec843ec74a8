"""Settings: the contract's terms and the readings of what it leaves open.

Every setting is defined once, in ``contract.toml``; the township overrides values in the sheet
合同设置. A reading is a choice that the contract does not make; it is never made in secret.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from macros_py.rules.terms.duration import parse_seconds
from macros_py.rules.terms.errors import SettingError
from macros_py.rules.terms.hours import WeeklyHours, parse_hours
from workbook.values.amounts import parse_money
from workbook.values.text import tight
from workbook.values.times import parse_time
from workbook.values.words import yes_no

T = TypeVar("T")
_TERM = ("服务起始日", "服务终止日")
COLUMN_PIN, THRESHOLD = "列映射-", "建议阈值-"
_MOST = 1_000_000

READING = "口径"
"""The kind of a setting that the contract can be read by in more than one way."""

Value = str | date | Decimal | bool | Fraction | int | WeeklyHours | None


class Override(Protocol):
    """A value that the township set, and the cell it stands in."""

    @property
    def value(self) -> object:
        """The cell's value: text, number, date or yes/no."""

    @property
    def cell(self) -> str:
        """Its address, such as ``合同设置!B5``."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One setting: its key, kind, default, clause, and its choices when it is a reading."""

    key: str
    kind: str
    default: Value
    clause: str
    note: str
    choices: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Definition":
        """Build a definition from an entry of ``contract.toml``."""
        choices = tuple(entry.get("choices", ()))
        plain = cls(entry["key"], entry["kind"], "", entry["clause"], entry["note"], choices)
        return replace(plain, default=plain.parse(entry["value"], "contract.toml"))

    def parse(self, raw: object, cell: str) -> Value:
        """Read a raw cell value; raises SettingError naming the cell."""
        try:
            return _PARSERS[self.kind](self, raw)
        except (ValueError, InvalidOperation, ZeroDivisionError):
            wanted = f" {'、'.join(self.choices)}" if self.choices else _WANTED[self.kind]
            msg = f"{cell}：设置「{self.key}」的值无法识别 “{raw}”，应为{wanted}"
            raise SettingError(msg) from None


@dataclass(frozen=True)
class Settings:
    """All settings in force: the defaults of the contract with the township's values over them."""

    definitions: Mapping[str, Definition]
    values: Mapping[str, Value]
    pins: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, str] = field(default_factory=dict)
    numbers_as_text: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, definitions: Iterable[Definition], overrides: Mapping[str, Override] | None = None
    ) -> "Settings":
        """Lay the township's values over the defaults; a blank value keeps the default.

        Raises SettingError for an unknown key or a value that its kind does not allow.
        """
        known = {definition.key: definition for definition in definitions}
        values = {key: definition.default for key, definition in known.items()}
        families: dict[str, dict[str, str]] = {COLUMN_PIN: {}, THRESHOLD: {}}
        numbers = set()
        for key, override in (overrides or {}).items():
            family = next((prefix for prefix in families if key.startswith(prefix)), None)
            if family is None and key not in known:
                raise SettingError(f"{override.cell}：没有「{key}」这一设置")
            if override.value is None or not str(override.value).strip():
                continue
            if family is not None:
                families[family][key.removeprefix(family)] = str(override.value)
                continue
            values[key] = known[key].parse(override.value, override.cell)
            if known[key].kind == "文本" and not isinstance(override.value, str):
                numbers.add(key)
        settings = cls(known, values, families[COLUMN_PIN], families[THRESHOLD], frozenset(numbers))
        if settings.date("服务终止日") < settings.date("服务起始日"):
            cells = [overrides[key].cell for key in _TERM if overrides and key in overrides]
            raise SettingError(f"{'、'.join(cells)}：设置「服务终止日」早于「服务起始日」")
        return settings

    def text(self, key: str) -> str:
        """Return a text setting, such as 合同编号."""
        return self._typed(key, str)

    def choice(self, key: str) -> str:
        """Return the choice in force of a reading, such as 不足1分."""
        return self._typed(key, str)

    def date(self, key: str) -> date:
        """Return a date setting, such as 服务起始日."""
        return self._typed(key, date)

    def amount(self, key: str) -> Decimal:
        """Return a money or score setting, such as 每季度服务费, in yuan or points."""
        return self._typed(key, Decimal)

    def yes(self, key: str) -> bool:
        """Return a yes/no setting, such as 服务起始日已确认."""
        return self._typed(key, bool)

    def ratio(self, key: str) -> Fraction:
        """Return a share between 0 and 1, such as 基本满意权重."""
        return self._typed(key, Fraction)

    def count(self, key: str) -> int | None:
        """Return a whole number, such as 付款期限天数; None where it is left blank."""
        value = self.values[key]
        return value if value is None else self._typed(key, int)

    def seconds(self, key: str) -> int:
        """Return a length of time in seconds, such as 临期提醒-接收."""
        return self._typed(key, int)

    def hours(self, key: str) -> WeeklyHours:
        """Return weekly opening hours, such as 工作时段."""
        return self._typed(key, WeeklyHours)

    def with_choice(self, key: str, choice: str) -> "Settings":
        """Return the same settings with another choice of one reading."""
        value = self.definitions[key].parse(choice, key)
        return replace(self, values={**self.values, key: value})

    def with_pins(self, pins: Mapping[str, str]) -> "Settings":
        """Return the same settings with these columns pinned (field → header)."""
        return replace(self, pins=dict(pins))

    def shown(self, key: str) -> str:
        """Return a setting's value as people write it."""
        value = self.values[key]
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.definitions[key].kind == "时长" and isinstance(value, int):
            return f"{value // 3600}小时" if value % 3600 == 0 else f"{value // 60}分钟"
        return str(value)

    def readings(self) -> dict[str, str]:
        """Return the choice of every reading and the weights, as people write them."""
        kinds = (READING, "比例")
        return {key: self.shown(key) for key, d in self.definitions.items() if d.kind in kinds}

    def _typed(self, key: str, kind: type[T]) -> T:
        value = self.values[key]
        if not isinstance(value, kind):
            raise TypeError(key)
        return value


def _text(_: Definition, raw: object) -> str:
    if isinstance(raw, Decimal):
        return str(int(raw)) if raw == int(raw) else str(raw)
    return str(raw).strip()


def _date(_: Definition, raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    moment = parse_time(float(raw) if isinstance(raw, Decimal) else raw)[0]
    if moment is None:
        raise ValueError(raw)
    return moment.date()


def _amount(_: Definition, raw: object) -> Decimal:
    if isinstance(raw, bool):
        raise ValueError(raw)
    value = parse_money(raw)
    if value < 0:
        raise ValueError(raw)
    return value


def _points(definition: Definition, raw: object) -> Decimal:
    text = tight(raw).removesuffix("分") if isinstance(raw, str) else raw
    if isinstance(text, str) and not text.isascii():
        raise ValueError(raw)
    return _amount(definition, text)


def _yes(_: Definition, raw: object) -> bool:
    found = yes_no(raw)
    if found is None:
        raise ValueError(raw)
    return found


def _choice(definition: Definition, raw: object) -> str:
    if isinstance(raw, bool):
        return _known("是" if raw else "否", definition.choices)
    text = tight(str(raw))
    if isinstance(raw, Decimal) and raw == int(raw):
        text = str(int(raw))
    return _known(text, definition.choices)


def _ratio(_: Definition, raw: object) -> Fraction | None:
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if not text:
        return None
    value = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= value <= 1:
        raise ValueError(raw)
    return value


def _count(_: Definition, raw: object) -> int | None:
    if isinstance(raw, bool):
        raise ValueError(raw)
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if not text:
        return None
    value = Decimal(text)
    if value != int(value) or not 0 <= value <= _MOST:
        raise ValueError(raw)
    return int(value)


def _seconds(_: Definition, raw: object) -> int:
    value = parse_seconds(str(raw))
    if value is None:
        raise ValueError(raw)
    return value


def _known(text: str, choices: Iterable[str]) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


_PARSERS: Mapping[str, Callable[[Definition, object], Value]] = {
    "文本": _text,
    "日期": _date,
    "金额": _amount,
    "分数": _points,
    "是否": _yes,
    "口径": _choice,
    "选项": _choice,
    "整数": _count,
    "比例": _ratio,
    "时长": _seconds,
    "时段": lambda _, raw: parse_hours(str(raw)),
}

_WANTED: Mapping[str, str] = {
    "日期": "日期，如 2023-12-26",
    "金额": "金额（元），不小于 0，如 1200.50",
    "分数": "分数，不小于 0，如 90",
    "是否": " 是 或 否",
    "整数": f"整数，0 至 {_MOST}，如 30",
    "比例": "比例，0 至 1 的数或百分数，如 0.5、50%",
    "时长": "时长，如 30分钟、2小时、1天",
    "时段": "时段，如 周一至周五 09:00-12:00,13:30-17:30",
}
"""What a value must be, by kind, for those that can be refused and offer no choices."""
