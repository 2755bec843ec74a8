"""A path that is to be read must be a file with an end: no folder, pipe or device."""

import errno
import stat
from pathlib import Path

from workbook.files.atomic import why
from workbook.values.refusals import NotASpreadsheetError


def refuse_other_than_file(path: Path) -> None:
    """Raise NotASpreadsheetError unless a regular file is there; opens nothing."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        long = error.errno == errno.ENAMETOOLONG
        reason = why(error) if long else "文件不存在或无法读取，请检查路径和权限"
        raise NotASpreadsheetError(f"{path.name}：{reason}") from error
    except ValueError as error:
        raise NotASpreadsheetError(f"{path.name}：不能用作文件名") from error
    if stat.S_ISDIR(mode):
        raise NotASpreadsheetError(f"{path.name}：是文件夹，请指定文件")
    if not stat.S_ISREG(mode):
        raise NotASpreadsheetError(f"{path.name}：不是普通文件，请指定文件")
