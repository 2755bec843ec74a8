"""付款单.xlsx filled (contract 3.2): what finance pays from once a quarter is signed."""

from collections.abc import Mapping

from macros_py.payment.payment import Payment
from macros_py.rules.payment.invoices import shown_number
from macros_py.rules.payment.latest_day import FOR_INFORMATION
from macros_py.rules.terms.money import fen
from workbook.values.records import Invoice
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Result, Value, fill

PAGE, TEMPLATE = "付款单", "付款单.xlsx"
_FROM_BILL = {
    "付款_户名": "收款_户名",
    "付款_银行": "收款_银行",
    "付款_账号": "收款_账号",
    "付款_代码": "收款_代码",
    "付款_合同编号": "合同_编号",
    "付款_合同名称": "合同_名称",
    "付款_甲方": "合同_甲方",
    "付款_乙方": "合同_乙方",
    "付款_周期": "合同_周期",
}
"""What is printed as it stands on 结算单, by the names there."""
Row = Mapping[str, Value | Result]


def payment_workbook(payment: Payment, template: bytes) -> bytes:
    """Return the workbook's bytes; raises TemplateError."""
    return fill(template, _content(payment))


def invoice_check(payment: Payment) -> str:
    """Say whether the invoices make up the payable amount (contract 3.2)."""
    if not payment.invoices.own:
        return "无须发票"
    return "相符" if payment.invoices.difference == 0 else "不相符"


def _content(payment: Payment) -> Fill:
    sealed, balance, invoices = payment.sealed, payment.balance, payment.invoices
    latest = f"{payment.latest.text}\n{FOR_INFORMATION}"
    values: dict[str, Value | Result] = {
        name: sealed.shown.get(source) for name, source in _FROM_BILL.items()
    }
    values |= {
        "付款_编号": sealed.number,
        "付款_日期": payment.made_on,
        "付款_依据": f"服务费验收结算单 {sealed.number}\n核验码：{sealed.code}",
        "付款_应付": sealed.payable,
        "付款_大写": sealed.words,
        "付款_本季已付": payment.paid,
        "付款_本次": Result(payment.to_pay),
        "付款_发票合计": Result(invoices.total),
        "付款_税额合计": Result(_tax(payment)),
        "付款_核对": Result(invoice_check(payment)),
        "付款_差额": Result(invoices.difference),
        "付款_总价": balance.total,
        "付款_已付": balance.paid,
        "付款_扣款": balance.deducted,
        "付款_余额": Result(balance.left),
        "付款_最迟": "\n".join(filter(None, (latest, payment.late))),
        "付款_规模": payment.scale,
    }
    banners: list[Row] = [{"付款_提示": f"▲ {banner}"} for banner in payment.banners]
    return Fill(
        values,
        (banners or [{"付款_提示": "（无提示事项）"}], _invoices(payment)),
        {
            "页眉": f"付款单　{sealed.number}",
            "样例": "示例数据" if sealed.sample else "",
            "来源": "金额、收款账户取自签认时封存的验收结算；发票、已付金额取自考核评价工作簿",
        },
    )


def _tax(payment: Payment) -> Value:
    taxes = [row.tax for row in payment.invoices.own]
    given = [fen(tax) for tax in taxes if tax is not None]
    return sum(given, fen(0)) if len(given) == len(taxes) else "未填全"


def _invoices(payment: Payment) -> list[Row]:
    rows = [_invoice(row) for row in payment.invoices.own]
    names = ("种类", "开票日期", "收到日期", "金额", "税额")
    return rows or [{"发票_号码": "（无）", **{f"发票_{name}": None for name in names}}]


def _invoice(row: Invoice) -> Row:
    kind = masked(row.kind)
    return {
        "发票_号码": shown_number(row.number),
        "发票_种类": f"{kind}（红字）" if row.amount < 0 else kind,
        "发票_开票日期": row.date,
        "发票_收到日期": row.received,
        "发票_金额": fen(row.amount),
        "发票_税额": fen(row.tax) if row.tax is not None else None,
    }
