"""What a settlement says of the evidence, and of choices that differ from it (rules 5)."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from tests.evaluations import BEST, form_row
from tests.macros_py.inputs.quarters import (
    AS_OF,
    DAY,
    THRESHOLDS,
    case,
    evaluate,
    evidence,
    write_ledger,
)
from tests.oracle.command import run

MORE = "时限统计（续）"


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
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        rows = list(book[sheet].iter_rows(values_only=True))
    return [str(value) for row in rows for value in row if value is not None]


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


def test_a_threshold_that_is_none_is_a_problem_and_stops_no_payment(
    tmp_path: Path, ledger: Path
) -> None:
    wrong = {
        "数据分析": "应有 3 个界限，现有 1 个；应从大到小",
        "分析": "没有「分析」这一评价项目",
        "工作纪律": "不能设建议阈值",
    }
    settings = {f"建议阈值-{key}": "及时就好" for key in wrong}
    evaluation = evaluate(tmp_path, settings={**settings, "建议阈值-案件接收、派单": "95%,80%,70%"})
    report = evidence(ledger, evaluation, "--json").document
    problems = [each for each in report["problems"] if each["sheet"] == "合同设置"]
    assert len({each["cell"] for each in problems}) == len(problems) == len(wrong)
    assert all(each["cell"].startswith("B") for each in problems)
    said = "\n".join(each["message"] for each in problems)
    assert [text for text in wrong.values() if text not in said] == []
    suggested = [item["item"] for item in report["items"] if item["suggestion"]]
    assert suggested == ["案件接收、派单"]
    settled = settle(ledger, evaluation, tmp_path)
    assert settled["payable"] == "533580.00", "50 points for the event, whatever is suggested"
    assert [each for each in problems if each not in settled["problems"]] == []
    assert run("score", evaluation, "--quarter", "1").exit_code == 0
