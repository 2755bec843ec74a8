"""What making a 付款单 came to, line by line: for the terminal and for Excel."""

from collections.abc import Iterator

from macros_py.payment.payment import Payment
from macros_py.payment.payment_sheet import invoice_check
from macros_py.rules.payment.latest_day import FOR_INFORMATION


def payment_lines(payment: Payment) -> Iterator[str]:
    """Say what is to be paid, how the invoices agree, how the price stands, and by when.

    Where the file is, each face says in its own way.
    """
    sealed, balance, invoices = payment.sealed, payment.balance, payment.invoices
    for banner in payment.banners:
        yield f"【{banner}】"
    yield f"付款单 {sealed.number}（{sealed.quarter}，制单 {payment.made_on}）"
    yield f"应付 {sealed.payable:,} 元，{sealed.words}"
    if payment.paid:
        yield f"本季度已付 {payment.paid:,} 元，本次应付 {payment.to_pay:,} 元"
    yield f"发票合计 {invoices.total:,} 元，{invoice_check(payment)}"
    yield (
        f"合同总价 {balance.total:,} 元：累计已付 {balance.paid:,}，累计扣款 "
        f"{balance.deducted:,}，余额 {balance.left:,}（含本次应付）"
    )
    yield f"最迟付款日：{payment.latest.text}（{FOR_INFORMATION}）"
    if payment.late:
        yield payment.late
    yield f"核验码 {sealed.code}（请与纸上的核对）"
    yield "编号和日期已登记到结算台账"
