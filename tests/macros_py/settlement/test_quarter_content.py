"""From a ledger and an evaluation workbook on disk to the settlement workbook."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros_py.inputs.in_force import InForce, read_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.rules.terms.quarters import find_quarter
from macros_py.settlement.assembly import filled
from macros_py.settlement.quarter_content import quarter_content
from macros_py.settlement.settling import settlement_of
from tests.evaluations import BEST, form_row, write_evaluation
from tests.named_cells import named_cells

CASES = """工单编号,派单时间,接收时间,诉求内容,来电号码
A1,2024-01-05 09:00:00,2024-01-05 09:30:00,路灯不亮,13812345678
A2,2024-01-05 09:00:00,2024-01-05 09:30:01,停水,13812345678
A2,2024-01-05 09:00:00,2024-01-05 09:10:00,停水,13812345678
A3,2024-03-25 23:59:59,2024-03-25 23:00:00,停电,13812345678
A4,2024-03-26 00:00:00,2024-03-26 01:00:00,下一季度,13812345678
"""


def test_the_counts_are_of_the_quarters_own_cases_each_once(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(CASES, "utf-8")
    worse = ("迟到、早退10分钟以内", "较好", *BEST[2:])
    evaluation = write_evaluation(
        tmp_path / "考核评价.xlsx",
        settings={"合同编号": "AD-1"},
        rows={"考核评分": [form_row("一组"), form_row("二组", worse)]},
    )
    in_force = read_in_force(evaluation)
    judged = judge_ledger(ledger, in_force, datetime(2024, 4, 1))
    settled = settlement_of(in_force, find_quarter("1", in_force.settings), judged)
    receive = quarter_content(settled).stages[0]
    assert (receive.name, receive.owner, receive.on_time, receive.decided) == ("接收", "乙方", 1, 2)
    assert dict(receive.counts) == {"按时": 1, "超时": 1, "数据异常": 1}
    assert dict(receive.misses) == {"超时": ("A2",), "数据异常": ("A3",)}
    content = filled(quarter_content(settled, sample=True))
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert book.sheetnames[:3] == ["附件2-一组", "附件2-二组", "结算单"]
    sheet, cell = named_cells(content)["", "单据_来源"]
    assert book[sheet][cell].value.startswith(
        "统计截至 2024-04-01 00:00；数据来源：台账.csv、考核评价.xlsx；"
    )
    assert b"13812345678" not in content


ROWS = tuple(
    f"A{n:02},2024-01-{n + 5:02} 09:00:00,2024-01-{n + 5:02} {time},{reply},{zero}"
    for n, (time, reply, zero) in enumerate(
        (
            *(("09:30:00", "好", ""), ("09:30:01", "好", ""), ("09:31:00", "", "是")),
            *(("08:59:00", "好", ""), ("08:58:00", "", "是"), ("", "好", "")),
            *(("", "", ""), ("10:00:00", "好", "是")),
        )
    )
)


HEADER = "工单编号,派单时间,接收时间,回复内容,零分工单"


@pytest.fixture(scope="module")
def in_force(tmp_path_factory: pytest.TempPathFactory) -> InForce:
    evaluation = write_evaluation(
        tmp_path_factory.mktemp("in_force") / "考核评价.xlsx",
        settings={"合同编号": "AD-1", "建议阈值-案件接收、派单": "95%,85%,70%"},
        rows={"考核评分": [form_row("一组")]},
    )
    return read_in_force(evaluation)


@pytest.fixture(scope="module")
def in_order(in_force: InForce, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return workbook_of(tmp_path_factory.mktemp("in_order") / "台账.csv", in_force, ROWS)


@given(rows=st.permutations(ROWS))
@settings(
    deadline=None,
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_order_of_the_ledgers_rows_changes_no_byte(
    tmp_path: Path, in_force: InForce, in_order: bytes, rows: list[str]
) -> None:
    assert workbook_of(tmp_path / "台账.csv", in_force, rows) == in_order


def workbook_of(ledger: Path, in_force: InForce, rows: Sequence[str]) -> bytes:
    ledger.write_text("\n".join((HEADER, *rows)), "utf-8")
    judged = judge_ledger(ledger, in_force, datetime(2024, 4, 1))
    settled = settlement_of(in_force, find_quarter("1", in_force.settings), judged)
    return filled(quarter_content(settled))
