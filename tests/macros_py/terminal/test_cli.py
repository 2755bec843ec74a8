"""The command line as people and programs call it."""

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from macros_py.rules.deadlines.flag_headers import HEADERS
from tests.evaluations import BEST, form_row, write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.macros_py.terminal.small_ledgers import AS_OF, GOOD, HEADER, NYC, write_ledger
from tests.oracle.command import Outcome, run

PINS = [
    f"--column={field}={header}"
    for field, header in {
        "case_id": "Unique Key",
        "dispatched_at": "Created Date",
        "closed_at": "Closed Date",
        "unit": "Agency Name",
        "category": "Complaint Type",
        "place": "Community Board",
        "channel": "Open Data Channel Type",
    }.items()
]


def test_real_requests_of_another_city(tmp_path: Path) -> None:
    out = tmp_path / "flagged.xlsx"
    done = run("flags", NYC, "--as-of", "2025-04-15T12:00", "--out", out, "--json", *PINS)
    assert done.exit_code == 0
    report = done.document
    assert report["rows"] == 235
    assert report["stages"]["办结"] == {"按时": 197, "超时": 4, "逾期未办": 34}
    assert report["missing_stages"]["接收"] == "接收时间"
    sheet = load_workbook(out).active
    assert sheet.max_row == 236
    assert [cell.value for cell in sheet[1]][-18:] == list(HEADERS)
    assert sheet["B2"].value == "03/24/2025 11:33:07 PM"


def test_real_requests_have_rates_by_group() -> None:
    done = run("rates", NYC, "--by", "unit", "--as-of", "2025-04-15T12:00", "--json", *PINS)
    report = done.document
    assert (done.exit_code, report["counted"], report["response"]) == (1, 0, None)
    lacking = ["responded", "resolved", "satisfied"]
    assert [problem["field"] for problem in report["problems"]] == lacking
    assert {problem["kind"] for problem in report["problems"]} == {"缺列"}
    assert "New York City Police Department" in {group["name"] for group in report["groups"]}


def test_flags_go_into_the_ledger_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    assert run("flags", ledger, "--as-of", AS_OF).exit_code == 0
    once = load_workbook(ledger).active
    assert [cell.value for cell in once[1]] == [*HEADER, *HEADERS]
    row = dict(zip(HEADERS, [cell.value for cell in once[2]][4:], strict=True))
    assert row["接收时限"] == datetime(2024, 1, 8, 10, 30)
    assert row["接收状态"] == "按时"
    assert row["办结时限"] == datetime(2024, 1, 15, 23, 59, 59)
    assert row["总体状态"] == "按时"
    assert row["下一时限"] is row["剩余分钟"] is row["剩余或已超"] is None
    assert run("flags", ledger, "--as-of", AS_OF).exit_code == 0
    again = load_workbook(ledger).active
    assert list(again.values) == list(once.values)
    assert again.dimensions == once.dimensions


def test_every_sheet_gets_its_own_columns(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)
    for month in ("一月", "二月"):
        sheet = book.create_sheet(month)
        sheet.append([f"{month}台账"])
        sheet.append(HEADER)
        sheet.append([f"{month}-1", *GOOD[1:]])
    book.create_sheet("说明").append(["说明"])
    book.save(tmp_path / "台账.xlsx")
    done = run("flags", tmp_path / "台账.xlsx", "--as-of", AS_OF, "--json")
    assert done.document["sheets"] == ["一月", "二月"]
    assert done.document["ignored_sheets"] == ["说明"]
    result = load_workbook(tmp_path / "台账.xlsx")
    for month in ("一月", "二月"):
        assert [cell.value for cell in result[month][2]][4:] == list(HEADERS)
        assert result[month]["F3"].value == "按时"
    assert [path.name for path in tmp_path.glob("*备份*")] != []


def test_faults_are_listed_by_cell_and_lose_no_row(tmp_path: Path) -> None:
    ledger = write_ledger(
        tmp_path / "台账.xlsx",
        ["A1", "2024-01-08 10:00", "2024.13.5", None],
        ["A1", "2024-01-08 10:00", "2024-01-08 09:59:59", None],
        ["A3", "2024-01-08 10:00", None, "2024-02-01"],
    )
    done = run("flags", ledger, "--as-of", AS_OF, "--json")
    assert done.exit_code == 1
    problems = {(p["sheet"], p["cell"], p["kind"]) for p in done.document["problems"]}
    assert problems == {
        ("案件台账", "C2", "时间无法识别"),
        ("案件台账", "A3", "重复工单"),
        ("案件台账", "C3", "时间先后矛盾"),
        ("案件台账", "D4", "晚于截止时点"),
    }
    assert done.document["rows"] == 3
    assert done.document["stages"]["接收"] == {"数据异常": 1, "逾期未办": 1}
    sheet = load_workbook(ledger).active
    assert [sheet.cell(row, 6).value for row in (2, 3, 4)] == ["数据异常", "数据异常", "逾期未办"]
    assert sheet["C2"].value == "2024.13.5"
    people = run("check", ledger, "--as-of", AS_OF)
    assert "案件台账!C2：时间无法识别 “2024.13.5”" in people.stdout


def test_unconfirmed_terms_are_a_banner_everywhere(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    evaluation = write_evaluation(tmp_path / "评价.xlsx", rows={"考核评分": [form_row()]})
    for command in (
        ["check", ledger, "--as-of", AS_OF],
        ["rates", ledger, "--as-of", AS_OF],
        ["todo", ledger, "--as-of", AS_OF],
        ["score", evaluation, "--quarter", "1"],
        ["evidence", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF],
        ["trend", evaluation],
        ["candidates", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF],
        [
            "settle",
            ledger,
            evaluation,
            "--quarter",
            "1",
            "--as-of",
            AS_OF,
            "--out",
            tmp_path / "出",
        ],
    ):
        said, told = run(*command).stdout, run(*command, "--json").document["banners"]
        for banner in ("服务起始日未经甲方确认", "合同编号未填写"):
            assert banner in said, command[0]
            assert banner in told, command[0]


def test_settlement_from_files_to_the_fen(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    worse = ["10分钟以上", *BEST[1:2], "不及时", "不及时", "基本及时", *BEST[5:]]
    evaluation = write_evaluation(
        tmp_path / "评价.xlsx",
        settings={"合同编号": "AD-2023-1", "服务起始日已确认": "是", "审计状态": "已审计"},
        rows={
            "考核评分": [form_row("一组"), form_row("二组", worse), form_row("三组", worse)],
            "违约违规": [
                [
                    "第1季度",
                    "三组",
                    "零分工单",
                    "未回复，电话13812341234",
                    "A1",
                    "王某",
                    date(2024, 3, 1),
                ]
            ],
            "其他扣款": [["第1季度", "3.3", "安函1号", "赔偿", 1200.5]],
            "发票": [["第1季度", "00012345", 533713.0, date(2024, 4, 1)]],
        },
    )
    out = tmp_path / "新" / "结算"
    done = run(
        "settle",
        ledger,
        evaluation,
        "--quarter",
        "第1季度",
        "--as-of",
        AS_OF,
        "--out",
        out,
        "--json",
    )
    assert done.exit_code == 0, done.stderr
    report = done.document
    assert [form["score"] for form in report["forms"]] == ["100", "65", "15"]
    assert report["average"] == "60"
    assert report["performance_deduction"] == "2000.00"
    assert report["other_deductions"] == "1200.50"
    assert report["payable"] == "533379.50"
    assert report["shortfall"] == "0.00"
    assert report["payable_words"] == "人民币伍拾叁万叁仟叁佰柒拾玖元伍角整"
    assert report["banners"] == [
        "第1季度至 2024-03-25 止，截至 2024-01-20 12:00 尚未结束（合同3.2）",
    ]
    assert report["forms"][2]["events"][0]["description"] == "未回复，电话138****1234"
    payable = {(s["reading"], s["choice"]): s["payable"] for s in report["sensitivity"]}
    assert payable["分数下限", "无"] == "533379.50"
    assert payable["特殊情形扣自", "季度平均分"] == "530046.17"
    assert {s["shortfall"] for s in report["sensitivity"]} == {"0.00"}
    assert Path(report["output"]) == out / "验收结算_第1季度.xlsx"
    sheets = load_workbook(report["output"]).worksheets
    visible = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
    assert visible[-4:] == ["评分计算", "时限统计", "时限统计（续）", "口径说明"]


def test_what_a_person_may_have_overlooked_is_a_banner(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    evaluation = write_evaluation(
        tmp_path / "评价.xlsx",
        rows={
            "考核评分": [form_row("一组", quarter="第2季度")],
            "违约违规": [["第2季度", "一组", "零分工单", "", "", "王某", date(2024, 4, 1)]],
            "其他扣款": [["第2季度", "", "", "赔偿", 100]],
        },
    )
    command = ["settle", ledger, evaluation, "--quarter", "2", "--out", tmp_path / "出", "--json"]
    report = run(*command, "--as-of", "2024-06-26T00:00").document
    assert report["forms"][0]["score"] == "100"
    assert report["banners"][-4:] == [
        "违约违规!D2：「一组」的零分工单已认定但没有说明，未计入扣分",
        "结算台账中没有第1季度的结算，累计金额不含这些季度",
        "台账中没有第2季度派单的工单，请核对是否选错台账",
        "其他扣款!E2：其他扣款未填条款、文号（合同3.3）",
    ]
    early = run(*command, "--as-of", "2024-06-25T23:59:59").document
    assert "第2季度至 2024-06-25 止，截至 2024-06-25 23:59 尚未结束（合同3.2）" in early["banners"]


@pytest.mark.parametrize(
    ("settings", "rows", "quarter", "says"),
    [
        ({"每分罚款": "1"}, {"考核评分": [form_row()]}, "1", "合同设置!A"),
        ({"不足1分": "四舍五入"}, {"考核评分": [form_row()]}, "1", "按比例、舍去、进位"),
        ({}, {"考核评分": [form_row(state="草稿")]}, "1", "未定稿"),
        ({}, {"考核评分": [form_row(choices=["", *BEST[1:]])]}, "1", "考核评分!D2"),
        ({}, {"考核评分": [form_row(choices=["优秀", *BEST[1:]])]}, "1", "“优秀”"),
        ({}, {"考核评分": [form_row()]}, "2", "没有验收评价表"),
        ({}, {"考核评分": [form_row()]}, "5", "不在服务期内"),
        ({}, {"考核评分": [form_row(quarter="第九期")]}, "1", "考核评分!A2"),
        (
            {},
            {
                "考核评分": [form_row("一组")],
                "违约违规": [["第1季度", "二组", "零分工单", "说明", "", "王某", None]],
            },
            "1",
            "违约违规!",
        ),
        (
            {},
            {
                "考核评分": [form_row("一组")],
                "违约违规": [["第1季度", "一组", "迟到", "说明", "", "王某", None]],
            },
            "1",
            "“迟到”",
        ),
        (
            {},
            {"考核评分": [form_row()], "其他扣款": [["第1季度", "3.3", "1号", "", "很多"]]},
            "1",
            "其他扣款!E2",
        ),
    ],
)
def test_meaningless_evaluations_are_refused_in_one_line(
    tmp_path: Path, settings: dict[str, object], rows: dict[str, object], quarter: str, says: str
) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    evaluation = write_evaluation(tmp_path / "评价.xlsx", settings=settings, rows=rows)
    out = tmp_path / "出"
    done = run(
        "settle", ledger, evaluation, "--quarter", quarter, "--as-of", AS_OF, "--out", out, "--json"
    )
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.startswith("评价.xlsx：") or says == "不在服务期内"
    assert len(done.stderr.strip().splitlines()) == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (["工单编号", "接收时间"], "派单时间"),
        (["派单时间", "接收时间"], "工单编号"),
        (["工单号", "工单编码", "派单时间"], "工单编号"),
    ],
)
def test_a_ledger_without_its_key_columns_is_refused(
    tmp_path: Path, header: list[str], says: str
) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", ["1", "2", "3"], header=header)
    before = ledger.read_bytes()
    done = run("flags", ledger, "--as-of", AS_OF)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert ledger.read_bytes() == before


def test_templates_are_written_once(tmp_path: Path) -> None:
    for kind in ("ledger", "evaluation"):
        out = tmp_path / f"{kind}.xlsx"
        assert run("template", kind, out).exit_code == 0
        assert load_workbook(out).sheetnames
        assert run("template", kind, out).exit_code == 2


def test_formulas_in_text_stay_text(tmp_path: Path) -> None:
    csv = tmp_path / "台账.csv"
    evil = ["=1+1", "+1", "-1", "@x", "\t=1"]
    csv.write_text(
        "工单编号,派单时间,标题\n"
        + "".join(f"E{n},2024-01-08 10:00,{t}\n" for n, t in enumerate(evil)),
        encoding="utf-8",
    )
    done = run("flags", csv, "--as-of", AS_OF, "--json")
    sheet = load_workbook(done.document["output"]).active
    cells = [sheet.cell(row, 3) for row in range(2, 7)]
    assert [cell.value for cell in cells] == evil
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert not sheet["A2"].quotePrefix


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    evaluation = write_evaluation(tmp_path / "评价.xlsx", rows={"考核评分": [form_row()]})
    for out in (
        ["flags", ledger, "--out", ledger / "x.xlsx"],
        ["template", "ledger", ledger / "x.xlsx"],
    ):
        assert_refused(run(*out))
    assert_refused(
        run("settle", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF, "--out", ledger)
    )


@pytest.mark.skipif(os.name == "nt", reason="a bounded file size stands for a full disk: not here")
def test_a_full_disk_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", *[[f"A{n}", *GOOD[1:]] for n in range(600)])
    before = ledger.read_bytes()
    assert len(before) > 10_000
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "from macros_py.terminal.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "flags", str(ledger), "--as-of", AS_OF],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert_refused(Outcome(done.returncode, done.stdout, done.stderr))
    assert ledger.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [ledger.name]


def assert_refused(done: Outcome) -> None:
    assert (done.exit_code, done.stdout) == (2, ""), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "程序出错" not in done.stderr


def test_a_value_at_the_right_edge_leaves_no_room_for_the_flags(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", simple(("A1", "2024-01-08 09:00")))
    book = load_workbook(path)
    book.active["XFD2"] = "x"
    book.save(path)
    done = run("flags", path, "--as-of", "2024-03-20T15:00")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "台账!XFD2" in done.stderr
