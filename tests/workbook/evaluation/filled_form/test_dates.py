from datetime import date

import pytest

from workbook.evaluation.filled_form.dates import find_date, find_period, find_quarter


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月25日",
        "2024 年 3 月 25 日",
        "2024-03-25",
        "2024/3/25",
        "2024.3.25",
        "20240325",
        "２０２４年３月２５日",
        "二〇二四年三月二十五日",
        "二○二四年三月廿五日".replace("廿五", "二十五"),
        "评估于2024年3月25日",
        "2024-03-25 10:30:00",
    ],
)
def test_a_date_in_any_spelling(text: str) -> None:
    assert find_date(text) == date(2024, 3, 25)


@pytest.mark.parametrize("text", ["", "    年  月  日", "日期："])
def test_no_date(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    "text", ["2024年2月30日", "3月25日", "2024年3月", "2024-3-25、2024-3-26", "2024.13.5"]
)
def test_digits_that_are_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"not one date|day is out|month must be"):
        find_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-26至2024-03-25",
        "2023年12月26日至2024年3月25日",
        "2023年12月26日起至2024年3月25日止",
        "安定镇服务合同（2023.12.26-2024.3.25）",
        "2023/12/26—2024/3/25",
        "2023.12.26～2024.3.25",
        "2023年12月26日至3月25日",
        "2023-12-26-2024-03-25",
    ],
)
def test_a_period(text: str) -> None:
    assert find_period(text) == (date(2023, 12, 26), date(2024, 3, 25))


def test_no_period() -> None:
    assert find_period("安定镇12345接诉即办服务合同 2024年3月25日") is None


@pytest.mark.parametrize("text", ["2024-03-26至2024-03-25", "2024-02-30至2024-03-25"])
def test_a_period_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match=r"ends before|day is out"):
        find_period(text)


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("第1季度", "第1季度"),
        ("合同/第 四 季度", "第4季度"),
        ("第十二季度", "第12季度"),
        ("第２服务季度", "第2季度"),
        ("12345接诉即办服务合同", ""),
        ("一季度", "第1季度"),
        ("合同/3季度", "第3季度"),
        ("12345服务（2023年12月26日起第1季度）", "第1季度"),
    ],
)
def test_a_quarter(text: str, quarter: str) -> None:
    assert find_quarter(text) == quarter


@pytest.mark.parametrize(
    "text", ["2024年第1季度", "二〇二四年第一季度", "合同/2024 年 1季度", "24年度第四季度"]
)
def test_a_quarter_of_a_calendar_year_is_none_of_the_contract(text: str) -> None:
    with pytest.raises(ValueError, match="从服务起始日算"):
        find_quarter(text)


def test_two_quarters() -> None:
    with pytest.raises(ValueError, match="two quarters"):
        find_quarter("第1季度、第2季度")
