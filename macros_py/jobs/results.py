"""What the jobs on a ledger return, and each as the plain data that ``--json`` prints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from macros_py.inputs.judged_ledger import JudgedLedger, problem_json
from macros_py.rules.rates.rates import Rates
from workbook.values.problem import Problem

Json = dict[str, object]


@dataclass(frozen=True)
class Flagged:
    """A judged ledger, the file that now holds the flags, and the one that it replaced.

    ``renamed``: sheets whose names Excel does not take, old name → new.
    """

    judged: JudgedLedger
    output: Path
    backup: Path | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """Return the counts, columns, problems and output."""
        return {
            **self.judged.json(),
            "output": str(self.output),
            "renamed": dict(self.renamed),
        }


@dataclass(frozen=True)
class Rated:
    """The rates of a ledger; ``by`` is a key of ``GROUPINGS`` or None."""

    judged: JudgedLedger
    total: Rates
    by: str | None
    groups: tuple[Rates, ...]
    zero_candidates: tuple[str, ...]
    problems: tuple[Problem, ...]

    def json(self) -> Json:
        """Return the rates as exact fractions, null where nothing is counted."""
        return {
            "as_of": self.judged.verdicts.as_of.isoformat(),
            **_rates(self.total),
            "by": self.by,
            "groups": [{"name": group.name, **_rates(group)} for group in self.groups],
            "zero_score_candidates": list(self.zero_candidates),
            "banners": list(self.judged.banners),
            "notes": list(self.judged.notes),
            "problems": list(map(problem_json, self.problems)),
        }


def _rates(rates: Rates) -> Json:
    return {
        "counted": rates.counted,
        "response": _share(rates.response),
        "resolution": _share(rates.resolution),
        "satisfaction": _share(rates.satisfaction),
        "partly_resolved": rates.partly_resolved,
    }


def _share(share: Fraction | None) -> str | None:
    return None if share is None else str(share)
