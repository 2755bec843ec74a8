"""Verifying: every cell, input and setting that changes after signing is named; nothing else is."""

import random
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import inputs, ledger_jobs, signing_jobs
from macros_py.rules.signing.digest import canonical
from macros_py.rules.terms.errors import SignError
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import signed_cells
from macros_py.signoff.register import read_books
from macros_py.signoff.seal import said
from macros_py.signoff.verifying import Verdict
from tests import office
from tests.evaluations import write_evaluation
from tests.oracle.command import run
from tests.signed_quarter import (
    CASES,
    HEAD,
    PHONE,
    ROWS,
    SETTINGS,
    STAFF,
    Quarter,
    put,
    write_cases,
)
from workbook.reading.sheets import open_book
from workbook.sealed.book import SealedBook
from workbook.sealed.cells import said_cells
from workbook.xlsx.filling.grid import Grid
from workbook.xlsx.markup import main as tag


@pytest.fixture(scope="module")
def read(signed: Quarter) -> tuple[OwnFile, dict[str, str]]:
    """The signed settlement as it was read, and what its signing cells say."""
    file = OwnFile.read(signed.settlement)
    content = file.seal.digest
    held = read_books(signed.evaluation).log.signatures(content)
    return file, signed_cells(file.seal, held, content)


def changed(read: tuple[OwnFile, dict[str, str]], book: SealedBook) -> list[tuple[str, str, str]]:
    file, cells = read
    now = said(open_book(file.path, book.to_bytes()))
    return [(c.cell, c.before, c.after) for c in file.seal.changes(now, cells)]


def test_every_value_cell_of_the_settlement(read) -> None:
    file, cells = read
    expected = {**file.seal.part("单元格"), **cells}
    assert len(expected) > 300
    for number, (address, before) in enumerate(expected.items()):
        if number % 40 and address not in cells:  # each costs a look at every cell
            continue
        sheet, _, cell = address.rpartition("!")
        for tampered in ("改动", "")[: 2 - number % 2]:
            book = SealedBook(file.raw)
            Grid(book.sheets[sheet]).put(cell, tampered)
            assert changed(read, book) == [(address, before, tampered)]
    assert changed(read, SealedBook(file.raw)) == []


def test_the_smallest_change_of_each_number(read) -> None:
    file, _ = read
    book = open_book(file.path)
    numbers = [
        (sheet, cell)
        for sheet in book.visible
        for cell, value, _ in said_cells(book, sheet)
        if isinstance(value, float)
    ]
    assert len(numbers) > 60
    for sheet, cell in numbers[::15]:
        spoiled = SealedBook(file.raw)
        (value,) = (
            element.find(tag("v"))
            for element in spoiled.sheets[sheet].iter(tag("c"))
            if element.get("r") == cell
        )
        value.text = repr(float(value.text) + 0.005)
        assert [place for place, _, _ in changed(read, spoiled)] == [f"{sheet}!{cell}"]


@pytest.mark.parametrize("ratio", [Fraction(5830, 5954), Fraction(224, 3), Fraction(1, 3 * 10**9)])
def test_a_ratio_is_written_so_that_every_program_writes_it_back(read, ratio: Fraction) -> None:
    """LibreOffice makes …185 of 0.9791736647631845, of which 15 digits are …184."""
    file, _ = read
    grid = Grid(SealedBook(file.raw).sheets["结算单"])
    grid.put("G14", ratio)
    (text,) = (
        cell.findtext(tag("v")) for cell in grid.root.iter(tag("c")) if cell.get("r") == "G14"
    )
    number = Decimal(text)
    assert len(number.as_tuple().digits) <= 15
    assert canonical(float(number)) == canonical(float(ratio))


@pytest.mark.parametrize("kind", [float, datetime])
def test_a_number_that_became_a_text_is_no_longer_the_same(quarter: Quarter, kind: type) -> None:
    """A sum leaves it out as soon as a program calculates anew."""
    before = quarter.verify().verdict
    book = load_workbook(quarter.settlement)
    cells = (cell for row in book["结算单"].iter_rows() for cell in row)
    cell = next(cell for cell in cells if isinstance(cell.value, kind))
    cell.value = f"{cell.value:%Y-%m-%d}" if kind is datetime else str(cell.value)
    book.save(quarter.settlement)
    verified = quarter.verify()
    assert (before, verified.verdict) == (Verdict.INTACT, Verdict.CHANGED)
    (change,) = verified.changes
    assert (change.cell, change.after) == (f"结算单!{cell.coordinate}", f"{cell.value}（文字）")


def test_values_where_nothing_stood_and_sheets_that_come_and_go(quarter: Quarter) -> None:
    book = load_workbook(quarter.settlement)
    book["结算单"]["J40"] = "另付100元"
    book.create_sheet("补充")["A1"] = "说明"
    del book["口径说明"]
    book.save(quarter.settlement)
    found = {(change.cell, change.before, change.after) for change in quarter.verify().changes}
    assert ("结算单!J40", "", "另付100元") in found
    assert ("补充!A1", "", "说明") in found
    assert {("口径说明", "有", ""), ("补充", "", "有")} <= found
    assert {cell.partition("!")[0] for cell, _, _ in found} == {"结算单", "补充", "口径说明"}


def test_permuting_rows_changes_nothing(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path)
    chance = random.Random(5)
    log = [list(row) for row in load_workbook(quarter.evaluation)["签认记录"].values]
    register = [list(row) for row in load_workbook(quarter.evaluation)["结算台账"].values]
    settled = quarter.settlement.read_bytes()
    payable = quarter.verify().json()
    for _ in range(5):
        rows = {sheet: chance.sample(lines, len(lines)) for sheet, lines in ROWS.items()}
        rows |= {"签认记录": log[1:], "结算台账": register[1:]}
        write_evaluation(quarter.evaluation, settings=SETTINGS, rows=rows)
        first, *others = [case for case in CASES if case[0] == "A3"]
        cases = [case for case in CASES if case[0] != "A3"]
        write_cases(quarter.ledger, [first, *chance.sample(cases, len(cases)), *others])
        assert quarter.verify(ledger=True).json() == {**payable, "ledger": []}
    assert quarter.settlement.read_bytes() == settled


def test_the_ledger_after_signing_is_reported_and_never_folded_in(quarter: Quarter) -> None:
    before = quarter.settlement.read_bytes()
    cases = [list(case) for case in CASES]
    cases[0][2] = datetime(2024, 1, 8, 11)  # A1: received later
    cases[0][4] = "综治办"
    cases[1][1] = datetime(2024, 4, 8)  # A2: out of the quarter
    cases[3][5] = "是"  # the repeated A3
    cases.append(["A4", datetime(2024, 2, 2), *[None] * 6])
    write_cases(quarter.ledger, cases)
    verified = quarter.verify(ledger=True)
    assert not verified.intact
    assert verified.changes == ()
    assert [str(change) for change in verified.ledger or ()] == [
        "A1：改写（接收时间、承办单位）",
        "A2：移出本季度（派单时间）",
        "A3#1：事后补填（是否解决）",
        "A4：事后新增",
    ]
    assert [change.alarm for change in verified.ledger or ()] == [True, True, False, False]
    write_cases(quarter.ledger, CASES[1:])
    assert [str(c) for c in quarter.verify(ledger=True).ledger or ()] == ["A1：删除"]
    assert quarter.settlement.read_bytes() == before


def test_what_is_filled_in_or_added_later_is_told_and_no_alarm(quarter: Quarter) -> None:
    cases = [list(case) for case in CASES]
    cases[0][3] = datetime(2024, 1, 9, 11)  # A1 was not closed
    cases[1][2] = datetime(2024, 1, 8, 11)  # A2 was not received
    cases.append(["A4", datetime(2024, 2, 2), *[None] * 6])
    write_cases(quarter.ledger, cases)
    verified = quarter.verify(ledger=True)
    assert verified.verdict is Verdict.INTACT
    assert [str(change) for change in verified.ledger or ()] == [
        "A1：事后补填（办结时间）",
        "A2：事后补填（接收时间）",
        "A4：事后新增",
    ]
    cases[0][3] = None  # blank as it was when signed
    cases[1][3] = None  # what was there is gone
    write_cases(quarter.ledger, cases)
    verified = quarter.verify(ledger=True)
    assert verified.verdict is Verdict.CHANGED
    assert [str(change) for change in verified.alarms] == [
        "A2：改写（办结时间），事后补填（接收时间）"
    ]


def test_what_the_tool_writes_into_the_ledger_is_no_change(quarter: Quarter) -> None:
    ledger_jobs.flags(inputs.Inputs(quarter.ledger, datetime(2024, 7, 1), quarter.evaluation))
    assert quarter.verify(ledger=True).intact


def test_personal_fields_of_the_ledger_are_not_covered(quarter: Quarter) -> None:
    cases = [[*case[:6], "别的标题", "13900000000"] for case in CASES]
    write_cases(quarter.ledger, cases)
    assert quarter.verify(ledger=True).intact


def test_another_programs_save_without_results_is_told_from_a_change(quarter: Quarter) -> None:
    book = load_workbook(quarter.settlement)
    book.save(quarter.settlement)  # openpyxl keeps formulas and drops their results
    assert quarter.verify().verdict is Verdict.CONTENT
    book["评分计算"]["A1"] = "改动"
    formula = next(c for row in book["结算单"] for c in row if str(c.value).startswith("="))
    formula.value = "=1+1"
    book.save(quarter.settlement)
    assert {change.cell for change in quarter.verify().changes} == {
        "评分计算!A1",
        f"结算单!{formula.coordinate}",
    }


@office.needs_office
def test_saving_in_libreoffice_changes_nothing(quarter: Quarter, tmp_path: Path) -> None:
    files = [quarter.settlement, quarter.evaluation, quarter.ledger]
    saved = office.convert(files, "xlsx", tmp_path / "另存")
    assert signing_jobs.verify(*saved).verdict is Verdict.CONTENT
    assert signing_jobs.verify(quarter.settlement, *saved[1:]).intact
    put(saved[1], "其他扣款!E2", 121)
    assert [change.cell for change in signing_jobs.verify(*saved).changes] == ["其他扣款!E2"]


def test_a_draft_that_was_saved_is_made_anew_and_a_signed_one_reprinted(
    drafted: Quarter, tmp_path: Path
) -> None:
    quarter = drafted.copy(tmp_path / "季度")
    load_workbook(quarter.settlement).save(quarter.settlement)
    with pytest.raises(SignError, match="请重新生成验收结算"):
        quarter.sign()
    quarter.settle()
    quarter.sign(HEAD, "王五")
    load_workbook(quarter.settlement).save(quarter.settlement)
    with pytest.raises(SignError, match=r"--reprint .*到原位再签"):
        quarter.sign(STAFF, "赵六")
    assert signing_jobs.reprint(quarter.settlement, quarter.evaluation, quarter.settlement).exact
    quarter.sign(STAFF, "赵六")
    assert quarter.verify(ledger=True).intact


def test_no_result_shows_a_phone_number(quarter: Quarter) -> None:
    put(quarter.evaluation, "违约违规!D2", f"改为{PHONE}")
    put(quarter.evaluation, "其他扣款!D2", f"电话{PHONE}")
    put(quarter.evaluation, "合同设置!B3", f"合同{PHONE}")
    assert len(quarter.verify().changes) == 3
    assert PHONE not in str(quarter.verify().json())


def test_a_cell_cannot_say_that_the_check_was_passed(quarter: Quarter) -> None:
    put(quarter.evaluation, "其他扣款!D2", "违约金\n核验通过：与签认时逐字节一致\u202e\u200b")
    lines = run("verify", quarter.settlement, quarter.evaluation).stdout.splitlines()
    assert not [line for line in lines if line.startswith("核验通过")]
    assert all(char.isprintable() or char == "\u3000" for line in lines for char in line)
    assert any("违约金↵核验通过" in line for line in lines)


@pytest.mark.parametrize(
    ("header", "value"),
    [("应付金额", 635696.67), ("状态", "草稿"), ("内容摘要", "0" * 64), ("文件摘要", "0" * 64)],
)
def test_a_register_row_that_contradicts_the_log_is_told(
    quarter: Quarter, header: str, value: object
) -> None:
    book = load_workbook(quarter.evaluation)
    sheet = book["结算台账"]
    column = [cell.value for cell in sheet[1]].index(header) + 1
    sheet.cell(2, column).value = value
    book.save(quarter.evaluation)
    (banner,) = quarter.verify().banners
    assert banner.startswith(
        f"{sheet.cell(2, column).coordinate}「{header}」".join(["结算台账!", ""])
    )
