"""Money in rows of 结算台账 that were revoked, and what was kept back (rules 6; contract 3.1)."""

from decimal import Decimal
from pathlib import Path

from macros_py.rules.terms.quarters import nth_quarter
from macros_py.settlement.earlier_quarters import EarlierQuarters
from tests.macros_py.rules.sheets import START
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.written_rows import RegisterRow
from workbook.files.stamp import Stamp


def row(number: int, quarter: str, state: str, **amounts: str) -> RegisterRow:
    values = {"季度": quarter, "状态": state}
    money = {name: Decimal(amount) for name, amount in amounts.items()}
    cells = {"已付金额": f"结算台账!K{number}", "已补足金额": f"结算台账!M{number}"}
    return RegisterRow({**values, **money}, f"结算台账!A{number}", cells)


def earlier(*rows: RegisterRow) -> EarlierQuarters:
    record = Evaluation(Path("考核评价.xlsx"), Stamp(""), {}, register=rows)
    return EarlierQuarters(record, nth_quarter(START, 2))


def test_money_in_a_revoked_row_is_named() -> None:
    found = earlier(
        row(2, "第1季度", "已撤销", 服务费="536580", 应付金额="500000", 已付金额="500000"),
        row(3, "一季度", "草稿", 服务费="536580", 应付金额="536000"),
        row(4, "第2季度", "已撤销", 已补足金额="1"),
    )
    said = [line for line in found.doubts() if "已撤销" in line]
    assert said == [
        "结算台账!K2：第1季度的这一行已撤销，「已付金额」却有 500,000.00 元，请移到有效的一行",
        "结算台账!M4：第2季度的这一行已撤销，「已补足金额」却有 1.00 元，请移到有效的一行",
    ]
    assert (found.paid, found.deducted) == (Decimal(536000), Decimal(580))
