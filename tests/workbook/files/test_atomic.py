"""Why a file could not be written, in Chinese and by its cause."""

import errno
import os
from pathlib import Path

import pytest

from workbook.files.atomic import make_folder, refusal, why, write_bytes
from workbook.files.saving import new_file
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
