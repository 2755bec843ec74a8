"""Keys, faults, what can't be seen, and the type of masked text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.values.problem import Problem
from workbook.values.text import (
    FAULTS,
    Fault,
    Masked,
    is_blank,
    is_fault,
    key,
    keys,
    masked,
    shown,
    shown_case,
    visible,
)

UNSEEN = ("\u00ad", "\u200b", "\u200f", "\u202e", "\u2060", "\u2064", "\ufeff")


@pytest.mark.parametrize("mark", UNSEEN)
def test_format_characters_make_no_other_key(mark: str) -> None:
    assert key(f"{mark}A{mark}组{mark}") == key("Ａ组") == "A组"


def test_spaces_are_folded_and_case_is_kept() -> None:
    assert key("\u3000规划 \t科\n") == "规划 科"
    assert key("a1") != key("A1")


@given(st.lists(st.text(max_size=8)))
def test_many_keys_are_those_of_each(texts: list[str]) -> None:
    assert keys(texts) == [key(text.replace("\0", "?")) for text in texts]


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


def test_a_fault_is_what_a_program_shows_and_no_blank() -> None:
    assert is_fault(Fault("#BLOCKED!"))
    assert all(map(is_fault, FAULTS))
    assert not is_fault("#1")
    assert is_blank("N/A")
    assert not is_blank(Fault("#N/A"))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("核验通过\r\n金额", "核验通过↵金额"),
        ("\x1b[2J", "⟨U+001B⟩[2J"),
        ("\x9b1m", "⟨U+009B⟩1m"),
        ("A\u202e1", "A⟨U+202E⟩1"),
        ("A\u200b1", "A⟨U+200B⟩1"),
        ("科\u3164", "科⟨U+3164⟩"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("平常的字 1", "平常的字 1"),
    ],
)
def test_what_cannot_be_seen_is_made_visible(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_nothing_steers_a_terminal(text: str) -> None:
    seen = visible(text)
    assert all(char.isprintable() or char.isspace() for char in seen)
    assert not {"\x1b", "\r", "\n", "\u202e", "\u2066", "\u200b"} & set(seen)


def test_a_number_is_masked_before_its_unseen_marks_are_shown() -> None:
    seen = shown("电话138\u200b0013\u200b8000")
    assert isinstance(seen, Masked)
    assert "0013" not in seen
    assert seen == "电话138⟨U+200B⟩****⟨U+200B⟩8000"


def test_masked_text_is_a_type_that_is_made_once() -> None:
    once = masked("电话13800138000")
    assert type(once) is Masked
    assert masked(once) is once
    assert type(shown_case("JS1")) is Masked


def test_a_problem_is_one_line() -> None:
    problem = Problem("一\u202e月", "B2", "unit", "k", shown("甲\n乙"), "无法识别 “甲\n乙”")
    assert str(problem) == "一⟨U+202E⟩月!B2：无法识别 “甲↵乙”"


@pytest.mark.parametrize(
    "text",
    [
        *("(138)12345678", "（138） 1234 5678", "138123 45678", "1381-2345678", "1381234-5678"),
        *("1-3-8-1-2-3-4-5-6-7-8", "1、3、8、1、2、3、4、5、6、7、8", "1 3 8 1 2 3 4 5 6 7 8"),
        *("138、1234、5678", "138：1234：5678", "138|1234|5678", "138*1234*5678"),
        *("①③⑧①②③④⑤⑥⑦⑧", "一三八一二三四五六七八", "幺三八幺二三四五六七八"),
        *("固话61234567", "座机61234567", "61234567（固话）", "61234567座机"),
        *("护照E12345678", "E12345678", "护照号：EA1234567"),
        *(
            "1 1 0 1 0 5 1 9 9 0 0 3 0 7 1 2 3 4",
            "1、1、0、1、0、5、1、9、9、0、0、3、0、7、1、2、3、X",
        ),
    ],
)
def test_other_spellings_of_a_number_are_masked(text: str) -> None:
    assert "*" in masked(text).replace("138*1234", "")
    kept = sum(char.isnumeric() or char in "Xx" for char in masked(text))
    assert kept <= 7


@pytest.mark.parametrize(
    "text",
    [
        *("13、14、15、16、17、18日", "2024、2025、2026年", "13.5-14.5-15.5", "1月3日8时12分34秒"),
        *("第一二三四五六七八九条", "E20240105", "536,580.00", "20240105093000", "JS2024000001"),
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


def test_a_sign_that_stands_for_a_phrase_does_not_grow() -> None:
    """A text of a few bytes in a file would otherwise take gigabytes."""
    assert len(key("\ufdfa\ufdfb" * 1_000)) == 2_000
    assert key("\ufdfa") != key("\ufdfb")
    assert keys(["\ufdfa１", "2"]) == [key("\ufdfa１"), "2"]
