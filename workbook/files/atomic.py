"""Writing a whole file: replaced in one step or not at all."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from workbook.values.refusals import InUseError, NotWritableError, WorkbookError

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


def check_writable(path: Path) -> None:
    """Raise what ``write_bytes`` would raise for a file, and leave no trace."""
    try:
        with path.open("r+b"):
            pass
        handle, name = tempfile.mkstemp(prefix=".~", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise refusal(path, error) from error


def make_folder(path: Path) -> None:
    """Create a folder and its parents; raises NotWritableError where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path}：无法建立文件夹，{why(error)}"
        raise NotWritableError(message) from error


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
