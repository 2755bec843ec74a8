"""Times left in words: worked examples, and that an hour more never says less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.deadlines.time_left import days_since, time_left


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (135, "剩2小时15分"),
        (-7740, "已超5天9小时"),
        (0, "剩0分"),
        (-1, "已超1分"),
        (59, "剩59分"),
        (60, "剩1小时"),
        (1439, "剩23小时59分"),
        (1440, "剩1天"),
        (-1500, "已超1天1小时"),
        (1441, "剩1天"),
    ],
)
def test_worked_examples(minutes: int, said: str) -> None:
    assert time_left(minutes) == said


def test_days_since() -> None:
    assert [days_since(s) for s in (0, 86_399, 86_400, 3 * 86_400)] == [
        "不满1天",
        "不满1天",
        "1天",
        "3天",
    ]


@given(st.integers(1, 10**6))
def test_past_and_left_say_the_same_length(minutes: int) -> None:
    assert time_left(minutes).removeprefix("剩") == time_left(-minutes).removeprefix("已超")
