"""重复诉求 under the reading 重复口径 in force (附件1 一.4: 热点)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from macros_py.rules.deadlines.moments import Marks
from macros_py.rules.periods.flow import CaseTimes
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.repeats import NO_KEY, Repeats, chains, pair

SAME_PHONE, SAME_PLACE, MARKED = "同号码同分类30天", "同村同分类7天", "台账标记"
COLUMNS = {
    SAME_PHONE: ("phone", "category"),
    SAME_PLACE: ("place", "category"),
    MARKED: ("repeat_mark",),
}
"""The fields by which each reading joins cases."""

DAYS = {SAME_PHONE: 30, SAME_PLACE: 7}


@dataclass(frozen=True)
class Repeating:
    """Which cases repeat one another; ``end``: seconds, cases dispatched later do not count.

    ``lacks``: a field by which the reading joins cases and that the ledger lacks, "" for none.
    """

    reading: str
    frame: pd.DataFrame
    times: CaseTimes
    end: int
    categories: Groups
    places: Groups
    lacks: str

    @property
    def joins(self) -> bool:
        """Whether the ledger has every column that the reading needs."""
        return not self.lacks

    @cached_property
    def chains(self) -> Repeats | None:
        """Chains of repeated requests up to the period's end; None where nothing joins cases."""
        if self.reading not in DAYS or not self.joins:
            return None
        came = self.times.counted & (self.times.came_at < self.end)
        keys = pair(self._keys, keys_of(self.categories))
        return chains(keys, self.times.came_at, came, DAYS[self.reading])

    @cached_property
    def marks(self) -> Marks:
        """The cases that repeat another, or are repeated."""
        if self.chains is not None:
            return self.chains.marks()
        if self.reading == MARKED and self.joins:
            marked: Marks = (self.frame["repeat_mark"] == "是").to_numpy(dtype=bool)
            return marked
        return np.zeros(len(self.frame), dtype=bool)

    def unmatched(self, rows: Marks) -> int:
        """Count the cases that can match none: no usable phone, village or category."""
        if self.chains is None:
            return 0
        lacking = (self._keys < 0) | (keys_of(self.categories) < 0)
        return int(np.count_nonzero(rows & lacking))

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        if self.reading == SAME_PHONE:
            return self.frame["phone_key"].to_numpy(dtype=np.int64)
        return keys_of(self.places)


def keys_of(groups: Groups) -> npt.NDArray[np.int64]:
    """Return each case's group as a key that a blank one never matches by."""
    return np.where(groups.codes == groups.blank, NO_KEY, groups.codes)
