"""What a job stands on: everything that is wrong in the evaluation workbook, in one refusal."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from macros_py.inputs.in_force import read_in_force
from tests.evaluations import BEST, form_row, write_evaluation
from tests.oracle.command import run
from workbook.values.refusals import EvaluationError

EVENT = ["第1季度", "甲", "零分工单", "漏签", "", "李", date(2024, 3, 1)]


def refusal(path: Path, **options: Any) -> list[str]:
    with pytest.raises(EvaluationError) as refused:
        read_in_force(path, **options)
    return str(refused.value).splitlines()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "考核评价.xlsx"


def test_all_of_it_at_once_in_the_order_of_the_workbook(path: Path) -> None:
    write_evaluation(
        path,
        settings={"不足1分": "随便", "列映射-瞎写": "x", "达标分数": 60},
        rows={
            "考核评分": [
                form_row("甲", state="草稿"),
                form_row("乙", ("", *BEST[1:])),
                form_row("Ａ组"),
                form_row("A组"),
                form_row("丙", quarter="第9季度"),
            ],
            "违约违规": [["第1季度", "没有这个人", *EVENT[2:]]],
            "其他扣款": [["第1季度", "3.3", "1", "赔偿", -5], ["第7季度", "3.3", "1", "赔偿", 5]],
        },
    )
    lines = refusal(path, quarter="1")
    assert lines[0] == "考核评价.xlsx：有 10 处须改正，改好后再运行："
    assert [line.partition("：")[0] for line in lines[1:]] == [
        "合同设置!B22",
        "合同设置!B51",
        "合同设置!A52",
        "考核评分!D3",
        "考核评分!C5",
        "考核评分!A6",
        "违约违规!B2",
        "其他扣款!E2",
        "其他扣款!A3",
        "第1季度有未定稿的验收评价表",
    ]


def test_a_refusal_names_what_alone_would_only_be_a_problem(path: Path) -> None:
    rows = {"考勤": [["待定", "张三", "迟到", 5]], "人口": [["东白塔村", "许多"]]}

    def merge(book: Workbook) -> None:
        book["人员"]["A2"], book["人员"]["B2"] = "李四", "离职"
        book["人员"]["B3"] = "离职"
        book["人员"].merge_cells("A2:A3")

    write_evaluation(path, rows={"考核评分": [form_row()], **rows}, edit=merge)
    read_in_force(path, quarter="1")
    invoice = [["第1季度", "F1", "一百"]]
    write_evaluation(path, rows={"考核评分": [form_row()], "发票": invoice, **rows}, edit=merge)
    assert [line.partition("：")[0] for line in refusal(path, quarter="1")[1:]] == [
        "发票!C2",
        "考勤!A2",
        "人员!A2:A3",
        "人口!B2",
    ]


def test_one_fault_is_one_line_that_names_the_file(path: Path) -> None:
    write_evaluation(path, settings={"不足1分": "随便"})
    assert refusal(path) == [
        "考核评价.xlsx：合同设置!B22：设置「不足1分」的值无法识别 “随便”，应为 按比例、舍去、进位"
    ]


def test_a_job_on_the_ledger_needs_the_settings_only(path: Path) -> None:
    write_evaluation(path, rows={"考核评分": [form_row("甲", state="已定")]})
    assert len(refusal(path)) == 1
    assert read_in_force(path, for_ledger=True).evaluation is not None
    write_evaluation(path, rows={"节假日": [["某日", "春节", "是"]]})
    assert refusal(path, for_ledger=True) == [
        "考核评价.xlsx：节假日!A2：日期无法识别 “某日”，请写作 2024-03-25"
    ]
    book = load_workbook(write_evaluation(path))
    book["合同设置"].title = "设置"
    book.save(path)
    assert "请把工作表改回这个名字" in refusal(path, for_ledger=True)[0]


@pytest.mark.parametrize("name", ["派单时间", "交办时间", "dispatched_at"])
def test_a_field_may_be_named_in_chinese(path: Path, name: str) -> None:
    write_evaluation(path, settings={f"列映射-{name}": "我的派单"})
    assert read_in_force(path).settings.pins == {"dispatched_at": "我的派单"}


def test_what_may_follow_from_an_unread_row_is_not_told_beside_it(path: Path) -> None:
    rows = {"考核评分": [form_row("甲", state="已定")], "违约违规": [EVENT]}
    write_evaluation(path, rows=rows)
    assert refusal(path, quarter="1") == [
        "考核评价.xlsx：考核评分!M2：状态应为 草稿 或 定稿，现为 “已定”"
    ]
    write_evaluation(path, rows={**rows, "违约违规": [EVENT, [*EVENT[:1], "乙", *EVENT[2:]]]})
    assert [line.partition("：")[0] for line in refusal(path, quarter="1")[1:]] == [
        "考核评分!M2",
        "违约违规!B3",
    ]


def test_without_forms_the_sheets_that_are_there_are_named(path: Path) -> None:
    book = load_workbook(write_evaluation(path))
    del book["考核评分"]
    book.save(path)
    (line,) = refusal(path, quarter="1")
    assert "没有工作表「考核评分」，现有工作表：「使用说明」、「合同设置」" in line


def test_what_does_not_count_yet_is_a_banner_and_exit_1(path: Path) -> None:
    rows = {
        "考核评分": [form_row("甲", day=None)],
        "违约违规": [[*EVENT[:2], "因过失对甲方造成不良影响", "曝光", "", "", None]],
    }
    done = run("score", write_evaluation(path, rows=rows), "--quarter", "1", "--json")
    assert done.exit_code == 1
    assert done.document["average"] == "100"
    assert done.document["banners"][-2:] == [
        "违约违规!F2：「甲」的因过失造成不良影响没有认定人，未计入扣分",
        "考核评分!B2：「甲」没有填写评估日期，不能签认",
    ]
    done = run(
        "score", write_evaluation(path, rows={"考核评分": [form_row("甲")]}), "--quarter", "1"
    )
    assert done.exit_code == 0


def test_a_refusal_is_a_list_on_stderr(path: Path) -> None:
    write_evaluation(path, rows={"考核评分": [form_row("甲", state="已定\n第二行"), form_row("")]})
    done = run("score", path, "--quarter", "1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "考核评价.xlsx：有 2 处须改正，改好后再运行：",
        "考核评分!M2：状态应为 草稿 或 定稿，现为 “已定↵第二行”",
        "考核评分!C3：评估对象未填",
    ]
