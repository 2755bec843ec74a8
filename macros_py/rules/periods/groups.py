"""Cases by a name that stands in a column: unit, village, category."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Columns, Marks

BLANK, UNDIVIDED = "（空白）", "（未细分）"
_ARROW = re.compile(r"\s*(?:[-–—=]+\s*[>＞》]|→|⇒|[>＞])\s*")
_LEVELS = ("category", "category2", "category3", "category4")


@dataclass(frozen=True)
class Groups:
    """Each case's group as a number into ``names``; a blank one is ``（空白）``."""

    names: tuple[str, ...]
    codes: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: npt.ArrayLike) -> "Groups":
        """Give each different text of a column a number, in the order of their names."""
        named = [text or BLANK for text in np.asarray(texts, dtype=object).tolist()]
        names = sorted(set(named))
        places = {name: place for place, name in enumerate(names)}
        return cls(tuple(names), np.fromiter(map(places.__getitem__, named), np.int64, len(named)))

    def counts(self, marks: Marks) -> npt.NDArray[np.int64]:
        """Count the marked cases of each group."""
        return np.bincount(self.codes[marks], minlength=len(self.names))

    def renamed(self, rename: Callable[[str], str]) -> "Groups":
        """Return the same cases under other names; those that become alike are one group."""
        merged = Groups.of([*map(rename, self.names)])
        return Groups(merged.names, merged.codes[self.codes])

    @cached_property
    def blank(self) -> int:
        """The number of the blank group, -1 where no case is blank."""
        return self.names.index(BLANK) if BLANK in self.names else -1


@dataclass(frozen=True)
class Categories:
    """The categories of a ledger, by their first level and by the finest that is filled in.

    ``A->B->C`` in one cell and 一级分类 … 四级分类 in four columns mean the same. The finest
    group's key is the whole path; ``shown`` gives its last level, with those above where two
    paths end alike.
    """

    first: Groups
    finest: Groups

    @classmethod
    def of(cls, columns: Columns) -> "Categories":
        """Read the four columns, of which any may be lacking."""
        present = [columns[name] for name in _LEVELS if name in columns]
        levels = [np.asarray(level, dtype=object).tolist() for level in present]
        cases = list(zip(*levels, strict=True))
        paths = {case: _path("->".join(filter(None, case))) for case in set(cases)}
        return cls(
            Groups.of([next(iter(paths[case]), "") for case in cases]),
            Groups.of(["→".join(paths[case]) for case in cases]),
        )

    def renamed(self, rename: Callable[[str], str]) -> "Categories":
        """Return the same categories under other names."""
        return Categories(self.first.renamed(rename), self.finest.renamed(rename))

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The finest names as outputs show them, no two alike."""
        ends = [_ends(name) for name in self.finest.names]
        seen = Counter(end for each in ends for end in each)
        return tuple(next((e for e in each if seen[e] == 1), each[-1]) for each in ends)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The finest names where they stand alone, none to be taken for a level above.

        A name that other cases divide is （未细分）; one that is also a first level is given whole.
        """
        first, names = set(self.first.names), self.finest.names
        divided = {name[:at] for name in names for at, sign in enumerate(name) if sign == "→"}
        return tuple(
            f"{short}{UNDIVIDED}" if name in divided else name if short in first else short
            for name, short in zip(names, self.shown, strict=True)
        )


def _ends(path: str) -> list[str]:
    """Return the ends of a path, the shortest first.

    >>> _ends("市政→路灯→不亮")
    ['不亮', '路灯→不亮', '市政→路灯→不亮']
    """
    levels = path.split("→")
    return ["→".join(levels[start:]) for start in reversed(range(len(levels)))]


def _path(text: str) -> list[str]:
    levels: list[str] = []
    for part in _ARROW.split(text):
        if part and (not levels or levels[-1] != part):
            levels.append(part)
    return levels
