"""Filled forms and events as the rules take them, whoever read them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.macros_py.rules.in_force import CONTRACT

HEADERS = ("季度", "评估日期", "评估对象", *(item.name for item in CONTRACT.items), "状态")
BEST = {item.name: item.options[0].label for item in CONTRACT.items}
WORST = {item.name: item.options[-1].label for item in CONTRACT.items}


@dataclass(frozen=True)
class Form:
    """A row of 考核评分; ``row`` places its cells."""

    subject: str = "甲组"
    choices: Mapping[str, str] = field(default_factory=lambda: BEST)
    quarter: str = "第1季度"
    state: str = "定稿"
    period: str = ""
    date: dt.date | None = None
    opinion: str = ""
    row: int = 2

    @property
    def cells(self) -> Mapping[str, str]:
        return {
            header: f"考核评分!{letter}{self.row}"
            for header, letter in zip(HEADERS, "ABCDEFGHIJKLMN", strict=False)
        }


@dataclass(frozen=True)
class Event:
    """A row of 违约违规."""

    kind: str = "零分工单"
    subject: str = "甲组"
    quarter: str = "第1季度"
    description: str = "未按时办理"
    confirmed_by: str = "王主任"
    confirmed_on: dt.date | None = None
    case_id: str = ""
    period: str = ""
    cell: str = "违约违规!A2"


def choices(**changes: str) -> dict[str, str]:
    """Return the best choice of every item but those named."""
    return {**BEST, **changes}
