"""最迟付款日: the day by which a quarter is to be paid, for information only (contract 3.2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.errors import CalendarError
from macros_py.rules.terms.money import fen
from macros_py.rules.terms.settings import Settings

UNKNOWN = "无法计算"
FOR_INFORMATION = "仅供参考，以合同和法规为准"


@dataclass(frozen=True, slots=True)
class PaymentStart:
    """When each reading of 付款起算 begins, None where that has not happened (yet).

    ``agreed``: the vendor's own signature (双方确认); ``accepted``: the second of 甲方 (验收合格);
    ``invoiced``: the last invoice came in (收到发票).
    """

    agreed: date | None
    accepted: date | None
    invoiced: date | None

    def of(self, reading: str) -> date | None:
        """Return the day that a reading counts from."""
        return {"双方确认": self.agreed, "验收合格": self.accepted, "收到发票": self.invoiced}[
            reading
        ]


_LACKS = {
    "双方确认": "乙方尚未签认",
    "验收合格": "甲方尚未签认完成",
    "收到发票": "发票的「收到日期」未填全",
}


@dataclass(frozen=True, slots=True)
class LatestDay:
    """The latest day, None where nothing is computed; ``text`` says which, and why."""

    day: date | None
    text: str


NOT_NEEDED = LatestDay(None, "应付 0.00 元，无须付款")


def latest_day(start: PaymentStart, settings: Settings, holidays: Holidays) -> LatestDay:
    """Return the day by 付款起算, 付款期限天数 and 付款末日顺延.

    The day of the start is not counted; a last day that is a rest day moves only where
    付款末日顺延 is 是 (民法典 203). Without 付款期限天数, which the contract does not give, there
    is none.
    """
    days, reading = settings.count("付款期限天数"), settings.choice("付款起算")
    if days is None:
        return LatestDay(None, "未计算：合同没有写明付款期限，「付款期限天数」未填")
    first = start.of(reading)
    if first is None:
        return LatestDay(None, f"{UNKNOWN}：付款起算＝{reading}，{_LACKS[reading]}")
    try:
        last = first + timedelta(days=days)
        moved = last
        while settings.choice("付款末日顺延") == "是" and holidays.is_rest(moved):
            moved += timedelta(days=1)
    except (CalendarError, OverflowError) as error:
        return LatestDay(None, f"{UNKNOWN}：{error}")
    postponed = f"，{last} 为休息日，顺延" if moved != last else ""
    said = f"{moved}（自{reading}之日 {first} 起 {days} 天，当日不计入{postponed}）"
    return LatestDay(moved, said)


def exposure(payable: Decimal, latest: LatestDay, paid_on: date, settings: Settings) -> str:
    """Say what the days after the latest day would cost, ``""`` without a rate or such days.

    ``paid_on``: the day of the payment, or the day that counts as today. Never part of the
    payable.
    """
    rate = settings.values["逾期付款日利率"]
    late = (paid_on - latest.day).days if latest.day else 0
    if not isinstance(rate, Fraction) or not rate or late <= 0 or not payable:
        return ""
    amount = fen(Fraction(payable) * rate * late)
    return (
        f"截至 {paid_on} 已超过最迟付款日 {late} 天，按日利率 {float(rate):.6g} 估算 "
        f"{amount:,} 元；仅作提示，不计入应付金额"
    )
