"""``jsjb district`` as its user meets it: what is said, refused and left as it was."""

import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from macros_py.terminal.cli import main
from tests.evaluations import write_evaluation
from tests.ledgers import write_csv
from tests.macros_py.desk.reports.ledgers import cases, write
from tests.macros_py.district.districts import PERIOD, RANKING, arguments, counted, rows_of
from tests.oracle.command import run


def test_ledgers_that_cannot_be_read_are_rows(folder: Path, tmp_path: Path) -> None:
    (folder / "第01镇" / "台账.xlsx").write_bytes(b"PK\x03\x04 broken")
    openpyxl.Workbook().save(folder / "第02镇" / "台账.xlsx")
    write_csv(folder / "丁镇.csv", [["编号", "什么时候"], ["A1", "2024-02-01"]])
    (folder / "丙镇.xls").write_bytes(encrypted())
    write_evaluation(folder / "第03镇" / "设置.xlsx", settings={"没有的设置": "1"})
    done = counted(folder)
    told = counted(folder, "--json").document
    assert done.exit_code == 1
    failed = {each["township"]: each["message"] for each in told["failed"]}
    assert set(failed) == {"第01镇", "第02镇", "第03镇", "丁镇", "丙镇"}
    assert "已损坏或不完整" in failed["第01镇"]
    assert "没有找到" in failed["第02镇"] or "表头" in failed["第02镇"]
    assert "合同设置!" in failed["第03镇"]
    assert "没有「没有的设置」" in failed["第03镇"]
    assert "密码" in failed["丙镇"]
    assert all("\n" not in message for message in failed.values())
    assert [each["name"] for each in told["townships"]] == ["第00镇"]
    assert {row["乡镇"]: row["原因"] for row in rows_of(folder, "读不了的台账")} == failed
    for message in failed.values():
        assert message in done.stdout


def encrypted() -> bytes:
    """Return what an .xlsx with a password looks like from outside."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    plain, locked = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    OOXMLFile(plain).encrypt("secret", locked)
    return locked.getvalue()


def test_no_ledger_that_can_be_read(folder: Path) -> None:
    for path in folder.rglob("台账.xlsx"):
        path.write_bytes(b"x")
    told = counted(folder, "--json").document
    assert len(told["failed"]) == 4
    assert told["townships"] == []
    write(folder / "第00镇" / "台账.xlsx", cases(0, 60))
    told = counted(folder, "--json").document
    assert (told["read"], len(told["failed"])) == (1, 3)


def test_the_ranking_marks_a_township_with_ledgers_that_cannot_be_read(folder: Path) -> None:
    for name in ("坏一.xlsx", "坏二.xlsx"):
        (folder / "第01镇" / name).write_bytes(b"PK")
    done = counted(folder)
    ranking = {row["乡镇"]: row["读不了的台账"] for row in rows_of(folder, "乡镇排名")}
    assert ranking == {"第00镇": "0", "第01镇": "2", "第02镇": "0", "第03镇": "0", "全区": "2"}
    lines = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["第01镇"]]
    assert [line[-1] for line in lines] == ["2"]
    told = counted(folder, "--json").document["townships"]
    assert {each["name"]: each["unread"] for each in told if each["unread"]} == {"第01镇": 2}


def test_a_bad_call_leaves_nothing(folder: Path) -> None:
    out = folder.parent / "出"
    calls = [
        arguments(folder, folder / "出"),
        arguments(folder, folder.parent),
        arguments(folder.parent / "没有", out),
        [*arguments(folder, out), "--period", "2024-13"],
        [*arguments(folder, out), "--period", "2025-01"],
        [*arguments(folder, out), "--workers", "0"],
        [*arguments(folder, out), "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"],
        [*arguments(folder, out), "--as-of", "2024-03-20"],
    ]
    for call in calls:
        done = run(*call)
        assert (done.exit_code, done.stdout) == (2, ""), call
        assert len(done.stderr.strip().splitlines()) == 1
        assert "程序出错" not in done.stderr
        assert not out.exists()
    write_evaluation(folder / "设置.xlsx", settings={"排名依据": "别的"})
    assert "合同设置!" in run(*arguments(folder, out)).stderr
    assert not out.exists()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", [RANKING, f"全区分析_{PERIOD}.xlsx", "tables.json"])
@pytest.mark.parametrize("before", [False, True])
def test_what_others_made_is_not_replaced(folder: Path, name: str, before: bool) -> None:
    out = folder.parent / "出"
    if before:
        counted(folder)
    out.mkdir(exist_ok=True)
    (out / name).write_bytes("别人的".encode())
    stood = {path: path.read_bytes() for path in out.iterdir() if path.is_file()}
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    done = run(*arguments(folder, out))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"{name}：文件已存在")
    assert {path: path.read_bytes() for path in out.iterdir() if path.is_file()} == stood
    (out / name).rename(folder.parent / "移走")
    for path in out.glob("*.csv"):
        path.unlink()
    assert counted(folder, "--json").document["read"] == 0, "facts have stayed"


def test_a_service_quarter_says_that_its_start_is_unconfirmed(folder: Path) -> None:
    banner = "服务起始日未经甲方确认"
    quarter = ("--period", "第1季度")
    book = folder.parent / "出" / "全区分析_第1季度.xlsx"

    def carried() -> list[bool]:
        said = counted(folder, *quarter).stdout
        told = counted(folder, *quarter, "--json").document
        rows = [row for sheet in openpyxl.load_workbook(book) for row in sheet.values]
        cells = {cell for row in rows for cell in row}
        return [banner in said, told["banners"] == [banner], f"【{banner}】" in cells]

    assert carried() == [True] * 3
    assert banner not in counted(folder).stdout
    write_evaluation(folder / "设置.xlsx", settings={"服务起始日已确认": "是"})
    assert carried() == [False] * 3


@pytest.mark.parametrize("missing", ["distributed", "pyarrow"])
def test_without_the_extra_one_line_says_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    done = run(*arguments(folder, folder.parent / "出"))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line == '没有安装全区汇总组件；请先运行 pip install "jsjb[district]"'
    assert not (folder.parent / "出").exists()


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_a_person_sees_how_fast_it_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty  # noqa: PLC0415  not on Windows

    ours, theirs = pty.openpty()
    with ThreadPoolExecutor(1) as reader:
        shown = reader.submit(all_of, ours)
        with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
            monkeypatch.setattr(sys, "stderr", terminal)
            with pytest.raises(SystemExit) as ended:
                main(arguments(folder, folder.parent / "出"))
    assert ended.value.code == 1
    for text in ("读取台账", "4/4", "本/秒", "剩"):
        assert text in shown.result()


def all_of(terminal: int) -> str:
    """Return what comes out of a terminal until its other end is closed."""
    shown = b""
    with suppress(OSError):
        while part := os.read(terminal, 4096):
            shown += part
    os.close(terminal)
    return shown.decode()
