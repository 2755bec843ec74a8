"""Response, resolution and satisfaction rates (rules 4; contract annex 1, 一.3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracle.values import FIELDS, Case, is_present

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Rates:
    """Pooled rates of some cases; None stands for 「—」."""

    counted: int
    response: Fraction | None
    resolution: Fraction | None
    satisfaction: Fraction | None


def first_of_each(cases: Iterable[Case]) -> list[Case]:
    """Every count takes only the first row of a case number (rules 2)."""
    firsts: dict[str, Case] = {}
    unnumbered = []
    for case in cases:
        if case.case_id:
            firsts.setdefault(case.case_id, case)
        else:
            unnumbered.append(case)
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
    counted = [case for case in first_of_each(cases) if is_counted(case, columns)]
    responded = sum(case.responded is True for case in counted)
    resolved = sum(case.resolved == "解决" for case in counted)
    rated = [case for case in counted if case.satisfied in ("满意", "基本满意", "不满意")]
    satisfied = sum(case.satisfied == "满意" for case in rated)
    nearly = sum(case.satisfied == "基本满意" for case in rated)
    return Rates(
        len(counted),
        _share(responded, len(counted)),
        _share(resolved, len(counted)),
        _share(satisfied + basic_weight * nearly, len(rated)),
    )


def is_zero_score_candidate(case: Case, columns: frozenset[str] = FIELDS) -> bool:
    """零分工单 candidate: said so, or counted and all three answers negative."""
    if case.zero_score is True:
        return True
    answers = (case.responded, case.resolved, case.satisfied)
    return is_counted(case, columns) and answers == (False, "未解决", "不满意")


def _share(part: Fraction | int, whole: int) -> Fraction | None:
    return Fraction(part) / whole if whole else None
