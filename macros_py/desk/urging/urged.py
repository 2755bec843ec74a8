"""What each 承办单位 is urged to do, and for which time (附件1 一.2)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from macros_py.desk.todo.owed import Owed, Owing
from macros_py.inputs.quarter_evidence import urgings_of
from macros_py.rules.deadlines.stages import OF_UNITS
from macros_py.rules.deadlines.status import Status
from workbook.evaluation.written_rows import UrgeRow
from workbook.values.house_numbers import without_house_number
from workbook.values.text import Masked, key, masked, visible

OVERDUE, TODAY, AT_RISK, MISSED, UNREPORTED, TO_MEND = CATEGORIES = (
    *("已逾期", "今日到期", "临期", "挂账往月缺报", "挂账本月未报", "回复待改"),
)


@dataclass(frozen=True, slots=True)
class Urge:
    """One line of a 催办单; ``times`` is 第几次, None for what is not urged but told along.

    ``recorded``: it was urged on this day already.
    """

    category: str
    owed: Owed
    topic: Masked
    place: Masked
    times: int | None
    recorded: bool = False

    @property
    def due_text(self) -> str:
        """The due time, or the month whose report is missing."""
        return f"{self.owed.due:%Y-%m-%d %H:%M:%S}" if self.owed.due else ""


@dataclass(frozen=True, slots=True)
class UrgedUnit:
    """A 承办单位 with its lines, the most urgent category first."""

    name: Masked
    urges: tuple[Urge, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """Lines by category, in order, without the empty ones."""
        found = Counter(urge.category for urge in self.urges)
        return {category: found[category] for category in CATEGORIES if found[category]}

    @property
    def stages(self) -> Mapping[str, int]:
        """Lines by stage."""
        return dict(Counter(urge.owed.stage for urge in self.urges))

    @property
    def cases(self) -> int:
        """How many cases there are among the lines."""
        return len({urge.owed.at for urge in self.urges})

    def message(self, as_of: datetime) -> str:
        """Return one short text to copy: figures and case numbers, nothing personal."""
        lines = []
        for category in self.counts:
            cases = dict.fromkeys(u.owed.case for u in self.urges if u.category == category)
            named = "、".join(list(cases)[:_NAMED])
            more = f"等{len(cases)}件" if len(cases) > _NAMED else f"{len(cases)}件"
            lines.append(f"{category}{more}：{named}")
        return f"{self.name}：截至{as_of:%m月%d日 %H:%M}，{'；'.join(lines)}。详见催办单，请签收。"


_NAMED = 10


def urged_units(
    owing: Owing, to_mend: Iterable[Owed], rows: Sequence[UrgeRow], today: date
) -> list[UrgedUnit]:
    """Return every unit with something to urge, by name; ``rows``: 催办记录 so far.

    ``today`` is the day of urging: a second time on one day is the same time.
    """
    days = _days(rows)
    as_of = owing.judged.verdicts.as_of
    lines: list[tuple[str, Owed]] = []
    for owed in owing.deadlines(OF_UNITS):
        category = _category(owed, as_of)
        if category:
            lines.append((category, owed))
    for owed in owing.reports():
        past = owed.left == Status.LATE.text
        lines.append((MISSED if past else UNREPORTED, owed))
    lines += [(TO_MEND, owed) for owed in to_mend]
    units = owing.judged.ledger.columns["unit"]
    groups: dict[str, list[Urge]] = {}
    for category, owed in sorted(lines, key=lambda line: CATEGORIES.index(line[0])):
        groups.setdefault(str(units[owed.at]), []).append(_urge(owing, category, owed, days, today))
    return [
        UrgedUnit(owing.unit_name(urges[0].owed.at), tuple(urges))
        for _, urges in sorted(groups.items())
    ]


def _category(owed: Owed, as_of: datetime) -> str:
    if owed.status == Status.OVERDUE.text:
        return OVERDUE
    if owed.due and owed.due.date() == as_of.date():
        return TODAY
    return AT_RISK if owed.status == Status.AT_RISK.text else ""


def _urge(
    owing: Owing,
    category: str,
    owed: Owed,
    days: Mapping[tuple[str, str], frozenset[date]],
    today: date,
) -> Urge:
    columns = owing.judged.ledger.columns
    names = [str(columns[f"category{level}"][owed.at]) for level in ("4", "3", "2", "")]
    topic = next((name for name in names if name), "").rpartition("->")[2]
    place = without_house_number(str(columns["place"][owed.at]))
    before = days.get((key(owed.case), owed.stage), frozenset())
    times = None if category == TO_MEND else len(before | {today})
    return Urge(
        category,
        owed,
        Masked(visible(masked(topic))),
        Masked(visible(masked(place))),
        times,
        today in before,
    )


def _days(rows: Sequence[UrgeRow]) -> dict[tuple[str, str], frozenset[date]]:
    """Return the days on which each case and stage was urged."""
    found: dict[tuple[str, str], set[date]] = {}
    for name, moment in urgings_of(rows):
        found.setdefault(name, set()).add(moment.date())
    return {name: frozenset(days) for name, days in found.items()}
