"""What a settlement says of the earlier quarters that it builds on."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.rules.terms.errors import SettlementError, SignError
from macros_py.settlement.settled import Settled
from macros_py.signoff.lines import revoked_lines
from tests.signed_quarter import Quarter

BUILT_ON = re.compile("累计金额|结算台账|签认记录")


def finished(quarter: Quarter) -> Quarter:
    """Let the forms of the second quarter be final."""
    quarter.edit("考核评分", M4="定稿")
    return quarter


@pytest.fixture(scope="module")
def signed_and_due(signed: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return finished(signed.copy(tmp_path_factory.mktemp("due")))


@pytest.fixture
def quarter(signed_and_due: Quarter, tmp_path: Path) -> Quarter:
    return signed_and_due.copy(tmp_path / "季度")


def doubts(quarter: Quarter) -> list[str]:
    return doubts_of(quarter.settle("2"))


def doubts_of(settled: Settled) -> list[str]:
    assert settled.output is not None
    return [line for line in settled.scored.banners if BUILT_ON.search(line)]


def test_signed_and_untouched(quarter: Quarter) -> None:
    assert doubts(quarter) == []
    quarter.edit("结算台账", K2=535709.5)  # 已付金额: for finance to fill in
    assert doubts(quarter) == []


@pytest.mark.parametrize(
    ("cell", "value", "says"),
    [
        (
            "H2",
            400000,
            "「应付金额」签认时为 535,709.50 元，现为 400,000.00 元",
        ),
        ("H2", None, "「应付金额」签认时为 535,709.50 元，现为 空白"),
        ("I2", 0.01, "「乙方应补足」签认时为 0.00 元，现为 0.01 元"),
    ],
)
def test_an_amount_edited_after_signing_is_named(quarter, cell, value, says) -> None:
    quarter.edit("结算台账", **{cell: value})
    edited = f"结算台账!{cell}：第1季度{says}，累计金额按签认时的数计，请改回"
    settled = quarter.settle("2")
    assert doubts_of(settled) == [edited]
    assert (str(settled.paid_before), str(settled.deducted_before)) == ("535709.50", "870.50")
    assert quarter.verify().intact, "rules 7: the register is not part of what is signed"


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"P2": "0" * 64}, "结算台账!A2：第1季度的这一行与签认记录不符，累计金额请核对"),
        ({"B2": "草稿"}, "结算台账!A2：第1季度的这一行与签认记录不符，累计金额请核对"),
        ({"B2": "已撤销"}, "第1季度已有签认，结算台账中却没有它的行"),
        ({"A2": None}, "第1季度已有签认，结算台账中却没有它的行"),
    ],
)
def test_a_row_that_is_not_what_the_log_says(quarter, cells, says) -> None:
    quarter.edit("结算台账", **cells)
    assert says in doubts(quarter)


def test_amount_and_log_edited_alike_still_show(quarter: Quarter) -> None:
    quarter.edit("结算台账", H2=400000)
    quarter.edit("签认记录", G2=400000, G3=400000)
    found = doubts(quarter)
    assert [line for line in found if "内容被改动" in line]
    quarter.edit("签认记录", G2=None, H2=None, G3=None, H3=None)
    assert [line for line in doubts(quarter) if "内容被改动" in line]


def test_a_log_without_its_numbers(quarter: Quarter) -> None:
    quarter.edit("签认记录", A2="甲")
    assert "签认记录!A2：签认记录有一行的序号不是数字，累计金额请核对" in doubts(quarter)
    verified = quarter.verify()
    assert ("签认记录!A2", "有一行的序号不是数字") in verified.log
    with pytest.raises(SignError, match=r"签认记录!A2.*序号不是数字"):
        quarter.revoke()


def test_a_row_that_stands_there_twice_counts_once(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    register = book["结算台账"]
    for column in range(1, 18):
        register.cell(5, column).value = register.cell(2, column).value
    book.save(quarter.evaluation)
    settled = quarter.settle("2")
    assert str(settled.paid_before) == "535709.50"
    assert "结算台账!A2：第1季度重复登记，累计金额只计 结算台账!A5 一行" in settled.scored.banners


def test_a_draft_before_it_is_named(drafted: Quarter, signed_once: Quarter, tmp_path: Path) -> None:
    says = "结算台账!A2：第1季度的结算尚未签认，累计金额按该行计"
    assert doubts(finished(drafted.copy(tmp_path / "草稿"))) == [says]
    quarter = finished(signed_once.copy(tmp_path / "一人签认"))
    assert doubts(quarter) == [says]
    quarter.edit("结算台账", B2="已签认")
    assert doubts(quarter) == [
        "结算台账!A2：第1季度的结算状态为 “已签认”，签认记录中却没有两人的签认，累计金额按该行计"
    ]


@pytest.mark.parametrize(("paid", "shown"), [(None, "0.00"), (530000, "530,000.00")])
def test_of_a_revoked_quarter_counts_what_was_paid(quarter: Quarter, paid, shown: str) -> None:
    quarter.edit("结算台账", K2=paid)
    quarter.revoke()
    settled = quarter.settle("2")
    assert f"{settled.paid_before:,}" == shown
    says = f"第1季度的结算已撤销，尚未重新结算，累计金额只计已付的 {shown} 元"
    assert f"结算台账!A2：{says}" in settled.scored.banners


def test_what_finance_entered_goes_on_to_the_row_that_supersedes(quarter: Quarter) -> None:
    entered = {"K2": 530000, "L2": date(2024, 4, 10), "M2": 20}
    quarter.edit("结算台账", **entered)
    quarter.revoke()
    quarter.settle("1")
    quarter.settle("1")
    register = load_workbook(quarter.evaluation)["结算台账"]
    assert [register[f"B{row}"].value for row in (2, 3)] == ["已撤销", "草稿"]
    assert [register[cell].value for cell in ("K3", "M3")] == [530000, 20]
    assert register["L3"].value == datetime(2024, 4, 10)
    assert register["A4"].value is None
    assert str(quarter.settle("2").paid_before) == "530000.00"


def test_revoking_names_the_quarters_that_were_built_on_it(quarter: Quarter) -> None:
    quarter.settle("2")
    revoked = quarter.revoke()
    assert revoked.later == ("第2季度",)
    assert [line for line in revoked_lines(revoked) if line.startswith("第2季度")]


@pytest.mark.parametrize("cell", ["K2", "M2"])
def test_an_amount_below_zero_is_refused(quarter: Quarter, cell: str) -> None:
    quarter.edit("结算台账", **{cell: -5})
    with pytest.raises(SettlementError, match=f"结算台账!{cell}：.*不能为负"):
        quarter.settle("2")


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("cell", "header"),
    [
        ("E2", "服务费"),
        ("F2", "绩效扣款"),
        ("G2", "其他扣款"),
        ("H2", "应付金额"),
        ("I2", "乙方应补足"),
    ],
)
def test_a_draft_row_edited_before_signing_is_refused(drafted, tmp_path, cell, header) -> None:
    quarter = drafted.copy(tmp_path)
    for value in (1.23, "无", None):
        quarter.edit("结算台账", **{cell: value})
        with pytest.raises(SignError, match=f"结算台账!{cell}：.*「{header}」结算时为"):
            quarter.sign()
    assert load_workbook(quarter.evaluation)["签认记录"]["A2"].value is None


def test_the_log_says_what_was_signed_for(quarter: Quarter) -> None:
    rows = list(load_workbook(quarter.evaluation)["签认记录"].iter_rows(values_only=True))
    assert rows[0][6:8] == ("应付金额", "乙方应补足")
    assert [row[6:8] for row in rows[1:3]] == [(535709.5, 0), (535709.5, 0)]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("paid", "says"),
    [
        (535709.5, ""),
        (None, ""),
        (400000, "400,000.00 元与「应付金额」 535,709.50 元不一致，少付 135,709.50 元"),
        (600000, "600,000.00 元与「应付金额」 535,709.50 元不一致，多付 64,290.50 元"),
    ],
)
def test_what_was_paid_is_held_against_what_was_due(quarter, paid, says) -> None:
    quarter.edit("结算台账", K2=paid)
    banners = quarter.settle("2").scored.banners
    said = [f"结算台账!K2：第1季度「已付金额」 {says}"] if says else []
    assert [line for line in banners if "已付金额" in line] == said


def test_a_log_of_the_first_edition_goes_on(drafted: Quarter, tmp_path: Path) -> None:
    """Its entries had no amounts, and their digests do not cover any."""
    quarter = drafted.copy(tmp_path)
    book = load_workbook(quarter.evaluation)
    for column in (8, 7):
        book["签认记录"].delete_cols(column)
    book.save(quarter.evaluation)
    quarter.sign_both()
    assert quarter.verify().intact
    rows = list(load_workbook(quarter.evaluation)["签认记录"].iter_rows(values_only=True))
    assert rows[0][-2:] == ("应付金额", "乙方应补足")
    assert rows[2][-2:] == (535709.5, 0)
