"""A 零分工单 candidate into 违约违规, unconfirmed: a person confirms it there (contract 2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from macros_py.inputs.in_force import InForce, read_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.inputs.quarter_evidence import gather_evidence, is_of
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.rules.terms.errors import FormError
from macros_py.rules.terms.quarters import Quarter, find_quarter
from workbook.evaluation.sheets import EVENTS
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import append_rows
from workbook.values.text import Masked, key, masked

KIND = "零分工单"
DESCRIPTION = "台账候选，待认定"
_HEADERS = ("季度", "评估对象", "类型", "说明", "工单编号")


@dataclass(frozen=True)
class Registered:
    """The candidates that became rows of 违约违规, and those that had been there already."""

    subject: Masked
    added: Sequence[Masked]
    there: Sequence[Masked]
    banners: Sequence[str]

    def json(self) -> dict[str, object]:
        """Return both lists and the banners."""
        return {
            "subject": self.subject,
            "banners": list(self.banners),
            "added": list(self.added),
            "registered_before": list(self.there),
        }


def register_candidates(
    inputs: Inputs,
    quarter: str,
    cases: Sequence[str] = (),
    subject: str | None = None,
    progress: Progress = silent,
) -> Registered:
    """Add a row to 违约违规 for each candidate of a quarter, or for ``cases`` of them only.

    ``subject`` is the 评估对象 that answers for them; it may be left out where the quarter has one
    form only. 认定人 stays blank, so nothing is deducted yet (contract 2.2). Raises FormError for a
    case that is no candidate and for an unclear 评估对象, and the refusals of reading and writing.
    """
    in_force = inputs.in_force()
    wanted = find_quarter(quarter, in_force.settings)
    progress("读取台账")
    found = gather_evidence(judge_ledger(inputs.ledger, in_force, inputs.as_of), wanted)
    record = in_force.evaluation
    if record is None or inputs.evaluation is None:
        raise FormError("没有考核评价工作簿")
    subjects = subjects_of(in_force, wanted)
    answers = _answering(subjects, subject, wanted.label)
    known = {key(number): (number, registered) for number, registered in found.candidates}
    strange = [case for case in cases if key(case) not in known]
    if strange:
        raise FormError(f"{masked(strange[0])}：不是{wanted.label}的零分工单候选")
    chosen = [known[key(case)] for case in cases] or list(found.candidates)
    added = [Masked(number) for number, registered in dict(chosen).items() if not registered]
    if added:
        _append(inputs.evaluation, [(wanted.label, answers, KIND, DESCRIPTION, n) for n in added])
    there = [Masked(number) for number, registered in chosen if registered]
    return Registered(masked(answers), added, there, found.judged.banners)


def subjects_of(in_force: InForce, quarter: Quarter) -> list[str]:
    """Return the 评估对象 of a quarter's forms: who can answer for a candidate."""
    forms = in_force.evaluation.forms if in_force.evaluation else ()
    return [form.subject for form in forms if is_of(form, quarter)]


def subjects_in(evaluation: Path, quarter: str) -> list[str]:
    """Return what ``subjects_of`` returns, of a file; raises the refusals of reading."""
    in_force = read_in_force(evaluation)
    return subjects_of(in_force, find_quarter(quarter, in_force.settings))


def _answering(subjects: Sequence[str], subject: str | None, quarter: str) -> str:
    if subject is not None:
        same = [name for name in subjects if key(name) == key(subject)]
        if same:
            return same[0]
    elif len(subjects) == 1:
        return subjects[0]
    names = "、".join(map(masked, subjects))
    msg = f"{quarter}的评价表有 {len(subjects)} 份（{names}），请指明评估对象"
    if not subjects:
        msg = f"{quarter}还没有评价表，零分工单无处登记；请先填「考核评分」"
    elif subject is not None:
        msg = f"{quarter}没有评估对象“{masked(subject)}”的评价表，可选：{names}"
    raise FormError(msg)


def _append(evaluation: Path, rows: Sequence[tuple[str, ...]]) -> None:
    snapshot = Snapshot.of(evaluation)
    named = [dict(zip(_HEADERS, row, strict=True)) for row in rows]
    append_rows(evaluation, snapshot.to_fill(EVENTS, _HEADERS), named, snapshot.stamp)
