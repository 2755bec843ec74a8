"""``jsjb evidence`` from files, and the evidence in a settlement (rules 5)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from macros_py.jobs import quarter_jobs
from macros_py.jobs.inputs import Inputs
from tests.evaluations import BEST, form_row, write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.oracle.command import Outcome, run

AS_OF = "2024-03-26T09:00"
MORE = "时限统计（续）"
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
    said = "考核评分!L2：一组 1 项与建议不同而未写理由，见「时限统计」五"
    assert [banner for banner in settled["banners"] if "建议" in banner] == [said]
    lines = cells_of(Path(settled["output"]), MORE)
    assert any("二组 选择“及时”，理由见附件2评估意见" in line for line in lines)
    assert any("一组 选择“及时”，未写理由" in line for line in lines)
    assert not any("系统故障" in line for line in lines)
    assert "系统故障，非乙方原因" in cells_of(Path(settled["output"]), "附件2-二组")
    assert "2 项不同" in cells_of(Path(settled["output"]), "口径说明")


def test_a_form_of_one_person_is_held_to_that_persons_attendance(
    tmp_path: Path, ledger: Path
) -> None:
    within = ["迟到、早退10分钟以内", *BEST[1:]]
    evaluation = evaluate(
        tmp_path,
        form_row("张", within),
        form_row("李", within),
        form_row("夜班组"),
        settings={"建议阈值-勤务管理": "0,10"},
        违约违规=[],
    )
    done = evidence(ledger, evaluation, "--json").document
    told = [(each["subject"], each["suggestion"], each["scope"]) for each in done["choices"]]
    assert told == [
        ("张", "迟到、早退10分钟以内", "本人"),
        ("李", "10分钟以上", "本人"),
        ("夜班组", "10分钟以上", "全队"),
    ]
    own = done["items"][0]["own_suggestions"]
    assert {name: each["option"] for name, each in own.items()} == {
        "张": "迟到、早退10分钟以内",
        "李": "10分钟以上",
    }
    said = evidence(ledger, evaluation).stdout
    assert "全队建议“10分钟以上”（建议，非合同；阈值：" in said
    assert "张 本人建议“迟到、早退10分钟以内”（建议，非合同）" in said
    settled = settle(ledger, evaluation, tmp_path)
    (block,) = (line for line in cells_of(Path(settled["output"]), MORE) if "全队建议" in line)
    assert block.splitlines() == [
        "全队建议“10分钟以上”；阈值 正常出勤≤0分钟；迟到、早退10分钟以内≤10分钟",
        "张 选择“迟到、早退10分钟以内”（本人建议“迟到、早退10分钟以内”）",
        "李 选择“迟到、早退10分钟以内”（本人建议“10分钟以上”），未写理由",
        "夜班组 选择“正常出勤”，未写理由",
    ]


def test_a_form_that_gives_no_reasons_is_one_banner(tmp_path: Path, ledger: Path) -> None:
    forms = (form_row("赵六"), form_row("钱七"))
    evaluation = evaluate(tmp_path, *forms, settings=THRESHOLDS, 违约违规=[])
    banners = settle(ledger, evaluation, tmp_path)["banners"]
    assert [banner for banner in banners if "建议" in banner] == [
        "考核评分!L2：赵六 3 项与建议不同而未写理由，见「时限统计」五",
        "考核评分!L3：钱七 3 项与建议不同而未写理由，见「时限统计」五",
    ]


def test_no_suggestion_rests_on_a_rump(tmp_path: Path) -> None:
    day = DAY.date()
    undated = [
        case(f"C{n}", 接收时间=day + timedelta(days=1), 转派时间=day + timedelta(days=2))
        for n in range(5)
    ]
    ledger = write_ledger(tmp_path / "台账.xlsx", case("A1"), *undated)
    evaluation = evaluate(tmp_path, settings={"建议阈值-案件接收、派单": "95%,80%,70%"})
    item = evidence(ledger, evaluation, "--json").document["items"][2]
    together, receive, transfer, _ = item["figures"]
    assert (together["numerator"], together["denominator"]) == (2, 2)
    assert together["note"] == "按环节计，一件工单可有两个环节；另有无法判定 10 项，未计入"
    assert receive["open"] == [{"what": f"C{n}", "why": "无法判定"} for n in range(5)]
    assert transfer["open"] == receive["open"]
    assert together["open"][:2] == [
        {"what": "C0", "why": "接收无法判定"},
        {"what": "C0", "why": "转派无法判定"},
    ]
    assert (item["measure"], item["suggestion"]) == ("1", None)
    assert item["notes"] == ["无法判定和数据异常的多于能够判定的，不给建议"]
    settled = settle(ledger, evaluation, tmp_path)
    shown = cells_of(Path(settled["output"]), "时限统计")
    assert "C0、 C1、 C2、 C3、 C4" in shown


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
    output = Path(settled["output"])
    shown = [*cells_of(output, "时限统计"), *cells_of(output, MORE)]
    for text in ("接收、转派、退回合计按时", "A2", "无回复内容", "A4（已登记）"):
        assert any(text in line for line in shown), text
    notes = cells_of(Path(settled["output"]), "口径说明")
    assert {"10分钟计8分", "零分工单候选", "2 件"} <= set(notes)


def test_cells_that_leave_a_figure_open(tmp_path: Path, ledger: Path) -> None:
    """Neither evidence nor a payment is held up by a cell, but both say so of each."""
    day = date(2024, 1, 5)
    rows: dict[str, list[list[object]]] = {
        "人员": [["王", "调岗", day, "", ""], ["王", "离职", "", "", ""]],
        "考勤": [[day, "张", "迟到", "", ""], [day, "张", "迟到10分钟以内", 15, ""]],
        "分析报告": [
            ["周汇总", "元旦那周", date(2024, 1, 8)],
            ["月分析", "2024-01", date(2023, 2, 5)],
        ],
    }
    open_cells = ("人员!B2", "人员!C3", "考勤!D2", "考勤!C3", "分析报告!B2", "分析报告!C3")
    evaluation = evaluate(tmp_path, **rows)
    done = evidence(ledger, evaluation)
    assert done.exit_code == 1
    above, _, _ = done.stdout.partition("评估内容")
    settled = settle(ledger, evaluation, tmp_path)
    problems = {f"{problem['sheet']}!{problem['cell']}" for problem in settled["problems"]}
    notes = cells_of(Path(settled["output"]), "口径说明")
    for cell in open_cells:
        assert f"{cell}：" in above, "on top of the figures"
        assert cell in problems
        assert any(f"{cell}：" in line for line in notes)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("数据分析", "应有 3 个界限，现有 1 个；应从大到小"),
        ("分析", "没有「分析」这一评价项目"),
        ("工作纪律", "不能设建议阈值"),
    ],
)
def test_a_threshold_that_is_none_is_a_problem_and_stops_no_payment(
    tmp_path: Path, ledger: Path, key: str, says: str
) -> None:
    settings = {f"建议阈值-{key}": "及时就好", "建议阈值-案件接收、派单": "95%,80%,70%"}
    evaluation = evaluate(tmp_path, settings=settings)
    report = evidence(ledger, evaluation, "--json").document
    (problem,) = (each for each in report["problems"] if each["sheet"] == "合同设置")
    assert problem["cell"].startswith("B")
    assert says in problem["message"]
    suggested = [item["item"] for item in report["items"] if item["suggestion"]]
    assert suggested == ["案件接收、派单"]
    settled = settle(ledger, evaluation, tmp_path)
    assert settled["payable"] == "533580.00", "50 points for the event, whatever is suggested"
    assert problem in settled["problems"]
    assert run("score", evaluation, "--quarter", "1").exit_code == 0


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
