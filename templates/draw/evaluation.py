"""The blank evaluation workbook 考核评价.xlsx."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from templates.draw import style
from templates.draw.guide import EVALUATION_GUIDE
from templates.draw.ledger import COLUMNS
from workbook.evaluation import sheets as layout

QUARTERS = tuple(f"第{n}季度" for n in range(1, 5))
YES_NO = ("是", "否")
_D, _M, _T, _G = style.DATE, style.MONEY, style.TEXT, "General"

_WIDTHS: Mapping[str, Sequence[float]] = {
    layout.EVENTS: (11, 16, 24, 60, 22, 14, 14),
    layout.OTHER_DEDUCTIONS: (11, 14, 26, 64, 18),
    layout.INVOICES: (11, 30, 18, 16),
    layout.ATTENDANCE: (14, 14, 14, 10, 60),
    layout.STAFF: (14, 14, 14, 22, 60),
    layout.REPORTS: (14, 30, 16),
    layout.HOLIDAYS: (14, 26, 14),
    layout.REGISTER: (11, 14, 24, 12, 14, 12, 12, 14, 13, 22, 14, 13, 13, 18, 18, 24, 10, 24),
    layout.LOG: (7, 20, 11, 9, 17, 13, 14, 13, 34, 24, 10, *(24,) * 5),
}
_FORMATS: Mapping[str, Sequence[str]] = {
    layout.EVENTS: (_G, _T, _G, _T, _T, _T, _D),
    layout.OTHER_DEDUCTIONS: (_G, _T, _T, _T, _M),
    layout.INVOICES: (_G, _T, _M, _D),
    layout.ATTENDANCE: (_D, _T, _G, "0", _T),
    layout.STAFF: (_T, _G, _D, _T, _T),
    layout.REPORTS: (_G, _T, _D),
    layout.HOLIDAYS: (_D, _T, _G),
    layout.REGISTER: (*(_T,) * 4, *(_M,) * 5, _T, _M, _D, _M, *(_T,) * 5),
    layout.LOG: ("0", *(_T,) * 5, _M, _M, *(_T,) * 8),
}
_CENTRED: Mapping[str, Sequence[int]] = {
    layout.EVENTS: (1, 2, 5, 6, 7),
    layout.OTHER_DEDUCTIONS: (1, 2),
    layout.INVOICES: (1, 4),
    layout.ATTENDANCE: (1, 2, 3),
    layout.STAFF: (1, 2, 3),
    layout.REPORTS: (1, 3),
    layout.HOLIDAYS: (1, 3),
    layout.REGISTER: (1, 2, 3, 4, 12, 14, 15),
    layout.LOG: (1, 2, 3, 4, 5, 6),
}


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
            style.header(sheet, layout.headers(name, items), _WIDTHS[name])
            style.body(sheet, _FORMATS[name], _CENTRED[name])
        if name not in layout.TABLES:
            sheet.sheet_properties.tabColor = style.MUTED
        style.page(sheet, high=int(name == layout.SETTINGS))
    _lists(book, contract["event"]["kinds"], contract["evidence"])
    return book


def _settings(sheet: Worksheet, settings: Sequence[Mapping[str, Any]]) -> None:
    style.header(sheet, layout.headers(layout.SETTINGS, ()), (22, 48, 18, 78))
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


def _section(setting: Mapping[str, Any]) -> str:
    if setting["kind"] == "时长":
        return "提醒"
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
    elif kind in ("金额", "比例"):
        cell.value = Decimal(value)
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
    names = layout.headers(layout.FORMS, items)
    widths = [
        {"评估意见": 30, "状态": 8, "季度": 11, "评估日期": 13, "评估对象": 15}.get(n, 13)
        for n in names
    ]
    style.header(sheet, names, widths)
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
    style.choose(book[layout.FORMS], _down(last), (layout.DRAFT, layout.FINAL))
    for name in (layout.EVENTS, layout.OTHER_DEDUCTIONS, layout.INVOICES):
        style.choose(book[name], _down(0), QUARTERS, strict=False)
    style.choose(book[layout.EVENTS], _down(2), kinds)
    late = _words(evidence["attendance"], "timed", "other", "normal")
    style.choose(book[layout.ATTENDANCE], _down(2), late, strict=False)
    moves = _words(evidence["staff"], "vacant", "filled", "demanded", "returned")
    style.choose(book[layout.STAFF], _down(1), moves)
    reports = _words(evidence["reports"], "weekly", "monthly")
    style.choose(book[layout.REPORTS], _down(0), reports, strict=False)
    style.choose(book[layout.HOLIDAYS], _down(2), YES_NO)


def _words(table: Mapping[str, Any], *kinds: str) -> list[str]:
    return [word for kind in kinds for word in table[kind]["words"]]


def _down(column: int) -> str:
    letter = chr(ord("A") + column)
    return f"{letter}2:{letter}{style.LAST_ROW}"
