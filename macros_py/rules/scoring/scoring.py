"""From filled forms to the quarter's average (contract 2.2, 附件2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.errors import FormError, QuarterError
from macros_py.rules.terms.quarters import Quarter, find_quarter, parse_quarter, quarter_of
from macros_py.rules.terms.records import EventRecord, FormRecord, QuarterRecord
from macros_py.rules.terms.settings import Settings

DRAFT, FINAL = "草稿", "定稿"


@dataclass(frozen=True, slots=True)
class ScoredEvent:
    """An event with what it costs; one without 认定人 or a description is shown and not counted."""

    kind: str
    description: str
    case_id: str
    confirmed_by: str
    confirmed_on: date | None
    counted: bool


@dataclass(frozen=True, slots=True)
class ScoredForm:
    """A form with its points: base − event_points, not below the floor that the reading sets."""

    subject: str
    date: date | None
    choices: Mapping[str, str]
    points: Mapping[str, int]
    base: Fraction
    events: tuple[ScoredEvent, ...]
    event_points: Fraction
    score: Fraction
    opinion: str


@dataclass(frozen=True, slots=True)
class QuarterScore:
    """A quarter's forms and their exact average; ``event_points`` come off the average itself."""

    quarter: Quarter
    forms: tuple[ScoredForm, ...]
    event_points: Fraction
    average: Fraction


def base_points(
    choices: Mapping[str, str], contract: Contract, cells: Mapping[str, str]
) -> dict[str, int]:
    """Return each item's points.

    Raises FormError naming the cell of an item without a choice, or with one that is not on its
    list: there is no default and no zero (附件2).
    """
    points = {}
    for item in contract.items:
        label = choices.get(item.name, "")
        value = item.points(label)
        if value is None:
            options = "、".join(f"“{option.label}”" for option in item.options)
            what = f"“{label}” 不是「{item.name}」的选项" if label else f"「{item.name}」未选择"
            msg = f"{cells.get(item.name, item.name)}：{what}，应为 {options} 之一"
            raise FormError(msg)
        points[item.name] = value
    return points


def event_points(events: Iterable[ScoredEvent], contract: Contract, settings: Settings) -> Fraction:
    """Return what the counted events cost (contract 2.2: 任意一项扣减50分).

    Under reading 特殊情形计次 = 每类一次 a kind counts once, under 逐次 every event does.
    """
    kinds = [event.kind for event in events if event.counted]
    times = len(set(kinds)) if settings.choice("特殊情形计次") == "每类一次" else len(kinds)
    return Fraction(contract.event_points * times)


def floored(score: Fraction, settings: Settings) -> Fraction:
    """Apply reading 分数下限: 0, or 无."""
    return max(Fraction(0), score) if settings.choice("分数下限") == "0" else score


def score_quarter(
    forms: Sequence[FormRecord],
    events: Sequence[EventRecord],
    quarter: Quarter,
    contract: Contract,
    settings: Settings,
) -> QuarterScore:
    """Score the forms of one quarter (contract 2.2).

    ``forms`` and ``events`` are those of the whole workbook. Raises FormError when the quarter has
    no form, a draft, two forms for one 评估对象, an incomplete form, or an event whose kind is not
    in the contract; and for any event of the workbook that fits no form.
    """
    placed_forms, placed_events = placed(forms, events, settings)
    mine = placed_forms.get(quarter.number, {})
    if not mine:
        msg = f"{quarter.label}没有验收评价表，不能计算得分"
        raise FormError(msg)
    if drafts := [form for form in mine.values() if form.state != FINAL]:
        named = "、".join(f"{form.subject}（{_cell(form, '状态')}）" for form in drafts)
        msg = f"{quarter.label}有未定稿的验收评价表：{named}"
        raise FormError(msg)
    from_form = settings.choice("特殊情形扣自") == "表"
    scored = []
    for subject, form in mine.items():
        points = base_points(form.choices, contract, form.cells)
        base = Fraction(sum(points.values()))
        own = tuple(
            _scored_event(event, contract)
            for event in placed_events.get((quarter.number, subject), ())
        )
        taken = event_points(own, contract, settings) if from_form else Fraction(0)
        scored.append(
            ScoredForm(
                subject,
                form.date,
                {item.name: form.choices[item.name] for item in contract.items},
                points,
                base,
                own,
                taken,
                floored(base - taken, settings),
                form.opinion,
            )
        )
    mean = sum((form.score for form in scored), Fraction(0)) / len(scored)
    if from_form:
        return QuarterScore(quarter, tuple(scored), Fraction(0), mean)
    taken = sum((event_points(form.events, contract, settings) for form in scored), Fraction(0))
    return QuarterScore(quarter, tuple(scored), taken, floored(mean - taken, settings))


def placed(
    forms: Sequence[FormRecord], events: Sequence[EventRecord], settings: Settings
) -> tuple[dict[int, dict[str, FormRecord]], dict[tuple[int, str], list[EventRecord]]]:
    """Put each form under its quarter and 评估对象, and each event with its form.

    Raises FormError for a quarter or 状态 that cannot be read, a blank 评估对象, two forms of one
    pair, and an event that fits no form; QuarterError for a quarter outside the term.
    """
    found: dict[int, dict[str, FormRecord]] = {}
    for form in forms:
        cell = _cell(form, "季度")
        number = _number(form, cell, settings)
        if form.state not in (DRAFT, FINAL):
            msg = f"{_cell(form, '状态')}：状态应为 草稿 或 定稿，现为 “{form.state}”"
            raise FormError(msg)
        if not form.subject:
            msg = f"{_cell(form, '评估对象')}：评估对象未填"
            raise FormError(msg)
        others = found.setdefault(number, {})
        if form.subject in others:
            msg = (
                f"{cell}：第{number}季度「{form.subject}」有两张验收评价表，"
                f"另一张在 {_cell(others[form.subject], '季度')}"
            )
            raise FormError(msg)
        others[form.subject] = form
    belonging: dict[tuple[int, str], list[EventRecord]] = {}
    for event in events:
        number = _number(event, event.cell, settings)
        if event.subject not in found.get(number, {}):
            msg = f"{event.cell}：第{number}季度没有「{event.subject}」的验收评价表，该情形无处可扣"
            raise FormError(msg)
        belonging.setdefault((number, event.subject), []).append(event)
    return found, belonging


def _scored_event(event: EventRecord, contract: Contract) -> ScoredEvent:
    if event.kind not in contract.event_kinds:
        kinds = "、".join(contract.event_kinds)
        msg = f"{event.cell}：“{event.kind}” 不是合同列明的情形，应为 {kinds} 之一"
        raise FormError(msg)
    return ScoredEvent(
        event.kind,
        event.description,
        event.case_id,
        event.confirmed_by,
        event.confirmed_on,
        counted=bool(event.description and event.confirmed_by),
    )


def _number(record: QuarterRecord, cell: str, settings: Settings) -> int:
    if record.period and not record.quarter:
        return _quarter_of_period(record.period, cell, settings)
    if parse_quarter(record.quarter) is None:
        msg = f"{cell}：季度无法识别 “{record.quarter}”，请写作 第1季度"
        raise FormError(msg)
    number = _in_term(record.quarter, cell, settings)
    if record.period:
        named = quarter_of(_ends(record.period)[0], settings.date("服务起始日"))
        if named is None or named.number != number:
            msg = f"{cell}：{record.quarter} 与同一格写的周期 {record.period} 不是同一季度"
            raise FormError(msg)
    return number


def _quarter_of_period(period: str, cell: str, settings: Settings) -> int:
    first, last = _ends(period)
    quarter = quarter_of(first, settings.date("服务起始日"))
    if quarter is None or (quarter.start, quarter.last) != (first, last):
        msg = f"{cell}：周期 {period} 不是一个服务季度（服务起始日 {settings.date('服务起始日')}）"
        raise FormError(msg)
    return _in_term(quarter.label, cell, settings)


def _ends(period: str) -> tuple[date, date]:
    first, last = (date.fromisoformat(day) for day in period.split("至"))
    return first, last


def _in_term(label: str, cell: str, settings: Settings) -> int:
    try:
        return find_quarter(label, settings).number
    except QuarterError as error:
        msg = f"{cell}：{error}"
        raise QuarterError(msg) from None


def _cell(form: FormRecord, header: str) -> str:
    return form.cells.get(header, "") or next(iter(form.cells.values()), "")
