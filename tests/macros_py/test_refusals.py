"""Calls that must end in one Chinese line, exit 2, and every file as it was."""

import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.evaluations import form_row, write_evaluation
from tests.oracle.command import run

AS_OF = ("--as-of", "2024-01-20T12:00")
LINE = "验收结算_第1季度.xlsx"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    book = Workbook()
    book.active.append(["工单编号", "派单时间"])
    book.active.append(["A1", "2024-01-08 10:00"])
    book.save(tmp_path / "台账.xlsx")
    return tmp_path / "台账.xlsx"


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    return write_evaluation(tmp_path / "评价.xlsx", rows={"考核评分": [form_row()]})


def refused(*arguments: object) -> str:
    """Run a command that must be refused; return its one line, which has no English prose."""
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert "程序出错" not in line
    for english in ("No such", "exists", "directory", "denied", "space left"):
        assert english not in line
    return line


def content(folder: Path) -> dict[str, bytes | None]:
    files = folder.rglob("*")
    return {str(path): path.read_bytes() if path.is_file() else None for path in files}


def test_a_settlement_that_is_open_is_not_replaced(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    """Neither where it stands already, nor where it stood."""
    out = tmp_path / "结算"
    settle = ("settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", out)
    out.mkdir()
    for _ in range(2):
        for lock in (f"~${LINE}", f".~lock.{LINE}#"):
            (out / lock).write_bytes(b"")
            before = content(tmp_path)
            assert "打开" in refused(*settle)
            assert content(tmp_path) == before
            (out / lock).unlink()
        assert run(*settle).exit_code == 0


def test_a_folder_in_the_place_of_the_settlement(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    (tmp_path / LINE).mkdir()
    before = content(tmp_path)
    settle = ("settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", tmp_path)
    assert "同名文件夹挡住了文件" in refused(*settle)
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    ("source", "target"),
    [("台账.xlsx", "新.xlsm"), ("台账.xlsm", "新.xlsx"), ("台账.csv", "新.xlsm")],
)
def test_flags_keep_the_suffix_true_to_the_content(
    tmp_path: Path, ledger: Path, source: str, target: str
) -> None:
    if source != ledger.name:
        ledger.rename(tmp_path / source)
    line = refused("flags", tmp_path / source, "--out", tmp_path / target, *AS_OF)
    right = ".xlsm" if source.endswith(".xlsm") else ".xlsx"
    assert line.endswith(f"输出文件应为 {right}")
    assert not (tmp_path / target).exists()


def test_flags_replace_nothing_but_a_ledger_with_flags(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    settle = ("settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", tmp_path)
    assert run(*settle).exit_code == 0
    other = tmp_path / "二月.xlsx"
    other.write_bytes(ledger.read_bytes())
    before = content(tmp_path)
    for target in (evaluation, tmp_path / LINE, other):
        line = refused("flags", ledger, "--out", target, *AS_OF)
        assert "不是填过时限的台账，不覆盖" in line
        assert content(tmp_path) == before


def test_flags_replace_an_earlier_output_and_the_ledger_itself(
    tmp_path: Path, ledger: Path
) -> None:
    out = tmp_path / "新.xlsx"
    for target in (out, ledger):
        first = run("flags", ledger, "--out", target, *AS_OF)
        assert first.exit_code == 0
        again = run("flags", ledger, "--out", target, *AS_OF)
        assert again.exit_code == 0
        backup = target.with_stem(f"{target.stem}.备份")
        assert backup.exists()
        assert again.stdout.endswith(f"写入之前的文件在 {backup}，只保留上一次的\n")
    assert "写入之前" not in run("flags", ledger, "--out", tmp_path / "三.xlsx", *AS_OF).stdout


def test_flags_of_a_csv_replace_no_other_workbook(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    csv = tmp_path / "台账.csv"
    csv.write_text("工单编号,派单时间\nA1,2024-01-08 10:00\n", encoding="utf-8")
    beside = tmp_path / "台账_时限.xlsx"
    beside.write_bytes(evaluation.read_bytes())
    assert "不覆盖" in refused("flags", csv, *AS_OF)
    beside.unlink()
    assert run("flags", csv, *AS_OF).exit_code == 0
    assert run("flags", csv, *AS_OF).exit_code == 0


def test_a_demo_goes_into_a_folder_of_its_own(tmp_path: Path, ledger: Path) -> None:
    before = content(tmp_path)
    assert "请换一个空文件夹" in refused("demo", "--out", tmp_path)
    assert content(tmp_path) == before


def test_a_workbook_of_the_tool_handed_in_as_ledger_is_told_so(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    settle = ("settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", tmp_path)
    assert run(*settle).exit_code == 0
    line = refused("check", evaluation, *AS_OF)
    assert line == "评价.xlsx：这是考核评价工作簿，不是台账；请指定案件台账"
    line = refused("rates", tmp_path / LINE, *AS_OF)
    assert line == f"{LINE}：这是验收结算，不是台账；请指定案件台账"


def test_a_ledger_that_lacks_a_column_is_still_a_ledger_beside_our_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["工单编号", "接收时间", "转派时间", "退回时间", "承办单位"])
    book.create_sheet("合同设置")
    book.save(tmp_path / "台账.xlsx")
    assert "“派单时间”" in refused("check", tmp_path / "台账.xlsx", *AS_OF)


@pytest.mark.skipif(os.name == "nt", reason="there a name may be longer than a path")
def test_a_name_that_is_too_long_is_told_by_the_name_that_was_given(
    tmp_path: Path, ledger: Path
) -> None:
    assert "文件名太长" in refused("check", tmp_path / f"{'很' * 100}.xlsx")
    for length in (83, 79):  # too long for the backups
        named = tmp_path / f"{'很' * length}.xlsx"
        named.write_bytes(ledger.read_bytes())
        before = content(tmp_path)
        line = refused("flags", named, *AS_OF)
        assert line == f"{named}：无法写入，文件名太长，请改短"
        assert content(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_what_has_no_end_is_not_read(tmp_path: Path, ledger: Path, evaluation: Path) -> None:
    pipe = tmp_path / "管道.xlsx"
    os.mkfifo(pipe)
    who = ("--role", "验收部门负责人", "--name", "王五")
    for call in (
        ("check", pipe),
        ("check", "/dev/zero"),
        ("check", ledger, "--settings", pipe),
        ("flags", pipe),
        ("score", pipe, "--quarter", "1"),
        ("sign", pipe, evaluation, *who),
        ("sign", ledger, evaluation, *who, "--p12", pipe),
        ("verify", pipe, evaluation),
        ("addin", "check", pipe),
        ("addin", "install", "--file", pipe),
    ):
        line = refused(*call)
        assert "不是普通文件" in line or "Windows" in line, call
    assert "不覆盖" in refused("flags", ledger, "--out", pipe, *AS_OF)


@pytest.mark.parametrize("name", ["z.txt", "z", "z.xlsm"])
def test_a_template_is_an_xlsx(tmp_path: Path, name: str) -> None:
    assert ".xlsx" in refused("template", "ledger", tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_template_in_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert "文件夹不存在" in refused("template", "ledger", tmp_path / "没有" / "z.xlsx")


def test_an_output_folder_whose_name_is_taken(
    tmp_path: Path, ledger: Path, evaluation: Path
) -> None:
    before = content(tmp_path)
    settle = ("settle", ledger, evaluation, "--quarter", "1", *AS_OF, "--out", ledger)
    assert "同名文件挡住了文件夹" in refused(*settle)
    assert content(tmp_path) == before


def test_a_folder_as_input_is_told_so(tmp_path: Path, ledger: Path, evaluation: Path) -> None:
    folder = tmp_path / "文件夹"
    folder.mkdir()
    out = tmp_path / "结算"
    quarter = ("--quarter", "1")
    who = ("--role", "验收部门负责人", "--name", "王五")
    assert run("settle", ledger, evaluation, *quarter, *AS_OF, "--out", out).exit_code == 0
    before = content(tmp_path)
    for call in (
        ("check", folder),
        ("check", ledger, "--settings", folder),
        ("flags", folder),
        ("rates", folder),
        ("score", folder, *quarter),
        ("settle", folder, evaluation, *quarter, "--out", out),
        ("settle", ledger, folder, *quarter, "--out", out),
        ("evidence", folder, evaluation, *quarter),
        ("evidence", ledger, folder, *quarter),
        ("sign", folder, evaluation, *who),
        ("sign", out / LINE, folder, *who),
        ("sign", out / LINE, evaluation, *who, "--p12", folder),
        ("verify", folder, evaluation),
        ("verify", out / LINE, folder),
        ("revoke", folder, evaluation, "--reason", "有误"),
        ("revoke", out / LINE, folder, "--reason", "有误"),
    ):
        line = refused(*call)
        assert "是文件夹，请指定文件" in line, (call, line)
    assert content(tmp_path) == before
