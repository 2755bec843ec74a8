"""Writing a whole file: replaced in one step or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from workbook.errors import InUseError, NotWritableError, WorkbookError


def write_bytes(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``: a temporary file in the same folder, flushed, then moved there.

    Raises InUseError where another program holds the file open, NotWritableError where the folder
    cannot be written or the disk is full; then the old file stands as it was.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".~", suffix=path.suffix, dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        raise refusal(path, error) from error


def make_folder(path: Path) -> None:
    """Create a folder and its parents; raises NotWritableError where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path}：无法建立文件夹（{error.strerror}），请换一个位置"
        raise NotWritableError(message) from error


def refusal(path: Path, error: OSError) -> WorkbookError:
    """Say in one line why a file could not be written."""
    if getattr(error, "winerror", None) in (32, 33):
        return InUseError(f"{path.name}：文件正被其他程序打开，请关闭后再试")
    return NotWritableError(
        f"{path}：无法写入（{error.strerror}），请检查文件夹是否只读、磁盘是否已满"
    )


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
