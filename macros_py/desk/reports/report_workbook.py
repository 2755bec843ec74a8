"""A report as a workbook: its tables and native charts in the looks of the template 分析.xlsx."""

import io
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from fractions import Fraction

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.chart import Reference
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.desk.reports.blocks import (
    Block,
    Chart,
    Column,
    Kind,
    Report,
    Section,
    Table,
    Text,
    Value,
)
from macros_py.desk.reports.packing import packed
from macros_py.desk.reports.paging import Span, set_pages
from macros_py.desk.reports.sheet_charts import native_chart, number_of
from macros_py.rules.terms.percentages import Unfinished, percent
from workbook.values.drop_downs import DropDown
from workbook.values.maker import MAKER
from workbook.values.refusals import TemplateError
from workbook.values.text import NOTHING, as_text, looks_like_formula

LOOKS = "样式"
DATA = "图表数据"
READINGS = "口径说明"
_OF_KIND = {
    Kind.TEXT: "文字",
    Kind.COUNT: "件数",
    Kind.SHARE: "比率",
    Kind.POINTS: "百分点",
    Kind.HOURS: "小时",
    Kind.MONEY: "金额",
    Kind.SCORE: "分数",
}
_SCALE = {Kind.SHARE: Fraction(1), Kind.POINTS: Fraction(100), Kind.HOURS: Fraction(1, 3600)}
LONG = 25
"""A table with more rows repeats its header on every page."""
NARROW, WIDEST, LEAST_COLUMNS = 9.5, 44, 6
PAGE_WIDTH, LINE, CHART_ROWS = 88, 16.5, 16


def workbook_of(report: Report, template: bytes, as_of: datetime) -> bytes:
    """Return the workbook's bytes; the same report and as-of give the same bytes.

    Raises TemplateError where the template lacks a sheet or a look.
    """
    book = load_workbook(io.BytesIO(template))
    looks = _Looks(book)
    data = _Data(book[DATA], looks) if DATA in book.sheetnames else None
    for section in (report.leader, *report.sections):
        page = _Page(_sheet(book, section.sheet), looks, data)
        subject = f"{report.title}（{report.subtitle}）"
        page.fill(subject if section is report.leader else section.title, report.banners, section)
    if report.readings is not None:
        last = _Page(_sheet(book, READINGS), looks, data)
        last.fill(READINGS, (), Section(READINGS, READINGS, [report.readings]))
    if data is not None:
        data.finish()
    used = {report.leader.sheet, DATA, *(section.sheet for section in report.sections)}
    for sheet in book.worksheets:
        if sheet.title not in used and (sheet.title != READINGS or report.readings is None):
            book.remove(sheet)
    for sheet in book.worksheets:
        foot = sheet.oddFooter.left
        if foot.text:
            foot.text = foot.text.replace("{来源}", "　".join(report.notes).replace("&", "&&"))
    for name in [name for name in book.defined_names if name.startswith(f"{LOOKS}_")]:
        del book.defined_names[name]
    book.active = 0
    book.properties.creator, book.properties.title = MAKER, report.title
    book.properties.created = book.properties.modified = as_of
    raw = io.BytesIO()
    book.save(raw)
    return packed(raw.getvalue(), as_of)


def _sheet(book: Workbook, name: str) -> Worksheet:
    if name not in book.sheetnames:
        raise TemplateError(f"模板缺少工作表：{name}")
    return book[name]


class _Looks:
    """The looks of the template, each the style of a named cell."""

    def __init__(self, book: Workbook) -> None:
        self._cells: dict[str, Cell] = {}
        for look in ("标题", "提示", "小节", "正文", "表头", *_OF_KIND.values()):
            defined = book.defined_names.get(f"{LOOKS}_{look}")
            if defined is None:
                raise TemplateError(f"模板缺少名称：{LOOKS}_{look}")
            ((title, place),) = defined.destinations
            self._cells[look] = book[title][place.replace("$", "")]

    def put(self, cell: Cell, look: str, value: object) -> None:
        """Write a value in a look; text stays text."""
        if isinstance(value, str):
            value = as_text(value)
        cell.value = value
        cell._style = copy(self._cells[look]._style)  # noqa: SLF001  style by style takes seconds
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = looks_like_formula(value)


class _Data:
    """The sheet behind the charts."""

    def __init__(self, sheet: Worksheet, looks: _Looks) -> None:
        self.sheet, self._looks, self._row = sheet, looks, 1

    def add(self, chart: Chart) -> tuple[Reference, list[Reference]]:
        """Write a chart's figures; return where its names and its series stand."""
        self._looks.put(self.sheet.cell(self._row, 1), "小节", chart.title)
        top, end = self._row + 1, self._row + 1 + len(chart.names)
        look = "比率" if chart.percent else "分数" if chart.exact else "件数"
        self._looks.put(self.sheet.cell(top, 1), "表头", "")
        for row, name in enumerate(chart.names, top + 1):
            self._looks.put(self.sheet.cell(row, 1), "文字", name)
        series = []
        for column, (title, values) in enumerate(chart.series, 2):
            self._looks.put(self.sheet.cell(top, column), "表头", title)
            for row, value in enumerate(values, top + 1):
                self._looks.put(self.sheet.cell(row, column), look, number_of(value))
            series.append(Reference(self.sheet, min_col=column, min_row=top, max_row=end))
        self._row = end + 2
        return Reference(self.sheet, min_col=1, min_row=top + 1, max_row=end), series

    def finish(self) -> None:
        """Set the widths; the sheet is there to be looked into, not printed with the pages."""
        self.sheet.sheet_state = "hidden"
        self.sheet.column_dimensions["A"].width = 28
        for column in "BCD":
            self.sheet.column_dimensions[column].width = 12
        self.sheet.page_setup.fitToHeight = 1


class _Page:
    """One sheet, filled from the top."""

    def __init__(self, sheet: Worksheet, looks: _Looks, data: _Data | None) -> None:
        self._sheet, self._looks, self._data = sheet, looks, data
        self._row, self._across, self._widths = 1, LEAST_COLUMNS, [NARROW] * LEAST_COLUMNS

    def fill(self, title: str, banners: Iterable[str], section: Section) -> None:
        """Write title, banners and blocks."""
        self._measure(section.blocks)
        self._line(title, "标题", 32 if width_of(title) <= 52 else 58)
        for banner in banners:
            self._line(f"【{banner}】", "提示")
        spans: list[Span] = []
        for block in section.blocks:
            top = self._row
            of_table: tuple[int, tuple[str, ...], int] = (0, (), 0)
            if isinstance(block, Text):
                self._line(block.text, "正文")
            elif isinstance(block, Table):
                self._table(block)
                titles = tuple(head.title for _, head in _shown(block))
                of_table = (top + 1, titles, len(block.rows))
            elif isinstance(block, Chart) and block.names:
                self._chart(block)
            else:
                continue
            spans.append(Span(top, self._row - 1, *of_table))
        for column, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = width
        self._sheet.print_area = f"A1:{get_column_letter(self._across)}{max(self._row - 1, 1)}"
        set_pages(self._sheet, spans, self._across, long=LONG)

    def _measure(self, blocks: Sequence[Block]) -> None:
        for table in blocks:
            if not isinstance(table, Table):
                continue
            for column, (place, head) in enumerate(_shown(table)):
                need = NARROW
                if head.kind is Kind.TEXT:
                    texts = [str(row.cells[place] or "") for row in table.rows]
                    need = min(max(map(width_of, [head.title, *texts])) + 3, WIDEST)
                if column == len(self._widths):
                    self._widths.append(need)
                self._widths[column] = max(self._widths[column], need)
        self._across = len(self._widths)
        self._widths[0] += max(0, PAGE_WIDTH - sum(self._widths))

    def _line(self, text: str, look: str, height: float | None = None) -> None:
        self._looks.put(self._sheet.cell(self._row, 1), look, text)
        self._sheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=1, end_column=self._across
        )
        lines = -(-width_of(text) // int(sum(self._widths) * 0.9))
        self._sheet.row_dimensions[self._row].height = height or LINE * max(1, lines) + 4
        self._row += 1

    def _table(self, table: Table) -> None:
        self._line(table.title, "小节", 24)
        shown = _shown(table)
        for column, (_, head) in enumerate(shown, 1):
            title = _before_unit(head.title, self._widths[column - 1])
            self._looks.put(self._sheet.cell(self._row, column), "表头", title)
        fit = max(width_of(head.title) / self._widths[i] for i, (_, head) in enumerate(shown))
        self._sheet.row_dimensions[self._row].height = LINE * (int(fit * 1.15) + 1) + 4
        top = self._row = self._row + 1
        for row in table.rows:
            lines = 1
            for column, (place, head) in enumerate(shown, 1):
                value = row.cells[place]
                cell = self._sheet.cell(self._row, column)
                self._looks.put(cell, _OF_KIND[head.kind], _cell(value, head.kind))
                _colour(cell, table.colours)
                if head.kind is Kind.TEXT:
                    room = int(self._widths[column - 1]) - 2
                    parts = str(value or "").split("\n")
                    lines = max(lines, sum(max(1, -(-width_of(part) // room)) for part in parts))
            self._sheet.row_dimensions[self._row].height = LINE * lines + 3
            self._row += 1
        if not table.rows:
            self._line(table.none, "正文")
        elif table.heat:
            area = f"B{top}:{get_column_letter(len(shown))}{self._row - 1}"
            rule = ColorScaleRule(
                start_type="num",
                start_value=0,
                start_color="FFFFFF",
                end_type="max",
                end_color="F4A582",
            )
            self._sheet.conditional_formatting.add(area, rule)
        for each in table.drop_downs:
            self._offer(each, top)
        self._row += 1

    def _offer(self, drop_down: DropDown, top: int) -> None:
        listed = drop_down.listed(top)
        rule = DataValidation("list", formula1=listed if listed[0] == "=" else f'"{listed}"')
        rule.showErrorMessage, rule.allow_blank = False, True
        column = get_column_letter(drop_down.column)
        rule.add(f"{column}{top + drop_down.rows[0]}:{column}{top + drop_down.rows[-1]}")
        self._sheet.add_data_validation(rule)

    def _chart(self, chart: Chart) -> None:
        if self._data is None:
            raise TemplateError(f"模板缺少工作表：{DATA}")
        names, series = self._data.add(chart)
        made = native_chart(chart, names, series)
        self._sheet.add_chart(made, f"A{self._row}")
        for row in range(self._row, self._row + CHART_ROWS):
            self._sheet.row_dimensions[row].height = LINE
        self._row += CHART_ROWS


def _colour(cell: Cell, colours: Mapping[str, str]) -> None:
    for text, colour in colours.items():
        if str(cell.value).startswith(text):
            cell.fill = PatternFill("solid", start_color=colour, end_color=colour)


def _shown(table: Table) -> list[tuple[int, Column]]:
    return [
        (i, column)
        for i, column in enumerate(table.columns)
        if column.book and column.kind is not Kind.HUMAN
    ]


def _cell(value: Value, kind: Kind) -> object:
    if value is None:
        return NOTHING
    if isinstance(value, Unfinished):
        return value.value
    if isinstance(value, str):
        return value
    if kind not in _SCALE:
        return float(value) if isinstance(value, Fraction) else value
    if kind is Kind.POINTS:
        return float(percent(Fraction(value)))
    return float(Fraction(value) * _SCALE[kind])


def _before_unit(title: str, width: float) -> str:
    """Break a header that is too broad for its column before its unit, so that no ``）`` does."""
    return title.replace("（", "\n（") if width_of(title) > width else title


def width_of(text: str) -> int:
    """Return how many columns of Latin letters a text takes."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
