"""Nothing personal leaves the ledgers of a district: every byte that is written is searched."""

import io
from pathlib import Path

import pyarrow.parquet as pq

from tests.macros_py.district.districts import facts_in
from tests.oracle.command import Outcome, run
from tests.planted import Plants, leaks, produced, write_evaluation_of, write_ledger

GIVEN = ("--period", "2024-01", "--as-of", "2024-03-26T09:00")


def district_of(folder: Path, plants: Plants) -> Path:
    town = folder / f"甲镇{plants.plain_phone('文件夹名')}"
    town.mkdir(parents=True)
    write_ledger(town / f"台账{plants.plain_phone('台账文件名')}.xlsx", plants)
    write_evaluation_of(town / "设置.xlsx", plants)
    write_ledger(folder / f"乙镇{plants.plain_phone('乡镇文件名')}.xlsx", plants)
    (folder / f"丙镇{plants.plain_phone('坏台账')}.xlsx").write_bytes(b"PK")
    (folder / f"说明{plants.plain_phone('别的文件')}.docx").write_bytes(b"x")
    (town / f"旧{plants.plain_phone('下级文件夹')}").mkdir()
    return folder


def both_ways(folder: Path, out: Path) -> list[Outcome]:
    return [run("district", folder, "--out", out, *GIVEN, *more) for more in ((), ("--json",))]


def test_nothing_personal_in_a_district(tmp_path: Path) -> None:
    plants = Plants()
    folder = district_of(tmp_path / f"全区{plants.plain_phone('区文件夹名')}", plants)
    out = tmp_path / "出"
    found: list[str] = []
    for outcome in both_ways(folder, out):
        assert outcome.exit_code == 1, outcome.stderr
        for name, text in (("stdout", outcome.stdout), ("stderr", outcome.stderr)):
            found += leaks(name, text.encode(), plants)
    assert len(facts_in(out)) == 4
    for path in out.rglob("*"):
        found += leaks("path", str(path.relative_to(out)).encode(), plants)
        if path.is_file():
            for name, content in produced(path):
                found += leaks(name, content, plants)
    for path in facts_in(out):
        table = pq.read_table(io.BytesIO(path.read_bytes()))
        values = "\n".join(str(value) for column in table for value in column.to_pylist())
        found += leaks(path.name, values.encode(), plants)
        cells = [cell for name in table.column_names for cell in table[name].to_pylist()]
        texts = {cell for cell in cells if isinstance(cell, str)}
        assert texts <= {"是", "否", "未解决", "不满意", "市政", ""}
        assert "DX-" not in values
    assert found == []


def test_a_leak_would_show(tmp_path: Path) -> None:
    plants = Plants()
    folder = district_of(tmp_path / "全区", plants)
    ledger = next(folder.glob("乙镇*.xlsx"))
    found = [leak for name, content in produced(ledger) for leak in leaks(name, content, plants)]
    assert len(found) > len(plants.placed) // 3
