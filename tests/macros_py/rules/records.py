"""Filled forms and events as the rules take them, whoever read them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from tests.macros_py.rules.in_force import CONTRACT
from workbook.values import records

HEADERS = ("季度", "评估日期", "评估对象", *(item.name for item in CONTRACT.items), "状态")
BEST = {item.name: item.options[0].label for item in CONTRACT.items}
WORST = {item.name: item.options[-1].label for item in CONTRACT.items}


def Form(  # noqa: N802, PLR0917  it stands for the record
    subject: str = "甲组",
    choices: Mapping[str, str] = BEST,
    quarter: str = "第1季度",
    state: str = "定稿",
    period: str = "",
    date: dt.date | None = None,
    opinion: str = "",
    row: int = 2,
    taken: Decimal | None = None,
) -> records.Form:
    """Return a row of 考核评分; ``row`` places its cells."""
    cells = {
        header: f"考核评分!{letter}{row}"
        for header, letter in zip(HEADERS, "ABCDEFGHIJKLMN", strict=False)
    }
    return records.Form(
        quarter, date, subject, choices, opinion, state, cells, "考核评分", period, taken
    )


def Event(  # noqa: N802, PLR0917
    kind: str = "零分工单",
    subject: str = "甲组",
    quarter: str = "第1季度",
    description: str = "未按时办理",
    confirmed_by: str = "王主任",
    confirmed_on: dt.date | None = None,
    case_id: str = "",
    period: str = "",
    row: int = 2,
) -> records.Event:
    """Return a row of 违约违规."""
    told = (kind, description, case_id, confirmed_by, confirmed_on)
    headers = ("季度", "评估对象", "类型", "说明", "工单编号", "认定人", "认定日期")
    cells = {h: f"违约违规!{c}{row}" for h, c in zip(headers, "ABCDEFG", strict=True)}
    return records.Event(quarter, subject, *told, cells["季度"], period, cells=cells)


def choices(**changes: str) -> dict[str, str]:
    """Return the best choice of every item but those named."""
    return {**BEST, **changes}
