"""A spreadsheet program of its own must arrive at the tool's fen from the choices."""

import math
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from macros_py.settlement.assembly import filled
from macros_py.settlement.content import SettlementContent
from tests.macros_py.settlement.samples import KINDS, book, chance, event, form
from tests.named_cells import named_cells
from tests.office import convert, needs_office
from tests.workbook.packages import Cells, with_wrong_results

SEEDS = (*range(22), 29, 31, 33)
"""25 settlements; of the first 22 no deduction is rounded down, of the last three each is."""
STEPS = ("绩效扣款", "其他扣款合计", "应结金额", "应付金额", "乙方应补足")


def tool_amounts(settled: SettlementContent) -> dict[str, float]:
    money = settled.settlement
    amounts = (
        money.performance_deduction,
        money.other_deductions,
        money.due,
        money.payable,
        money.shortfall,
    )
    return dict(zip(STEPS, map(float, amounts), strict=True))


@needs_office
def test_recalculated_amounts_are_the_tools_to_the_fen(tmp_path: Path, nightly: bool) -> None:
    books = {f"s{seed:03d}": chance(seed) for seed in (range(100) if nightly else SEEDS)}
    files, names = [], {}
    for name, settled in books.items():
        content = filled(settled)
        names[name] = named_cells(content)
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(with_wrong_results(content))
    for path in convert(files, "xls", tmp_path / "out"):
        settled, cells = books[path.stem], Cells(path, names[path.stem])
        got = {step: round(cells[step], 2) for step in STEPS}
        assert got == tool_amounts(settled), path.stem
        assert math.isclose(cells["季度平均分"], float(settled.score.average), abs_tol=1e-12)
        assert cells["核对_总"] == "全部步骤与工具结果一致", path.stem
        assert cells["单据_大写"].startswith("人民币"), path.stem
        assert cells["单据_应付"] == cells["应付金额"]
        assert [cells[f"核对_{step}"] for step in STEPS] == ["一致"] * len(STEPS)


FLIPS = {
    "计次": {"特殊情形计次": "逐次"},
    "扣自": {"特殊情形扣自": "季度平均分"},
    "下限": {"分数下限": "无"},
    "舍去": {"不足1分": "舍去"},
    "进位": {"不足1分": "进位"},
    "两项": {"特殊情形计次": "逐次", "特殊情形扣自": "季度平均分"},
}


def disputed(**settings: str) -> SettlementContent:
    """A quarter in which every reading is worth money."""
    low = {"数据分析": "严重延误", "案件审核、回复": "严重延误", "勤务管理": "10分钟以上"}
    return book(
        [form("甲", **low), form("乙", 工作纪律="较好"), form("丙", **low, 工作纪律="较差")],
        [event(KINDS[kind], who) for kind, who in ((0, "甲"), (0, "甲"), (1, "丙"), (2, "丙"))],
        settings=settings,
    )


@pytest.mark.nightly
@needs_office
def test_the_formulas_obey_a_reading_that_finance_flips(tmp_path: Path) -> None:
    start = tmp_path / "start.xlsx"
    start.write_bytes(filled(disputed()))
    names = named_cells(start.read_bytes())
    files = []
    for name, flips in FLIPS.items():
        changed = openpyxl.load_workbook(start)
        for key, choice in flips.items():
            sheet, cell = next(changed.defined_names[f"口径_{key}"].destinations)
            changed[sheet][cell] = choice
        files.append(tmp_path / f"{name}.xlsx")
        changed.save(files[-1])
    payable = set()
    for path in convert(files, "xls", tmp_path / "out"):
        cells, expected = Cells(path, names), disputed(**FLIPS[path.stem])
        assert round(cells["绩效扣款"], 2) == float(expected.settlement.performance_deduction)
        assert math.isclose(cells["季度平均分"], float(expected.score.average), abs_tol=1e-12)
        payable.add(expected.settlement.payable)
        if expected.settlement.payable != disputed().settlement.payable:
            assert "不一致" in cells["核对_总"]
            assert "重新生成" in cells["单据_大写"]
    assert len(payable) > 3


@pytest.mark.sampled(4)
@pytest.mark.parametrize("rate", ["100", "100.01", "33.33", "0.07"])
@pytest.mark.parametrize("limit", ["80", "79.99", "80.1"])
def test_the_deductions_formula_is_exact_in_binary_numbers(limit: str, rate: str) -> None:
    """Sum first, divide once, round whole fen: no tie is missed for up to 40 forms.

    The same steps as the sheet's, in the doubles that a spreadsheet program computes with, and
    rounding without any of the corrections that such programs make.
    """
    for count in range(1, 41):
        for total in range(0, 80 * count, 1 + count // 7):
            gap = round(float(limit) * count - total, 6)
            numerator = round(gap * float(rate) * 100, 4)
            sheet = math.floor(numerator / count + 0.5) / 100
            exact = (Fraction(limit) * count - total) * Fraction(rate) / count
            cents = math.floor(exact * 100 + Fraction(1, 2))
            assert sheet == cents / 100, (count, total)
