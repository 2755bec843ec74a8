"""建议阈值: what a township may write, and what it then suggests (rules 5)."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.evidence.thresholds import Threshold, threshold_of
from macros_py.rules.terms.errors import SettingError
from tests.macros_py.rules.in_force import CONTRACT

RECEIVING, ATTENDANCE = "案件接收、派单", "勤务管理"


def threshold(text: str, item: str = RECEIVING) -> Threshold:
    return threshold_of(CONTRACT, item, text)


@pytest.mark.parametrize(
    "text",
    [
        "95%,85%,70%",
        "95%，85%，70%",
        "95% ; 85% ; 70%",
        "0.95,0.85,0.7",
        "及时≥95%；基本及时≥85%；不及时≥70%",
        "及时>=95%\n基本及时>=0.85\n不及时≥７０％",
        "95%、85%、70%",
        "95%/85%/70%",
        "0.95、0.85／0.7",
        "95,85,70",
        "95、85、70",
        "及时≥95%、基本及时≥85%、不及时≥70%",
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
    named = "正常出勤≤0分钟{}迟到、早退10分钟以内≤10分钟"
    for text in ("0,10", "0分钟，10分钟", "0、10", named.format("；"), named.format("、")):
        assert threshold(text, ATTENDANCE).option(Fraction(minutes)) == option


@pytest.mark.parametrize(
    ("item", "text", "wrong"),
    [
        (RECEIVING, "95%,85%", "应有 3 个界限，现有 2 个"),
        (RECEIVING, "95%,85%,70%,60%", "应有 3 个界限，现有 4 个"),
        (RECEIVING, "70%,85%,95%", "各界限没有依次排列"),
        (RECEIVING, "95%,95%,70%", "各界限没有依次排列"),
        (RECEIVING, "95%,85,70", "“85” 超过 100%，或漏写了 %"),
        (RECEIVING, "95,85,1", "“95” 超过 100%，或漏写了 %"),
        (RECEIVING, "101%,85%,70%", "“101%” 超过 100%，或漏写了 %"),
        (RECEIVING, "好≥95%；基本及时≥85%；不及时≥70%", "“好≥95%” 不是「及时」的界限"),
        (RECEIVING, "及时≤95%；基本及时≥85%；不及时≥70%", "“及时≤95%” 不是「及时」的界限"),
        (RECEIVING, "是", "应有 3 个界限，现有 1 个"),
        (RECEIVING, "95分钟,85%,70%", "“95分钟” 不是「及时」的界限"),
        (RECEIVING, "95%以上,85%以上,70%以上", "“95%以上” 不是「及时」的界限"),
        (ATTENDANCE, "10,0", "各界限没有依次排列"),
        (ATTENDANCE, "0%,10%", "“0%” 不是「正常出勤」的界限"),
        (ATTENDANCE, "0", "应有 2 个界限，现有 1 个"),
    ],
)
def test_what_is_no_list_of_bounds_is_refused(item: str, text: str, wrong: str) -> None:
    says = re.escape(f"建议阈值-{item}」的值无法识别 “{text}”：{wrong}；应从")
    with pytest.raises(SettingError, match=says):
        threshold(text, item)


def test_a_bound_is_printed_exactly() -> None:
    shown = str(threshold("99.99999%,85%,0.1234567"))
    assert shown == "及时≥99.99999%；基本及时≥85%；不及时≥12.34567%"


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
