"""What ``contract.toml`` fixes for the evidence: limits and the words of three sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from macros_py.rules.terms.duration import MINUTE, read_limit
from macros_py.rules.terms.errors import RuleError
from workbook.values.text import tight


@dataclass(frozen=True, slots=True)
class Words:
    """The words that mean one thing; a drop-down list shows ``shown``, ``also`` is read alike.

    Spaces do not matter, nor does the width of letters and marks.
    """

    shown: tuple[str, ...]
    also: tuple[str, ...] = ()

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and tight(text) in (*self.shown, *self.also)


@dataclass(frozen=True, slots=True)
class AttendanceTerms:
    """Words of 考勤, and the minutes up to which 附件2 still gives 8 points."""

    within_minutes: int
    clause: str
    normal: Words
    timed: Words
    other: Words


@dataclass(frozen=True, slots=True)
class StaffTerms:
    """Words of 人员, and the days for replacing and returning people (附件1 二.3)."""

    replaced_within: int
    returned_within: int
    vacant: Words
    filled: Words
    demanded: Words
    returned: Words

    @property
    def shown(self) -> tuple[str, ...]:
        """Every word of the drop-down list."""
        kinds = (self.vacant, self.filled, self.demanded, self.returned)
        return tuple(word for words in kinds for word in words.shown)


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """Words of 分析报告 (附件1 一.4)."""

    weekly: Words
    monthly: Words


@dataclass(frozen=True, slots=True)
class EvidenceTerms:
    """The three sheets that stand behind the items without ledger figures."""

    attendance: AttendanceTerms
    staff: StaffTerms
    reports: ReportTerms

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "EvidenceTerms":
        """Build from ``[evidence]`` of the parsed ``contract.toml``; RuleError for a bad limit."""
        attendance, staff, reports = table["attendance"], table["staff"], table["reports"]
        return cls(
            AttendanceTerms(
                _count(attendance["within"], in_days=False) // MINUTE,
                attendance["clause"],
                *(_words(attendance[key]) for key in ("normal", "timed", "other")),
            ),
            StaffTerms(
                _count(staff["replaced_within"], in_days=True),
                _count(staff["returned_within"], in_days=True),
                *(_words(staff[key]) for key in ("vacant", "filled", "demanded", "returned")),
            ),
            ReportTerms(_words(reports["weekly"]), _words(reports["monthly"])),
        )


def _words(entry: Mapping[str, list[str]]) -> Words:
    return Words(tuple(entry["words"]), tuple(entry.get("also", ())))


def _count(text: str, *, in_days: bool) -> int:
    limit = read_limit(text)
    if limit.in_days != in_days:
        raise RuleError(f"contract.toml：期限无法识别 “{text}”")
    return limit.count
