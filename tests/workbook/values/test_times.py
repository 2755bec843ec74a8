"""Times in every spelling of rules 2."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.values.times import parse_time, read_date_lists, read_times

MORNING = dt.datetime(2024, 1, 5, 9, 30)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-01-05 09:30:00", MORNING),
        ("2024/1/5 9:30", MORNING),
        ("2024.1.5 09:30", MORNING),
        ("20240105093000", MORNING),
        ("202401050930", MORNING),
        ("20240105 093000", MORNING),
        ("2024-01-05 093000", MORNING),
        ("2024-01-05T09:30:00", MORNING),
        ("2024年1月5日 9时30分15秒", dt.datetime(2024, 1, 5, 9, 30, 15)),
        ("2024年1月5日9时30分", MORNING),
        ("2024年1月5日 上午9:30", MORNING),
        ("2024年1月5日下午9时30分", dt.datetime(2024, 1, 5, 21, 30)),
        ("2024-01-05 12:00:01 AM", dt.datetime(2024, 1, 5, 0, 0, 1)),
        ("2024-01-05 12:30 pm", dt.datetime(2024, 1, 5, 12, 30)),
        ("2024年1月5日 上午0:15", dt.datetime(2024, 1, 5, 0, 15)),
        ("2024年1月5日 下午0:15", dt.datetime(2024, 1, 5, 12, 15)),
        ("2024-01-05AM9:30", MORNING),
        ("2024-01-05 PM 1:30", dt.datetime(2024, 1, 5, 13, 30)),
        ("２０２４－０１－０５　０９：３０：００", MORNING),
        ("2024．1．5 9：30", MORNING),
        (" 2024-01-05\n09:30 ", MORNING),
        ("2024-01-05 09:29:59.9999995"[:29], MORNING),
        ("2024-01-05 09:30:00.499", MORNING),
        ("2024-12-31 23:59:59.5", dt.datetime(2025, 1, 1)),
        (dt.datetime(2024, 1, 5, 9, 29, 59, 999_999), MORNING),
        (dt.datetime(2024, 1, 5, 9, 30, 0, 499_999), MORNING),
        (45296.395833333333, MORNING),
        (45296.39583333, MORNING),  # 9:29:59.9997 in floats
        (20240105093000.0, MORNING),
        (dt.timedelta(days=45296, hours=9, minutes=30), MORNING),
    ],
)
def test_a_time_in_any_spelling(value: object, expected: dt.datetime) -> None:
    assert parse_time(value) == (expected, False)


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-05",
        "2024/1/5",
        "2024.1.5",
        "20240105",
        "2024年1月5日",
        "２０２４年１月５日",
        20240105,
        20240105.0,
        45296,
        45296.0,
        dt.date(2024, 1, 5),
    ],
)
def test_a_date_without_a_time_stays_a_date(value: object) -> None:
    assert parse_time(value) == (dt.datetime(2024, 1, 5), True)


@pytest.mark.parametrize("value", [None, "", "  ", "不详", "—", "-", "－", "/", "／", "\u3000"])
def test_blank(value: object) -> None:
    assert parse_time(value) == (None, False)


@pytest.mark.parametrize(
    "value",
    [
        "2024.13.5",
        "24:30",
        "9:30",
        "待定",
        "2024-02-30",
        "2023-02-29",
        "2024-01-05 24:00",
        "2024-01-05 24:30",
        "2024-01-05 09:60",
        "2024-01-05 09:30:60",
        "1999-12-31",
        "1999-12-31 23:59",
        "2024-01-05 9:5",
        "2024-01/05",
        "2024-01",
        "24-01-05",
        "2024-01-05 13:00 PM",
        "2024-01-05 PM 9:30 PM",
        "01/05/2024 09:30:00 PM",
        "13/05/2024",
        "45296",
        "45296.5",
        "2024-01-05 09:30:00+08:00",
        "2024-01-05 09:30 左右",
        "2024年1月5",
        "约2024-01-05",
        "----",
        "0000-00-00",
        "#N/A",
        "a\0b",
        "2024-01-05\0",
        True,
        False,
        dt.time(9, 30),
        12,
        36525.9,
        3e6,
        1e300,
        -1.0,
        float("nan"),
        float("inf"),
        dt.datetime(1999, 12, 31, 23, 59),
        dt.date(1899, 12, 31),
        dt.timedelta(hours=30),
        "２" * 10_000,
    ],
)
def test_anything_else_is_no_time(value: object) -> None:
    with pytest.raises(ValueError, match=r"not a time|month or day first"):
        parse_time(value)


def test_month_first_needs_the_whole_column() -> None:
    sure = ["01/05/2024 09:30:00 PM", "03/24/2024 11:33:07 AM", "", "12/31/2024 1:02", " 不详 "]
    read = read_times(sure)
    assert not read.bad.any()
    assert read.values[0] == np.datetime64("2024-01-05T21:30:00")
    assert read.values[3] == np.datetime64("2024-12-31T01:02:00")
    assert read_times(["01/13/2024", "02/03/2024"]).date_only.all()


@pytest.mark.parametrize(
    "column",
    [
        ["01/05/2024", "02/06/2024"],  # may be the 1st of May
        ["01/13/2024", "2024-01-14"],
        ["01/13/2024", "待定"],
        ["01/13/2024", dt.datetime(2024, 1, 5)],
        ["01/13/2024", 45296.5],
        ["13/01/2024", "01/13/2024"],
        ["01/13/2024", "02/30/2024"],
    ],
)
def test_month_first_is_never_guessed(column: list[object]) -> None:
    read = read_times(column)
    for value, bad in zip(column, read.bad, strict=True):
        if isinstance(value, str) and value.count("/") == 2:
            assert bad


def test_serial_numbers_of_1904_and_of_text() -> None:
    read = read_times([45296.5, dt.timedelta(days=45296.5)], date1904=True)
    assert (read.values == np.datetime64("2028-01-06T12:00:00")).all()
    read = read_times(["45296.5", "45296", "2024-01-05 1:00", "999"], serial_text=True)
    assert read.bad.tolist() == [False, False, False, True]
    assert read.bare.tolist() == [False, True, False, False]


def test_a_mixed_column_keeps_every_place() -> None:
    values: list[object] = ["", dt.datetime(2024, 1, 1, 1), "x", None, 45292.5, dt.date(2024, 1, 2)]
    read = read_times(values)
    assert read.bad.tolist() == [False, False, True, False, False, False]
    assert np.isnat(read.values).tolist() == [True, False, True, True, False, False]
    assert read.bare.tolist() == [False] * 5 + [True]
    assert read.timed.tolist() == [False, True, False, False, True, False]


SPELLINGS = (
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0.year}/{0.month}/{0.day} {0.hour}:{0:%M:%S}",
    "{0.year}.{0.month}.{0.day} {0:%H:%M:%S}",
    "{0:%Y%m%d%H%M%S}",
    "{0:%Y%m%d %H%M%S}",
    "{0:%Y-%m-%dT%H:%M:%S}",
    "{0.year}年{0.month}月{0.day}日 {0.hour}时{0.minute}分{0.second}秒",
    "{0.year}年{0.month}月{0.day}日{1}{2}:{0:%M:%S}",
    "{0:%Y-%m-%d} {2}:{0:%M:%S} {3}",
)
WIDE = str.maketrans("0123456789:/-.", "０１２３４５６７８９：／－．")
MOMENTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)).map(
    lambda t: t.replace(microsecond=0)
)


@given(st.lists(st.tuples(MOMENTS, st.sampled_from(SPELLINGS), st.booleans()), max_size=30))
def test_what_is_written_reads_back(cells: list[tuple[dt.datetime, str, bool]]) -> None:
    texts = []
    for moment, spelling, wide in cells:
        noon = moment.hour >= 12
        text = spelling.format(
            moment, "下午" if noon else "上午", moment.hour % 12 or 12, "PM" if noon else "AM"
        )
        texts.append(text.translate(WIDE) if wide else text)
    read = read_times(texts)
    assert read.values.tolist() == [moment for moment, *_ in cells]
    assert not read.date_only.any()


@given(MOMENTS, st.booleans())
def test_serial_numbers_read_back(moment: dt.datetime, date1904: bool) -> None:
    start = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)
    serial = (moment - start) / dt.timedelta(days=1)
    assert read_times([serial], date1904=date1904).values[0] == np.datetime64(moment)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read = read_times([text, "2024-01-05 09:30", text])
    assert read.values[1] == np.datetime64(MORNING)


def test_report_dates() -> None:
    text = "2024-01-05；2024年2月5日,2024/3/5\n20240405、2024.5.6 10:00; ，"
    written = [text, " 不详", dt.date(2024, 1, 5), "2024-01-05；2月"]
    dates, bad = read_date_lists(written)
    assert [f"{d:%m%d}" for d in dates[0]] == ["0105", "0205", "0305", "0405", "0506"]
    assert dates[1:3] == [(), (dt.date(2024, 1, 5),)]
    assert bad.tolist() == [False, False, False, True]
    dates, bad = read_date_lists(["2024-01-05；2月", "", 45296.0])
    assert dates == [(dt.date(2024, 1, 5),), (), (dt.date(2024, 1, 5),)]
    assert bad.tolist() == [True, False, False]
