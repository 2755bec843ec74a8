"""Working time: the fixed cases and the laws (rules 3, reading 计时日历)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.errors import CalendarError
from macros_py.rules.terms.hours import parse_hours
from macros_py.rules.worktime import Hours, WorkCalendar
from tests.macros_py.rules.in_force import at

Times = npt.NDArray[np.datetime64]

OFFICE = Holidays().work_calendar(parse_hours("周一至周五 09:00-17:30"))
SPLIT = WorkCalendar(
    [[("9:00", "12:00"), ("13:30", "17:30")]] * 5 + [[("9:00", "12:00")], []],
    off_days=[date(2024, 1, 1), date(2024, 1, 3)],
    shifts={date(2024, 1, 7): [("10:00", "11:00"), ("22:00", "24:00")]},
)
CALENDARS = st.sampled_from([OFFICE, SPLIT])
STARTS = st.datetimes(datetime(2023, 12, 25), datetime(2024, 3, 1)).map(
    lambda start: start.replace(microsecond=0)
)
LENGTHS = st.integers(1, 40 * 8 * 3600)
PAUSES = st.lists(
    st.tuples(STARTS, STARTS | st.none()).map(
        lambda pair: (min(pair), max(pair)) if pair[1] else pair
    ),
    max_size=4,
)


def array(*texts: str) -> Times:
    return np.array(texts, dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        # 除夕 2024-02-09 is a workday; the next one is the make-up Sunday 02-18
        ("2024-02-09 17:30", 3600, "2024-02-18 10:00"),
        ("2024-02-09 17:00", 3600, "2024-02-18 09:30"),
        ("2024-02-09 16:30", 3600, "2024-02-09 17:30"),
        ("2024-02-09 16:30", 3601, "2024-02-18 09:00:01"),
        # outside hours: before opening, after closing, on a rest day, at the very opening
        ("2024-01-08 03:00", 1800, "2024-01-08 09:30"),
        ("2024-01-08 09:00", 1800, "2024-01-08 09:30"),
        ("2024-01-08 20:00", 1800, "2024-01-09 09:30"),
        ("2024-01-06 12:00", 1800, "2024-01-08 09:30"),
        ("2024-01-06 12:00", 0, "2024-01-06 12:00"),
        # a Saturday turned workday, a leap day, the turn of the year
        ("2024-02-04 17:00", 3600, "2024-02-05 09:30"),
        ("2024-02-29 17:00", 3600, "2024-03-01 09:30"),
        ("2023-12-29 17:00", 3600, "2024-01-02 09:30"),
    ],
)
def test_due_in_office_hours(start: str, seconds: int, due: str) -> None:
    assert OFFICE.due(at(start), seconds) == at(due)


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        ("2024-01-02 11:30", 3600, "2024-01-02 14:00"),
        ("2024-01-02 12:30", 3600, "2024-01-02 14:30"),
        ("2024-01-02 11:30", 1800, "2024-01-02 12:00"),
        ("2024-01-02 17:00", 3600, "2024-01-04 09:30"),  # 01-03 is off
        ("2024-01-05 17:00", 3600, "2024-01-06 09:30"),
        ("2024-01-06 11:30", 5400, "2024-01-07 11:00"),  # a Sunday with hours of its own
        ("2024-01-07 10:30", 7200, "2024-01-07 23:30"),
        ("2024-01-07 23:30", 1800, "2024-01-08 00:00"),
        ("2024-01-07 23:30", 1801, "2024-01-08 09:00:01"),
    ],
)
def test_due_with_several_segments_a_day(start: str, seconds: int, due: str) -> None:
    assert SPLIT.due(at(start), seconds) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2024-01-02 09:00", "2024-01-02 17:30", 7 * 3600),
        ("2024-01-02 12:00", "2024-01-02 13:30", 0),
        ("2024-01-02 00:00", "2024-01-05 00:00", 2 * 7 * 3600),
        ("2024-01-07 00:00", "2024-01-08 00:00", 3 * 3600),
        ("2024-01-02 17:30", "2024-01-02 09:00", 0),
        ("2024-01-02 10:00", "2024-01-02 10:00", 0),
    ],
)
def test_worked(start: str, end: str, seconds: int) -> None:
    assert SPLIT.worked(at(start), at(end)) == seconds


HOLIDAY_PAUSE = (at("2024-02-12 10:00"), at("2024-02-18 12:00"))


@pytest.mark.parametrize(
    ("pauses", "due", "worked"),
    [
        ([], "2024-02-18 10:00", 8 * 3600),
        # starts on a holiday, ends on a make-up day: three open hours
        ([HOLIDAY_PAUSE], "2024-02-18 13:00", 5 * 3600),
        # overlapping ones count once
        (
            [HOLIDAY_PAUSE, (at("2024-02-18 11:00"), at("2024-02-18 14:00"))],
            "2024-02-18 15:00",
            3 * 3600,
        ),
        ([HOLIDAY_PAUSE, HOLIDAY_PAUSE], "2024-02-18 13:00", 5 * 3600),
        # one within another, one that only touches, one after the due time
        (
            [HOLIDAY_PAUSE, (at("2024-02-18 09:30"), at("2024-02-18 10:00"))],
            "2024-02-18 13:00",
            5 * 3600,
        ),
        (
            [HOLIDAY_PAUSE, (at("2024-02-18 12:00"), at("2024-02-18 12:30"))],
            "2024-02-18 13:30",
            5 * 3600 - 1800,
        ),
        ([(at("2024-02-18 10:00"), at("2024-02-18 12:00"))], "2024-02-18 10:00", 6 * 3600),
        # an open one never ends; one whose end comes first is none
        ([(at("2024-02-18 09:30"), None)], None, 1800),
        ([(at("2024-02-18 10:00"), None)], "2024-02-18 10:00", 3600),
        ([(None, at("2024-02-18 10:00"))], "2024-02-18 10:00", 8 * 3600),
        ([(at("2024-02-18 12:00"), at("2024-02-12 10:00"))], "2024-02-18 10:00", 8 * 3600),
    ],
)
def test_pauses(
    pauses: list[tuple[datetime | None, datetime | None]], due: str | None, worked: int
) -> None:
    start = at("2024-02-09 17:30")
    assert OFFICE.due(start, 3600, pauses) == (at(due) if due else None)
    assert OFFICE.worked(start, at("2024-02-18 17:00"), pauses) == worked


def test_pauses_of_whole_arrays() -> None:
    starts = array("2024-01-08T09:00", "2024-01-08T09:00", "2024-01-08T09:00", "NaT")
    pauses = [
        (array(*["2024-01-08T10:00"] * 4), array("2024-01-08T11:00", "NaT", "NaT", "NaT")),
        (array("NaT", "NaT", "2024-01-08T09:00", "NaT"), array(*["2024-01-08T09:30"] * 4)),
    ]
    due = OFFICE.due(starts, np.array([7200, 7200, 1800, 60]), pauses)
    assert due.tolist() == array("2024-01-08T12:00", "NaT", "2024-01-08T10:00", "NaT").tolist()
    worked = OFFICE.worked(starts, array(*["2024-01-08T12:00"] * 4), pauses)
    assert worked.tolist() == [7200, 3600, 1800, 0]


def test_nat_is_no_time_in_arrays_and_alone() -> None:
    times = array("NaT", "2024-01-08T09:00")
    assert OFFICE.due(times, 60).tolist() == [None, at("2024-01-08 09:01")]
    assert OFFICE.worked(times, times[::-1].copy()).tolist() == [0, 0]
    assert OFFICE.closing(times, 1).tolist() == [None, at("2024-01-09 17:30")]
    none = array()
    assert OFFICE.due(none, 60).tolist() == OFFICE.closing(none, 1).tolist() == []


@pytest.mark.parametrize(
    "weekly",
    [
        {0: [("9:00", "17:30")]},
        {0: [("09:00:00", "17:30:00")]},
        {0: [(time(9), time(17, 30))]},
        {0: [(9 * 3600, 63_000)]},
        [[("9:00", "17:30")]],
        [[("13:00", "17:30"), ("9:00", "13:00")], [], [], [], [], [], []],
    ],
)
def test_hours_can_be_given_in_several_ways(weekly: Mapping[int, Hours] | Sequence[Hours]) -> None:
    calendar = WorkCalendar(weekly)
    assert calendar.due(at("2024-01-08 17:00"), 3600) == at("2024-01-15 09:30")


@pytest.mark.parametrize("midnight", ["24:00", time(0), 86_400])
def test_a_day_can_end_at_midnight(midnight: str | time | int) -> None:
    calendar = WorkCalendar([[("0:00", midnight)]] * 7)
    assert calendar.due(at("2024-02-28 23:00"), 86_400) == at("2024-02-29 23:00")
    assert calendar.due(at("2024-02-28 00:00"), 86_400) == at("2024-02-29 00:00")


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ([("9:00", "9:00")], "工作时段有误"),
        ([("17:30", "9:00")], "工作时段有误"),
        ([("9:00", "12:00"), ("11:59", "17:30")], "工作时段有误"),
        ([("9:00", 90_000)], "工作时段有误"),
        ([("9点", "17点")], "时刻无法识别 “9点”"),
        ([("9:00", "25:00")], "时刻无法识别 “25:00”"),
        ([], "工作时段为空"),
    ],
)
def test_impossible_hours_are_refused(hours: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(CalendarError, match=message):
        WorkCalendar([hours] * 7).due(at("2024-01-08 10:00"), 60)


def test_shifts_outrank_days_off_and_weekly_hours() -> None:
    day = date(2024, 1, 8)
    calendar = WorkCalendar([[("9:00", "10:00")]] * 7, [day], {day: [("20:00", "21:00")]})
    assert calendar.due(at("2024-01-08 09:00"), 60) == at("2024-01-08 20:01")


@pytest.mark.parametrize(
    ("start", "days", "closing"),
    [
        ("2024-01-08 10:00", 1, "2024-01-09 17:30"),
        ("2024-01-08 23:59", 5, "2024-01-15 17:30"),
        ("2024-01-06 10:00", 1, "2024-01-08 17:30"),
        ("2024-02-09 10:00", 1, "2024-02-18 17:30"),
        ("2024-02-10 10:00", 7, "2024-02-24 17:30"),
    ],
)
def test_closing_time_of_the_nth_working_day(start: str, days: int, closing: str) -> None:
    calendar = Holidays({date(2024, 2, 24): False}).work_calendar(
        parse_hours("周一至周五 09:00-17:30")
    )
    times = np.array([at(start)], dtype="datetime64[s]")
    assert calendar.closing(times, days).tolist() == [at(closing)]


def test_a_day_that_closes_at_24_ends_at_its_last_second() -> None:
    calendar = WorkCalendar([[("0:00", "24:00")]] * 7)
    assert calendar.closing(array("2024-02-28T10:00"), 1).tolist() == [at("2024-02-29 23:59:59")]


@pytest.mark.parametrize(
    ("start", "seconds", "year"),
    [
        ("2003-12-31 10:00", 60, 2003),
        ("2099-01-05 10:00", 60, 2099),
        ("2026-12-31 17:29", 61, 2027),
    ],
)
def test_a_year_without_announced_holidays_is_refused_by_name(
    start: str, seconds: int, year: int
) -> None:
    with pytest.raises(CalendarError, match=f"^{year}年的节假日安排未公布"):
        OFFICE.due(at(start), seconds)
    with pytest.raises(CalendarError, match=f"^{year}年"):
        OFFICE.due(np.array([at("2024-01-08 10:00"), at(start)], dtype="datetime64[s]"), seconds)
    with pytest.raises(CalendarError, match=f"^{year}年"):
        OFFICE.closing(np.array([at(start)], dtype="datetime64[s]"), 1)


def test_time_outside_a_calendar_of_ones_own_is_refused_too() -> None:
    with pytest.raises(CalendarError, match=r"^1980年"):
        SPLIT.worked(at("1980-01-01 10:00"), at("2024-01-01 10:00"))


@settings(deadline=None)
@given(CALENDARS, STARTS, LENGTHS, PAUSES)
def test_what_is_due_has_been_worked(
    calendar: WorkCalendar, start: datetime, seconds: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    due = calendar.due(start, seconds, pauses)
    if due is None:
        assert any(end is None for _, end in pauses)
        return
    assert calendar.worked(start, due, pauses) == seconds
    assert calendar.worked(start, due - timedelta(seconds=1), pauses) == seconds - 1


@settings(deadline=None)
@given(CALENDARS, STARTS, STARTS, LENGTHS, st.integers(0, 100_000))
def test_due_never_goes_back(
    calendar: WorkCalendar, start: datetime, other: datetime, seconds: int, more: int
) -> None:
    first, second = sorted([start, other])
    assert calendar.due(first, seconds) <= calendar.due(second, seconds)
    assert calendar.due(start, seconds) <= calendar.due(start, seconds + more)


@settings(deadline=None)
@given(CALENDARS, STARTS, STARTS, STARTS)
def test_time_worked_adds_up(
    calendar: WorkCalendar, one: datetime, two: datetime, three: datetime
) -> None:
    one, two, three = sorted([one, two, three])
    parts = calendar.worked(one, two) + calendar.worked(two, three)
    assert calendar.worked(one, three) == parts
    assert calendar.worked(three, one) == 0
    assert calendar.worked(one, three, [(one, two)]) == calendar.worked(two, three)


@settings(deadline=None)
@given(CALENDARS, STARTS, LENGTHS, PAUSES, st.randoms(use_true_random=False))
def test_the_order_of_pauses_is_nothing(
    calendar: WorkCalendar,
    start: datetime,
    seconds: int,
    pauses: list[tuple[datetime, datetime]],
    rng: Random,
) -> None:
    shuffled = pauses.copy()
    rng.shuffle(shuffled)
    assert calendar.due(start, seconds, pauses) == calendar.due(start, seconds, shuffled)
    end = start + timedelta(days=9)
    assert calendar.worked(start, end, pauses) == calendar.worked(start, end, shuffled)


@given(CALENDARS, st.lists(st.tuples(STARTS, STARTS, LENGTHS), min_size=1, max_size=8), PAUSES)
def test_arrays_and_scalars_agree(
    calendar: WorkCalendar,
    rows: list[tuple[datetime, datetime, int]],
    pauses: list[tuple[datetime, datetime]],
) -> None:
    starts, ends = (
        np.array(column, dtype="datetime64[s]") for column in list(zip(*rows, strict=True))[:2]
    )
    seconds = np.array([row[2] for row in rows])
    assert calendar.due(starts, seconds, pauses).tolist() == [
        calendar.due(start, length, pauses) for start, _, length in rows
    ]
    assert calendar.worked(starts, ends, pauses).tolist() == [
        calendar.worked(start, end, pauses) for start, end, _ in rows
    ]
