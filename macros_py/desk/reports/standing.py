"""三率表: how the groups of a column stand by one of the three rates (附件1 一.3; rules 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from macros_py.rules.deadlines.moments import Marks
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.ranking import ranked
from macros_py.rules.periods.rate_counts import RATES, Answers, Rate, RateCounts
from macros_py.rules.terms.percentages import moved
from macros_py.rules.terms.settings import Settings


@dataclass(frozen=True)
class Standing:
    """One group: its rank, its counts, and how the rate that ranks moved.

    ``rank`` is None for 样本不足 and for cases without a name; ``index`` is its number in the
    groups; ``moved`` a difference of shares, None without 环比.
    """

    index: int
    name: str
    rank: int | None
    counts: RateCounts
    moved: Rate


class Ranking(NamedTuple):
    """The rate that ranks, and the fewest counted callbacks for a rank."""

    by: str
    least: int

    @classmethod
    def of(cls, settings: Settings) -> "Ranking":
        """Take both from the settings in force."""
        return cls(settings.choice("排名依据"), settings.count("最小样本") or 0)


class Entry(NamedTuple):
    """A group to be ranked, by its place; ``before``: counts of the period before, None without."""

    place: int
    name: str
    counts: RateCounts
    before: RateCounts | None


def standings(
    answers: Answers, groups: Groups, rows: Marks, before: Marks | None, ranking: Ranking
) -> list[Standing]:
    """Return the groups with any of the marked rows, best first, those without a rank last.

    ``before`` marks the cases of the period before, None where there is no 环比.
    """
    counts = answers.by_group(groups, rows)
    past = [None] * len(counts) if before is None else answers.by_group(groups, before)
    entries = [
        Entry(place, name, now, then)
        for place, (name, now, then) in enumerate(zip(groups.names, counts, past, strict=True))
        if now.received
    ]
    return in_order(entries, ranking, groups.blank)


def in_order(entries: Sequence[Entry], ranking: Ranking, nameless: int = -1) -> list[Standing]:
    """Rank groups; the one at ``nameless`` gets no rank."""
    at = RATES.index(ranking.by)
    shares = [None if each.place == nameless else each.counts.rates[at] for each in entries]
    found = []
    for entry in ranked(shares, [each.counts.counted for each in entries], ranking.least):
        place, name, counts, before = entries[entry.index]
        then = before.rates[at] if before else None
        found.append(Standing(place, name, entry.rank, counts, moved(counts.rates[at], then)))
    return found
