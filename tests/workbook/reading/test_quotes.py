"""A quote that nobody closed refuses a .csv; a quoted text of several lines is read."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.reading.csvfile import parse_csv
from workbook.values.refusals import DamagedError

HEADER = ["工单编号", "派单时间", "标题", "承办单位"]
ROWS = [[str(n), "2024-01-05 10:00", f"题{n}", "规划科"] for n in range(1, 9)]


def written(rows: list[list[str]], delimiter: str = ",", *, quote: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quote).writerows([HEADER, *rows])
    return text.getvalue()


def refusal(text: str) -> str:
    with pytest.raises(DamagedError) as caught:
        parse_csv(text.encode(), "台账.csv")
    said = str(caught.value)
    assert said.startswith("台账.csv：第")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_quote_open_until_the_end(delimiter: str, newline: str) -> None:
    text = written(ROWS, delimiter).replace("题3", '"题3').replace("\r\n", newline)
    assert "第4行的双引号一直到文件末尾都没有配对" in refusal(text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('"题3', '"题6"'),
        ('"题3', '题6"'),
        ('"题3', '"题6'),
        ('"题3', '"",""'),
    ],
)
def test_a_quote_closed_by_the_next_that_comes(first: str, second: str) -> None:
    text = written(ROWS).replace("题3", first).replace("题6", second)
    assert "第4行的双引号" in refusal(text)


def test_one_row_swallowed_in_the_last_column() -> None:
    text = written(ROWS).replace("题3,规划科", '题3,"规划科').replace("题4,规划科", '题4,"规划科"')
    assert "第4行的双引号没有在本行配对" in refusal(text)


@pytest.mark.parametrize("quote", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize(
    "text",
    [
        "路灯不亮\n请尽快处理",
        "路灯不亮，\r\n井盖缺失，\r\n请处理",
        "来电人说：“路灯”\n已联系",
        '他说"路灯"\n"井盖"',
        "1,路灯\n2,井盖",
        "\n\n",
        '"',
    ],
)
def test_a_text_of_several_lines_is_read(text: str, quote: int) -> None:
    rows = [[*ROWS[0][:2], text, "规划科"], *ROWS[1:]]
    assert parse_csv(written(rows, quote=quote).encode(), "台账.csv") == [HEADER, *rows]


def test_a_text_of_several_lines_in_the_first_column_is_read() -> None:
    rows = [["甲\n乙", *row[1:]] for row in ROWS]
    assert parse_csv(written(rows).encode(), "台账.csv") == [HEADER, *rows]


def test_a_quote_within_a_word_is_a_letter() -> None:
    text = written(ROWS).replace("题3", '15"管道').replace("题5", '"路灯"坏')
    rows = parse_csv(text.encode(), "台账.csv")
    assert [row[2] for row in rows[3:6:2]] == ['15"管道', "路灯坏"]
    assert len(rows) == 9


@given(
    st.lists(
        st.lists(st.text('路灯"\n ', max_size=6), min_size=4, max_size=4), min_size=1, max_size=6
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_program_wrote_is_read_back(rows: list[list[str]], quote: int) -> None:
    assert parse_csv(written(rows, quote=quote).encode(), "台账.csv") == [HEADER, *rows]


@given(st.integers(0, 7), st.sampled_from(range(4)))
def test_no_row_is_lost_unseen(row: int, column: int) -> None:
    rows = [list(each) for each in ROWS]
    rows[row][column] = f"\0{rows[row][column]}"
    text = written(rows).replace("\0", '"')
    assert f"第{row + 2}行" in refusal(text)


def test_many_texts_of_several_lines() -> None:
    rows = [[str(n), "2024-01-05", "路灯\n井盖\n道路", "规划科"] for n in range(20_000)]
    assert len(parse_csv(written(rows).encode(), "台账.csv")) == 20_001
