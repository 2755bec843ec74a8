"""What outputs show of case numbers, sheets, files and people: the same wherever it stands."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.evaluations import BEST, form_row, write_evaluation
from tests.oracle.command import run
from tests.planted import produced
from tests.signed_quarter import put

AS_OF = ("--as-of", "2024-03-26T09:00")
DAY = datetime(2024, 1, 8, 10)
LONG = [f"2024010809300012{n}" for n in range(4)]
PHONE, IDENTITY = "13812341234", "11010519491231002X"
HEADER = ("工单编号", "派单时间", "接收时间", "是否有效回访", "是否响应", "是否解决", "是否满意")


def write_ledger(path: Path, title: str = "案件台账") -> Path:
    """Write cases received late whose numbers are long, a phone's, a person's; one stands twice."""
    book = Workbook()
    book.active.title = title
    book.active.append(HEADER)
    for number in (*LONG, PHONE, IDENTITY, LONG[0]):
        book.active.append(
            [number, DAY, DAY.replace(hour=12), "是", "否", "否", "不满意"],
        )
    book.save(path)
    return path


def texts_of(workbook: str, *sheets: str) -> list[str]:
    with closing(load_workbook(workbook, read_only=True)) as book:
        rows = [row for sheet in sheets for row in book[sheet].iter_rows(values_only=True)]
    return [str(value) for row in rows for value in row if value is not None]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "台账.xlsx")


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    event = ["第1季度", "坐席一组", "零分工单", "未响应", PHONE, "王某", date(2024, 3, 1)]
    return write_evaluation(
        tmp_path / "评价.xlsx",
        settings={"合同编号": "A", "服务起始日已确认": "是"},
        rows={"考核评分": [form_row()], "违约违规": [event, [*event[:4], LONG[1], *event[5:]]]},
    )


def test_a_case_number_looks_the_same_everywhere(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    quarter = ("--quarter", "1", *AS_OF)
    out = tmp_path / "出"
    said = [
        run(*command, *way).stdout
        for way in ((), ("--json",))
        for command in (
            ("rates", ledger, *AS_OF),
            ("evidence", ledger, evaluation, *quarter),
            ("settle", ledger, evaluation, *quarter, "--out", out),
        )
    ]
    settlement = out / "验收结算_第1季度.xlsx"
    for role in ("验收部门负责人", "验收工作人员"):
        assert run("sign", settlement, evaluation, "--role", role, "--name", role).exit_code == 0
    texts = [*said, *(part.decode(errors="replace") for _, part in produced(settlement))]
    for text in texts:
        assert PHONE not in text
        assert IDENTITY not in text
        assert "202**********" not in text
    for text in (*said[:2], *said[3:]):
        assert LONG[1] in text
        assert "138****1234" in text
    assert run("verify", settlement, evaluation, ledger).exit_code == 0
    put(ledger, "案件台账!C6", DAY.replace(hour=13))
    told = run("verify", settlement, evaluation, ledger)
    assert told.exit_code == 1
    assert "台账 138****1234：改写（接收时间）" in told.stdout


def test_a_repeated_case_is_told_as_it_was_typed(ledger: Path) -> None:
    told = run("check", ledger, *AS_OF).stdout
    assert f"案件台账!A8：工单编号重复 “{LONG[0]}”，首次见 案件台账!A2" in told


def test_the_names_of_sheets_and_files_are_masked(tmp_path: Path, evaluation: Path) -> None:
    ledger = write_ledger(tmp_path / "台账13600015001.xlsx", "一月13600025002")
    done = run("check", ledger, *AS_OF, "--json")
    assert done.document["sheets"] == ["一月136****5002"]
    assert done.document["columns"]["case_id"] == "一月136****5002!A"
    assert done.document["problems"][0]["sheet"] == "一月136****5002"
    out = tmp_path / "出13600035003"
    settled = run(
        "settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", out, "--json"
    ).document
    assert settled["output"] == str(out / "验收结算_第1季度.xlsx"), "a path must be usable"
    assert any("台账136****5001.xlsx" in text for text in texts_of(settled["output"], "口径说明"))
    assert "13600025002" not in run("evidence", ledger, evaluation, "--quarter", "1", *AS_OF).stdout


def test_a_number_does_not_run_into_the_count_beside_it(tmp_path: Path, ledger: Path) -> None:
    late = [date(2024, 1, 5), "13602125212", "13602125213", 3, ""]
    evaluation = write_evaluation(
        tmp_path / "评价.xlsx", rows={"考勤": [late], "考核评分": [form_row()]}
    )
    quarter = ("--quarter", "1", *AS_OF)
    told = run("evidence", ledger, evaluation, *quarter).stdout
    assert "136****5212 136****5213 3分钟" in told
    settled = run("settle", ledger, evaluation, *quarter, "--out", tmp_path / "出", "--json")
    texts = texts_of(settled.document["output"], "时限统计", "时限统计（续）")
    assert any("136****5212 136****52133分钟" in text for text in texts)


def test_forms_that_masking_makes_alike_are_named(tmp_path: Path, ledger: Path) -> None:
    forms = [form_row("坐席13812341234", BEST), form_row("坐席13899991234"), form_row("坐席甲")]
    evaluation = write_evaluation(tmp_path / "评价.xlsx", rows={"考核评分": forms})
    banner = (
        "考核评分!C2、考核评分!C3：评估对象遮盖号码后都是 “坐席138****1234”，"
        "无法区分，请改写为姓名或工号"
    )
    scored = run("score", evaluation, "--quarter", "1")
    assert f"【{banner}】" in scored.stdout
    settle = ("settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", tmp_path / "出")
    assert banner in run(*settle, "--json").document["banners"]
