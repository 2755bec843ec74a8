"""季度 as people write it (rules 1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.values.quarters import quarter_label, quarter_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第1季度", 1),
        ("第一季度", 1),
        ("一季度", 1),
        ("1", 1),
        (1, 1),
        (2.0, 2),
        ("１季度", 1),
        (" 第 2 季 度 ", 2),
        ("第\u200b3季度", 3),
        ("第十二季度", None),
        ("第2个服务季度", 2),
        ("一季", 1),
        ("第12季度", 12),
        ("第1季度（2023-12-26 起）", 1),
        ("第2季度 (2024-03-26起)", 2),
        ("第1季度（2024年）", None),
        ("", None),
        ("0", None),
        ("第零季度", None),
        ("1.5", None),
        (True, None),
        ("Q1", None),
        ("2024年第1季度", None),
        ("24年一季度", None),
        ("二〇二四年第一季度", None),
    ],
)
def test_spellings(text: object, number: int | None) -> None:
    if number is None:
        with pytest.raises(ValueError, match="请填 第1季度"):
            quarter_number(text)
    else:
        assert quarter_number(text) == number


@pytest.mark.parametrize("text", ["2024年第1季度", "24年一季度", "二〇二四年第一季度"])
def test_a_calendar_year_says_why(text: str) -> None:
    with pytest.raises(ValueError, match="合同季度从服务起始日算，不按自然年"):
        quarter_number(text)


@given(st.integers(1, 999))
def test_a_label_reads_back(number: int) -> None:
    assert quarter_number(quarter_label(number)) == number
