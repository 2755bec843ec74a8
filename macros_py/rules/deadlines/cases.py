"""The columns of cases that are judged, whether they come from a ledger or from a formula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Columns, Marks, Moments
from macros_py.rules.worktime import NAT

Dates = Sequence[tuple[date, ...]]


class Cases(Protocol):
    """What the stages ask of a set of cases."""

    @property
    def size(self) -> int:
        """How many cases there are."""

    def moments(self, name: str) -> Moments:
        """Return a time column."""

    def says(self, name: str, word: str) -> Marks:
        """Mark the cases whose answer in a field of yes/no or of words is ``word``."""

    def limits(self) -> tuple[npt.NDArray[np.integer], Sequence[str]]:
        """Return 时限等级 as each case's place in a list of different words."""

    def reports(self, rows: npt.NDArray[np.intp]) -> tuple[Dates, Marks]:
        """Return the 挂账汇报日期 of some cases, and whether a part could not be read."""


@dataclass(frozen=True)
class LedgerCases:
    """The cases of a ledger."""

    columns: Columns

    @property
    def size(self) -> int:
        """How many cases there are."""
        return len(self.columns["dispatched_at"])

    def moments(self, name: str) -> Moments:
        """Return a time column."""
        return Moments.of(self.columns, name)

    def says(self, name: str, word: str) -> Marks:
        """Mark the cases whose answer is ``word``."""
        if name not in self.columns:
            return np.zeros(self.size, dtype=bool)
        return np.asarray(np.asarray(self.columns[name], dtype=object) == word, dtype=bool)

    def limits(self) -> tuple[npt.NDArray[np.integer], Sequence[str]]:
        """Return 时限等级."""
        return _different(np.asarray(self.columns["limit_class"], dtype=object).tolist())

    def reports(self, rows: npt.NDArray[np.intp]) -> tuple[Dates, Marks]:
        """Return the 挂账汇报日期 of some cases."""
        bad = np.asarray(self.columns["progress_dates_bad"], dtype=bool)[rows]
        return np.asarray(self.columns["progress_dates"], dtype=object)[rows].tolist(), bad


@dataclass(frozen=True)
class StageCases:
    """Cases with only the columns that are given; whatever is not given is blank.

    Costs no frame: a formula in a single cell is judged by it in well under a millisecond.
    ``answers`` maps (field, word) to the cases that say so.
    """

    size: int
    times: Mapping[str, Moments] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Marks] = field(default_factory=dict)
    limit_classes: Sequence[str] = ()
    report_dates: Dates = ()
    reports_bad: Marks | None = None

    def moments(self, name: str) -> Moments:
        """Return a time column."""
        return self.times.get(name) or Moments(np.full(self.size, NAT))

    def says(self, name: str, word: str) -> Marks:
        """Mark the cases whose answer is ``word``."""
        marks = self.answers.get((name, word))
        return np.zeros(self.size, dtype=bool) if marks is None else marks

    def limits(self) -> tuple[npt.NDArray[np.integer], Sequence[str]]:
        """Return 时限等级."""
        if not self.limit_classes:
            return np.zeros(self.size, dtype=np.intp), [""]
        return _different(self.limit_classes)

    def reports(self, rows: npt.NDArray[np.intp]) -> tuple[Dates, Marks]:
        """Return the 挂账汇报日期 of some cases."""
        dates = [self.report_dates[row] if self.report_dates else () for row in rows.tolist()]
        bad = np.zeros(self.size, dtype=bool) if self.reports_bad is None else self.reports_bad
        return dates, bad[rows]


def _different(texts: Sequence[str]) -> tuple[npt.NDArray[np.integer], Sequence[str]]:
    """Return each text's place among the different ones."""
    words = list(dict.fromkeys(texts))
    if len(words) == 1:
        return np.zeros(len(texts), dtype=np.intp), words
    places = {word: place for place, word in enumerate(words)}
    return np.fromiter(map(places.__getitem__, texts), np.intp, len(texts)), words
