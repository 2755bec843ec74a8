"""What the contract lets an evaluation workbook hold; jobs make it from contract.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbook.values.number_formats import Measure
from workbook.values.text import tight

_MEASURES: Mapping[str, Measure] = {
    "金额": Measure.YUAN,
    "分数": Measure.POINTS,
    "比例": Measure.SHARE,
    "整数": Measure.COUNT,
    "日期": Measure.NUMBER,
    "是否": Measure.NUMBER,
}
"""What a number counts that a setting of a kind holds; of other kinds it is text."""


@dataclass(frozen=True)
class EvaluationTerms:
    """The options of each item with their points, the 特殊情形, the keys of 合同设置.

    ``also`` gives other words for a kind: the contract's own. ``settings`` gives the kind of every
    key, ``families`` how the keys begin that are not listed.
    """

    items: Mapping[str, Sequence[tuple[str, int]]]
    kinds: Sequence[str]
    event_points: int
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    families: Sequence[str] = ()

    @cached_property
    def kind_words(self) -> Mapping[str, str]:
        """Every word for a 特殊情形, as it is compared, with its kind."""
        words = {tight(kind): kind for kind in self.kinds}
        return words | {
            tight(word): kind for kind in self.kinds for word in self.also.get(kind, ())
        }

    @cached_property
    def option_words(self) -> Mapping[str, Mapping[str, str]]:
        """Each item's options by how they are compared."""
        return {
            item: {tight(label): label for label, _ in options}
            for item, options in self.items.items()
        }

    def family(self, key: str) -> str:
        """Return how a key begins, ``""`` for one that stands by itself."""
        return next((family for family in self.families if key.startswith(family)), "")

    def measure(self, key: str) -> Measure | None:
        """Tell what a number counts that a setting holds, None where it is text."""
        if "阈值" in self.family(key):
            return Measure.SHARE
        return _MEASURES.get(self.settings.get(key, ""))
