"""三率表: how the groups of a column stand by one of the three rates (附件1 一.3; rules 4)."""

from dataclasses import dataclass

from macros_py.rules.deadlines.moments import Marks
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.ranking import ranked
from macros_py.rules.periods.rate_counts import RATES, Answers, Rate, RateCounts
from macros_py.rules.terms.percentages import moved


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


def standings(
    answers: Answers, groups: Groups, rows: Marks, before: Marks | None, ranking: tuple[str, int]
) -> list[Standing]:
    """Return the groups with any of the marked rows, best first, those without a rank last.

    ``before`` marks the cases of the period before, None where there is no 环比. ``ranking``: the
    rate that ranks, and the fewest counted callbacks for a rank.
    """
    by, least = ranking
    at = RATES.index(by)
    counts = answers.by_group(groups, rows)
    past = None if before is None else answers.by_group(groups, before)
    here = [i for i, count in enumerate(counts) if count.received]
    shares = [None if i == groups.blank else counts[i].rates[at] for i in here]
    order = ranked(shares, [counts[i].counted for i in here], least)
    found = []
    for entry in order:
        i = here[entry.index]
        now, then = counts[i].rates[at], past[i].rates[at] if past else None
        found.append(Standing(i, groups.names[i], entry.rank, counts[i], moved(now, then)))
    return found
