"""Verifying: every cell, input and setting that changes after signing is named; nothing else is."""

import random
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import jobs
from macros_py.signoff.register import SIGNED, read_books
from macros_py.signoff.seal import read_seal
from tests import office
from tests.evaluations import write_evaluation
from tests.signed_quarter import (
    CASES,
    HEAD,
    NOW,
    PHONE,
    ROWS,
    SETTINGS,
    Quarter,
    make,
    put,
    write_cases,
)
from workbook.sealed.book import SealedBook
from workbook.xlsx.filling.package import main as tag


def test_every_value_cell_of_the_settlement(signed: Quarter, nightly: bool) -> None:
    book = SealedBook.open(signed.settlement)
    seal = read_seal(book, "")
    expected = seal.expected(read_books(signed.evaluation).log.signatures(seal.digest), SIGNED)
    assert list(seal.changes(book, expected)) == []
    assert len(expected) > 300
    together = SealedBook.open(signed.settlement)
    for address in expected:
        sheet, _, cell = address.rpartition("!")
        together.put(sheet, cell, "改动")
    assert {each.cell: each.before for each in seal.changes(together, expected)} == dict(expected)
    for number, (address, before) in list(enumerate(expected.items()))[:: 1 if nightly else 23]:
        sheet, _, cell = address.rpartition("!")
        (element,) = (c for c in book.sheets[sheet].iter(tag("c")) if c.get("r") == cell)
        kept = deepcopy(element)
        for tampered in ("改动", "")[: 2 - number % 2]:
            book.put(sheet, cell, tampered)
            (change,) = seal.changes(book, expected)
            assert (change.cell, change.before, change.after) == (address, before, tampered)
        parent = element.getparent()
        parent.replace(element, kept)
    assert list(seal.changes(book, expected)) == []


def test_the_smallest_change_of_each_number(signed: Quarter, nightly: bool) -> None:
    book = SealedBook.open(signed.settlement)
    seal = read_seal(book, "")
    expected = seal.expected(read_books(signed.evaluation).log.signatures(seal.digest), SIGNED)
    numbers = {
        (sheet, cell)
        for sheet in book.sheets
        for cell, said in book.said(sheet).items()
        if isinstance(said.value, float)
    }
    assert len(numbers) > 60
    values = {
        (sheet, str(element.get("r"))): element.find(tag("v"))
        for sheet in book.sheets
        for element in book.sheets[sheet].iter(tag("c"))
    }
    together = {place: values[place].text for place in numbers}
    for place in numbers:
        values[place].text = repr(float(together[place]) + 0.005)
    named = {change.cell for change in seal.changes(book, expected)}
    assert named == {f"{sheet}!{cell}" for sheet, cell in numbers}
    for place in numbers:
        values[place].text = together[place]
    for sheet, cell in sorted(numbers)[:: 1 if nightly else 12]:
        value = values[sheet, cell]
        kept, value.text = value.text, repr(float(value.text) + 0.005)
        assert [change.cell for change in seal.changes(book, expected)] == [f"{sheet}!{cell}"]
        value.text = kept
    assert list(seal.changes(book, expected)) == []


def test_values_where_nothing_stood_and_sheets_that_come_and_go(quarter: Quarter) -> None:
    book = load_workbook(quarter.settlement)
    book["结算单"]["J40"] = "另付100元"
    book.create_sheet("补充")["A1"] = "说明"
    del book["口径说明"]
    book.save(quarter.settlement)
    found = {(change.cell, change.before, change.after) for change in quarter.verify().changes}
    assert ("结算单!J40", "", "另付100元") in found
    assert ("补充!A1", "", "说明") in found
    assert ("口径说明", "工作表", "（已删除或改名）") in found
    assert len(found) == 3


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
        "A1：内容有改动（接收时间、承办单位）",
        "A2：已不在本季度（派单时间）",
        "A3#1：内容有改动（是否解决）",
        "A4：结算后新增",
    ]
    write_cases(quarter.ledger, CASES[1:])
    assert [str(c) for c in quarter.verify(ledger=True).ledger or ()] == ["A1：整行已删除"]
    assert quarter.settlement.read_bytes() == before


def test_what_the_tool_writes_into_the_ledger_is_no_change(quarter: Quarter) -> None:
    jobs.flags(jobs.Inputs(quarter.ledger, datetime(2024, 7, 1), quarter.evaluation))
    assert quarter.verify(ledger=True).intact


def test_personal_fields_of_the_ledger_are_not_covered(quarter: Quarter) -> None:
    cases = [[*case[:6], "别的标题", "13900000000"] for case in CASES]
    write_cases(quarter.ledger, cases)
    assert quarter.verify(ledger=True).intact


def test_another_programs_save_without_results_is_told_from_a_change(quarter: Quarter) -> None:
    book = load_workbook(quarter.settlement)
    book.save(quarter.settlement)  # openpyxl keeps formulas and drops their results
    assert quarter.verify().intact
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
    assert jobs.verify(*saved).intact
    assert jobs.verify(saved[0], quarter.evaluation).intact
    assert jobs.verify(quarter.settlement, *saved[1:]).intact
    put(saved[1], "其他扣款!E2", 121)
    assert [change.cell for change in jobs.verify(*saved).changes] == ["其他扣款!E2"]


@pytest.mark.nightly
@office.needs_office
def test_a_draft_saved_in_libreoffice_is_signed_all_the_same(tmp_path: Path) -> None:
    quarter = make(tmp_path / "草稿")
    files = [quarter.settlement, quarter.evaluation]
    settlement, evaluation = office.convert(files, "xlsx", tmp_path / "另存")
    for role, name in ((HEAD, "王五"), ("验收工作人员", "赵六")):
        jobs.sign(settlement, evaluation, role, name, NOW)
    assert jobs.verify(settlement, evaluation, quarter.ledger).intact
    assert all(sheet.protection.sheet for sheet in load_workbook(settlement))


def test_no_result_shows_a_phone_number(quarter: Quarter) -> None:
    put(quarter.evaluation, "违约违规!D2", f"改为{PHONE}")
    put(quarter.evaluation, "其他扣款!D2", f"电话{PHONE}")
    put(quarter.evaluation, "合同设置!B3", f"合同{PHONE}")
    assert len(quarter.verify().changes) == 3
    assert PHONE not in str(quarter.verify().json())
