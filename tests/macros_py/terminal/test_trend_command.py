"""``jsjb trend``: the quarters of the term, from 结算台账 and, with a ledger, from its cases."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros_py.terminal.cli import main
from tests.evaluations import write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.macros_py.desk.reports.ledgers import cases, write
from tests.office import convert, needs_office, needs_poppler, page_text

ROWS = (
    ("第1季度", "已撤销", "78", 536580, 200, 0, 536380, 0, None),
    ("第1季度", "已签认", "235/3", 536580, 166.67, 350, 536063.33, 0, 536063.33),
    ("第2季度", "草稿", "85", 536580, 0, 0, 536580, 0, None),
    ("第4季度", "草稿", "100", 536580, 0, 600000.01, 0, 63420.01, None),
)
HEADERS = (
    *("季度", "状态", "季度平均分", "服务费", "绩效扣款", "其他扣款", "应付金额", "乙方应补足"),
    "已付金额",
)


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["结算台账"]
        at = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(ROWS, 2):
            for header, value in zip(HEADERS, row, strict=True):
                sheet.cell(number, at[header], value)

    return write_evaluation(tmp_path / "考核评价.xlsx", edit=change)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(str(left.value.code))


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    run("trend", *arguments, "--as-of", "2024-03-20T15:00", "--json")
    quarters: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["quarters"]
    return quarters


def test_the_register_by_quarter(evaluation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A revoked row does not count; a quarter without a row has nothing, not 0."""
    quarters = told(capsys, evaluation)
    assert [q["quarter"] for q in quarters] == ["第1季度", "第2季度", "第3季度", "第4季度"]
    first, second, third, fourth = quarters
    assert (first["state"], first["average"], first["payable"], first["paid"]) == (
        *("已签认", "235/3"),
        *("536063.33", "536063.33"),
    )
    assert (second["average"], second["paid"]) == ("85", None)
    assert (third["state"], third["average"], third["payable"]) == (None, None, None)
    assert first["rates"] == {}
    assert (fourth["payable"], fourth["shortfall"], fourth["paid"]) == ("0.00", "63420.01", None)


def test_with_a_ledger_the_rates_are_those_of_its_report(
    evaluation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = write(tmp_path / "台账.xlsx", cases(5, 120))
    first, second, *_ = told(capsys, evaluation, ledger)
    given = ("--period", "第1季度", "--out", tmp_path, "--as-of", "2024-03-20T15:00", "--json")
    run("report", ledger, evaluation, *given)
    report = json.loads(capsys.readouterr().out)
    assert list(first["rates"].values()) == [
        report["rates"][key] for key in ("response", "resolution", "satisfaction")
    ]
    received = report["funnel"]["接收"]
    decided = received["on_time"] + received["late"] + received["overdue"]
    part, whole = map(int, first["on_time"]["接收"].split("/"))
    assert part * decided == whole * received["on_time"]
    assert second["rates"] == {}


def test_a_share_of_nothing_on_time_is_0(
    evaluation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = ("工单编号", "派单时间", "接收时间", "办结时间", "是否响应")
    times = ("2024-03-01 09:00:00", "2024-03-08 09:00:00", "2024-03-09 09:00:00")
    ledger = write_xlsx(tmp_path / "台账.xlsx", simple(("1", *times, "否"), headers=headers))
    first, *_ = told(capsys, evaluation, ledger)
    assert first["on_time"]["接收"] == "0"
    assert first["rates"] == {"响应率": "0", "解决率": None, "满意率": None}


def test_the_page(evaluation: Path, tmp_path: Path) -> None:
    out = tmp_path / "年度.xlsx"
    assert run("trend", evaluation, "--out", out, "--as-of", "2024-03-20T15:00") == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["年度汇总", "图表数据"]
    rows = list(book["年度汇总"].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == "季度")
    assert rows[head + 1][:10] == (
        *("第1季度", "2023-12-26至2024-03-25", "已签认", pytest.approx(235 / 3)),
        *(536580, 166.67, 350, 536063.33, 0, 536063.33),
    )
    assert rows[head + 4][7:10] == (0, 63420.01, "—")
    assert rows[head + 3][2:5] == ("—", "—", "—")
    behind = book["图表数据"]
    assert (behind.sheet_state, behind["B3"].value, behind["B3"].number_format) == (
        *("hidden", pytest.approx(235 / 3)),
        "0.00",
    )


@needs_office
@needs_poppler
def test_it_prints_on_one_page_with_its_chart(evaluation: Path, tmp_path: Path) -> None:
    out = tmp_path / "年度.xlsx"
    run("trend", evaluation, "--out", out, "--as-of", "2024-03-20T15:00")
    (pdf,) = convert([out], "pdf", tmp_path / "pdf")
    assert "第1页，共1页" in page_text(pdf, 1)


def test_another_kind_of_file_is_refused(
    evaluation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("trend", evaluation, "--out", tmp_path / "年度.pdf") == 2
    assert "新文件应为 .xlsx" in capsys.readouterr().err
    assert not (tmp_path / "年度.pdf").exists()
