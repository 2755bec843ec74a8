"""Cell values, addresses, masking and escaping."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.values.addresses import address, column_number, letters, position
from workbook.values.amounts import parse_money
from workbook.values.text import as_text, is_blank, masked, plain, put_text
from workbook.values.words import yes_no


@pytest.mark.parametrize(
    ("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16384, "XFD")]
)
def test_column_names(column: int, name: str) -> None:
    assert letters(column) == name
    assert column_number(name) == column
    assert address(17, column) == f"{name}17"
    assert position(f"{name}17") == (17, column)


@pytest.mark.parametrize(
    "value",
    [
        *[
            "是",
            "有",
            "√",
            "✓",
            "1",
            "１",
            "Y",
            "ｙ",
            "Yes",
            "TRUE",
            "对",
            "✔",
            "☑",
            "○",
            "t",
            "属实",
        ],
        1,
        1.0,
        True,
    ],
)
def test_yes(value: object) -> None:
    assert yes_no(value) is True


@pytest.mark.parametrize(
    "value", ["否", "无", "×", "0", "N", "no", "False", "不是", "✗", "x", "f", 0, 0.0, False]
)
def test_no(value: object) -> None:
    assert yes_no(value) is False


@pytest.mark.parametrize(
    "value", [None, "", " 不详 ", "\u200b", *["—", "——", "－", "-", "／", "N/A", "ｎ/ａ"]]
)
def test_neither_when_blank(value: object) -> None:
    assert yes_no(value) is None
    assert is_blank(value)


@pytest.mark.parametrize("value", ["也许", "是否", 2, 0.5, "是的", "已联系", "未办", float("nan")])
def test_other_words_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        yes_no(value)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (536580, "536580"),
        (0.1, "0.1"),
        ("1,234.50", "1234.50"),
        ("¥1,234.5", "1234.5"),
        ("￥ 12", "12"),
        ("1 234 567.5 元", "1234567.5"),
        ("1，234", "1234"),
        ("１２３．４５元", "123.45"),
        ("-5", "-5"),
        ("-¥5.00", "-5.00"),
        ("人民币100元整", "100"),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_money(value: object, amount: str) -> None:
    assert parse_money(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "五百",
        "1,23",
        "12,34.5",
        "1.2.3",
        "5万",
        True,
        "1e3",
        float("nan"),
        "=1+1",
        "50 50",
        "1 23",
        "1,234 567",
    ],
)
def test_no_money(value: object) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_money(value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800138000。", "电话138****8000。"),
        ("138-0013-8000", "138-****-8000"),
        ("+8613800138000", "+86138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("身份证11010119900101123X", "身份证110***********123X"),
        ("110101199001011234", "110***********1234"),
        ("110101900101123", "110********1123"),
        ("010-89231234", "010-****1234"),
        ("(010)89231234", "(010)****1234"),
        ("电话：89231234", "电话：****1234"),
        ("6222 0202 0001 1234 567", "622* **** **** ***4 567"),
        ("热线-240105-000001", "热线-240105-000001"),
        ("2024-01-05 09:30:00", "2024-01-05 09:30:00"),
        ("2024.13.5", "2024.13.5"),
        ("20240105093000", "20240105093000"),
        ("64446107", "64446107"),
    ],
)
def test_numbers_of_people_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(st.characters(categories=["Lo"])))
def test_no_mobile_number_survives(number: str, around: str) -> None:
    assert number not in masked(around + number + around)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "\t=1", "\r=1", '=HYPERLINK("a")'])
def test_text_is_never_a_formula(text: str) -> None:
    book = openpyxl.Workbook()
    cell = book.active["A1"]
    put_text(cell, text)
    file = io.BytesIO()
    book.save(file)
    again = openpyxl.load_workbook(file).active["A1"]
    assert again.data_type == "s"
    assert again.value == text
    assert again.quotePrefix


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    assert as_text("a\0b\x1fc\ud800") == "abc"
    assert len(as_text("长" * 40_000)) == 32_767


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (64446107.0, "64446107"),
        (12, "12"),
        (1.5, "1.5"),
        (" 007 ", "007"),
        (True, "是"),
        (None, ""),
        ("不详", ""),
    ],
)
def test_plain_text(value: object, text: str) -> None:
    assert plain(value) == text
