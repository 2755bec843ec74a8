"""Why a file could not be written, in Chinese and by its cause."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbook.files.atomic import check_writable, make_folder, new_file, refusal, why, write_bytes
from workbook.values.refusals import NotWritableError


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOENT, "文件夹不存在"),
        (errno.EACCES, "没有写入权限"),
        (errno.EPERM, "没有写入权限"),
        (errno.EROFS, "没有写入权限"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EFBIG, "磁盘已满"),
        (errno.EDQUOT, "磁盘已满"),
        (errno.EEXIST, "同名文件挡住了文件夹"),
        (errno.ENOTDIR, "同名文件挡住了文件夹"),
        (errno.EISDIR, "同名文件夹挡住了文件"),
        (errno.EIO, f"系统错误 {errno.EIO}"),
    ],
)
def test_each_cause_has_its_own_words(number: int, says: str) -> None:
    error = OSError(number, os.strerror(number))
    assert says in why(error)
    message = str(refusal(Path("表.xlsx"), error))
    assert says in message
    assert os.strerror(number) not in message


def test_a_missing_folder_is_named_as_the_cause(tmp_path: Path) -> None:
    target = tmp_path / "没有" / "表.xlsx"
    with pytest.raises(NotWritableError, match="文件夹不存在"):
        write_bytes(target, b"x")
    with pytest.raises(NotWritableError, match="文件夹不存在"), new_file(target):
        pass


def test_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    file = tmp_path / "文件"
    file.write_bytes(b"x")
    for folder in (file, file / "下级"):
        with pytest.raises(NotWritableError, match=r"同名文件挡住了文件夹|文件夹不存在"):
            make_folder(folder)
    if os.name == "posix":
        (tmp_path / "表.xlsx").mkdir()
        with pytest.raises(NotWritableError, match="同名文件夹挡住了文件"):
            write_bytes(tmp_path / "表.xlsx", b"x")
    assert file.read_bytes() == b"x"
    assert not list(tmp_path.glob(".~*"))


def test_what_a_killed_run_left_goes_at_the_next(tmp_path: Path) -> None:
    target = tmp_path / "考核评价.xlsx"
    with new_file(target) as (_, path):
        left, other = path.name, tmp_path / ".别的.xlsx.0123456789ab.tmp"
    (tmp_path / left).write_bytes(b"half")
    other.write_bytes(b"half")
    write_bytes(target, b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([target, other])
    check_writable(target)
    assert sorted(tmp_path.iterdir()) == sorted([target, other])


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_a_private_file_stays_private_while_it_is_written(tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    before = os.umask(0o022)
    try:
        with new_file(target) as (_, path):
            assert path.stat().st_mode & 0o777 == 0o600
        write_bytes(target, b"1")
        assert target.stat().st_mode & 0o777 == 0o644
        target.chmod(0o600)
        write_bytes(target, b"2")
        assert target.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="names of POSIX")
def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("长" * 83 + ".xlsx")
    write_bytes(target, b"x")
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pathlib import Path
from workbook.files.atomic import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_bytes(Path(sys.argv[1]), b"x" * 5000)
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_disk_that_is_full_half_way(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the write itself fails."""
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(target)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("NotWritableError")
    assert "磁盘已满" in done.stdout
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
