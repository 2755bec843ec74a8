"""Weekly opening hours as people write them (setting 工作时段)."""

import pytest

from macros_py.rules.terms.errors import SettingError
from macros_py.rules.terms.hours import parse_hours
from tests.macros_py.rules.in_force import settings

H = 3600
OFFICE = ((9 * H, 17 * H + 1800),)
MORNING, AFTERNOON = (9 * H, 12 * H), (13 * H + 1800, 17 * H + 1800)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周一至周五 09:00-17:30", [OFFICE] * 5 + [()] * 2),
        ("09:00-17:30", [OFFICE] * 5 + [()] * 2),
        ("工作日 9:00-17:30", [OFFICE] * 5 + [()] * 2),
        ("每天 00:00-24:00", [((0, 24 * H),)] * 7),
        (
            "周一至周五 09:00-12:00,13:30-17:30；周六 09:00-12:00",
            [(MORNING, AFTERNOON)] * 5 + [(MORNING,), ()],
        ),
        (
            "星期一～星期五 １３：３０－１７：３０、9:00—12:00",
            [(MORNING, AFTERNOON)] * 5 + [()] * 2,
        ),
        (
            "周一、周三 9:00-12:00\n周日 9:00-12:00",
            [(MORNING,), (), (MORNING,), (), (), (), (MORNING,)],
        ),
    ],
)
def test_reading_hours(text: str, days: list[object]) -> None:
    hours = parse_hours(text)
    assert list(hours.days) == days
    assert str(hours) == text


@pytest.mark.parametrize(
    "text",
    [
        "周一至周五",
        "9:00-9:00",
        "17:30-9:00",
        "9:00-25:00",
        "9:60-10:00",
        "周一至周五 9:00-12:00,11:59-17:30",
        "周一 9:00-12:00；周一 10:00-11:00",
        "周五至周一 9:00-12:00",
        "周八 9:00-12:00",
        "9点-17点",
    ],
)
def test_hours_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"^合同设置!B2：设置「工作时段」的值无法识别"):
        settings({"工作时段": text})


def test_a_makeup_day_takes_the_hours_of_the_first_open_day() -> None:
    assert parse_hours("周二至周五 9:00-17:30；周六 9:00-12:00").makeup == OFFICE
