"""What the next settlement takes from 结算台账: cumulative paid, remaining, shortfall."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.scoring.settlement import settle
from macros_py.rules.terms.errors import SettlementError
from macros_py.rules.terms.money import fen
from macros_py.rules.terms.quarters import nth_quarter
from macros_py.settlement.earlier_quarters import EarlierQuarters
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.written_rows import RegisterRow
from workbook.files.stamp import Stamp
from workbook.values.records import Raw

SETTINGS = default_contract().settings()
START = SETTINGS.date("服务起始日")
MONEY = st.decimals(0, 900_000, places=2)


def register(*rows: dict[str, Raw]) -> Evaluation:
    written = tuple(RegisterRow(row, f"结算台账!A{n}") for n, row in enumerate(rows, 2))
    return Evaluation(Path("考核评价.xlsx"), Stamp(""), {}, register=written)


def row(quarter: str, payable: Raw, *, state: str = "已签认", **more: Raw) -> dict[str, Raw]:
    return {"季度": quarter, "状态": state, "应付金额": payable, "已付金额": "", **more}


@given(st.lists(st.tuples(st.fractions(0, 100), MONEY), min_size=1, max_size=4))
def test_the_quarters_add_up_to_the_whole(quarters) -> None:
    rows: list[dict[str, Raw]] = []
    deducted = Decimal(0)
    for number, (average, other) in enumerate(quarters, 1):
        money = settle(average, [other], SETTINGS)
        rows.append(row(f"第{number}季度", money.payable, 乙方应补足=money.shortfall))
        deducted += money.performance_deduction + money.other_deductions
    after = nth_quarter(START, len(quarters) + 1)
    record = register(*rows)
    fee = fen(SETTINGS.amount("每季度服务费"))
    earlier = EarlierQuarters(record, after)
    assert earlier.paid - earlier.shortfall == len(quarters) * fee - deducted
    assert EarlierQuarters(register(*rows[::-1]), after).paid == earlier.paid
    assert EarlierQuarters(record, nth_quarter(START, 1)).paid == 0


@pytest.mark.parametrize(
    ("rows", "paid", "owed"),
    [
        ([], "0.00", "0.00"),
        ([row("第1季度", Decimal(100))], "100.00", "0.00"),
        ([row("1", Decimal(100), 已付金额=Decimal(0))], "0.00", "0.00"),
        ([row("第1季度", Decimal(100), 已付金额="¥1,099.50元")], "1099.50", "0.00"),
        (
            [row("第1季度", Decimal(100), state="已撤销"), row("第1季度", Decimal(90))],
            "90.00",
            "0.00",
        ),
        ([row("第1季度", Decimal(100), state="草稿")], "100.00", "0.00"),
        ([row("第1季度", Decimal(100)), row("第1季度", Decimal(90))], "90.00", "0.00"),
        ([row("第2季度", Decimal(100)), row("第3季度", Decimal(7))], "0.00", "0.00"),
        ([row("第1季度", Decimal(0), 乙方应补足=Decimal(50))], "0.00", "50.00"),
        (
            [row("第1季度", Decimal(0), 乙方应补足=Decimal(50), 已补足金额=Decimal(20))],
            "0.00",
            "30.00",
        ),
        (
            [row("第1季度", Decimal(0), 乙方应补足=Decimal(50), 已补足金额=Decimal(70))],
            "0.00",
            "0.00",
        ),
        ([{"说明": "合计"}], "0.00", "0.00"),
    ],
)
def test_rows(rows, paid: str, owed: str) -> None:
    earlier = EarlierQuarters(register(*rows), nth_quarter(START, 2))
    assert (str(earlier.paid), str(earlier.shortfall)) == (paid, owed)


def test_an_amount_that_is_none_is_named() -> None:
    with pytest.raises(SettlementError, match=r"结算台账!A2.*「已付金额」无法识别.*已付清"):
        assert EarlierQuarters(
            register(row("第1季度", Decimal(1), 已付金额="已付清")), nth_quarter(START, 2)
        ).paid
