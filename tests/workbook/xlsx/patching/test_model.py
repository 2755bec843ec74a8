"""Random sheets and random columns against a plain model of what a write does."""

import tempfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st

from tests.workbook.xlsx.patching.oddities import book, sheet
from tests.workbook.xlsx.patching.oracle import assert_cells, assert_only_changed
from workbook.patch import write_columns
from workbook.values.addresses import letters

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cn"]),
    max_size=6,
)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(["按时", "超时（缺2024-03）", "=A1", " x ", "a\nb", "_x0041_", "<&>", '"A1"']),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1901, 1, 1), datetime(9999, 12, 31)).map(
        lambda t: t.replace(microsecond=0)
    ),
    st.dates(date(1901, 1, 1), date(9999, 12, 31)),
)
COLUMNS = st.dictionaries(
    st.integers(1, 12),
    st.one_of(
        st.lists(VALUES, max_size=12),
        st.lists(st.sampled_from(["按时", "超时"]), min_size=1, max_size=12),
        st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=12),
    ),
    min_size=1,
    max_size=5,
)
OLD = st.one_of(st.integers(0, 99), st.sampled_from(["旧", "x y", True]), st.just("styled blank"))


@given(
    st.dictionaries(st.tuples(st.integers(1, 14), st.integers(1, 12)), OLD, max_size=40),
    COLUMNS,
    st.integers(1, 6),
)
def test_a_workbook_of_openpyxl(cells, columns, first_row):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        made = openpyxl.Workbook()
        made.active.title = "S"
        for (row, column), value in cells.items():
            cell = made.active.cell(row, column, None if value == "styled blank" else value)
            if row % 2:
                cell.number_format = ("0.00", "yyyy-mm-dd", "@")[column % 3]
                cell.font = openpyxl.styles.Font(bold=True)
        made.save(source)
        check(source, target, columns, first_row)


SPACES = st.sampled_from(["", "", "", " ", "\n  ", "<!-- <row/> -->"])


@st.composite
def raw_rows(draw):
    """Rows with and without places, blanks, comments, in one of several styles of writing."""
    text, number = "", 0
    for _ in range(draw(st.integers(0, 10))):
        number += draw(st.sampled_from([1, 1, 1, 2, 5]))
        implicit = draw(st.booleans()) and not text
        if implicit:
            number = 1
        cells, column = "", 0
        for _ in range(draw(st.integers(0, 6))):
            column += draw(st.sampled_from([1, 1, 1, 2, 4]))
            bare = draw(st.booleans()) and cells.count("<c") == column - 1
            place = "" if bare else f' r="{letters(column)}{number}"'
            style = draw(st.sampled_from(["", ' s="1"', ' s="2"', " s='3'"]))
            body = draw(
                st.sampled_from(["/>", "><v>5</v></c>", ' t="inlineStr"><is><t>a</t></is></c>'])
            )
            cells += f"<c{place}{style}{body}{draw(SPACES)}"
        row = "<row" if implicit else f'<row r="{number}"'
        row += draw(st.sampled_from(["", ' spans="1:3"', ' s="1" customFormat="1"']))
        text += (f"{row}>{cells}</row>" if cells else f"{row}/>") + draw(SPACES)
    return text


@example('<row r="1"><c r="A1"/><c s="1"/></row>', {1: [None], 3: [None]}, 1)
@given(raw_rows(), COLUMNS, st.integers(1, 6))
def test_a_sheet_written_by_hand(rows, columns, first_row):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        book(source, sheet(f"<sheetData>{rows}</sheetData>"))
        check(source, target, columns, first_row)


def check(source, target, columns, first_row):
    write_columns(
        source, target, "S", columns, first_row=first_row, highlights={2: {"超时": "FF0000"}}
    )
    assert_only_changed(source, target, "xl/worksheets/sheet1.xml")
    assert_cells(source, target, "S", columns, first_row)
    once = target.read_bytes()
    write_columns(
        target, target, "S", columns, first_row=first_row, highlights={2: {"超时": "FF0000"}}
    )
    assert target.read_bytes() == once


LIKE = st.sampled_from([1, 2])


@given(
    st.integers(50, 400),
    st.lists(st.integers(0, 399), max_size=6),
    st.sampled_from([[5], [5, 6], [2, 3], [2, 4], [1], [4], [30, 31]]),
    st.booleans(),
)
def test_many_alike_rows_with_a_few_that_differ(count, odd, targets, styled):
    """The quick way for alike rows and the careful way for others give one result."""
    mark = ' s="1"' if styled else ""
    rows = [
        f'<row r="{r}" spans="1:4">'
        + "".join(f'<c r="{letters(c)}{r}"{mark}><v>{r * c}</v></c>' for c in range(1, 5))
        + "</row>"
        for r in range(1, count + 1)
    ]
    for at in odd:
        if at < count:
            r = at + 1
            rows[at] = (
                f'<row r="{r}"/>',
                f'<row r="{r}" ht="9"><c r="B{r}"><v>1</v></c></row>',
                f'<row r="{r}"><c r="A{r}" s="2"/><c r="E{r}" s="2"><v>7</v></c></row>',
                "",
            )[at % 4]
    columns = {c: [f"{c}行{r}" if c % 2 else r / 7 for r in range(count + 20)] for c in targets}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        book(source, sheet("".join(rows)))
        check(source, target, columns, 2)
