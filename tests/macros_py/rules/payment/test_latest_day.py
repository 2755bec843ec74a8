"""最迟付款日: three starts, days, rest days; never a number that nobody asked for."""

from datetime import date
from decimal import Decimal

import pytest

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.payment.latest_day import LatestDay, PaymentStart, exposure, latest_day
from macros_py.rules.terms.settings import Settings
from tests.macros_py.settlement.samples import Set

START = PaymentStart(date(2024, 4, 2), date(2024, 3, 29), date(2024, 4, 8))


def settings(**values: object) -> Settings:
    return default_contract().settings({key: Set(value) for key, value in values.items()})


def computed(start: PaymentStart = START, **values: object) -> LatestDay:
    return latest_day(start, settings(**values), Holidays())


def test_without_days_nothing_is_computed() -> None:
    assert computed().day is None
    assert computed().text.startswith("未计算：合同没有写明付款期限")


@pytest.mark.parametrize(
    ("reading", "day"),
    [
        ("双方确认", date(2024, 5, 2)),
        ("验收合格", date(2024, 4, 28)),
        ("收到发票", date(2024, 5, 8)),
    ],
)
def test_the_day_of_the_start_is_not_counted(reading: str, day: date) -> None:
    found = computed(付款起算=reading, 付款期限天数=Decimal(30))
    assert found.day == day
    assert found.text.startswith(f"{day}（自{reading}之日")


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        ("双方确认", "乙方尚未签认"),
        ("验收合格", "甲方尚未签认完成"),
        ("收到发票", "发票的「收到日期」未填全"),
    ],
)
def test_a_start_that_has_not_happened_is_said(reading: str, why: str) -> None:
    nothing = PaymentStart(None, None, None)
    found = computed(nothing, 付款起算=reading, 付款期限天数=Decimal(30))
    assert found == LatestDay(None, f"无法计算：付款起算＝{reading}，{why}")


def test_rest_days_move_the_last_day_only_where_it_is_chosen() -> None:
    """2024-04-02 + 30 days is 05-02, in the holiday of five days; 05-06 is the next workday."""
    asked = {"付款期限天数": Decimal(30)}
    assert computed(**asked).day == date(2024, 5, 2)
    moved = computed(**asked, 付款末日顺延="是")
    assert moved.day == date(2024, 5, 6)
    assert "2024-05-02 为休息日，顺延" in moved.text


def test_a_year_that_is_not_announced_is_said() -> None:
    far = PaymentStart(date(2099, 1, 1), None, None)
    found = computed(far, 付款期限天数=Decimal(30), 付款末日顺延="是")
    assert found.day is None
    assert found.text.startswith("无法计算：")
    assert "2099" in found.text


def test_late_days_cost_something_only_with_a_rate() -> None:
    latest = LatestDay(date(2024, 5, 2), "")
    rated = settings(逾期付款日利率="0.0005")
    payable = Decimal("536580.00")
    assert exposure(payable, latest, date(2024, 5, 12), settings()) == ""
    assert exposure(payable, latest, date(2024, 5, 2), rated) == ""
    assert exposure(payable, LatestDay(None, ""), date(2024, 5, 12), rated) == ""
    said = exposure(payable, latest, date(2024, 5, 12), rated)
    assert "超过最迟付款日 10 天" in said
    assert "2,682.90 元；仅作提示，不计入应付金额" in said
