"""Nothing personal leaves the ledger with a report: every byte is searched (rules 8)."""

import io
import zipfile
from collections.abc import Iterator
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
    for period in (("第1季度",), ("第1季度", "--json"), ("2024-01", "--json"), ("2024-W02",)):
        outcome = run(*given, "--period", *period)
        assert outcome.exit_code <= 1, outcome.stderr
        for name, text in (("stdout", outcome.stdout), ("stderr", outcome.stderr)):
            found += leaks(name, text.encode(), plants)
    made = list(out.iterdir())
    assert {path.suffix for path in made} == {".xlsx", ".docx"}
    for path in made:
        for name, part in parts(path.name, path.read_bytes()):
            found += leaks(name, part, plants)
    assert found == []


def parts(name: str, package: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every part of a package, and of the workbooks in it."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        for part in opened.namelist():
            content = opened.read(part)
            if part.endswith(".xlsx"):
                yield from parts(f"{name}/{part}", content)
            else:
                yield f"{name}/{part}", content
