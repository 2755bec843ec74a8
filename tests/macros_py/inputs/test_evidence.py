"""``jsjb evidence`` from files, and the evidence in a settlement (rules 5)."""

from datetime import date, datetime, timedelta
from pathlib import Path

from macros_py.jobs import quarter_jobs
from macros_py.jobs.inputs import Inputs
from tests.evaluations import form_row, write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.macros_py.inputs.quarters import (
    AS_OF,
    SHEETS,
    THRESHOLDS,
    evaluate,
    evidence,
)
from tests.oracle.command import run


def test_a_worked_quarter(tmp_path: Path, ledger: Path) -> None:
    done = evidence(ledger, evaluate(tmp_path), "--json")
    assert done.exit_code == 1, "A6 stands twice"
    report = done.document
    assert report["quarter"] == {"label": "第1季度", "start": "2023-12-26", "end": "2024-03-25"}
    told = [
        (
            item["item"],
            figure["name"],
            figure["owner"],
            f"{figure['numerator']}/{figure['denominator']}",
            [f"{miss['what']} {miss['why']}" for miss in figure["misses"]],
        )
        for item in report["items"]
        for figure in item["figures"]
    ]
    weeks = [date(2023, 12, 31) + timedelta(days=7 * n) for n in range(13) if n != 1]
    missing = [f"{day - timedelta(days=6)}至{day} 未提交" for day in weeks]
    receiving, urging, answering = "案件接收、派单", "案件催办、督办、反馈", "案件审核、回复"
    late = "2024-03-01 要求退回，期限至 2024-03-04，实为 2024-03-05"
    overdue = "2024-03-05 退回，期限至 2024-03-20"
    assert told == [
        (
            "勤务管理",
            "迟到、早退在10分钟以内的次数",
            "乙方",
            "1/2",
            ["考勤!A3 2024-01-06 早退11分钟"],
        ),
        (receiving, "接收、转派、退回合计按时", "乙方", "10/12", ["A2 接收超时", "A3 转派超时"]),
        (receiving, "接收按时", "乙方", "5/6", ["A2 超时"]),
        (receiving, "转派按时", "乙方", "5/6", ["A3 超时"]),
        (receiving, "退回按时", "乙方", "0/0", []),
        (urging, "挂账月报按时", "乙方", "0/0", []),
        (urging, "首次联系按时", "承办单位", "5/6", ["A3 超时"]),
        (urging, "阶段反馈按时", "承办单位", "6/6", []),
        (urging, "办结按时", "承办单位", "5/5", []),
        (answering, "已回访（占已办结或已回访）", "乙方", "4/5", ["A4 待回访"]),
        (answering, "有回复内容（占已办结）", "乙方", "4/5", ["A5 无回复内容"]),
        ("数据分析", "周汇总提交份数", "乙方", "1/13", missing),
        ("数据分析", "月分析提交份数", "乙方", "2/3", ["2023-12 未提交"]),
        ("人员招聘和补充", "空缺15天内补充", "乙方", "1/1", []),
        ("人员退回和处罚", "要求退回后3天内退回", "乙方", "0/1", [f"人员!A4 超时：{late}"]),
        ("人员退回和处罚", "退回后15天内补充", "乙方", "0/1", [f"人员!A5 逾期未办：{overdue}"]),
    ]
    assert report["items"][0]["records"][0]["option"] == "迟到、早退10分钟以内"
    assert "恰为10分钟的按8分列示" in report["items"][0]["notes"][-1]
    assert report["items"][1]["notes"] == [
        "无台账数据，由验收人员评定",
        "本季度「违约违规」登记：零分工单 1 起",
    ]
    assert report["zero_score_candidates"] == [
        {"case_id": "A2", "registered": False},
        {"case_id": "A4", "registered": True},
    ]
    assert {item["suggestion"] for item in report["items"]} == {None}


def test_people_are_told_the_same(tmp_path: Path, ledger: Path) -> None:
    said = evidence(ledger, evaluate(tmp_path)).stdout
    for text in (
        "供评价人员参考，不代替评价",
        "A2（接收超时）、A3（转派超时）",
        "零分工单候选（须人工认定，不自动计入）：A2、A4（已登记）",
        "无台账数据，由验收人员评定",
    ):
        assert text in said
    assert "建议" not in said


def test_evidence_writes_nothing_and_needs_no_form(tmp_path: Path, ledger: Path) -> None:
    evaluation = evaluate(tmp_path, form_row("一组", choices=[""] * 8, state=""))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert evidence(ledger, evaluation).exit_code == 1
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_candidate_is_never_counted_by_itself(tmp_path: Path, ledger: Path) -> None:
    evaluation = evaluate(tmp_path, 违约违规=[])
    (form,) = run("score", evaluation, "--quarter", "1", "--json").document["forms"]
    assert (form["score"], form["events"]) == ("100", [])
    assert len(evidence(ledger, evaluation, "--json").document["zero_score_candidates"]) == 2


def test_a_suggestion_appears_only_with_a_threshold_and_a_measure(
    tmp_path: Path, ledger: Path
) -> None:
    evaluation = evaluate(tmp_path, settings=THRESHOLDS)
    items = evidence(ledger, evaluation, "--json").document["items"]
    suggested = {item["item"]: item["suggestion"] for item in items if item["suggestion"]}
    label = "建议，非合同"
    assert suggested == {
        "勤务管理": {"option": "10分钟以上", "label": label},
        "案件接收、派单": {"option": "基本及时", "label": label},
        "数据分析": {"option": "不及时", "label": label},
    }
    measures = {item["item"]: item["measure"] for item in items}
    assert measures["案件接收、派单"] == "5/6"
    assert measures["案件催办、督办、反馈"] is None, "the units' shares are never measured"
    assert "建议“基本及时”（建议，非合同；阈值：及时≥95%" in evidence(ledger, evaluation).stdout


def test_what_is_dated_after_as_of_is_a_problem_and_does_not_count(
    tmp_path: Path, ledger: Path
) -> None:
    evaluation = evaluate(
        tmp_path,
        考勤=[*SHEETS["考勤"], [date(2024, 3, 25), "张", "迟到", 30, ""]],
        分析报告=[*SHEETS["分析报告"], ["月分析", "2023-12", date(2024, 3, 24)]],
    )
    command = ("evidence", ledger, evaluation, "--quarter", "1", "--json")
    early = run(*command, "--as-of", "2024-03-20T09:00").document
    told = [
        (f"{problem['sheet']}!{problem['cell']}", problem["kind"])
        for problem in early["problems"]
        if problem["sheet"] in SHEETS
    ]
    assert told == [("考勤!A4", "晚于截止时点"), ("分析报告!C5", "晚于截止时点")]
    assert len(early["items"][0]["records"]) == 2
    assert early["items"][5]["figures"][1]["numerator"] == 2
    late = run(*command, "--as-of", AS_OF).document
    assert not [each for each in late["problems"] if each["sheet"] in SHEETS]
    assert len(late["items"][0]["records"]) == 3
    assert late["items"][5]["figures"][1]["numerator"] == 3


def test_later_quarters_leave_this_ones_evidence_alone(tmp_path: Path, ledger: Path) -> None:
    before = evidence(ledger, evaluate(tmp_path), "--json").document
    later = evaluate(
        tmp_path,
        考勤=[*SHEETS["考勤"], [date(2024, 4, 1), "张", "迟到", 30, ""]],
        人员=[*SHEETS["人员"], ["孙", "离职", date(2024, 4, 1), "", ""]],
        分析报告=[*SHEETS["分析报告"], ["周汇总", "2024年第20周", date(2024, 5, 20)]],
    )
    assert evidence(ledger, later, "--json").document == before


def test_urging_after_as_of_is_not_used(tmp_path: Path) -> None:
    """首次联系 was due 2024-01-08 12:00 and done late; the second row is of a later day."""
    headers = ("工单编号", "派单时间", "首次联系时间")
    ledger = write_xlsx(
        tmp_path / "台账.xlsx",
        simple(("A-1", "2024-01-08 10:00", "2024-01-08 15:00"), headers=headers),
    )
    row = ["2024-01-08 15:00:00", "规划科", "A-1", "首次联系", "2024-01-08 12:00:00", "逾期未办", 1]
    for moments, wanted in (
        (["2024-01-08 11:00:00"], [(1, 1), (0, 1)]),
        (["2024-01-08 11:00:00", "2024-03-27 09:00:00"], [(1, 1), (0, 1)]),
        (["2024-03-27 09:00:00"], []),
        (["2024-01-08 13:00:00", "说不清"], [(0, 1), (1, 1)]),
    ):
        evaluation = write_evaluation(
            tmp_path / "评价.xlsx", rows={"催办记录": [[moment, *row] for moment in moments]}
        )
        found = quarter_jobs.evidence(Inputs(ledger, datetime(2024, 3, 26, 9), evaluation), "1")
        figures = next(i for i in found.items if i.item.name == "案件催办、督办、反馈").figures
        told = [(f.numerator, f.denominator) for f in figures if f.name.endswith("催办过")]
        assert told == wanted
