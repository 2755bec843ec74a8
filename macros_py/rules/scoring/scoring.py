"""From filled forms to the quarter's average (contract 2.2, 附件2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.errors import FormError, QuarterError
from macros_py.rules.terms.quarters import Quarter, find_quarter, quarter_of
from macros_py.rules.terms.settings import Settings
from workbook.values.records import DRAFT, FINAL, Event, Form
from workbook.values.text import key

UNFILLED = "各项目都未选择；如果是没有填写的空白表，请隐藏或删除这张工作表（或清除这一行）"


@dataclass(frozen=True, slots=True)
class ScoredForm:
    """A form with its points: base − event_points, not below the floor that the reading sets.

    Of its ``events`` those that nobody confirmed or described are shown and do not count.
    """

    subject: str
    date: date | None
    choices: Mapping[str, str]
    points: Mapping[str, int]
    base: Fraction
    events: tuple[Event, ...]
    event_points: Fraction
    score: Fraction
    opinion: str


@dataclass(frozen=True, slots=True, order=True)
class FormFault:
    """A cell of a form or an event that keeps a quarter from being scored, and why.

    ``lacks``: whose form should be there and is not, ``""`` where a quarter has none at all.
    """

    cell: str
    message: str
    lacks: str | None = None

    def __str__(self) -> str:
        return f"{self.cell}：{self.message}" if self.cell else self.message


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

    Raises FormError naming the cell of every item without a choice, or with one that is not on its
    list: there is no default and no zero (附件2).
    """
    if faults := list(choice_faults(choices, contract, cells)):
        raise FormError("\n".join(map(str, faults)))
    points = ((item.name, item.points(choices[item.name])) for item in contract.items)
    return {name: value for name, value in points if value is not None}


def choice_faults(
    choices: Mapping[str, str], contract: Contract, cells: Mapping[str, str]
) -> Iterator[FormFault]:
    """Yield each item that has no choice of its list."""
    for item in contract.items:
        label = choices.get(item.name, "")
        if item.points(label) is None:
            options = "、".join(f"“{option.label}”" for option in item.options)
            what = f"“{label}” 不是「{item.name}」的选项" if label else f"「{item.name}」未选择"
            yield FormFault(cells.get(item.name, item.name), f"{what}，应为 {options} 之一")


def event_points(events: Iterable[Event], contract: Contract, settings: Settings) -> Fraction:
    """Return what the counted events cost (contract 2.2: 任意一项扣减50分).

    Under reading 特殊情形计次 = 每类一次 a kind counts once, under 逐次 every event does.
    """
    kinds = [event.kind for event in events if event.counts]
    times = len(set(kinds)) if settings.choice("特殊情形计次") == "每类一次" else len(kinds)
    return Fraction(contract.event_points * times)


def floored(score: Fraction, settings: Settings) -> Fraction:
    """Apply reading 分数下限: 0, or 无."""
    return max(Fraction(0), score) if settings.choice("分数下限") == "0" else score


def score_quarter(
    forms: Sequence[Form],
    events: Sequence[Event],
    quarter: Quarter,
    contract: Contract,
    settings: Settings,
) -> QuarterScore:
    """Score the forms of one quarter (contract 2.2).

    ``forms`` and ``events`` are those of the whole workbook. Raises FormError when the quarter has
    no form, a draft, two forms for one 评估对象, an incomplete form, or an event whose kind is not
    in the contract; and for any event of the workbook that fits no form.
    """
    forms_of, events_of, faults = placed(forms, events, settings)
    mine = forms_of.get(quarter.number, {})
    faults += quarter_faults(mine, quarter, contract)
    faults += [fault for event in events for fault in _kind_faults(event, contract)]
    if faults:
        raise FormError("\n".join(map(str, dict.fromkeys(faults))))
    from_form = settings.choice("特殊情形扣自") == "表"
    scored = []
    for subject, form in mine.items():
        points = base_points(form.choices, contract, form.cells)
        base = Fraction(sum(points.values()))
        own = tuple(events_of.get((quarter.number, subject), ()))
        taken = event_points(own, contract, settings) if from_form else Fraction(0)
        scored.append(
            ScoredForm(
                form.subject,
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


def form_faults(
    forms: Sequence[Form],
    events: Sequence[Event],
    quarter: Quarter | None,
    contract: Contract,
    settings: Settings,
) -> list[FormFault]:
    """Return everything that keeps the forms of a workbook from being scored.

    ``quarter``: the one that is to be scored, whose forms must be final and complete as well.
    """
    forms_of, _, faults = placed(forms, events, settings)
    if quarter is not None:
        faults += quarter_faults(forms_of.get(quarter.number, {}), quarter, contract)
    return list(dict.fromkeys(faults))


def quarter_faults(
    forms: Mapping[str, Form], quarter: Quarter, contract: Contract
) -> list[FormFault]:
    """Return why a quarter's forms cannot be scored: none, drafts, items without a choice."""
    if not forms:
        return [FormFault("", f"{quarter.label}没有验收评价表，不能计算得分", lacks="")]
    faults = []
    if drafts := [form for form in forms.values() if form.state != FINAL]:
        named = "、".join(f"{form.subject}（{_cell(form, '状态')}）" for form in drafts)
        faults.append(FormFault("", f"{quarter.label}有未定稿的验收评价表：{named}"))
    for form in forms.values():
        if any(form.choices.values()):
            faults += choice_faults(form.choices, contract, form.cells)
        else:
            faults.append(FormFault(_cell(form, "评估对象"), UNFILLED))
    return faults


def placed(
    forms: Sequence[Form], events: Sequence[Event], settings: Settings
) -> tuple[dict[int, dict[str, Form]], dict[tuple[int, str], list[Event]], list[FormFault]]:
    """Put each form under its quarter and 评估对象, and each event with its form.

    Subjects are compared in NFKC, without what cannot be seen. The faults are a quarter or 状态
    that cannot be read, a quarter outside the term, a blank 评估对象, two forms of one pair, and an
    event that fits no form.
    """
    found: dict[int, dict[str, Form]] = {}
    faults: list[FormFault] = []
    for form in forms:
        cell, subject = _cell(form, "季度"), key(form.subject)
        if form.state not in (DRAFT, FINAL):
            why = f"状态应为 草稿 或 定稿，现为 “{form.state}”"
            faults.append(FormFault(_cell(form, "状态"), why))
        if not subject:
            faults.append(FormFault(_cell(form, "评估对象"), "评估对象未填"))
        number = _placed_in(form, cell, settings, faults)
        if number is None or not subject:
            continue
        others = found.setdefault(number, {})
        if subject in others:
            other = _cell(others[subject], "评估对象")
            why = f"第{number}季度「{form.subject}」有两张验收评价表，另一张在 {other}"
            faults.append(FormFault(_cell(form, "评估对象"), why))
            continue
        others[subject] = form
    belonging: dict[tuple[int, str], list[Event]] = {}
    for event in events:
        number, subject = _placed_in(event, event.cell, settings, faults), key(event.subject)
        if number is None:
            continue
        if subject not in found.get(number, {}):
            there = "、".join(form.subject for form in found.get(number, {}).values())
            why = f"第{number}季度没有「{event.subject}」的验收评价表，该情形无处可扣"
            said = f"{why}；该季度的评估对象有：{there}" if there else why
            cell = event.cells.get("评估对象", event.cell)
            faults.append(FormFault(cell, said, lacks=subject))
            continue
        belonging.setdefault((number, subject), []).append(event)
    return found, belonging, faults


def unconfirmed(events: Iterable[Event]) -> Iterator[FormFault]:
    """Yield the events that do not count yet: nobody confirmed them, or nothing is said of them."""
    for event in events:
        if not event.confirmed_by:
            cell = event.cells.get("认定人", event.cell)
            yield FormFault(cell, f"「{event.subject}」的{event.kind}没有认定人，未计入扣分")
        elif not event.description:
            cell = event.cells.get("说明", event.cell)
            yield FormFault(cell, f"「{event.subject}」的{event.kind}已认定但没有说明，未计入扣分")


def stated_otherwise(
    forms: Sequence[Form], score: QuarterScore, contract: Contract, settings: Settings
) -> Iterator[FormFault]:
    """Yield the forms on which another 扣分 is written than what counts of their events."""
    counted = {
        key(form.subject): event_points(form.events, contract, settings) for form in score.forms
    }
    for form in forms:
        counts = counted.get(key(form.subject))
        if form.taken is not None and counts is not None and counts != form.taken:
            why = (
                f"「{form.subject}」的表上写明扣分 {form.taken}，按认定和口径计入 {counts}，请核对"
            )
            yield FormFault(_cell(form, "扣分"), why)


def undated(forms: Iterable[Form]) -> Iterator[FormFault]:
    """Yield the forms without 评估日期: they can be settled and not signed (rules 5)."""
    for form in forms:
        if form.date is None:
            why = f"「{form.subject}」没有填写评估日期，不能签认"
            yield FormFault(_cell(form, "评估日期"), why)


def _kind_faults(event: Event, contract: Contract) -> Iterator[FormFault]:
    if event.kind not in contract.event_kinds:
        kinds = "、".join(contract.event_kinds)
        why = f"“{event.kind}” 不是合同列明的情形，应为 {kinds} 之一"
        yield FormFault(event.cells.get("类型", event.cell), why)


def _placed_in(
    record: Form | Event, cell: str, settings: Settings, faults: list[FormFault]
) -> int | None:
    """Return the number of a record's quarter; add to the faults where it has none."""
    try:
        return _number(record, settings)
    except (FormError, QuarterError) as error:
        faults.append(FormFault(cell, str(error)))
        return None


def _number(record: Form | Event, settings: Settings) -> int:
    if record.period and not record.quarter:
        return _quarter_of_period(record.period, settings)
    number = find_quarter(record.quarter, settings).number
    if record.period:
        named = quarter_of(_ends(record.period)[0], settings.date("服务起始日"))
        if named is None or named.number != number:
            raise FormError(f"{record.quarter} 与同一格写的周期 {record.period} 不是同一季度")
    return number


def _quarter_of_period(period: str, settings: Settings) -> int:
    first, last = _ends(period)
    quarter = quarter_of(first, settings.date("服务起始日"))
    if quarter is None or (quarter.start, quarter.last) != (first, last):
        msg = f"周期 {period} 不是一个服务季度（服务起始日 {settings.date('服务起始日')}）"
        raise FormError(msg)
    return find_quarter(quarter.label, settings).number


def _ends(period: str) -> tuple[date, date]:
    first, last = (date.fromisoformat(day) for day in period.split("至"))
    return first, last


def _cell(form: Form, header: str) -> str:
    return form.cells.get(header, "") or next(iter(form.cells.values()), "")
