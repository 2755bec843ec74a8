"""A quarter's invoices against what is payable (contract 3.2)."""

from datetime import date
from decimal import Decimal

import pytest

from macros_py.rules.payment.invoices import Invoices, each_number, shown_numbers
from workbook.values.records import Invoice

PAYABLE = Decimal("1000.00")
Line = tuple[str, str]


def rows(*given: tuple[str, str], quarter: str = "第1季度", first: int = 2) -> list[Invoice]:
    """Return invoices of (number, amount), from row ``first`` of 发票 on."""
    return [
        Invoice(
            quarter,
            number,
            Decimal(amount),
            date(2024, 4, 1),
            f"发票!C{row}",
            cells={"发票号码": f"发票!B{row}", "开票日期": f"发票!D{row}", "税额": f"发票!F{row}"},
        )
        for row, (number, amount) in enumerate(given, first)
    ]


def judged(
    found: list[Invoice], payable: Decimal = PAYABLE, revoked: dict[str, str] | None = None
) -> Invoices:
    return Invoices(found, "第1季度", payable, revoked or {})


def faults(*given: tuple[str, str], **others: object) -> list[tuple[str, str]]:
    return list(judged(rows(*given), **others).faults())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ([("1", "1000")], "1000.00"),
        ([("1", "600"), ("2", "400.00")], "1000.00"),
        ([("1", "1200"), ("1", "-200")], "1000.00"),
        ([("1", "1200"), ("3", "-1200"), ("2", "1000")], "1000.00"),
    ],
)
def test_what_makes_up_the_payable_is_paid(given, total: str) -> None:
    invoices = judged(rows(*given))
    assert (str(invoices.total), invoices.difference) == (total, 0)
    assert (list(invoices.faults()), list(invoices.banners(date(2025, 1, 1)))) == ([], [])


def test_too_little_is_a_banner_with_the_difference() -> None:
    invoices = judged(rows(("1", "999.99")))
    assert list(invoices.faults()) == []
    assert list(invoices.banners(date(2025, 1, 1))) == [
        "发票合计 999.99 元与应付金额 1,000.00 元不相符，少 0.01 元（合同3.2）"
    ]


def test_none_is_refused_unless_nothing_is_payable() -> None:
    assert faults() == [("发票", "没有登记第1季度的发票，请先登记发票号码、金额和日期（合同3.2）")]
    assert faults(payable=Decimal(0)) == []


@pytest.mark.parametrize(
    ("given", "cell", "says"),
    [
        ([("1", "1000.01")], "发票!C2", "超过应付金额 1,000.00 元，多 0.01 元"),
        ([("1", "600"), ("2", "500")], "发票!C3", "多 100.00 元"),
        ([("", "1000")], "发票!B2", "发票号码未填"),
        ([("1", "500"), ("１", "500")], "发票!B3", "发票号码与 发票!B2 重复"),
        ([("1", "1000"), ("1", "-1000.01")], "发票!C3", "红字发票 -1,000.01 元大于原发票 1,000.00"),
        ([("1", "600"), ("2", "400"), ("9", "-601")], "发票!C4", "大于原发票 600.00"),
        ([("1", "600"), ("8", "-400"), ("9", "-300")], "发票!C4", "大于原发票 600.00"),
        ([("1", "1000"), ("1", "-1000")], "发票!C3", "已全部红冲"),
        ([("9", "-1000")], "发票!C2", "大于原发票 0.00"),
        ([("1", "0"), ("2", "1000")], "发票!C2", "发票金额为 0"),
    ],
)
def test_what_forbids_paying_is_named_by_its_cell(given, cell: str, says: str) -> None:
    found = faults(*given)
    assert [why for where, why in found if where == cell and says in why], found


def test_a_number_of_another_quarter_is_doubled_too() -> None:
    other = rows(("1", "1000"), quarter="第2季度", first=9)
    (fault,) = judged([*rows(("1", "1000")), *other]).faults()
    assert fault == ("发票!B9", "发票号码与 发票!B2 重复，请只留一行")


def test_an_invoice_of_a_revoked_settlement_is_refused_until_it_is_credited() -> None:
    revoked = {"1": "结算台账!J2"}
    (fault,) = faults(("1", "1000"), revoked=revoked)
    assert fault[0] == "发票!B2"
    assert "已撤销的结算的（结算台账!J2）" in fault[1]
    assert faults(("1", "900"), ("1", "-900"), ("2", "1000"), revoked=revoked) == []
    assert faults(("1", "900"), ("7", "-900"), ("2", "1000"), revoked=revoked) == []


def test_a_number_that_is_masked_in_the_register_is_known_again() -> None:
    number = "13812345678"
    revoked = {shown_numbers(rows((number, "1000"))): "结算台账!J2"}
    assert number not in revoked
    (fault,) = faults((number, "1000"), revoked=revoked)
    assert "已撤销的结算的（结算台账!J2）" in fault[1]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("", []),
        ("12345678", ["12345678"]),
        ("12345678、23456789", ["12345678", "23456789"]),
        ("12345678，23456789;34567890\n45678901", ["12345678", "23456789", "34567890", "45678901"]),
        ("12345678 23456789", ["12345678", "23456789"]),
        ("12345678和23456789", ["12345678", "23456789"]),
        ("12345678～12345680", ["12345678", "12345680"]),
        ("011002100111 12345678", ["011002100111 12345678"]),
        ("2411 2000 0000 1234 5678", ["2411 2000 0000 1234 5678"]),
        ("12345678、电", ["12345678、电"]),
        ("011002100111、12345678", ["011002100111、12345678"]),
        ("12345678，见说明2", ["12345678，见说明2"]),
    ],
)
def test_the_numbers_of_a_cell_one_by_one(cell: str, numbers: list[str]) -> None:
    assert each_number(cell) == numbers


@pytest.mark.parametrize("joined", ["12345678、23456789", "23456789 12345678"])
def test_several_numbers_in_one_cell_are_refused_and_kept_apart(joined: str) -> None:
    """What was made out for a revoked settlement is known again, however it is written later."""
    revoked = {"12345678": "结算台账!J2"}
    several, of_revoked = faults((joined, "1000"), revoked=revoked)
    assert several == ("发票!B2", "一格里有 2 个发票号码，请一张发票一行，各填各的号码和金额")
    assert "已撤销的结算的（结算台账!J2）" in of_revoked[1]
    kept = shown_numbers(rows((joined, "1000")))
    assert sorted(kept.split("、")) == ["12345678", "23456789"]


@pytest.mark.parametrize("tax", ["1000", "-56.60", "2000"])
def test_a_tax_that_cannot_be_is_named(tax: str) -> None:
    (row,) = rows(("1", "1000"))
    taxed = Invoice(row.quarter, row.number, row.amount, row.date, row.cell, tax=Decimal(tax),
                    cells=row.cells)  # fmt: skip
    assert [cell for cell, _ in judged([taxed]).faults()] == ["发票!F2"]


def test_an_invoice_without_a_date_is_told() -> None:
    (row,) = rows(("1", "1000"))
    undated = Invoice(row.quarter, row.number, row.amount, None, row.cell, cells=row.cells)
    assert list(judged([undated]).banners(date(2025, 1, 1))) == ["发票!D2：开票日期未填"]


def test_the_register_keeps_each_number_once() -> None:
    made = rows(("24112001", "1000"), ("24112001", "-1000"), ("24112002", "1000"))
    assert shown_numbers(made) == "24112001、24112002"
