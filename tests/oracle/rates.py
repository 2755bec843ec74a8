"""Response, resolution and satisfaction rates (rules 4; contract annex 1, 一.3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracle.values import FIELDS, Case, is_present

if TYPE_CHECKING:
    from collections.abc import Iterable


Asked = tuple[Case, frozenset[str]]
"""A case and the fields that its sheet has a column for."""


@dataclass(frozen=True)
class Rates:
    """Pooled rates of some cases; None stands for 「—」."""

    counted: int
    response: Fraction | None
    resolution: Fraction | None
    satisfaction: Fraction | None


def first_of_each(rows: Iterable[Asked]) -> list[Asked]:
    """Every count takes only the first row of a case number (rules 2)."""
    firsts: dict[str, Asked] = {}
    unnumbered = []
    for case, columns in rows:
        if case.case_id:
            firsts.setdefault(case.case_id, (case, columns))
        else:
            unnumbered.append((case, columns))
    return [*firsts.values(), *unnumbered]


def is_counted(case: Case, columns: frozenset[str] = FIELDS) -> bool:
    """A valid callback that is not excluded."""
    if case.excluded:
        return False
    if "callback_valid" in columns:
        return case.callback_valid is True
    answers = (case.callback_at, case.responded, case.resolved, case.satisfied)
    return any(is_present(answer) for answer in answers)


def rates_of(
    cases: Iterable[Case], basic_weight: Fraction = Fraction(1), columns: frozenset[str] = FIELDS
) -> Rates:
    """The rates of cases of one sheet."""
    return pooled_rates([(case, columns) for case in cases], basic_weight)


def pooled_rates(rows: Iterable[Asked], basic_weight: Fraction = Fraction(1)) -> Rates:
    """A sheet without the column of an answer leaves that rate's denominator."""
    counted = [row for row in first_of_each(rows) if is_counted(*row)]
    responded = [case.responded is True for case, columns in counted if "responded" in columns]
    resolved = [case.resolved == "解决" for case, columns in counted if "resolved" in columns]
    rated = [
        case.satisfied
        for case, columns in counted
        if "satisfied" in columns and case.satisfied in ("满意", "基本满意", "不满意")
    ]
    content = rated.count("满意") + basic_weight * rated.count("基本满意")
    return Rates(
        len(counted),
        _share(sum(responded), len(responded)),
        _share(sum(resolved), len(resolved)),
        _share(content, len(rated)),
    )


def is_zero_score_candidate(case: Case, columns: frozenset[str] = FIELDS) -> bool:
    """零分工单 candidate: said so, or counted and all three answers negative."""
    if case.zero_score is True:
        return True
    answers = (case.responded, case.resolved, case.satisfied)
    return is_counted(case, columns) and answers == (False, "未解决", "不满意")


def _share(part: Fraction | int, whole: int) -> Fraction | None:
    return Fraction(part) / whole if whole else None
