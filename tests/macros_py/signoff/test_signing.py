"""Signing and revoking: what is asked for, what is written, what is refused."""

import errno
import os
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import quarter_jobs, signing_jobs
from macros_py.jobs.inputs import Inputs
from macros_py.rules.terms.errors import RuleError, SignError, UnsignedError
from macros_py.signoff import signing
from tests.evaluations import form_row
from tests.oracle.command import run
from tests.signed_quarter import (
    AS_OF,
    CASES,
    HEAD,
    HEADER,
    NOW,
    PHONE,
    ROWS,
    SETTINGS,
    STAFF,
    Quarter,
    make,
    write_cases,
)
from workbook.files.lock import lock_of
from workbook.values.refusals import EvaluationError, NotWritableError, WorkbookError


@pytest.fixture
def quarter(drafted: Quarter, tmp_path: Path) -> Quarter:
    return drafted.copy(tmp_path / "季度")


def rows(quarter: Quarter, sheet: str) -> list[dict[str, object]]:
    """The filled rows of a sheet of the evaluation workbook."""
    header, *lines = load_workbook(quarter.evaluation)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]


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
    book = load_workbook(quarter.evaluation)
    headers = [cell.value for cell in book["结算台账"][1]]
    book["结算台账"].cell(2, headers.index("已付金额") + 1).value = 1234.5
    book["其他扣款"]["E2"] = 100
    book.save(quarter.evaluation)
    quarter.settle()
    (row,) = rows(quarter, "结算台账")
    assert (row["已付金额"], row["其他扣款"]) == (1234.5, 100)


def test_both_sign_and_both_files_say_so(quarter: Quarter) -> None:
    first = quarter.sign(HEAD, " 王 五 ")
    assert (first.state, first.waiting_for) == ("草稿（待另一人签认）", STAFF)
    book = load_workbook(quarter.settlement)
    assert book["结算单"]["F2"].value == "签认状态：草稿（待另一人签认）"
    assert not book["结算单"].protection.sheet
    second = quarter.sign(STAFF, "赵六", datetime(2024, 3, 29, 8))
    assert (second.state, second.waiting_for) == ("已签认", "")
    book = load_workbook(quarter.settlement)
    for sheet in ("附件2-坐席一组", "附件2-坐席二组"):
        assert book[sheet]["B16"].value == "电子签认：王 五　2024年3月28日"
        assert book[sheet]["B17"].value == "电子签认：赵六　2024年3月29日"
        assert book[sheet]["A19"].value == f"核验码：{second.code}"
    signed = [str(cell.value) for row in book["结算单"] for cell in row if cell.value]
    assert "签字：\n\n电子签认：王 五　2024年3月28日" in signed
    assert "签字：\n\n电子签认：赵六　2024年3月29日" in signed
    assert "签认状态：已签认" in signed
    assert f"核验码：{first.code}" in signed
    assert all(sheet.protection.sheet for sheet in book)
    assert book.security.lockStructure
    assert book["签认数据"].sheet_state == "veryHidden"
    (row,) = rows(quarter, "结算台账")
    assert row["状态"] == "已签认"
    log = rows(quarter, "签认记录")
    assert [(e["序号"], e["事项"], e["角色"], e["姓名"]) for e in log] == [
        (1, "签认", HEAD, "王 五"),
        (2, "签认", STAFF, "赵六"),
    ]
    assert log[1]["上一条摘要"] == log[0]["本条摘要"]
    assert log[0]["内容摘要"] == log[1]["内容摘要"] == row["内容摘要"]
    verified = quarter.verify(ledger=True)
    assert verified.intact
    assert [e.values["姓名"] for e in verified.signatures] == ["王 五", "赵六"]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("role", "name", "says"),
    [
        (HEAD, "钱七", "不能重复签认"),
        (HEAD, "王五", "不能重复签认"),
        (STAFF, "王五", "不能由同一人签认"),
        (STAFF, "　王　五 ", "不能由同一人签认"),
        (STAFF, "", "姓名"),
        (STAFF, "—", "姓名"),
        (STAFF, "\u3164", "姓名"),
        (STAFF, "\u2800", "姓名"),
        (STAFF, "王五\ufe0f", "不能由同一人签认"),
        (STAFF, PHONE, "电话"),
        ("财务", "钱七", "角色应为"),
    ],
)
def test_who_may_not_sign_after_the_head(signed_once, tmp_path, role, name, says) -> None:
    quarter = signed_once.copy(tmp_path)
    before = quarter.evaluation.read_bytes(), quarter.settlement.read_bytes()
    with pytest.raises(SignError, match=says):
        quarter.sign(role, name)
    assert (quarter.evaluation.read_bytes(), quarter.settlement.read_bytes()) == before


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({**SETTINGS, "合同编号": ""}, "合同编号未填写"),
        ({**SETTINGS, "服务起始日已确认": "否"}, "服务起始日未经甲方确认"),
    ],
)
def test_what_signing_needs(tmp_path: Path, settings, says) -> None:
    quarter = make(tmp_path, settings=settings)
    with pytest.raises(SignError, match=says):
        quarter.sign()
    assert rows(quarter, "签认记录") == []


def test_a_form_that_went_back_to_draft_is_not_signed(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    book["考核评分"]["M2"] = "草稿"
    book.save(quarter.evaluation)
    with pytest.raises(SignError, match=r"考核评分!M2（“定稿” → “草稿”）"):
        quarter.sign()


def test_nothing_signed_is_settled_over(signed_once: Quarter, signed: Quarter, tmp_path) -> None:
    for quarter, says in ((signed_once, "jsjb revoke"), (signed, "王五、赵六")):
        copy = quarter.copy(tmp_path / says[:2])
        before = copy.settlement.read_bytes()
        with pytest.raises(SignError, match=says):
            copy.settle()
        assert copy.settlement.read_bytes() == before
    assert copy.verify().intact


def test_changes_between_settling_and_signing_are_named(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    book["其他扣款"]["E2"] = 99
    book.save(quarter.evaluation)
    with pytest.raises(SignError, match=r"其他扣款!E2（“120.5” → “99”）"):
        quarter.sign()
    quarter.settle()
    book = load_workbook(quarter.settlement)
    book["结算单"]["F5"] = "另一家公司"
    book.save(quarter.settlement)
    with pytest.raises(SignError, match=r"不是工具写出的那一份.*请重新生成验收结算"):
        quarter.sign()


def test_only_the_last_settlement_is_signed(quarter: Quarter) -> None:
    older = quarter.folder / "旧.xlsx"
    shutil.copy(quarter.settlement, older)
    book = load_workbook(quarter.evaluation)
    book["其他扣款"]["E2"] = 99
    book.save(quarter.evaluation)
    quarter.settle()
    with pytest.raises(SignError, match="不是第1季度最近一次结算"):
        signing_jobs.sign(older, quarter.evaluation, HEAD, "王五", NOW)


def test_a_secret_that_was_edited_is_not_signed_with(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    book["结算台账"]["Q2"] = None
    book.save(quarter.evaluation)
    with pytest.raises(SignError, match="结算台账!Q2：校验键"):
        quarter.sign()


def test_a_settlement_that_cannot_be_written_is_refused_before_the_log(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotWritableError("验收结算：无法写入，磁盘已满")

    with monkeypatch.context() as patched:
        patched.setattr(signing, "check_writable", refuse)
        with pytest.raises(NotWritableError):
            quarter.sign()
    assert rows(quarter, "签认记录") == []
    before = quarter.settlement.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails_for(quarter.settlement))
        signed = quarter.sign()
        assert "签认记录已写入，而此文件未能更新；排除后再次运行" in signed.untouched
    assert len(rows(quarter, "签认记录")) == 1
    assert quarter.settlement.read_bytes() == before
    assert quarter.sign().completed
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails_for(quarter.settlement))
        command = "revoke", quarter.settlement, quarter.evaluation, "--reason", "有误"
        done = run(*command, "--clock-confirmed")
        assert (done.exit_code, "未能更新" in done.stdout) == (1, True)
    assert len(rows(quarter, "签认记录")) == 2
    assert quarter.revoke().completed
    assert not list(quarter.folder.glob(".*.tmp"))


def test_a_renamed_copy_signs_and_verifies_and_the_other_catches_up(quarter: Quarter) -> None:
    elsewhere = quarter.folder / "报送" / "一季度结算 最终.xlsx"
    elsewhere.parent.mkdir()
    shutil.copy(quarter.settlement, elsewhere)
    quarter.sign(HEAD, "王五")
    signing_jobs.sign(elsewhere, quarter.evaluation, STAFF, "赵六", NOW)
    assert signing_jobs.verify(elsewhere, quarter.evaluation).intact
    with pytest.raises(UnsignedError, match="本文件尚未写入"):
        quarter.verify()
    caught_up = quarter.sign(HEAD, "王五")
    assert caught_up.completed
    assert quarter.verify().intact
    assert len(rows(quarter, "签认记录")) == 2
    with pytest.raises(SignError, match="不能重复签认"):
        quarter.sign(HEAD, "王五")


def test_revoking_keeps_everything_and_a_new_settlement_follows(
    drafted: Quarter, signed: Quarter, tmp_path: Path
) -> None:
    with pytest.raises(SignError, match="尚无人签认"):
        drafted.copy(tmp_path / "草稿").revoke()
    quarter = signed.copy(tmp_path / "季度")
    with pytest.raises(SignError, match="理由"):
        quarter.revoke("  ")
    revoked = quarter.revoke(f"来电{PHONE}指出金额有误")
    assert revoked.state == "已撤销"
    assert rows(quarter, "签认记录")[2]["理由"] == "来电138****5678指出金额有误"
    assert load_workbook(quarter.settlement)["结算单"]["F2"].value == "签认状态：已撤销"
    with pytest.raises(SignError, match="撤销"):
        quarter.verify()
    with pytest.raises(SignError, match="撤销"):
        quarter.revoke()
    with pytest.raises(SignError, match="撤销"):
        quarter.sign()
    quarter.settle()
    kept = quarter.folder / "验收结算_第1季度_原签认1.xlsx"
    assert load_workbook(kept)["结算单"]["F2"].value == "签认状态：已撤销"
    quarter.sign_both()
    assert quarter.verify().intact
    with pytest.raises(SignError, match="撤销"):
        signing_jobs.sign(kept, quarter.evaluation, HEAD, "王五", NOW)
    with pytest.raises(SignError, match="撤销"):
        signing_jobs.verify(kept, quarter.evaluation)
    assert [row["状态"] for row in rows(quarter, "结算台账")] == ["已撤销", "已签认"]
    assert [entry["序号"] for entry in rows(quarter, "签认记录")] == [1, 2, 3, 4, 5]


def test_one_signature_can_be_revoked(signed_once: Quarter, tmp_path: Path) -> None:
    quarter = signed_once.copy(tmp_path)
    quarter.revoke()
    quarter.settle()
    assert [row["状态"] for row in rows(quarter, "结算台账")] == ["已撤销", "草稿"]


def test_no_phone_number_in_any_written_byte(signed: Quarter) -> None:
    with zipfile.ZipFile(signed.settlement) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", "replace")
            assert PHONE not in text, part
            assert "标题甲" not in text, part


def test_the_next_quarter_starts_from_the_register(tmp_path: Path) -> None:
    forms = [*ROWS["考核评分"][:2], form_row(quarter="第2季度", day=date(2024, 6, 26))]
    big = [["第1季度", "3.3", "文1", "赔偿金", 600000]]
    quarter = make(tmp_path, rows={**ROWS, "考核评分": forms, "其他扣款": big})
    quarter.sign_both()
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
    assert quarter.verify(ledger=True).intact


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


def fails_for(file: Path):
    """Refuse to put anything in a file's place, as Windows does while it is open."""
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == file:
            raise PermissionError(errno.EACCES, "denied", str(target))
        return replace(self, target)

    return refuse


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


def test_an_older_workbook_gets_the_columns_that_it_lacks(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    for sheet, last in (("结算台账", "内容摘要"), ("签认记录", "上一条摘要")):
        headers = [cell.value for cell in book[sheet][1]]
        book[sheet].delete_rows(2, 30)
        at = headers.index(last) + 2
        book[sheet].delete_cols(at, 20)
    book["签认记录"].delete_cols(9)
    book.save(quarter.evaluation)
    quarter.settle()
    quarter.sign_both()
    assert quarter.verify().intact
    assert rows(quarter, "签认记录")[1]["本条摘要"]


def test_a_workbook_without_the_sheets_says_where_to_take_them_from(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    del book["签认记录"]
    book.save(quarter.evaluation)
    assert "「签认记录」" in quarter.settle().unrecorded
    with pytest.raises(WorkbookError, match="从空白模板"):
        quarter.sign()


def test_files_that_are_no_settlement(quarter: Quarter) -> None:
    for path in (quarter.ledger, quarter.evaluation):
        with pytest.raises(SignError, match="签认数据"):
            signing_jobs.verify(path, quarter.evaluation)
    with pytest.raises(WorkbookError):
        signing_jobs.verify(quarter.folder / "没有.xlsx", quarter.evaluation)
    with pytest.raises((WorkbookError, RuleError)):
        signing_jobs.sign(quarter.settlement, quarter.folder / "没有.xlsx", HEAD, "王五", NOW)
    assert not list(quarter.folder.glob(".*lock"))


def test_a_refusal_to_settle_makes_no_folder(signed_once: Quarter, tmp_path: Path) -> None:
    quarter = signed_once.copy(tmp_path)
    elsewhere = quarter.folder / "另一处"
    with pytest.raises(SignError):
        quarter_jobs.settle(Inputs(quarter.ledger, AS_OF, quarter.evaluation), "1", elsewhere)
    assert not elsewhere.exists()


def test_columns_pinned_while_settling_are_pinned_while_verifying(quarter: Quarter) -> None:
    header = [name if name != "承办单位" else "经办部门" for name in HEADER]
    write_cases(quarter.ledger, header=header)
    inputs = Inputs(quarter.ledger, AS_OF, quarter.evaluation, {"unit": "经办部门"})
    quarter_jobs.settle(inputs, "1", quarter.folder)
    quarter.sign_both()
    assert quarter.verify(ledger=True).intact
    cases = [[*case[:4], "别的科", *case[5:]] for case in CASES]
    write_cases(quarter.ledger, cases, header)
    changes = quarter.verify(ledger=True).ledger or ()
    assert {change.fields for change in changes} == {("承办单位",)}
    assert all(change.alarm for change in changes)


def test_open_files_are_refused(quarter: Quarter) -> None:
    for path in (quarter.settlement, quarter.evaluation):
        lock = path.with_name(f"~${path.name}")
        lock.write_bytes(b"")
        with pytest.raises(WorkbookError, match="打开"):
            quarter.sign()
        lock.unlink()
    assert rows(quarter, "签认记录") == []


def test_exit_codes_and_json(quarter: Quarter) -> None:
    files = (quarter.settlement, quarter.evaluation)
    assert run("verify", *files).exit_code == 2
    done = run("sign", *files, "--role", HEAD, "--name", "王五", "--json")
    assert (done.exit_code, done.document["state"]) == (0, "草稿（待另一人签认）")
    assert run("sign", *files, "--role", HEAD, "--name", "王五").exit_code == 2
    assert run("sign", *files, "--role", STAFF, "--name", "赵六").exit_code == 0
    done = run("verify", *files, quarter.ledger, "--json")
    assert (done.exit_code, done.document["verdict"], done.document["ledger"]) == (0, "intact", [])
    code = done.document["code"]
    assert len(code.replace(" ", "")) == 32
    for given, exit_code in (
        (code, 0),
        (code.upper().replace(" ", ""), 0),
        ("0" * 32, 1),
        (code[:-1], 2),
    ):
        assert run("verify", *files, "--code", given).exit_code == exit_code
    book = load_workbook(quarter.settlement)
    book["结算单"]["F5"] = "另一家公司"
    book.save(quarter.settlement)
    done = run("verify", *files)
    assert done.exit_code == 1
    assert "结算单!F5" in done.stdout
    done = run("verify", *files, "--json")
    assert [change["cell"] for change in done.document["changes"]] == ["结算单!F5"]
    assert done.document["verdict"] == "changed"
    assert run("revoke", *files, "--reason", " ").exit_code == 2
    revoked = run("revoke", *files, "--reason", "有误", "--json")
    assert (revoked.exit_code, revoked.document["code"]) == (0, code)
    done = run("verify", *files, "--json")
    assert (done.exit_code, done.document["verdict"]) == (2, "unsigned")
    assert "撤销" in done.stderr


def test_a_form_that_is_incomplete_is_not_even_settled(quarter: Quarter) -> None:
    book = load_workbook(quarter.evaluation)
    book["考核评分"]["D2"] = None
    book.save(quarter.evaluation)
    with pytest.raises(EvaluationError, match=r"考核评分!D2"):
        quarter.settle()


def test_revoking_needs_the_log_only(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path)
    before = quarter.settlement.read_bytes()
    assert run("revoke", quarter.evaluation, "--reason", "有误").exit_code == 2
    command = "revoke", quarter.evaluation, "--quarter", "1", "--reason", "有误"
    assert "--clock-confirmed" in run(*command).stderr
    done = run(*command, "--clock-confirmed")
    assert (done.exit_code, "没有指定验收结算文件" in done.stdout) == (0, True)
    assert quarter.settlement.read_bytes() == before
    with pytest.raises(UnsignedError, match="撤销：有误"):
        quarter.verify()
    assert rows(quarter, "结算台账")[0]["状态"] == "已撤销"
    assert quarter.revoke().completed  # the file catches up
    assert load_workbook(quarter.settlement)["结算单"]["F2"].value == "签认状态：已撤销"


@pytest.mark.sampled(1)
@pytest.mark.parametrize("left", [None, b"PK broken", b"theirs"])
def test_a_settlement_that_is_gone_or_refused_is_revoked_untouched(
    signed: Quarter, tmp_path: Path, left: bytes | None
) -> None:
    quarter = signed.copy(tmp_path)
    quarter.settlement.unlink()
    if left is not None:
        quarter.settlement.write_bytes(left)
    revoked = quarter.revoke()
    assert (revoked.state, revoked.quarter) == ("已撤销", "第1季度")
    assert quarter.settlement.name in revoked.untouched
    assert quarter.settlement.exists() is (left is not None)
    assert [entry["事项"] for entry in rows(quarter, "签认记录")] == ["签认", "签认", "撤销"]
