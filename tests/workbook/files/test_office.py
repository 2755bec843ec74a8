"""A settlement as PDF: pages, embedded Chinese fonts, and what is said where nothing can print."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evaluations import form_row, write_evaluation
from tests.office import needs_office, needs_poppler
from tests.oracle.command import Outcome, run
from workbook.files import printing
from workbook.files.printing import MISSING, OfficeError, to_pdf

SETTINGS = {"合同编号": "AD-1", "服务起始日已确认": "是"}


@pytest.fixture
def inputs(tmp_path: Path) -> tuple[Path, Path]:
    ledger = tmp_path / "台账.csv"
    ledger.write_text("工单编号,派单时间,接收时间\nA1,2024-01-08 10:00,2024-01-08 10:30\n", "utf-8")
    forms = [form_row("一组"), form_row("二组", opinion="整体较好")]
    rows = {"考核评分": forms}
    return ledger, write_evaluation(tmp_path / "评价.xlsx", settings=SETTINGS, rows=rows)


def settle(inputs: tuple[Path, Path], out: Path, *more: str) -> Outcome:
    when = ("--quarter", "1", "--as-of", "2024-03-26T09:00")
    return run("settle", *inputs, *when, "--out", out, "--pdf", *more)


@needs_office
@needs_poppler
def test_the_pdf_has_a_page_a_sheet_and_its_fonts_inside(
    inputs: tuple[Path, Path], tmp_path: Path
) -> None:
    done = settle(inputs, tmp_path / "出", "--json")
    assert done.exit_code == 0, done.stderr
    pdf = Path(done.document["pdf"])
    assert done.document["unprinted"] is None
    fonts = told("pdffonts", pdf).splitlines()[2:]
    assert fonts
    assert all(re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$", f) for f in fonts)
    assert [font for font in fonts if not re.search(r"\syes\s+(yes|no)\s+(yes|no)\s", font)] == []
    pages = [told("pdftotext", "-f", str(n), "-l", str(n), pdf, "-") for n in (1, 2, 3, 4)]
    assert ["（服务类）" in page for page in pages] == [True, True, False, False]
    assert ["人民币" in page for page in pages[:3]] == [False, False, True]
    assert "评分计算" in pages[3]


def told(*command: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there Excel may print")
def test_without_a_printer_the_workbook_stands_and_the_message_is_clear(
    inputs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "find_office", lambda: None)
    out = tmp_path / "出"
    done = settle(inputs, out)
    assert (done.exit_code, done.stderr) == (1, "")
    assert f"没有生成 PDF：{MISSING}" in done.stdout
    assert [path.name for path in out.iterdir()] == ["验收结算_第1季度.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="there Excel may print")
def test_an_older_pdf_is_told_apart(
    inputs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "find_office", lambda: None)
    out = tmp_path / "出"
    out.mkdir()
    old = out / "验收结算_第1季度.pdf"
    old.write_bytes(b"%PDF of another day")
    told = settle(inputs, out, "--json").document
    assert told["pdf"] is None
    assert told["unprinted"] == f"{MISSING}；已有的 {old.name} 是以前的，请勿使用"
    assert old.read_bytes() == b"%PDF of another day"


def test_a_program_that_fails_leaves_the_old_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = shutil.which("false") or sys.executable
    monkeypatch.setattr(printing, "find_office", lambda: program)
    old = tmp_path / "x.pdf"
    old.write_bytes(b"old")
    with pytest.raises(OfficeError, match=r"x\.xlsx：LibreOffice 未能生成 PDF"):
        to_pdf(tmp_path / "x.xlsx", old)
    assert old.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="programs of POSIX")
@pytest.mark.parametrize("path", ["", ".", "bin", ":/nowhere:"])
def test_the_current_folder_is_not_searched_for_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for folder in (tmp_path, tmp_path / "bin"):
        folder.mkdir(exist_ok=True)
        (folder / "soffice").write_text("#!/bin/sh\n")
        (folder / "soffice").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", path)
    assert printing.find_office() is None
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert printing.find_office() == str(tmp_path / "bin" / "soffice")


PLANTED = 'open("ran", "w").close()\n'


@pytest.mark.skipif(sys.platform == "win32", reason="there Excel may be installed")
def test_excel_is_asked_in_a_process_that_runs_nothing_beside_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here is no Excel: the process starts, finds none, and that is told in one line."""
    (tmp_path / "workbook" / "live").mkdir(parents=True)
    for name in ("xlwings.py", "pathlib.py", "workbook/__init__.py", "workbook/live/printing.py"):
        (tmp_path / name).write_text(PLANTED)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(printing, "find_office", lambda: None)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(OfficeError, match="Excel 未能生成 PDF") as told:
        to_pdf(tmp_path / "x.xlsx", tmp_path / "x.pdf")
    assert "\n" not in str(told.value)
    assert not (tmp_path / "x.pdf").exists()
    assert not (tmp_path / "ran").exists()
