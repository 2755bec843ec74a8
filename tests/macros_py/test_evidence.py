"""``jsjb evidence`` from files, and the evidence in a settlement (rules 5)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from tests.evaluations import BEST, form_row, write_evaluation
from tests.oracle.command import Outcome, run

AS_OF = "2024-03-26T09:00"
HEADER = (
    *("工单编号", "派单时间", "接收时间", "转派时间", "首次联系时间", "阶段反馈时间", "办结时间"),
    *("挂账时间", "挂账汇报日期", "回访时间", "回复内容", "零分工单"),
)
DAY = datetime(2024, 1, 8, 10)
HALF = timedelta(minutes=30)


def case(number: str, start: datetime = DAY, **changes: object) -> list[object]:
    """A case that is on time everywhere, but for the changes."""
    row: dict[str, object] = {
        "工单编号": number,
        "派单时间": start,
        "接收时间": start + HALF,
        "转派时间": start + 3 * HALF,
        "首次联系时间": start + 4 * HALF,
        "阶段反馈时间": start + 48 * HALF,
        "办结时间": start + timedelta(days=2),
        "回访时间": start + timedelta(days=3),
        "回复内容": "已办理",
        **changes,
    }
    return [row.get(header) for header in HEADER]


def write_ledger(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    book.active.title = "案件台账"
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(path)
    return path


CASES = (
    case("A1"),
    case("A2", 接收时间=DAY + HALF + timedelta(seconds=1), 零分工单="是"),
    case("A3", 转派时间=DAY + timedelta(hours=2), 首次联系时间=DAY + timedelta(hours=3)),
    case("A4", 回访时间=None, 零分工单="是"),
    case("A5", 回复内容=None),
    case("A6", 办结时间=None, 回访时间=None, 挂账时间=DAY, 挂账汇报日期="2024-02-03"),
    case("A6"),
    case("B0", datetime(2023, 12, 25, 23, 59, 59), 接收时间=datetime(2023, 12, 26, 12)),
    case("B1", datetime(2024, 3, 26), 接收时间=None),
)
SHEETS = {
    "违约违规": [["第1季度", "一组", "零分工单", "经核实", "A4", "王某", date(2024, 3, 1)]],
    "考勤": [
        [date(2024, 1, 5), "张", "迟到", 10, ""],
        [date(2024, 1, 6), "李", "早退", "11分钟", ""],
    ],
    "人员": [
        ["王", "离职", date(2024, 1, 5), "", ""],
        ["赵", "到岗", date(2024, 1, 20), "王", ""],
        ["钱", "要求退回", date(2024, 3, 1), "", ""],
        ["钱", "退回", date(2024, 3, 5), "", ""],
    ],
    "分析报告": [
        ["周汇总", "2024年第1周", date(2024, 1, 8)],
        ["月分析", "2024-01", date(2024, 2, 5)],
        ["月分析", "2024-02", date(2024, 3, 5)],
    ],
}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "台账.xlsx", *CASES)


def evaluate(folder: Path, *forms: list[object], **changes: Any) -> Path:
    settings = {"合同编号": "AD-1", "服务起始日已确认": "是", **changes.pop("settings", {})}
    rows = {**SHEETS, "考核评分": list(forms) or [form_row("一组")], **changes}
    return write_evaluation(folder / "评价.xlsx", settings=settings, rows=rows)


def evidence(ledger: Path, evaluation: Path, *more: object) -> Outcome:
    return run("evidence", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF, *more)


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


THRESHOLDS = {
    "建议阈值-案件接收、派单": "95%,80%,70%",
    "建议阈值-案件催办、督办、反馈": "95%,80%,70%",
    "建议阈值-勤务管理": "0,10",
    "建议阈值-数据分析": "90%,50%,10%",
}


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


def test_choosing_otherwise_needs_a_reason_and_both_are_kept(tmp_path: Path, ledger: Path) -> None:
    agreeing = [BEST[0], BEST[1], "基本及时", *BEST[3:]]
    evaluation = evaluate(
        tmp_path,
        form_row("一组"),
        form_row("二组", opinion="系统故障，非乙方原因"),
        form_row("三组", agreeing),
        form_row("四组", state="草稿", quarter="第2季度"),
        settings={"建议阈值-案件接收、派单": "95%,80%,70%"},
    )
    report = evidence(ledger, evaluation, "--json").document
    told = [
        (each["subject"], each["choice"], each["suggestion"], each["differs"], each["reason"])
        for each in report["choices"]
    ]
    assert told == [
        ("一组", "及时", "基本及时", True, ""),
        ("二组", "及时", "基本及时", True, "系统故障，非乙方原因"),
        ("三组", "基本及时", "基本及时", False, None),
    ]
    kinds = {(problem["sheet"], problem["cell"], problem["kind"]) for problem in report["problems"]}
    assert ("考核评分", "L2", "与建议不同而未写理由") in kinds
    assert not any(cell == "L3" for _, cell, _ in kinds)
    settled = settle(ledger, evaluation, tmp_path)
    assert any(banner.startswith("考核评分!L2：") for banner in settled["banners"])
    lines = cells_of(Path(settled["output"]), "时限统计")
    assert any("二组 选择“及时”，理由：系统故障，非乙方原因" in line for line in lines)
    assert any("一组 选择“及时”，理由：未写" in line for line in lines)
    assert "2 项不同" in cells_of(Path(settled["output"]), "口径说明")


def settle(ledger: Path, evaluation: Path, folder: Path) -> dict[str, Any]:
    return run(
        *("settle", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF),
        *("--out", folder / "出", "--json"),
    ).document


def cells_of(path: Path, sheet: str) -> list[str]:
    book = openpyxl.load_workbook(path, data_only=True)
    return [str(cell.value) for row in book[sheet] for cell in row if cell.value is not None]


def test_a_settlement_shows_the_evidence(tmp_path: Path, ledger: Path) -> None:
    settled = settle(ledger, evaluate(tmp_path), tmp_path)
    told = evidence(ledger, evaluate(tmp_path), "--json").document
    assert settled["evidence"]["items"] == told["items"]
    assert settled["notes"] == ["银行代码按合同照录，为9位；银行联行号通常为12位"]
    shown = cells_of(Path(settled["output"]), "时限统计")
    for text in ("接收、转派、退回合计按时", "A2", "无回复内容", "A4（已登记）"):
        assert any(text in line for line in shown), text
    notes = cells_of(Path(settled["output"]), "口径说明")
    assert {"10分钟计8分", "零分工单候选", "2 件"} <= set(notes)


@pytest.mark.parametrize(
    ("sheet", "row", "cell"),
    [
        ("人员", ["王", "调岗", date(2024, 1, 5), "", ""], "人员!B2"),
        ("人员", ["王", "离职", "", "", ""], "人员!C2"),
        ("考勤", [date(2024, 1, 5), "张", "迟到", "", ""], "考勤!D2"),
        ("分析报告", ["周汇总", "元旦那周", date(2024, 1, 8)], "分析报告!B2"),
    ],
)
def test_a_cell_that_leaves_a_figure_open(
    tmp_path: Path, ledger: Path, sheet: str, row: list[object], cell: str
) -> None:
    """Evidence is refused by the cell; a payment is not held up by it, but says so."""
    evaluation = evaluate(tmp_path, **{sheet: [row]})
    done = evidence(ledger, evaluation)
    assert (done.exit_code, done.stdout) == (2, "")
    assert cell in done.stderr
    settled = settle(ledger, evaluation, tmp_path)
    assert cell in {f"{problem['sheet']}!{problem['cell']}" for problem in settled["problems"]}
    assert any(f"{cell}：" in line for line in cells_of(Path(settled["output"]), "口径说明"))


def test_a_threshold_that_is_none_is_refused_by_its_cell(tmp_path: Path, ledger: Path) -> None:
    evaluation = evaluate(tmp_path, settings={"建议阈值-数据分析": "及时就好"})
    done = evidence(ledger, evaluation)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{evaluation.name}：合同设置!B")
    assert "从大到小" in done.stderr


def test_later_quarters_leave_this_ones_evidence_alone(tmp_path: Path, ledger: Path) -> None:
    before = evidence(ledger, evaluate(tmp_path), "--json").document
    later = evaluate(
        tmp_path,
        考勤=[*SHEETS["考勤"], [date(2024, 4, 1), "张", "迟到", 30, ""]],
        人员=[*SHEETS["人员"], ["孙", "离职", date(2024, 4, 1), "", ""]],
        分析报告=[*SHEETS["分析报告"], ["周汇总", "2024年第20周", date(2024, 5, 20)]],
    )
    assert evidence(ledger, later, "--json").document == before
