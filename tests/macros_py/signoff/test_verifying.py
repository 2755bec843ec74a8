"""Verifying: every cell, input and setting that changes after signing is named; nothing else is."""

import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from macros_py.jobs import inputs, ledger_jobs, signing_jobs
from macros_py.rules.signing.digest import canonical
from macros_py.rules.terms.errors import SignError
from macros_py.signoff.lines import verified_lines
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import signed_cells
from macros_py.signoff.register import read_books
from macros_py.signoff.seal import said
from macros_py.signoff.verifying import Verdict
from tests import office
from tests.evaluations import write_evaluation
from tests.macros_py.signoff.attacks.spoiled import Spoiled
from tests.oracle.command import run
from tests.signed_quarter import (
    CASES,
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
def by_signing(signed: Quarter, as_signed: OwnFile) -> dict[str, str]:
    """What the cells say that signing filled in."""
    content = as_signed.seal.digest
    held = read_books(signed.evaluation).log.signatures(content)
    return signed_cells(as_signed.seal, held, content)


Found = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def changed(as_signed: OwnFile, by_signing: dict[str, str]) -> Callable[[SealedBook], Found]:
    """Tell what verifying finds in the cells of a settlement."""

    def changed(book: SealedBook) -> Found:
        now = said(open_book(as_signed.path, book.to_bytes()))
        return [(c.cell, c.before, c.after) for c in as_signed.seal.changes(now, by_signing)]

    return changed


def test_every_value_cell_of_the_settlement(
    as_signed: OwnFile, by_signing: dict[str, str], changed: Callable[[SealedBook], Found]
) -> None:
    """All are named at once, and some by themselves."""
    expected = {**as_signed.seal.part("单元格"), **by_signing}
    assert len(expected) > 300
    some = [{address} for address in [*list(expected)[::120], *list(by_signing)[::4]]]
    for number, tampered in enumerate([{*expected}, {*expected}, *some]):
        text = "改动" if number % 2 else ""
        book = SealedBook(as_signed.raw)
        for address in tampered:
            sheet, _, cell = address.rpartition("!")
            Grid(book.sheets[sheet]).put(cell, text)
        assert sorted(changed(book)) == sorted((a, expected[a], text) for a in tampered)
    assert changed(SealedBook(as_signed.raw)) == []


def test_the_smallest_change_of_each_number(
    as_signed: OwnFile, changed: Callable[[SealedBook], Found]
) -> None:
    book = open_book(as_signed.path)
    numbers = [
        (sheet, cell)
        for sheet in book.visible
        for cell, value, _ in said_cells(book, sheet)
        if isinstance(value, float)
    ]
    assert len(numbers) > 60
    for some in (numbers, numbers[-1:]):
        spoiled = SealedBook(as_signed.raw)
        for sheet, cell in some:
            (value,) = (
                element.find(tag("v"))
                for element in spoiled.sheets[sheet].iter(tag("c"))
                if element.get("r") == cell
            )
            value.text = repr(float(value.text) + 0.005)
        assert {place for place, _, _ in changed(spoiled)} == {"!".join(cell) for cell in some}


@pytest.mark.parametrize("ratio", [Fraction(5830, 5954), Fraction(224, 3), Fraction(1, 3 * 10**9)])
def test_a_ratio_is_written_so_that_every_program_writes_it_back(
    as_signed: OwnFile, ratio: Fraction
) -> None:
    """LibreOffice makes …185 of 0.9791736647631845, of which 15 digits are …184."""
    grid = Grid(SealedBook(as_signed.raw).sheets["结算单"])
    grid.put("G14", ratio)
    (text,) = (
        cell.findtext(tag("v")) for cell in grid.root.iter(tag("c")) if cell.get("r") == "G14"
    )
    number = Decimal(text)
    assert len(number.as_tuple().digits) <= 15
    assert canonical(float(number)) == canonical(float(ratio))


def test_a_number_that_became_a_text_is_no_longer_the_same(
    quarter: Quarter, in_openpyxl: Workbook
) -> None:
    """A sum leaves it out as soon as a program calculates anew."""
    cells = [cell for row in in_openpyxl["结算单"].iter_rows() for cell in row]
    number = next(cell for cell in cells if isinstance(cell.value, float))
    day = next(cell for cell in cells if isinstance(cell.value, datetime))
    number.value, day.value = str(number.value), f"{day.value:%Y-%m-%d}"
    in_openpyxl.save(quarter.settlement)
    verified = quarter.verify()
    assert verified.verdict is Verdict.CHANGED
    assert {change.cell: change.after for change in verified.changes} == {
        f"结算单!{cell.coordinate}": f"{cell.value}（文字）" for cell in (number, day)
    }


def test_values_where_nothing_stood_and_sheets_that_come_and_go(
    quarter: Quarter, in_openpyxl: Workbook
) -> None:
    in_openpyxl["结算单"]["J40"] = "另付100元"
    in_openpyxl.create_sheet("补充")["A1"] = "说明"
    del in_openpyxl["口径说明"]
    in_openpyxl.save(quarter.settlement)
    found = {(change.cell, change.before, change.after) for change in quarter.verify().changes}
    assert ("结算单!J40", "", "另付100元") in found
    assert ("补充!A1", "", "说明") in found
    assert {("口径说明", "有", ""), ("补充", "", "有")} <= found
    assert {cell.partition("!")[0] for cell, _, _ in found} == {"结算单", "补充", "口径说明"}


def test_permuting_rows_changes_nothing(quarter: Quarter, as_signed: OwnFile) -> None:
    chance = random.Random(5)
    written = load_workbook(quarter.evaluation)
    log = [list(row) for row in written["签认记录"].values]
    register = [list(row) for row in written["结算台账"].values]
    payable = quarter.verify(as_signed).json()
    for _ in range(3):
        rows = {sheet: chance.sample(lines, len(lines)) for sheet, lines in ROWS.items()}
        rows |= {"签认记录": log[1:], "结算台账": register[1:]}
        write_evaluation(quarter.evaluation, settings=SETTINGS, rows=rows)
        first, *others = [case for case in CASES if case[0] == "A3"]
        cases = [case for case in CASES if case[0] != "A3"]
        write_cases(quarter.ledger, [first, *chance.sample(cases, len(cases)), *others])
        assert quarter.verify(as_signed, ledger=True).json() == {**payable, "ledger": []}


def test_the_ledger_after_signing_is_reported_and_never_folded_in(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    cases = [list(case) for case in CASES]
    cases[0][2] = datetime(2024, 1, 8, 11)  # A1: received later
    cases[0][4] = "综治办"
    cases[1][1] = datetime(2024, 4, 8)  # A2: out of the quarter
    cases[3][5] = "是"  # the repeated A3
    cases.append(["A4", datetime(2024, 2, 2), *[None] * 6])
    write_cases(quarter.ledger, cases)
    verified = quarter.verify(as_signed, ledger=True)
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
    assert [str(c) for c in quarter.verify(as_signed, ledger=True).ledger or ()] == ["A1：删除"]


def test_what_is_filled_in_or_added_later_is_told_and_no_alarm(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    cases = [list(case) for case in CASES]
    cases[0][3] = datetime(2024, 1, 9, 11)  # A1 was not closed
    cases[1][2] = datetime(2024, 1, 8, 11)  # A2 was not received
    cases.append(["A4", datetime(2024, 2, 2), *[None] * 6])
    write_cases(quarter.ledger, cases)
    verified = quarter.verify(as_signed, ledger=True)
    assert verified.verdict is Verdict.INTACT
    assert [str(change) for change in verified.ledger or ()] == [
        "A1：事后补填（办结时间）",
        "A2：事后补填（接收时间）",
        "A4：事后新增",
    ]
    cases[0][3] = None  # blank as it was when signed
    cases[1][3] = None  # what was there is gone
    write_cases(quarter.ledger, cases)
    verified = quarter.verify(as_signed, ledger=True)
    assert verified.verdict is Verdict.CHANGED
    assert [str(change) for change in verified.alarms] == [
        "A2：改写（办结时间），事后补填（接收时间）"
    ]


def test_what_the_tool_writes_into_the_ledger_is_no_change(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    ledger_jobs.flags(inputs.Inputs(quarter.ledger, datetime(2024, 7, 1), quarter.evaluation))
    assert quarter.verify(as_signed, ledger=True).intact


def test_personal_fields_of_the_ledger_are_not_covered(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    cases = [[*case[:6], "别的标题", "13900000000"] for case in CASES]
    write_cases(quarter.ledger, cases)
    assert quarter.verify(as_signed, ledger=True).intact


def test_another_programs_save_without_results_is_told_from_a_change(
    quarter: Quarter, in_openpyxl: Workbook
) -> None:
    book = in_openpyxl
    book.save(quarter.settlement)  # it keeps formulas and drops their results
    verified = quarter.verify()
    assert verified.verdict is Verdict.CONTENT
    assert "外观未核" in "\n".join(verified_lines(verified))
    book["评分计算"]["A1"] = "改动"
    formula = next(c for row in book["结算单"] for c in row if str(c.value).startswith("="))
    formula.value = "=1+1"
    book.save(quarter.settlement)
    assert {change.cell for change in quarter.verify().changes} == {
        "评分计算!A1",
        f"结算单!{formula.coordinate}",
    }


@office.needs_office
def test_saving_in_libreoffice_changes_nothing(
    quarter: Quarter, as_signed: OwnFile, tmp_path: Path
) -> None:
    files = [quarter.settlement, quarter.evaluation, quarter.ledger]
    settlement, *others = office.convert(files, "xlsx", tmp_path / "另存")
    saved = OwnFile.read(settlement)
    verified = signing_jobs.verify(saved, *others)
    assert verified.verdict is Verdict.CONTENT
    assert "--reprint" in "\n".join(verified_lines(verified))
    assert signing_jobs.verify(as_signed, *others).intact
    put(others[0], "其他扣款!E2", 121)
    found = signing_jobs.verify(saved, *others).changes
    assert [change.cell for change in found] == ["其他扣款!E2"]


def test_a_draft_that_was_packed_anew_is_not_signed(drafted: Quarter, tmp_path: Path) -> None:
    quarter = drafted.copy(tmp_path)
    packed = Spoiled.of(quarter.settlement.read_bytes()).to_bytes(zipfile.ZIP_DEFLATED)
    quarter.settlement.write_bytes(packed)
    with pytest.raises(SignError, match="请重新生成验收结算"):
        quarter.sign()


def test_a_half_signed_settlement_that_was_saved_is_reprinted_before_it_is_signed(
    signed_once: Quarter, tmp_path: Path
) -> None:
    quarter = signed_once.copy(tmp_path / "季度")
    load_workbook(quarter.settlement).save(quarter.settlement)
    with pytest.raises(SignError, match=r"--reprint .*到原位再签"):
        quarter.sign(STAFF, "赵六")
    assert signing_jobs.reprint(quarter.settlement, quarter.evaluation, quarter.settlement).exact
    assert quarter.settlement.read_bytes() == signed_once.settlement.read_bytes()


def test_no_result_shows_a_phone_number(quarter: Quarter, as_signed: OwnFile) -> None:
    put(quarter.evaluation, "违约违规!D2", f"改为{PHONE}")
    put(quarter.evaluation, "其他扣款!D2", f"电话{PHONE}")
    put(quarter.evaluation, "合同设置!B3", f"合同{PHONE}")
    verified = quarter.verify(as_signed)
    assert len(verified.changes) == 3
    assert PHONE not in str(verified.json())


def test_a_cell_cannot_say_that_the_check_was_passed(quarter: Quarter) -> None:
    put(quarter.evaluation, "其他扣款!D2", "违约金\n核验通过：与签认时逐字节一致\u202e\u200b")
    lines = run("verify", quarter.settlement, quarter.evaluation).stdout.splitlines()
    assert not [line for line in lines if line.startswith("核验通过")]
    assert all(char.isprintable() or char == "\u3000" for line in lines for char in line)
    assert any("违约金↵核验通过" in line for line in lines)


def test_a_register_row_that_contradicts_the_log_is_told(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    book = load_workbook(quarter.evaluation)
    sheet = book["结算台账"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    said = {"应付金额": 635696.67, "状态": "草稿", "内容摘要": "0" * 64, "文件摘要": "0" * 64}
    cells = [sheet.cell(2, columns[header], value) for header, value in said.items()]
    book.save(quarter.evaluation)
    named = {
        f"结算台账!{cell.coordinate}「{header}」" for header, cell in zip(said, cells, strict=True)
    }
    assert {line.partition("现为")[0] for line in quarter.verify(as_signed).banners} == named
