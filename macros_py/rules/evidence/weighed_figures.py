"""A figure that a person weighs when filling in 附件2, with what is behind each miss (rules 5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """One that was not done in time: a case number, a period or a cell, and why it is a miss."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``numerator`` were done as the contract asks, every other one is among ``misses``.

    ``undecided`` are those of which nobody can tell (无法判定, 数据异常): they count nowhere.
    ``owner`` is 乙方 or 承办单位. Only a ``weighed`` figure, always the vendor's, enters a
    suggestion.
    """

    name: str
    owner: str
    numerator: int
    misses: tuple[Miss, ...] = ()
    note: str = ""
    weighed: bool = False
    undecided: tuple[Miss, ...] = ()

    @property
    def denominator(self) -> int:
        """All that were to be done."""
        return self.numerator + len(self.misses)

    @property
    def share(self) -> Fraction | None:
        """The part done, None of nothing: never 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell of the evaluation workbook that leaves a figure open; ``message`` is without it."""

    cell: str
    kind: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What one source says: figures, and remarks for the person who weighs them.

    ``faults`` are cells that leave a figure open, ``doubts`` cells that were left out of one.
    """

    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    doubts: tuple[CellFault, ...] = ()


def pooled(figures: Iterable[Figure]) -> Fraction | None:
    """Return the share of all weighed figures together: pooled counts, not a mean of shares."""
    weighed = [figure for figure in figures if figure.weighed]
    whole = sum(figure.denominator for figure in weighed)
    return Fraction(sum(figure.numerator for figure in weighed), whole) if whole else None
