"""The public door: refusals, replacing in place, stamps, locks, kills."""

import errno
import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from tests.workbook.xlsx.patching.oddities import book, part, sheet
from tests.workbook.xlsx.small_packages import SHEET, contents, refused
from workbook import patch
from workbook.files.stamp import Stamp
from workbook.patch import SheetColumns, write_columns, write_sheets
from workbook.values import refusals
from workbook.xlsx.container import deflate
from workbook.xlsx.patching.rewriting import Rewriting


def test_in_place_keeps_the_last_state_and_the_first(ledger):
    before = ledger.read_bytes()
    os.utime(ledger, (1_710_900_000, 1_710_900_000))
    write_columns(ledger, ledger, "S", {2: ["x"]})
    assert "<t>x</t>" in part(ledger)
    backup = ledger.with_name("台账.备份.xlsx")
    assert backup.read_bytes() == before
    after = ledger.read_bytes()
    write_columns(ledger, ledger, "S", {2: ["x"]})
    assert ledger.read_bytes() == after
    assert backup.read_bytes() == after
    first = ledger.with_name("台账.备份_2024-03-20.xlsx")
    assert first.read_bytes() == before
    assert not first.samefile(backup)
    names = {p.name for p in ledger.parent.iterdir()}
    assert names == {"台账.备份.xlsx", "台账.备份_2024-03-20.xlsx", "台账.xlsx"}


def test_a_backup_of_an_earlier_release_is_kept_as_the_first(ledger):
    backup = ledger.with_name("台账.备份.xlsx")
    backup.write_bytes(b"the original")
    os.utime(backup, (1_710_900_000, 1_710_900_000))
    write_columns(ledger, ledger, "S", {2: ["x"]})
    write_columns(ledger, ledger, "S", {2: ["y"]})
    assert ledger.with_name("台账.备份_2024-03-20.xlsx").read_bytes() == b"the original"
    assert len(list(ledger.parent.iterdir())) == 3


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_nobody_else_reads_a_private_ledger_on_the_way(ledger, tmp_path, monkeypatch):
    """The copy that is being written, the backups, a new target: all as private as the ledger."""
    ledger.chmod(0o600)
    seen = []

    def look(*_):
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir())

    monkeypatch.setattr(patch, "verify", look)
    before = os.umask(0o022)
    try:
        write_columns(ledger, ledger, "S", {2: ["x"]})
        write_columns(ledger, tmp_path / "新.xlsx", "S", {2: ["x"]})
    finally:
        os.umask(before)
    look()
    assert len(seen) >= 8
    assert set(seen) == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_second_name_of_the_file_is_not_parted_in_silence(ledger, tmp_path):
    twin = tmp_path / "另一个.xlsx"
    os.link(ledger, twin)
    refused(ledger, refusals.InUseError, "硬链接")
    assert twin.samefile(ledger)
    twin.unlink()
    os.link(ledger, tmp_path / "台账.备份.xlsx")  # a run that was killed at this instant
    write_columns(ledger, ledger, "S", {2: ["x"]})


def test_a_full_disk_leaves_everything_as_it_was(ledger, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    for place, step in ((patch, "flush"), (Rewriting, "apply"), (Rewriting, "write")):
        with monkeypatch.context() as patched:
            patched.setattr(place, step, full)
            before = ledger.read_bytes()
            with pytest.raises(refusals.NotWritableError, match="磁盘已满"):
                write_columns(ledger, ledger, "S", {2: ["x"]})
            assert ledger.read_bytes() == before
            assert [p.name for p in ledger.parent.iterdir()] == ["台账.xlsx"]


def test_a_new_target_leaves_the_source_alone(ledger, tmp_path):
    before = ledger.read_bytes()
    write_columns(ledger, tmp_path / "新.xlsx", "S", {2: ["x"]})
    assert ledger.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["台账.xlsx", "新.xlsx"]


@pytest.mark.skipif(os.name != "posix", reason="file modes and links of POSIX")
def test_mode_and_link_survive(ledger, tmp_path):
    ledger.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(ledger)
    write_columns(link, link, "S", {2: ["x"]})
    assert link.is_symlink()
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o640
    assert "<t>x</t>" in part(ledger)


def test_several_sheets_at_once(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "一月"
    made.create_sheet("二月")
    made.save(tmp_path / "a.xlsx")
    edits = [SheetColumns("一月", {1: ["甲"]}), SheetColumns("二月", {2: ["乙"]}, first_row=3)]
    write_sheets(tmp_path / "a.xlsx", tmp_path / "b.xlsx", edits)
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert (found["一月"]["A1"].value, found["二月"]["B3"].value) == ("甲", "乙")
    with pytest.raises(ValueError, match="twice"):
        write_sheets(tmp_path / "a.xlsx", tmp_path / "c.xlsx", [edits[0], edits[0]])
    bad = [edits[0], SheetColumns("三月", {1: ["丙"]})]
    with pytest.raises(refusals.SheetError, match=r"三月.*一月、二月"):
        write_sheets(tmp_path / "a.xlsx", tmp_path / "c.xlsx", bad)
    assert not (tmp_path / "c.xlsx").exists()


@pytest.mark.parametrize("lock", ["~$台账.xlsx", ".~lock.台账.xlsx#", ".~台账.xlsx"])
def test_a_file_open_elsewhere(ledger, lock):
    ledger.with_name(lock).write_bytes(b"")
    refused(ledger, refusals.InUseError, lock.replace("$", r"\$"))


def test_a_target_open_elsewhere(ledger, tmp_path):
    (tmp_path / "~$新.xlsx").write_bytes(b"")
    with pytest.raises(refusals.InUseError):
        write_columns(ledger, tmp_path / "新.xlsx", "S", {2: ["x"]})
    assert not (tmp_path / "新.xlsx").exists()


def test_a_stamp_tells_a_changed_file(ledger):
    stamp = Stamp.of(ledger)
    os.utime(ledger, (1, 1))
    stamp.check(ledger)
    write_columns(ledger, ledger, "S", {2: ["x"]}, stamp=stamp)
    refused(ledger, refusals.ChangedError, stamp=stamp)
    with pytest.raises(refusals.NotASpreadsheetError):
        Stamp.of(ledger.with_name("none.xlsx"))


def test_a_file_that_changes_meanwhile(ledger, monkeypatch):
    def touched(*args):
        os.utime(ledger, (5, 5))

    monkeypatch.setattr(patch, "verify", touched)
    refused(ledger, refusals.ChangedError)


def test_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(refusals.NotASpreadsheetError):
            write_columns(path, tmp_path / "b.xlsx", "S", {1: ["x"]})


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_without_permission(ledger):
    ledger.parent.chmod(0o500)
    try:
        refused(ledger, refusals.NotWritableError)
    finally:
        ledger.parent.chmod(0o700)


def test_a_missing_folder(ledger, tmp_path):
    with pytest.raises(refusals.NotWritableError):
        write_columns(ledger, tmp_path / "no" / "b.xlsx", "S", {1: ["x"]})


def test_zip64_comment_and_trailing_bytes_survive(ledger):
    parts = contents(ledger)
    with zipfile.ZipFile(ledger, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            with package.open(name, "w", force_zip64=True) as file:
                file.write(content)
        package.comment = b"a comment"
    ledger.write_bytes(ledger.read_bytes() + b"\0\0")
    write_columns(ledger, ledger, "S", {2: ["x"]})
    with zipfile.ZipFile(io.BytesIO(ledger.read_bytes()[:-2])) as package:
        assert package.comment == b"a comment"
        assert package.testzip() is None
    assert "<t>x</t>" in part(ledger)


def test_without_isal_the_content_is_the_same(ledger, tmp_path, monkeypatch):
    write_columns(ledger, tmp_path / "isal.xlsx", "S", {2: ["x"] * 5000})
    monkeypatch.setattr(deflate, "codec", zlib)
    write_columns(ledger, tmp_path / "zlib.xlsx", "S", {2: ["x"] * 5000})
    assert contents(tmp_path / "isal.xlsx") == contents(tmp_path / "zlib.xlsx")
    again = tmp_path / "again.xlsx"
    write_columns(tmp_path / "zlib.xlsx", again, "S", {2: ["x"] * 5000})
    assert again.read_bytes() == (tmp_path / "zlib.xlsx").read_bytes()


def test_entries_written_without_seeking(ledger):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    pipe = Pipe()
    parts = contents(ledger)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(name, content)
    ledger.write_bytes(pipe.data)
    write_columns(ledger, ledger, "S", {2: ["x"]})
    assert dict(contents(ledger))["xl/styles.xml"] == dict(parts)["xl/styles.xml"]


def test_arguments(ledger):
    bad = [({0: ["x"]}, {}), ({16385: ["x"]}, {})]
    bad += [
        ({1: ["x"]}, how)
        for how in (
            {"first_row": 0},
            {"styles_like": {1: -3}},
            {"styles_like": {1: 20000}},
            {"highlights": {1: {"x": "red"}}},
            {"highlights": {1: {"": "FF0000"}}},
        )
    ]
    for columns, how in bad:
        with pytest.raises(ValueError, match=r"column|first_row|highlight"):
            write_columns(ledger, ledger, "S", columns, **how)
    with pytest.raises(refusals.CellError):
        write_columns(ledger, ledger, "S", {1: ["x", "y"]}, first_row=1048576)
    write_columns(ledger, ledger, "s", {16384: ["末"]}, first_row=1048576)
    assert '<c r="XFD1048576"' in part(ledger)


CHILD = """
import os, signal, sys
from workbook.patch import write_columns

path, rows = sys.argv[1], int(sys.argv[2])

def killed_at(number):
    left = [number]
    def hook(event, _):
        if event.startswith(("open", "os.", "shutil.", "tempfile.", "fcntl.")):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

for number, _ in enumerate(sys.stdin, 1):
    child = os.fork()
    if child == 0:
        killed_at(number)
        write_columns(path, path, "S", {2: [f"第{number}次"] * rows, 3: list(range(rows))})
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills with SIGKILL")
def test_a_kill_at_any_file_event_leaves_a_whole_file(tmp_path):
    rows = 400
    path = book(
        tmp_path / "台账.xlsx",
        sheet(
            "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, rows + 1))
        ),
        parts={"xl/media/x.bin": os.urandom(50_000)},
    )
    original = path.read_bytes()
    keep = hashlib.sha256(dict(contents(path))["xl/media/x.bin"]).digest()
    seen = set()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(rows)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    kills = 0
    while True:
        child.stdin.write(b"\n")
        child.stdin.flush()
        outcome = int(child.stdout.readline())
        for file in (path, path.with_name("台账.备份.xlsx")):
            if file.exists():
                with zipfile.ZipFile(file) as package:
                    assert package.testzip() is None
                    assert hashlib.sha256(package.read("xl/media/x.bin")).digest() == keep
                    text = package.read(SHEET).decode()
                written = set(part(file).split("<t>")[1:])
                assert text.endswith("</worksheet>")
                assert len({piece.partition("<")[0] for piece in written}) <= 1
        seen.add(part(path).partition("<t>")[2][:8])
        if outcome == 0:
            break
        assert outcome == -signal.SIGKILL
        kills += 1
    child.communicate()
    assert kills > 10
    assert len(seen) > 1
    write_columns(path, path, "S", {2: ["完"]})
    (first,) = tmp_path.glob("台账.备份_*.xlsx")
    assert first.read_bytes() == original
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"台账.备份.xlsx", first.name, "台账.xlsx"}
