"""The vendor's own signature, after both of 甲方: 乙方确认 or 乙方异议 (rules 7)."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from macros_py.jobs import signing_jobs
from macros_py.jobs.payment import payment
from macros_py.rules.terms.errors import SignError, UnsignedError
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.verifying import Verdict
from tests.macros_py.signoff.bill import STATE, shown
from tests.macros_py.signoff.filled_rows import rows
from tests.named_cells import named_cells
from tests.signed_quarter import HEAD, NOW, ROWS, SETTINGS, STAFF, Quarter, make, put
from workbook.values.refusals import EvaluationError

AGREE, OBJECT = "乙方确认", "乙方异议"
LATER = NOW + timedelta(hours=3)
INVOICE = ["第1季度", "24112000000012345678", 535709.5, date(2024, 4, 1), "", None,
           date(2024, 4, 2)]  # fmt: skip


@pytest.fixture(scope="module")
def optional(signed: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Signed by both, and invoiced: the vendor may sign."""
    quarter = signed.copy(tmp_path_factory.mktemp("optional"))
    for column, value in zip("ABCDEFG", INVOICE, strict=True):
        put(quarter.evaluation, f"发票!{column}2", value)
    return quarter


@pytest.fixture(scope="module")
def agreed(optional: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """The vendor agreed though nobody needs it."""
    return optional.signed_copy(tmp_path_factory.mktemp("agreed"), AGREE, "钱七", LATER)


@pytest.fixture(scope="module")
def objected(optional: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """The vendor objected though nobody needs it."""
    return optional.signed_copy(tmp_path_factory.mktemp("objected"), OBJECT, "钱七", LATER)


@pytest.fixture(scope="module")
def needed(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Signed by both, and invoiced: the vendor must sign."""
    settings = {**SETTINGS, "乙方确认": "需要", "付款期限天数": 30}
    folder = tmp_path_factory.mktemp("needed")
    quarter = make(folder, settings=settings, rows={**ROWS, "发票": [INVOICE]})
    quarter.sign_both()
    return quarter


@pytest.fixture(scope="module")
def confirmed(needed: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """The vendor agreed as it must."""
    return needed.signed_copy(tmp_path_factory.mktemp("confirmed"), AGREE, "钱七")


@pytest.fixture(scope="module")
def vendors_cell(signed: Quarter) -> str:
    """Where 结算单 shows what the vendor says."""
    return named_cells(signed.settlement.read_bytes())["", "单据_签字_乙方"][1]


def state(quarter: Quarter) -> tuple[object, object]:
    """Return what register and 结算单 say."""
    return rows(quarter, "结算台账")[0]["状态"], shown(quarter, STATE)


@pytest.mark.nightly
def test_where_it_is_not_needed_it_may_still_be_given(
    optional: Quarter, vendors_cell: str, tmp_path: Path
) -> None:
    quarter = optional.copy(tmp_path / "季度")
    assert state(quarter) == ("已签认", "签认状态：已签认")
    assert shown(quarter, vendors_cell) == "年　　月　　日"
    signed = quarter.sign(AGREE, "钱七", LATER)
    assert (signed.state, signed.waiting_for) == ("已签认", "")
    assert shown(quarter, vendors_cell) == "乙方确认：钱七　2024年3月28日\n\n年　　月　　日"
    verified = quarter.verify(ledger=True)
    assert verified.intact
    assert [entry.what for entry in verified.signatures] == [HEAD, STAFF, AGREE]


def test_it_comes_after_both_of_the_township(
    drafted: Quarter, signed_once: Quarter, tmp_path: Path
) -> None:
    with pytest.raises(SignError, match=f"{AGREE}须在甲方两人签认之后，尚缺 {HEAD}、{STAFF}"):
        drafted.copy(tmp_path / "草稿").sign(AGREE, "钱七")
    with pytest.raises(SignError, match=f"尚缺 {STAFF}"):
        signed_once.copy(tmp_path / "季度").sign(OBJECT, "钱七")


def test_it_is_given_once_and_by_somebody_else(
    optional: Quarter, agreed: Quarter, tmp_path: Path
) -> None:
    with pytest.raises(SignError, match="王五 已作为"):
        optional.copy(tmp_path / "待乙方").sign(AGREE, "王五", LATER)
    quarter = agreed.copy(tmp_path / "季度")
    for role in (AGREE, OBJECT):
        with pytest.raises(SignError, match="重复签认"):
            quarter.sign(role, "孙八", LATER)


def test_an_objection_is_a_state_of_its_own_and_is_paid(objected: Quarter, tmp_path: Path) -> None:
    quarter = objected.copy(tmp_path / "季度")
    assert state(quarter) == ("已签认（乙方有异议）", "签认状态：已签认（乙方有异议）")
    made = payment(quarter.settlement, quarter.evaluation, tmp_path / "付款单.xlsx", LATER)
    assert [line for line in made.banners if "有异议" in line] == [
        "乙方于 2024-03-28 13:30:00 签认时有异议（钱七），结算时的争议金额 0.00 元"
    ]
    assert str(made.balance.deducted) == "870.50"


def test_where_it_is_needed_nothing_is_signed_before(needed: Quarter, tmp_path: Path) -> None:
    quarter = needed.copy(tmp_path / "季度")
    assert state(quarter) == ("待乙方确认", "签认状态：待乙方确认")
    with pytest.raises(UnsignedError, match="尚缺 乙方确认或乙方异议"):
        quarter.verify()
    with pytest.raises(UnsignedError):
        payment(quarter.settlement, quarter.evaluation, tmp_path / "付款单.xlsx", LATER)
    assert not (tmp_path / "付款单.xlsx").exists()
    banners = [line for line in second(quarter) if "待乙方确认" in line]
    assert banners == ["结算台账!A2：第1季度的结算待乙方确认，累计金额按该行计"]


def test_where_it_is_needed_the_days_to_pay_begin_with_it(
    confirmed: Quarter, tmp_path: Path
) -> None:
    quarter = confirmed.copy(tmp_path / "季度")
    assert state(quarter) == ("已签认", "签认状态：已签认")
    made = payment(quarter.settlement, quarter.evaluation, tmp_path / "付款单.xlsx", LATER)
    assert made.json()["latest_day"] == "2024-04-27", "30 days from the vendor's own signature"


def second(quarter: Quarter) -> tuple[str, ...]:
    put(quarter.evaluation, "考核评分!M4", "定稿")
    return tuple(quarter.settle("2").scored.banners)


def test_the_vendor_may_object_in_writing_before_it_signs(needed: Quarter, tmp_path: Path) -> None:
    quarter = needed.copy(tmp_path / "季度")
    said = ("第1季度", "坐席一组", "数据分析", "及时", date(2024, 3, 28))
    for column, value in zip("ABCDH", said, strict=True):
        put(quarter.evaluation, f"乙方意见!{column}2", value)
    quarter.sign(OBJECT, "钱七", LATER)
    verified = quarter.verify()
    assert verified.intact
    assert [change.cell for change in verified.later] == ["乙方意见!A2"]


def test_an_input_that_changed_keeps_the_vendor_from_signing(
    optional: Quarter, tmp_path: Path
) -> None:
    quarter = optional.copy(tmp_path / "季度")
    put(quarter.evaluation, "其他扣款!E2", 1)
    with pytest.raises(SignError, match=r"其他扣款!E2（“120.5” → “1”）"):
        quarter.sign(AGREE, "钱七", LATER)


@pytest.mark.parametrize("before", ["optional", "agreed"])
def test_a_word_for_the_vendor_that_nobody_signed_is_named(
    request: pytest.FixtureRequest, before: str, vendors_cell: str, tmp_path: Path
) -> None:
    quarter = request.getfixturevalue(before).copy(tmp_path)
    put(quarter.settlement, f"结算单!{vendors_cell}", "乙方异议：孙八　2024年3月29日")
    verified = quarter.verify()
    assert verified.verdict is Verdict.CHANGED
    assert [change.cell for change in verified.changes] == [f"结算单!{vendors_cell}"]


def test_a_settlement_that_lost_the_vendors_objection_is_changed(
    optional: Quarter, objected: Quarter, tmp_path: Path
) -> None:
    quarter = objected.copy(tmp_path / "季度")
    whole = quarter.settlement.read_bytes()
    quarter.settlement.write_bytes(optional.settlement.read_bytes())
    verified = quarter.verify()
    assert verified.verdict is Verdict.CHANGED
    assert {change.after for change in verified.changes} >= {"签认状态：已签认"}
    out = tmp_path / "重印.xlsx"
    assert signing_jobs.reprint(quarter.settlement, quarter.evaluation, out).exact
    quarter.sign(OBJECT, "钱七", LATER)
    assert quarter.settlement.read_bytes() == out.read_bytes() == whole, (
        "signing again puts the signature into the file"
    )


def test_all_three_are_taken_back_together(confirmed: Quarter, tmp_path: Path) -> None:
    quarter = confirmed.copy(tmp_path / "季度")
    quarter.revoke()
    quarter.settle()
    with pytest.raises(SignError, match=f"尚缺 {HEAD}、{STAFF}"):
        quarter.sign(AGREE, "钱七")


def test_what_was_accepted_after_signing_needs_a_new_settlement(
    needed: Quarter, tmp_path: Path
) -> None:
    quarter = needed.copy(tmp_path / "季度")
    accepted = (
        ("数据分析", "基本及时", date(2024, 3, 28), "采纳", ""),
        ("安政〔2024〕1号", "0", date(2024, 3, 28), "部分采纳", "减为 20.5 元"),
    )
    for row, said in enumerate(accepted, 2):
        for column, value in zip("ABCDHIJ", ("第1季度", "坐席一组", *said), strict=True):
            put(quarter.evaluation, f"乙方意见!{column}{row}", value)
        put(quarter.evaluation, f"乙方意见!L{row}", date(2024, 3, 29))
    why = "(?s)" + ".*".join(
        f"乙方意见!A{row}：乙方对「{about}」的意见.*请撤销后重新结算"
        for row, (about, *_) in enumerate(accepted, 2)
    )
    before = quarter.evaluation.read_bytes()
    with pytest.raises(SignError, match=why):
        quarter.sign(AGREE, "钱七", LATER)
    assert quarter.evaluation.read_bytes() == before
    assert quarter.sign(OBJECT, "钱七", LATER).state == "已签认（乙方有异议）"
    settlement = OwnFile.read(quarter.settlement)
    verified = quarter.verify(settlement)
    assert verified.intact
    assert re.search(why, "".join(verified.banners))
    with pytest.raises(EvaluationError, match=why):
        payment(quarter.settlement, quarter.evaluation, tmp_path / "付款单.xlsx", LATER)
    assert not (tmp_path / "付款单.xlsx").exists()
    for row, _ in enumerate(accepted, 2):
        put(quarter.evaluation, f"乙方意见!I{row}", "不采纳")
    assert not any("乙方意见" in line for line in quarter.verify(settlement).banners)
