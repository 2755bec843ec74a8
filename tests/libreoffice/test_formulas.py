"""Every formula in a running LibreOffice shows what the tool's own Python gives."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from macros_py.catalogue.formulas import FORMULAS
from macros_py.formulas.answers import answer
from tests.libreoffice.bench import ScriptedHost
from workbook.live.uno_remote import Remote

EPOCH = dt.datetime(1899, 12, 30)
HEADERS = ("工单编号", "派单时间", "接收时间", "承办单位", "时限等级", "办结时间", "是否有效回访")
HEADERS += ("是否响应", "是否解决", "是否满意", "不纳入考核")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2024, 1, day, hour, minute)


ROWS: list[list[object]] = [
    ["a", at(8, 9), at(8, 9, 20), "甲", "7天", at(10, 9), "是", "是", "解决", "满意", ""],
    ["b", at(8, 9), at(8, 10), "乙", "2小时", "", "是", "否", "未解决", "不满意", "待复核"],
    ["c", at(9, 9), "", "", "尽快", at(9, 8), "否", "", "", "", ""],
    ["d", "2024年1月9日 上午9:30", "2024.13.5", "丙", "", "", "", "", "", "", ""],
    ["", "", "", "", "", "", "", "", "", "", ""],
    [
        "e",
        dt.datetime(2024, 1, 10),
        "",
        "丁",
        "24小时",
        "",
        "是",
        "是",
        "部分解决",
        "未评价",
        "通过",
    ],
]
CHOICES = ["正常出勤", "好", *["及时"] * 6]
SETTINGS = [["设置", "值"], ["计时日历", "工作时间"], ["达标分", 85.0]]
NOW = "2024-01-20 10:00"
LAST = len(ROWS) + 1


@pytest.fixture(scope="module")
def sheet(office: ScriptedHost) -> Iterator[Remote]:
    """A ledger in A1:K7, a form in M1:T1, settings in M3:N5, amounts in M7:M9, words in N7."""
    document = office.office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, [])
    found: Remote = document.Sheets.getByIndex(0)
    put(found, "A1:K1", [list(HEADERS)])
    put(found, f"A2:K{LAST}", ROWS)
    put(found, "M1:T1", [CHOICES])
    put(found, "M3:N5", SETTINGS)
    put(found, "M7:M10", [[536230.0], [79.996], ["若干"], [""]])
    yield found
    document.close(True)


def put(sheet: Remote, address: str, rows: list[list[object]]) -> None:
    sheet.getCellRangeByName(address).setDataArray([[serial(c) for c in row] for row in rows])


def serial(cell: object) -> object:
    if not isinstance(cell, dt.datetime):
        return float(cell) if isinstance(cell, int) else cell
    passed = cell - EPOCH
    return passed.days + passed.seconds / 86400


def column(letter: str) -> list[list[object]]:
    place = "ABCDEFGHIJK".index(letter)
    return [[row[place]] for row in ROWS]


def ref(letter: str) -> str:
    return f"{letter}2:{letter}{LAST}"


CASES: list[tuple[str, list[str], list[Any]]] = [
    (
        "SLA_STATUS",
        ['"接收"', ref("B"), ref("C"), f'"{NOW}"'],
        ["接收", column("B"), column("C"), NOW],
    ),
    (
        "SLA_STATUS",
        ['"办结"', ref("B"), ref("F"), f'"{NOW}"', '""', ref("E"), "M3:N5"],
        ["办结", column("B"), column("F"), NOW, "", column("E"), SETTINGS],
    ),
    ("SLA_DUE", ['"办结"', ref("B"), ref("E")], ["办结", column("B"), column("E")]),
    ("SLA_DUE", ['"接收"', "B2"], ["接收", at(8, 9)]),
    ("SLA_DUE", ['"接收"', "B6"], ["接收", None]),
    ("SLA_DUE", ['"结案"', "B2"], ["结案", at(8, 9)]),
    (
        "SLA_MINUTES_LEFT",
        ['"办结"', ref("B"), ref("F"), f'"{NOW}"', ref("E")],
        ["办结", column("B"), column("F"), NOW, column("E")],
    ),
    ("SLA_LEDGER", [f"A2:K{LAST}", "A1:K1", f'"{NOW}"'], [ROWS, [list(HEADERS)], NOW]),
    (
        "SLA_LEDGER",
        [f"A2:K{LAST}", "A1:K1", f'"{NOW}"', '"责任方"', "M3:N5"],
        [ROWS, [list(HEADERS)], NOW, "责任方", SETTINGS],
    ),
    ("SLA_QUARTER", [ref("B"), '"2023-12-26"'], [column("B"), "2023-12-26"]),
    ("QUARTER_START", ['"第2季度"', '"2023-12-26"'], ["第2季度", "2023-12-26"]),
    ("QUARTER_END", ["2", '"2023-12-26"'], [2.0, "2023-12-26"]),
    ("FORM_SCORE", ["M1:T1"], [[CHOICES]]),
    ("QUARTER_DEDUCTION", ["M8"], [79.996]),
    ("QUARTER_DEDUCTION", ["M8", "M3:N5"], [79.996, SETTINGS]),
    ("QUARTER_PAYABLE", ["65.25", "100"], [65.25, 100.0]),
    ("RMB_UPPER", ["M7:M10"], [[[536230.0], [79.996], ["若干"], [""]]]),
    ("RMB_NUMBER", ['"人民币伍拾元整"'], ["人民币伍拾元整"]),
    ("RATE_RESPONSE", [ref("H"), ref("G"), ref("K")], [column("H"), column("G"), column("K")]),
    ("RATE_RESOLUTION", [ref("I"), ref("G"), '""'], [column("I"), column("G"), ""]),
    ("RATE_SATISFACTION", [ref("J"), ref("G"), ref("K")], [column("J"), column("G"), column("K")]),
    ("CN_WORKDAYS", ['"2024-02-01"', '"2024-02-29"'], ["2024-02-01", "2024-02-29"]),
    ("CN_WORKDAY_ADD", ['"2024-02-09"', "1"], ["2024-02-09", 1.0]),
    ("CN_IS_WORKDAY", [ref("B")], [column("B")]),
    ("WORK_MINUTES", ["B2", "F2"], [at(8, 9), at(10, 9)]),
    (
        "WORK_MINUTES",
        ["B2", "F2", "M3:N5", "B2:C2"],
        [at(8, 9), at(10, 9), SETTINGS, [ROWS[0][1:3]]],
    ),
    ("MASK", ['"电话13812345678"'], ["电话13812345678"]),
]


def test_every_formula_is_tried() -> None:
    assert {name for name, _, _ in CASES} == {formula.name for formula in FORMULAS}


@pytest.mark.parametrize(("name", "given", "values"), CASES)
def test_a_formula_shows_what_python_gives(
    sheet: Remote, name: str, given: list[str], values: list[Any]
) -> None:
    expected = answer(name, *values)
    rows = expected if isinstance(expected, list) else [[expected]]
    assert shown(sheet, f"={name}({';'.join(given)})", len(rows)) == [
        serial(row[0]) for row in rows
    ]


def shown(sheet: Remote, formula: str, rows: int) -> list[object]:
    block = sheet.getCellRangeByPosition(30, 0, 30, rows - 1)
    block.setArrayFormula(formula)
    found = [row[0] for row in block.getDataArray()]
    block.clearContents(1023)
    return found


def test_a_whole_column_is_cut_to_what_is_used(sheet: Remote) -> None:
    found = shown(sheet, '=SLA_QUARTER(B1:B1048576;"2023-12-26")', LAST)
    expected = answer("SLA_QUARTER", column("B"), "2023-12-26")
    assert [[cell] for cell in found[1:]] == expected


@pytest.mark.parametrize("name", [f.name for f in FORMULAS if f.amount])
def test_an_amount_that_cannot_be_computed_is_an_error_a_sum_shows(
    sheet: Remote, name: str
) -> None:
    cell = sheet.getCellByPosition(30, 0)
    cell.Formula = f'=SUM(1;{name}("若干"))'
    assert (cell.String, cell.getError()) == ("#VALUE!", 519)
    block = sheet.getCellRangeByPosition(30, 0, 30, 1)
    block.setArrayFormula(f"={name}(M9:M10)")
    assert block.getCellByPosition(0, 0).getError() == 519
    block.clearContents(1023)


def test_a_formula_that_needs_its_cell_says_so(sheet: Remote) -> None:
    assert shown(sheet, "=SLA_STATUS()", 1) == ["#请写明参数"]


def test_an_error_among_the_cells_is_refused_by_libreoffice(sheet: Remote) -> None:
    """Before the tool is asked: a cell alone shows its error, a range Err:504 in every row."""
    sheet.getCellByPosition(25, 0).Formula = "=NA()"
    cell = sheet.getCellByPosition(30, 0)
    for formula, shows in (
        (f'=SLA_STATUS("接收";B2;Z1;"{NOW}")', "#N/A"),
        (f'=SLA_STATUS("接收";B2:B3;Z1:Z2;"{NOW}")', "Err:504"),
        ('=SLA_STATUS("接收";B2)', "#请写明参数"),
    ):
        cell.Formula = formula
        assert cell.String == shows
    cell.clearContents(1023)


def test_help_is_in_chinese(office: ScriptedHost) -> None:
    functions = office.office.service("com.sun.star.sheet.FunctionDescriptions")
    for formula in FORMULAS:
        described = {each.Name: each.Value for each in functions.getByName(formula.name)}
        assert described["Description"] == formula.text
        wanted = [(argument.name, argument.text) for argument in formula.arguments]
        assert [(a.Name, a.Description) for a in described["Arguments"]] == wanted
