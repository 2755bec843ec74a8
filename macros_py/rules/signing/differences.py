"""Which cells changed between the records that were signed and those that stand there now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

GONE, NEW = "（整行已删除）", "（整行新增）"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: canonical text and address of each of its fields.

    ``inside``: it belongs to what was signed, not to another quarter.
    """

    sheet: str
    values: Mapping[str, str]
    cells: Mapping[str, str] = field(default_factory=dict)
    inside: bool = True

    @property
    def first_cell(self) -> str:
        """Where the record begins."""
        return next(iter(self.cells.values()), self.sheet)

    @property
    def order(self) -> tuple[str, ...]:
        """What sorts records the same whatever row they stand in."""
        return tuple(self.values[name] for name in sorted(self.values))


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that changed: its address, its header or key, its text before and after."""

    cell: str
    name: str
    before: str
    after: str


def differences(signed: Iterable[Entry], now: Iterable[Entry]) -> Iterator[Change]:
    """Yield each changed cell of one sheet's records.

    Records are matched by content: equal ones first, then each that is left with the one most like
    it; so the order of rows says nothing. A record of another quarter is matched only when it is
    the signed one in all but one field.
    """
    current = list(now)
    left: list[Entry] = []
    for entry in signed:
        same = next((c for c in current if c.inside and c.values == entry.values), None)
        if same is None:
            left.append(entry)
        else:
            current.remove(same)
    for entry, other in _paired(left, tuple(current)):
        if other is None:
            yield Change(entry.first_cell, "", _shown(entry), GONE)
            continue
        current.remove(other)
        for name, value in entry.values.items():
            if other.values.get(name, "") != value:
                yield Change(
                    other.cells.get(name, other.first_cell), name, value, other.values.get(name, "")
                )
    for entry in current:
        if entry.inside:
            yield Change(entry.first_cell, "", NEW, _shown(entry))


def _paired(signed: Sequence[Entry], now: Sequence[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    """Yield each signed record with the one most like it; the surest pairs first."""
    scored = [
        (score, -i, -j)
        for i, entry in enumerate(signed)
        for j, other in enumerate(now)
        if (score := _likeness(entry, other)) > 0
    ]
    taken: dict[int, int] = {}
    for _, i, j in sorted(scored, reverse=True):
        if -i not in taken and -j not in taken.values():
            taken[-i] = -j
    for i, entry in enumerate(signed):
        yield entry, now[taken[i]] if i in taken else None


def _likeness(entry: Entry, other: Entry) -> float:
    """Say how alike two records are: the share of equal fields, 0 for too few of them."""
    equal = sum(other.values.get(name) == value for name, value in entry.values.items())
    if not other.inside and equal != len(entry.values) - 1:
        return 0
    share = equal / len(entry.values)
    same_place = entry.first_cell == other.first_cell
    return share + same_place / 10 if share >= 0.5 or same_place else 0


def _shown(entry: Entry) -> str:
    return "，".join(value for value in entry.values.values() if value)
