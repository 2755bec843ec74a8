"""Values on their way into cells, styles that fit them."""

import math
from datetime import date, datetime, time, timezone
from decimal import Decimal
from enum import StrEnum

import numpy as np
import pandas as pd
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from tests.workbook.xlsx.patching.oddities import STYLES, book, part, sheet
from tests.workbook.xlsx.patching.oracle import loaded
from workbook.patch import write_columns
from workbook.values.format_codes import has_day, has_time
from workbook.values.refusals import CellError
from workbook.xlsx.patching.encoder import Encoder, UnfitValueError, Uniform

EMPTY = sheet("")


class Status(StrEnum):
    LATE = "超时"


def written(tmp_path, values, *, workbook="", **how):
    source = book(tmp_path / "a.xlsx", EMPTY, workbook=workbook)
    write_columns(source, tmp_path / "b.xlsx", "S", {1: values}, **how)
    return tmp_path / "b.xlsx"


def read(path):
    found = python_calamine.load_workbook(path).get_sheet_by_name("S")
    return [row[0] for row in found.to_python(skip_empty_area=False)]


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        (["甲", None, "", "乙"], ["甲", "", "", "乙"]),
        (["=1+1", "+1", "-1", "@a", "\t=1"], ["=1+1", "+1", "-1", "@a", "\t=1"]),
        ([" a", "b ", "c\nd", "<&>\"'", "a  b"], [" a", "b ", "c\nd", "<&>\"'", "a  b"]),
        (
            ["_x0041_", "_x0041", "\x01\x0b\r\n"],
            ["_x0041_", "_x0041", "\x01\x0b\r\n"],
        ),
        ([1, 2.5, Decimal("3.10"), True, -0.0, 1e300, 2**53], [1, 2.5, 3.1, True, 0, 1e300, 2**53]),
        ((np.int64(3), np.float64(0.1), np.bool_(True), np.str_("x")), [3, 0.1, True, "x"]),
        (np.array([1, 2]), [1, 2]),
        (np.array(["a", "b"]), ["a", "b"]),
        (pd.Series([1.5, np.nan]), [1.5]),
        (pd.Series(["a", None, "b"]), ["a", "", "b"]),
        (pd.Series([1, pd.NA, 3], dtype="Int64"), [1, "", 3]),
        (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
        ([Status.LATE, "x"], ["超时", "x"]),
        pytest.param(iter(["a", "b"]), ["a", "b"], id="iterator"),
        ([pd.NaT, pd.NA, None, 1], ["", "", "", 1]),
    ],
    ids=str,
)
def test_values(tmp_path, given_, found):
    assert read(written(tmp_path, given_)) == found


TIMES = [datetime(2024, 2, 29, 23, 59, 59), datetime(1900, 3, 1, 6), datetime(2024, 1, 1)]


@pytest.mark.parametrize(
    "given_",
    [
        TIMES,
        [*TIMES, None],
        [*TIMES, "x"],
        np.array(TIMES, "datetime64[s]"),
        pd.Series(TIMES),
        pd.Series(pd.to_datetime(TIMES)).to_list(),
        [np.datetime64(t) for t in TIMES],
    ],
    ids=lambda g: type(g).__name__,
)
def test_times(tmp_path, given_):
    path = written(tmp_path, given_)
    assert [datetime.combine(t, time()) if type(t) is date else t for t in read(path)[:3]] == TIMES
    assert loaded(path)["S"]["A1"].number_format == "yyyy-mm-dd hh:mm"


def test_missing_times_are_blank(tmp_path):
    path = written(tmp_path, np.array(["2024-01-01", "NaT", "2024-01-03"], "datetime64[D]"))
    assert read(path) == [date(2024, 1, 1), "", date(2024, 1, 3)]
    assert loaded(path)["S"]["A1"].number_format == "yyyy-mm-dd"


SERIALS = [
    (datetime(1900, 1, 1), False, "1"),
    (datetime(1900, 2, 28, 12), False, "59.5"),
    (datetime(1900, 3, 1), False, "61"),
    (datetime(2024, 1, 1, 6), False, "45292.250000000000"),
    (date(2024, 1, 1), False, "45292"),
    (datetime(9999, 12, 31, 23, 59, 59), False, "2958465.999988425926"),
    (datetime(1904, 1, 1), True, "0"),
    (datetime(2024, 1, 1, 6), True, "43830.250000000000"),
    (date(1904, 1, 2), True, "1"),
    (datetime(2024, 1, 1, 0, 0, 0, 500), False, repr(45292 + 500 / 86400e6)),
]


@pytest.mark.parametrize(("value", "date1904", "serial"), SERIALS, ids=str)
def test_serials(value, date1904, serial):
    encoder = Encoder("", date1904=date1904)
    for block in ([value], [value, "x"]):
        made = encoder.block(block)
        body = (
            made.start + made.texts[0] + made.end if isinstance(made, Uniform) else made.bodies[0]
        )
        assert body == f"><v>{serial}</v></c>"


@given(st.datetimes(datetime(1950, 1, 1), datetime(9999, 12, 31)))
def test_a_serial_is_the_double_nearest_to_the_time(value):
    value = value.replace(microsecond=0)
    made = Encoder("", date1904=False).block([value])
    since = value - datetime(1899, 12, 30)
    exact = since.days + since.seconds / 86400
    assert abs(float(made.texts[0]) - exact) <= math.ulp(exact)


def test_1904(tmp_path):
    path = written(tmp_path, [datetime(2024, 5, 6, 7, 8)], workbook='<workbookPr date1904="1"/>')
    assert read(path) == [datetime(2024, 5, 6, 7, 8)]


@pytest.mark.parametrize(
    "value",
    [
        float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), 2**53 + 1, Decimal(10**20),
        10**400,
        datetime(1899, 12, 31), date(1899, 1, 1), datetime(2024, 1, 1, tzinfo=timezone.utc),  # noqa: UP017
        "x" * 32768, "\U0001f600" * 16384, b"x", 1j, object(), np.datetime64("30000-01-01"),
    ],
    ids=lambda v: f"{v!r:.20}",
)  # fmt: skip
@pytest.mark.parametrize("before", [[], ["x", None]], ids=["alone", "mixed"])
def test_what_no_cell_can_hold_is_named(tmp_path, value, before):
    source = book(tmp_path / "a.xlsx", EMPTY)
    with pytest.raises(CellError, match=f"^S!C{4 + len(before)}："):
        write_columns(source, tmp_path / "b.xlsx", "S", {3: [*before, value]}, first_row=4)
    assert not (tmp_path / "b.xlsx").exists()


def test_texts_as_long_as_a_cell_allows(tmp_path):
    texts = ["x" * 32767, "\U0001f600" * 16383, "长" * 32767]
    assert read(written(tmp_path, texts)) == texts


@given(st.lists(st.one_of(st.none(), st.text(), st.text("&<>_x04 \n\x01")), max_size=8))
def test_a_block_is_the_sum_of_its_values(values):
    encoder = Encoder("", date1904=False)

    def bodies(block):
        made = encoder.block(block)
        if isinstance(made, Uniform):
            return [made.start + text + made.end for text in made.texts]
        return made.bodies

    assert bodies(values) == [bodies([value])[0] for value in values]


def test_a_problem_says_where_in_the_block_it_is():
    with pytest.raises(UnfitValueError) as caught:
        Encoder("", date1904=False).block([1.0, 2.0, float("inf")])
    assert caught.value.at == 2


STYLED = sheet(
    '<row r="1"><c r="A1" s="1"/><c r="B1" s="2"><v>1</v></c><c r="C1" s="3"><v>1</v></c></row>'
    '<row r="2"><c r="A2" s="2"/></row>'
)


def cell_style(path, place):
    cell = loaded(path)["S"][place]
    left = cell.border.left
    return left.style if left else None, cell.alignment.wrap_text, cell.number_format


def test_a_kept_style_that_does_not_fit_changes_its_number_format_only(tmp_path):
    source = book(tmp_path / "a.xlsx", STYLED)
    columns = {2: [datetime(2024, 1, 1, 9)], 3: [5.5]}
    write_columns(source, tmp_path / "b.xlsx", "S", columns)
    assert cell_style(tmp_path / "b.xlsx", "B1") == ("thin", True, "yyyy-mm-dd hh:mm")
    assert cell_style(tmp_path / "b.xlsx", "C1") == (None, None, "General")


def test_a_kept_style_that_fits_stays(tmp_path):
    source = book(tmp_path / "a.xlsx", STYLED)
    write_columns(source, tmp_path / "b.xlsx", "S", {2: [5], 3: [datetime(2024, 1, 1, 9)]})
    assert part(tmp_path / "b.xlsx", "xl/styles.xml") == part(source, "xl/styles.xml")
    write_columns(source, tmp_path / "b.xlsx", "S", {2: ["文"], 3: [None]})
    assert part(tmp_path / "b.xlsx", "xl/styles.xml") == part(source, "xl/styles.xml")


def test_new_cells_look_like_their_neighbour_row_by_row(tmp_path):
    source = book(tmp_path / "a.xlsx", STYLED)
    write_columns(
        source, tmp_path / "b.xlsx", "S", {4: ["头", 1], 5: ["头", date(2024, 1, 1)]},
        styles_like={4: 1}, number_formats={4: "0.0", 5: "yyyy年m月d日"},
    )  # fmt: skip
    style = {place: cell_style(tmp_path / "b.xlsx", place) for place in ("D1", "D2", "E1", "E2")}
    assert style == {
        "D1": ("thin", None, "General"),
        "D2": ("thin", True, "0.0"),
        "E1": ("thin", None, "General"),
        "E2": ("thin", True, "yyyy年m月d日"),
    }


def test_a_format_that_excel_has_rewritten_is_the_same_format(tmp_path):
    code = r"yyyy\-mm\-dd\ hh:mm;@"
    codes = f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
    styles = STYLES.replace("<fonts", codes + "<fonts", 1).replace('"22"', '"170"')
    source = book(tmp_path / "a.xlsx", STYLED, styles=styles)
    when = {3: [datetime(2024, 1, 1, 9)]}
    write_columns(source, tmp_path / "b.xlsx", "S", when, number_formats={3: "yyyy-mm-dd hh:mm"})
    assert part(tmp_path / "b.xlsx", "xl/styles.xml") == styles


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", (False, False)), ("0.00", (False, False)), ("@", (False, False)),
        ("yyyy-mm-dd", (True, False)), ("h:mm", (False, True)), ("yyyy/m/d h:mm;@", (True, True)),
        ('0"day"', (False, False)), ("[Red]0", (False, False)), ("[h]:mm", (False, True)),
        ("[$-804]yyyy年m月", (True, False)), ("mmm", (True, False)), ("#\\d", (False, False)),
        ("[DBNum1][$-804]m月d日", (True, False)), ("", (False, False)),
        ("[mm]", (False, True)), ('上午/下午h"时"mm"分"', (False, True)),
    ],
)  # fmt: skip
def test_what_a_number_format_shows(code, expected):
    assert (has_day(code), has_time(code)) == expected


def test_missing_styles_are_made(tmp_path):
    source = book(tmp_path / "a.xlsx", EMPTY, styles=None)
    write_columns(source, tmp_path / "b.xlsx", "S", {1: [datetime(2024, 1, 1, 9)]})
    assert read(tmp_path / "b.xlsx") == [datetime(2024, 1, 1, 9)]
    assert loaded(tmp_path / "b.xlsx")["S"]["A1"].number_format == "yyyy-mm-dd hh:mm"
