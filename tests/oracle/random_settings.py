"""Random readings for deadlines and rates, as Settings and as rows of the sheet 合同设置."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracle.deadlines import DEFAULT_WARNINGS, Settings

if TYPE_CHECKING:
    import random

    from tests.oracle.worktime import Hours

READINGS = {
    "转派起点": ("接收", "派单"),
    "退回起点": ("接收", "派单", "核实"),
    "办理起点": ("派单", "转派"),
    "办理节点": ("逐级节点", "分级时限"),
    "天数算法": ("民法", "满24小时"),
    "末日顺延": ("否", "是"),
    "计时日历": ("自然时间", "工作时间"),
}
WEIGHTS = ("1", "0.5", "0", "0.8")
WEEKDAYS, DAILY = range(5), range(7)
WEEKLY_HOURS: dict[str, Hours] = {
    "周一至周五 09:00-17:30": dict.fromkeys(WEEKDAYS, ((540, 1050),)),
    "周一至周五 08:30-18:00": dict.fromkeys(WEEKDAYS, ((510, 1080),)),
    "周一至周六 09:00-17:30": dict.fromkeys(range(6), ((540, 1050),)),
    "周一至周日 08:00-24:00": dict.fromkeys(DAILY, ((480, 1440),)),
    "周一至周日 00:00-24:00": dict.fromkeys(DAILY, ((0, 1440),)),
    "周一至周五 09:00-12:00,13:30-17:30；周六 09:00-12:00": {
        **dict.fromkeys(WEEKDAYS, ((540, 720), (810, 1050))),
        5: ((540, 720),),
    },
}
WARNING_TEXTS = {
    "接收": {"5分钟": dt.timedelta(minutes=5), "0分钟": dt.timedelta()},
    "首次联系": {"1小时": dt.timedelta(hours=1), "2小时": dt.timedelta(hours=2)},
    "办结": {"48小时": dt.timedelta(hours=48), "90分钟": dt.timedelta(minutes=90)},
}
HOLIDAYS = (
    (dt.date(2024, 3, 8), "镇里休息", True),
    (dt.date(2024, 2, 17), "调整上班", False),
    (dt.date(2024, 2, 18), "不补班", True),
    (dt.date(2024, 3, 2), "周六加班", False),
)


@dataclass(frozen=True)
class ChosenSettings:
    """The same choices twice: for the oracle, and as rows to write into the workbook."""

    settings: Settings
    basic_weight: Fraction
    rows: dict[str, object]
    holidays: tuple[tuple[dt.date, str, bool], ...]


def random_settings(rng: random.Random) -> ChosenSettings:
    """Each reading off its default in about a third of the draws; a key at its default may miss."""
    chosen = {name: choices[0] for name, choices in READINGS.items()}
    for name, choices in READINGS.items():
        if rng.random() < 0.35:
            chosen[name] = rng.choice(choices)
    rows: dict[str, object] = {
        name: choice
        for name, choice in chosen.items()
        if choice != READINGS[name][0] or rng.random() < 0.5
    }
    hours_text = rng.choice(list(WEEKLY_HOURS)) if rng.random() < 0.5 else next(iter(WEEKLY_HOURS))
    rows["工作时段"] = hours_text
    weight = rng.choice(WEIGHTS)
    rows["基本满意权重"] = float(weight) if rng.random() < 0.5 else weight
    holidays = tuple(row for row in HOLIDAYS if rng.random() < 0.2)
    settings = Settings(
        transfer_from=chosen["转派起点"],
        return_from=chosen["退回起点"],
        handling_from=chosen["办理起点"],
        handling_nodes=chosen["办理节点"],
        day_count=chosen["天数算法"],
        roll_last_day=chosen["末日顺延"] == "是",
        working_time=chosen["计时日历"] == "工作时间",
        hours=WEEKLY_HOURS[hours_text],
        overrides={day: rests for day, _, rests in holidays},
        warnings=_random_warnings(rng, rows),
    )
    return ChosenSettings(settings, Fraction(weight), rows, holidays)


def _random_warnings(rng: random.Random, rows: dict[str, object]) -> dict[str, dt.timedelta]:
    warnings = dict(DEFAULT_WARNINGS)
    for stage, texts in WARNING_TEXTS.items():
        if rng.random() < 0.2:
            text = rng.choice(list(texts))
            rows[f"临期提醒-{stage}"] = text
            warnings[stage] = texts[text]
    return warnings
