"""What a report is made of, whether it becomes a workbook or a document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from macros_py.rules.terms.percentages import Unfinished, percent
from workbook.values.drop_downs import DropDown
from workbook.values.text import NOTHING

LISTED = 200
"""How many rows a table of the document holds; the workbook holds them all."""

Value = str | int | Fraction | Decimal | Unfinished | None


class Kind(Enum):
    """What a column holds, which decides how its figures show."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    HOURS = "hours"
    MONEY = "money"
    SCORE = "score"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, what it holds, its share of the width.

    ``word``: it stands in the document; ``book``: in the workbook.

    HOURS are given in seconds and shown in hours; HUMAN cells are written by people, in the
    document only.
    """

    title: str
    kind: Kind = Kind.COUNT
    width: int = 2
    word: bool = True
    book: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its ``key`` names category, village or case, never its place."""

    key: str
    cells: Sequence[Value]


@dataclass(frozen=True)
class Table:
    """A table; ``heat``: its counts are shaded by size. ``none``: what stands for no rows.

    ``drop_downs``: what a person may choose in the workbook.
    ``colours``: how a text begins → the fill of its cell.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    heat: bool = False
    none: str = "本期无。"
    drop_downs: Sequence[DropDown] = ()
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A native chart; a value of None leaves a gap.

    ``percent``: the values are shares; ``exact``: they are shown with two decimals.
    """

    key: str
    title: str
    style: str
    names: Sequence[str]
    series: Sequence[tuple[str, Sequence[Value]]]
    percent: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A generated paragraph, made of sentences of the closed list."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Human:
    """A paragraph that a person writes, under a small heading."""

    key: str
    title: str


Block = Text | Table | Chart | Human


@dataclass(frozen=True)
class Section:
    """A numbered part of the report; ``sheet`` names its sheet in the workbook."""

    title: str
    sheet: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """A whole report: 周汇总, 月分析 or 诉求分析报告 of a period.

    ``leader`` is the page for the township's leaders, which stands first in the workbook.
    ``notes`` are the source lines, ``banners`` what every output carries.
    """

    kind: str
    title: str
    subtitle: str
    name: str
    leader: Section
    sections: Sequence[Section]
    readings: Table | None
    banners: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def shown(value: Value, kind: Kind) -> str:
    """Return a value as the document prints it."""
    if value is None:
        return NOTHING
    if isinstance(value, Unfinished):
        return str(value.value)
    if isinstance(value, str) or kind not in _SHOWN:
        return str(value)
    return _SHOWN[kind](Fraction(value))


def _points(value: Fraction) -> str:
    points = percent(value)
    return f"{points:+}" if points else "0.0"


_SHOWN: Mapping[Kind, Callable[[Fraction], str]] = {
    Kind.SHARE: lambda value: f"{percent(value)}%",
    Kind.POINTS: _points,
    Kind.HOURS: lambda seconds: str(percent(seconds / 3600 / 100)),
}


def moment_text(moment: datetime) -> str:
    """Return a moment as headings, footers and sentences write it: ``2024-03-20 09:00``."""
    return f"{moment:%Y-%m-%d %H:%M}"
