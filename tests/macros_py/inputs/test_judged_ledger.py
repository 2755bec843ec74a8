"""What a judged ledger says: per sheet, of what was left out, and of what a person must look at."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from macros_py.inputs.in_force import default_in_force, read_in_force
from macros_py.inputs.judged_ledger import MANY, JudgedLedger, judge_ledger
from macros_py.rules.deadlines.status import TEXTS
from tests.evaluations import write_evaluation
from tests.ledgers import SheetPlan, simple, write_xlsx

NINE = "2024-01-08 09:00"
AS_OF = dt.datetime(2024, 3, 20, 15)


def judged(path: Path, as_of: dt.datetime = AS_OF) -> JudgedLedger:
    return judge_ledger(path, default_in_force(), as_of)


def statuses(ledger: JudgedLedger, stage: str) -> list[str]:
    return [TEXTS[code] for code in ledger.verdicts.status[stage]]


def kinds(ledger: JudgedLedger) -> list[tuple[str, str]]:
    return [(problem.address, problem.kind) for problem in ledger.problems]


def test_a_stage_applies_where_its_sheet_has_the_column(tmp_path: Path) -> None:
    first = simple(
        ("A1", NINE, "2024-01-08 09:10"), headers=("工单编号", "派单时间", "接收时间"), name="1月"
    )
    second = simple(("A2", NINE), name="2月")
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", first, second))
    assert statuses(ledger, "接收") == ["按时", "不适用"]
    assert str(ledger.verdicts.due["接收"][1]) == "NaT"
    assert any("「2月」没有「接收时间」列" in note for note in ledger.notes)
    assert "台账没有「退回时间」列，退回环节不适用" in ledger.notes
    assert list(ledger.json()["notes"]) == list(ledger.notes)  # type: ignore[call-overload]


def test_rates_keep_to_the_sheets_that_ask(tmp_path: Path) -> None:
    full = ("工单编号", "派单时间", "是否有效回访", "是否响应", "是否满意")
    first = simple(
        ("A1", NINE, "是", "是", "满意"),
        ("A2", NINE, "否", "否", "不满意"),
        headers=full,
        name="1月",
    )
    second = simple(
        ("B1", NINE, "不满意"),
        ("B2", NINE, ""),
        headers=("工单编号", "派单时间", "满意情况"),
        name="2月",
    )
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", first, second))
    counts = ledger.answers.counts(ledger.first_rows)
    assert (counts.counted, *counts.rates) == (2, Fraction(1), None, Fraction(1, 2))
    lacking = [(problem.sheet, problem.field) for problem in ledger.rate_problems("unit")]
    assert lacking == [
        ("2月", "responded"),
        *(("1月", "resolved"), ("2月", "resolved")),
        *(("1月", "unit"), ("2月", "unit")),
    ]
    assert any("「2月」没有「是否有效回访」列" in note for note in ledger.notes)


def test_suspended_without_a_time_is_a_problem(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "是否挂账", "挂账时间", "办结时间")
    rows = [("A1", NINE, "是", "", ""), ("A2", NINE, "否", "", ""), ("A3", NINE, "是", NINE, "")]
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", simple(*rows, headers=headers)))
    assert statuses(ledger, "办结") == ["数据异常", "逾期未办", "豁免"]
    assert kinds(ledger) == [("台账!C2", "缺挂账时间")]


def test_only_a_readable_time_is_a_callback(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "办结时间", "回访时间")
    callbacks = ["2024-01-09", "未回访", "无", "回访了"]
    rows = [(f"A{n}", NINE, NINE, value) for n, value in enumerate(callbacks)]
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", simple(*rows, headers=headers)))
    assert statuses(ledger, "回访") == ["已回访", "待回访", "待回访", "待回访"]
    assert kinds(ledger) == [("台账!D5", "时间无法识别")]


def test_an_error_in_the_limit_is_no_default(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "时限等级", "办结时间")
    rows = [("A1", NINE, "#N/A", ""), ("A2", NINE, "７　天", ""), ("A3", NINE, 0.24, "")]
    plan = simple(*rows, headers=headers)
    plan = SheetPlan(**{**vars(plan), "formats": {"C4": "0%"}})
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", plan))
    assert statuses(ledger, "办结") == ["数据异常", "逾期未办", "数据异常"]
    assert kinds(ledger) == [("台账!C2", "时限等级无法识别"), ("台账!C4", "时限等级无法识别")]
    assert "0.24（显示为“24%”）" in ledger.problems[1].message


@pytest.mark.parametrize(("count", "problems"), [(MANY, MANY), (MANY + 1, 1)])
def test_many_times_after_the_moment_ask_about_the_moment(
    tmp_path: Path, count: int, problems: int
) -> None:
    rows = [(f"A{n}", "2024-04-01 09:00", "") for n in range(count)]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "派单时间", "接收时间"))
    )
    ledger = judged(path)
    assert len(ledger.problems) == problems
    if problems == 1:
        (problem,) = ledger.problems
        assert (problem.address, problem.kind) == ("台账!B2", "晚于截止时点")
        assert f"等 {count} 处晚于截止时点 2024-03-20 15:00" in problem.message


def test_a_report_after_the_moment_names_its_date(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "挂账时间", "挂账汇报日期")
    rows = [("A1", NINE, NINE, "2024-02-01；2024-03-21")]
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", simple(*rows, headers=headers)))
    (problem,) = [each for each in ledger.problems if each.field == "progress_dates"]
    assert (problem.value, problem.message) == (
        "2024-03-21",
        "挂账汇报日期 2024-03-21 晚于截止时点",
    )


def test_one_wrong_year_under_working_time_refuses_nothing(tmp_path: Path) -> None:
    readings = {"计时日历": "工作时间"}
    evaluation = write_evaluation(tmp_path / "考核评价.xlsx", settings=readings)
    rows = [("A1", "2003-01-08 09:00", ""), ("A2", NINE, "2024-01-08 09:20")]
    path = write_xlsx(
        tmp_path / "a.xlsx", simple(*rows, headers=("工单编号", "派单时间", "接收时间"))
    )
    ledger = judge_ledger(path, read_in_force(evaluation), AS_OF)
    assert statuses(ledger, "接收") == ["数据异常", "按时"]
    assert kinds(ledger) == [("台账!B2", "节假日未公布")]
    assert "2003年" in ledger.problems[0].message


def test_an_empty_ledger_is_a_problem(tmp_path: Path) -> None:
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", simple()))
    assert [str(problem) for problem in ledger.problems] == [
        "台账：台账没有工单：表头以下没有一行有内容"
    ]


def test_hidden_sheets_and_unknown_headers_are_named(tmp_path: Path) -> None:
    hidden = SheetPlan("案件台账", state="hidden")
    plan = simple(("A1", NINE, "x", "y"), headers=("工单编号", "派单时间", "主办科室", "接收状态"))
    ledger = judged(write_xlsx(tmp_path / "a.xlsx", plan, hidden))
    assert any("已隐藏" in note and "案件台账" in note for note in ledger.notes)
    assert ledger.unknown_headers == (("台账!C1", "主办科室", "承办单位"),)
