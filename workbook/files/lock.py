"""One process at a time: a lock that the operating system drops when its holder dies."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from workbook.files.atomic import refusal
from workbook.files.owners import this_user
from workbook.values.refusals import InUseError
from workbook.values.text import visible

SECONDS = 10.0
_PAUSE = 0.05
_LONGEST = 200

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _leave(handle: int, path: Path) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        with contextlib.suppress(OSError):  # another process has it open already
            path.unlink()
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _leave(handle: int, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.close(handle)


def lock_of(path: Path) -> Path:
    """``考核评价.xlsx`` → ``.考核评价.xlsx.jsjb-lock``, beside it."""
    return path.with_name(f".{path.name}.jsjb-lock")


@contextlib.contextmanager
def locked(path: Path, seconds: float = SECONDS, *, what: str = "签认或结算") -> Iterator[None]:
    """Keep every other process of this tool from changing ``path`` for the time being.

    Waits up to ``seconds`` for another holder, then raises InUseError, which says who does what;
    NotWritableError where the folder takes no lock file. A lock file that a crash left behind locks
    nothing. ``what``: what is being done, as others are told.
    """
    path = Path(os.path.realpath(path))
    give_up = time.monotonic() + seconds
    while (handle := _held(path, what)) is None:
        if time.monotonic() > give_up:
            told = _told(lock_of(path)) or "另一个程序正在写入"
            message = f"{path.name}：{told}，请稍后再试"
            raise InUseError(message)
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        _leave(handle, lock_of(path))


def _held(path: Path, what: str) -> int | None:
    """Take the lock; None while another process has it, or has just removed its file."""
    lock = lock_of(path)
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError as error:
        if sys.platform == "win32" and lock.exists():
            return None
        raise refusal(path, error) from error
    except OSError as error:
        raise refusal(path, error) from error
    try:
        _take(handle)
        if os.path.samestat(os.fstat(handle), lock.stat()):
            _tell(handle, f"{this_user()} 正在{what}")
            return handle
    except OSError:
        pass
    os.close(handle)
    return None


def _tell(handle: int, text: str) -> None:
    """Write behind the byte that is locked, where others may read it."""
    with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
        os.lseek(handle, 1, os.SEEK_SET)
        os.write(handle, text.encode())
        os.ftruncate(handle, os.lseek(handle, 0, os.SEEK_CUR))


def _told(lock: Path) -> str:
    """Read what the holder of the lock wrote, "" where that cannot be."""
    try:
        with lock.open("rb", buffering=0) as file:
            file.seek(1)
            return visible(file.read(_LONGEST).decode("utf-8", "ignore"))
    except OSError:
        return ""
