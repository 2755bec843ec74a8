"""What the facts of a district say of a period, township by township."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from macros_py.desk.reports.standing import Entry, Ranking, Standing, in_order
from macros_py.district.facts import Facts, read_township
from macros_py.district.receipts import Receipt
from macros_py.rules.deadlines.moments import Marks, seconds
from macros_py.rules.deadlines.stage_facts import statuses
from macros_py.rules.deadlines.stages import RANKED, Stage
from macros_py.rules.deadlines.statistics import StageCount
from macros_py.rules.deadlines.status import Status
from macros_py.rules.periods.comparison import Change, earlier
from macros_py.rules.periods.flow import CaseTimes, day_of
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.period import Elapsed, Kind, Period, Periods
from macros_py.rules.periods.rate_counts import RATES, Answers, RateCounts
from macros_py.rules.periods.schemes import Scheme
from macros_py.rules.rates.rates import RateColumns, lacking_answers
from macros_py.rules.terms.banners import start_banners
from macros_py.rules.terms.percentages import moved, per
from macros_py.rules.terms.settings import Settings

AT_ONCE = 200_000
"""How many rows are counted together, at least: the cost of a call, and what the memory holds."""


@dataclass(frozen=True)
class Read:
    """A ledger that was read: its receipt, and where its facts stand."""

    receipt: Receipt
    files: Sequence[Path]


@dataclass(frozen=True)
class TownshipFigures:
    """A township's cases of the period; ``before``: of the period before, None without 环比.

    ``stages``: those with a limit. ``future``: cases of all its ledgers with a time after as-of.
    ``repeated``: rows whose number stood earlier.
    """

    ledgers: Sequence[Receipt]
    rates: RateCounts
    before: RateCounts | None
    change: Change
    stages: Sequence[StageCount]
    categories: Mapping[str, int]
    future: int
    repeated: int

    @property
    def name(self) -> str:
        """The township's name as outputs take it."""
        return self.ledgers[0].township

    @property
    def rows(self) -> int:
        """Rows of all its ledgers, whatever their period."""
        return sum(receipt.rows for receipt in self.ledgers)

    @property
    def problems(self) -> int:
        """Problems of all its ledgers."""
        return sum(len(receipt.problems) for receipt in self.ledgers)

    @property
    def problem_kinds(self) -> Counter[str]:
        """Problems of all its ledgers by kind."""
        return Counter(kind for receipt in self.ledgers for *_, kind in receipt.problems)

    @property
    def problems_per_thousand(self) -> Decimal | None:
        """Problems for 1,000 rows, one decimal, half-up; None without any row."""
        return per(1000, self.problems, self.rows) if self.rows else None

    @property
    def missing(self) -> Sequence[str]:
        """Headers of the columns that some sheet of its ledgers lacks."""
        return list(dict.fromkeys(h for receipt in self.ledgers for h in receipt.missing))

    @property
    def readings(self) -> Mapping[str, str]:
        """The readings of the settings that apply to it."""
        return self.ledgers[0].readings

    @property
    def schemes(self) -> Sequence[Scheme]:
        """The rows of 评价口径 that apply to it."""
        return self.ledgers[0].schemes


def _together(ledgers: Iterable[Sequence[Read]]) -> Iterator[list[Sequence[Read]]]:
    """Yield townships by the dozen: enough rows for whole columns, few enough for the memory."""
    some: list[Sequence[Read]] = []
    rows = 0
    for its in ledgers:
        some.append(its)
        rows += sum(each.receipt.rows for each in its)
        if rows >= AT_ONCE:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _counted(
    townships: Sequence[Sequence[Read]],
    tables: Sequence[pa.Table],
    elapsed: Elapsed,
    previous: Period,
) -> Iterator[TownshipFigures]:
    """Count the facts of some townships, all at once."""
    facts, sizes = Facts.of(tables), [table.num_rows for table in tables]
    names = tuple(map(str, range(len(sizes))))
    towns = Groups(names, np.repeat(np.arange(len(sizes)), sizes))
    times = CaseTimes.of(facts, elapsed.as_of)
    rows = times.received(elapsed.start, elapsed.end)
    answers = Answers(RateColumns.of(facts, (), facts.rows_with), Fraction(0))
    span = earlier(elapsed, previous, None)
    past = times.received(span.start, span.end)
    rates, before = answers.by_group(towns, rows), answers.by_group(towns, past)
    stages, future = _stages(facts, towns, rows, seconds(elapsed.as_of))
    repeated = towns.counts(~facts.first_rows).tolist()
    categories = _categories(facts.categories, towns, rows)
    ends = np.cumsum(sizes)
    for i, its in enumerate(townships):
        receipts = [each.receipt for each in its]
        counted = times.counted[ends[i] - sizes[i] : ends[i]]
        came = times.came_at[ends[i] - sizes[i] : ends[i]][counted]
        covered = earlier(elapsed, previous, day_of(int(came.min())) if came.size else None).covered
        weight = receipts[0].weight
        lacking = lacking_answers({field for receipt in receipts for field in receipt.fields})
        now, then = (replace(n, weight=weight, lacking=lacking) for n in (rates[i], before[i]))
        yield TownshipFigures(
            receipts,
            now,
            then if covered and not elapsed.running else None,
            Change(rates[i].received, before[i].received if covered else None),
            stages[i],
            categories[i],
            future[i],
            repeated[i],
        )


def _stages(
    facts: Facts, towns: Groups, rows: Marks, now: int
) -> tuple[list[list[StageCount]], list[int]]:
    """Return each township's counts of every stage, and its cases with a time after now."""
    found: list[list[StageCount]] = [[] for _ in towns.names]
    future = np.zeros(facts.size, dtype=bool)
    for stage in RANKED:
        its = facts.stages[stage.name]
        codes, _ = statuses(stage, its, now, 0)
        counts = {status: towns.counts(rows & (codes == status)).tolist() for status in Status}
        for i, its_counts in enumerate(found):
            of_town = {status: n[i] for status, n in counts.items() if n[i]}
            its_counts.append(StageCount(stage, of_town, {}))
        future |= its.applies & its.after(stage, now)
    return found, towns.counts(future & facts.first_rows).tolist()


def _categories(groups: Groups, towns: Groups, rows: Marks) -> list[Mapping[str, int]]:
    """Return each township's cases by category."""
    width = len(groups.names)
    both = (towns.codes * width + groups.codes)[rows]
    counts = np.bincount(both, minlength=width * len(towns.names)).reshape(-1, width)
    return [
        {groups.names[place]: int(line[place]) for place in np.flatnonzero(line)} for line in counts
    ]


@dataclass(frozen=True)
class DistrictFigures:
    """The townships of a district in a period; ``settings``: the district's own."""

    settings: Settings
    elapsed: Elapsed
    previous: Period
    townships: Sequence[TownshipFigures]

    @classmethod
    def of(
        cls,
        ledgers: Iterable[Sequence[Read]],
        elapsed: Elapsed,
        periods: Periods,
    ) -> "DistrictFigures":
        """Count the facts of every township; raises DamagedError for facts that are broken."""
        previous = periods.back(elapsed.period)
        found: list[TownshipFigures] = []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for some in _together(ledgers):
                tables = pool.map(lambda its: read_township([each.files for each in its]), some)
                found += _counted(some, list(tables), elapsed, previous)
        return cls(periods.settings, elapsed, previous, found)

    @property
    def banners(self) -> Sequence[str]:
        """What every output carries: a service quarter rests on a day that may be unconfirmed."""
        quarter = self.elapsed.period.kind is Kind.QUARTER
        return tuple(start_banners(self.settings)) if quarter else ()

    @property
    def ranking(self) -> Ranking:
        """What ranks the townships."""
        return Ranking.of(self.settings)

    @cached_property
    def standings(self) -> list[Standing]:
        """The townships, best first, those without a rank last; ``index`` is into townships."""
        entries = [
            Entry(place, each.name, each.rates, each.before)
            for place, each in enumerate(self.townships)
        ]
        return in_order(entries, self.ranking)

    @cached_property
    def rates(self) -> RateCounts:
        """The pooled answers of the district, 基本满意 weighed as its own settings do."""
        return _pooled([each.rates for each in self.townships], self._weight)

    @cached_property
    def moved(self) -> Fraction | None:
        """How the rate that ranks moved; None where any township has no 环比."""
        past = [each.before for each in self.townships if each.before is not None]
        at = RATES.index(self.ranking.by)
        now, then = self.rates.rates[at], _pooled(past, self._weight).rates[at]
        return moved(now, then) if len(past) == len(self.townships) else None

    @cached_property
    def change(self) -> Change:
        """The district's count beside that of the period before, where all ledgers reach back."""
        before = [each.change.before for each in self.townships]
        known = [count for count in before if count is not None]
        return Change(self.rates.received, sum(known) if len(known) == len(before) else None)

    @cached_property
    def stages(self) -> Sequence[StageCount]:
        """How the district's cases of the period stand at every stage with a limit."""
        return [self._stage(number, stage) for number, stage in enumerate(RANKED)]

    def _stage(self, number: int, stage: Stage) -> StageCount:
        counts: Counter[Status] = Counter()
        for each in self.townships:
            counts.update(each.stages[number].counts)
        return StageCount(stage, dict(counts), {})

    @cached_property
    def categories(self) -> Mapping[str, int]:
        """The cases of each category, the most first."""
        counts: Counter[str] = Counter()
        for each in self.townships:
            counts.update(each.categories)
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

    @property
    def _weight(self) -> Fraction:
        return self.settings.ratio("基本满意权重")


def _pooled(counts: Sequence[RateCounts], weight: Fraction) -> RateCounts:
    names = [field.name for field in fields(RateCounts) if field.name not in ("weight", "lacking")]
    sums = {name: sum(getattr(each, name) for each in counts) for name in names}
    lacking = [each.lacking for each in counts]
    return RateCounts(
        weight, **sums, lacking=frozenset.intersection(*lacking) if lacking else frozenset()
    )
