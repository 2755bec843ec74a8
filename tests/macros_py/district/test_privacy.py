"""Nothing personal leaves the ledgers of a district: every byte that is written is searched."""

import io
import json
from pathlib import Path

import pyarrow.parquet as pq

from tests.macros_py.desk.reports.ledgers import cases, write
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


WRITTEN = (
    *("张三ZZMARK，女，住安定村", "标记甲乙：投诉噪音扰民", "标记丙丁家的水管一直漏水没有人来修理"),
    *("标记戊己先生", "标记庚辛12号楼", "标记壬癸 13812345678->市政", "我是标记子丑"),
)


def test_words_that_somebody_wrote_as_a_category_stay_in_the_ledger(tmp_path: Path) -> None:
    folder, out = tmp_path / "全区", tmp_path / "出"
    folder.mkdir()
    rows = cases(1, 40)
    for row in rows:
        row["category"] = "市政->路灯"
    for row, text in zip(rows, WRITTEN, strict=False):
        row["category"] = text
    write(folder / "甲镇.xlsx", rows)
    for outcome in both_ways(folder, out):
        assert outcome.exit_code == 1, outcome.stderr
    categories: list[str] = []
    for path in facts_in(out):
        categories += pq.ParquetFile(path).read()["category"].to_pylist()
    assert sorted(categories) == ["市政"] * (40 - len(WRITTEN)) + ["（不是分类名）"] * len(WRITTEN)
    contents = [whole for path in out.rglob("*") if path.is_file() for whole in produced(path)]
    for marker in ("标记", "ZZMARK", "安定村"):
        assert not [name for name, content in contents if marker.encode() in content]
    (receipt,) = (out / "ledgers").glob("*.json")
    problems = json.loads(receipt.read_text(encoding="utf-8"))["problems"]
    assert len([p for p in problems if p[2:] == ["问题分类", "不是分类名"]]) == len(WRITTEN)
    kinds = (out / "全区分析_2024-01_各乡镇问题种类.csv").read_text(encoding="utf-8-sig")
    assert "不是分类名" in kinds


def test_a_leak_would_show(tmp_path: Path) -> None:
    plants = Plants()
    folder = district_of(tmp_path / "全区", plants)
    ledger = next(folder.glob("乙镇*.xlsx"))
    found = [leak for name, content in produced(ledger) for leak in leaks(name, content, plants)]
    assert len(found) > len(plants.placed) // 3
