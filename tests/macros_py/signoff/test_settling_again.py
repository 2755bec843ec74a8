"""Settling before and after signatures: the draft row, and what stands in its way (rules 7)."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from macros_py.jobs import quarter_jobs, signing_jobs
from macros_py.jobs.inputs import Inputs
from macros_py.rules.terms.errors import SignError
from tests.evaluations import form_row
from tests.macros_py.signoff.filled_rows import rows
from tests.signed_quarter import (
    AS_OF,
    HEAD,
    NOW,
    ROWS,
    Quarter,
    make,
    put,
)
from workbook.files.lock import lock_of
from workbook.values.refusals import EvaluationError, WorkbookError


@pytest.fixture
def quarter(drafted: Quarter, tmp_path: Path) -> Quarter:
    return drafted.copy(tmp_path / "季度")


def test_settling_writes_a_draft_row_and_settling_again_replaces_it(quarter: Quarter) -> None:
    (row,) = rows(quarter, "结算台账")
    assert (row["季度"], row["状态"]) == ("第1季度", "草稿")
    assert row["服务期"] == "2023-12-26 至 2024-03-25"
    assert row["季度平均分"] == 72.5
    assert (row["服务费"], row["绩效扣款"], row["其他扣款"]) == (536580, 750, 120.5)
    assert (row["应付金额"], row["乙方应补足"]) == (535709.5, 0)
    assert (row["发票号码"], row["截至"]) == (None, "2024-03-27 09:00:00")
    assert (row["结算单编号"], row["付款单编号"]) == ("第1季度-01", None)
    assert row["结算时间"] == "2024-03-28 10:30:00"
    assert row["已付金额"] is None
    before = quarter.settlement.read_bytes()
    quarter.settle()
    assert quarter.settlement.read_bytes() == before
    assert rows(quarter, "结算台账") == [row]


def test_what_finance_filled_in_stays_when_the_draft_is_replaced(quarter: Quarter) -> None:
    headers = [*rows(quarter, "结算台账")[0]]
    paid = f"结算台账!{get_column_letter(headers.index('已付金额') + 1)}2"
    put(quarter.evaluation, paid, 1234.5)
    put(quarter.evaluation, "其他扣款!E2", 100)
    quarter.settle()
    (row,) = rows(quarter, "结算台账")
    assert (row["已付金额"], row["其他扣款"]) == (1234.5, 100)


def test_nothing_signed_is_settled_over(signed_once: Quarter, signed: Quarter, tmp_path) -> None:
    for quarter, says in ((signed_once, "jsjb revoke"), (signed, "王五、赵六")):
        copy = quarter.copy(tmp_path / says[:2])
        with pytest.raises(SignError, match=says):
            copy.settle()
        for file in (quarter.settlement, quarter.evaluation):
            assert (copy.folder / file.name).read_bytes() == file.read_bytes()


def test_the_next_quarter_starts_from_the_register(tmp_path: Path) -> None:
    forms = [*ROWS["考核评分"][:2], form_row(quarter="第2季度", day=date(2024, 6, 26))]
    big = [["第1季度", "3.3", "文1", "赔偿金", 600000]]
    quarter = make(tmp_path, rows={**ROWS, "考核评分": forms, "其他扣款": big})
    second = quarter.settle("2")
    assert second.json()["shortfall_before"] == str(second.shortfall_before) == "64170.00"
    assert str(second.paid_before) == "0.00"
    assert any("64,170.00" in banner for banner in second.scored.banners)
    book = load_workbook(quarter.evaluation)
    headers = {cell.value: cell.column for cell in book["结算台账"][1]}
    book["结算台账"].cell(2, headers["已付金额"]).value = "1,000.50元"
    book["结算台账"].cell(2, headers["已补足金额"]).value = 64170
    book["结算台账"].cell(2, headers["付款日期"]).value = date(2024, 4, 10)
    book.save(quarter.evaluation)
    second = quarter.settle("2")
    assert (str(second.paid_before), str(second.shortfall_before)) == ("1000.50", "0.00")
    assert [row["季度"] for row in rows(quarter, "结算台账")] == ["第1季度", "第2季度"]


@pytest.mark.sampled(1)
@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_an_evaluation_that_cannot_be_written_settles_with_a_note(
    drafted, tmp_path: Path, suffix
) -> None:
    quarter = drafted.copy(tmp_path)
    other = quarter.evaluation.with_suffix(suffix)
    quarter.evaluation.rename(other)  # judged by content when read, by name when written
    settled = quarter_jobs.settle(Inputs(quarter.ledger, AS_OF, other), "1", quarter.folder)
    assert "另存为 .xlsx" in settled.unrecorded
    assert settled.json()["unrecorded"] == settled.unrecorded
    with pytest.raises(WorkbookError, match=r"另存为 \.xlsx"):
        signing_jobs.sign(quarter.settlement, other, HEAD, "王五", NOW)


def test_an_evaluation_in_a_read_only_folder_settles_with_a_note(
    quarter: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_right(monkeypatch, quarter.evaluation)
    before = quarter.evaluation.read_bytes()
    out = tmp_path / "别处"
    settled = quarter_jobs.settle(Inputs(quarter.ledger, AS_OF, quarter.evaluation), "1", out)
    assert settled.unrecorded == (
        f"{quarter.evaluation}：无法写入，没有写入权限，请换一个文件夹或取消只读"
        "；没有登记结算台账，这份结算不能签认"
    )
    assert settled.output == out / quarter.settlement.name
    assert quarter.evaluation.read_bytes() == before
    with pytest.raises(WorkbookError, match=quarter.evaluation.name):
        quarter.sign()


def test_an_evaluation_that_is_open_settles_with_a_note(quarter: Quarter) -> None:
    quarter.evaluation.with_name(f"~${quarter.evaluation.name}").write_bytes(b"")
    before = quarter.evaluation.read_bytes()
    assert "正在其他程序中打开" in quarter.settle().unrecorded
    assert quarter.evaluation.read_bytes() == before


def test_a_signed_quarter_is_not_settled_past_a_register_that_takes_no_row(
    signed: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = signed.copy(tmp_path)
    no_right(monkeypatch, quarter.evaluation)
    before = quarter.settlement.read_bytes()
    with pytest.raises(SignError, match="不能重新结算"):
        quarter.settle()
    assert quarter.settlement.read_bytes() == before


def no_right(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Deny what a folder denies in which one may only read; a superuser may write anywhere."""
    take = os.open

    def denied(path: Path, *rest: int) -> int:
        if Path(path) == lock_of(file):
            raise PermissionError(errno.EACCES, "denied", str(path))
        return take(path, *rest)

    monkeypatch.setattr(os, "open", denied)


def test_a_file_that_is_no_settlement_is_kept_under_another_name(quarter: Quarter) -> None:
    made = quarter.settlement.read_bytes()
    for number, content in enumerate((b"theirs", quarter.ledger.read_bytes()), 1):
        quarter.settlement.write_bytes(content)
        kept = quarter.settlement.with_stem(f"{quarter.settlement.stem}_原件{number}")
        assert quarter.settle().kept == kept
        assert kept.read_bytes() == content
        assert quarter.settlement.read_bytes() == made


def test_a_workbook_without_the_sheets_says_where_to_take_them_from(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    del book["签认记录"]
    book.save(quarter.evaluation)
    assert "「签认记录」" in quarter.settle().unrecorded
    with pytest.raises(WorkbookError, match="从空白模板"):
        quarter.sign()


def test_a_refusal_to_settle_makes_no_folder(signed_once: Quarter, tmp_path: Path) -> None:
    quarter = signed_once.copy(tmp_path)
    elsewhere = quarter.folder / "另一处"
    with pytest.raises(SignError):
        quarter_jobs.settle(Inputs(quarter.ledger, AS_OF, quarter.evaluation), "1", elsewhere)
    assert not elsewhere.exists()


def test_a_form_that_is_incomplete_is_not_even_settled(quarter: Quarter) -> None:
    put(quarter.evaluation, "考核评分!D2", None)
    with pytest.raises(EvaluationError, match=r"考核评分!D2"):
        quarter.settle()
