"""What reading a ledger gave, beside its facts: a small file that is written last."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from macros_py.rules.periods.schemes import Scheme

FACTS, RECEIPTS = "facts", "ledgers"


@dataclass(frozen=True)
class Receipt:
    """A ledger that was read.

    ``key``: of the content, settings, calendar and tool that gave the facts. ``months``: those of
    its files of facts, each with the digest of its file. ``weight``: of 基本满意; ``readings``:
    those of the settings in force. ``fields``: those that any sheet has; ``missing``: headers that
    some sheet lacks. ``problems``: sheet, cell, field, kind.
    """

    key: str
    township: str
    ledger: str
    partition: str
    rows: int
    months: Mapping[str, str]
    weight: Fraction
    readings: Mapping[str, str]
    schemes: Sequence[Scheme]
    fields: Sequence[str]
    missing: Sequence[str]
    problems: Sequence[tuple[str, str, str, str]]

    def files(self, out: Path, ledger: str) -> list[Path]:
        """Return the files of facts by month; ``ledger`` is the ledger's id."""
        return [facts_file(out, self.partition, month, ledger) for month in self.months]

    def holds(self, out: Path, ledger: str) -> bool:
        """Tell whether every file of facts stands there as it was written."""
        try:
            return all(
                file_digest(facts_file(out, self.partition, month, ledger).read_bytes()) == digest
                for month, digest in self.months.items()
            )
        except OSError:
            return False

    def content(self) -> bytes:
        """Return the receipt as its file holds it."""
        told = asdict(self)
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=str)
        return f"{text}\n".encode()

    @classmethod
    def read(cls, path: Path) -> "Receipt | None":
        """Return what a file holds, None where it is not there or no receipt."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                **{
                    **told,
                    "months": dict(told["months"].items()),
                    "weight": Fraction(told["weight"]),
                    "schemes": [_scheme(each) for each in told["schemes"]],
                    "problems": [tuple(each) for each in told["problems"]],
                }
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


def file_digest(content: bytes) -> str:
    """Return the digest of a file, of facts or a table, by its content."""
    return hashlib.sha256(content).hexdigest()


def receipt_file(out: Path, ledger: str) -> Path:
    """Return where the receipt of a ledger stands."""
    return out / RECEIPTS / f"{ledger}.json"


def facts_file(out: Path, partition: str, month: str, ledger: str) -> Path:
    """Return where the facts of a ledger's month stand."""
    folder = out / FACTS / f"township={partition}" / f"month={month}"
    return folder / f"{ledger}.parquet"


def _scheme(told: Mapping[str, Any]) -> Scheme:
    weights = told["weights"]
    return Scheme(
        told["name"],
        Fraction(told["fairly"]),
        Fraction(told["unrated"]),
        told["over_counted"],
        None if weights is None else tuple(map(Fraction, weights)),
    )
