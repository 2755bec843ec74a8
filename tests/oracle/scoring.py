"""Scores of forms and of a quarter (rules 5; contract 2.2, annex 2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ITEMS: Mapping[str, Mapping[str, int]] = {
    "勤务管理": {"正常出勤": 10, "迟到、早退10分钟以内": 8, "10分钟以上": 0},
    "工作纪律": {"好": 10, "较好": 8, "一般": 5, "较差": 2, "很差": 0},
    "案件接收、派单": {"及时": 15, "基本及时": 10, "不及时": 5, "严重延误": 0},
    "案件催办、督办、反馈": {"及时": 15, "基本及时": 10, "不及时": 5, "严重延误": 0},
    "案件审核、回复": {"及时": 15, "基本及时": 10, "不及时": 5, "严重延误": 0},
    "数据分析": {"及时": 15, "基本及时": 10, "不及时": 5, "严重延误": 0},
    "人员招聘和补充": {"及时": 10, "基本及时": 8, "不及时": 5, "严重延误": 0},
    "人员退回和处罚": {"及时": 10, "基本及时": 8, "不及时": 5, "严重延误": 0},
}
KINDS = ("零分工单", "因过失造成不良影响", "失密造成严重后果")
EVENT_POINTS = 50


@dataclass(frozen=True)
class Event:
    """One row of 违约违规."""

    quarter: int
    subject: str
    kind: str
    description: str
    confirmed_by: str

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_by.strip() != ""


@dataclass(frozen=True)
class Form:
    """One filled 验收评价表; `choices` gives the chosen option of each item."""

    quarter: int
    subject: str
    choices: Mapping[str, str]
    is_final: bool = True
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Readings:
    """The readings that money depends on, with their defaults."""

    event_count: str = "每类一次"  # 特殊情形计次: 每类一次 | 逐次
    event_from: str = "表"  # 特殊情形扣自: 表 | 季度平均分
    floor: str = "0"  # 分数下限: 0 | 无
    part_point: str = "按比例"  # 不足1分: 按比例 | 舍去 | 进位


def points_of(form: Form) -> dict[str, int]:
    """Points of every item; KeyError for an item without a choice or one not on its list."""
    return {item: options[form.choices[item]] for item, options in ITEMS.items()}


def base_of(form: Form) -> int:
    """The plain sum: the maxima are the weights already."""
    return sum(points_of(form).values())


def event_points_of(form: Form, readings: Readings) -> int:
    """50 for each confirmed event, or for each kind of it."""
    kinds = [event.kind for event in form.events if event.is_confirmed]
    count = len(kinds) if readings.event_count == "逐次" else len(set(kinds))
    return EVENT_POINTS * count


def score_of(form: Form, readings: Readings) -> Fraction:
    """Base less the points of events, unless those come off the quarter's average."""
    off = event_points_of(form, readings) if readings.event_from == "表" else 0
    return _not_below_floor(Fraction(base_of(form) - off), readings)


def average_of(forms: Sequence[Form], readings: Readings) -> Fraction:
    """Exact mean of the quarter's final forms; ZeroDivisionError when there is none."""
    finals = [form for form in forms if form.is_final]
    mean = sum((score_of(form, readings) for form in finals), Fraction()) / len(finals)
    if readings.event_from == "表":
        return mean
    off = sum(event_points_of(form, readings) for form in finals)
    return _not_below_floor(mean - off, readings)


def _not_below_floor(score: Fraction, readings: Readings) -> Fraction:
    return max(Fraction(), score) if readings.floor == "0" else score
