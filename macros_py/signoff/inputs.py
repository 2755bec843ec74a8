"""The inputs of one quarter as they are signed: settings in force, forms, events, deductions (7).

Free text with a phone or identity number is kept masked, beside a keyed digest of the full text;
the key is the evaluation workbook's own and never leaves it.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from macros_py.rules.signing.differences import Entry
from macros_py.rules.signing.digest import canonical
from macros_py.rules.terms.errors import SettingError
from macros_py.rules.terms.hours import WeeklyHours
from macros_py.rules.terms.settings import Definition
from macros_py.signoff.scope import Scope
from workbook.evaluation import sheets as layout
from workbook.evaluation.evaluation import Evaluation
from workbook.values.records import Cells, Event, Setting
from workbook.values.text import masked, shown_case, tight

COVERED = (
    *(layout.FORMS, layout.EVENTS, layout.OTHER_DEDUCTIONS, layout.OBJECTIONS),
    *(layout.ATTENDANCE, layout.STAFF, layout.REPORTS, layout.HOLIDAYS),
)
"""The sheets whose rows are signed."""
CASE_NUMBER = "工单编号"
TAG = "〔摘要"
_TAG_LENGTH = 16
_LONGEST = 30_000
_PERIOD = "周期"
"""What a 附件2 sheet gives instead of 季度."""
_TABLES = {table.record or object: table for table in layout.RECORDS if table.name in COVERED}


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
    definitions: Mapping[str, Definition], record: Evaluation | None, write: Writer
) -> Entry:
    """Return every key with the value in force; one that cannot be read stands as it was typed.

    A blank or missing value means the default; 列映射 and 建议阈值 have none. Without a ``record``
    all have.
    """
    values, cells = {}, {}
    given = {} if record is None else {**record.settings, **_unread_settings(record)}
    for key in {**definitions, **given}:
        setting, definition = given.get(key), definitions.get(key)
        if setting is None or not str(setting.value).strip():
            if definition is None:
                continue
            text = _text(definition.default)
        else:
            text = _in_force(definition, setting)
        cells[key] = setting.cell if setting else f"{layout.SETTINGS}「{key}」"
        values[key] = write(text) + _computed(record, cells[key])
    return Entry(layout.SETTINGS, values, cells)


def _unread_settings(record: Evaluation) -> dict[str, Setting]:
    """Return the settings that cannot be taken as they stand, unknown and doubled ones too."""
    found = {}
    for row in record.unread:
        if row.sheet == layout.SETTINGS and row.values:
            key = tight(str(row.values["设置"]))
            text = f"{canonical(row.values['值'])}（{row.why}）"
            found[key] = Setting(key, text, row.cells["值"])
    return found


def _computed(record: Evaluation | None, cell: str) -> str:
    """Say of a cell with a formula that it has one: what it says is a result that was stored."""
    sheet, _, place = cell.rpartition("!")
    snapshot = record.snapshot if record and place else None
    return "（公式）" if snapshot and cell in snapshot.formulas(sheet) else ""


def _in_force(definition: Definition | None, setting: Setting) -> str:
    try:
        value = definition.parse(setting.value, setting.cell) if definition else setting.value
    except SettingError:
        return canonical(setting.value)
    number = definition and definition.kind == "文本" and not isinstance(setting.value, str)
    return f"{_text(value)}{'（数字）' if number else ''}"


def _text(value: object) -> str:
    return canonical(str(value) if isinstance(value, WeeklyHours) else value)


def entries(record: Evaluation, scope: Scope, write: Writer) -> Iterator[Entry]:
    """Yield every record of the sheets that people fill; those in scope are ``inside``.

    A row that cannot be read is a record as far as it can; a field says why where it cannot.
    """
    for sheet, values, cells, faults in _rows(record):
        if "季度" in values:
            values["季度"] = scope.label(str(values["季度"]), str(values.pop(_PERIOD, "")))
        texts = {
            name: write.case_number(str(value)) if name == CASE_NUMBER else write(value)
            for name, value in values.items()
        }
        places = {name: cells[name] for name in values if name in cells}
        texts |= {name: texts[name] + _computed(record, cell) for name, cell in places.items()}
        texts |= {name: f"{texts[name]}（{why}）" for name, why in faults.items() if name in texts}
        yield Entry(sheet, texts, places, inside=scope.has(sheet, values))


def _rows(
    record: Evaluation,
) -> Iterator[tuple[str, dict[str, object], Cells, Mapping[str, str]]]:
    """Yield the rows of every sheet that is signed.

    Its name; by header the value, the cell and what is wrong there.
    """
    values: dict[str, object]
    for form in record.forms:
        values = {
            "季度": form.quarter,
            _PERIOD: form.period,
            "评估日期": form.date,
            "评估对象": form.subject,
            **form.choices,
            "评估意见": form.opinion,
            "状态": form.state,
        }
        yield layout.FORMS, values, form.cells, {}
    rows: list[Any] = [*record.events, *record.other_deductions, *record.objections]
    for row in (*rows, *record.attendance, *record.staff, *record.reports, *record.holidays):
        table = _TABLES[type(row)]
        values = {column.header: getattr(row, column.field) for column in table.columns}
        if isinstance(row, Event):
            values[_PERIOD] = row.period
        yield table.name, values, row.cells or dict.fromkeys(values, row.cell), {}
    for unread in record.unread:
        if unread.sheet in COVERED and unread.values:
            faults = {problem.field: problem.message for problem in unread.problems}
            yield unread.sheet, dict(unread.values), unread.cells, faults
