"""The log of signatures: an entry that was edited or removed shows; so does a forged seal."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import signing_jobs
from macros_py.rules.signing.digest import chained, digest
from macros_py.rules.signing.log import PRINT, SIGN, Log, LogEntry
from macros_py.rules.terms.errors import ClockError, SignError
from macros_py.signoff.lines import verified_lines
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import code_of
from macros_py.signoff.verifying import Verdict
from tests.macros_py.signoff.attacks.spoiled import Spoiled
from tests.oracle.command import run
from tests.signed_quarter import HEAD, NOW, STAFF, Quarter, put


def log_of(*names: str) -> Log:
    """A log of signatures, a minute apart."""
    log = Log()
    for number, name in enumerate(names):
        entry = log.next(SIGN, "", "", datetime(2024, 3, 28, 10, number), {"姓名": name})
        entry = entry.of_file(f"{number:064x}", f"xl/workbook.xml {number:012x}")
        log = Log((*log.entries, entry))
    return log


def faults(*entries: LogEntry) -> list[str]:
    return [why for _, why in Log.of(entries).faults()]


def edited(entry: LogEntry, **values: str) -> LogEntry:
    return LogEntry(entry.number, {**entry.values, **values})


def test_a_whole_chain_has_no_fault_in_any_order_of_rows() -> None:
    entries = log_of("甲", "乙", "丙").entries
    assert faults(*entries) == faults(*entries[::-1]) == faults() == []


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("field", ["姓名", "时间", "文件摘要", "部件摘要", "应付金额"])
def test_each_entry_of_a_chain_is_held_by_it(place: int, field: str) -> None:
    entries = list(log_of("甲", "乙", "丙", "丁").entries)
    entry, number = entries[place], entries[place].number
    spoiled = [*entries]
    spoiled[place] = edited(entry, **{field: "2024-01-01" if field == "时间" else "9"})
    assert faults(*spoiled) == [f"第{number}条内容被改动"]
    mark, _ = spoiled[place].digests()
    forged = edited(spoiled[place], 签认摘要=mark)
    spoiled[place] = edited(forged, 本条摘要=forged.digests()[1])
    next_one = [f"第{number + 1}条上一条摘要不符，本条或上一条被改动"]
    assert faults(*spoiled) == (next_one if place < 3 else [])
    without = entries[:place] + entries[place + 1 :]
    assert faults(*without) == ([f"第{number}条已被删除"] if place < 3 else [])
    assert f"第{number}条编号重复" in faults(*entries, entry)


def test_an_entry_of_an_earlier_release_keeps_its_digest() -> None:
    blank = dict.fromkeys(log_of("甲").entries[0].values, "")
    old = LogEntry(1, blank | {"序号": "1", "姓名": "甲"})
    fields = ["1", *[""] * 4, "甲", *[""] * 3]
    assert old.digests()[1] == chained(fields, "")
    sound = edited(old, 本条摘要=chained(fields, ""))
    assert (sound.sound, sound.mark) == (True, sound.own)


def test_times_that_do_not_rise_are_a_banner_and_no_fault() -> None:
    log = log_of("甲", "乙")
    early = log.next(SIGN, "", "", datetime(2024, 3, 1, 9), {"姓名": "丙"}).of_file("1", "")
    wrong = Log((*log.entries, early))
    assert wrong.faults() == []
    assert list(wrong.banners()) == ["签认记录：第3条的时间早于上一条，当时电脑时间有误"]
    assert list(log.banners()) == []


def test_a_print_is_neither_a_signature_nor_a_revocation() -> None:
    log = log_of("甲", "乙")
    paper = log.next(PRINT, "", "", datetime(2024, 3, 29, 10), {}).of_file("f" * 64, "")
    printed = Log((*log.entries, paper))
    assert printed.signatures("") == log.entries
    assert printed.last == log.entries[-1]
    assert printed.print_of("f" * 64) == paper
    assert printed.print_of("0" * 64) is None


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda sheet: sheet.__setitem__("F2", "钱七"), r"签认记录!A2.*第1条内容被改动"),
        (lambda sheet: sheet.__setitem__("B3", "2024-03-20 10:30:00"), "第2条内容被改动"),
        (lambda sheet: sheet.delete_rows(2), "第1条已被删除"),
        (lambda sheet: sheet.delete_rows(3), f"没有本文件上{'验收工作人员'}的记录"),
    ],
)
def test_a_log_that_was_edited(quarter: Quarter, as_signed: OwnFile, edit, says) -> None:
    book = load_workbook(quarter.evaluation)
    edit(book["签认记录"])
    book.save(quarter.evaluation)
    verified = quarter.verify(as_signed)
    assert not verified.intact
    assert re.search(says, "\n".join(map("".join, verified.log)))
    with pytest.raises(SignError):
        quarter.revoke() if "没有" not in says else quarter.sign(HEAD, "王五")


def test_an_emptied_log_shows(quarter: Quarter, as_signed: OwnFile) -> None:
    book = load_workbook(quarter.evaluation)
    book["签认记录"].delete_rows(2, 2)
    book.save(quarter.evaluation)
    verified = quarter.verify(as_signed)
    assert [why for _, why in verified.log] == [
        "没有本文件上验收部门负责人的记录：该条已被删除或改动",
        "没有本文件上验收工作人员的记录：该条已被删除或改动",
    ]
    assert verified.changes[0].before == "（签认记录中没有）"
    with pytest.raises(SignError, match="请先核对签认记录"):
        quarter.settle()


def test_a_revocation_erased_from_the_log_shows(
    signed: Quarter, revoked: Quarter, tmp_path: Path
) -> None:
    quarter = revoked.copy(tmp_path)
    quarter.settlement.write_bytes(signed.settlement.read_bytes())
    book = load_workbook(quarter.evaluation)
    book["签认记录"].delete_rows(4)
    book.save(quarter.evaluation)
    verified = quarter.verify()
    assert [cell for cell, _ in verified.log] == ["结算台账!B2"]
    assert verified.verdict is Verdict.CHANGED
    order = quarter.evaluation.with_name("付款单.xlsx")
    paid = run("payment", quarter.settlement, quarter.evaluation, "--out", order)
    assert (paid.exit_code, order.exists()) == (2, False)
    assert "核验不通过" in paid.stderr


def test_both_files_tampered_with_alike_still_shows(quarter: Quarter, as_signed: OwnFile) -> None:
    """The seal, the code and the cell are forged; the log has another content."""
    before = as_signed.seal
    spoiled = Spoiled.of(quarter.settlement.read_bytes())
    spoiled.cell("@应付", "535709.5", "999999")
    lines = [
        line._replace(value="999999")
        if line[:2] == ("单元格", spoiled.told("结算单!@应付"))
        else line
        for line in before.lines
    ]
    place = r"(<t[^>]*>结算单!@应付</t></is></c><c [^>]*><is><t[^>]*>)535709.5"
    spoiled.edit(spoiled.seal, place, r"\g<1>999999")
    spoiled.edit(spoiled.bill, "核验码：[^<]*", f"核验码：{code_of(digest(lines))}")
    for title in ("附件2-坐席一组", "附件2-坐席二组"):
        form = spoiled.sheet(title)
        spoiled.edit(form, "核验码：[^<]*", f"核验码：{code_of(digest(lines))}")
    quarter.settlement.write_bytes(spoiled.to_bytes())
    verified = quarter.verify()
    change, *codes = verified.changes
    assert (change.cell, change.before, change.after) == ("签认数据", before.digest, digest(lines))
    assert {code.before for code in codes} == {f"核验码：{code_of(before.digest)}"}
    assert len(codes) == 3
    said = "\n".join(verified_lines(verified))
    assert "请用纸上的核验码（--code）或证书印证" in said


def test_a_forged_name_in_the_log_is_not_taken_for_the_truth(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    put(quarter.evaluation, "签认记录!F2", "李四")
    verified = quarter.verify(as_signed)
    assert ("签认记录!A2", "第1条内容被改动") in verified.log
    assert verified.changes == ()


def test_without_its_secret_only_what_is_masked_cannot_be_compared(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    book = load_workbook(quarter.evaluation)
    for sheet in ("结算台账", "签认记录"):
        (column,) = (c.column for c in book[sheet][1] if c.value == "校验键")
        for row in (2, 3):
            book[sheet].cell(row, column).value = None
    book["其他扣款"]["E2"] = 99
    book.save(quarter.evaluation)
    verified = quarter.verify(as_signed, ledger=True)
    assert verified.ledger is None
    assert ("结算台账", "校验键与签认时不同，台账和被遮盖的文字无法核对") in verified.log
    assert [change.cell for change in verified.changes] == ["其他扣款!E2"]


def test_a_clock_that_a_person_must_confirm(signed_once: Quarter, tmp_path: Path) -> None:
    quarter = signed_once.copy(tmp_path)
    before = quarter.evaluation.read_bytes()
    for now, says in (
        (NOW - timedelta(seconds=1), "比签认记录最后一条的时间 2024-03-28 10:30:00 早"),
        (NOW + timedelta(days=1, seconds=1), "晚一天以上"),
    ):
        with pytest.raises(ClockError, match=says):
            quarter.sign(STAFF, "赵六", now)
        assert quarter.evaluation.read_bytes() == before
    files = quarter.settlement, quarter.evaluation
    earlier = NOW - timedelta(hours=1)
    signing_jobs.sign(*files, STAFF, "赵六", earlier, clock_confirmed=True)
    verified = quarter.verify()
    assert verified.intact
    assert [banner.partition("：")[2] for banner in verified.banners] == [
        "第2条的时间早于上一条，当时电脑时间有误"
    ]
    assert quarter.revoke().state == "已撤销"
