"""What fills a settlement's template, as lines of its seal, and back again.

The lines are pieces of one text in JSON: ``[title, values, tables, page]`` of the workbook, whose
title is blank, and of each form. What JSON has no word for is ``{type: text}``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.signing.digest import Line
from macros_py.settlement.assembly import SheetFills
from workbook.xlsx.filling.template import Fill, Result

PART = "填写"
_LONGEST = 32_000
"""A cell of the hidden sheet holds no more characters."""
_TYPES: Mapping[str, Callable[..., object]] = {
    "=decimal": Decimal,
    "=fraction": Fraction,
    "=moment": datetime.fromisoformat,
    "=day": date.fromisoformat,
    "=result": Result,
}


def fill_lines(contents: SheetFills) -> Iterator[Line]:
    """Yield the lines; no piece begins or ends with a space, which a cell would lose."""
    fills = [("", contents.whole), *contents.forms]
    plain = [[title, fill.values, fill.tables, fill.page] for title, fill in fills]
    text = json.dumps(plain, default=_typed, separators=(",", ":")).replace(" ", "\\u0020")
    for place in range(0, len(text), _LONGEST):
        yield Line(PART, f"{place:09}", text[place : place + _LONGEST])


def sealed_fills(part: Mapping[str, str]) -> SheetFills:
    """Return what fills the template; raises ValueError for lines that say nothing of the kind."""
    text = "".join(part[key] for key in sorted(part))
    try:
        (_, *whole), *forms = json.loads(text, object_hook=_read)
        return SheetFills(Fill(*whole), [(title, Fill(*form)) for title, *form in forms])
    except (TypeError, ArithmeticError) as error:
        raise ValueError(text[:40]) from error


def _typed(value: object) -> dict[str, object]:
    match value:
        case Result():
            return {"=result": value.value}
        case datetime():
            return {"=moment": value.isoformat()}
        case date():
            return {"=day": value.isoformat()}
        case Fraction():
            return {"=fraction": str(value)}
        case _:
            return {"=decimal": f"{Decimal(str(value)):f}"}


def _read(found: dict[str, object]) -> object:
    kind = next(iter(found), "")
    return _TYPES[kind](found[kind]) if kind in _TYPES else found
