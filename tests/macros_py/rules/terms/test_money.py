"""Fen, averages and amounts in words (rules 6; contract 3.1, 3.2)."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.terms.money import average_text, exact_text, fen, rmb_upper

FRACTIONS = st.fractions(-(10**9), 10**9, max_denominator=10**6)
CENTS = st.integers(0, 10**18 - 1)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (Decimal("0.005"), "0.01"),
        (Decimal("0.00499999999999999999999999999999999"), "0.00"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("-0.004"), "0.00"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),
        (536_579, "536579.00"),
        (Decimal("1E+30"), "1000000000000000000000000000000.00"),
        (Decimal("-1E+30"), "-1000000000000000000000000000000.00"),
    ],
)
def test_half_a_fen_rounds_away_from_zero(amount: Decimal | Fraction | int, rounded: str) -> None:
    assert str(fen(amount)) == rounded


@given(st.decimals(-(10**12), 10**12, places=5))
def test_fen_is_decimal_rounding_half_up(amount: Decimal) -> None:
    assert fen(amount) == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(FRACTIONS)
def test_fen_is_within_half_a_fen_and_rounded_once_stays(amount: Fraction) -> None:
    rounded = fen(amount)
    assert abs(Fraction(rounded) - amount) <= Fraction(1, 200)
    assert fen(rounded) == rounded
    assert fen(-amount) == -rounded


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("536230.00", "人民币伍拾叁万陆仟贰佰叁拾元整"),
        ("536580", "人民币伍拾叁万陆仟伍佰捌拾元整"),
        ("2146320", "人民币贰佰壹拾肆万陆仟叁佰贰拾元整"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("0", "人民币零元整"),
        ("100001000", "人民币壹亿零壹仟元整"),
        ("536579.60", "人民币伍拾叁万陆仟伍佰柒拾玖元陆角整"),
        ("1.05", "人民币壹元零伍分"),
        ("10.50", "人民币壹拾元零伍角整"),
        ("0.50", "人民币伍角整"),
        ("0.05", "人民币伍分"),
        ("0.004", "人民币零元整"),
        ("0.005", "人民币壹分"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("10000", "人民币壹万元整"),
        ("10010", "人民币壹万零壹拾元整"),
        ("1000000001", "人民币壹拾亿零壹元整"),
        ("20030000", "人民币贰仟零叁万元整"),
        ("1000000000000", "人民币壹万亿元整"),
    ],
)
def test_amount_in_words(amount: str, words: str) -> None:
    assert rmb_upper(Decimal(amount)) == words


@pytest.mark.parametrize("amount", [Decimal("-0.01"), Decimal(10) ** 16])
def test_an_amount_without_words_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match=f"金额.*{amount}"):
        rmb_upper(amount)


@given(CENTS)
def test_words_read_back_to_the_same_fen(cents: int) -> None:
    assert read_words(rmb_upper(Decimal(cents).scaleb(-2))) == cents


@given(CENTS)
def test_words_keep_the_form_of_a_payment_document(cents: int) -> None:
    words = rmb_upper(Decimal(cents).scaleb(-2))
    assert not re.search("零零|零[拾佰仟万亿角分整]|零元.|整.", words.removesuffix("零元整"))
    assert words.endswith("分") == bool(cents % 10)
    assert words.endswith("整") == (not cents % 10)


def read_words(words: str) -> int:
    """Read an amount in words, in fen: sections from the left, each digit times its place."""
    digits = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    yuan, _, rest = words.removeprefix("人民币").rpartition("元")
    whole = 0
    for section, unit in re.findall("(.+?)(万亿|亿|万|$)", yuan):
        value = sum(
            digits[digit] * {"": 1, "拾": 10, "佰": 100, "仟": 1000}[place]
            for digit, place in re.findall("([零壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", section)
        )
        whole += value * {"万亿": 10**12, "亿": 10**8, "万": 10**4, "": 1}[unit]
    cents = sum(
        digits[digit] * {"角": 10, "分": 1}[place]
        for digit, place in re.findall("([壹贰叁肆伍陆柒捌玖])([角分])", rest)
    )
    return whole * 100 + cents


@pytest.mark.parametrize(
    ("average", "text"),
    [
        ("80", "80.00"),
        ("79.996", "79.996"),
        ("79.995", "79.995"),
        ("79.994", "79.99"),
        ("79.5", "79.50"),
        ("80.004", "80.00"),
        ("235/3", "78.33"),
        ("79.99999996", "79.99999996"),
        ("0", "0.00"),
        ("-0.001", "0.00"),
        ("-65/4", "-16.25"),
        ("-1/6", "-0.17"),
    ],
)
def test_an_average_prints_on_its_side_of_the_pass_score(average: str, text: str) -> None:
    assert average_text(Fraction(average), Fraction(80)) == text


@given(
    st.fractions(-100, 100, max_denominator=10**9)
    | st.integers(1, 40).map(lambda places: 80 - Fraction(1, 10**places))
    | st.integers(1, 40).map(lambda places: 80 + Fraction(1, 10**places))
)
def test_an_average_never_prints_on_the_wrong_side(average: Fraction) -> None:
    shown = Fraction(average_text(average, Fraction(80)))
    assert (shown < 80) == (average < 80)
    assert abs(shown - average) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (Fraction(153, 2), "76.5"),
        (Fraction(235, 3), "235/3"),
        (Fraction(80), "80"),
        (Fraction(-65, 4), "-16.25"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(1, 8), "0.125"),
        (Fraction(0), "0"),
    ],
)
def test_an_exact_score_in_text(score: Fraction, text: str) -> None:
    assert exact_text(score) == text


@given(FRACTIONS)
def test_an_exact_score_reads_back(score: Fraction) -> None:
    assert Fraction(exact_text(score)) == score
