"""A number whose format shows another quantity (rules 2)."""

import pytest

from workbook.values.number_formats import shown_otherwise


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.3, "0%", "30%"),
        (0.8, "0.00%", "80.00%"),
        (1.5, '0.0"万元"', "1.5万元"),
        (3, "0.0\\万", "3.0万"),
        (1500, '#,##0.0,"千元"', "1.5千元"),
        (1_000_000, "0.00,,", "1.00"),
        (80, '0"分"', ""),
        (80, "General", ""),
        (80, None, ""),
        (1234.5, "#,##0.00", ""),
        (1234.5, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', ""),
        (1234.5, "[$¥-804]#,##0.00", ""),
        (8, '0"分钟"', ""),
        (7, '0"天"', ""),
    ],
)
def test_what_a_format_shows(value: float, code: str | None, shown: str) -> None:
    assert shown_otherwise(value, code) == shown


def test_a_share_may_be_a_percentage_and_nothing_else() -> None:
    assert shown_otherwise(0.5, "0%", share=True) == ""
    assert shown_otherwise(0.5, '0.0"万"', share=True) == "0.5万"
