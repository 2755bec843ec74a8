"""Cases by a name that stands in a column: unit, village, category."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from macros_py.rules.deadlines.moments import Marks

BLANK, UNDIVIDED = "（空白）", "（未细分）"
_ARROW = re.compile(r"\s*(?:[-–—=]+\s*[>＞》]|→|⇒|[>＞])\s*")
_LEVELS = ("category", "category2", "category3", "category4")


@dataclass(frozen=True)
class Groups:
    """Each case's group as a number into ``names``; a blank one is ``（空白）``."""

    names: tuple[str, ...]
    codes: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: pd.Series) -> "Groups":
        """Give each different text of a column a number, in the order of their names."""
        codes, names = pd.factorize(texts.astype(object).where(texts != "", BLANK), sort=True)
        return cls(tuple(map(str, names)), codes.astype(np.int64))

    def counts(self, marks: Marks) -> npt.NDArray[np.int64]:
        """Count the marked cases of each group."""
        return np.bincount(self.codes[marks], minlength=len(self.names))

    def renamed(self, rename: Callable[[str], str]) -> "Groups":
        """Return the same cases under other names; those that become alike are one group."""
        codes, names = pd.factorize(np.array([*map(rename, self.names)], dtype=object), sort=True)
        return Groups(tuple(names), codes.astype(np.int64)[self.codes])

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
    def of(cls, frame: pd.DataFrame) -> "Categories":
        """Read the four columns, of which any may be lacking."""
        columns = [frame[name].astype(object) for name in _LEVELS if name in frame]
        whole = columns[0].copy()
        for column in columns[1:]:
            whole = (whole + "->" + column).where(column != "", whole)
        codes, texts = pd.factorize(whole)
        paths = [_path(str(text)) for text in texts]

        def groups(names: list[str]) -> Groups:
            return Groups.of(pd.Series(np.array([*names, ""], dtype=object)[codes], dtype=object))

        return cls(
            groups([path[0] if path else "" for path in paths]),
            groups(["→".join(path) for path in paths]),
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
