"""Phone and identity numbers are hidden however they are spelled, and nothing else is."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spellings import IDENTITIES, LANDLINES, LOCALS, MOBILES, bare, wide
from workbook.values.personal import names_a_person
from workbook.values.text import masked

SPELLINGS = (
    *((text, ("138", "6123", "4567")) for text in MOBILES),
    *((text, ("010", "6923", "1234")) for text in LANDLINES),
    *((text, ("0316", "223", "1234")) for text in LANDLINES),
    *((text, ("6923", "1234")) for text in LOCALS),
    *((text, ("110105", "19900101", "123X")) for text in IDENTITIES),
)


@pytest.mark.parametrize("width", [str, wide])
@pytest.mark.parametrize(("text", "parts"), SPELLINGS)
def test_no_spelling_of_a_number_survives(
    text: str, parts: tuple[str, ...], width: Callable[[str], str]
) -> None:
    shown = masked(f"居民反映，{width(text.format(*parts))}，请回复")
    assert "".join(parts) not in bare(shown)
    assert "***" in bare(shown)
    assert bare(shown).count(parts[-1]) <= 2, "the last four digits are left"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0086 138-1234-1234", "0086 138-****-1234"),
        ("（010）69231234", "（010）****1234"),
        ("110105-19900101-123X", "110***-********-123X"),
        ("1381234123413912341234", "138****1234139****1234"),
        ("1 3 8 1 2 3 4 1 2 3 4", "1 3 8 * * * * 1 2 3 4"),
        ("138\u200b1234\u200b1234", "138\u200b****\u200b1234"),
        ("电话69231234、69235678", "电话****1234、****5678"),
        ("13812340311 1234567", "138****031* ***4567"),
    ],
)
def test_first_three_and_last_four_digits_stay(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("2024-01-05 09:30", "2024-01-05 09:30:00", "20240105093000", "2024/01/05", "20240105"),
        *("联系时间20240105", "2023-12-26至2024-03-25", "0930-1130", "2021-2022-2023-2024"),
        *("535,696.67", "1234567.89", "1381234.1234", "联系人垫付69231234元", "536580.00"),
        *("热线-240105-000123", "DX-20240105-0001", "T10513812341234", "安政〔2024〕1号"),
        *("11050110070100000389", "24112000000012345678", "302100011315", "1381234123", "69231234"),
        *("400-123-4567", "12345", "第1季度", "235/3", "17/20", ""),
    ],
)
def test_dates_amounts_and_identifiers_stay(text: str) -> None:
    assert masked(text) == text


NUMBERS = st.one_of(
    st.tuples(
        st.sampled_from(MOBILES),
        st.tuples(*map(st.from_regex, (r"\A1[3-9][0-9]\Z", r"\A[0-9]{4}\Z", r"\A[0-9]{4}\Z"))),
    ),
    st.tuples(
        st.sampled_from(LANDLINES),
        st.tuples(
            st.sampled_from(["010", "021", "0316", "0571"]),
            *map(st.from_regex, (r"\A[2-8][0-9]{2,3}\Z", r"\A[0-9]{4}\Z")),
        ),
    ),
    st.tuples(
        st.sampled_from(IDENTITIES),
        st.tuples(
            st.from_regex(r"\A[1-6][0-9]{5}\Z"),
            st.dates().filter(lambda day: 1900 <= day.year < 2100).map("{:%Y%m%d}".format),
            st.from_regex(r"\A[0-9]{3}[0-9X]\Z"),
        ),
    ),
)
WORDS = st.text(st.characters(categories=["Lo"]), max_size=8)


@given(NUMBERS, WORDS, WORDS, st.sampled_from([str, wide]))
def test_no_number_survives_among_words(
    number: tuple[str, tuple[str, ...]], before: str, after: str, width: Callable[[str], str]
) -> None:
    text, parts = number
    shown = masked(before + width(text.format(*parts)) + after)
    assert "".join(parts) not in bare(shown)


@given(st.text("0123456789０１３８Xx -－—./()（）+\u200b\u3000,年电话联系号码A*"))
def test_what_is_masked_stays_as_it_is(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
    assert len(once) == len(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "13 - ", "0 ", "电话", "138-1234", "(", "86 ", "字"])
def test_a_long_text_keeps_its_length(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("13812341234", True),
        ("138 1234 1234", True),
        ("+8613812341234", True),
        ("１３８１２３４１２３４", True),
        ("11010519491231002X", True),
        ("110105194912310021", False),
        ("20240108093000120", False),
        ("热线-13812341234", False),
        ("010-69231234", False),
        ("DX-0001", False),
        ("", False),
    ],
)
def test_a_text_that_is_a_person_and_nothing_else(text: str, person: bool) -> None:
    assert names_a_person(text) is person
