"""The blank ledger 案件台账.xlsx."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from templates.draw import style
from templates.draw.guide import LEDGER_GUIDE

YES_NO = ("是", "否")
LIMIT_CLASS = "时限等级"


class Column(NamedTuple):
    """One column of the ledger: its field, header, how to fill it, and its look."""

    field: str
    header: str
    guide: str
    width: float = 14
    format: str = "General"
    options: tuple[str, ...] = ()
    strict: bool = True
    colour: str = style.DARK


def _time(field: str, header: str, guide: str) -> Column:
    return Column(field, header, guide, 20, style.TIME)


def _private(field: str, header: str, guide: str, width: float) -> Column:
    return Column(field, header, guide, width, style.TEXT, colour=style.MUTED)


COLUMNS = (
    Column("case_id", "工单编号", "每件一行，不能重复。", 24, style.TEXT, colour=style.ACCENT),
    Column("system", "来源系统", "如 市级、区级。", 12),
    Column("channel", "来源渠道", "如 电话、网络。", 12),
    _time("called_at", "来电时间", "群众来电或登记的时间。"),
    _time("dispatched_at", "派单时间", "派到本镇的时间，各环节由此起算。")._replace(
        colour=style.ACCENT
    ),
    _time("received_at", "接收时间", "坐席接收的时间，限{接收}。"),
    _time("transferred_at", "转派时间", "转交承办单位的时间，限{转派}。"),
    Column("in_township", "是否镇属", "不属本镇的填否，按退回环节计时。", 11, options=YES_NO),
    _time("verified_at", "核实时间", "科室核实的时间。"),
    _time("returned_at", "退回时间", "退回的时间，限{退回}。"),
    Column(
        "special",
        "特殊情况",
        "待镇领导审批后派单的填是，也可写明情况。",
        12,
        options=YES_NO,
        strict=False,
    ),
    _time("approved_at", "审批时间", "特殊情况：镇领导审批的时间。"),
    Column("unit", "承办单位", "科室或村（社区）。", 18),
    Column("limit_class", LIMIT_CLASS, "从列表选，或填 N小时、N天；不填按{办结}。", 11),
    _time("first_contact_at", "首次联系时间", "首次联系诉求人的时间，限{首次联系}。"),
    _time("feedback_at", "阶段反馈时间", "阶段反馈的时间，限{阶段反馈}。"),
    _time("closed_at", "办结时间", "办结的时间。"),
    _time("suspended_at", "挂账时间", "挂账案件：开始挂账的时间。"),
    _time("released_at", "销账时间", "挂账案件：销账的时间。"),
    Column("progress_dates", "挂账汇报日期", "每月一次，多个日期用；分开。", 26, style.TEXT),
    _time("callback_at", "回访时间", "回访的时间。"),
    Column("callback_valid", "是否有效回访", "接通并作答的填是。", 13, options=YES_NO),
    Column("responded", "是否响应", "回访：工作人员是否联系。", 11, options=YES_NO),
    Column("resolved", "是否解决", "回访：是否解决。", 12, options=("解决", "未解决", "部分解决")),
    Column(
        "satisfied",
        "是否满意",
        "回访：是否满意。",
        12,
        options=("满意", "基本满意", "不满意", "未评价"),
    ),
    Column(
        "excluded",
        "不纳入考核",
        "复核申请的结果；是或通过的不计入三率。",
        13,
        options=("是", "否", "通过", "待复核", "驳回", "未申请"),
    ),
    Column("zero_score", "零分工单", "系统判为零分的填是。", 11, options=YES_NO),
    Column("category", "问题分类", "多级分类写作 一级->二级->三级。", 26),
    Column("place", "村社区", "村或社区的名称，不写门牌。", 14),
    _private("title", "标题", "仅留在台账中。", 30),
    _private("content", "诉求内容", "仅留在台账中。", 50),
    _private("reply", "回复内容", "仅留在台账中；只统计有无回复。", 50),
    _private("caller", "诉求人", "仅留在台账中。", 12),
    _private("phone", "联系电话", "仅留在台账中。", 16),
    Column("seat", "坐席员", "经办的坐席员。", 12),
    Column("case_id2", "另一系统编号", "同一诉求在市级或区级系统的编号。", 24, style.TEXT),
    Column("category2", "二级分类", "问题分类只填一级时，二级填在这里。", 16),
    Column("category3", "三级分类", "三级分类。", 16),
    Column("category4", "四级分类", "四级分类。", 16),
    Column("return_reason", "退单原因", "退回的原因。", 26),
    Column("suspend_reason", "挂账原因", "挂账的原因。", 26),
    Column("suspended", "是否挂账", "填是的须有挂账时间。", 11, options=YES_NO),
    _time("replied_at", "回复时间", "回复诉求人或归档的时间。"),
    Column("repeat_mark", "是否重复", "同一诉求再次反映的填是。", 11, options=YES_NO),
)
REQUIRED = ("工单编号", "派单时间")


def draw(contract: Mapping[str, Any]) -> Workbook:
    """Return the blank ledger; the words of 时限等级 come from contract.toml."""
    words = tuple(word for entry in contract["limit_class"] for word in entry["words"])
    book = Workbook()
    sheet = book.active
    sheet.title = "案件台账"
    columns = [
        column._replace(options=words, strict=False) if column.header == LIMIT_CLASS else column
        for column in COLUMNS
    ]
    names = [c.header + "*" * (c.header in REQUIRED) for c in columns]
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
        needed = "必填。" if column.header in REQUIRED else ""
        listed = f"可选：{'、'.join(column.options)}。" if column.options else ""
        text = f"{needed}{column.guide.format_map(limits)}{listed}"
        lines.append((column.header, text, column.field))
    style.notes(sheet, "案件台账　填写说明", lines)
    sheet.sheet_properties.tabColor = style.MUTED
