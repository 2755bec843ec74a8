"""The blank ledger 案件台账.xlsx."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from templates.draw import style
from templates.draw.guide import LEDGER_GUIDE
from workbook.ledger.headers import REQUIRED, template_header

YES_NO = ("是", "否")


class Column(NamedTuple):
    """One column of the ledger: its field, how to fill it, and its look."""

    field: str
    guide: str
    width: float = 14
    format: str = "General"
    options: tuple[str, ...] = ()
    strict: bool = True
    colour: str = style.DARK

    @property
    def header(self) -> str:
        """The header of the field in our own ledger."""
        return template_header(self.field)


def _time(field: str, guide: str) -> Column:
    return Column(field, guide, 20, style.TIME)


def _private(field: str, guide: str, width: float) -> Column:
    return Column(field, guide, width, style.TEXT, colour=style.MUTED)


COLUMNS = (
    Column("case_id", "每件一行，不能重复。", 24, style.TEXT, colour=style.ACCENT),
    Column("system", "如 市级、区级。", 12),
    Column("channel", "如 电话、网络。", 12),
    _time("called_at", "群众来电或登记的时间。"),
    _time("dispatched_at", "派到本镇的时间，各环节由此起算。")._replace(colour=style.ACCENT),
    _time("received_at", "坐席接收的时间，限{接收}。"),
    _time("transferred_at", "转交承办单位的时间，限{转派}。"),
    Column("in_township", "不属本镇的填否，按退回环节计时。", 11, options=YES_NO),
    _time("verified_at", "科室核实的时间。"),
    _time("returned_at", "退回的时间，限{退回}。"),
    Column(
        "special",
        "待镇领导审批后派单的填是，也可写明情况。",
        12,
        options=YES_NO,
        strict=False,
    ),
    _time("approved_at", "特殊情况：镇领导审批的时间。"),
    Column("unit", "科室或村（社区）。", 18),
    Column("limit_class", "从列表选，或填 N小时、N天；不填按{办结}。", 11),
    _time("first_contact_at", "首次联系诉求人的时间，限{首次联系}。"),
    _time("feedback_at", "阶段反馈的时间，限{阶段反馈}。"),
    _time("closed_at", "办结的时间。"),
    _time("suspended_at", "挂账案件：开始挂账的时间。"),
    _time("released_at", "挂账案件：销账的时间。"),
    Column("progress_dates", "每月一次，多个日期用；分开。", 26, style.TEXT),
    _time("callback_at", "回访的时间。"),
    Column("callback_valid", "接通并作答的填是。", 13, options=YES_NO),
    Column("responded", "回访：工作人员是否联系。", 11, options=YES_NO),
    Column("resolved", "回访：是否解决。", 12, options=("解决", "未解决", "部分解决")),
    Column(
        "satisfied",
        "回访：是否满意。",
        12,
        options=("满意", "基本满意", "不满意", "未评价"),
    ),
    Column(
        "excluded",
        "复核申请的结果；是或通过的不计入三率。",
        13,
        options=("是", "否", "通过", "待复核", "驳回", "未申请"),
    ),
    Column("zero_score", "系统判为零分的填是。", 11, options=YES_NO),
    Column("category", "多级分类写作 一级->二级->三级。", 26),
    Column("place", "村或社区的名称，不写门牌。", 14),
    _private("title", "仅留在台账中。", 30),
    _private("content", "仅留在台账中。", 50),
    _private("reply", "仅留在台账中；只统计有无回复。", 50),
    _private("caller", "仅留在台账中。", 12),
    _private("phone", "仅留在台账中。", 16),
    Column("seat", "经办的坐席员。", 12),
    Column("case_id2", "同一诉求在市级或区级系统的编号。", 24, style.TEXT),
    Column("category2", "问题分类只填一级时，二级填在这里。", 16),
    Column("category3", "三级分类。", 16),
    Column("category4", "四级分类。", 16),
    Column("return_reason", "退回的原因。", 26),
    Column("suspend_reason", "挂账的原因。", 26),
    Column("suspended", "填是的须有挂账时间。", 11, options=YES_NO),
    _time("replied_at", "回复诉求人或归档的时间。"),
    Column("repeat_mark", "同一诉求再次反映的填是。", 11, options=YES_NO),
)


def draw(contract: Mapping[str, Any]) -> Workbook:
    """Return the blank ledger; the words of 时限等级 come from contract.toml."""
    words = tuple(word for entry in contract["limit_class"] for word in entry["words"])
    book = Workbook()
    sheet = book.active
    sheet.title = "案件台账"
    columns = [
        column._replace(options=words, strict=False) if column.field == "limit_class" else column
        for column in COLUMNS
    ]
    names = [c.header + "*" * (c.field in REQUIRED) for c in columns]
    style.header(sheet, names, [c.width for c in columns])
    sheet.row_dimensions[1].height = 30
    wide = {c.header for c in columns if c.width >= 26}
    style.body(
        sheet,
        [c.format for c in columns],
        [n for n, c in enumerate(columns, 1) if c.header not in wide],
    )
    for number, column in enumerate(columns, 1):
        sheet.cell(1, number).fill = style.fill(column.colour)
        if column.options:
            letter = get_column_letter(number)
            place = f"{letter}2:{letter}20000"
            style.choose(sheet, place, column.options, strict=column.strict)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    sheet.print_title_cols = "A:A"
    style.page(sheet, wide=4)
    limits = {stage: limit["value"] for stage, limit in contract["limit"].items()}
    _guide(book.create_sheet("填写说明"), columns, limits)
    return book


def _guide(sheet: Worksheet, columns: Sequence[Column], limits: Mapping[str, str]) -> None:
    lines = [*LEDGER_GUIDE, ("各列怎么填",), ("列", "填写方法", "列映射用的字段名")]
    for column in columns:
        needed = "必填。" if column.field in REQUIRED else ""
        listed = f"可选：{'、'.join(column.options)}。" if column.options else ""
        text = f"{needed}{column.guide.format_map(limits)}{listed}"
        lines.append((column.header, text, column.field))
    style.notes(sheet, "案件台账　填写说明", lines)
    sheet.sheet_properties.tabColor = style.MUTED
