"""From choices to the quarter's average (rules 5; contract 2.2, 附件2)."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.scoring.scoring import (
    base_points,
    placed,
    stated_otherwise,
    undated,
)
from macros_py.rules.terms.contract import Item
from tests.macros_py.rules.in_force import CONTRACT, settings
from tests.macros_py.rules.records import BEST, WORST, Event, Form, choices
from tests.macros_py.rules.scoring.scored import score
from workbook.values import records

FAULT, LEAK = "因过失造成不良影响", "失密造成严重后果"
CHOICES = st.fixed_dictionaries(
    {item.name: st.sampled_from([o.label for o in item.options]) for item in CONTRACT.items}
)
EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(CONTRACT.event_kinds),
        subject=st.sampled_from(["甲组", "乙组"]),
        confirmed_by=st.sampled_from(["王主任", ""]),
    ),
    max_size=6,
).map(tuple)


@pytest.mark.parametrize(
    ("chosen", "base"),
    [
        (BEST, 100),
        (WORST, 0),
        (choices(勤务管理="迟到、早退10分钟以内", 工作纪律="较好"), 96),
        (choices(勤务管理="10分钟以上", 工作纪律="较差"), 82),
        ({**BEST, "案件接收、派单": "基本及时", "数据分析": "不及时"}, 85),
        (choices(人员招聘和补充="基本及时", 人员退回和处罚="严重延误"), 88),
        (
            {item.name: item.options[1].label for item in CONTRACT.items},
            8 + 8 + 4 * 10 + 8 + 8,
        ),
    ],
)
def test_the_base_score_is_the_plain_sum(chosen: dict[str, str], base: int) -> None:
    """附件2: the weights are already the maxima."""
    form = score(Form(choices=chosen)).forms[0]
    assert (form.base, form.score, sum(form.points.values())) == (base, base, base)


@pytest.mark.parametrize("item", CONTRACT.items)
def test_every_option_gives_its_points(item: Item) -> None:
    for option in item.options:
        points = base_points({**WORST, item.name: option.label}, CONTRACT, {})
        assert points[item.name] == option.points
        assert sum(points.values()) == option.points


FORM = Form(choices=choices(数据分析="严重延误"))  # base 85


@pytest.mark.parametrize(
    ("events", "readings", "points", "result"),
    [
        ((), {}, 0, 85),
        ((Event(),), {}, 50, 35),
        ((Event(kind=FAULT),), {}, 50, 35),
        ((Event(kind=LEAK),), {}, 50, 35),
        # 特殊情形计次: a kind counts once a form, or every event does
        ((Event(), Event()), {}, 50, 35),
        ((Event(), Event(kind=FAULT)), {}, 100, 0),
        ((Event(), Event()), {"特殊情形计次": "逐次"}, 100, 0),
        # 分数下限
        ((Event(), Event(kind=FAULT)), {"分数下限": "无"}, 100, -15),
        ((Event(), Event(kind=FAULT), Event(kind=LEAK)), {"分数下限": "无"}, 150, -65),
        ((Event(), Event(kind=FAULT)), {"分数下限": 0}, 100, 0),
        # unconfirmed events are shown and do not count
        ((Event(confirmed_by=""),), {}, 0, 85),
        ((Event(description=""),), {}, 0, 85),
        ((Event(confirmed_by=""), Event()), {"特殊情形计次": "逐次"}, 50, 35),
    ],
)
def test_events_come_off_the_form(
    events: tuple[records.Event, ...], readings: dict[str, object], points: int, result: int
) -> None:
    """2.2: 任意一项扣减50分."""
    scored = score(FORM, events=events, readings=readings)
    form = scored.forms[0]
    assert (form.base, form.event_points, form.score) == (85, points, result)
    assert (scored.event_points, scored.average) == (0, result)
    assert [event.kind for event in form.events] == [event.kind for event in events]


TWO = (Form("甲组"), Form("乙组", choices(数据分析="严重延误"), row=3))


@pytest.mark.parametrize(
    ("events", "readings", "points", "average"),
    [
        ((), {}, 0, "92.5"),
        ((Event(),), {}, 50, "42.5"),
        ((Event(), Event()), {}, 50, "42.5"),
        ((Event(), Event()), {"特殊情形计次": "逐次"}, 100, "0"),
        ((Event(), Event(kind=FAULT)), {"分数下限": "无"}, 100, "-7.5"),
        # a kind counts once a form, so on two forms it counts twice
        ((Event(), Event(subject="乙组")), {"分数下限": "无"}, 100, "-7.5"),
        ((Event(confirmed_by=""),), {}, 0, "92.5"),
    ],
)
def test_events_may_come_off_the_quarters_average_once(
    events: tuple[records.Event, ...], readings: dict[str, object], points: int, average: str
) -> None:
    scored = score(*TWO, events=events, readings={**readings, "特殊情形扣自": "季度平均分"})
    assert [(form.event_points, form.score) for form in scored.forms] == [(0, 100), (0, 85)]
    assert (scored.event_points, scored.average) == (points, Fraction(average))


def test_off_the_forms_the_same_event_costs_its_share_of_the_average() -> None:
    scored = score(*TWO, events=(Event(subject="乙组"),))
    assert [(form.event_points, form.score) for form in scored.forms] == [(0, 100), (50, 35)]
    assert scored.average == Fraction("67.5")


def test_the_average_is_exact() -> None:
    chosen = [choices(工作纪律="较差"), choices(工作纪律="一般"), BEST]
    forms = [Form(f"{n}组", c, row=n) for n, c in enumerate(chosen, 2)]
    assert score(*forms).average == Fraction(92 + 95 + 100, 3)


def test_a_scored_form_keeps_what_is_printed() -> None:
    event = Event(case_id="JS1", confirmed_on=date(2024, 3, 20))
    form = Form(date=date(2024, 3, 26), opinion="合格")
    scored = score(form, events=(event,)).forms[0]
    assert (scored.subject, scored.date, scored.opinion) == ("甲组", date(2024, 3, 26), "合格")
    assert dict(scored.choices) == BEST
    only = scored.events[0]
    assert (only.description, only.case_id) == ("未按时办理", "JS1")
    assert (only.confirmed_by, only.confirmed_on, only.counts) == (
        "王主任",
        date(2024, 3, 20),
        True,
    )


def test_only_the_quarters_forms_and_events_count() -> None:
    forms = (Form(), Form(choices=WORST, quarter="2", row=3), Form("乙组", WORST, "第3季度", row=4))
    events = (Event(quarter="第2季度"), Event(quarter="第3季度", subject="乙组"))
    assert score(*forms, events=events).average == 100
    assert score(*forms, events=events, quarter="2", readings={"分数下限": "无"}).average == -50


def test_a_subject_is_the_same_in_any_width_and_with_marks_that_nobody_sees() -> None:
    events = (Event(subject="Ａ\u200b组"), Event(subject=" A组\ufeff", kind=FAULT))
    assert score(Form("A组"), events=events).average == 0


@pytest.mark.parametrize(
    ("taken", "by", "kinds", "said"),
    [
        (50, "王主任", ["零分工单"], None),
        (None, "", ["零分工单"], None),
        (0, "", ["零分工单"], None),
        (50, "", ["零分工单"], "扣分 50，按认定和口径计入 0"),
        (0, "王主任", ["零分工单"], "扣分 0，按认定和口径计入 50"),
        (100, "王主任", ["零分工单", "零分工单"], "扣分 100，按认定和口径计入 50"),
    ],
)
def test_another_deduction_on_the_form_than_what_counts(
    taken: int | None, by: str, kinds: list[str], said: str | None
) -> None:
    form = Form(taken=None if taken is None else Decimal(taken))
    events = tuple(Event(kind=kind, confirmed_by=by) for kind in kinds)
    found = list(stated_otherwise([form], score(form, events=events), CONTRACT, settings()))
    assert [said in str(fault) for fault in found if said] == ([True] if said else [])
    assert bool(found) == bool(said)


def test_a_form_without_its_date() -> None:
    found = undated([Form(), Form("乙组", date=date(2024, 3, 26), row=3)])
    assert [str(fault) for fault in found] == ["考核评分!B2：「甲组」没有填写评估日期，不能签认"]


def test_a_quarter_of_the_renewed_term() -> None:
    forms = (Form(quarter="第5季度"),)
    assert score(*forms, quarter="第5季度", readings={"允许续期季度": "是"}).average == 100


@pytest.mark.parametrize(
    ("period", "number"),
    [("2023-12-26至2024-03-25", 1), ("2024-03-26至2024-06-25", 2), ("2024-09-26至2024-12-25", 4)],
)
def test_a_period_names_its_quarter(period: str, number: int) -> None:
    forms, _, faults = placed([Form(quarter="", period=period)], [], settings())
    assert (list(forms), faults) == ([number], [])


def test_a_quarter_outranks_the_last_day_of_its_period() -> None:
    forms, _, _ = placed([Form(quarter="第1季度", period="2023-12-26至2024-03-26")], [], settings())
    assert list(forms) == [1]


@given(CHOICES)
def test_a_base_score_is_within_0_and_100_and_better_choices_give_more(
    chosen: dict[str, str],
) -> None:
    base = score(Form(choices=chosen)).average
    assert 0 <= base <= 100
    for item in CONTRACT.items:
        better = score(Form(choices={**chosen, item.name: item.options[0].label})).average
        assert better >= base


@given(
    st.lists(CHOICES, min_size=2, max_size=2),
    EVENTS,
    st.sampled_from(
        list(itertools.product(("每类一次", "逐次"), ("表", "季度平均分"), ("0", "无")))
    ),
    st.randoms(use_true_random=False),
)
def test_order_is_nothing_and_events_never_raise_a_score(
    chosen: list[dict[str, str]],
    events: tuple[records.Event, ...],
    readings: tuple[str, str, str],
    rng: Random,
) -> None:
    made = dict(zip(("特殊情形计次", "特殊情形扣自", "分数下限"), readings, strict=True))
    forms = [Form("甲组", chosen[0]), Form("乙组", chosen[1], row=3)]
    average = score(*forms, events=events, readings=made).average
    shuffled = list(events)
    rng.shuffle(shuffled)
    assert score(*forms[::-1], events=tuple(shuffled), readings=made).average == average
    assert average <= score(*forms, readings=made).average
    unconfirmed = tuple(replace(event, confirmed_by="") for event in events)
    assert score(*forms, events=unconfirmed, readings=made).average == score(*forms).average
    if made["分数下限"] == "0":
        assert average >= 0
