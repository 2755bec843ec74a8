"""What outputs must say first (rules 1, 6; contract 1.2, 3.1-3.4)."""

from decimal import Decimal

import pytest

from macros_py.rules.terms.banners import bank_notes, contract_banners, settlement_banners
from macros_py.rules.terms.money import rmb_upper
from tests.macros_py.rules.in_force import CONTRACT, settings

SETTLED = {"服务起始日已确认": "是", "合同编号": "DX-2025-01", "审计状态": "已审计"}
PAYABLE = Decimal("536530.00")


def banners(overrides: dict[str, object] | None = None, paid_before: str = "0") -> list[str]:
    terms = settings({**SETTLED, **(overrides or {})})
    return list(settlement_banners(terms, PAYABLE, Decimal(paid_before)))


def test_a_settled_contract_has_no_banner() -> None:
    assert banners() == []
    assert list(contract_banners(settings(SETTLED))) == []


def test_the_unconfirmed_contract_as_shipped() -> None:
    assert list(contract_banners(settings())) == ["服务起始日未经甲方确认", "合同编号未填写"]
    assert list(settlement_banners(settings(), PAYABLE, Decimal(0))) == [
        "服务起始日未经甲方确认",
        "合同编号未填写",
        "暂定，以审计结果为准",
    ]


@pytest.mark.parametrize(
    ("overrides", "banner"),
    [
        ({"服务起始日已确认": "否"}, "服务起始日未经甲方确认"),
        ({"审计状态": "待审计"}, "暂定，以审计结果为准"),
        (
            {"合同总价": "2146320.01"},
            "合同总价 2,146,320.01 元不等于 4 个季度 × 536,580.00 元 ＝ 2,146,320.00 元",
        ),
        (
            {"服务终止日": "2024-06-25"},
            "合同总价 2,146,320.00 元不等于 2 个季度 × 536,580.00 元 ＝ 1,073,160.00 元",
        ),
        ({"账号": "1105011007010000038"}, "账号不是20位数字，请核对"),
        ({"账号": "1105 0110 0701 0000 0389"}, "账号不是20位数字，请核对"),
        (
            {"账号": Decimal(11050110070100000000)},
            "账号在「合同设置」中不是文本，末几位可能已失真，请按文本重新填写",
        ),
    ],
)
def test_each_check_of_the_terms(overrides: dict[str, object], banner: str) -> None:
    assert banners(overrides) == [banner]


def test_cumulative_payments_stay_within_the_price() -> None:
    """3.1."""
    assert banners(paid_before="1609790.00") == []
    assert banners(paid_before="1609790.01") == [
        "累计支付 2,146,320.01 元超过合同总价 2,146,320.00 元"
    ]


def test_the_bank_code_is_printed_as_it_is_and_noted() -> None:
    assert list(bank_notes(settings())) == ["银行代码按合同照录，为9位；银行联行号通常为12位"]
    assert list(bank_notes(settings({"银行代码": "105100011070"}))) == []


def test_a_price_that_is_not_the_contracts_words() -> None:
    terms = settings({**SETTLED, "合同总价": "2146324", "每季度服务费": "536581"})
    words = CONTRACT.price_words
    assert words == "人民币贰佰壹拾肆万陆仟叁佰贰拾元整"
    banner = f"合同总价 2,146,324.00 元（{rmb_upper(2146324)}）与合同3.1写明的{words}不一致"
    assert list(settlement_banners(terms, PAYABLE, Decimal(0), words)) == [banner]
    agreed = settings(SETTLED)
    assert list(settlement_banners(agreed, PAYABLE, Decimal(0), words)) == []
