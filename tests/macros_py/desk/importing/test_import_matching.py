"""Which case of the ledger a row of the export is, and that no value of it is lost."""

from pathlib import Path

from tests.ledgers import SheetPlan, write_xlsx
from tests.macros_py.desk.importing.exports import (
    export,
    imported,
    ledger,
    rows,
)


def test_the_number_of_the_other_system_is_the_same_case(tmp_path: Path) -> None:
    headers = ("工单编号", "另一系统编号", "来源系统", "派单时间", "承办单位")
    book = ledger(
        tmp_path,
        ("市-1", "区-1", "市级", "2024-03-01 09:00:00", None),
        ("市-2", None, "市级", "2024-03-01 09:00:00", None),
        headers=headers,
    )
    source = export(
        tmp_path,
        ("区-1", None, "区级", "2024-03-01 09:00:00", "规划科"),
        ("区-2", "市-2", "区级", "2024-03-01 09:00:00", "农业科"),
        headers=headers,
    )
    told = imported(book, source).document
    assert (told["new"], told["filled"], told["conflicts"]) == (0, 2, [])
    assert [row[4] for row in rows(book)[1:]] == ["规划科", "农业科"]
    assert rows(book)[2][1] == "区-2"


def test_doubtful_numbers_are_conflicts_and_not_applied(tmp_path: Path) -> None:
    headers = ("工单编号", "另一系统编号", "来源系统", "派单时间", "承办单位")
    time = "2024-03-01 09:00:00"
    book = ledger(
        tmp_path,
        ("甲", None, "市级", time, None),
        ("乙", None, "市级", time, None),
        headers=headers,
    )
    source = export(
        tmp_path,
        ("丙", "甲", "区级", time, "一科"),
        ("丁", "甲", "区级", time, "二科"),  # the same case as the row above
        ("乙", None, "区级", time, "三科"),  # the same number in another system
        ("戊", None, "区级", time, "四科"),
        ("戊", None, "区级", time, "五科"),  # the same number twice, not the same
        ("己", None, "区级", time, "六科"),
        ("己", None, "区级", time, "六科"),  # twice the same is one
        headers=headers,
    )
    told = imported(book, source).document
    assert sorted({c["case"] for c in told["conflicts"]}) == ["丁", "丙", "乙", "戊"]
    assert told["new"] == 1
    assert [row[0] for row in rows(book)[1:]] == ["甲", "乙", "己"]
    assert [row[4] for row in rows(book)[1:]] == [None, None, "六科"]


def test_a_number_that_lost_digits_never_matches(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间")
    book = ledger(tmp_path, ("1", "2024-03-01 09:00:00"), headers=headers)
    source = export(tmp_path, (2.4e17, "2024-03-01 09:00:00"), headers=headers)
    told = imported(book, source).document
    assert told["new"] == 0
    assert [entry["kind"] for entry in told["listed"]] == ["没有放入"]
    broken = ledger(tmp_path, (2.4e17, "2024-03-01 09:00:00"), headers=headers)
    refused = imported(broken, source)
    assert refused.exit_code == 2
    assert "台账!A2" in refused.stderr


def test_every_value_of_an_export_is_either_there_or_listed(tmp_path: Path) -> None:
    """A law: afterwards each cell of the export stands in the ledger, or a finding names it."""
    headers = ("工单编号", "派单时间", "接收时间", "承办单位", "是否解决", "问题分类")
    values = (None, "2024-03-02 08:00:00", "2024/3/2 8:00", "无", "待定", "是", "否")
    old = [
        (str(i), "2024-03-01 09:00:00", values[i % 7], values[i % 5], values[i % 3], None)
        for i in range(35)
    ]
    new = [
        (str(i), "2024-03-01 09:00:00", values[(i + 1) % 5], values[i // 6], values[-(i % 4)], "甲")
        for i in range(40)
    ]
    book, source = ledger(tmp_path, *old, headers=headers), export(tmp_path, *new, headers=headers)
    told = imported(book, source).document
    listed = {entry["export_cell"].rpartition("!")[2] for entry in told["conflicts"]}
    held = {row[0]: row for row in rows(book)[1:]}
    same = {"2024/3/2 8:00": "2024-03-02 08:00:00"}
    nothing = {None, "无"}
    assert told["new"] == 5
    for y, row in enumerate(new, 2):
        for x, value in enumerate(row):
            ours = held[row[0]][x]
            if value in nothing or f"{'ABCDEF'[x]}{y}" in listed:
                continue
            assert same.get(ours, ours) == same.get(value, value), (row, headers[x])
    assert told["new"] + told["filled"] + told["unchanged"] + len(
        {c["case"] for c in told["conflicts"]}
    ) >= len(new)


def test_a_merge_has_its_value_in_every_row_and_is_not_filled(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "承办单位")
    time = "2024-03-01 09:00:00"
    plan = SheetPlan(
        "台账",
        headers=(headers,),
        cases=(("1", time, "规划科"), ("2", time, None), ("3", time, None), ("4", time, None)),
        merged=("C2:C3", "C4:C5"),
    )
    book = write_xlsx(tmp_path / "台账.xlsx", plan)
    cases = [(str(n), time, "规划科") for n in range(1, 5)]
    told = imported(book, export(tmp_path, *cases, headers=headers)).document
    assert told["filled"] == 0
    assert [(c["case"], c["why"]) for c in told["conflicts"]] == [
        ("3", "台账这一格是合并单元格"),
        ("4", "台账这一格是合并单元格"),
    ]


def test_an_error_in_the_export_is_named_and_not_written(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "承办单位")
    book = ledger(tmp_path, ("1", "2024-03-01 09:00:00", None), headers=headers)
    source = export(tmp_path, ("1", "2024-03-01 09:00:00", "#N/A"), headers=headers)
    (conflict,) = imported(book, source).document["conflicts"]
    assert (conflict["export"], conflict["why"]) == ("#N/A", "导出这一格是错误值或没有算出结果")
    assert rows(book)[1][2] is None


def test_an_error_in_a_new_case_is_named_and_its_cell_left_blank(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "承办单位", "备注", "诉求内容", "接收时间")
    old = ("1", "2024-03-01 09:00:00", "规划科", None, None, None)
    book = ledger(tmp_path, old, headers=headers)
    new = ("2", "2024-03-02 09:00:00", "#N/A", "#VALUE!", "=B3&C3", "=B3")
    source = export(tmp_path, old, new, headers=headers)
    done = imported(book, source)
    told = done.document
    assert (done.exit_code, told["new"], told["conflicts"]) == (1, 1, [])
    assert [(e["kind"], e["case"], e["header"], e["export_cell"]) for e in told["listed"]] == [
        ("没有放入", "2", "承办单位", "Sheet1!C3"),
        ("没有放入", "2", "备注", "Sheet1!D3"),
        ("没有放入", "2", "诉求内容", "Sheet1!E3"),
        ("没有放入", "2", "接收时间", "Sheet1!F3"),
    ]
    assert [e["export"] for e in told["listed"][:2]] == ["#N/A", "#VALUE!"]
    assert {e["why"] for e in told["listed"]} == {"导出这一格是错误值或没有算出结果"}
    assert rows(book)[2] == ["2", "2024-03-02 09:00:00", None, None, None, None]
