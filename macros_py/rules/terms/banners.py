"""What an output must say before anything else: unconfirmed terms and sums that do not agree."""

from collections.abc import Iterator
from decimal import Decimal

from macros_py.rules.terms.money import fen, rmb_upper
from macros_py.rules.terms.quarters import quarters_in_term
from macros_py.rules.terms.settings import Settings

ACCOUNT_DIGITS = 20
INTERBANK_DIGITS = 12


def contract_banners(settings: Settings) -> Iterator[str]:
    """Yield what every output carries until the township has settled it (contract 1.2)."""
    yield from start_banners(settings)
    if not settings.text("合同编号"):
        yield "合同编号未填写"


def start_banners(settings: Settings) -> Iterator[str]:
    """Yield what an output carries that rests on 服务起始日 alone (contract 1.2)."""
    if not settings.yes("服务起始日已确认"):
        yield "服务起始日未经甲方确认"


def settlement_banners(
    settings: Settings,
    payable: Decimal,
    paid_before: Decimal,
    price_words: str = "",
) -> Iterator[str]:
    """Yield the checks of a settlement that fail or stay open (contract 3.1-3.4).

    ``price_words`` is the total price as the contract writes it out.
    """
    yield from contract_banners(settings)
    if settings.choice("审计状态") == "待审计":
        yield "暂定，以审计结果为准"
    total, fee = fen(settings.amount("合同总价")), fen(settings.amount("每季度服务费"))
    count = len(list(quarters_in_term(settings)))
    if count * fee != total:
        yield f"合同总价 {total:,} 元不等于 {count} 个季度 × {fee:,} 元 ＝ {count * fee:,} 元"
    elif price_words and rmb_upper(total) != price_words:
        yield f"合同总价 {total:,} 元（{rmb_upper(total)}）与合同3.1写明的{price_words}不一致"
    if paid_before + payable > total:
        yield f"累计支付 {paid_before + payable:,} 元超过合同总价 {total:,} 元"
    yield from _account_banners(settings)


def bank_notes(settings: Settings) -> Iterator[str]:
    """Yield notes on the payee's bank data that need no action (contract 3.4)."""
    code = settings.text("银行代码")
    if len(code) != INTERBANK_DIGITS:
        yield f"银行代码按合同照录，为{len(code)}位；银行联行号通常为{INTERBANK_DIGITS}位"


def _account_banners(settings: Settings) -> Iterator[str]:
    account = settings.text("账号")
    if "账号" in settings.numbers_as_text:
        yield "账号在「合同设置」中不是文本，末几位可能已失真，请按文本重新填写"
    elif not (account.isascii() and account.isdigit() and len(account) == ACCOUNT_DIGITS):
        yield f"账号不是{ACCOUNT_DIGITS}位数字，请核对"
