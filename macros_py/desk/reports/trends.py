"""A period beside those before it: the trend, and names with more cases than chance explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from macros_py.desk.reports.ages import DAY
from macros_py.desk.reports.study import Study
from macros_py.rules.deadlines.moments import seconds
from macros_py.rules.periods.comparison import earlier
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.period import Kind, Period
from macros_py.rules.periods.surges import SPANS, Surge, surges


@dataclass(frozen=True)
class Point:
    """One span of the trend, and the same a year before; None where the ledger does not reach."""

    period: Period
    received: int | None
    year_before: int | None


@dataclass(frozen=True)
class Trends:
    """The spans before the period that is studied."""

    study: Study

    @cached_property
    def points(self) -> list[Point]:
        """Eight weeks or spans, or thirteen months, the period last."""
        study = self.study
        count = 13 if study.period.kind in (Kind.MONTH, Kind.CYCLE) else 8
        spans = [study.periods.back(study.period, n) for n in range(count - 1, 0, -1)]
        points = [self._point(span, whole=True) for span in spans]
        return [*points, self._point(study.period, whole=False)]

    def _point(self, span: Period, *, whole: bool) -> Point:
        study = self.study
        covered, elapsed = study.times.covered_from, study.elapsed
        now = earlier(elapsed, span, covered)
        then = earlier(elapsed, study.periods.year_before(span), covered)
        ends = (span.end, then.period.end) if whole else (elapsed.end, then.end)
        reaches = now.covered or not whole
        return Point(
            span,
            study.received(now.start, ends[0]) if reaches else None,
            study.received(then.start, ends[1]) if then.covered else None,
        )

    @cached_property
    def before(self) -> list[Period]:
        """Those of the eight spans before that the ledger covers."""
        covered, study = self.study.times.covered_from, self.study
        spans = [study.periods.back(study.period, n) for n in range(1, SPANS + 1)]
        return [span for span in spans if covered is not None and span.start >= covered]

    @cached_property
    def groups(self) -> list[tuple[Groups, Sequence[str]]]:
        """The categories and villages, each with the names by which a surge is told."""
        study = self.study
        both = (
            ("category", study.categories.finest, study.categories.labels),
            ("place", study.places, study.places.names),
        )
        return [(groups, names) for field, groups, names in both if study.has(field)]

    @cached_property
    def surges(self) -> tuple[list[Surge], int]:
        """The names with more cases than chance explains, and how many were tested."""
        found: list[Surge] = []
        tested = 0
        for groups, names in self.groups if self.before else ():
            some, count = self._surges(groups, names)
            found += some
            tested += count
        return found, tested

    def _surges(self, groups: Groups, names: Sequence[str]) -> tuple[list[Surge], int]:
        study = self.study
        named = [i for i in range(len(groups.names)) if i != groups.blank]
        counts = groups.counts(study.rows)
        before: npt.NDArray[np.int64] = sum(
            (groups.counts(study.times.received(span.start, span.end)) for span in self.before),
            start=np.zeros(len(groups.names), dtype=np.int64),
        )
        length = sum(seconds(span.end) - seconds(span.start) for span in self.before)
        found = surges(
            [names[i] for i in named],
            [int(counts[i]) for i in named],
            [int(before[i]) for i in named],
            study.days,
            Fraction(length, DAY),
        )
        return found, sum(1 for i in named if counts[i])
