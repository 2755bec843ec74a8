"""The contract's numbers as ``contract.toml`` states them: limits, form items, event kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from macros_py.rules.terms.clauses import Clause, clauses_of
from macros_py.rules.terms.duration import Limit, parse_limit, read_limit
from macros_py.rules.terms.errors import RuleError
from macros_py.rules.terms.evidence_terms import EvidenceTerms
from macros_py.rules.terms.settings import Definition, Override, Settings
from workbook.values.text import tight


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a form item and the points it gives."""

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of 附件2, its options from best to worst."""

    name: str
    group: str
    maximum: int
    options: tuple[Option, ...]

    def points(self, label: str) -> int | None:
        """Return the points of an option, None when it is not on the item's list."""
        return next((option.points for option in self.options if option.label == label), None)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of 附件2 with its weight in percent; the items' maxima add up to it."""

    name: str
    weight: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class LimitClass:
    """A word of 时限等级 with its limit; 15天 is not in the contract and printed as such."""

    limit: Limit
    outside_contract: bool


@dataclass(frozen=True)
class Contract:
    """What the contract fixes (附件1, 附件2, 2.2) and the definitions of every setting.

    ``duties`` says what the contract asks of the stages that have no limit in time;
    ``requirements`` are those of 附件1, each with the items of 附件2 whose evidence speaks of it.
    """

    definitions: tuple[Definition, ...]
    limits: Mapping[str, Limit]
    limit_words: Mapping[str, LimitClass]
    groups: tuple[Group, ...]
    event_points: int
    event_kinds: tuple[str, ...]
    event_words: Mapping[str, tuple[str, ...]]
    evidence: EvidenceTerms
    price_words: str
    clauses: Mapping[str, Clause]
    duties: Mapping[str, str]
    requirements: tuple[tuple[Clause, tuple[str, ...]], ...]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Contract":
        """Build the contract from the parsed ``contract.toml``.

        Raises RuleError when the items of a group do not add up to its weight, or the weights to
        100: a base score is a plain sum and is never weighted again (附件2).
        """
        groups = tuple(_group(entry) for entry in document["group"])
        for group in groups:
            if sum(item.maximum for item in group.items) != group.weight:
                msg = f"contract.toml：「{group.name}」各项满分之和不等于权重 {group.weight}"
                raise RuleError(msg)
        if sum(group.weight for group in groups) != 100:
            raise RuleError("contract.toml：各组权重之和不等于 100")
        return cls(
            tuple(map(Definition.of, document["setting"])),
            {stage: read_limit(entry["value"]) for stage, entry in document["limit"].items()},
            {
                word: LimitClass(read_limit(entry["value"]), entry.get("outside_contract", False))
                for entry in document["limit_class"]
                for word in entry["words"]
            },
            groups,
            document["event"]["points"],
            tuple(document["event"]["kinds"]),
            {kind: tuple(words) for kind, words in document["event"]["also"].items()},
            EvidenceTerms.of(document["evidence"]),
            f"人民币{document['price']['words']}",
            clauses_of(document),
            {stage: entry["value"] for stage, entry in document["duty"].items()},
            tuple(
                (Clause(entry["clause"], entry["sentence"]), tuple(entry["items"]))
                for entry in document["requirement"]
            ),
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """The eight items of 附件2 in the form's order."""
        return tuple(item for group in self.groups for item in group.items)

    def settings(self, overrides: Mapping[str, Override] | None = None) -> Settings:
        """Return the settings in force; raises SettingError (see ``Settings.of``)."""
        return Settings.of(self.definitions, overrides)

    def limit_class(self, text: str) -> LimitClass | None:
        """Read a cell of 时限等级: a word of the table, N天 or N小时; None when it is neither."""
        word = tight(text)
        if word in self.limit_words:
            return self.limit_words[word]
        limit = parse_limit(word) if word.endswith(("天", "小时")) else None
        return LimitClass(limit, outside_contract=False) if limit else None


def _group(entry: Mapping[str, Any]) -> Group:
    items = tuple(
        Item(
            item["name"],
            entry["name"],
            item["maximum"],
            tuple(Option(label, points) for label, points in item["options"]),
        )
        for item in entry["item"]
    )
    for item in items:
        if max(option.points for option in item.options) != item.maximum:
            raise RuleError(f"contract.toml：「{item.name}」的最高选项不等于满分 {item.maximum}")
    return Group(entry["name"], entry["weight"], items)
