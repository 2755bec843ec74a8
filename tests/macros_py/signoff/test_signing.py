"""Signing and revoking: what is asked for, what is written, what is refused."""

import errno
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import quarter_jobs, signing_jobs
from macros_py.jobs.inputs import Inputs
from macros_py.rules.terms.errors import RuleError, SignError, UnsignedError
from macros_py.signoff import signing
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import code_of
from macros_py.signoff.register import read_books
from tests.evaluations import write_evaluation
from tests.macros_py.signoff.attacks.spoiled import Spoiled
from tests.macros_py.signoff.bill import STATE, shown
from tests.macros_py.signoff.filled_rows import rows
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
    put,
    write_cases,
)
from workbook.values.refusals import NotWritableError, WorkbookError

PINNED = [name if name != "承办单位" else "经办部门" for name in HEADER]


@pytest.fixture
def quarter(drafted: Quarter, tmp_path: Path) -> Quarter:
    return drafted.copy(tmp_path / "季度")


@pytest.fixture(scope="module")
def pinned(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Settled with a column of the ledger pinned, and signed by both, the second a day later."""
    quarter = Quarter(tmp_path_factory.mktemp("pinned"))
    write_cases(quarter.ledger, header=PINNED)
    write_evaluation(quarter.evaluation, settings=SETTINGS, rows=ROWS)
    inputs = Inputs(quarter.ledger, AS_OF, quarter.evaluation, {"unit": "经办部门"})
    quarter_jobs.settle(inputs, "1", quarter.folder)
    quarter.sign(HEAD, " 王 五 ")
    second = quarter.sign(STAFF, "赵六", datetime(2024, 3, 29, 8))
    assert (second.state, second.waiting_for) == ("已签认", "")
    return quarter


def test_one_signature_leaves_a_draft(signed_once: Quarter) -> None:
    assert shown(signed_once, STATE) == "签认状态：草稿（待另一人签认）"
    half = Spoiled.of(signed_once.settlement.read_bytes())
    assert b"<sheetProtection" not in half.parts[half.bill]


def test_both_sign_and_both_files_say_so(pinned: Quarter) -> None:
    (row,) = rows(pinned, "结算台账")
    assert row["状态"] == "已签认"
    code = f"核验码：{code_of(str(row['内容摘要']))}"
    book = load_workbook(pinned.settlement)
    for sheet in ("附件2-坐席一组", "附件2-坐席二组"):
        assert book[sheet]["B16"].value == "电子签认：王 五　2024年3月28日"
        assert book[sheet]["B17"].value == "电子签认：赵六　2024年3月29日"
        assert book[sheet]["A19"].value == code
    signed = [str(cell.value) for row in book["结算单"] for cell in row if cell.value]
    assert "签字：\n\n电子签认：王 五　2024年3月28日" in signed
    assert "签字：\n\n电子签认：赵六　2024年3月29日" in signed
    assert "签认状态：已签认" in signed
    assert code in signed
    assert all(sheet.protection.sheet for sheet in book)
    assert book.security.lockStructure
    assert book["签认数据"].sheet_state == "veryHidden"
    log = rows(pinned, "签认记录")
    assert [(e["序号"], e["事项"], e["角色"], e["姓名"]) for e in log] == [
        (1, "签认", HEAD, "王 五"),
        (2, "签认", STAFF, "赵六"),
    ]
    assert log[1]["上一条摘要"] == log[0]["本条摘要"]
    assert log[0]["内容摘要"] == log[1]["内容摘要"] == row["内容摘要"]


def test_columns_pinned_while_settling_are_pinned_while_verifying(
    pinned: Quarter, tmp_path: Path
) -> None:
    quarter = pinned.copy(tmp_path)
    settlement = OwnFile.read(quarter.settlement)
    verified = quarter.verify(settlement, ledger=True)
    assert verified.intact
    assert [e.values["姓名"] for e in verified.signatures] == ["王 五", "赵六"]
    write_cases(quarter.ledger, [[*case[:4], "别的科", *case[5:]] for case in CASES], PINNED)
    changes = quarter.verify(settlement, ledger=True).ledger or ()
    assert {change.fields for change in changes} == {("承办单位",)}
    assert all(change.alarm for change in changes)


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
        (STAFF, PHONE, "请写真实姓名"),
        (STAFF, f"赵六{PHONE}", "电话"),
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
    put(quarter.evaluation, "考核评分!M2", "草稿")
    with pytest.raises(SignError, match=r"考核评分!M2（“定稿” → “草稿”）"):
        quarter.sign()


def test_changes_between_settling_and_signing_are_named(quarter: Quarter) -> None:
    put(quarter.evaluation, "其他扣款!E2", 99)
    with pytest.raises(SignError, match=r"其他扣款!E2（“120.5” → “99”）"):
        quarter.sign()
    put(quarter.evaluation, "其他扣款!E2", 120.5)
    put(quarter.settlement, "结算单!F5", "另一家公司")
    with pytest.raises(SignError, match=r"不是工具写出的那一份.*请重新生成验收结算"):
        quarter.sign()


def test_a_secret_that_was_edited_is_not_signed_with(quarter: Quarter) -> None:
    put(quarter.evaluation, "结算台账!Q2", None)
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
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails_for(quarter.settlement))
        command = "revoke", quarter.settlement, quarter.evaluation, "--reason", "有误"
        done = run(*command, "--clock-confirmed")
        assert (done.exit_code, "未能更新" in done.stdout) == (1, True)
    assert len(rows(quarter, "签认记录")) == 2
    assert quarter.revoke().completed
    assert not list(quarter.folder.glob(".*.tmp"))


def test_a_renamed_copy_signs_and_verifies_and_the_other_catches_up(
    drafted: Quarter, signed_once: Quarter, signed: Quarter, tmp_path: Path
) -> None:
    quarter = signed_once.copy(tmp_path / "季度")
    elsewhere = quarter.folder / "报送" / "一季度结算 最终.xlsx"
    elsewhere.parent.mkdir()
    shutil.copy(drafted.settlement, elsewhere)
    signing_jobs.sign(elsewhere, quarter.evaluation, STAFF, "赵六", NOW)
    assert elsewhere.read_bytes() == signed.settlement.read_bytes()
    with pytest.raises(UnsignedError, match="本文件尚未写入"):
        quarter.verify()
    caught_up = quarter.sign(HEAD, "王五")
    assert caught_up.completed
    assert quarter.settlement.read_bytes() == elsewhere.read_bytes()
    assert len(rows(quarter, "签认记录")) == 2


def test_revoking_needs_a_signature_and_a_reason(
    drafted: Quarter, signed_once: Quarter, tmp_path: Path
) -> None:
    with pytest.raises(SignError, match="尚无人签认"):
        drafted.copy(tmp_path / "草稿").revoke()
    quarter = signed_once.copy(tmp_path / "季度")
    with pytest.raises(SignError, match="理由"):
        quarter.revoke("  ")
    quarter.revoke("一人签认也可撤销")
    assert [row["状态"] for row in rows(quarter, "结算台账")] == ["已撤销"]


def test_what_is_revoked_stays_so(revoked: Quarter, tmp_path: Path) -> None:
    quarter = revoked.copy(tmp_path)
    (row,) = rows(quarter, "结算台账")
    *_, entry = rows(quarter, "签认记录")
    assert (row["状态"], entry["理由"]) == ("已撤销", "来电138****5678指出金额有误")
    assert shown(quarter, STATE) == "签认状态：已撤销"
    for act in (quarter.verify, quarter.revoke, quarter.sign):
        with pytest.raises(SignError, match="撤销"):
            act()


def test_revoking_keeps_everything_and_a_new_settlement_follows(
    revoked: Quarter, signed_anew: Quarter, tmp_path: Path
) -> None:
    quarter = signed_anew.copy(tmp_path)
    assert quarter.verify().intact
    kept = quarter.folder / "验收结算_第1季度_原签认1.xlsx"
    assert kept.read_bytes() == revoked.settlement.read_bytes()
    with pytest.raises(SignError, match="撤销"):
        signing_jobs.sign(kept, quarter.evaluation, HEAD, "王五", NOW)
    with pytest.raises(SignError, match="撤销"):
        signing_jobs.verify(kept, quarter.evaluation)
    assert [row["状态"] for row in rows(quarter, "结算台账")] == ["已撤销", "已签认"]
    assert [entry["序号"] for entry in rows(quarter, "签认记录")] == [1, 2, 3, 4, 5]


def test_no_phone_number_in_any_written_byte(signed: Quarter) -> None:
    with zipfile.ZipFile(signed.settlement) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", "replace")
            assert PHONE not in text, part
            assert "标题甲" not in text, part


def fails_for(file: Path):
    """Refuse to put anything in a file's place, as Windows does while it is open."""
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == file:
            raise PermissionError(errno.EACCES, "denied", str(target))
        return replace(self, target)

    return refuse


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
    first = quarter.sign()
    assert (first.state, first.waiting_for) == ("草稿（待另一人签认）", STAFF)
    assert rows(quarter, "签认记录")[0]["本条摘要"]
    assert read_books(quarter.evaluation).log.faults() == []


def test_files_that_are_no_settlement(quarter: Quarter) -> None:
    for path in (quarter.ledger, quarter.evaluation):
        with pytest.raises(SignError, match="签认数据"):
            signing_jobs.verify(path, quarter.evaluation)
    with pytest.raises(WorkbookError):
        signing_jobs.verify(quarter.folder / "没有.xlsx", quarter.evaluation)
    with pytest.raises((WorkbookError, RuleError)):
        signing_jobs.sign(quarter.settlement, quarter.folder / "没有.xlsx", HEAD, "王五", NOW)
    assert not list(quarter.folder.glob(".*lock"))


def test_open_files_are_refused(quarter: Quarter) -> None:
    for path in (quarter.settlement, quarter.evaluation):
        lock = path.with_name(f"~${path.name}")
        lock.write_bytes(b"")
        with pytest.raises(WorkbookError, match="打开"):
            quarter.sign()
        lock.unlink()
    assert rows(quarter, "签认记录") == []


def test_exit_codes_and_json(signed_once: Quarter, tmp_path: Path) -> None:
    quarter = signed_once.copy(tmp_path)
    files = (quarter.settlement, quarter.evaluation)
    as_staff = "--role", STAFF, "--name", "赵六", "--clock-confirmed"
    done = run("sign", *files, *as_staff, "--json")
    assert (done.exit_code, done.document["state"]) == (0, "已签认")
    done = run("verify", *files, quarter.ledger, "--json")
    assert (done.exit_code, done.document["verdict"], done.document["ledger"]) == (0, "intact", [])
    code = done.document["code"]
    assert len(code.replace(" ", "")) == 32
    for given, exit_code in ((code.upper().replace(" ", ""), 0), (code[:-1], 2)):
        assert run("verify", *files, "--code", given).exit_code == exit_code
    put(quarter.settlement, "结算单!F5", "另一家公司")
    done = run("verify", *files, "--json")
    assert [change["cell"] for change in done.document["changes"]] == ["结算单!F5"]
    assert (done.exit_code, done.document["verdict"]) == (1, "changed")
    assert run("revoke", *files, "--reason", " ").exit_code == 2
    revoked = run("revoke", *files, "--reason", "有误", "--json")
    assert (revoked.exit_code, revoked.document["code"]) == (0, code)
    done = run("verify", *files, "--json")
    assert (done.exit_code, done.document["verdict"]) == (2, "unsigned")
    assert "撤销" in done.stderr


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
    assert shown(quarter, STATE) == "签认状态：已撤销"


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
