"""Where each number stands in the contract, and the sentence that says it."""

from collections.abc import Mapping
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
        **{name: _clause(entry) for name, entry in (document["limit"] | document["duty"]).items()},
        **{
            item["name"]: _clause(item, "附件2")
            for group in document["group"]
            for item in group["item"]
        },
        **dict.fromkeys(document["event"]["kinds"], _clause(document["event"])),
    }


def _clause(entry: Mapping[str, Any], number: str = "") -> Clause:
    return Clause(entry.get("clause", number), entry.get("sentence", ""))
