"""证据统计, 签认 and 核验 on open workbooks, beside the same commands on the files."""

from pathlib import Path

import pytest
import xlwings as xw

from macros_py.jobs.inputs import Inputs
from macros_py.jobs.quarter_jobs import evidence as evidence_of_files
from macros_py.ribbon import evidence, sign
from macros_py.ribbon.quarter import settle
from macros_py.ribbon.ribbon import perform
from macros_py.signoff.lines import verified_lines
from tests.signed_quarter import AS_OF, HEAD, NOW, ROWS, STAFF, Quarter, make, put
from tests.xlwings_engine import Host
from workbook.patch import write_columns
from workbook.values.addresses import position
from workbook.values.refusals import EvaluationError


@pytest.fixture
def quarter(drafted: Quarter, tmp_path: Path) -> Quarter:
    return drafted.copy(tmp_path / "季度")


@pytest.fixture
def signed_quarter(signed: Quarter, tmp_path: Path) -> Quarter:
    return signed.copy(tmp_path / "季度")


def test_evidence_shows_the_figures_of_the_command(host: Host, tmp_path: Path) -> None:
    quarter = make(tmp_path, rows={**ROWS, "人员": []})
    book = host.open(quarter.ledger)
    before = dict(host.books[0].sheets[0].values)
    host.answers = ["第1季度"]
    message, mode = perform(book, "证据统计", evidence.show_evidence, AS_OF)
    assert mode == "info", message
    assert "第1季度的打分参考在新工作簿" in message
    assert "不代替评价" in message
    assert "下一步：纸面打分点「打印评价表」。" in message
    inputs = Inputs(quarter.ledger, AS_OF, quarter.evaluation)
    expected = [
        (item.item.name, figure.name, figure.owner, figure.numerator, figure.denominator)
        for item in evidence_of_files(inputs, "1").items
        for figure in item.figures
        if figure.denominator
    ]
    values = host.books[-1].sheets[-1].values
    rows = sorted({row for row, _ in values})
    shown = [tuple(values.get((row, column)) for column in range(1, 6)) for row in rows]
    assert [row for row in shown if isinstance(row[3], float)] == expected
    assert host.books[0].sheets[0].values == before


def test_evidence_is_refused_as_the_command_refuses_it(host: Host, quarter: Quarter) -> None:
    put(quarter.evaluation, "合同设置!B22", "随意")
    inputs = Inputs(quarter.ledger, AS_OF, quarter.evaluation)
    with pytest.raises(EvaluationError) as refused:
        evidence_of_files(inputs, "1")
    host.answers = ["1"]
    book = host.open(quarter.ledger)
    said = perform(book, "证据统计", evidence.show_evidence, AS_OF)
    assert said == (str(refused.value), "critical")


@pytest.mark.nightly
def test_two_people_sign_what_excel_holds_open(host: Host, quarter: Quarter) -> None:
    host.open(quarter.evaluation)
    book = host.open(quarter.settlement)
    host.answers = ["1", "王五"]
    message, mode = perform(book, "签认", sign.sign_off, NOW)
    assert mode == "info", message
    assert f"王五（{HEAD}）已签认" in message
    assert STAFF in message
    assert [open_.path for open_ in host.books] == [quarter.evaluation, quarter.settlement]
    book = xw.apps.active.books.active
    host.answers = [STAFF, "赵六"]
    assert perform(book, "签认", sign.sign_off, NOW)[1] == "info"
    assert quarter.verify(ledger=True).intact


@pytest.mark.nightly
def test_a_signed_quarter_is_revoked_and_settled_anew(host: Host, signed_quarter: Quarter) -> None:
    quarter = signed_quarter
    host.open(quarter.ledger)
    host.answers = ["1"]
    message, mode = perform(xw.books[0], "生成验收结算", settle, NOW)
    assert mode == "critical"
    assert "「撤销」按钮" in message
    assert "jsjb" not in message
    book = host.open(quarter.settlement)
    host.answers = ["分数填错"]
    message, mode = perform(book, "撤销", sign.revoke, NOW)
    assert mode == "info", message
    assert "签认已撤销：分数填错" in message
    assert "「生成验收结算」" in message
    host.answers = ["1"]
    assert perform(xw.books["案件台账.xlsx"], "生成验收结算", settle, NOW)[1] == "info"


def test_nothing_is_paid_before_it_is_signed(host: Host, quarter: Quarter) -> None:
    host.open(quarter.evaluation)
    message, mode = perform(host.open(quarter.settlement), "付款单", sign.pay, NOW)
    assert (mode, "尚未完成签认" in message) == ("critical", True)


def test_a_signed_quarter_is_paid_from_the_settlement_in_front(
    host: Host, signed_quarter: Quarter
) -> None:
    quarter = signed_quarter
    host.open(quarter.evaluation)
    host.open(quarter.settlement)
    made = quarter.folder / "付款单_第1季度.xlsx"
    for _ in range(2):
        front = xw.apps.active.books[quarter.settlement.name]
        message, mode = perform(front, "付款单", sign.pay, NOW)
        assert mode == "info", message
        assert "发票合计 1,000.00 元，不相符" in message
        assert message.count(str(made)) == 1, "「已生成并打开」 says it"
        assert f"已生成并打开 {made}" in message
        assert {open_.path for open_ in host.books} == {
            *(quarter.evaluation, quarter.settlement, made)
        }


def test_signing_is_cancelled_by_either_question(host: Host, quarter: Quarter) -> None:
    book = host.open(quarter.settlement)
    for answers in ([False], ["1", False], ["2", "  "]):
        host.answers = list(answers)
        assert perform(book, "签认", sign.sign_off, NOW) == ("", "info")
    assert len(host.books) == 1


def test_unsaved_changes_are_not_signed_away(host: Host, quarter: Quarter) -> None:
    book = host.open(quarter.settlement)
    host.books[0].saved = False
    message, mode = perform(book, "签认", sign.sign_off, NOW)
    assert mode == "critical"
    assert "没保存" in message
    assert len(host.books) == 1


def test_a_refused_signature_opens_the_files_again(
    host: Host, signed_once: Quarter, tmp_path: Path
) -> None:
    quarter = signed_once.copy(tmp_path)
    host.open(quarter.evaluation)
    book = host.open(quarter.settlement)
    host.answers = ["2", "王五"]
    message, mode = perform(book, "签认", sign.sign_off, NOW)
    assert mode == "critical"
    assert "王五" in message
    assert [open_.path for open_ in host.books] == [quarter.evaluation, quarter.settlement]
    assert host.state["screen_updating"] is True


@pytest.mark.sampled(1)
@pytest.mark.parametrize("open_too", [False, True])
def test_verifying_says_what_the_command_says(
    host: Host, signed_quarter: Quarter, open_too: bool
) -> None:
    quarter = signed_quarter
    if open_too:
        host.open(quarter.ledger)
        host.open(quarter.evaluation)
    book = host.open(quarter.settlement)
    message, mode = perform(book, "核验", sign.verify, NOW)
    assert mode == "info", message
    *lines, used = message.split("\n")
    assert lines == list(verified_lines(quarter.verify(ledger=True)))
    assert used == "所用文件：验收结算_第1季度.xlsx、考核评价.xlsx、案件台账.xlsx"
    assert "核验通过" in message


def test_verifying_names_each_changed_cell(host: Host, signed_quarter: Quarter) -> None:
    quarter = signed_quarter
    for cell in ("考核评分!D2", "其他扣款!E2", "合同设置!B2"):
        sheet, _, address = cell.rpartition("!")
        row, column = position(address)
        write_columns(
            quarter.evaluation, quarter.evaluation, sheet, {column: ["改"]}, first_row=row
        )
    expected = list(verified_lines(quarter.verify(ledger=True)))
    message, mode = perform(host.open(quarter.settlement), "核验", sign.verify, NOW)
    assert mode == "info", message
    values = [str(value) for value in host.books[-1].sheets[-1].values.values()]
    told = values if len(host.books) > 1 else message.split("\n")
    assert [line for line in expected if line not in told] == []
    assert any(line.startswith("核验不通过") for line in message.split("\n"))


@pytest.mark.parametrize("action", [sign.sign_off, sign.verify])
def test_another_workbook_in_front_is_refused(host: Host, quarter: Quarter, action: object) -> None:
    message, mode = perform(host.open(quarter.ledger), "签认", action, NOW)
    assert mode == "critical"
    assert "不是验收结算" in message
