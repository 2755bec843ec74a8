"""Ledger cells whose number format or whose merge says something else than they hold (rules 2)."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from workbook.ledger.ledger import Ledger, read_ledger

HEADERS = (
    *("工单编号", "派单时间", "接收时间", "承办单位", "时限等级", "办结时间"),
    *("是否有效回访", "是否响应", "是否解决", "是否满意", "不纳入考核"),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[[Callable[[Worksheet], None]], Ledger]:
    """Four good cases in rows 2 to 5, changed before they are read."""

    def made(change: Callable[[Worksheet], None]) -> Ledger:
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "台账"
        sheet.append(HEADERS)
        for i in range(4):
            times = [dt.datetime(2024, 1, 8 + i, 9), dt.datetime(2024, 1, 8 + i, 9, 10)]
            done = dt.datetime(2024, 1, 9 + i, 10)
            answers = ["是", "是", "解决", "满意", "否"]
            sheet.append([f"A{i + 1}", *times, "一科", "7天", done, *answers])
        change(sheet)
        book.save(tmp_path / "a.xlsx")
        return read_ledger(tmp_path / "a.xlsx")

    return made


Made = Callable[[Callable[[Worksheet], None]], Ledger]


def cells(ledger: Ledger) -> dict[str, str]:
    return {problem.cell: problem.message for problem in ledger.problems}


@pytest.mark.parametrize(
    ("area", "named", "covered"),
    [
        ("H2:J2", "是否响应、是否解决、是否满意", ["I2", "J2"]),
        ("B4:C4", "派单时间、接收时间", ["C4"]),
        ("E3:F3", "时限等级、办结时间", ["F3"]),
        ("H2:I3", "是否响应、是否解决", ["I2", "I3"]),
        ("F1:F2", "办结时间", ["F2"]),
        ("D1:D2", "承办单位", ["D2"]),
    ],
)
def test_what_a_merge_covers_is_named(
    ledger: Made, area: str, named: str, covered: list[str]
) -> None:
    found = ledger(lambda sheet: sheet.merge_cells(area))
    assert any(f"合并了 {area}（{named}）" in problem.message for problem in found.problems)
    assert all(area in cells(found)[cell] for cell in covered)
    places = [problem.cell for problem in found.problems]
    assert len(places) == len(set(places))


def test_a_covered_time_is_unreadable_not_blank(ledger: Made) -> None:
    frame = ledger(lambda sheet: sheet.merge_cells("E3:F3")).frame
    assert frame["closed_at_bad"].tolist() == [False, True, False, False]


def test_a_merge_over_rows_and_columns_gives_its_first_column_to_each_row(ledger: Made) -> None:
    frame = ledger(lambda sheet: sheet.merge_cells("H2:I3")).frame
    assert frame["responded"].tolist() == ["是"] * 4
    assert frame["resolved"].tolist() == ["", "", "解决", "解决"]


def test_a_merge_over_a_total_row_covers_no_case(ledger: Made) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A6"] = "合计"
        sheet.merge_cells("A6:K6")

    assert cells(ledger(change)) == {}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('0"天"', "7天"),
        ('0"日"', "7天"),
        ('0"小时"', "7小时"),
        ('0"工作日"', "7（显示为“7工作日”）"),
        ('0"0天"', "7（显示为“70天”）"),
        ("0%", "7（显示为“700%”）"),
        ('0"%"', "7（显示为“7%”）"),
        (";;;", "7（显示为“（不显示）”）"),
        ("General", "7"),
    ],
)
def test_a_limit_is_what_is_shown(ledger: Made, code: str, text: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["E2"] = 7
        sheet["E2"].number_format = code

    assert ledger(change).frame["limit_class"].iat[0] == text


def test_case_numbers_are_what_is_shown(ledger: Made) -> None:
    def change(sheet: Worksheet) -> None:
        for cell, code in (("A2", '"AD"000'), ("A3", '"BJ"000'), ("A4", "000000")):
            sheet[cell] = 1
            sheet[cell].number_format = code

    found = ledger(change)
    assert found.frame["case_id"].tolist() == ["AD001", "BJ001", "000001", "A4"]
    assert cells(found) == {}


@pytest.mark.parametrize("code", ["0%", '0.0"万"', '0"元"', "¥0.00"])
@pytest.mark.parametrize("cell", ["B2", "C2", "F2"])
def test_a_time_shown_as_something_else_is_named(ledger: Made, code: str, cell: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = 45299.5
        sheet[cell].number_format = code

    assert "时间无法识别" in cells(ledger(change))[cell]


@pytest.mark.parametrize("code", ["General", "0.00", "yyyy/m/d h:mm"])
def test_a_serial_number_is_a_time(ledger: Made, code: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["F2"] = 45300.5
        sheet["F2"].number_format = code

    found = ledger(change)
    assert cells(found) == {}
    assert found.frame["closed_at"].iat[0] == dt.datetime(2024, 1, 9, 12)


def test_a_repeated_number_is_shown_as_it_stands(ledger: Made) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"], sheet["A3"] = "Ａ２", "A2"

    (problem,) = ledger(change).problems
    assert (problem.cell, problem.value) == ("A3", "A2")

    def turned(sheet: Worksheet) -> None:
        sheet["A2"], sheet["A3"] = "A2", "Ａ２"

    (problem,) = ledger(turned).problems
    assert (problem.cell, problem.value) == ("A3", "Ａ２")


def test_a_turned_round_header_is_named_as_it_stands(ledger: Made) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["K1"], sheet["K2"] = "是否纳入考核", "再议"

    assert cells(ledger(change))["K2"].startswith(
        "“是否纳入考核”无法识别 “再议”，请填 纳入、不纳入"
    )


@pytest.mark.parametrize("mark", ["\u2066", "\u2069", "\u180e", "\u061c", "\U000e0041"])
def test_no_format_character_makes_another_case(ledger: Made, mark: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A3"] = f"A1{mark}"

    assert ledger(change).frame["duplicate"].tolist() == [False, True, False, False]


def test_escapes_of_inline_texts_are_undone(tmp_path: Path, ledger: Made) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEADERS[:2])
    sheet.append(["A2", "2024-01-08 09:00"])
    sheet.append(["A2_x200B_", "2024-01-08 09:00"])
    book.save(tmp_path / "b.xlsx")
    assert read_ledger(tmp_path / "b.xlsx").frame["duplicate"].tolist() == [False, True]


@pytest.mark.parametrize("field", ['="20240108000000001"', '"=""20240108000000001"""'])
def test_a_number_that_an_export_keeps_whole_is_its_text(tmp_path: Path, field: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"工单编号,派单时间\n{field},2024-01-08 09:00\n", encoding="utf-8")
    found = read_ledger(path)
    assert found.frame["case_id"].tolist() == ["20240108000000001"]
    assert found.problems == ()
