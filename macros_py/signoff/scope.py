"""Which rows of the evaluation workbook a quarter's settlement was made from (rules 7).

Rows by quarter are told by 季度; dated rows by what the evidence of the quarter reads of them up to
the as-of, so that work of later quarters can follow without touching what is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from macros_py.rules.evidence.report_periods import month_end, week_end
from macros_py.rules.terms.evidence_terms import EvidenceTerms
from macros_py.rules.terms.quarters import Quarter, parse_quarter
from workbook.evaluation import sheets as layout


@dataclass(frozen=True, slots=True)
class Scope:
    """A quarter as it was settled at ``as_of``."""

    quarter: Quarter
    as_of: date
    terms: EvidenceTerms

    def label(self, text: str, period: str = "") -> str:
        """Write a quarter the same way however it was typed; what is none stays as it is."""
        if not text and period:
            return self.quarter.label if period == self.quarter.period else period
        number = parse_quarter(text)
        return f"第{number}季度" if number else text

    def has(self, sheet: str, values: Mapping[str, object]) -> bool:
        """Tell whether a row belongs to it; ``values`` as read, by header."""
        if "季度" in values:
            return values["季度"] == self.quarter.label
        if sheet == layout.REPORTS:
            return self._report(str(values["类型"]), str(values["期间"]), values["提交日期"])
        day = values["日期"]
        if not isinstance(day, date):
            return False
        if sheet == layout.STAFF:
            return self._staff(str(values["事件"]), day)
        last = max(self.quarter.last, self.as_of) if sheet == layout.HOLIDAYS else self.quarter.last
        return self.quarter.start <= day <= last

    def _staff(self, event: str, day: date) -> bool:
        """Tell whether a row of 人员 begins something due in the quarter, or ends something."""
        terms = self.terms.staff
        longest = timedelta(days=max(terms.replaced_within, terms.returned_within))
        if event in terms.filled or event in terms.returned:
            return self.quarter.start - longest <= day <= max(self.quarter.last, self.as_of)
        return self.quarter.start - longest <= day <= self.quarter.last

    def _report(self, kind: str, period: str, submitted: object) -> bool:
        if not isinstance(submitted, date) or submitted > max(self.quarter.last, self.as_of):
            return False
        end = week_end(period) if kind in self.terms.reports.weekly else month_end(period)
        days = [submitted] if end is None else [submitted, end]
        return any(day in self.quarter for day in days)
