"""The evidence of a quarter: ledger and evaluation workbook joined, and as plain data (rules 5)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from macros_py.inputs.in_force import InForce
from macros_py.inputs.judged_ledger import JudgedLedger, problem_json
from macros_py.inputs.masked_results import masked_choice, masked_item
from macros_py.rules.evidence.attendance import Occurrence
from macros_py.rules.evidence.case_figures import CaseFigures, Urgings
from macros_py.rules.evidence.choices import Choice, choice_faults, choices_of
from macros_py.rules.evidence.evidence import OWN, ItemEvidence, Sheets, evidence_of
from macros_py.rules.evidence.thresholds import LABEL, Threshold, threshold_of
from macros_py.rules.evidence.weighed_figures import CellFault, Figure, Miss
from macros_py.rules.terms.errors import SettingError
from macros_py.rules.terms.items import ANALYSIS, ATTENDANCE, DISCIPLINE, REPLACING, RETURNING
from macros_py.rules.terms.money import exact_text
from macros_py.rules.terms.quarters import Quarter
from macros_py.rules.terms.settings import THRESHOLD
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.written_rows import UrgeRow
from workbook.values.problem import Problem
from workbook.values.records import FINAL, Event, Form
from workbook.values.text import key, masked, shown_case
from workbook.values.times import parse_time

Json = Mapping[str, object]
_SHEET_OF = {ATTENDANCE: "考勤", REPLACING: "人员", RETURNING: "人员", ANALYSIS: "分析报告"}
"""The sheet that stands behind an item."""


@dataclass(frozen=True)
class Evidence:
    """The evidence of a quarter.

    ``candidates`` are case numbers of possible 零分工单, each with whether 违约违规 has it: a
    person confirms them, nothing counts by itself. ``events`` counts the quarter's rows of 违约违规
    by kind. ``unread`` are settings 建议阈值 that cannot be read: their items get no suggestion.
    """

    judged: JudgedLedger
    quarter: Quarter
    items: tuple[ItemEvidence, ...]
    choices: tuple[Choice, ...]
    candidates: tuple[tuple[str, bool], ...]
    events: Mapping[str, int]
    unread: tuple[CellFault, ...] = ()

    @property
    def faults(self) -> tuple[CellFault, ...]:
        """Cells of 考勤, 人员, 分析报告 that leave a figure open."""
        found = (fault for item in self.items for fault in item.findings.faults)
        return tuple(found)

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """Every cell of the evaluation workbook that could not be read."""
        record = self.judged.in_force.evaluation
        return record.unreadable if record else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything in the evaluation workbook that a person must look at."""
        doubts = (fault for item in self.items for fault in item.findings.doubts)
        found = (*self.unread, *self.faults, *doubts, *choice_faults(self.choices))
        return (*self.unreadable, *map(as_problem, found))

    def listed_candidates(self) -> list[str]:
        """Return the candidates, each with whether 违约违规 has it."""
        return [f"{number}（已登记）" if known else number for number, known in self.candidates]

    def notes(self, item: ItemEvidence) -> tuple[str, ...]:
        """Return an item's remarks; 工作纪律 has only what 违约违规 lists."""
        notes = item.notes
        if item.item.name == DISCIPLINE and self.events:
            listed = "、".join(f"{kind} {count} 起" for kind, count in self.events.items())
            notes = (*notes, f"本季度「违约违规」登记：{listed}")
        return tuple(map(masked, notes))

    def json(self) -> dict[str, object]:
        """Return the figures; shares as exact fractions, null where nothing is counted."""
        return {
            "quarter": self.quarter.json(),
            "as_of": self.judged.verdicts.as_of.isoformat(),
            **self.figures_json(),
            "banners": list(self.judged.banners),
            "problems": [
                *map(problem_json, self.problems),
                *map(problem_json, self.judged.problems),
            ],
        }

    def figures_json(self) -> dict[str, object]:
        """Return the items, the choices against suggestions and the candidates alone."""
        return {
            "items": [self._item(item) for item in self.items],
            "choices": [_choice(choice) for choice in self.choices],
            "zero_score_candidates": [
                {"case_id": number, "registered": registered}
                for number, registered in self.candidates
            ],
        }

    def _item(self, item: ItemEvidence) -> Json:
        threshold = item.threshold
        return {
            "item": item.item.name,
            "figures": [_figure(figure) for figure in item.figures],
            "records": [_record(each) for each in item.occurrences],
            "notes": list(self.notes(item)),
            "measure": None if item.measure is None else exact_text(item.measure),
            "threshold": None if threshold is None else str(threshold),
            "suggestion": {"option": item.suggestion, "label": LABEL} if item.suggestion else None,
            "own_suggestions": {
                masked(name): {"option": option, "label": LABEL}
                for name, option in item.own_suggestions.items()
            },
        }


def gather_evidence(judged: JudgedLedger, quarter: Quarter) -> Evidence:
    """Return the evidence of a quarter from a judged ledger and its evaluation workbook.

    Cases are those dispatched in the quarter, each number once. Forms may be drafts or missing:
    evidence is looked at before they are filled in; only final ones are held to a suggestion.
    """
    in_force, ledger = judged.in_force, judged.ledger
    record = in_force.evaluation
    rows = judged.first_rows & judged.dispatched_in(quarter)
    urged = _urgings(record, judged.verdicts.as_of)
    cases = CaseFigures(ledger.columns, judged.verdicts, rows, ledger.fields, urged)
    sheets = Sheets(record.attendance, record.staff, record.reports) if record else Sheets()
    bounds, unread = _thresholds(in_force)
    as_of = judged.verdicts.as_of.date()
    items = evidence_of(cases, sheets, quarter, in_force.contract, bounds, as_of)
    items = tuple(_without_unread(item, record) for item in items)
    events = [event for event in (record.events if record else ()) if is_of(event, quarter)]
    forms = [form for form in (record.forms if record else ()) if is_of(form, quarter)]
    registered = {key(event.case_id) for event in events}
    possible = judged.answers.columns.zero_candidate
    return Evidence(
        judged,
        quarter,
        tuple(map(masked_item, items)),
        tuple(map(masked_choice, choices_of(items, [f for f in forms if f.state == FINAL]))),
        tuple((shown_case(n), key(n) in registered) for n in cases.numbers(possible)),
        dict(sorted(Counter(event.kind for event in events).items())),
        unread,
    )


def _urgings(record: Evaluation | None, as_of: datetime) -> Urgings | None:
    """Return what 催办记录 holds up to as-of, None where that is nothing."""
    found: dict[tuple[str, str], list[datetime]] = {}
    for name, moment in urgings_of(record.urged if record else ()):
        if moment <= as_of:
            found.setdefault(name, []).append(moment)
    return found or None


def urgings_of(rows: Iterable[UrgeRow]) -> Iterator[tuple[tuple[str, str], datetime]]:
    """Yield which case and stage (as keys) were urged when, where 催办时间 can be read."""
    for row in rows:
        try:
            moment = parse_time(row.text("催办时间"))[0]
        except ValueError:
            continue
        if moment is not None:
            yield (key(row.text("工单编号")), key(row.text("环节"))), moment


def _without_unread(item: ItemEvidence, record: Evaluation | None) -> ItemEvidence:
    """Take the measure from an item whose sheet has rows that could not be read."""
    sheet = _SHEET_OF.get(item.item.name)
    left_out = [row.cell for row in (record.unread if record else ()) if row.sheet == sheet]
    if not left_out:
        return item
    note = f"「{sheet}」有无法识别的内容（{'、'.join(left_out)}），未计入，不给建议"
    findings = replace(item.findings, notes=(*item.findings.notes, note))
    return replace(item, findings=findings, measure=None, own={})


def suggestions(item: ItemEvidence) -> Iterator[str]:
    """Yield what an item's threshold suggests, for 勤务管理 for the team and for each person."""
    if item.suggestion:
        why = f"（{LABEL}；阈值：{item.threshold}）"
        yield f"{item.scope()}建议“{item.suggestion}”{why}"
    for name, option in item.own_suggestions.items():
        yield masked(f"{name} {OWN}建议“{option}”（{LABEL}）")


def difference(choice: Choice) -> str:
    """Say how a form's choice differs from the suggestion, and the reason."""
    return (
        f"「{choice.subject}」的「{choice.item}」选择“{choice.chosen}”，"
        f"与{choice.scope}建议“{choice.suggestion}”不同，理由：{choice.reason or '未写'}"
    )


def _thresholds(in_force: InForce) -> tuple[dict[str, Threshold], tuple[CellFault, ...]]:
    """Read 建议阈值; one that cannot be read is no suggestion, and must not stop a payment."""
    found: dict[str, Threshold] = {}
    faults = []
    given = in_force.evaluation.settings if in_force.evaluation else {}
    for item, text in in_force.settings.thresholds.items():
        try:
            found[item] = threshold_of(in_force.contract, item, text)
        except SettingError as error:
            cell = given[f"{THRESHOLD}{item}"].cell
            faults.append(CellFault(cell, "建议阈值无法识别", text, f"{error}；该项不给建议"))
    return found, tuple(faults)


def miss_text(miss: Miss) -> str:
    """``DX2024000001（超时）``."""
    return f"{miss.what}（{miss.why}）"


def occurrence_text(each: Occurrence, gap: str = "") -> str:
    """``2024-01-08 张三 迟到20分钟→…``; ``gap`` stands around the minutes and the arrow."""
    minutes = "" if each.minutes is None else f"{gap}{each.minutes:f}分钟"
    option = f"{gap}→{gap}{each.option}" if each.option else ""
    return f"{each.day} {each.name} {each.kind}{minutes}{option}"


def is_of(record: Form | Event, quarter: Quarter) -> bool:
    """Tell whether a form or event belongs to the quarter, by its number or its dates."""
    if record.quarter:
        return record.quarter == quarter.label
    return record.period == quarter.period


def as_problem(fault: CellFault) -> Problem:
    """Return a faulty cell as a problem, its value and message masked."""
    sheet, _, cell = fault.cell.rpartition("!")
    value, message = masked(fault.value), masked(fault.message)
    return Problem(sheet, cell, "", fault.kind, value, message)


def _figure(figure: Figure) -> Json:
    share = figure.share
    return {
        "name": figure.name,
        "owner": figure.owner,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "share": None if share is None else str(share),
        "in_suggestion": figure.weighed,
        "misses": [{"what": miss.what, "why": miss.why} for miss in figure.misses],
        "open": [{"what": miss.what, "why": miss.why} for miss in figure.undecided],
        "note": figure.note,
    }


def _record(each: Occurrence) -> Json:
    return {
        "date": each.day.isoformat(),
        "name": each.name,
        "kind": each.kind,
        "minutes": None if each.minutes is None else f"{each.minutes:f}",
        "option": each.option or None,
        "cell": each.cell,
    }


def _choice(choice: Choice) -> Json:
    return {
        "subject": choice.subject,
        "item": choice.item,
        "choice": choice.chosen,
        "suggestion": choice.suggestion,
        "scope": choice.scope or None,
        "differs": choice.differs,
        "reason": choice.reason if choice.differs else None,
        "cell": choice.cell,
    }
