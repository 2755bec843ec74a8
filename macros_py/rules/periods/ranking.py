"""Ranks by an exact share: ties share one (1-1-3), too small a sample has none (附件1 一.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Ranked:
    """Which entry stands there, and its rank; None: 样本不足."""

    index: int
    rank: int | None


def ranked(shares: Sequence[Fraction | None], counted: Sequence[int], least: int) -> list[Ranked]:
    """Return the entries best first, then those without a share or with too small a sample.

    ``counted`` are the callbacks each share rests on; fewer than ``least`` is too small. Entries
    that tie stand in the order given.
    """
    able = [
        (share, index)
        for index, (share, n) in enumerate(zip(shares, counted, strict=True))
        if share is not None and n >= least
    ]
    able.sort(key=lambda entry: (-entry[0], entry[1]))
    found: list[Ranked] = []
    for place, (share, index) in enumerate(able, 1):
        tied = place > 1 and share == able[place - 2][0]
        found.append(Ranked(index, found[-1].rank if tied else place))
    listed = {entry.index for entry in found}
    return [*found, *(Ranked(i, None) for i in range(len(shares)) if i not in listed)]
