"""Putting a new file in the place of an old one: locks, one backup, no half-written state."""

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from workbook.files.atomic import refusal
from workbook.values.refusals import ChangedError, InUseError

try:
    fcntl: Any = import_module("fcntl")
except ImportError:  # on Windows
    fcntl = None

BACKUP = ".备份"
LOCKS = ("~${}", ".~lock.{}#", ".~{}")
"""What Excel, LibreOffice and WPS call the file that says that another one is open."""


def refuse_if_open(path: Path) -> None:
    """Raise InUseError when a lock file of Excel, LibreOffice or WPS lies beside ``path``."""
    for pattern in LOCKS:
        lock = path.with_name(pattern.format(path.name))
        if _stands(lock):
            message = f"{path.name}：文件正在其他程序中打开（{lock.name}），请关闭后重试"
            raise InUseError(message)


def _stands(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


def backup_of(path: Path) -> Path:
    """``台账.xlsx`` → ``台账.备份.xlsx``."""
    return path.with_name(f"{path.stem}{BACKUP}{path.suffix}")


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open an empty temporary file in the target's folder, gone again unless it was renamed."""
    path = _waiting_name(target)
    try:
        _sweep(target)
        with path.open("x+b") as file:
            with contextlib.suppress(OSError):  # a file system without locks
                _claim(file)
            yield file, path
    except OSError as error:
        raise refusal(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _waiting_name(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")


def _claim(file: BinaryIO) -> None:
    """Mark a file as being written; raises OSError when another process has marked it."""
    if fcntl is not None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(target: Path) -> None:
    """Delete what a run that was killed has left behind."""
    name = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{12}\.tmp")
    for path in target.parent.iterdir():
        if name.fullmatch(path.name):
            with contextlib.suppress(OSError):
                if fcntl is not None:
                    with path.open("r+b") as file:
                        _claim(file)
                path.unlink()  # which Windows refuses while the file is open


def flush(file: BinaryIO) -> None:
    """Everything written so far reaches the disk."""
    file.flush()
    os.fsync(file.fileno())


def put_in_place(new: Path, target: Path) -> None:
    """Replace ``target`` by ``new``, a finished file beside it, keeping the old one as backup.

    At every instant ``target`` is either the old file or the new one, each whole.
    """
    try:
        if target.exists():
            _keep_attributes(target, new)
            _back_up(target)
        new.replace(target)
        _flush_folder(target.parent)
    except PermissionError as error:
        message = f"{target.name}：文件正在其他程序中打开或没有写入权限，请关闭后重试"
        raise InUseError(message) from error
    except OSError as error:
        raise refusal(target, error) from error


def _keep_attributes(old: Path, new: Path) -> None:
    status = old.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(new, status.st_uid, status.st_gid)
    new.chmod(status.st_mode & 0o7777)


def _back_up(target: Path) -> None:
    backup = backup_of(target)
    waiting = _waiting_name(backup)
    _sweep(backup)
    try:
        try:
            os.link(target, waiting)
        except OSError:  # a file system without hard links
            shutil.copy2(target, waiting)
            with waiting.open("r+b") as file:
                os.fsync(file.fileno())
        waiting.replace(backup)
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Unchanged:
    """Notices when a file is replaced or written to while it is being worked on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before = self._state()

    def _state(self) -> tuple[int, ...]:
        try:
            status = self._path.stat()
        except OSError:
            return ()
        return status.st_size, status.st_mtime_ns, status.st_ino

    def check(self) -> None:
        """Raise ChangedError when it did."""
        if self._state() != self._before:
            raise ChangedError(f"{self._path.name}：文件在处理期间被改动，未写入；请重新运行")
