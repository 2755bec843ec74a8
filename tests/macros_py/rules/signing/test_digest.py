"""Canonical texts and the digest over them."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.signing.digest import Line, canonical, digest, flattened, same_person

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"))
LINES = st.lists(st.builds(Line, TEXT, TEXT, TEXT), max_size=6)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((None, "", "  ", "　\n"), ""),
        ((120.5, Decimal("120.50"), Decimal("1.205E+2")), "120.5"),
        ((78.33333333333333, Decimal("78.333333333333329")), "78.3333333333333"),
        ((0.0, -0.0, 0, Decimal("0.00"), Decimal("-0")), "0"),
        ((1e20, Decimal(100000000000000000000)), "100000000000000000000"),
        ((1e-7, Decimal("0.0000001")), "0.0000001"),
        ((Fraction(235, 3),), "235/3"),
        ((True, "是"), "是"),
        ((False, "否"), "否"),
        ((date(2024, 3, 5), "2024-03-05"), "2024-03-05"),
        ((datetime(2024, 3, 5, 9, 30),), "2024-03-05T09:30:00"),
        (("甲\x01乙\ufffe", "甲乙"), "甲乙"),
        (("一\r\n二\r三", "一\n二\n三 "), "一\n二\n三"),
        (("é", "e\N{COMBINING ACUTE ACCENT}"), "é"),
    ],
)
def test_equal_values_are_equal_texts(values, text) -> None:
    assert {canonical(value) for value in values} == {text}


def test_a_value_of_another_type_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError, match="list"):
        canonical([])


def test_results_of_formulas_count_to_twelve_digits() -> None:
    assert canonical(78.33333333333333, 12) == canonical(78.333333333331, 12) == "78.3333333333"
    assert canonical(535709.50, 12) != canonical(535709.51, 12)


def test_plain_data_is_flattened_by_path() -> None:
    data = {"forms": [{"score": "50"}, {"score": "95"}], "fee": Decimal("1.00"), "none": None}
    assert [tuple(line) for line in flattened("结果", data)] == [
        ("结果", "forms/1/score", "50"),
        ("结果", "forms/2/score", "95"),
        ("结果", "fee", "1"),
        ("结果", "none", ""),
    ]


@given(LINES, st.randoms())
def test_the_order_of_lines_says_nothing(lines, chance) -> None:
    mixed = chance.sample(lines, len(lines))
    assert digest(mixed) == digest(lines)


@given(LINES, LINES)
def test_other_lines_have_another_digest(one, other) -> None:
    assert (digest(one) == digest(other)) == (sorted(one) == sorted(other))


def test_the_digest_is_what_anybody_computes() -> None:
    lines = [Line("甲", "1", "a\nb"), Line("乙", "2", "值")]
    text = '["乙", "2", "值"]\n["甲", "1", "a\\nb"]'
    assert digest(lines) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        *("王 五", "王　五", " 王五 ", "王五", "王五.", "王·五", "（王五）"),
        *(f"王五{chr(code)}" for code in (0xFE0F, 0x34F, 0x115F, 0x17B4, 0xE0100, 0x3164)),
    ],
)
def test_what_is_no_letter_makes_no_other_person(other) -> None:
    assert same_person("王五", other)
    assert same_person("Li Lei", "ＬＩＬＥＩ")
    assert not same_person("王五", "王六")
