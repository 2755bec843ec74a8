"""A form that the tool generated reads back to the same record (design, Files)."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from macros_py.settlement.assembly import filled
from tests.evaluations import TERMS
from tests.macros_py.settlement.samples import ITEMS, KINDS, book, form
from workbook.evaluation.reader import read_evaluation
from workbook.values.records import Event, Form

prose = st.text(
    st.characters(exclude_categories=["C", "Zs", "Zl", "Zp", "Nd"]), min_size=1, max_size=20
)
subjects = st.lists(
    prose.filter(lambda text: text.strip("-—/")), unique=True, min_size=1, max_size=3
)
choices = st.fixed_dictionaries({item: st.sampled_from(labels) for item, labels in ITEMS.items()})
days = st.none() | st.dates(date(2023, 12, 26), date(2025, 12, 31))
events = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        prose.filter(lambda text: not set("：（）") & set(text)),
        st.sampled_from(["", "AD-2024-0001"]),
        st.sampled_from(["", "李主任", "张三、李四"]),
        days,
    ),
    max_size=3,
)


@settings(
    deadline=None,
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller case costs minutes to find
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.data())
def test_every_form_and_event(tmp_path_factory, data: st.DataObject) -> None:
    names = data.draw(subjects)
    forms = [
        Form(
            "第1季度",
            data.draw(days),
            name,
            data.draw(choices),
            data.draw(st.just("") | prose.filter(lambda text: text not in {"—", "-", "/"})),
            "定稿",
            {},
            "考核评分",
        )
        for name in names
    ]
    told = [
        Event("第1季度", name, *what, cell="违约违规!A2")
        for name in names
        for what in data.draw(events)
    ]
    path = tmp_path_factory.mktemp("back") / "验收结算.xlsx"
    path.write_bytes(filled(book(forms, told)))
    back = read_evaluation(path, TERMS)
    assert [_said(form) for form in back.forms] == [_said(form) for form in forms]
    assert [_told(event) for event in back.events] == [_told(event) for event in told]


@pytest.mark.parametrize("length", [60, 1500])
def test_long_events_are_read_from_the_next_page(tmp_path: Path, length: int) -> None:
    names = ["甲组", "乙组"]
    told = [
        Event(
            "第1季度",
            name,
            KINDS[number % 3],
            f"{number}{name * length}",
            "",
            "张三",
            None,
            cell="A",
        )
        for name in names
        for number in range(5)
    ]
    path = tmp_path / "验收结算.xlsx"
    path.write_bytes(filled(book([form(name) for name in names], told)))
    back = read_evaluation(path, TERMS)
    assert [_told(event) for event in back.events] == [_told(event) for event in told]
    assert back.problems == ()


def _said(form: Form) -> tuple[object, ...]:
    return form.quarter, form.date, form.subject, dict(form.choices), form.opinion, form.state


def _told(event: Event) -> tuple[object, ...]:
    who = event.confirmed_by, event.confirmed_on
    return event.quarter, event.subject, event.kind, event.description, event.case_id, *who
