"""The PDF beside a settlement: a draft's is never taken for what was signed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.office import PDFTOTEXT, needs_office, needs_poppler
from tests.oracle.command import Outcome, run
from tests.signed_quarter import HEAD, STAFF, Quarter
from workbook.files import printing
from workbook.files.printing import MISSING
from workbook.values.refusals import InUseError

DRAFT = b"%PDF of the draft"


def printed_while_a_draft(quarter: Quarter, folder: Path) -> Quarter:
    copy = quarter.copy(folder / "季度")
    pdf(copy).write_bytes(DRAFT)
    return copy


@pytest.fixture
def quarter(drafted: Quarter, tmp_path: Path) -> Quarter:
    return printed_while_a_draft(drafted, tmp_path)


@pytest.fixture
def half(signed_once: Quarter, tmp_path: Path) -> Quarter:
    """Signed by the head, 王五."""
    return printed_while_a_draft(signed_once, tmp_path)


def pdf(quarter: Quarter) -> Path:
    return quarter.settlement.with_suffix(".pdf")


def sign(quarter: Quarter, role: str, name: str, *options: str) -> Outcome:
    done = run(
        "sign",
        *(quarter.settlement, quarter.evaluation, "--role", role, "--name", name),
        *("--clock-confirmed", *options),
    )
    assert (done.exit_code, done.stderr) == (0, "")
    return done


def test_a_pdf_of_the_draft_is_told_when_both_have_signed(half: Quarter) -> None:
    last = sign(half, STAFF, "赵六").stdout.splitlines()[-1]
    assert last == (
        f"{pdf(half)} 是签认之前的草稿，请勿使用；请加 --pdf 重新生成，或另存为新的 PDF"
    )
    assert pdf(half).read_bytes() == DRAFT


def test_nothing_is_said_of_a_pdf_while_one_is_still_to_sign(quarter: Quarter) -> None:
    said = sign(quarter, HEAD, "王五").stdout
    assert pdf(quarter).name not in said
    assert "PDF" not in said


def test_without_a_pdf_nothing_is_said_of_one(half: Quarter) -> None:
    pdf(half).unlink()
    assert "PDF" not in sign(half, STAFF, "赵六").stdout


@needs_office
@needs_poppler
def test_it_is_printed_anew_as_signed(half: Quarter) -> None:
    done = sign(half, STAFF, "赵六", "--pdf")
    assert done.stdout.splitlines()[-1] == f"已生成 {pdf(half)}"
    text = subprocess.run(
        [str(PDFTOTEXT), str(pdf(half)), "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    assert "签认状态：已签认" in text
    assert "王五" in text
    assert "赵六" in text
    assert half.verify(ledger=True).intact
    files = half.settlement, half.evaluation
    known = run("verify", *files, "--pdf", pdf(half), "--json")
    assert (known.exit_code, known.document["state"]) == (0, "已签认")
    pdf(half).write_bytes(pdf(half).read_bytes() + b"%")
    unknown = run("verify", *files, "--pdf", pdf(half))
    assert (unknown.exit_code, "签认记录中没有这份 PDF" in unknown.stdout) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="there Excel may print")
def test_where_nothing_prints_the_signature_stands(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "find_office", lambda: None)
    report = sign(quarter, HEAD, "王五", "--pdf", "--json").document
    assert (report["pdf"], report["outdated_pdf"]) == (None, None)
    assert report["unprinted"] == f"{MISSING}；已有的 {pdf(quarter).name} 是以前的，请勿使用"
    assert pdf(quarter).read_bytes() == DRAFT


def test_a_pdf_that_is_open_does_not_undo_the_signature(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(workbook: Path, pdf: Path) -> None:
        raise InUseError(f"{pdf.name}：文件正被其他程序打开，请关闭后再试")

    monkeypatch.setattr("macros_py.signoff.pdf.to_pdf", held)
    said = sign(quarter, HEAD, "王五", "--pdf").stdout
    assert re.search("没有生成 PDF：.*文件正被其他程序打开", said)
