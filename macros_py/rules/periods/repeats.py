"""Repeated requests under each choice of the reading 重复口径 (附件1 一.4: 热点)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Marks, Seconds

DAY = 86_400
NO_KEY = -1


@dataclass(frozen=True)
class Repeats:
    """Chains of cases of one key, each within the span of the one before.

    ``chain``: each case's chain, NO_KEY for a case alone. ``sizes``: each chain's cases.
    """

    chain: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    def marks(self) -> Marks:
        """Mark the cases that belong to a chain of two or more."""
        found: Marks = self.chain != NO_KEY
        return found

    def sizes_of(self, rows: Marks) -> npt.NDArray[np.int64]:
        """Return the sizes of the chains that any marked case belongs to."""
        return self.sizes[np.unique(self.chain[rows & self.marks()])]


def chains(keys: npt.NDArray[np.int64], at: Seconds, rows: Marks, days: int) -> Repeats:
    """Join the marked cases of one key, each at most ``days`` × 24 h after the one before.

    A key below 0 never matches.
    """
    usable = np.flatnonzero(rows & (keys >= 0))
    order = usable[np.lexsort((at[usable], keys[usable]))]
    chain = np.full(len(keys), NO_KEY)
    if not len(order):
        return Repeats(chain, np.zeros(0, dtype=np.int64))
    linked = (np.diff(keys[order]) == 0) & (np.diff(at[order]) <= days * DAY)
    number = np.concatenate([[0], np.cumsum(~linked)])
    sizes = np.bincount(number)
    again = sizes[number] > 1
    names, renumbered = np.unique(number[again], return_inverse=True)
    chain[order[again]] = renumbered
    return Repeats(chain, sizes[names])


def pair(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return one key for two; below 0 where either is."""
    return np.where((one < 0) | (other < 0), NO_KEY, one * (int(other.max(initial=0)) + 1) + other)
