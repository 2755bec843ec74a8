"""The log of signatures: an entry that was edited or removed shows; so does a forged seal."""

import re

import pytest
from openpyxl import load_workbook

from macros_py.rules.signing.digest import Chain, chained, digest
from macros_py.rules.terms.errors import SignError
from macros_py.signoff.seal import read_seal
from tests.signed_quarter import HEAD, Quarter
from workbook.sealed.book import SealedBook
from workbook.xlsx.filling.package import main as tag


def chain(*names: str) -> list[tuple[int, list[str], str, str]]:
    entries, previous = [], ""
    for number, name in enumerate(names, 1):
        own = chained([str(number), name], previous)
        entries.append((number, [str(number), name], previous, own))
        previous = own
    return entries


def test_a_whole_chain_has_no_fault_in_any_order_of_rows() -> None:
    assert list(Chain(chain("甲", "乙", "丙")).faults()) == []
    assert list(Chain(chain("甲", "乙", "丙")[::-1]).faults()) == []
    assert list(Chain([]).faults()) == []


@pytest.mark.parametrize("place", range(4))
def test_each_entry_of_a_chain_is_held_by_it(place: int) -> None:
    entries = chain("甲", "乙", "丙", "丁")
    number, fields, previous, own = entries[place]
    edited = [
        *entries[:place],
        (number, [*fields[:-1], "戊"], previous, own),
        *entries[place + 1 :],
    ]
    assert list(Chain(edited).faults()) == [(number, "内容被改动")]
    forged_own = chained([*fields[:-1], "戊"], previous)
    forged = [*entries]
    forged[place] = (number, [*fields[:-1], "戊"], previous, forged_own)
    assert [n for n, _ in Chain(forged).faults()] == ([number + 1] if place < 3 else [])
    without = entries[:place] + entries[place + 1 :]
    assert [n for n, _ in Chain(without).faults()] == ([number] if place < 3 else [])
    assert (number, "编号重复") in list(Chain([*entries, entries[place]]).faults())


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda sheet: sheet.__setitem__("F2", "钱七"), r"签认记录!A2.*第1条内容被改动"),
        (lambda sheet: sheet.__setitem__("B3", "2024-03-20 10:30:00"), "第2条内容被改动"),
        (lambda sheet: sheet.delete_rows(2), "第1条已被删除"),
        (lambda sheet: sheet.delete_rows(3), f"没有本文件上{'验收工作人员'}的记录"),
    ],
)
def test_a_log_that_was_edited(quarter: Quarter, edit, says) -> None:
    book = load_workbook(quarter.evaluation)
    edit(book["签认记录"])
    book.save(quarter.evaluation)
    verified = quarter.verify()
    assert not verified.intact
    assert re.search(says, "\n".join(map("".join, verified.log)))
    with pytest.raises(SignError):
        quarter.revoke() if "没有" not in says else quarter.sign(HEAD, "王五")


def test_an_emptied_log_shows(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    book["签认记录"].delete_rows(2, 2)
    book.save(quarter.evaluation)
    verified = quarter.verify()
    assert [why for _, why in verified.log] == [
        "没有本文件上验收部门负责人的记录：该条已被删除或改动",
        "没有本文件上验收工作人员的记录：该条已被删除或改动",
    ]
    assert verified.changes[0].before == "（签认记录中没有）"
    with pytest.raises(SignError, match="请先核对签认记录"):
        quarter.settle()


def test_both_files_tampered_with_alike_still_shows(quarter: Quarter) -> None:
    book = SealedBook.open(quarter.settlement)
    seal = read_seal(book, "")
    forged = tuple(
        line._replace(value="999999") if (line.part, line.value) == ("单元格", "535709.5") else line
        for line in seal.lines
    )
    assert forged != seal.lines
    fake = type(seal)(forged, seal.places, digest(forged), seal.marks)
    fake.write(book)
    for line in forged:
        if line.part == "单元格" and line.value == "999999":
            sheet, _, cell = line.key.rpartition("!")
            (element,) = (c for c in book.sheets[sheet].iter(tag("c")) if c.get("r") == cell)
            element.find(tag("v")).text = "999999"
    quarter.settlement.write_bytes(book.to_bytes())
    (change,) = quarter.verify().changes
    assert (change.cell, change.before, change.after) == ("签认数据", seal.digest, fake.digest)


def test_a_forged_name_in_the_log_is_not_taken_for_the_truth(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    book["签认记录"]["F2"] = "李四"
    book.save(quarter.evaluation)
    verified = quarter.verify()
    assert ("签认记录!A2", "第1条内容被改动") in verified.log
    assert verified.changes == ()


def test_without_its_secret_only_what_is_masked_cannot_be_compared(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    for sheet in ("结算台账", "签认记录"):
        (column,) = (c.column for c in book[sheet][1] if c.value == "校验键")
        for row in (2, 3):
            book[sheet].cell(row, column).value = None
    book["其他扣款"]["E2"] = 99
    book.save(quarter.evaluation)
    verified = quarter.verify(ledger=True)
    assert verified.ledger is None
    assert ("结算台账", "校验键与签认时不同，台账和被遮盖的文字无法核对") in verified.log
    assert [change.cell for change in verified.changes] == ["其他扣款!E2"]


def test_a_mark_taken_out_of_the_file_shows(quarter: Quarter) -> None:
    book = SealedBook.open(quarter.settlement)
    seal = read_seal(book, "")
    seal.signed_by(seal.marks[:1]).write(book)
    quarter.settlement.write_bytes(book.to_bytes())
    verified = quarter.verify()
    assert (verified.unfinished, verified.intact, verified.changes) == (True, False, ())
    assert quarter.sign(HEAD, "王五").completed
    assert quarter.verify().intact
