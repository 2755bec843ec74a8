"""The evaluation workbook, its settings over the contract's, and all that is wrong in it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.scoring.objections import Claim, Decided, answer_faults, claims_of
from macros_py.rules.scoring.scoring import FormFault, form_faults
from macros_py.rules.terms.errors import QuarterError, SettingError
from macros_py.rules.terms.quarters import Quarter, counted_from, find_quarter
from macros_py.rules.terms.settings import COLUMN_PIN, THRESHOLD, Settings
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.filled_form.terms import EvaluationTerms
from workbook.evaluation.reader import RENAMED, read_evaluation
from workbook.evaluation.sheets import FORMS, HOLIDAYS, SETTINGS, SHEETS
from workbook.evaluation.snapshot import Snapshot
from workbook.ledger.headers import field_named
from workbook.values.addresses import position
from workbook.values.problem import Problem
from workbook.values.records import Invoice, Objection, OtherDeduction, Setting
from workbook.values.refusals import EvaluationError
from workbook.values.text import key, masked, tight

_TERM = frozenset({"服务起始日", "服务终止日", "允许续期季度"})
"""The settings without which no quarter can be told."""

_IDENTIFIERS = frozenset({"合同编号", "账号", "银行代码"})
"""Settings whose digits name the contract or the account, and never a person."""

_FOR_A_LEDGER = frozenset({SETTINGS, HOLIDAYS})
"""The sheets that a job on the ledger alone stands on."""


def whole_evaluation(
    evaluation: Path | Snapshot, quarter: str | None, *, for_ledger: bool
) -> tuple[Evaluation, Settings]:
    """Read the workbook and the settings in force; see ``read_in_force``."""
    record = read_evaluation(evaluation, evaluation_terms())
    settings, problems = settings_of(record)
    found = [*record.problems, *problems]
    if for_ledger:
        found = [p for p in found if p.kind == RENAMED or tight(p.sheet) in _FOR_A_LEDGER]
    elif _TERM.isdisjoint(problem.field for problem in problems):
        found += _form_problems(record, settings, quarter)
        found += _money_problems(record, settings)
        found += _objection_problems(record, settings, quarter)
    if found:
        found += [] if for_ledger else record.unreadable
        found.sort(key=lambda problem: _place(problem, record))
        said = {str(replace(p, message=counted_from(p.message, settings))): None for p in found}
        raise EvaluationError(record.path.name, list(said))
    return record, settings


def _place(problem: Problem, record: Evaluation) -> tuple[int, int, int]:
    """Return where a problem stands in the workbook, what concerns all of it last."""
    sheets = record.sheets
    number = sheets.index(problem.sheet) if problem.sheet in sheets else len(sheets)
    first = problem.cell.partition(":")[0]
    return (number, *(position(first) if first else (0, 0)))


@cache
def evaluation_terms() -> EvaluationTerms:
    """Return what the contract lets an evaluation workbook hold."""
    contract = default_contract()
    return EvaluationTerms(
        {
            item.name: [(option.label, option.points) for option in item.options]
            for item in contract.items
        },
        contract.event_kinds,
        contract.event_points,
        contract.event_words,
        {definition.key: definition.kind for definition in contract.definitions},
        (COLUMN_PIN, THRESHOLD),
    )


def read_record(evaluation: Path | Snapshot, *, lenient: bool = False) -> Evaluation:
    """Read the evaluation workbook as it stands, its settings unjudged; raises its refusals.

    ``lenient``: put by what cannot be read instead of refusing it.
    """
    record = read_evaluation(evaluation, evaluation_terms())
    if record.problems and not lenient:
        raise EvaluationError(record.path.name, list(map(str, record.unreadable)))
    return record


def settings_of(record: Evaluation) -> tuple[Settings, list[Problem]]:
    """Return the settings in force, and every value that its kind does not allow.

    The default stands in for such a value; 列映射 takes a field's header as well as its name.
    """
    contract, problems = default_contract(), []
    known = {definition.key: definition for definition in contract.definitions}
    good: dict[str, Setting] = {}
    for name, setting in record.settings.items():
        try:
            if name in known and str(setting.value).strip():
                known[name].parse(setting.value, setting.cell)
            good[_with_field(name, setting)] = setting
        except SettingError as error:
            problems.append(_problem(setting.cell, name, str(error)))
    try:
        settings = contract.settings(good)
    except SettingError as error:
        cell, _, why = str(error).partition("：")
        problems.append(_problem(cell.partition("、")[0], "服务终止日", why))
        settings = contract.settings()
    return _masked(settings), problems


def _with_field(written: str, setting: Setting) -> str:
    """Return a key of 列映射 with the field's own name, however the field was named."""
    name = written.removeprefix(COLUMN_PIN)
    if name == written:
        return written
    field = field_named(name)
    if field is None:
        wanted = "请写台账模板里的列名，如 列映射-派单时间"
        raise SettingError(f"{setting.cell}：没有「{masked(name)}」这一字段，{wanted}")
    return f"{COLUMN_PIN}{field}"


def _problem(cell: str, field: str, message: str, kind: str = "设置有误") -> Problem:
    sheet, _, place = cell.rpartition("!")
    return Problem(sheet, place, field, kind, masked(""), message.removeprefix(f"{cell}："))


def _money_problems(record: Evaluation, settings: Settings) -> Iterator[Problem]:
    """Yield deductions, invoices and objections of no quarter, a deduction below zero (3.3)."""
    rows: list[OtherDeduction | Invoice | Objection] = [
        *record.other_deductions,
        *record.invoices,
        *record.objections,
    ]
    for row in rows:
        try:
            find_quarter(row.quarter, settings)
        except QuarterError as error:
            yield _problem(row.cells["季度"], "季度", str(error), "季度有误")
    for deduction in record.other_deductions:
        if deduction.amount < 0:
            said = f"扣款金额不能为负 “{deduction.amount}”"
            yield _problem(deduction.cell, "金额", said, "金额有误")


def _objection_problems(
    record: Evaluation, settings: Settings, quarter: str | None
) -> Iterator[Problem]:
    """Yield answers without a date, and what a claim of the wanted quarter points to in vain."""
    faults = [fault for row in record.objections for fault in answer_faults(row)]
    if quarter is not None:
        with suppress(QuarterError):
            faults += quarter_claims(record, find_quarter(quarter, settings), settings)[1]
    for fault in faults:
        yield _problem(fault.cell, "", fault.message, "意见有误")


def quarter_claims(
    record: Evaluation, quarter: Quarter, settings: Settings
) -> tuple[tuple[Claim, ...], list[FormFault]]:
    """Return 乙方意见 of a quarter as claims on what is decided there, and its faults."""
    own = [row for row in record.objections if row.quarter == quarter.label]
    return claims_of(own, decided_of(record, quarter, settings), default_contract())


def decided_of(record: Evaluation, quarter: Quarter, settings: Settings) -> Decided:
    """Return what the workbook decides of a quarter."""
    return Decided.of(quarter, record.forms, record.events, record.other_deductions, settings)


def _form_problems(
    record: Evaluation, settings: Settings, quarter: str | None
) -> Iterator[Problem]:
    """Yield what keeps the forms from being scored; a sheet that is not read explains itself."""
    contract = default_contract()
    wanted = None
    with suppress(QuarterError):
        wanted = find_quarter(quarter, settings) if quarter is not None else None
    faults = form_faults(record.forms, record.events, wanted, contract, settings)
    unread = list(_unread_subjects(record))
    for fault in faults:
        if not unread or fault.lacks is None or (fault.lacks and fault.lacks not in unread):
            yield _form_problem(fault, record)


def _unread_subjects(record: Evaluation) -> Iterator[str]:
    """Yield whose forms could not be read: they may be those that an event or a quarter lacks."""
    for row in record.unread:
        if row.sheet == FORMS and row.values:
            yield key(str(row.values.get("评估对象", "")))
        elif row.sheet == FORMS or row.sheet not in SHEETS:
            yield from {key(event.subject) for event in record.events} | {""}


def _form_problem(fault: FormFault, record: Evaluation) -> Problem:
    """Return what is wrong with a form as a problem; without any form, which sheets are there."""
    sheet, _, cell = fault.cell.rpartition("!")
    message = fault.message
    if fault.lacks is not None and not record.forms and FORMS not in record.sheets:
        there = "、".join(f"「{masked(name)}」" for name in record.sheets)
        message = f"{message}；没有工作表「{FORMS}」，现有工作表：{there}"
    return Problem(sheet, cell, "", "评价表有误", masked(""), message)


def _masked(settings: Settings) -> Settings:
    """Return settings with every text masked that is not an identifier."""
    texts = {
        key: masked(value)
        for key, value in settings.values.items()
        if isinstance(value, str) and key not in _IDENTIFIERS
    }
    return replace(settings, values={**settings.values, **texts})
