"""Reading the evaluation workbook 考核评价.xlsx into plain records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from workbook.evaluation import sheets as layout
from workbook.evaluation.filled_form.form import FormTerms, read_marked_form
from workbook.evaluation.records import (
    Attendance,
    Evaluation,
    Event,
    Form,
    Holiday,
    Invoice,
    LogRow,
    OtherDeduction,
    Raw,
    RegisterRow,
    Report,
    Setting,
    Staff,
    Unread,
)
from workbook.evaluation.row_sheet import Row, read_rows, typed
from workbook.files.stamp import Stamp
from workbook.reading.sheets import RawBook, RawSheet, open_book
from workbook.values.refusals import CellError, HeaderError
from workbook.values.text import is_blank, normal, plain

_Record = TypeVar("_Record")
_NO_AMOUNT = (layout.ATTENDANCE, layout.STAFF, layout.REPORTS)
_READERS: Mapping[str, Callable[[Row, str], Raw | None]] = {
    **dict.fromkeys(("评估日期", "认定日期", "开票日期", "日期", "提交日期"), Row.date),
    **dict.fromkeys(("金额", "发票金额", "分钟"), Row.number_or_none),
    "是否休息": Row.yes,
}


def read_evaluation(
    path: Path,
    items: Mapping[str, Sequence[tuple[str, int]]],
    kinds: Sequence[str],
    event_points: int,
    *,
    lenient: bool = False,
) -> Evaluation:
    """Read an evaluation workbook of any spreadsheet format.

    ``items`` are the items of 附件2 in order, each with its options and their points; ``kinds`` and
    ``event_points`` are the contract's 特殊情形 and what one costs. Forms come from 考核评分 and
    from every visible sheet that carries a filled 附件2; other unknown sheets are ignored.

    Raises the refusals of `open_book`; HeaderError when nothing in the file is an evaluation or a
    sheet lacks a column; CellError for a cell that cannot be read as what it must be, for a setting
    that stands twice, and for two forms with the same 季度 and 评估对象. Rows of 考勤, 人员 and
    分析报告, on which no amount depends, are never refused but ``unread``; when ``lenient``, so is
    every row, and nothing that stands twice is refused.
    """
    stamp = Stamp.of(path)
    book = open_book(path)
    sheets = _Sheets(book, lenient=lenient)
    marked = list(sheets.marked(FormTerms(items, tuple(kinds), event_points)))
    if not marked and not sheets.names.keys() & {layout.SETTINGS, layout.FORMS}:
        raise HeaderError(
            f"{path.name}：不是考核评价工作簿，没有「{layout.SETTINGS}」「{layout.FORMS}」工作表，"
            "也没有填好的附件2"
        )
    forms = [*sheets.records(layout.FORMS, partial(_form, items=items), items)]
    forms += [form for form, _ in marked]
    if not lenient:
        _check_pairs(forms)
    return Evaluation(
        path=path,
        stamp=stamp,
        settings=_settings(sheets),
        forms=tuple(forms),
        events=(
            *sheets.records(layout.EVENTS, _event),
            *(event for _, events in marked for event in events),
        ),
        other_deductions=tuple(sheets.records(layout.OTHER_DEDUCTIONS, _other_deduction)),
        invoices=tuple(sheets.records(layout.INVOICES, _invoice)),
        attendance=tuple(sheets.records(layout.ATTENDANCE, _attendance)),
        staff=tuple(sheets.records(layout.STAFF, _staff)),
        reports=tuple(sheets.records(layout.REPORTS, _report)),
        holidays=tuple(sheets.records(layout.HOLIDAYS, _holiday)),
        register=tuple(RegisterRow(*row) for row in sheets.written(layout.REGISTER)),
        log=tuple(LogRow(*row) for row in sheets.written(layout.LOG)),
        unread=tuple(sheets.unread),
    )


class _Sheets:
    """The sheets of a file by the names of the layout; hidden ones are read as well."""

    def __init__(self, book: RawBook, *, lenient: bool) -> None:
        self._book, self.lenient = book, lenient
        self.unread: list[Unread] = []
        self.names: dict[str, str] = {}
        self.others: list[str] = []
        """Visible sheets that the layout does not know."""
        for name in (*book.visible, *book.hidden):
            known = "".join(normal(name).split())
            if known not in layout.SHEETS:
                self.others += [name] if name in book.visible else []
            elif known in self.names:
                raise HeaderError(f"{book.path.name}：工作表「{known}」有两张")
            else:
                self.names[known] = name

    def rows(self, sheet: str, items: Mapping[str, object] | None = None) -> list[Row]:
        """Give the rows of a sheet that people fill, none where it is not there."""
        if sheet not in self.names:
            return []
        wanted = layout.headers(sheet, items or {})
        if sheet == layout.SETTINGS:
            wanted = wanted[:2]
        return list(read_rows(self._book.load(self.names[sheet]), wanted))

    def records(
        self, sheet: str, make: Callable[[Row], _Record], items: Mapping[str, object] | None = None
    ) -> Iterator[_Record]:
        """Give the records of a sheet; rows that cannot be read are refused or put by."""
        for row in self.rows(sheet, items):
            try:
                yield make(row)
            except CellError as error:
                if not self.lenient and sheet not in _NO_AMOUNT:
                    raise
                values = {header: _as_far(row, header) for header in row.at}
                self.unread.append(Unread(sheet, values, row.cells, str(error)))

    def marked(self, terms: FormTerms) -> Iterator[tuple[Form, tuple[Event, ...]]]:
        """Give the form on every sheet that carries 附件2."""
        for name in self.others:
            try:
                form = read_marked_form(self._book.load(name), terms)
            except CellError as error:
                if not self.lenient:
                    raise
                self.unread.append(Unread(name, {}, {}, str(error)))
            else:
                if form is not None:
                    yield form

    def written(self, sheet: str) -> Iterator[tuple[dict[str, Raw], str, dict[str, str]]]:
        """Give the rows of a sheet that the tool wrote: header → value, first cell, all cells."""
        if sheet not in self.names:
            return
        raw = self._book.load(self.names[sheet])
        headers = _written_headers(raw)
        for row in read_rows(raw, headers) if headers else ():
            yield {header: row.raw(header) for header in headers}, row.cell(headers[0]), row.cells


def _as_far(row: Row, header: str) -> Raw | None:
    """Return a value as its record would hold it, or as typed where it cannot be read."""
    read = _READERS.get(header, Row.text)
    try:
        return read(row, header)
    except CellError:
        return typed(row.values[row.at[header]])


def _written_headers(sheet: RawSheet) -> list[str]:
    """Return the texts of the first row with more than one filled cell, a title being one cell."""
    for row in sheet.rows:
        headers = [plain(value) for value in row if not is_blank(value)]
        if len(headers) > 1:
            return headers
    return []


def _settings(sheets: _Sheets) -> dict[str, Setting]:
    settings: dict[str, Setting] = {}
    for row in sheets.rows(layout.SETTINGS):
        key = "".join(normal(row.text("设置")).split())
        value = row.raw("值")
        if not key:
            raise row.error("值", "有值而没有设置名称")
        if key in settings and sheets.lenient:
            continue
        if key in settings:
            raise row.error("设置", f"设置「{key}」重复，另一处在 {settings[key].cell}")
        settings[key] = Setting(key, value, row.cell("值"))
    return settings


def _form(row: Row, items: Mapping[str, object]) -> Form:
    return Form(
        quarter=row.text("季度"),
        date=row.date("评估日期"),
        subject=row.text("评估对象"),
        choices={item: row.text(item) for item in items},
        opinion=row.text("评估意见"),
        state=row.text("状态"),
        cells=row.cells,
        source=row.sheet.name,
    )


def _check_pairs(forms: Sequence[Form]) -> None:
    seen: dict[tuple[str, str, str], Form] = {}
    for form in forms:
        period = "" if form.quarter else form.period
        first = seen.setdefault((form.quarter, period, form.subject), form)
        if first is not form:
            raise CellError(
                f"{form.cells['评估对象']}：{form.quarter or period}「{form.subject}」"
                f"有两张验收评价表，另一张在 {first.cells['评估对象']}"
            )


def _event(row: Row) -> Event:
    return Event(
        quarter=row.text("季度"),
        subject=row.text("评估对象"),
        kind=row.text("类型"),
        description=row.text("说明"),
        case_id=row.text("工单编号"),
        confirmed_by=row.text("认定人"),
        confirmed_on=row.date("认定日期"),
        cell=row.cell("季度"),
        cells=row.cells,
    )


def _other_deduction(row: Row) -> OtherDeduction:
    return OtherDeduction(
        quarter=row.text("季度"),
        clause=row.text("条款"),
        document=row.text("文号"),
        description=row.text("说明"),
        amount=row.amount("金额"),
        cell=row.cell("金额"),
        cells=row.cells,
    )


def _invoice(row: Row) -> Invoice:
    amount = row.amount("发票金额")
    date = row.date("开票日期")
    texts = (row.text("季度"), row.text("发票号码"))
    return Invoice(*texts, amount, date, row.cell("发票金额"), row.cells)


def _attendance(row: Row) -> Attendance:
    minutes = row.number_or_none("分钟", "分钟")
    texts = (row.text("姓名"), row.text("类型"))
    return Attendance(
        row.date("日期"), *texts, minutes, row.text("说明"), row.cell("日期"), row.cells
    )


def _staff(row: Row) -> Staff:
    texts = (row.text("对应空缺"), row.text("说明"))
    return Staff(
        row.text("姓名"), row.text("事件"), row.date("日期"), *texts, row.cell("姓名"), row.cells
    )


def _report(row: Row) -> Report:
    submitted = row.date("提交日期")
    texts = (row.text("类型"), row.text("期间"))
    return Report(*texts, submitted, row.cell("类型"), row.cells)


def _holiday(row: Row) -> Holiday:
    date = row.date("日期")
    if date is None:
        raise row.error("日期", "日期未填")
    rest = row.yes("是否休息")
    return Holiday(date, row.text("名称"), rest, row.cell("日期"), row.cells)
