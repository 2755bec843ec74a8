"""Where each number stands in the contract, and the sentence that says it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause's number, ``附件1 一.1``, and its sentence; both blank for our own choice."""

    number: str
    sentence: str


def clauses_of(document: Mapping[str, Any]) -> Mapping[str, Clause]:
    """Return the clause behind each setting, stage, item and event kind of ``contract.toml``."""
    return {
        **{entry["key"]: _clause(entry) for entry in document["setting"]},
        **{name: _clause(entry) for name, entry in _stages(document)},
        **{item["name"]: _clause(item, "附件2") for item in _items(document["group"])},
        **dict.fromkeys(document["event"]["kinds"], _clause(document["event"])),
    }


def _stages(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from document["limit"].items()
    yield from document["duty"].items()


def _items(groups: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (item for group in groups for item in group["item"])


def _clause(entry: Mapping[str, Any], number: str = "") -> Clause:
    return Clause(entry.get("clause", number), entry.get("sentence", ""))
