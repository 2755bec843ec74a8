"""One process at a time: a lock that the operating system drops when its holder dies."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from workbook.files.atomic import refusal
from workbook.values.refusals import InUseError

SECONDS = 10.0
_PAUSE = 0.05

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

    Waits up to ``seconds`` for another holder, then raises InUseError; NotWritableError where the
    folder takes no lock file. A lock file that a crash left behind locks nothing. ``what``: what
    the other holder is doing.
    """
    path = Path(os.path.realpath(path))
    give_up = time.monotonic() + seconds
    while (handle := _held(path)) is None:
        if time.monotonic() > give_up:
            message = f"{path.name}：另一个{what}正在进行，请稍后再试"
            raise InUseError(message)
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        _leave(handle, lock_of(path))


def _held(path: Path) -> int | None:
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
            return handle
    except OSError:
        pass
    os.close(handle)
    return None
