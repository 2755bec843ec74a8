"""Putting a new file in the place of an old one: locks, one backup, no half-written state."""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from workbook.files.atomic import (
    BACKUP,
    BEFORE_IMPORT,
    backups_of,
    flush,
    keep_attributes,
    new_file,
    refusal,
    replace,
    sweep,
    waiting_name,
)
from workbook.files.owners import owner_of
from workbook.values.refusals import ChangedError, InUseError

_BEIJING = timezone(timedelta(hours=8))
LOCKS = ("~${}", ".~lock.{}#", ".~{}")
"""What Excel, LibreOffice and WPS call the file that says that another one is open."""


def refuse_if_open(path: Path) -> None:
    """Raise InUseError when a lock file of Excel, LibreOffice or WPS lies beside ``path``.

    It names who has it open, where the lock file says so.
    """
    for pattern in LOCKS:
        lock = path.with_name(pattern.format(path.name))
        if _stands(lock):
            whose = "，".join(filter(None, (owner_of(lock), lock.name)))
            message = f"{path.name}：文件正在其他程序中打开（{whose}），请关闭后重试"
            raise InUseError(message)


def stands_aside(path: Path) -> bool:
    """Tell whether a file is a lock file, or a copy that the tool keeps of another."""
    locks = tuple(pattern.partition("{")[0] for pattern in LOCKS)
    return path.name.startswith(locks) or any(kind in path.stem for kind in (BACKUP, BEFORE_IMPORT))


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
def staged_saving(target: Path, content: bytes, source: Path) -> Iterator[Callable[[], None]]:
    """Let ``content`` wait beside ``target`` until what must stand first is written.

    Calling what is given does what `put_in_place` does; what is not put there is gone again.
    """
    with new_file(target) as (file, waiting):
        file.write(content)
        flush(file)
        file.close()
        yield lambda: put_in_place(waiting, target, source)


def put_in_place(new: Path, target: Path, source: Path) -> None:
    """Replace ``target`` by ``new``, a finished file beside it, keeping the old one as backup.

    A target that was not there gets the mode of ``source``: who may not read one may not read the
    other. At every instant ``target`` is either the old file or the new one, each whole.
    """
    try:
        if target.exists():
            keep_attributes(target, new)
            _back_up(target)
        else:
            new.chmod(source.stat().st_mode & 0o666)
        replace(new, target)
        _flush_folder(target.parent)
    except PermissionError as error:
        message = f"{target.name}：文件正在其他程序中打开或没有写入权限，请关闭后重试"
        raise InUseError(message) from error
    except OSError as error:
        raise refusal(target, error) from error


def _back_up(target: Path) -> None:
    """Keep the old file as the last backup; the first one that there was stays, dated."""
    backup = backup_of(target)
    if all(path == backup for path in backups_of(target)):
        _keep_first(backup if backup.exists() else target, target)
    waiting = waiting_name(backup)
    sweep(backup)
    try:
        os.link(target, waiting)
        waiting.replace(backup)
    except OSError:  # a file system without hard links
        copy(target, backup, target)
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)


def _keep_first(original: Path, target: Path) -> None:
    """Copy the file as it was before any run, under the day when it was last changed."""
    day = datetime.fromtimestamp(original.stat().st_mtime, _BEIJING)
    first = target.with_name(f"{target.stem}{BACKUP}_{day:%Y-%m-%d}{target.suffix}")
    copy(original, first, target)


def copy(source: Path, target: Path, named: Path) -> None:
    """Copy a file with its mode and times; nobody else may read it while it is being copied.

    ``named`` is the file that a refusal names.
    """
    with source.open("rb") as old, new_file(target, named) as (new, path):
        shutil.copyfileobj(old, new)
        flush(new)
        new.close()
        keep_attributes(source, path)
        shutil.copystat(source, path)
        path.replace(target)


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
