"""Scoring a quarter of forms under some readings."""

from macros_py.rules.scoring.scoring import (
    QuarterScore,
    score_quarter,
)
from macros_py.rules.terms.quarters import find_quarter
from tests.macros_py.rules.in_force import CONTRACT, settings
from workbook.values import records


def score(
    *forms: records.Form,
    events: tuple[records.Event, ...] = (),
    readings: dict[str, object] | None = None,
    quarter: str = "第1季度",
) -> QuarterScore:
    terms = settings(readings)
    return score_quarter(forms, events, find_quarter(quarter, terms), CONTRACT, terms)
