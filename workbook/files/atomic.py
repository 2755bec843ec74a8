"""Writing a whole file: replaced in one step or not at all."""

import errno
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from workbook.values.refusals import InUseError, NotWritableError, WorkbookError

try:
    fcntl: Any = import_module("fcntl")
except ImportError:  # on Windows
    fcntl = None

BACKUP, BEFORE_IMPORT = ".备份", ".导入前_"
"""In the names of the copies that are kept of a file."""

_BINARY = getattr(os, "O_BINARY", 0)
_LONGEST_STEM = 180
_replaced: list[Path] = []
_NO_RIGHT = "没有写入权限，请换一个文件夹或取消只读"
_LONG = "文件名太长，请改短"
_FULL = "磁盘已满，请清理后再试"
_FILE_IN_THE_WAY = "同名文件挡住了文件夹，请换一个位置"
_FOLDER_IN_THE_WAY = "同名文件夹挡住了文件，请换一个位置"
_WHY = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.ENAMETOOLONG: _LONG,
    errno.ENOSPC: _FULL,
    errno.EFBIG: _FULL,
    errno.EDQUOT: _FULL,
    errno.EEXIST: _FILE_IN_THE_WAY,
    errno.ENOTDIR: _FILE_IN_THE_WAY,
    errno.EISDIR: _FOLDER_IN_THE_WAY,
}


def write_bytes(path: Path, content: bytes, *, told: bool = True) -> None:
    """Put ``content`` at ``path``: a temporary file in the same folder, flushed, then moved there.

    ``told``: whether `replaced` tells of it; not what a later run can use or make anew.

    Raises InUseError where another program holds the file open, NotWritableError where the folder
    cannot be written or the disk is full; then the old file stands as it was.
    """
    with staged(path, content, told=told) as put_in_place:
        put_in_place()


@contextmanager
def staged(path: Path, content: bytes, *, told: bool = True) -> Iterator[Callable[[], None]]:
    """Let ``content`` wait beside ``path`` until what must stand first is written.

    Calling what is given puts it in place; what is not put there is gone again. ``told`` and what
    it raises: as ``write_bytes``.
    """
    with new_file(path) as (file, waiting):
        file.write(content)
        flush(file)
        file.close()
        if path.exists():
            keep_attributes(path, waiting)
        else:
            waiting.chmod(0o666 & ~_umask())

        def put_in_place() -> None:
            try:
                if told:
                    replace(waiting, path)
                else:
                    waiting.replace(path)
            except OSError as error:
                raise refusal(path, error) from error

        yield put_in_place


def check_writable(path: Path) -> None:
    """Raise what ``write_bytes`` would raise for a file, and leave no trace."""
    with new_file(path):
        try:
            with path.open("r+b"):
                pass
        except OSError as error:
            raise refusal(path, error) from error


@contextmanager
def new_file(target: Path, named: Path | None = None) -> Iterator[tuple[BinaryIO, Path]]:
    """Open an empty temporary file in the target's folder, gone again unless it was renamed.

    Nobody but its owner may read it while it is being written. What a killed run left behind for
    the same target goes first. Raises NotWritableError and InUseError, the latter also for a target
    that a hard link gives a second name: replacing it would part the two. ``named`` is the file
    that a refusal names, by default the target.
    """
    path = waiting_name(target)
    try:
        sweep(target)
        _refuse_second_name(target)
        with os.fdopen(
            os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "w+b"
        ) as file:
            with suppress(OSError):  # a file system without locks
                _claim(file)
            yield file, path
    except OSError as error:
        raise refusal(named or target, error) from error
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def waiting_name(target: Path) -> Path:
    """Return a name beside the target that nothing has yet."""
    return target.with_name(f"{_waiting_stem(target)}{os.urandom(6).hex()}.tmp")


def _waiting_stem(target: Path) -> str:
    name = os.fsencode(target.name)
    if len(name) > _LONGEST_STEM:  # a long name is cut, and stays one of its own
        return f".{zlib.crc32(name):08x}.{name[:_LONGEST_STEM].decode('utf-8', 'ignore')}."
    return f".{target.name}."


def sweep(target: Path) -> None:
    """Delete what a run that was killed has left behind."""
    name = re.compile(re.escape(_waiting_stem(target)) + r"[0-9a-f]{12}\.tmp")
    for path in target.parent.iterdir():
        if name.fullmatch(path.name):
            with suppress(OSError):
                if fcntl is not None:
                    with path.open("r+b") as file:
                        _claim(file)
                path.unlink()  # which Windows refuses while the file is open


def _claim(file: BinaryIO) -> None:
    """Mark a file as being written; raises OSError when another process has marked it."""
    if fcntl is not None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _refuse_second_name(target: Path) -> None:
    """Raise InUseError for a hard link; a backup that a killed run linked is none."""
    if not target.is_file() or target.stat().st_nlink < 2:
        return
    ours = sum(path.samefile(target) for path in backups_of(target))
    if target.stat().st_nlink > 1 + ours:
        why = "这个文件还有另一个名字（硬链接），写入后两处会不一致，未写入；请复制成单独的文件再试"
        raise InUseError(f"{target.name}：{why}")


def backups_of(target: Path) -> list[Path]:
    """Return the backups of a file that are there: the last one and the first one."""
    name = re.compile(
        rf"{re.escape(target.stem)}{BACKUP}(_\d{{4}}-\d{{2}}-\d{{2}})?{re.escape(target.suffix)}"
    )
    return [path for path in target.parent.iterdir() if name.fullmatch(path.name)]


def flush(file: BinaryIO) -> None:
    """Everything written so far reaches the disk."""
    file.flush()
    os.fsync(file.fileno())


def keep_attributes(old: Path, new: Path) -> None:
    """Give a file the mode of another, and its owner where the system allows."""
    status = old.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(new, status.st_uid, status.st_gid)
    new.chmod(status.st_mode & 0o7777)


def replace(new: Path, target: Path) -> None:
    """Let ``new`` take the target's place, and remember that something was written."""
    new.replace(target)
    _replaced.append(target)


def replaced() -> tuple[Path, ...]:
    """Return every file that this process has written, in order."""
    return tuple(_replaced)


def make_folder(path: Path) -> None:
    """Create a folder and its parents; raises NotWritableError where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path}：无法建立文件夹，{why(error)}"
        raise NotWritableError(message) from error


def free_name(path: Path) -> Path:
    """Give a name that no file has yet: ``评价表.xlsx``, else ``评价表_2.xlsx`` and so on."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return found


@contextmanager
def new_folder(path: Path) -> Iterator[None]:
    """Create a folder and its parents for what follows; what was created goes if that fails.

    A folder that something stands in by then stays. Raises what ``make_folder`` raises.
    """
    created = [each for each in (path, *path.parents) if not each.exists()]
    try:
        make_folder(path)
        yield
    except BaseException:
        with suppress(OSError):
            for each in created:
                each.rmdir()
        raise


def refusal(path: Path, error: OSError) -> WorkbookError:
    """Say in one line why a file could not be written."""
    if getattr(error, "winerror", None) in (32, 33):
        return InUseError(f"{path.name}：文件正被其他程序打开，请关闭后再试")
    return NotWritableError(f"{path}：无法写入，{why(error)}")


def why(error: OSError, missing: str = "文件夹不存在，请先建立或换一个位置") -> str:
    """Give the system's reason in Chinese, whose own words are English; ``missing``: for ENOENT."""
    if error.errno == errno.ENOENT:
        return missing
    return _WHY.get(error.errno or 0, f"系统错误 {error.errno or error}")


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
