"""What fills a settlement's template, as lines of its seal, and back again.

A line's key is ``0/值/NAME``, ``0/表3/2/NAME`` or ``0/页/NAME``; of a form ``1/…``, with its title
in ``1/名``; its value is a letter for the type and the plain text: ``n12.5``, ``f235/3``, ``b1``,
``d2024-03-26``, ``s"…"`` in JSON, ``-`` for nothing; ``=`` before it marks a formula's result.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.signing.digest import Line
from macros_py.settlement.assembly import SheetFills
from workbook.xlsx.filling.template import Fill, Result, Value

PART = "填写"
_LONGEST = 32_000
"""A cell of the hidden sheet holds no more characters."""


def fill_lines(contents: SheetFills) -> Iterator[Line]:
    """Yield a line for each value of a settlement."""
    fills = [("", contents.whole), *contents.forms]
    for place, (title, fill) in enumerate(fills):
        if title:
            yield Line(PART, f"{place}/名", _written(title))
        for name, value in fill.values.items():
            yield Line(PART, f"{place}/值/{name}", _written(value))
        for name, text in fill.page.items():
            yield Line(PART, f"{place}/页/{name}", _written(text))
        for number, table in enumerate(fill.tables, 1):
            for row, entry in enumerate(table, 1):
                for name, value in entry.items():
                    yield Line(PART, f"{place}/表{number}/{row}/{name}", _written(value))


def sealed_fills(part: Mapping[str, str]) -> SheetFills:
    """Return the values of a seal's lines (key → value), in an order of their own.

    Raises ValueError or KeyError for lines that say nothing of the kind.
    """
    fills: dict[int, _Parts] = {}
    for key in sorted(part):
        place, kind, *rest = key.split("/")
        parts = fills.setdefault(int(place), _Parts())
        value = _read(part[key])
        if kind == "名":
            parts.title = str(value)
        elif kind == "值":
            parts.values[rest[0]] = value
        elif kind == "页":
            parts.page[rest[0]] = str(value)
        else:
            table = parts.tables.setdefault(int(kind.removeprefix("表")), {})
            table.setdefault(int(rest[0]), {})[rest[1]] = value
    return SheetFills(
        fills[0].fill(), [(fills[n].title, fills[n].fill()) for n in sorted(fills)[1:]]
    )


class _Parts:
    """What one fill is read into."""

    def __init__(self) -> None:
        self.title = ""
        self.values: dict[str, Value | Result] = {}
        self.page: dict[str, str] = {}
        self.tables: dict[int, dict[int, dict[str, Value | Result]]] = {}

    def fill(self) -> Fill:
        tables = [[rows[n] for n in sorted(rows)] for _, rows in sorted(self.tables.items())]
        return Fill(self.values, tables, self.page)


def _written(value: Value | Result) -> str:  # noqa: PLR0911  one for each type
    match value:
        case Result():
            return "=" + _written(value.value)
        case None:
            return "-"
        case bool():
            return f"b{int(value)}"
        case str():
            text = json.dumps(value, ensure_ascii=False)
            while len(text) > _LONGEST:
                value = value[: len(value) - len(text) + _LONGEST - 1]
                text = json.dumps(value, ensure_ascii=False)
            return f"s{text}"
        case datetime() | date():
            return f"d{value.isoformat()}"
        case Fraction():
            return f"f{value}"
        case _:
            return f"n{Decimal(value):f}"


def _read(text: str) -> Value | Result:
    kind, rest = text[:1], text[1:]
    if kind == "=":
        value = _read(rest)
        assert not isinstance(value, Result)
        return Result(value)
    if kind == "-":
        return None
    if kind == "b":
        return rest == "1"
    if kind == "s":
        return str(json.loads(rest))
    if kind == "d":
        return datetime.fromisoformat(rest) if "T" in rest else date.fromisoformat(rest)
    return Fraction(rest) if kind == "f" else Decimal(rest)
