"""``check`` and ``evidence`` as files; 零分工单 candidates into 违约违规."""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.evaluations import form_row, write_evaluation
from tests.ledgers import Row, SheetPlan, simple, write_xlsx
from tests.oracle.command import Outcome, run
from workbook.ledger.own_sheets import COLUMNS_HEADERS

HEADERS = (
    *("工单编号", "派单时间", "接收时间", "回访时间", "是否有效回访", "是否响应", "是否解决"),
    *("是否满意", "零分工单", "说不清"),
)
CASES: tuple[Row, ...] = (
    ("A-1", "2024-01-08 10:00", "2024-01-08 11:00", "2024-01-09 10:00", "是", "否", "否", "不满意"),
    ("A-2", "2024-01-08 10:00", "待定", None, None, None, None, None, "是"),
    ("A-3", "2024-01-08 10:00", "2024-01-08 10:10"),
)
QUARTER = ("--quarter", "1", "--as-of", "2024-03-26T09:00")


def files(path: Path, *forms: list[object], faulty: bool = False) -> tuple[Path, Path]:
    rows: dict[str, list[list[object]]] = {"考核评分": list(forms)}
    if faulty:
        rows["考勤"] = [[date(2024, 1, 5), "张某", "迟到", "很久", ""]]
    evaluation = write_evaluation(path / "评价.xlsx", rows=rows)
    return write_xlsx(path / "台账.xlsx", simple(*CASES, headers=HEADERS)), evaluation


def texts(path: Path, sheet: str) -> list[object]:
    return [cell.value for row in load_workbook(path)[sheet] for cell in row if cell.value]


def test_check_as_a_file(tmp_path: Path) -> None:
    ledger, _ = files(tmp_path)
    out = tmp_path / "体检.xlsx"
    done = run("check", ledger, "--as-of", "2024-03-26T09:00", "--out", out)
    assert done.exit_code == 1
    assert done.stdout.endswith(f"已生成 {out}\n")
    found = texts(out, "台账体检")
    assert {"台账!C3", "时间无法识别", "台账!J1", "说不清", "接收"} <= set(found)
    assert load_workbook(out).sheetnames == ["台账体检", "列识别"]


CHOSEN = ("check", "--as-of", "2024-03-26T09:00", "--json")


@pytest.mark.parametrize("moved", [False, True])
def test_a_column_chosen_from_the_list_holds_in_the_next_run(tmp_path: Path, moved: bool) -> None:
    headers = ("工单编号", "派单时间", "主办科室", "签收的时间")
    case = ("A-1", "2024-01-08 10:00", "城管科", "2024-01-08 10:10")
    ledger = write_xlsx(tmp_path / "台账.xlsx", simple(case, headers=headers))
    out = tmp_path / "体检.xlsx"
    run("check", ledger, "--out", out, *CHOSEN[1:])
    sheet = load_workbook(out)["列识别"]
    rows = [[cell.value or "" for cell in row] for row in sheet]
    top = next(i for i, row in enumerate(rows, 1) if row[0] == "（没有认出）")
    assert rows[top - 1][:3] == ["（没有认出）", "主办科室", "台账!C1"]
    assert rows[top][:3] == ["（没有认出）", "签收的时间", "台账!D1"]
    offered = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    first = offered[f"D{top}"]
    assert first.formula1.strip('"').split(",")[0] == "承办单位"
    assert offered[f"D{top + 1}"].formula1.strip('"').split(",")[0] == "接收时间"
    assert not first.showErrorMessage
    assert offered[f"D{top + 2}:D{sheet.max_row}"].formula1 == f"=$B${top}:$B${top + 1}"
    if moved:
        picked = [row[:4] for row in rows[top - 2 :]]
        picked[1][3], picked[2][3] = "承办单位", "接收时间"
        sheets = (
            simple(case, headers=headers),
            SheetPlan("列识别", headers=(picked[0],), cases=picked[1:]),
        )
        told = run(CHOSEN[0], write_xlsx(ledger, *sheets), *CHOSEN[1:])
    else:
        book = load_workbook(out)
        book["列识别"][f"D{top}"] = "承办单位"
        at = next(i for i, row in enumerate(rows, 1) if row[0] == "接收时间")
        book["列识别"][f"D{at}"] = "签收的时间"
        book.save(out)
        told = run(CHOSEN[0], ledger, "--column", out, *CHOSEN[1:])
    columns = json.loads(told.stdout)["columns"]
    assert (columns["unit"], columns["received_at"]) == ("台账!C", "台账!D")
    assert json.loads(told.stdout)["unknown_headers"] == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("（没有认出）", "主办科室", "", "科室名")], "没有“科室名”这个字段"),
        ([("承办单位的", "", "", "主办科室")], "不要改动第一列"),
        (
            [("（没有认出）", "主办科室", "", "承办单位"), ("承办单位", "", "", "备注")],
            "“承办单位”指定了两次",
        ),
        ([("（没有认出）", "不在的列", "", "承办单位")], "没有找到列映射“承办单位”"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(tmp_path: Path, rows: list[Row], said: str) -> None:
    plan = simple(
        ("A-1", "2024-01-08 10:00", "甲", "乙"), headers=(*HEADERS[:2], "主办科室", "备注")
    )
    ledger = write_xlsx(tmp_path / "台账.xlsx", plan)
    chosen = write_xlsx(
        tmp_path / "选.xlsx", SheetPlan("列识别", headers=(COLUMNS_HEADERS,), cases=rows)
    )
    done = run("check", ledger, "--column", chosen)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_workbook_without_the_sheet_chooses_nothing(tmp_path: Path) -> None:
    ledger, _ = files(tmp_path)
    done = run("check", ledger, "--column", ledger)
    assert done.exit_code == 2
    assert "没有工作表「列识别」" in done.stderr


def test_evidence_as_a_file_with_a_faulty_cell_on_top(tmp_path: Path) -> None:
    ledger, evaluation = files(tmp_path, form_row(), faulty=True)
    out = tmp_path / "参考.xlsx"
    done = run("evidence", ledger, evaluation, *QUARTER, "--out", out)
    assert done.exit_code == 1
    assert done.stdout.endswith(f"已生成 {out}\n")
    found = texts(out, "打分参考")
    assert found.index("考勤!D2") < found.index("各评价项目")
    assert {"接收按时", "A-1", "超时", "数据异常", "未登记"} <= set(found)


@pytest.mark.parametrize("command", ["check", "evidence"])
def test_a_list_is_an_xlsx(tmp_path: Path, command: str) -> None:
    ledger, evaluation = files(tmp_path, form_row())
    given = (evaluation, *QUARTER) if command == "evidence" else ()
    done = run(command, ledger, *given, "--out", tmp_path / "x.csv")
    assert (done.exit_code, (tmp_path / "x.csv").exists()) == (2, False)


def registered(ledger: Path, evaluation: Path, *more: object) -> Outcome:
    return run("candidates", ledger, evaluation, *QUARTER, "--json", *more)


def events(evaluation: Path) -> list[list[object]]:
    sheet = load_workbook(evaluation)["违约违规"]
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=2) if row[0].value]


def test_candidates_become_unconfirmed_rows_once(tmp_path: Path) -> None:
    ledger, evaluation = files(tmp_path, form_row())
    done = registered(ledger, evaluation)
    assert (done.exit_code, done.document["added"]) == (1, ["A-1", "A-2"])
    rows = [
        ["第1季度", "坐席一组", "零分工单", "台账候选，待认定", number, None, None]
        for number in ("A-1", "A-2")
    ]
    assert events(evaluation) == rows
    again = registered(ledger, evaluation)
    assert (again.exit_code, again.document["added"]) == (0, [])
    assert again.document["registered_before"] == ["A-1", "A-2"]
    assert events(evaluation) == rows
    scored = run("score", evaluation, "--quarter", "1", "--json").document
    assert (scored["forms"][0]["score"], len(scored["forms"][0]["events"])) == ("100", 2)


def test_one_case_and_the_form_that_answers_for_it(tmp_path: Path) -> None:
    ledger, evaluation = files(tmp_path, form_row("甲组"), form_row("乙组"))
    assert registered(ledger, evaluation).exit_code == 2
    strange = registered(ledger, evaluation, "--subject", "丙组")
    assert strange.exit_code == 2
    assert "没有评估对象“丙组”的评价表，可选：甲组、乙组" in strange.stderr
    assert registered(ledger, evaluation, "--subject", "乙组", "--case", "A-3").exit_code == 2
    assert events(evaluation) == []
    assert registered(ledger, evaluation, "--subject", "乙组", "--case", "A-2").exit_code == 1
    assert [(row[1], row[4]) for row in events(evaluation)] == [("乙组", "A-2")]


def test_without_a_form_there_is_no_row_that_would_block_the_score(tmp_path: Path) -> None:
    ledger, evaluation = files(tmp_path)
    done = registered(ledger, evaluation)
    assert (done.exit_code, events(evaluation)) == (2, [])
    assert "考核评分" in done.stderr
