"""Limits and lengths of time as people write them (附件1 一.1, 一.2)."""

import pytest

from macros_py.rules.terms.duration import Limit, parse_limit, parse_seconds


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("30分钟", Limit(1800, in_days=False, text="30分钟")),
        ("2小时", Limit(7200, in_days=False, text="2小时")),
        ("24小时", Limit(86_400, in_days=False, text="24小时")),
        ("7天", Limit(7, in_days=True, text="7天")),
        ("7日", Limit(7, in_days=True, text="7天")),
        (" １５ 天", Limit(15, in_days=True, text="15天")),
        ("0天", None),
        ("", None),
        ("7", None),
        ("7个工作日", None),
        ("-7天", None),
        ("1天2小时", None),
        ("尽快", None),
    ],
)
def test_reading_a_limit(text: str, limit: Limit | None) -> None:
    assert parse_limit(text) == limit


def test_a_day_is_no_24_hours() -> None:
    assert parse_limit("1天") != parse_limit("24小时")
    assert str(parse_limit("7日")) == "7天"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10分钟", 600),
        ("4小时", 14_400),
        ("1天2小时", 93_600),
        ("1小时30分", 5400),
        ("0分钟", 0),
        ("２４小时", 86_400),
        ("", None),
        ("10", None),
        ("约10分钟", None),
        ("10分钟前", None),
    ],
)
def test_reading_a_length_of_time(text: str, seconds: int | None) -> None:
    assert parse_seconds(text) == seconds
