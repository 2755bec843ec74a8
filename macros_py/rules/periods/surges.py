"""突增: more cases of a name than chance explains, under a Poisson law (附件1 一.4: 热点)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, fsum, lgamma, log

LEAST, LEVEL, SPANS = 5, 0.01, 8
"""Fewest cases, the probability below which it is told, how many earlier spans it rests on."""

_TERMS = 100_000


@dataclass(frozen=True, slots=True)
class Surge:
    """A name with ``count`` cases where ``expected`` were; ``expected`` 0: none before."""

    name: str
    count: int
    expected: Fraction


def poisson_tail(count: int, mean: float) -> float:
    """Return P(X ≥ count) under a Poisson law with this mean."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0

    def term(k: int) -> float:
        return exp(k * log(mean) - mean - lgamma(k + 1))

    if count <= mean:
        return max(0.0, 1 - fsum(term(k) for k in range(count)))
    terms = []
    for k in range(count, count + _TERMS):
        terms.append(term(k))
        if terms[-1] < 1e-18 * terms[0]:
            break
    return min(1.0, fsum(terms))


def surges(
    names: Sequence[str],
    counts: Sequence[int],
    before: Sequence[int],
    days: Fraction,
    days_before: Fraction,
) -> list[Surge]:
    """Return the names whose count is at least 5 and has less than 1 % chance, the most first.

    ``before`` are the counts of the earlier spans together, ``days_before`` their days.
    """
    found = []
    for name, count, earlier in zip(names, counts, before, strict=True):
        if count < LEAST:
            continue
        expected = Fraction(earlier) / days_before * days
        if not earlier or poisson_tail(count, float(expected)) < LEVEL:
            found.append(Surge(name, count, expected))
    return sorted(found, key=lambda surge: (-surge.count, surge.name))
