"""A period's ledger under study: every figure of the report, each worked out once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from macros_py.desk.reports.ages import DAY, OPEN, SUSPENDED
from macros_py.desk.reports.repeating import COLUMNS, Repeating
from macros_py.desk.reports.sentences import CHANGES
from macros_py.desk.reports.standing import Ranking, Standing, standings
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.deadlines.moments import Marks, Moments, seconds
from macros_py.rules.deadlines.stages import CLOSURE, OF_UNITS
from macros_py.rules.deadlines.status import Status
from macros_py.rules.periods.comparison import Change, Comparison, Earlier
from macros_py.rules.periods.flow import Balance, CaseTimes
from macros_py.rules.periods.funnel import Step, funnel
from macros_py.rules.periods.groups import Categories, Groups
from macros_py.rules.periods.lost import Lost, lost_cases
from macros_py.rules.periods.period import Elapsed, Period, Periods
from macros_py.rules.periods.rate_counts import Rate, RateCounts
from macros_py.rules.terms.percentages import MEDIAN, NINETY, Quantile, quantile, share
from macros_py.rules.worktime import NAT
from workbook.values.text import NOTHING, masked, shown_case


@dataclass(frozen=True)
class Group:
    """The cases of one name within the period; ``key`` names it whole, ``name`` as it is shown.

    ``open_at_end`` and ``repeats`` are None where the ledger lacks the column.
    """

    key: str
    name: str
    received: int
    share: Rate
    change: Change
    rates: RateCounts
    open_at_end: int | None
    repeats: int | None


@dataclass(frozen=True)
class Unit:
    """One 承办单位: its rates with rank, and how it kept the limits it owes.

    ``moved`` is the change of the rate that ranks, as a difference of shares, None where there is
    none. ``median`` and ``ninety``: clock seconds from 派单 to 办结. What the ledger has no column
    for is None.
    """

    name: str
    rank: int | None
    rates: RateCounts
    moved: Rate
    on_time: tuple[Rate, ...]
    late: int | None
    overdue: int | None
    returned: int | None
    suspended: int | None
    median: Quantile
    ninety: Quantile


@dataclass(frozen=True)
class Study:
    """Everything that is counted, from one judged ledger and one period."""

    judged: JudgedLedger
    periods: Periods
    elapsed: Elapsed

    @classmethod
    def of(cls, judged: JudgedLedger, text: str) -> "Study":
        """Study the period that ``text`` names; raises PeriodError, QuarterError."""
        periods = Periods(judged.in_force.settings)
        return cls(judged, periods, periods.elapsed(text, judged.verdicts.as_of))

    @property
    def period(self) -> Period:
        """The period."""
        return self.elapsed.period

    def has(self, field: str) -> bool:
        """Tell whether the ledger has a column for a field."""
        return field in self.judged.ledger.fields

    def count(self, field: str, rows: Marks) -> int | None:
        """Count the marked cases, None where the ledger has no column for the field."""
        return int(np.count_nonzero(rows)) if self.has(field) else None

    @cached_property
    def times(self) -> CaseTimes:
        """When each case came and went."""
        return CaseTimes.of(self.judged.ledger.frame, self.judged.verdicts.as_of)

    @cached_property
    def rows(self) -> Marks:
        """The cases received in the period."""
        return self.times.received(self.elapsed.start, self.elapsed.end)

    @cached_property
    def balance(self) -> Balance:
        """The flow through the period."""
        return self.times.balance(self.elapsed.start, self.elapsed.end)

    @property
    def flow(self) -> Mapping[str, int | None]:
        """The balance as it is told: None for what the ledger has no column for."""
        flow = self.balance
        closes, returns = self.has("closed_at"), self.has("returned_at")
        return {
            "opening": flow.opening if closes else None,
            "received": flow.received,
            "returned": flow.returned if returns else None,
            "closed": flow.closed if closes else None,
            "closing": flow.open_at_end if closes else None,
        }

    @cached_property
    def comparison(self) -> Comparison:
        """What the period is compared with."""
        return Comparison.of(self.elapsed, self.periods, self.times.covered_from)

    @cached_property
    def still_open(self) -> Marks:
        """The cases open at the period's end."""
        return self.times.open_before(self.elapsed.end)

    def received(self, start: datetime, end: datetime) -> int:
        """Count the cases dispatched in a span."""
        return int(np.count_nonzero(self.times.received(start, end)))

    def change(self, span: Earlier) -> Change:
        """Return the period's count beside that of an earlier span."""
        return span.change(self.received, self.balance.received)

    @property
    def days(self) -> Fraction:
        """The days of the period that have passed."""
        return Fraction(seconds(self.elapsed.end) - seconds(self.elapsed.start), DAY)

    @property
    def covered_days(self) -> Fraction:
        """Those of them on which the ledger had begun."""
        covered = self.times.covered_from
        start = max(self.elapsed.start, covered) if covered else self.elapsed.start
        return Fraction(seconds(self.elapsed.end) - seconds(start), DAY)

    @cached_property
    def rates(self) -> RateCounts:
        """The pooled rates of the period."""
        return self.judged.answers.counts(self.rows)

    @cached_property
    def categories(self) -> Categories:
        """The categories of the ledger."""
        return Categories.of(self.judged.ledger.frame).renamed(masked)

    @cached_property
    def places(self) -> Groups:
        """The villages of the ledger."""
        return self.groups_of("place")

    def groups_of(self, field: str) -> Groups:
        """Group the cases by a text column, masked; names that mask alike are one."""
        if field not in self._groups:
            self._groups[field] = Groups.of(self.judged.ledger.frame[field]).renamed(masked)
        return self._groups[field]

    @cached_property
    def _groups(self) -> dict[str, Groups]:
        return {}

    def grouped(self, groups: Groups, shown: Sequence[str] | None = None) -> list[Group]:
        """Return the groups that received anything or have open cases, the most received first."""
        received, still_open = groups.counts(self.rows), groups.counts(self.still_open)
        rates = self.judged.answers.by_group(groups, self.rows)
        previous = self.comparison.previous
        before = groups.counts(self.times.received(previous.start, previous.end))
        again = groups.counts(self.rows & self.repeating.marks)
        found = [
            Group(
                groups.names[i],
                (shown or groups.names)[i],
                int(received[i]),
                share(int(received[i]), self.balance.received),
                Change(int(received[i]), int(before[i]) if previous.covered else None),
                rates[i],
                int(still_open[i]) if self.has("closed_at") else None,
                int(again[i]) if self.repeating.joins else None,
            )
            for i in range(len(groups.names))
            if received[i] or still_open[i]
        ]
        return sorted(found, key=lambda group: (-group.received, group.name))

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units in the order of their rank, those without one last."""
        groups = self.groups_of("unit")
        duties = [self._duty(groups, stage.name) for stage in OF_UNITS]
        took = self.times.left_at - self.times.came_at
        gone = self.times.left_at != NAT
        owed, closes = any(self.has(stage.done) for stage in OF_UNITS), self.has("closed_at")

        def unit(standing: Standing) -> Unit:
            i = standing.index
            rows = self.rows & (groups.codes == i)
            kept = rows & ~self.times.returned
            done, waiting = took[kept & gone], int(np.count_nonzero(kept & ~gone))
            return Unit(
                standing.name,
                standing.rank,
                standing.counts,
                standing.moved,
                tuple(duty[i][0] for duty in duties),
                sum(duty[i][1] for duty in duties) if owed else None,
                sum(duty[i][2] for duty in duties) if owed else None,
                self.count("returned_at", rows & self.times.returned),
                self.count("suspended_at", rows & self.suspended),
                quantile(done, waiting, MEDIAN) if closes else None,
                quantile(done, waiting, NINETY) if closes else None,
            )

        found = standings(self.judged.answers, groups, self.rows, self.before, self.ranking)
        return [unit(standing) for standing in found]

    def moved(self, moved: Rate) -> Rate | str:
        """Return the change of a rate as tables show it: None while the period runs."""
        uncovered = not (self.elapsed.running or self.comparison.previous.covered)
        return CHANGES["uncovered"] if uncovered else moved

    @property
    def before(self) -> Marks | None:
        """The cases of the period before, None where rates have no 环比."""
        span = self.comparison.previous
        if self.elapsed.running or not span.covered:
            return None
        return self.times.received(span.start, span.end)

    @property
    def ranking(self) -> Ranking:
        """What ranks the units."""
        return Ranking.of(self.judged.in_force.settings)

    def _duty(self, groups: Groups, stage: str) -> list[tuple[Rate, int, int]]:
        """Return each group's on-time share, late and overdue cases of a stage."""
        codes = self.judged.verdicts.status[stage]
        on_time, late, overdue = (
            groups.counts(self.rows & (codes == status)).tolist()
            for status in (Status.ON_TIME, Status.LATE, Status.OVERDUE)
        )
        return [(share(a, a + b + c), b, c) for a, b, c in zip(on_time, late, overdue, strict=True)]

    @cached_property
    def lost(self) -> list[Lost]:
        """The cases that lost a rate."""
        return lost_cases(self.judged.answers.columns, self.rows, self.rates)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The funnel of the period's cases."""
        return funnel(self.judged.verdicts, self.rows, self.times.returned)

    def told(self, step: Step, count: int) -> int | None:
        """Return a count of a step, None where the ledger has no column for the stage."""
        return count if self.has(step.stage.done) else None

    @cached_property
    def repeating(self) -> Repeating:
        """The repeated requests, under the reading 重复口径 in force."""
        reading = self.judged.in_force.settings.choice("重复口径")
        return Repeating(
            reading,
            self.judged.ledger.frame,
            self.times,
            seconds(self.elapsed.end),
            self.categories.finest,
            self.places,
            next((field for field in COLUMNS[reading] if not self.has(field)), ""),
        )

    def ages(self) -> dict[str, int]:
        """Count the open cases by how long ago they came."""
        waited = seconds(self.elapsed.end) - self.times.came_at[self.still_open]
        return OPEN.count(waited)

    def suspensions(self) -> dict[str, int]:
        """Count the cases that are suspended at the period's end by how long they are."""
        frame, end = self.judged.ledger.frame, seconds(self.elapsed.end)
        suspended, released = (Moments.of(frame, f) for f in ("suspended_at", "released_at"))
        ended = released.has & (released.at < end)
        rows = self.still_open & suspended.has & (suspended.at < end) & ~ended
        return SUSPENDED.count(end - suspended.at[rows])

    @cached_property
    def suspended(self) -> Marks:
        """The cases that were suspended up to as-of."""
        suspended = Moments.of(self.judged.ledger.frame, "suspended_at")
        marks: Marks = suspended.has & (suspended.at <= seconds(self.judged.verdicts.as_of))
        return marks

    def answered(self, field: str, among: Marks | None = None) -> dict[str, int]:
        """Count the period's cases by what a column says, the most first; blank left out."""
        groups = self.groups_of(field)
        counts = groups.counts(self.rows if among is None else self.rows & among).tolist()
        named = [
            (name, count)
            for i, (name, count) in enumerate(zip(groups.names, counts, strict=True))
            if count and i != groups.blank
        ]
        return dict(sorted(named, key=lambda entry: (-entry[1], entry[0])))

    def case(self, row: int) -> str:
        """Return a case number as outputs show it."""
        return shown_case(str(self._numbers[row]))

    def case_key(self, row: int) -> str:
        """Return what names a case for certain: its number where that is usable.

        A blank number, one that lost digits and one that is hidden name no case: then with it when
        and where the case came, and its category.
        """
        number, came = self.case(row), np.datetime64(int(self.times.came_at[row]), "s")
        lost = self.judged.ledger.columns["inexact"][row]
        if number and number == self._numbers[row] and not lost:
            return number
        finest = self.categories.finest
        parts = (
            number,
            str(came).replace("T", " "),
            self.text(row, "place"),
            finest.names[finest.codes[row]],
        )
        return " ".join(part for part in parts if part not in ("", NOTHING))

    @cached_property
    def _numbers(self) -> npt.NDArray[np.object_]:
        return self.judged.ledger.frame["case_id"].to_numpy(dtype=object)

    def text(self, row: int, field: str) -> str:
        """Return a text of a case, masked; — where the ledger has no column for it."""
        if not self.has(field):
            return NOTHING
        groups = self.groups_of(field)
        code = groups.codes[row]
        return "" if code == groups.blank else groups.names[code]

    def overdue_longest(self, count: int = 5) -> list[int]:
        """Return the open cases whose 办结 is due earliest and past, at most ``count``."""
        verdicts = self.judged.verdicts
        late = self.still_open & (verdicts.status[CLOSURE.name] == Status.OVERDUE)
        rows = np.flatnonzero(late)
        order = np.argsort(verdicts.due[CLOSURE.name][rows], kind="stable")
        return [int(row) for row in rows[order][:count]]
