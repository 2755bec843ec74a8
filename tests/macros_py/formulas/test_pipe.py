"""The formulas over a pipe, as a host that is not Excel asks for them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from macros_py.formulas.pipe import dispatch

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("name", "arguments", "rows"),
    [
        ("RMB_UPPER", [[[536230.0], [""]]], [["人民币伍拾叁万陆仟贰佰叁拾元整"], [""]]),
        ("SLA_DUE", ["接收", [[45299.375], [None]]], [[45299.395833333336], [""]]),
        ("SLA_STATUS", ["接收", 45299.375, None, 45299.39, None, None], [["临期"]]),
        ("SLA_STATUS", [], [["#请写明参数"]]),
        ("QUARTER_PAYABLE", [65.25, None, None], [[535105.0]]),
        ("QUARTER_PAYABLE", ["x"], [[{"error": "#VALUE!", "text": "#数字无法识别"}]]),
        ("RMB_UPPER", ["x"], [["#数字无法识别"]]),
        ("FORM_SCORE", [["正常出勤", "好", *["及时"] * 6]], [[100]]),
        ("NO_SUCH", [1.0], [["#计算出错"]]),
    ],
)
def test_cells_in_cells_out(name: str, arguments: list[object], rows: object) -> None:
    assert json.loads(json.dumps(dispatch(name, arguments))) == rows


def test_one_process_answers_line_after_line() -> None:
    lines = [["RMB_UPPER", [1.0]], ["QUARTER_DEDUCTION", [79.0]], ["MASK", ["13812345678"]]]
    done = subprocess.run(
        [sys.executable, "-m", "macros_py.formulas.pipe"],
        input="".join(f"{json.dumps(line)}\n" for line in lines).encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        [["人民币壹元整"]],
        [[100.0]],
        [["138****5678"]],
    ]
    assert done.stdout.isascii()
