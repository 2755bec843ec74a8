"""分析报告, 年度汇总 and 三率 pressed, beside the same jobs on the files."""

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from macros_py.jobs import report as reports
from macros_py.jobs.candidates import DESCRIPTION, subjects_in
from macros_py.jobs.templates import form_with_figures
from macros_py.ribbon import evidence, figures
from macros_py.rules.rates.groupings import GROUPINGS
from tests.desk import AS_OF, inputs, pressed, refused, without_events
from tests.xlwings_engine import Host


def cells(path: Path) -> list[list[object]]:
    return [
        [sheet.title, cell.coordinate, cell.value]
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


@pytest.mark.sampled(1)
@pytest.mark.parametrize("evaluation_open", [False, True])
def test_a_report_is_the_commands(
    host: Host, desk: Path, tmp_path: Path, evaluation_open: bool
) -> None:
    if evaluation_open:
        host.open(desk / "考核评价.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    other = tmp_path / "另一处"
    filed = reports.report(inputs(desk), tmp_path / "没有.xlsx", "2024-03", other)
    for _ in range(2):
        host.answers = ["2024-03"]
        message = pressed(book, figures.report)
        assert "月分析_2024-03.docx" in message
        assert f"已生成并打开 {desk / '分析_2024-03.xlsx'}" in message
        assert "「台账体检」" in message
        assert message.endswith("所用文件：案件台账.xlsx、考核评价.xlsx")
        assert {data.name for data in host.books} == {
            "案件台账.xlsx",
            "分析_2024-03.xlsx",
            *(["考核评价.xlsx"] if evaluation_open else []),
        }
    assert cells(desk / "分析_2024-03.xlsx") == cells(filed.outputs[0])
    assert "没有变化，未写入" in message
    register = openpyxl.load_workbook(desk / "考核评价.xlsx")["分析报告"]
    assert list(register.values).count(("月分析", "2024-03", None)) == 1


def test_a_report_asks_for_saved_workbooks_and_a_period(host: Host, desk: Path) -> None:
    host.open(desk / "考核评价.xlsx")
    book = host.open(desk / "案件台账.xlsx")
    host.answers = [False]
    assert pressed(book, figures.report) == ""
    host.answers = ["上个月"]
    assert "上个月" in refused(book, figures.report)
    assert {data.name for data in host.books} == {"考核评价.xlsx", "案件台账.xlsx"}
    for data in host.books:
        data.saved = False
        book = xw.books["案件台账.xlsx"]
        assert f"「{data.name}」有没保存的改动" in refused(book, figures.report)
        data.saved = True
    assert not list(desk.glob("分析_*"))


@pytest.mark.parametrize(("period", "name"), [("全部", "全部"), ("2024年3月", "2024-03")])
def test_the_rates_are_the_commands(
    host: Host, desk: Path, tmp_path: Path, period: str, name: str
) -> None:
    book = host.open(desk / "案件台账.xlsx")
    other = tmp_path / "另一处.xlsx"
    given = None if period == "全部" else period
    told = reports.rate_table(inputs(desk), list(GROUPINGS), given, other)
    for _ in range(2):
        host.answers = [period]
        message = pressed(book, figures.rates)
        assert f"有效回访 {told.table.total.counted} 件" in message
        assert f"已生成并打开 {desk / f'三率_{name}.xlsx'}" in message
        assert message.endswith("所用文件：案件台账.xlsx、考核评价.xlsx")
    assert cells(desk / f"三率_{name}.xlsx") == cells(other)
    host.answers = ["2024-13"]
    assert "2024-13" in refused(book, figures.rates)


@pytest.mark.parametrize("with_ledger", [False, True])
def test_the_year_is_the_commands(
    host: Host, desk: Path, tmp_path: Path, with_ledger: bool
) -> None:
    ledger = desk / "案件台账.xlsx"
    for name in (".备份", ".备份_2024-03-01", ".导入前_2024-03-01_090000"):
        ledger.with_stem(ledger.stem + name).write_bytes(ledger.read_bytes())
    ledger.with_name(f".~{ledger.name}").touch()  # WPS has it open
    if not with_ledger:
        ledger.unlink()
    book = host.open(desk / "考核评价.xlsx")
    other = tmp_path / "另一处.xlsx"
    reports.trend(desk / "考核评价.xlsx", inputs(desk) if with_ledger else None, other, AS_OF)
    for _ in range(2):
        message = pressed(book, figures.year)
        assert f"已生成并打开 {desk / '年度汇总.xlsx'}" in message
        assert "【服务起始日未经甲方确认】" in message
        assert ("没有找到案件台账" in message) != with_ledger
    assert cells(desk / "年度汇总.xlsx") == cells(other)
    host.books[-1].saved = False
    assert "「年度汇总.xlsx」有没保存的改动" in refused(book, figures.year)


@pytest.mark.parametrize("evaluation_open", [False, True])
def test_candidates_are_put_down_for_the_form_that_was_named(
    host: Host, desk: Path, evaluation_open: bool
) -> None:
    evaluation = without_events(desk)
    if evaluation_open:
        host.open(evaluation)
    book = host.open(desk / "案件台账.xlsx")
    subject = subjects_in(evaluation, "1")[1]

    def write_draft() -> list[str]:
        rows = openpyxl.load_workbook(evaluation)["违约违规"].values
        return [row[4] for row in rows if row[1] == subject and row[3] == DESCRIPTION]

    host.answers = ["1", "9"]
    assert "没有编号 “9”" in refused(book, evidence.register)
    assert write_draft() == []
    host.answers = ["1", "2"]
    message = pressed(book, evidence.register)
    assert f"{subject}：新登记 {len(write_draft())} 件" in message
    assert write_draft()
    host.answers = ["1", "2"]
    assert "新登记 0 件" in pressed(xw.books["案件台账.xlsx"], evidence.register)
    assert ("考核评价.xlsx" in {data.name for data in host.books}) is evaluation_open


def test_the_form_to_print_is_the_commands_and_is_never_written_over(
    host: Host, desk: Path, tmp_path: Path
) -> None:
    book = host.open(desk / "案件台账.xlsx")
    other = form_with_figures(tmp_path / "另一处.xlsx", inputs(desk), "1")
    host.answers = ["1"]
    made = desk / "评价表_第1季度.xlsx"
    assert f"已生成并打开 {made}" in pressed(book, evidence.print_form)
    assert cells(made) == cells(other)
    filled = made.read_bytes()
    host.answers = ["1"]
    again = desk / "评价表_第1季度_2.xlsx"
    assert f"已生成并打开 {again}" in pressed(xw.books["案件台账.xlsx"], evidence.print_form)
    assert (made.read_bytes(), cells(again)) == (filled, cells(other))
