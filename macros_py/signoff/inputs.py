"""The inputs of one quarter as they are signed: settings in force, forms, events, deductions (7).

Free text with a phone or identity number is kept masked, beside a keyed digest of the full text;
the key is the evaluation workbook's own and never leaves it.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from macros_py.rules.signing.differences import Entry
from macros_py.rules.signing.digest import canonical
from macros_py.rules.terms.errors import SettingError
from macros_py.rules.terms.hours import WeeklyHours
from macros_py.rules.terms.settings import Definition
from macros_py.signoff.scope import Scope
from workbook.evaluation import sheets as layout
from workbook.evaluation.records import Cells, Evaluation, Setting
from workbook.values.text import masked, shown_case

COVERED = (
    *(layout.FORMS, layout.EVENTS, layout.OTHER_DEDUCTIONS),
    *(layout.ATTENDANCE, layout.STAFF, layout.REPORTS, layout.HOLIDAYS),
)
"""The sheets whose rows are signed."""
CASE_NUMBER = "工单编号"
TAG = "〔摘要"
_TAG_LENGTH = 16
_LONGEST = 30_000
_Row = tuple[str, Mapping[str, object], Cells]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values in canonical form; ``key`` is the evaluation workbook's, ``""`` if lost."""

    key: str

    def __call__(self, value: object) -> str:
        """Return the canonical text, free of numbers that identify a person."""
        text = canonical(value)
        return self._tagged(text, masked(text)) if isinstance(value, str) else text

    def case_number(self, number: str) -> str:
        """Return a case number as shown; one that names a person bears its digest."""
        text = canonical(number)
        return self._tagged(text, shown_case(text))

    def _tagged(self, text: str, hidden: str) -> str:
        if hidden == text and len(text) <= _LONGEST:
            return text
        if not self.key:
            return hidden[:_LONGEST]
        tag = hmac.digest(self.key.encode(), text.encode(), "sha256").hex()[:_TAG_LENGTH]
        return f"{hidden[:_LONGEST]}{TAG} {tag}〕"


def shown(text: str) -> str:
    """Drop the digest behind a masked text: for people."""
    return text.partition(TAG)[0]


def settings_in_force(
    definitions: Mapping[str, Definition], given: Mapping[str, Setting], write: Writer
) -> Entry:
    """Return every key with the value in force; one that cannot be read stands as it was typed.

    A blank or missing value means the default; 列映射 and 建议阈值 have none.
    """
    values, cells = {}, {}
    for key, definition in definitions.items():
        setting = given.get(key)
        values[key] = _in_force(definition, setting, write)
        cells[key] = setting.cell if setting else f"{layout.SETTINGS}「{key}」"
    for key, setting in given.items():
        if key not in definitions and str(setting.value).strip():
            values[key] = write(canonical(setting.value))
            cells[key] = setting.cell
    return Entry(layout.SETTINGS, values, cells)


def _in_force(definition: Definition, setting: Setting | None, write: Writer) -> str:
    if setting is None or not str(setting.value).strip():
        return write(_text(definition.default))
    try:
        value = definition.parse(setting.value, setting.cell)
    except SettingError:
        return write(canonical(setting.value))
    number = definition.kind == "文本" and not isinstance(setting.value, str)
    return write(f"{_text(value)}{'（数字）' if number else ''}")


def _text(value: object) -> str:
    return canonical(str(value) if isinstance(value, WeeklyHours) else value)


def entries(record: Evaluation, scope: Scope, write: Writer) -> Iterator[Entry]:
    """Yield every record of the sheets that people fill; those in scope are ``inside``.

    A row that cannot be read is a record as far as it can.
    """

    def entry(sheet: str, values: Mapping[str, object], cells: Cells) -> Entry:
        places = {name: cells[name] for name in values if name in cells}
        texts = {
            name: write.case_number(str(value)) if name == CASE_NUMBER else write(value)
            for name, value in values.items()
        }
        return Entry(sheet, texts, places, inside=scope.has(sheet, values))

    for sheet, values, cells in (*_by_quarter(record, scope), *_dated(record)):
        yield entry(sheet, values, cells)
    for row in record.unread:
        if row.sheet in COVERED and row.values:
            values = dict(row.values)
            if "季度" in values:
                values["季度"] = scope.label(str(values["季度"]))
            yield entry(row.sheet, values, row.cells)


def _by_quarter(record: Evaluation, scope: Scope) -> Iterator[_Row]:
    for form in record.forms:
        yield (
            layout.FORMS,
            {
                "季度": scope.label(form.quarter, form.period),
                "评估日期": form.date,
                "评估对象": form.subject,
                **form.choices,
                "评估意见": form.opinion,
                "状态": form.state,
            },
            form.cells,
        )
    for event in record.events:
        values = {
            "季度": scope.label(event.quarter, event.period),
            "评估对象": event.subject,
            "类型": event.kind,
            "说明": event.description,
            CASE_NUMBER: event.case_id,
            "认定人": event.confirmed_by,
            "认定日期": event.confirmed_on,
        }
        yield layout.EVENTS, values, event.cells or dict.fromkeys(values, event.cell)
    for deduction in record.other_deductions:
        yield (
            layout.OTHER_DEDUCTIONS,
            {
                "季度": scope.label(deduction.quarter),
                "条款": deduction.clause,
                "文号": deduction.document,
                "说明": deduction.description,
                "金额": deduction.amount,
            },
            deduction.cells,
        )


def _dated(record: Evaluation) -> Iterator[_Row]:
    for attendance in record.attendance:
        yield (
            layout.ATTENDANCE,
            {
                "日期": attendance.date,
                "姓名": attendance.name,
                "类型": attendance.kind,
                "分钟": attendance.minutes,
                "说明": attendance.note,
            },
            attendance.cells,
        )
    for staff in record.staff:
        yield (
            layout.STAFF,
            {
                "姓名": staff.name,
                "事件": staff.event,
                "日期": staff.date,
                "对应空缺": staff.vacancy,
                "说明": staff.note,
            },
            staff.cells,
        )
    for report in record.reports:
        values = {"类型": report.kind, "期间": report.period, "提交日期": report.submitted}
        yield layout.REPORTS, values, report.cells
    for holiday in record.holidays:
        rest = {"日期": holiday.date, "名称": holiday.name, "是否休息": holiday.rest}
        yield layout.HOLIDAYS, rest, holiday.cells
