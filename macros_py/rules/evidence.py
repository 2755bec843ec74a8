"""Evidence for a person to weigh, item by item of 附件2; never a decision (rules 5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from macros_py.rules.analysis_reports import reports_of
from macros_py.rules.attendance import Attendance, Occurrence, attendance_of
from macros_py.rules.case_figures import CaseFigures
from macros_py.rules.contract import Contract, Item
from macros_py.rules.figures import CellFault, Figure, Findings, pooled
from macros_py.rules.items import (
    ANALYSIS,
    ANSWERING,
    ATTENDANCE,
    DISCIPLINE,
    RECEIVING,
    REPLACING,
    RETURNING,
    URGING,
)
from macros_py.rules.quarters import Quarter
from macros_py.rules.records import AttendanceRecord, FormRecord, ReportRecord, StaffRecord
from macros_py.rules.staffing import staffing_of
from macros_py.rules.thresholds import Threshold

NO_FIGURE = "无台账数据，由验收人员评定"
UNREASONED = "与建议不同而未写理由"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of 考勤, 人员 and 分析报告, of every quarter."""

    attendance: Sequence[AttendanceRecord] = ()
    staff: Sequence[StaffRecord] = ()
    reports: Sequence[ReportRecord] = ()


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """What stands behind one item; ``suggestion`` is blank without a threshold or a measure.

    ``measure`` is the share of the weighed figures together, for 勤务管理 the longest lateness in
    minutes, None where there is nothing to measure.
    """

    item: Item
    findings: Findings
    occurrences: tuple[Occurrence, ...] = ()
    measure: Fraction | None = None
    threshold: Threshold | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The item's figures."""
        return self.findings.figures

    @property
    def suggestion(self) -> str:
        """The option that the township's threshold suggests: 建议，非合同."""
        if self.threshold is None or self.measure is None:
            return ""
        return self.threshold.option(self.measure)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form chose for an item that has a suggestion; 评估意见 is the reason."""

    subject: str
    item: str
    chosen: str
    suggestion: str
    reason: str
    cell: str

    @property
    def differs(self) -> bool:
        """Whether the person chose otherwise."""
        return self.chosen != self.suggestion

    @property
    def unreasoned(self) -> bool:
        """Whether a choice against the suggestion lacks its reason."""
        return self.differs and not self.reason


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
            told = attendance_of(sheets.attendance, quarter, item, terms.attendance)
            found.append(_attendance(item, told, threshold))
            continue
        source = sources.get(item.name, Findings(notes=(NO_FIGURE,)))
        faulty = source.faults or (item.name == RETURNING and staffing.replacing.faults)
        measure = None if faulty else pooled(source.figures)
        found.append(ItemEvidence(item, source, (), measure, threshold))
    return tuple(found)


def choices_of(items: Iterable[ItemEvidence], forms: Iterable[FormRecord]) -> tuple[Choice, ...]:
    """Return what each form chose for every item that has a suggestion."""
    suggested = {item.item.name: item.suggestion for item in items if item.suggestion}
    return tuple(
        Choice(
            form.subject,
            name,
            form.choices[name],
            suggestion,
            form.opinion,
            form.cells.get("评估意见", ""),
        )
        for form in forms
        for name, suggestion in suggested.items()
        if form.choices.get(name)
    )


def choice_faults(choices: Iterable[Choice]) -> tuple[CellFault, ...]:
    """Name the 评估意见 of every choice against a suggestion that lacks its reason."""
    return tuple(
        CellFault(
            choice.cell,
            UNREASONED,
            "",
            f"「{choice.subject}」的「{choice.item}」选择“{choice.chosen}”，与建议“"
            f"{choice.suggestion}”（建议，非合同）不同，请在评估意见中写明理由",
        )
        for choice in choices
        if choice.unreasoned
    )


def _attendance(item: Item, told: Attendance, threshold: Threshold | None) -> ItemEvidence:
    longest = None if told.longest is None else Fraction(told.longest)
    return ItemEvidence(item, told.findings, told.occurrences, longest, threshold)
