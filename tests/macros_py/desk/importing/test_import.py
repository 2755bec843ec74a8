"""The platform's export into the ledger: worked examples, edges, laws (desk.md 1)."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from tests.evaluations import write_evaluation
from tests.ledgers import SheetPlan, simple, write_csv, write_xlsx
from tests.macros_py.desk.importing.exports import (
    AS_OF,
    HEADERS,
    OLD,
    export,
    imported,
    ledger,
    rows,
)
from tests.oracle.command import run


def others(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


def test_a_blank_is_filled_a_new_case_added_and_a_difference_listed(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    before = book.read_bytes()
    source = export(
        tmp_path,
        ("热线-1", "市级", dt.datetime(2024, 3, 1, 9, 30), "规划科", "2024/3/3 8:00", "解决", "乙"),
        ("热线-2", "市级", "2024/3/2 10:00", "农业科", "2024-03-05 09:00", "未解决", "丙"),
        ("热线-3", "区级", dt.datetime(2024, 3, 9, 8), "规划科", None, None, None),
    )
    done = imported(book, source)
    told = done.document
    assert done.exit_code == 1
    assert {key: told[key] for key in ("new", "filled", "unchanged", "missing", "unplaced")} == {
        "new": 1,
        "filled": 1,
        "unchanged": 0,
        "missing": 0,
        "unplaced": [],
    }
    assert [
        (c["case"], c["cell"], c["header"], c["ledger"], c["export"]) for c in told["conflicts"]
    ] == [
        ("热线-2", "台账!D3", "承办单位", "民政科", "农业科"),
        ("热线-2", "台账!E3", "办结时间", "未办结", "2024-03-05 09:00"),
        ("热线-2", "台账!G3", "备注", "（见单元格）", "（见单元格）"),
    ]
    assert rows(book)[1:] == [
        ["热线-1", "市级", "2024-03-01 09:30:00", "规划科", "2024-03-03 08:00:00", "解决", "乙"],
        ["热线-2", "市级", "2024-03-02 10:00:00", "民政科", "未办结", "否", "甲"],
        ["热线-3", "区级", "2024-03-09 08:00:00", "规划科", None, None, None],
    ]
    assert Path(told["backup"]).read_bytes() == before
    assert Path(told["backup"]).name.startswith("台账.导入前_2")
    assert Path(told["output"]).name.startswith("导入结果_2")


def test_twice_changes_nothing(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    source = export(
        tmp_path,
        ("热线-1", "市级", "2024-03-01 09:30:00", "规划科", "2024-03-03 08:00:00", "是", "乙"),
        ("热线-9", "区级", "2024-03-09 08:00:00", "规划科", None, None, "丁"),
    )
    assert imported(book, source).exit_code == 0
    after, files = book.read_bytes(), others(tmp_path)
    again = imported(book, source).document
    assert (again["new"], again["filled"], again["unchanged"], again["backup"]) == (0, 0, 2, None)
    assert book.read_bytes() == after
    assert others(tmp_path) == files


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    source = export(tmp_path, ("热线-9", "区级", "2024-03-09 08:00:00", "农业科", None, None, None))
    before, files = book.read_bytes(), others(tmp_path)
    told = imported(book, source, "--dry-run").document
    assert (told["new"], told["backup"], told["output"]) == (1, None, None)
    assert (book.read_bytes(), others(tmp_path)) == (before, files)


@pytest.mark.parametrize("kept", ["—", " ", "不详", "/"])
def test_a_blank_word_in_the_way_is_said(tmp_path: Path, kept: str) -> None:
    book = ledger(tmp_path, ("1", "市级", "2024-03-01 09:00", kept, None, None, kept))
    source = export(tmp_path, ("1", "市级", "2024-03-01 09:00", "规划科", None, None, "乙"))
    told = imported(book, source).document
    said = f"“{kept}”（已填，不覆盖）"
    assert [c["ledger"] for c in told["conflicts"]] == [said, said]
    listed = [cell for row in rows(Path(told["output"]), "导入结果") for cell in row]
    assert listed.count(said) == 2


@pytest.mark.parametrize("kept", ["无", "—", "未退回", " ", "=1-1", '=""'])
def test_only_a_truly_empty_cell_is_filled(tmp_path: Path, kept: str) -> None:
    headers = ("工单编号", "派单时间", "退回时间")
    book = ledger(tmp_path, ("1", "2024-03-01 09:00:00", kept), headers=headers)
    source = export(tmp_path, ("1", "2024-03-01 09:00:00", "2024-03-01 10:00:00"), headers=headers)
    told = imported(book, source).document
    assert (told["filled"], len(told["conflicts"])) == (0, 1)
    assert rows(book)[1][2] == kept


def test_the_export_wins_in_the_columns_that_are_named(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    evaluation = write_evaluation(tmp_path / "评价.xlsx", settings={"导入覆盖列": "备注、承办单位"})
    source = export(
        tmp_path, ("热线-2", "市级", "2024-03-02 10:00:00", "农业科", None, "未解决", "乙")
    )
    told = imported(book, source, "--settings", evaluation).document
    assert [(e["kind"], e["header"], e["ledger"], e["export"]) for e in told["listed"]] == [
        ("已按导出更新", "承办单位", "民政科", "农业科"),
        ("已按导出更新", "备注", "甲", "乙"),
    ]
    assert (told["filled"], told["overwritten"], told["unchanged"]) == (0, 1, 0)
    copy = Path(told["backup"])
    assert {e["why"] for e in told["listed"]} == {f"旧值留在 {copy.name} 的同一单元格"}
    for entry in told["listed"]:
        sheet, cell = entry["cell"].split("!")
        old = load_workbook(copy)[sheet][cell].value
        assert old == OLD[1][HEADERS.index(entry["header"])]
    page = load_workbook(told["output"])["导入结果"]
    texts = [str(c.value) for line in page for c in line if c.value]
    assert any("补填 0 件，按导出更新 1 件，冲突 0 件" in text for text in texts)
    assert any(copy.name in text for text in texts)
    assert rows(book)[2] == [*OLD[1][:3], "农业科", "未办结", "否", "乙"]
    assert imported(book, source, "--settings", evaluation).document["unchanged"] == 1


@pytest.mark.sampled(4)
@pytest.mark.parametrize("between", ["、", "，", ",", "；", ";", "\n", "; "])
def test_the_columns_that_are_to_win_are_divided_as_people_do(tmp_path: Path, between: str) -> None:
    named = between.join(("备注", "承办单位"))
    evaluation = write_evaluation(tmp_path / "评价.xlsx", settings={"导入覆盖列": named})
    source = export(
        tmp_path, ("热线-2", "市级", "2024-03-02 10:00:00", "农业科", None, "未解决", "乙")
    )
    told = imported(ledger(tmp_path), source, "--settings", evaluation).document
    assert [entry["header"] for entry in told["listed"]] == ["承办单位", "备注"]


def test_a_column_that_is_to_win_must_be_there(tmp_path: Path) -> None:
    evaluation = write_evaluation(tmp_path / "评价.xlsx", settings={"导入覆盖列": "工单状态"})
    source = export(tmp_path, OLD[0])
    done = imported(ledger(tmp_path), source, "--settings", evaluation)
    assert done.exit_code == 2
    assert "工单状态" in done.stderr


@pytest.mark.parametrize("cell", ["A5", "C4", "D6"])
def test_no_case_goes_below_a_total_without_a_word(tmp_path: Path, cell: str) -> None:
    """A formula in a recognised column is no case: its row would take a case below the total."""
    book = ledger(tmp_path)
    whole = load_workbook(book)
    whole["台账"][cell] = f"=COUNTA({cell[0]}2:{cell[0]}3)"
    whole.save(book)
    before = book.read_bytes()
    new = ("热线-3", "区级", dt.datetime(2024, 3, 9, 8), "规划科", None, None, None)
    done = imported(book, export(tmp_path, *OLD, new))
    assert done.exit_code == 2
    assert f"台账!{cell}" in done.stderr
    assert book.read_bytes() == before


def test_dates_stay_dates_and_text_stays_text(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "办结时间")
    book = ledger(
        tmp_path, ("1", dt.datetime(2024, 3, 1, 9), "2024-03-02 08:00:00"), headers=headers
    )
    source = write_csv(tmp_path / "导出.csv", [headers, ("=2", "2024/3/9 8:00", "2024/3/10 7:00")])
    assert imported(book, source).document["new"] == 1
    assert rows(book)[2] == ["=2", dt.datetime(2024, 3, 9, 8), "2024-03-10 07:00:00"]
    assert load_workbook(book)["台账"]["A3"].data_type == "s"


def test_headers_that_go_nowhere_are_named_and_ours_are_left_alone(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "接收状态", "回复检查", "工单状态")
    book = ledger(tmp_path, ("1", "2024-03-01 09:00:00", None, None, None), headers=headers[:4])
    source = export(
        tmp_path, ("1", "2024-03-01 09:00:00", "按时", "已查", "办理中"), headers=headers
    )
    told = imported(book, source).document
    assert (told["unplaced"], told["filled"], told["unchanged"]) == (["工单状态"], 0, 1)
    assert rows(book)[1][2:] == [None, None]


def test_a_total_below_the_ledger_is_refused_by_its_cell(tmp_path: Path) -> None:
    plan = SheetPlan(
        "台账", headers=(HEADERS,), cases=(*OLD, ("合计", None, None, None, 2, None, None))
    )
    book = write_xlsx(tmp_path / "台账.xlsx", plan)
    before = book.read_bytes()
    source = export(tmp_path, ("热线-9", "区级", "2024-03-09 08:00:00", None, None, None, None))
    done = imported(book, source)
    assert done.exit_code == 2
    assert "台账!A4" in done.stderr
    assert book.read_bytes() == before
    assert others(tmp_path) == ["台账.xlsx", "导出.xlsx"]


def test_a_new_case_goes_to_the_sheet_of_its_month(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间")
    plans = [
        simple((f"{month}-1", f"2024-0{month}-05 09:00:00"), headers=headers, name=f"{month}月")
        for month in (1, 2)
    ]
    book = write_xlsx(tmp_path / "台账.xlsx", *plans)
    source = export(
        tmp_path, ("a", "2024-02-09 08:00:00"), ("b", "2024-03-09 08:00:00"), headers=headers
    )
    told = imported(book, source).document
    assert (told["new"], [e["case"] for e in told["listed"]]) == (1, ["b"])
    assert rows(book, "2月")[2] == ["a", "2024-02-09 08:00:00"]
    told = imported(book, source, "--sheet", "1月").document
    assert (told["new"], rows(book, "1月")[2][0]) == (1, "b")
    assert imported(book, source, "--sheet", "3月").exit_code == 2


def test_looks_formulas_filters_and_tables_reach_the_new_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append(["工单编号", "派单时间", "天数"])
    sheet.append(["1", "2024-03-01 09:00:00", "=LEN(A2)"])
    sheet["A2"].fill = PatternFill("solid", start_color="FFFF00", end_color="FFFF00")
    sheet.row_dimensions[2].height = 40
    sheet.add_table(Table(displayName="表1", ref="A1:C2"))
    book.save(tmp_path / "台账.xlsx")
    source = export(tmp_path, ("2", "2024-03-02 09:00:00"), headers=("工单编号", "派单时间"))
    assert imported(tmp_path / "台账.xlsx", source).document["new"] == 1
    sheet = load_workbook(tmp_path / "台账.xlsx")["台账"]
    assert sheet["C3"].value == "=LEN(A3)"
    assert sheet["A3"].fill.start_color.rgb == "00FFFF00"
    assert sheet.row_dimensions[3].height is None
    assert sheet.tables["表1"].ref == "A1:C3"


def test_city_and_district_times_go_each_to_its_own_column(tmp_path: Path) -> None:
    headers = ("工单编号", "市交办时间", "区交办时间")
    one, two = "2024-03-01 09:00:00", "2024-03-01 10:00:00"
    book = ledger(tmp_path, ("1", one, None), headers=headers)
    source = export(tmp_path, ("1", one, two), ("2", one, None), headers=headers)
    told = imported(book, source).document
    assert (told["new"], told["filled"], told["conflicts"]) == (1, 1, [])
    assert rows(book)[1:] == [["1", one, dt.datetime(2024, 3, 1, 10)], ["2", one, None]]
    single = ledger(tmp_path, ("1", two), headers=("工单编号", "派单时间"))
    assert imported(single, source).document["conflicts"] == []
    assert rows(single)[2] == ["2", one]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_export_of_another_format(tmp_path: Path, encoding: str) -> None:
    book = ledger(tmp_path)
    source = write_csv(
        tmp_path / "导出.csv",
        [HEADERS, ("热线-1", "市级", "2024/3/1 9:30", "规划科", "", "是", "")],
        encoding,
    )
    told = imported(book, source).document
    assert (told["filled"], told["conflicts"]) == (1, [])


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    copy = tmp_path / "另一份.xlsx"
    copy.write_bytes(book.read_bytes())
    without = export(tmp_path, ("2024-03-01 09:00:00", "甲"), headers=("派单时间", "承办单位"))
    csv = write_csv(tmp_path / "台账.csv", [HEADERS, OLD[0]])
    lock = tmp_path / "~$台账.xlsx"
    before = book.read_bytes()
    for target, source, words in (
        (book, book, "台账本身"),
        (book, copy, "台账本身"),
        (book, without, "工单编号"),
        (csv, without, "另存为 xlsx"),
    ):
        done = imported(target, source)
        assert done.exit_code == 2
        assert words in done.stderr
    good = export(tmp_path, ("9", "区级", "2024-03-09 08:00:00", None, None, None, None))
    lock.write_bytes(b"")
    files = others(tmp_path)
    done = imported(book, good)
    assert done.exit_code == 2
    assert "台账.xlsx" in done.stderr
    assert (book.read_bytes(), others(tmp_path)) == (before, files)


def test_a_column_that_changes_every_day_has_its_hint(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间", "工单状态")
    time = "2024-03-01 09:00:00"
    book = ledger(tmp_path, *[(str(n), time, "办理中") for n in range(4)], headers=headers)
    source = export(tmp_path, *[(str(n), time, "已办结") for n in range(4)], headers=headers)
    done = run("import", book, source, "--as-of", AS_OF)
    assert "请在「合同设置」的“导入覆盖列”里写上“工单状态”" in done.stdout
    (result,) = tmp_path.glob("导入结果_*.xlsx")
    texts = [str(c.value) for line in load_workbook(result)["导入结果"] for c in line if c.value]
    assert any("导入覆盖列" in text for text in texts)
    assert "（见单元格）" in texts
    assert "已办结" not in texts


def test_an_empty_ledger_takes_its_first_case(tmp_path: Path) -> None:
    headers = ("工单编号", "派单时间")
    book = write_xlsx(tmp_path / "台账.xlsx", SheetPlan("台账", headers=(headers,), cases=()))
    source = export(tmp_path, ("1", "2024-03-01 09:00:00"), headers=headers)
    assert imported(book, source).document["new"] == 1
    assert rows(book)[1] == ["1", dt.datetime(2024, 3, 1, 9)]
