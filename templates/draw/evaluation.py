"""The blank evaluation workbook 考核评价.xlsx."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.rules.replies.elements import DEFAULT_ELEMENTS
from templates.draw import style
from templates.draw.guide import EVALUATION_GUIDE
from templates.draw.ledger import COLUMNS
from workbook.evaluation import sheets as layout
from workbook.evaluation.sheets import Kind
from workbook.values.records import DRAFT, FINAL

QUARTERS = tuple(f"第{n}季度" for n in range(1, 5))
YES_NO = ("是", "否")
INVOICE_KINDS = ("增值税专用发票", "增值税普通发票")
UNCONFIRMED = "待甲方确认"
ANSWERS = ("采纳", "部分采纳", "不采纳")
_D, _M, _T, _G = style.DATE, style.MONEY, style.TEXT, "General"

_LOOKS: Mapping[Kind, tuple[str, bool]] = {
    Kind.QUARTER: (_G, True),
    Kind.TEXT: (_T, False),
    Kind.NAME: (_T, True),
    Kind.PERSON: (_T, True),
    Kind.CLAIM: (_T, False),
    Kind.CHOICE: (_G, True),
    Kind.DATE: (_D, True),
    Kind.AMOUNT: (_M, False),
    Kind.MONEY: (_M, False),
    Kind.MINUTES: ("0", False),
    Kind.COUNT: ("0", True),
    Kind.SHARE: (_G, True),
    Kind.SCORE: ("0.00##", True),
    Kind.YES: (_G, True),
    Kind.MARK: (_T, False),
}
"""How the cells of a kind of column are formatted, and whether they stand in the middle."""


def draw(contract: Mapping[str, Any]) -> Workbook:
    """Return the blank workbook for the terms of contract.toml."""
    items = {i["name"]: i["options"] for group in contract["group"] for i in group["item"]}
    book = Workbook()
    guide = book.active
    guide.title = "使用说明"
    guide.sheet_properties.tabColor = style.MUTED
    points = contract["event"]["points"]
    fields = "　".join(f"{column.field}\u00a0{column.header}" for column in COLUMNS)
    lines = [
        [text.format(points=points, fields=fields) for text in line] for line in EVALUATION_GUIDE
    ]
    style.notes(guide, "考核评价工作簿　使用说明", lines)
    for name in layout.SHEETS:
        sheet = book.create_sheet(name)
        if name == layout.SETTINGS:
            _settings(sheet, contract["setting"])
        elif name == layout.FORMS:
            _forms(sheet, items)
        else:
            _table(sheet, layout.table(name))
        if name not in layout.TABLES:
            sheet.sheet_properties.tabColor = style.MUTED
        style.page(sheet, high=int(name == layout.SETTINGS))
    for row, (name, words) in enumerate(DEFAULT_ELEMENTS.items(), 2):
        for column, value in enumerate((name, words, UNCONFIRMED), 1):
            book[layout.ELEMENTS].cell(row, column).value = value
    _lists(book, contract["event"]["kinds"], contract["evidence"])
    return book


def _table(sheet: Worksheet, table: layout.Table) -> None:
    columns = table.columns
    style.header(sheet, table.headers, [column.width for column in columns])
    looks = [_LOOKS[column.kind] for column in columns]
    centred = [number for number, (_, middle) in enumerate(looks, 1) if middle]
    style.body(sheet, [form for form, _ in looks], centred, _HIGH.get(table.name, 21))
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        if column.kind in (Kind.AMOUNT, Kind.MONEY):
            for row in range(2, style.BLANK_ROWS + 2):
                sheet.cell(row, number).alignment = style.wrapped("right")
        elif column.kind is Kind.MARK:
            sheet.column_dimensions[letter].width = 4
            sheet.column_dimensions[letter].hidden = True
    if table.name in _REVOKED:
        _strike(sheet, columns, _REVOKED[table.name])


_HIGH = {layout.REGISTER: 48, layout.LOG: 34}
"""Rows in points with room for what the tool writes: three invoices' numbers, a reason."""

_REVOKED = {
    layout.REGISTER: '${状态}2="已撤销"',
    layout.LOG: (
        'AND(${事项}2="签认",'
        'COUNTIFS(${内容摘要}:${内容摘要},${内容摘要}2,${事项}:${事项},"撤销")>0)'
    ),
}
"""When a row was revoked, in the letters of its columns."""


def _strike(sheet: Worksheet, columns: Sequence[layout.Column], rule: str) -> None:
    """Strike the rows through that were revoked."""
    letters = {c.header: get_column_letter(n) for n, c in enumerate(columns, 1)}
    struck = FormulaRule(formula=[rule.format(**letters)], font=Font(strike=True, color="808080"))
    area = f"A2:{get_column_letter(len(columns))}{style.LAST_ROW}"
    sheet.conditional_formatting.add(area, struck)


def _settings(sheet: Worksheet, settings: Sequence[Mapping[str, Any]]) -> None:
    table = layout.table(layout.SETTINGS)
    style.header(sheet, table.headers, [column.width for column in table.columns])
    sheet.sheet_properties.tabColor = style.ACCENT
    for row, setting in enumerate(settings, 2):
        cells = [sheet.cell(row, column) for column in range(1, 5)]
        values = (setting["key"], None, setting["clause"] or None, setting["note"] or None)
        for cell, value in zip(cells, values, strict=True):
            cell.value = value
            cell.border, cell.alignment = style.BOX, style.wrapped()
            cell.font, cell.fill = style.font(colour=style.MUTED), style.fill(style.QUIET)
        cells[0].font = style.font(bold=True)
        cells[1].fill, cells[1].font = style.fill(style.INPUT), style.font()
        sheet.row_dimensions[row].height = 22
        _setting_value(cells[1], setting)
        _setting_list(sheet, row, setting)
        if row > 2 and _section(setting) != _section(settings[row - 3]):
            for cell in cells:
                top = Side(style="medium", color=style.DARK)
                cell.border = Border(**{s: getattr(style.BOX, s) for s in _SIDES}, top=top)
    last = len(settings) + 1
    alert = style.fill(style.ALERT)
    sheet.conditional_formatting.add(
        f"B2:B{last}",
        FormulaRule(
            formula=['OR(AND($A2="合同编号",$B2=""),AND($A2="服务起始日已确认",$B2<>"是"))'],
            fill=alert,
        ),
    )
    sheet.column_dimensions["B"].number_format = style.TEXT


_SIDES = ("left", "right", "bottom")
_OF_REPORTS = ("导入覆盖列", "逾期付款日利率")


def _section(setting: Mapping[str, Any]) -> str:
    if setting["kind"] == "时长":
        return "提醒"
    if setting["kind"] in ("选项", "整数") or setting["key"] in _OF_REPORTS:
        return "日常"
    return (
        "约定"
        if setting["kind"] in ("文本", "日期", "金额") or "确认" in setting["key"]
        else "口径"
    )


def _setting_value(cell: Any, setting: Mapping[str, Any]) -> None:
    """Write the default as its kind; text kinds are kept as text, so that no digit is lost."""
    value, kind = setting["value"], setting["kind"]
    if isinstance(value, date):
        cell.value, cell.number_format = value, style.DATE
    elif kind in ("金额", "比例", "整数"):
        cell.value = Decimal(value) if value else None
        cell.number_format = style.MONEY if "." in value else "General"
    else:
        cell.number_format = style.TEXT
        if value:
            cell.value = value
            cell.data_type = "s"


def _setting_list(sheet: Worksheet, row: int, setting: Mapping[str, Any]) -> None:
    choices = setting.get("choices") or (YES_NO if setting["kind"] == "是否" else ())
    if choices:
        style.choose(sheet, f"B{row}", choices)
    elif setting["kind"] == "比例":
        rule = DataValidation("decimal", operator="between", formula1="0", formula2="1")
        rule.errorTitle, rule.error = "超出范围", "请填 0 到 1 之间的数。"
        rule.showErrorMessage = True
        rule.add(f"B{row}")
        sheet.add_data_validation(rule)


def _forms(sheet: Worksheet, items: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    table = layout.table(layout.FORMS, items)
    names = table.headers
    style.header(sheet, names, [column.width for column in table.columns])
    sheet.row_dimensions[1].height = 36
    formats = [
        _D if n == "评估日期" else _T if n in ("评估对象", "评估意见") else _G for n in names
    ]
    style.body(sheet, formats, [c for c, n in enumerate(names, 1) if n != "评估意见"], 32)
    sheet.freeze_panes = "D2"
    sheet.sheet_properties.tabColor = style.ACCENT
    for column, name in enumerate(names):
        if name in items:
            options = [label for label, _ in items[name]]
            shown = " / ".join(f"{label} {points}分" for label, points in items[name])
            style.choose(sheet, _down(column), options, prompt=(name, shown))


def _lists(book: Workbook, kinds: Sequence[str], evidence: Mapping[str, Any]) -> None:
    """Drop-down lists of the table sheets; the open ones take other text as well."""
    style.choose(book[layout.FORMS], _down(0), QUARTERS, strict=False)
    last = len(next(book[layout.FORMS].iter_rows(1, 1, values_only=True))) - 1
    style.choose(book[layout.FORMS], _down(last), (DRAFT, FINAL))
    by_quarter = (layout.EVENTS, layout.OTHER_DEDUCTIONS, layout.INVOICES, layout.OBJECTIONS)
    for name in by_quarter:
        style.choose(book[name], _down(0), QUARTERS, strict=False)
    style.choose(book[layout.EVENTS], _down(2), kinds)
    late = _words(evidence["attendance"], "timed", "other", "normal")
    style.choose(book[layout.ATTENDANCE], _down(2), late, strict=False)
    moves = _words(evidence["staff"], "vacant", "filled", "demanded", "returned")
    style.choose(book[layout.STAFF], _down(1), moves)
    reports = _words(evidence["reports"], "weekly", "monthly")
    style.choose(book[layout.REPORTS], _down(0), reports, strict=False)
    style.choose(book[layout.HOLIDAYS], _down(2), YES_NO)
    style.choose(book[layout.INVOICES], _down(4), INVOICE_KINDS, strict=False)
    style.choose(book[layout.OBJECTIONS], _down(8), ANSWERS)


def _words(table: Mapping[str, Any], *kinds: str) -> list[str]:
    return [word for kind in kinds for word in table[kind]["words"]]


def _down(column: int) -> str:
    letter = chr(ord("A") + column)
    return f"{letter}2:{letter}{style.LAST_ROW}"
