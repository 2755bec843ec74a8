"""Inputs that LibreOffice saved settle and are judged like those that a test writes.

The files lie in ``tests/golden/LibreOffice``; every figure here is worked out by hand from what
``tests.signed_quarter`` says that they hold.
"""

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from macros_py.jobs import ledger_jobs, quarter_jobs
from macros_py.jobs.inputs import Inputs
from tests.golden.elsewhere import FOLDER, KINDS
from tests.signed_quarter import AS_OF, HEADER, NOW
from workbook.ledger.ledger import read_ledger


def inputs(folder: Path, kind: str) -> Inputs:
    """Copies of a ledger and an evaluation workbook, to be written into."""
    files = (f"案件台账.{kind}", f"考核评价.{kind}")
    ledger, evaluation = (Path(shutil.copy(FOLDER / name, folder)) for name in files)
    return Inputs(ledger, AS_OF, evaluation, now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_the_quarter_to_the_fen(tmp_path: Path, kind: str) -> None:
    settled = quarter_jobs.settle(inputs(tmp_path, kind), "1", tmp_path).json()
    assert (settled["average"], settled["payable"]) == ("72.5", "535709.50")
    assert (settled["performance_deduction"], settled["other_deductions"]) == ("750.00", "120.50")
    assert "违约违规!F3：「坐席二组」的失密造成严重后果没有认定人，未计入扣分" in settled["banners"]
    told = [f"{problem['sheet']}!{problem['cell']}" for problem in settled["problems"]]
    assert told == ["案件台账!A5", "案件台账!B6"], "a number twice; a time after as-of"
    assert (settled["unrecorded"] is None) == (kind == "xlsx"), "only an .xlsx takes the row"


@pytest.mark.parametrize("kind", KINDS)
def test_times_and_numbers_of_cases(kind: str) -> None:
    ledger = read_ledger(FOLDER / f"案件台账.{kind}")
    assert ledger.frame["case_id"].tolist() == ["A1", "A2", "A3", "A3", "A9"]
    assert ledger.frame["dispatched_at"].tolist() == [
        datetime(2024, 1, 8, 10),
        datetime(2024, 1, 8, 10),
        datetime(2024, 3, 25, 23, 59),
        datetime(2024, 3, 25, 8),
        datetime(2024, 5, 8, 10),
    ]
    assert not ledger.frame["dispatched_at_dateonly"].any()
    assert ledger.frame["resolved"].tolist() == ["解决", "未解决", "", "", ""]
    assert [str(problem) for problem in ledger.problems] == [
        "案件台账!A5：工单编号重复 “A3”，首次见 案件台账!A4"
    ]


def test_flags_are_written_beside_what_stands_there(tmp_path: Path) -> None:
    given = inputs(tmp_path, "xlsx")
    before = openpyxl.load_workbook(given.ledger)["案件台账"]
    ledger_jobs.flags(given)
    after = openpyxl.load_workbook(given.ledger)["案件台账"]
    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value
            assert after[cell.coordinate].number_format == cell.number_format
    headers, *rows = after.iter_rows(min_col=len(HEADER) + 1, values_only=True)
    shown = [dict(zip(headers, row, strict=True)) for row in rows]
    assert [row["接收状态"] for row in shown] == ["按时", *["逾期未办"] * 3, "数据异常"]
    assert shown[2]["接收时限"] == datetime(2024, 3, 26, 0, 29)
    assert [row["办结状态"] for row in shown] == [
        *("逾期未办", "按时", "未到期", "未到期"),
        "数据异常",
    ]
    assert shown[0]["办结时限"] == datetime(2024, 1, 15, 23, 59, 59)
