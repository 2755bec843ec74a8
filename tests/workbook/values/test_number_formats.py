"""What a number format shows of a number, and whether that is the number (rules 2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.values.number_formats import (
    HIDDEN,
    NO_DATE,
    Measure,
    look_of,
    shown_otherwise,
    text_shown,
)

SAME = {
    Measure.NUMBER: (
        *("General", "G/通用格式", "0", "0.00", "#,##0.00", "@", "# ?/?", "0.00E+00"),
        *("#,##0.00_);(#,##0.00)", "0.00;-0.00%", "[Red]0.00", "[>100]0.0,;0.00", "[DBNum1]0"),
        *("0.00;[Red]0.00", "_-* #,##0.00_-;-* #,##0.00_-", "0 ", "# ##0"),
    ),
    Measure.YUAN: (
        *('0.00"元"', "¥#,##0.00", '"￥"0', "[$¥-804]#,##0.00", "[$CNY] 0.00", '"人民币"0.00"元"'),
        *('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "0.00元", '0.0" 元"', "0\\元"),
        *('General"元"', '"RMB "0', '"¥"#,##0;[Red]"¥"-#,##0'),
    ),
    Measure.POINTS: ('0"分"', "0.00", "0.0 分"),
    Measure.SHARE: ("0%", "0.00%", "#,##0.0 %", "[Red]0%;0"),
    Measure.COUNT: ('0"人"', '0"天"'),
    Measure.MINUTES: ('0"分钟"', '0"分"'),
}


@pytest.mark.parametrize(
    ("measure", "code"), [(measure, code) for measure, codes in SAME.items() for code in codes]
)
def test_what_is_allowed_shows_the_number(measure: Measure, code: str) -> None:
    assert shown_otherwise(80, code, measure) == ""


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.3, "0%", "30%"),
        (0.8, "0.00%", "80.00%"),
        (1.5, '0.0"万元"', "1.5万元"),
        (3.5, '0.0"百元"', "3.5百元"),
        (3.5, '0.0"仟元"', "3.5仟元"),
        (3.5, '0.0"萬元"', "3.5萬元"),
        (3.5, '0.0"W"', "3.5W"),
        (3.5, '0"角"', "4角"),
        (3, '0"分"', "3分"),
        (3, '0"美元"', "3美元"),
        (1234, "[$$-409]#,##0.00", "$1,234.00"),
        (3, "[$€-2]0", "€3"),
        (3, "[$¥-411]0", "¥（日元）3"),
        (3, "$0", "$3"),
        (3, '0"000"', "3000"),
        (3, '0"0元"', "30元"),
        (3, '"5000元"', "5000元"),
        (3, ";;;", HIDDEN),
        (15000, "0!.0,万", "1.5万"),
        (35, '0"元"0', "3元5"),
        (350, '0"."00', "3.50"),
        (3, "0\\万", "3万"),
        (1500, '#,##0.0,"千元"', "1.5千元"),
        (1_000_000, "0.00,,", "1.00"),
        (5, "-0", "-5"),
        (5, "(0)", "(5)"),
        (-5, "0;0", "5"),
        (90, '0"%"', "90%"),
        (0.9, "0\\%", "1%"),
        (7, '0"天"', "7天"),
        (2, '0"小时"', "2小时"),
        (20000, '[>=10000]0.0,"千";0', "20.0千"),
        (3, "0%%", "30000%%"),
        (20240326, "yyyy-mm-dd", NO_DATE),
        (-3, '[$-804]yyyy"年"m"月"d"日";@', NO_DATE),
    ],
)
def test_anything_else_is_another_quantity(value: float, code: str, shown: str) -> None:
    assert shown_otherwise(value, code, Measure.YUAN) == shown


def test_each_measure_has_its_own_words() -> None:
    assert shown_otherwise(90, '0"%"', Measure.SHARE) == "90%"
    assert shown_otherwise(2, '0"小时"', Measure.MINUTES) == "2小时"
    assert shown_otherwise(80, '0"元"', Measure.POINTS) == "80元"
    assert shown_otherwise(80, '0"元"') == "80元"


@pytest.mark.parametrize("code", ["0.00;-0.00;;@", '0.00;-0.00;"-"', "#,##0;-#,##0;-;@"])
def test_a_zero_may_be_a_dash_or_blank(code: str) -> None:
    assert shown_otherwise(0, code, Measure.YUAN) == ""


@pytest.mark.parametrize("code", ["0.00;@", '0.00_ ;"文字"@'])
def test_a_part_for_text_shows_no_number(code: str) -> None:
    assert shown_otherwise(-5, code, Measure.YUAN) == ""
    assert look_of(-5, code).text == "-5.00"


def test_without_a_format_a_number_is_itself() -> None:
    assert shown_otherwise(80, None) == ""


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1, '"AD"000', "AD001"),
        (123, "000000", "000123"),
        (20240101, "0000-0000", "2024-0101"),
        (12, "#,##0.00", "12"),
        (12, "General", "12"),
        (12, "0%", "12"),
        (12, None, "12"),
        ("AD1", "000", "AD1"),
        (True, "000", "是"),
    ],
)
def test_a_name_is_what_is_shown(value: object, code: str | None, text: str) -> None:
    assert text_shown(value, code) == text


@given(st.integers(0, 10**12), st.integers(0, 4))
def test_the_figure_is_the_number_rounded(number: int, places: int) -> None:
    value = number / 100
    code = "#,##0" + ("." + "0" * places if places else "")
    shown = float(look_of(value, code).text.replace(",", ""))
    assert abs(shown - value) <= 0.5 * 10**-places + 1e-6
    assert shown_otherwise(value, code) == ""


@given(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False))
def test_any_code_can_be_judged(code: str, value: float) -> None:
    assert isinstance(look_of(value, code).text, str)
