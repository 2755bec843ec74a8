"""What is said of a run that failed, and whether its exit code is true."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from typer.exceptions import TyperException

from macros_py.terminal import misuse
from macros_py.terminal.job_run import NEEDS_A_PERSON, REFUSED
from tests.oracle.command import run
from workbook.files.atomic import write_bytes


@pytest.mark.parametrize("name", ["a.xlsx", "台账.xlsx"])
def test_a_file_that_may_not_be_read_is_no_misspelt_command(name: str) -> None:
    said = misuse.misuse_text(TyperException(f"File '{name}' is not readable."))
    assert said == f"{name}：没有读取权限，请检查文件的权限"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    made = tmp_path / "台账.csv"
    made.write_text("工单编号,派单时间\nA1,2024-01-08 10:00\n", "utf-8")
    return made


def test_a_crash_says_what_was_written(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "出.xlsx"

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("macros_py.jobs.ledger_jobs.check", crash)
    done = run("flags", ledger, "--out", out)
    assert (done.exit_code, "程序出错：ZeroDivisionError" in done.stderr) == (REFUSED, True)
    assert "已写入" not in done.stderr
    monkeypatch.setattr(
        "macros_py.jobs.ledger_jobs.check", lambda *_: write_bytes(out, b"x") or crash()
    )
    done = run("flags", ledger, "--out", out)
    assert done.exit_code == NEEDS_A_PERSON
    assert "在此之前已写入 出.xlsx" in done.stderr


def test_a_full_disk_is_named(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbook.patch.flush", full)
    done = run("flags", ledger, "--out", tmp_path / "出.xlsx")
    assert (done.exit_code, "磁盘已满" in done.stderr) == (REFUSED, True)
    assert [path.name for path in tmp_path.iterdir()] == ["台账.csv"]


def test_nothing_beside_the_ledger_is_imported(ledger: Path, tmp_path: Path) -> None:
    """``python -m`` looks into the current folder first."""
    root = Path(__file__).parents[3]
    for name in ("workbook", "numpy", "typer"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()\n")
    done = subprocess.run(
        [sys.executable, "-m", "macros_py", "check", ledger.name, "--as-of", "2024-03-20T15:00"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert not (tmp_path / "ran").exists()


def test_a_value_at_the_right_end_of_the_sheet_is_named(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["工单编号", "派单时间", "接收时间"])
    made.active.append(["A1", "2024-01-08 10:00", "2024-01-08 10:20"])
    made.active["XFC2"] = "x"
    made.save(tmp_path / "台账.xlsx")
    before = (tmp_path / "台账.xlsx").read_bytes()
    done = run("flags", tmp_path / "台账.xlsx", "--as-of", "2024-03-20T15:00")
    assert (done.exit_code, done.stderr.startswith("Sheet!XFC2：")) == (REFUSED, True)
    assert (tmp_path / "台账.xlsx").read_bytes() == before
