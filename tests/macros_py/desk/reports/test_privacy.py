"""Nothing personal leaves the ledger with a report: every byte is searched (rules 8)."""

import zipfile
from pathlib import Path

from tests.oracle.command import run
from tests.planted import Plants, leaks, write_evaluation_of, write_ledger


def test_nothing_personal_in_a_report(tmp_path: Path) -> None:
    plants = Plants()
    ledger = write_ledger(tmp_path / f"台账{plants.plain_phone('台账文件名')}.xlsx", plants)
    evaluation = write_evaluation_of(tmp_path / "考核评价.xlsx", plants)
    out = tmp_path / "出"
    given = ("report", ledger, evaluation, "--out", out, "--as-of", "2024-03-26T09:00")
    found: list[str] = []
    for period in ("第1季度", "2024-01", "2024-W02"):
        for outcome in (run(*given, "--period", period), run(*given, "--period", period, "--json")):
            assert outcome.exit_code <= 1, outcome.stderr
            for name, text in (("stdout", outcome.stdout), ("stderr", outcome.stderr)):
                found += leaks(name, text.encode(), plants)
    made = list(out.iterdir())
    assert {path.suffix for path in made} == {".xlsx", ".docx"}
    for path in made:
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                found += leaks(f"{path.name}/{part}", package.read(part), plants)
    assert found == []
