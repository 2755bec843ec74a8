"""A plain, non-editable install is complete: templates, every package, the command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {"addin", "macros_py", "templates", "workbook"}


@pytest.mark.nightly
def test_an_installed_copy_runs_the_demo(tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--quiet", "--target", str(site)]
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "__pycache__", "build"))
    subprocess.run([*pip, *options, str(source)], check=True)
    assert sorted(path.name for path in site.glob("bin/jsjb*")) or os.name == "nt"
    assert {path.parent.name for path in site.glob("*/py.typed")} == PACKAGES
    done = subprocess.run(
        [sys.executable, "-m", "macros_py", "demo", "--out", "示例"],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONUTF8": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (work / "示例").iterdir()}
    assert {"示例_案件台账_时限.xlsx", "示例_考核评价.xlsx", "验收结算_第1季度.xlsx"} <= made
    assert "人民币" in done.stdout
