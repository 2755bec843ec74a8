"""Which quantity a number format shows."""

import pytest

from workbook.values.number_formats import Quantity, format_shows

SHOWN = {
    Quantity.PLAIN: (
        *("General", "0", "0.00", "#,##0.00", "¥#,##0.00", '0.00"元"', '0"分"', "@"),
        *("[$¥-804]#,##0.00", "#,##0.00_);(#,##0.00)", "0.00E+00", "yyyy-mm-dd", "# ?/?"),
        *('yyyy"年"m"月"d"日"', "[h]:mm", '"千万别改"', "0.00;-0.00%"),
    ),
    Quantity.PERCENT: ("0%", "0.00%", "#,##0.0 %", '0"%"', "[Red]0%;0", '0"％"'),
    Quantity.TEN_THOUSAND: ('0.0"万元"', "0!.0,万", '0.00"万"', "0\\万"),
    Quantity.THOUSAND: ('0"千元"', "0k", '#,##0,"千元"', "0.0K"),
    Quantity.HUNDRED_MILLION: ('0.00"亿元"',),
    Quantity.MILLION: ('0"百万"', "0.0,,M"),
    Quantity.SCALED: ("0.0,", "#,##0,,", "0.00,;-0.00,"),
    Quantity.DAYS: ('0"天"', 'General"天"', "0天", '0"日"'),
    Quantity.HOURS: ('0"小时"', "0小时"),
    Quantity.MINUTES: ('0"分钟"',),
}


@pytest.mark.parametrize(
    ("code", "quantity"), [(code, quantity) for quantity, codes in SHOWN.items() for code in codes]
)
def test_codes(code: str, quantity: Quantity) -> None:
    assert format_shows(code) is quantity
    assert format_shows(code).same is (quantity is Quantity.PLAIN)
