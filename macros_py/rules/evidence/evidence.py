"""Evidence for a person to weigh, item by item of 附件2; never a decision (rules 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.evidence.analysis_reports import reports_of
from macros_py.rules.evidence.attendance import Attendance, Occurrence, attendance_of
from macros_py.rules.evidence.case_figures import CaseFigures
from macros_py.rules.evidence.staffing import staffing_of
from macros_py.rules.evidence.thresholds import Threshold
from macros_py.rules.evidence.weighed_figures import Figure, Findings, pooled
from macros_py.rules.terms.contract import Contract, Item
from macros_py.rules.terms.items import (
    ANALYSIS,
    ANSWERING,
    ATTENDANCE,
    DISCIPLINE,
    RECEIVING,
    REPLACING,
    RETURNING,
    URGING,
)
from macros_py.rules.terms.quarters import Quarter
from workbook.values.records import Attendance as AttendanceRow
from workbook.values.records import Report, Staff
from workbook.values.text import key

NO_FIGURE = "无台账数据，由验收人员评定"
MOSTLY_OPEN = "无法判定和数据异常的多于能够判定的，不给建议"
OWN, TEAM = "本人", "全队"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of 考勤, 人员 and 分析报告, of every quarter."""

    attendance: Sequence[AttendanceRow] = ()
    staff: Sequence[Staff] = ()
    reports: Sequence[Report] = ()


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """What stands behind one item; ``suggestion`` is blank without a threshold or a measure.

    ``measure`` is the share of the weighed figures together, for 勤务管理 the longest lateness in
    minutes, None where there is nothing to measure. ``own`` are the measures of each person, where
    a source names people.
    """

    item: Item
    findings: Findings
    occurrences: tuple[Occurrence, ...] = ()
    measure: Fraction | None = None
    threshold: Threshold | None = None
    own: Mapping[str, Fraction | None] = field(default_factory=dict)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The item's figures."""
        return self.findings.figures

    @property
    def notes(self) -> tuple[str, ...]:
        """The item's remarks, and why a threshold suggests nothing."""
        if self.threshold is None or not self._mostly_open:
            return self.findings.notes
        return (*self.findings.notes, MOSTLY_OPEN)

    @property
    def suggestion(self) -> str:
        """The option that the township's threshold suggests: 建议，非合同."""
        return self._suggested(self.measure)

    @property
    def own_suggestions(self) -> Mapping[str, str]:
        """The option suggested for each person, where there is one."""
        options = {name: self._suggested(measure) for name, measure in self.own.items()}
        return {name: option for name, option in options.items() if option}

    def suggestion_for(self, subject: str) -> str:
        """Return the suggestion for a form: by its 评估对象's own figures where there are any."""
        return self._suggested(self._by_person.get(key(subject), self.measure))

    def scope(self, subject: str = "") -> str:
        """Say whose figures are behind a suggestion, blank where they are never one person's."""
        if self.item.name != ATTENDANCE:
            return ""
        return OWN if key(subject) in self._by_person else TEAM

    @property
    def _by_person(self) -> Mapping[str, Fraction | None]:
        return {key(name): measure for name, measure in self.own.items()}

    @property
    def _mostly_open(self) -> bool:
        weighed = [figure for figure in self.figures if figure.weighed]
        decided = sum(figure.denominator for figure in weighed)
        return sum(len(figure.undecided) for figure in weighed) > decided

    def _suggested(self, measure: Fraction | None) -> str:
        if self.threshold is None or measure is None or self._mostly_open:
            return ""
        return self.threshold.option(measure)


def evidence_of(
    cases: CaseFigures,
    sheets: Sheets,
    quarter: Quarter,
    contract: Contract,
    thresholds: Mapping[str, Threshold],
    as_of: date,
) -> tuple[ItemEvidence, ...]:
    """Return the evidence of a quarter for each item of 附件2, in the form's order."""
    terms = contract.evidence
    staffing = staffing_of(sheets.staff, quarter, terms.staff, as_of)
    sources = {
        DISCIPLINE: Findings(notes=(NO_FIGURE,)),
        RECEIVING: cases.receiving(),
        URGING: cases.urging(),
        ANSWERING: cases.answering(),
        ANALYSIS: reports_of(sheets.reports, quarter, terms.reports, as_of),
        REPLACING: staffing.replacing,
        RETURNING: staffing.returning,
    }
    found = []
    for item in contract.items:
        threshold = thresholds.get(item.name)
        if item.name == ATTENDANCE:
            told = attendance_of(sheets.attendance, quarter, item, terms.attendance, as_of)
            found.append(_attendance(item, told, threshold))
            continue
        source = sources.get(item.name, Findings(notes=(NO_FIGURE,)))
        faulty = source.faults or (item.name == RETURNING and staffing.replacing.faults)
        measure = None if faulty else pooled(source.figures)
        found.append(ItemEvidence(item, source, (), measure, threshold))
    return tuple(found)


def _attendance(item: Item, told: Attendance, threshold: Threshold | None) -> ItemEvidence:
    longest = _exact(told.longest)
    own = {name: _exact(minutes) for name, minutes in told.own.items()}
    return ItemEvidence(item, told.findings, told.occurrences, longest, threshold, own)


def _exact(minutes: Decimal | None) -> Fraction | None:
    return None if minutes is None else Fraction(minutes)
