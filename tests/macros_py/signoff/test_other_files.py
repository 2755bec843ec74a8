"""Files of another time, quarter or template, and books that two programs read differently."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from macros_py.jobs import signing_jobs
from macros_py.rules.terms.errors import SignError, UnsignedError
from macros_py.signoff import reprinting, signing
from macros_py.signoff.verifying import Verdict
from tests.evaluations import form_row, write_evaluation
from tests.macros_py.signoff.attacks.spoiled import Spoiled
from tests.macros_py.signoff.bill import CODE, shown
from tests.oracle.command import run
from tests.signed_quarter import HEAD, NOW, ROWS, SETTINGS, STAFF, Quarter, put
from tests.workbook.packages_edit import edited
from workbook.values.refusals import AmbiguousError
from workbook.xlsx.package import Package


@pytest.fixture
def draft(drafted: Quarter, tmp_path: Path) -> Quarter:
    return drafted.copy(tmp_path / "草稿")


def files(quarter: Quarter) -> tuple[bytes, bytes]:
    return quarter.settlement.read_bytes(), quarter.evaluation.read_bytes()


# --- another time


def test_an_older_pair_of_both_files_cannot_be_told_but_by_the_paper(
    signed: Quarter, signed_anew: Quarter, tmp_path: Path
) -> None:
    first, second = (on_paper(quarter) for quarter in (signed, signed_anew))
    assert second != first
    quarter = signed_anew.copy(tmp_path)
    quarter.settlement.write_bytes(signed.settlement.read_bytes())
    with pytest.raises(UnsignedError, match=r"撤销：来电.*金额有误"):
        quarter.verify()
    quarter.evaluation.write_bytes(signed.evaluation.read_bytes())
    both = quarter.settlement, quarter.evaluation
    assert run("verify", *both, "--code", second).exit_code == 1
    assert run("verify", *both, "--code", first).exit_code == 0  # nothing in the two files tells
    for less in ("", " ", first[:9]):
        assert run("verify", *both, "--code", less).exit_code == 2
    quarter.settlement.write_bytes(signed_anew.settlement.read_bytes())
    assert quarter.verify().verdict is Verdict.CHANGED


def on_paper(quarter: Quarter) -> str:
    """The 核验码 that 结算单 shows."""
    return str(shown(quarter, CODE)).removeprefix("核验码：")


@pytest.mark.nightly
def test_what_was_revoked_stays_so_when_the_quarter_is_signed_anew_alike(quarter: Quarter) -> None:
    older = quarter.settlement.read_bytes()
    quarter.revoke()
    quarter.settle()
    quarter.sign(HEAD, "王五")
    quarter.sign(STAFF, "钱七")
    assert quarter.verify().intact
    quarter.settlement.write_bytes(older)
    with pytest.raises(UnsignedError, match="撤销：金额有误"):
        quarter.verify()
    for role, name in ((HEAD, "王五"), (STAFF, "赵六"), (STAFF, "钱七")):
        with pytest.raises(SignError):
            quarter.sign(role, name)


def test_a_half_signed_file_does_not_pass_for_the_whole(
    drafted: Quarter, signed_once: Quarter, quarter: Quarter
) -> None:
    whole = quarter.settlement.read_bytes()
    for older in (drafted, signed_once):
        quarter.settlement.write_bytes(older.settlement.read_bytes())
        with pytest.raises(UnsignedError, match="本文件尚未写入"):
            quarter.verify()
        assert quarter.sign(HEAD, "王五").completed
        assert quarter.settlement.read_bytes() == whole


# --- another quarter


@pytest.mark.nightly
def test_the_files_of_two_quarters_exchanged(tmp_path: Path, drafted: Quarter) -> None:
    quarter = drafted.copy(tmp_path / "季度")
    forms = [*ROWS["考核评分"][:2], form_row(quarter="第2季度", day=date(2024, 6, 26))]
    write_evaluation(quarter.evaluation, settings=SETTINGS, rows={**ROWS, "考核评分": forms})
    quarter.settle()
    quarter.sign_both()
    quarter.settle("2")
    second = quarter.folder / "验收结算_第2季度.xlsx"
    for role, name in ((HEAD, "王五"), (STAFF, "赵六")):
        signing_jobs.sign(second, quarter.evaluation, role, name, NOW)
    codes = [
        signing_jobs.verify(path, quarter.evaluation).code for path in (quarter.settlement, second)
    ]
    aside = quarter.folder / "暂存.xlsx"
    for source, target in ((quarter.settlement, aside), (second, quarter.settlement)):
        source.rename(target)
    aside.rename(second)
    said = signing_jobs.verify(second, quarter.evaluation)
    assert (said.quarter, said.code, said.intact) == ("第1季度", codes[0], True)
    assert run("verify", second, quarter.evaluation, "--code", codes[1]).exit_code == 1
    with pytest.raises(SignError, match="是第1季度的结算，不是第2季度的"):
        signing_jobs.revoke(second, quarter.evaluation, "有误", NOW, quarter="2")
    with pytest.raises(SignError, match="不能重新结算"):
        quarter.settle()
    assert signing_jobs.revoke(second, quarter.evaluation, "有误", NOW).quarter == "第1季度"
    assert signing_jobs.verify(quarter.settlement, quarter.evaluation).intact


def test_the_evaluation_of_another_signing_knows_nothing_of_it(
    quarter: Quarter, signed_once: Quarter, tmp_path: Path
) -> None:
    other = signed_once.copy(tmp_path / "另一处")
    other.sign(STAFF, "钱七")
    verified = signing_jobs.verify(quarter.settlement, other.evaluation)
    assert verified.verdict is Verdict.CHANGED
    assert [why for _, why in verified.log] == [f"没有本文件上{STAFF}的记录：该条已被删除或改动"]
    assert signing_jobs.reprint(quarter.settlement, other.evaluation, quarter.settlement).kept
    assert quarter.settlement.read_bytes() == other.settlement.read_bytes()


# --- another template


@pytest.fixture(scope="module")
def restyled() -> bytes:
    """A template whose columns are wider: what it prints says the same."""
    made = Spoiled.of(reprinting.template_bytes())
    made.edit(made.bill, r'(<col [^>]*width=")[^"]*', r"\g<1>30")
    return made.to_bytes()


def test_a_reprint_with_another_template_has_the_content_and_other_looks(
    quarter: Quarter, restyled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = quarter.folder / "重印.xlsx"
    monkeypatch.setattr(reprinting, "template_bytes", lambda: restyled)
    done = run("verify", quarter.settlement, quarter.evaluation, "--reprint", out)
    assert done.exit_code == 3
    assert "按签认数据重印，版式可能不同" in done.stdout
    assert "外观未核" in done.stdout


def test_a_half_signed_settlement_of_another_template_is_revoked_first(
    signed_once: Quarter, restyled: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = signed_once.copy(tmp_path)
    before = files(quarter)
    monkeypatch.setattr(signing, "template_bytes", lambda: restyled)
    with pytest.raises(SignError, match=r"另一版本的程序或模板.*撤销后重新结算"):
        quarter.sign(STAFF, "赵六")
    assert files(quarter) == before


def test_no_pdf_is_made_of_a_changed_file(draft: Quarter) -> None:
    put(draft.settlement, "结算单!C8", "改动")
    both = draft.settlement, draft.evaluation
    done = run("sign", *both, "--role", HEAD, "--name", "王五", "--pdf")
    assert (done.exit_code, "不是工具写出的那一份" in done.stderr) == (2, True)
    assert not list(draft.folder.glob("*.pdf"))


@pytest.mark.parametrize("name", ["考核评价.xlsx", "案件台账.xlsx", "重印.pdf", ""])
def test_a_reprint_takes_no_other_files_place(quarter: Quarter, name: str) -> None:
    before = {path: path.read_bytes() for path in quarter.folder.iterdir()}
    out = quarter.folder / name
    done = run("verify", quarter.settlement, quarter.evaluation, "--reprint", out)
    assert done.exit_code == 2, done.stdout
    assert {path: path.read_bytes() for path in quarter.folder.iterdir()} == before


@pytest.mark.parametrize("which", ["evaluation", "ledger"])
def test_a_settlement_takes_no_inputs_place(draft: Quarter, which: str) -> None:
    paths = {"evaluation": draft.evaluation, "ledger": draft.ledger}
    draft.settlement.unlink()
    paths[which].rename(draft.settlement)
    paths[which] = draft.settlement
    before = draft.settlement.read_bytes()
    given = paths["ledger"], paths["evaluation"]
    done = run("settle", *given, "--quarter", "1", "--out", draft.folder)
    assert (done.exit_code, "正是这次读取的文件" in done.stderr) == (2, True)
    assert draft.settlement.read_bytes() == before


# --- books that two programs read differently


def part_of(path: Path, sheet: str) -> str:
    return Package.of(path.read_bytes(), path.name).sheet_part(sheet)


def doubled(path: Path, sheet: str, cell: str, value: str, *, first: bool) -> str:
    """Put a cell twice into a sheet, the false one ``first`` or last; returns the part's name."""
    part = part_of(path, sheet)

    def change(xml: bytes) -> bytes:
        begin = xml.index(f'<c r="{cell}"'.encode())
        end = xml.index(b"</c>", begin) + 4
        false = f'<c r="{cell}"><v>{value}</v></c>'.encode()
        true = xml[begin:end]
        return xml[:begin] + (false + true if first else true + false) + xml[end:]

    edited(path, part, change)
    return part


@pytest.mark.parametrize("first", [True, False])
def test_an_evaluation_with_a_cell_twice_is_refused(quarter: Quarter, first: bool) -> None:
    part = doubled(quarter.evaluation, "其他扣款", "E2", "9", first=first)
    named = f"考核评价.xlsx 的 {part} 的 E2：有两处这一格"
    both = quarter.settlement, quarter.evaluation
    for act in (
        ("settle", quarter.ledger, both[1], "--quarter", "1", "--out", quarter.folder),
        ("sign", *both, "--role", HEAD, "--name", "王五"),
        ("verify", *both),
    ):
        done = run(*act)
        assert (done.exit_code, named in done.stderr) == (2, True), done
    assert not list(quarter.folder.glob(".*"))


@pytest.mark.parametrize("sheet", ["结算台账", "签认记录"])
def test_a_register_or_log_with_a_cell_twice_is_refused(quarter: Quarter, sheet: str) -> None:
    doubled(quarter.evaluation, sheet, "H2" if sheet == "结算台账" else "G2", "9", first=True)
    for act in (quarter.verify, quarter.revoke, lambda: quarter.sign(HEAD, "王五")):
        with pytest.raises(AmbiguousError, match=r"2：有两处这一格"):
            act()


def test_a_settlement_with_a_cell_twice_is_not_signed(draft: Quarter) -> None:
    spoiled = Spoiled.of(draft.settlement.read_bytes())
    spoiled.cell("@扣款", "(<c.*</c>)", r'\1<c r="@扣款"><v>1</v></c>')
    draft.settlement.write_bytes(spoiled.to_bytes())
    with pytest.raises(AmbiguousError, match="有两处这一格"):
        draft.sign()


@pytest.mark.parametrize("first", [True, False])
def test_a_ledger_with_a_cell_twice_is_refused(quarter: Quarter, first: bool) -> None:
    doubled(quarter.ledger, "案件台账", "B2", "45000", first=first)
    done = run("verify", quarter.settlement, quarter.evaluation, quarter.ledger)
    assert (done.exit_code, "的 B2：有两处这一格" in done.stderr) == (2, True)


def test_a_copy_is_the_file_and_a_folder_is_none(quarter: Quarter, tmp_path: Path) -> None:
    copy = tmp_path / "报送.xlsx"
    shutil.copy(quarter.settlement, copy)
    assert signing_jobs.verify(copy, quarter.evaluation).intact
    done = run("verify", tmp_path, quarter.evaluation)
    assert done.exit_code == 2
