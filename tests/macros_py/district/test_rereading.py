"""Only what has changed is read again, and a run in steps gives what one run gives."""

import shutil
from pathlib import Path

import pytest

from macros_py.district import csv_tables
from macros_py.jobs.district import DistrictInputs, district
from tests.evaluations import write_evaluation
from tests.macros_py.desk.reports.ledgers import AS_OF as MOMENT
from tests.macros_py.desk.reports.ledgers import cases, write
from tests.macros_py.district.districts import RANKING, arguments, counted, facts_in, made, receipts
from tests.oracle.command import run
from workbook.files.atomic import write_bytes


@pytest.fixture
def folder(counted_folder: Path) -> Path:
    return counted_folder


def test_only_what_has_changed_is_read_again(folder: Path) -> None:
    out = folder.parent / "出"
    before, times = made(out), {path: path.stat().st_mtime_ns for path in facts_in(out)}
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (0, 4)
    assert made(out) == before
    assert {path: path.stat().st_mtime_ns for path in facts_in(out)} == times
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (1, 3)
    write_evaluation(folder / "第00镇" / "设置.xlsx", settings={"基本满意权重": "50%"})
    write_evaluation(folder / "设置.xlsx", settings={"最小样本": 3})
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (4, 0), "three took on the district's settings"
    shutil.rmtree(out / "facts" / "township=第01镇")
    assert counted(folder, "--json").document["read"] == 1


def test_a_run_in_steps_gives_what_one_run_gives(folder: Path) -> None:
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    shutil.rmtree(folder / "第03镇")
    counted(folder)
    in_steps = made(folder.parent / "出")
    shutil.rmtree(folder.parent / "出")
    counted(folder)
    whole = made(folder.parent / "出")
    backups = {name for name in in_steps if ".备份" in name}
    assert {name: content for name, content in in_steps.items() if name not in backups} == whole
    assert backups


def test_facts_of_vanished_ledgers_go(folder: Path) -> None:
    out = folder.parent / "出"
    assert any("第01镇" in str(path) for path in facts_in(out))
    shutil.rmtree(folder / "第01镇")
    left = next(iter((out / "facts").rglob("month=*"))) / ".x.parquet.0123456789ab.tmp"
    left.write_bytes(b"half")
    own = out / "facts" / "笔记.txt"
    own.write_text("我的", encoding="utf-8")
    told = counted(folder, "--json").document
    assert len(told["townships"]) == 3
    assert not any("第01镇" in str(path) for path in (out / "facts").rglob("*"))
    assert len(receipts(out)) == 3
    assert not left.exists()
    assert own.exists()


def test_as_of_changes_the_figures_and_no_facts(folder: Path) -> None:
    out = folder.parent / "出"
    facts = {path: path.read_bytes() for path in facts_in(out)}
    early = district(DistrictInputs(folder, "2024-01", out, MOMENT.replace(month=2, day=1)))
    late = district(DistrictInputs(folder, "2024-01", out, MOMENT))
    assert (early.read, late.read) == (0, 0)
    assert early.figures.stages != late.figures.stages
    assert {path: path.read_bytes() for path in facts_in(out)} == facts


def test_a_receipt_that_is_spoiled_is_made_anew(folder: Path) -> None:
    out = folder.parent / "出"
    before = made(out)
    for path, content in zip(receipts(out), (b"", b"{}", b"[1]", b"\xff"), strict=True):
        path.write_bytes(content)
    assert counted(folder, "--json").document["read"] == 4
    assert made(out) == before


def test_files_of_facts_that_are_not_as_written_are_made_anew(folder: Path) -> None:
    """One is cut, one is empty, one is another's."""
    out = folder.parent / "出"
    before = made(out)
    cut, empty, swapped, other = (p for p in facts_in(out) if "2024-02" in str(p))
    cut.write_bytes(cut.read_bytes()[:-100])
    empty.write_bytes(b"")
    swapped.write_bytes(other.read_bytes())
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (3, 1)
    assert made(out) == before


def test_a_lost_key_reads_all_again(folder: Path) -> None:
    key = folder.parent / ".全区.jsjb-key"
    key.unlink()
    told = counted(folder, "--json").document
    assert (told["read"], len(receipts(folder.parent / "出"))) == (4, 4)
    assert len({path.stem for path in facts_in(folder.parent / "出")}) == 4
    key.write_text("x", encoding="ascii")
    assert "密钥" in run(*arguments(folder, folder.parent / "出")).stderr


def test_a_run_killed_between_its_tables_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder.parent / "出"
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    given = write_bytes
    written: list[Path] = []

    def dies(path: Path, content: bytes, *, told: bool = True) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        given(path, content, told=told)

    with monkeypatch.context() as patched:
        patched.setattr(csv_tables, "write_bytes", dies)
        assert run(*arguments(folder, out)).stderr.startswith("已停止")
    assert [path.name for path in written] == ["tables.json", RANKING]
    counted(folder)
    in_steps = {name: content for name, content in made(out).items() if ".备份" not in name}
    shutil.rmtree(out)
    counted(folder)
    assert made(out) == in_steps
