"""Reading the evaluation workbook 考核评价.xlsx into records, with all that is wrong in it."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from workbook.evaluation import sheets as layout
from workbook.evaluation.evaluation import Evaluation, Unread
from workbook.evaluation.filled_form.continued import told_in_full
from workbook.evaluation.filled_form.event_text import says_revoked
from workbook.evaluation.filled_form.form import MarkedForm, read_marked_form
from workbook.evaluation.filled_form.terms import EvaluationTerms
from workbook.evaluation.row_sheet import Row, RowSheet, row_sheet, typed
from workbook.evaluation.sheets import Table
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import LogRow, RegisterRow, UrgeRow, Written, written_headers
from workbook.values.problem import Problem
from workbook.values.records import (
    DRAFT,
    FINAL,
    Attendance,
    Event,
    Form,
    Holiday,
    Invoice,
    Objection,
    OtherDeduction,
    Population,
    RatingScheme,
    Raw,
    ReplyElement,
    Report,
    Setting,
    Staff,
)
from workbook.values.refusals import HeaderError
from workbook.values.text import masked, tight
from workbook.values.words import says_no

_Record = TypeVar("_Record")
_Written = TypeVar("_Written", bound=Written)
_Marked = tuple[Form, tuple[Event, ...]]
UNKNOWN, DOUBLED, RENAMED, NOT_LISTED = "没有这一设置", "重复", "工作表改名", "不在列表中"
HIDDEN_FORM = "隐藏的附件2"
_NOT_CONTRACT = "不是合同列明的情形"


def read_evaluation(source: Path | Snapshot, terms: EvaluationTerms) -> Evaluation:
    """Read an evaluation workbook of any spreadsheet format.

    Forms come from 考核评分 and from every visible sheet that carries a filled 附件2; other unknown
    sheets are ignored. What cannot be read is not among the records but ``unread``, and a problem
    that names its cell; reading never stops at the first one.

    Raises the refusals of `open_book`, and HeaderError when nothing in the file is an evaluation.
    """
    snapshot = source if isinstance(source, Snapshot) else Snapshot.of(source)
    sheets = _Sheets(snapshot, terms)
    sheets.find()
    marked = list(sheets.marked())
    forms = tuple(sheets.forms())
    settings = sheets.settings()
    return Evaluation(
        path=snapshot.path,
        stamp=snapshot.stamp,
        settings=settings,
        forms=(*forms, *(form for form, _ in marked)),
        events=(*sheets.records(Event), *(event for _, events in marked for event in events)),
        other_deductions=tuple(sheets.records(OtherDeduction)),
        invoices=tuple(sheets.records(Invoice)),
        attendance=tuple(sheets.records(Attendance)),
        staff=tuple(sheets.records(Staff)),
        reports=tuple(sheets.records(Report)),
        holidays=tuple(sheets.records(Holiday)),
        objections=tuple(sheets.records(Objection)),
        schemes=tuple(sheets.records(RatingScheme)),
        elements=tuple(sheets.records(ReplyElement)),
        population=tuple(sheets.records(Population)),
        register=tuple(sheets.written(layout.REGISTER, RegisterRow)),
        log=tuple(sheets.written(layout.LOG, LogRow)),
        urged=tuple(sheets.written(layout.URGED, UrgeRow)),
        unread=tuple(sheets.unread),
        problems=tuple(sheets.problems),
        sheets=(*snapshot.book.visible, *snapshot.book.hidden),
        snapshot=snapshot,
    )


@dataclass
class _Sheets:
    """The sheets of a file by the names of the layout; hidden ones are read as well.

    ``others`` are visible sheets that the layout does not know, ``hidden`` such hidden ones.
    """

    snapshot: Snapshot
    terms: EvaluationTerms
    unread: list[Unread] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def find(self) -> None:
        """Tell the sheets apart; raises HeaderError when none is one of an evaluation."""
        book = self.snapshot.book
        for name in (*book.visible, *book.hidden):
            known = tight(name)
            if known not in layout.SHEETS:
                (self.others if name in book.visible else self.hidden).append(name)
            elif known in self.names:
                message = f"工作表「{known}」有两张，请删去或改名一张"
                self.problems.append(Problem(name, "", "", DOUBLED, masked(""), message))
            else:
                self.names[known] = name
        for name in self.others:
            if table := self._renamed(name):
                message = f"这张工作表的表头是「{table.name}」的，请把工作表改回这个名字"
                self.problems.append(Problem(name, "", "", RENAMED, masked(""), message))
        ours = {layout.SETTINGS, layout.FORMS} & self.names.keys()
        if not (ours or self.problems or any(map(self._has_form, self.others))):
            there = "、".join(f"「{masked(name)}」" for name in book.visible)
            raise HeaderError(
                f"{book.path.name}：不是考核评价工作簿，没有「{layout.SETTINGS}」「{layout.FORMS}」"
                f"工作表，也没有填好的附件2；现有工作表：{there}"
            )

    def forms(self) -> Iterator[Form]:
        """Give the rows of 考核评分."""
        items = self.terms.items
        for row in self._rows(layout.FORMS):
            form = Form(
                quarter=row.quarter("季度"),
                date=row.date("评估日期"),
                subject=row.text("评估对象"),
                choices={item: self._choice(row, item) for item in items},
                opinion=row.text("评估意见"),
                state=self._state(row),
                cells=row.cells,
                source=row.sheet.name,
            )
            if not form.subject and not row.problems:
                row.refuse("评估对象", "评估对象未填")
            if self._kept(row, layout.table(layout.FORMS, items)):
                yield form

    def records(self, record: type[_Record]) -> Iterator[_Record]:
        """Give the records of one kind from the sheet that holds them."""
        table = next(table for table in layout.RECORDS if table.record is record)
        make = cast("Callable[..., _Record]", record)
        for row in self._rows(table.name):
            values = {
                column.field: row.read(column.header, column.kind) for column in table.columns
            }
            if table.name == layout.EVENTS:
                if not values["subject"] and not row.problems:
                    row.refuse("评估对象", "评估对象未填")
                values["kind"] = self._kind(row)
                if says_revoked(str(values["description"])) or says_no(row.values[row.at["说明"]]):
                    why = "说明像是已撤销或不成立，看不出是否仍要扣分；已撤销的请删去这一行"
                    row.refuse("说明", f"{why}，仍有效的请改写说明")
            if table.name == layout.HOLIDAYS and values["date"] is None and not row.problems:
                row.refuse("日期", "日期未填")
            if self._kept(row, table):
                yield make(**values, cell=row.cell(table.place), cells=row.cells)

    def settings(self) -> dict[str, Setting]:
        """Give 合同设置 by key; one that stands twice counts where it stands first."""
        settings: dict[str, Setting] = {}
        for row in self._rows(layout.SETTINGS):
            key = tight(row.text("设置"))
            name = f"设置「{masked(key)}」"
            dated = self.terms.settings.get(key) == "日期"
            value = row.dated("值", name) if dated else row.raw("值", name, self.terms.measure(key))
            if not key and not row.problems:
                row.refuse("值", "有值而没有设置名称")
            elif key in settings:
                first = settings[key].cell
                row.refuse("设置", f"设置「{masked(key)}」重复，另一处在 {first}", DOUBLED)
            elif not self._known(key):
                row.refuse("设置", f"没有「{masked(key)}」这一设置{self._closest(key)}", UNKNOWN)
            if self._kept(row, layout.table(layout.SETTINGS)):
                settings[key] = Setting(key, value, row.cell("值"))
        return settings

    def marked(self) -> Iterator[_Marked]:
        """Give the forms on sheets that carry 附件2."""
        for name in self.others:
            found = self._form_on(name)
            self.problems += found.problems
            if found.problems:
                self.unread.append(Unread(name, {}, {}, found.problems))
            elif found.form is not None:
                yield (
                    found.form,
                    told_in_full(found.events, map(self.snapshot.book.load, self.others)),
                )
        for name in self.hidden:
            if self._form_on(name).filled:
                message = (
                    "隐藏的工作表上有填过的附件2，是否计入看不出；请取消隐藏，或删除这张工作表"
                )
                self.problems.append(Problem(name, "", "", HIDDEN_FORM, masked(""), message))

    def written(self, sheet: str, kind: type[_Written]) -> Iterator[_Written]:
        """Give the rows of a sheet that the tool wrote."""
        if sheet not in self.names:
            return
        raw = self.snapshot.load(self.names[sheet])
        headers = list(written_headers(raw))
        found = row_sheet(raw, headers) if headers else RowSheet(raw)
        self.problems += found.problems
        yield from (kind.of(row, headers) for row in found.rows())

    def _rows(self, sheet: str) -> Iterator[Row]:
        """Give the rows of a sheet that people fill, none where it is not there."""
        if sheet not in self.names:
            return
        table = layout.table(sheet, self.terms.items)
        optional = [column.header for column in table.columns if column.optional]
        if sheet == layout.SETTINGS:
            optional = []
        found: RowSheet = row_sheet(self.snapshot.load(self.names[sheet]), table.required, optional)
        if found.problems:
            self.problems += found.problems if table.weighs else ()
            self.unread.append(Unread(sheet, {}, {}, found.problems))
        yield from found.rows()

    def _kept(self, row: Row, table: Table) -> bool:
        """Tell whether a row can be read; put it by where it cannot."""
        problems = (*row.problems, *row.merged)
        if not problems:
            return True
        values = {
            column.header: self._as_far(row, column)
            for column in table.columns
            if column.header in row.at
        }
        if table.weighs:
            self.problems += row.problems
        self.unread.append(Unread(table.name, values, row.cells, problems))
        return False

    def _as_far(self, row: Row, column: layout.Column) -> Raw | None:
        """Return a value as its record would hold it, or as typed where it cannot be read."""
        again = Row(row.sheet, row.row, row.values, row.at, row.merges)
        read = again.read(column.header, column.kind)
        if again.problems or not isinstance(read, Raw | None):
            return typed(row.values[row.at[column.header]])
        return read

    def _choice(self, row: Row, item: str) -> str:
        """Read an option; one that is blank is left to whoever needs it."""
        text = row.text(item)
        found = self.terms.option_words[item].get(tight(text), "")
        if text and not found:
            options = "、".join(f"“{label}”" for label, _ in self.terms.items[item])
            message = f"“{masked(text)}” 不是「{item}」的选项，应为 {options} 之一"
            row.refuse(item, message, NOT_LISTED)
        return found

    def _state(self, row: Row) -> str:
        text = row.text("状态")
        if tight(text) not in (DRAFT, FINAL):
            row.refuse("状态", f"状态应为 {DRAFT} 或 {FINAL}，现为 “{masked(text)}”", NOT_LISTED)
        return tight(text)

    def _kind(self, row: Row) -> str:
        text = row.text("类型")
        found = self.terms.kind_words.get(tight(text))
        if found is None:
            kinds = "、".join(self.terms.kinds)
            said = f"“{masked(text)}” {_NOT_CONTRACT}，应为 {kinds} 之一，一行只写一件"
            row.refuse("类型", said, NOT_LISTED)
        return found or ""

    def _known(self, key: str) -> bool:
        return not self.terms.settings or key in self.terms.settings or bool(self.terms.family(key))

    def _closest(self, key: str) -> str:
        close = difflib.get_close_matches(key, list(self.terms.settings), 1, 0.6)
        return f"，是不是「{close[0]}」" if close else "，请删去这一行或改正名称"

    def _renamed(self, name: str) -> Table | None:
        """Return the missing sheet whose header stands on one that the layout does not know."""
        missing = [sheet for sheet in layout.TABLES if sheet not in self.names]
        raw = self.snapshot.load(name)
        for sheet in missing:
            table = layout.table(sheet, self.terms.items)
            if len(table.required) > 2 or sheet == layout.SETTINGS:
                found = row_sheet(
                    raw, table.headers if sheet == layout.SETTINGS else table.required
                )
                if found.at:
                    return table
        return None

    def _form_on(self, name: str) -> MarkedForm:
        own = self.snapshot.made_here(name)
        return read_marked_form(self.snapshot.load(name), self.terms, own=own)

    def _has_form(self, name: str) -> bool:
        found = self._form_on(name)
        return bool(found.problems) or found.form is not None
