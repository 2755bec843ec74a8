"""The reply check, sentence by sentence of desk.md 5."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.replies.elements import DEFAULT_ELEMENTS, lacking, words_of
from macros_py.rules.replies.reply_findings import (
    Kind,
    OtherCases,
    Reply,
    findings_of,
    number_key,
)
from macros_py.rules.replies.told_times import told_times

ELEMENTS = {name: words_of(words) for name, words in DEFAULT_ELEMENTS.items()}
WHOLE = (
    "3月1日11时电话联系诉求人，经核实路灯线路老化，已安排电工维修，3月2日已修复，诉求人表示满意。"
)
REPLY = Reply(
    WHOLE,
    frozenset({"240301-000001"}),
    "13900000001",
    "东白塔村",
    "规划科",
    (datetime(2024, 3, 1, 11, 20), False),
    (datetime(2024, 3, 2, 16), False),
    unresolved=False,
)
NOBODY = OtherCases(frozenset(), frozenset(), (), {})
OTHERS = OtherCases(
    frozenset({"240301-000001", "240305-000009"}),
    frozenset({"13900000001", "13900000009"}),
    ("安定镇西白塔村", "东白塔村", "白塔村", "善台子村"),
    {},
)


def kinds(reply: Reply, others: OtherCases = NOBODY) -> list[Kind]:
    return [finding.kind for finding in findings_of(reply, others, ELEMENTS, 30)]


def with_text(text: str, **changes: object) -> Reply:
    return replace(REPLY, text=text, **changes)


def test_a_whole_reply_has_no_finding() -> None:
    assert findings_of(REPLY, OTHERS, ELEMENTS, 30) == ()


@pytest.mark.parametrize("name", DEFAULT_ELEMENTS)
def test_an_element_that_is_not_seen_is_named(name: str) -> None:
    text = WHOLE
    for word in ELEMENTS[name]:
        text = text.replace(word, "")
    assert name in lacking(text, ELEMENTS)
    assert lacking(WHOLE, {**ELEMENTS, name: ()}) == ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "已收悉。",
            "您好，您的诉求已收悉，已转规划科办理。",
            "已转交相关部门处理，感谢您的来电！",
        ),
        *("您的诉求已收悉，已转相关部门办理。", "尊敬的市民，您好！您反映的问题已收悉。"),
        "你的来电已受理，现正在办理中。",
    ],
)
def test_a_placeholder_is_one(text: str) -> None:
    assert Kind.PLACEHOLDER in kinds(with_text(text))


def test_what_says_more_is_no_placeholder() -> None:
    assert Kind.PLACEHOLDER not in kinds(with_text("已收悉，经核实路灯已修复。"))


@pytest.mark.parametrize(("size", "short"), [(29, True), (30, False)])
def test_a_short_reply(size: int, short: bool) -> None:
    assert (Kind.SHORT in kinds(with_text("字" * size))) is short


def test_the_same_text_twice() -> None:
    same = replace(NOBODY, same={WHOLE: ["240301-000001", "240305-000009"]})
    (finding,) = findings_of(REPLY, same, ELEMENTS, 30)
    assert (finding.kind, "240305-000009" in finding.words) == (Kind.SAME, True)


@pytest.mark.parametrize(
    ("added", "kind"),
    [
        ("见240305-000009。", Kind.OTHER_NUMBER),
        ("电话13900000009。", Kind.OTHER_PHONE),
        ("到善台子村。", Kind.OTHER_PLACE),
        ("到安定镇西白塔村。", Kind.OTHER_PLACE),
    ],
)
def test_another_case_in_it(added: str, kind: Kind) -> None:
    assert kinds(with_text(WHOLE + added), OTHERS) == [kind]


@pytest.mark.parametrize(
    "added", ["见240301-000001。", "电话13900000001。", "到东白塔村。", "到白塔村。", "拨12345。"]
)
def test_its_own_is_no_finding(added: str) -> None:
    assert kinds(with_text(WHOLE + added), OTHERS) == []


def test_the_units_own_name_is_exempt() -> None:
    assert kinds(with_text(WHOLE + "善台子村已派人。", unit="善台子村委会"), OTHERS) == []


@pytest.mark.parametrize(
    ("clause", "contradicts"),
    [
        ("3月1日联系诉求人", False),
        ("3月2日联系诉求人", True),
        ("2024年3月1日11时联系", False),
        ("3月1日12:20联系", False),
        ("3月1日12:21联系", True),
        ("3月1日下午联系", False),
        ("3月1日下午1点联系", True),
        ("3月2日办结", False),
        ("3月3日办结", True),
        ("3月9日回访", False),
        ("13月9日联系", False),
        ("联系诉求人，3月9日修路", False),
    ],
)
def test_a_time_that_the_ledger_contradicts(clause: str, contradicts: bool) -> None:
    found = kinds(with_text(clause + "，" + WHOLE.split("，", 1)[1]))
    assert (Kind.TIME in found) is contradicts


@pytest.mark.parametrize(
    ("clause", "closed", "contradicts"),
    [
        ("12月31日23:50办结", datetime(2024, 1, 1, 0, 10), False),
        ("1月1日0:10办结", datetime(2023, 12, 31, 23, 50), False),
        ("12月31日22:50办结", datetime(2024, 1, 1, 0, 10), True),
        ("3月5日24时办结", datetime(2024, 3, 6), False),
        ("3月5日晚上12点办结", datetime(2024, 3, 6, 0, 5), False),
        ("3月5日凌晨12点半办结", datetime(2024, 3, 5, 0, 35), False),
        ("3月5日中午1点办结", datetime(2024, 3, 5, 13, 5), False),
        ("3月5日中午12点办结", datetime(2024, 3, 5, 12, 5), False),
        ("3月5日下午12点半办结", datetime(2024, 3, 5, 12, 35), False),
        ("2月29日9时办结", datetime(2023, 3, 1, 9), True),
    ],
)
def test_an_hour_around_midnight_noon_or_new_year(
    clause: str, closed: datetime, contradicts: bool
) -> None:
    (told,) = told_times(clause)
    assert told.contradicts(closed, dateonly=False) is contradicts


def test_another_phone_is_found_however_it_is_divided() -> None:
    others = replace(OTHERS, phones=frozenset({"01080221234", "13900000009"}))
    for written in ("010-80221234", "139-0000-0009", "13900000009"):
        assert kinds(with_text(f"{WHOLE}电话{written}。"), others) == [Kind.OTHER_PHONE]
        own = with_text(f"{WHOLE}电话{written}。", phone=written.replace("-", ""))
        assert kinds(own, others) == []


def test_a_date_without_a_time_is_held_to_its_day() -> None:
    only_a_day = (datetime(2024, 3, 1), True)
    assert kinds(replace(REPLY, contact=only_a_day)) == []
    assert kinds(replace(REPLY, contact=None)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("问题已解决", True),
        ("已经妥善解决", True),
        ("尚未解决", False),
        ("已安排，未能解决", False),
    ],
)
def test_solved_beside_a_callback_that_says_no(text: str, found: bool) -> None:
    reply = with_text(WHOLE + text, unresolved=True)
    assert (Kind.RESOLVED in kinds(reply)) is found
    assert Kind.RESOLVED not in kinds(replace(reply, unresolved=False))


def test_unreached_beside_a_first_contact() -> None:
    reply = with_text(WHOLE + "多次拨打无人接听")
    assert kinds(reply) == [Kind.CONTACT]
    assert kinds(replace(reply, contact=None)) == []


@pytest.mark.parametrize(
    ("number", "kept"),
    [("热线-240105-000001", "240105-000001"), ("DX2024000001", "DX2024000001"), ("12", "")],
)
def test_the_part_of_a_number_that_is_searched_for(number: str, kept: str) -> None:
    assert number_key(number) == kept.removeprefix("-")


@given(st.text(alphabet="已收悉转联系月日时0123456789。，解决办结东白塔村13900009-", max_size=80))
def test_every_finding_is_worded_as_agreed(text: str) -> None:
    for finding in findings_of(with_text(text, unresolved=True), OTHERS, ELEMENTS, 30):
        assert finding.words.startswith(("未见", "写了"))
        assert "未见" in finding.words


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    list(told_times(text + "月联系"))
    findings_of(with_text(text), OTHERS, ELEMENTS, 30)
