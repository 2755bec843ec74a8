"""建议阈值: what a township may write, and what it then suggests (rules 5)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.errors import SettingError
from macros_py.rules.thresholds import Threshold, thresholds
from tests.macros_py.rules.terms import CONTRACT

RECEIVING, ATTENDANCE = "案件接收、派单", "勤务管理"


def threshold(text: str, item: str = RECEIVING) -> Threshold:
    return thresholds(CONTRACT, {item: text})[item]


@pytest.mark.parametrize(
    "text",
    [
        "95%,85%,70%",
        "95%，85%，70%",
        "95% ; 85% ; 70%",
        "0.95,0.85,0.7",
        "及时≥95%；基本及时≥85%；不及时≥70%",
        "及时>=95%\n基本及时>=0.85\n不及时≥７０％",
    ],
)
def test_one_list_in_many_hands(text: str) -> None:
    assert str(threshold(text)) == "及时≥95%；基本及时≥85%；不及时≥70%"


@pytest.mark.parametrize(
    ("share", "option"),
    [
        (Fraction(1), "及时"),
        (Fraction(95, 100), "及时"),
        (Fraction(9499, 10000), "基本及时"),
        (Fraction(85, 100), "基本及时"),
        (Fraction(7, 10), "不及时"),
        (Fraction(6999, 10000), "严重延误"),
        (Fraction(0), "严重延误"),
    ],
)
def test_a_bound_belongs_to_the_better_option(share: Fraction, option: str) -> None:
    assert threshold("95%,85%,70%").option(share) == option


@pytest.mark.parametrize(
    ("minutes", "option"),
    [
        ("0", "正常出勤"),
        ("0.5", "迟到、早退10分钟以内"),
        ("10", "迟到、早退10分钟以内"),
        ("10.5", "10分钟以上"),
    ],
)
def test_attendance_is_measured_in_minutes(minutes: str, option: str) -> None:
    for text in ("0,10", "0分钟，10分钟", "正常出勤≤0分钟；迟到、早退10分钟以内≤10分钟"):
        assert threshold(text, ATTENDANCE).option(Fraction(minutes)) == option


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (RECEIVING, "95%,85%"),
        (RECEIVING, "95%,85%,70%,60%"),
        (RECEIVING, "70%,85%,95%"),
        (RECEIVING, "95%,95%,70%"),
        (RECEIVING, "95,85,70"),
        (RECEIVING, "好≥95%；基本及时≥85%；不及时≥70%"),
        (RECEIVING, "及时≤95%；基本及时≥85%；不及时≥70%"),
        (RECEIVING, "是"),
        (RECEIVING, "95分钟,85%,70%"),
        (ATTENDANCE, "10,0"),
        (ATTENDANCE, "0%,10%"),
        (ATTENDANCE, "0"),
    ],
)
def test_what_is_no_list_of_bounds_is_refused(item: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"建议阈值-{item}」的值无法识别"):
        threshold(text, item)


@pytest.mark.parametrize(
    ("item", "says"), [("着装", "没有「着装」这一评价项目"), ("工作纪律", "不能设建议阈值")]
)
def test_an_item_without_figures_takes_no_threshold(item: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        threshold("95%,85%,70%", item)


@given(share=st.fractions(0, 1), other=st.fractions(0, 1))
def test_a_better_share_never_suggests_a_worse_option(share: Fraction, other: Fraction) -> None:
    bounds = threshold("95%,85%,70%")
    labels = [option.label for option in bounds.item.options]
    low, high = sorted((share, other))
    assert labels.index(bounds.option(high)) <= labels.index(bounds.option(low))
