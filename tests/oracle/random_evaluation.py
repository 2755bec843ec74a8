"""Random evaluation workbooks: complete forms, events, deductions and the readings of money."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl

from tests.oracle.quarters import quarter_last_day
from tests.oracle.scoring import ITEMS, KINDS, Event, Form, Readings

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SHEETS: Mapping[str, tuple[str, ...]] = {
    "合同设置": ("设置", "值", "条款", "说明"),
    "考核评分": ("季度", "评估日期", "评估对象", *ITEMS, "评估意见", "状态"),
    "违约违规": ("季度", "评估对象", "类型", "说明", "工单编号", "认定人", "认定日期"),
    "其他扣款": ("季度", "条款", "文号", "说明", "金额"),
    "发票": ("季度", "发票号码", "发票金额", "开票日期"),
    "考勤": ("日期", "姓名", "类型", "分钟", "说明"),
    "人员": ("姓名", "事件", "日期", "对应空缺", "说明"),
    "分析报告": ("类型", "期间", "提交日期"),
    "节假日": ("日期", "名称", "是否休息"),
}
MONEY_READINGS = {
    "特殊情形计次": ("event_count", ("每类一次", "逐次")),
    "特殊情形扣自": ("event_from", ("表", "季度平均分")),
    "分数下限": ("floor", ("0", "无")),
    "不足1分": ("part_point", ("按比例", "舍去", "进位")),
}
SPELLINGS = {
    kind: (kind, f" {kind}", words)
    for kind, words in zip(
        KINDS,
        ("零分 工单", "因过失对甲方造成不良影响", "保密意识不强，造成严重失密后果"),
        strict=True,
    )
}
"""The kinds as people and the contract itself write them (contract 2.2)."""
SUBJECTS = ("整体", "张姓坐席", "李姓坐席", "王姓坐席")
SERVICE_STARTS = (dt.date(2023, 8, 31), dt.date(2024, 1, 31), dt.date(2023, 11, 30))
AMOUNTS = ("0.01", "100", "1234.56", "99999.995", "0.005", "536580", "528580.00", "600000")


@dataclass(frozen=True)
class Evaluation:
    """A written evaluation workbook; `quarter` is the one to be settled."""

    path: Path
    quarter: int
    forms: tuple[Form, ...]
    deductions: tuple[Decimal, ...]
    readings: Readings
    service_start: dt.date
    start_confirmed: bool
    refusal: str | None
    """Why settling must be refused, or None."""


def write_evaluation(rng: random.Random, path: Path) -> Evaluation:
    readings, rows = _random_readings(rng)
    service_start = _random_start(rng, rows)
    renewed = rng.random() < 0.15
    if renewed:
        rows["允许续期季度"] = "是"
    quarters = range(1, 7 if renewed else 5)
    quarter = rng.choice(quarters)
    start_confirmed = rng.random() < 0.5
    if start_confirmed or rng.random() < 0.5:
        rows["服务起始日已确认"] = "是" if start_confirmed else "否"
    forms = [
        form
        for number in quarters
        for form in _random_forms(rng, number)
        if number == quarter or rng.random() < 0.4
    ]
    events = [event for form in forms for event in form.events]
    deductions = [
        (rng.choice(quarters), Decimal(rng.choice(AMOUNTS)))
        for _ in range(rng.choice((0, 0, 1, 3)))
    ]
    refusal, forms, events, quarter = _spoil(rng, forms, events, quarter)
    if refusal == "合同期外季度" and renewed:
        refusal = "无评价表"
    write_workbook(
        path,
        {
            "合同设置": [(name, value, None, None) for name, value in rows.items()],
            "考核评分": [_form_row(rng, form) for form in forms],
            "违约违规": [_event_row(rng, event) for event in events],
            "其他扣款": [
                (_quarter(rng, number), "6.7", f"安政函{index}号", "违约金", _number(rng, amount))
                for index, (number, amount) in enumerate(deductions, 1)
            ],
        },
        rng,
    )
    return Evaluation(
        path=path,
        quarter=quarter,
        forms=tuple(form for form in forms if form.quarter == quarter),
        deductions=tuple(amount for number, amount in deductions if number == quarter),
        readings=readings,
        service_start=service_start,
        start_confirmed=start_confirmed,
        refusal=refusal,
    )


def write_workbook(
    path: Path,
    rows: Mapping[str, Sequence[Sequence[object]]],
    rng: random.Random | None = None,
) -> None:
    """All sheets with their headers; the order of the columns does not matter."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, headers in SHEETS.items():
        order = list(range(len(headers)))
        if rng is not None and rng.random() < 0.1:
            rng.shuffle(order)
        sheet = book.create_sheet(name)
        for row in (headers, *rows.get(name, ())):
            sheet.append([row[index] for index in order])
    book.save(path)


def _random_start(rng: random.Random, rows: dict[str, object]) -> dt.date:
    """The contract's own start, or one whose day some months lack."""
    if rng.random() < 0.7:
        return dt.date(2023, 12, 26)
    start = rng.choice(SERVICE_STARTS)
    last = quarter_last_day(start, 4)
    rows["服务起始日"] = start if rng.random() < 0.5 else f"{start:%Y-%m-%d}"
    rows["服务终止日"] = last if rng.random() < 0.5 else f"{last:%Y-%m-%d}"
    return start


def _random_readings(rng: random.Random) -> tuple[Readings, dict[str, object]]:
    readings = Readings()
    rows: dict[str, object] = {}
    for name, (attribute, choices) in MONEY_READINGS.items():
        choice = rng.choice(choices)
        readings = replace(readings, **{attribute: choice})
        if choice != choices[0] or rng.random() < 0.5:
            rows[name] = 0 if choice == "0" and rng.random() < 0.5 else choice
    return readings, rows


def _random_forms(rng: random.Random, quarter: int) -> list[Form]:
    """1-4 forms, their choices drawn around an average of 80 or from the whole list."""
    forms = []
    for subject in rng.sample(SUBJECTS, rng.randrange(1, 5)):
        reach = rng.choice((1, 2, 2, 5))
        choices = {
            item: list(options)[rng.randrange(min(reach, len(options)))]
            for item, options in ITEMS.items()
        }
        events = tuple(
            Event(
                quarter,
                subject,
                rng.choice(KINDS),
                "群众诉求未办，造成零分",
                rng.choice(("王建国", "王建国", "")),
            )
            for _ in range(rng.choice((0, 0, 0, 1, 2, 3)))
        )
        forms.append(Form(quarter, subject, choices, events=events))
    return forms


def _spoil(
    rng: random.Random, forms: list[Form], events: list[Event], quarter: int
) -> tuple[str | None, list[Form], list[Event], int]:
    """About one workbook in four must be refused, for a reason of rules 5."""
    here = next(index for index, form in enumerate(forms) if form.quarter == quarter)
    form = forms[here]
    item = rng.choice(list(ITEMS))
    roll = rng.random()
    refusal = None
    if roll < 0.05:
        refusal, forms[here] = "草稿", replace(form, is_final=False)
    elif roll < 0.1:
        refusal = "选项缺失"
        forms[here] = replace(form, choices={**form.choices, item: ""})
    elif roll < 0.15:
        refusal = "选项不在列表"
        forms[here] = replace(form, choices={**form.choices, item: "还行"})
    elif roll < 0.18:
        refusal = "特殊情形无对应评价表"
        events = [*events, Event(quarter, "赵姓坐席", KINDS[0], "说明", "王建国")]
    elif roll < 0.21:
        refusal, forms = "评价表重复", [*forms, form]
    elif roll < 0.24:
        refusal, forms = "无评价表", [other for other in forms if other.quarter != quarter]
        events = [event for event in events if event.quarter != quarter]
    elif roll < 0.26:
        refusal, quarter = "合同期外季度", 9
    elif roll < 0.28:
        refusal = "特殊情形类型不在列表"
        events = [*events, Event(quarter, form.subject, "态度不好", "说明", "王建国")]
    return refusal, forms, events, quarter


def _quarter(rng: random.Random, number: int) -> object:
    """Any of the ways that rules 2 lets people write a quarter."""
    numeral = "零一二三四五六七八九"[number]
    return rng.choice(
        (f"第{number}季度", f"第{numeral}季度", f"{numeral}季度", number, str(number))
    )


def _form_row(rng: random.Random, form: Form) -> tuple[object, ...]:
    day = dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(360))
    return (
        _quarter(rng, form.quarter),
        day if rng.random() < 0.7 else f"{day:%Y-%m-%d}",
        form.subject,
        *(form.choices[item] for item in ITEMS),
        "同意支付",
        "定稿" if form.is_final else "草稿",
    )


def _event_row(rng: random.Random, event: Event) -> tuple[object, ...]:
    unseen = rng.choice(("", "", "\u200b", "\ufeff"))
    return (
        _quarter(rng, event.quarter),
        f"{event.subject}{unseen}",
        rng.choice(SPELLINGS.get(event.kind, (event.kind,))),
        event.description,
        "2024000001",
        event.confirmed_by or None,
        dt.date(2024, 3, 20) if event.confirmed_by else None,
    )


def _number(rng: random.Random, amount: Decimal) -> object:
    return float(amount) if rng.random() < 0.5 else str(amount)
