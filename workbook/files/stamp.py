"""What a file was when it was read, so that a later write can tell whether it still is."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from workbook.files.regular_file import refuse_other_than_file
from workbook.values.refusals import ChangedError, NotASpreadsheetError


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size in bytes, modification time in nanoseconds, SHA-256 of the content in hex.

    The content decides: a file that was merely copied or touched counts as the same.
    """

    size: int
    mtime_ns: int
    digest: str

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """Read the file once; raises NotASpreadsheetError when it is not there to be read."""
        path = Path(path)
        refuse_other_than_file(path)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            status = path.stat()
        except OSError as error:
            message = f"{path.name}：文件不存在或无法读取，请检查路径和权限"
            raise NotASpreadsheetError(message) from error
        return cls(status.st_size, status.st_mtime_ns, digest)

    @classmethod
    def of_bytes(cls, path: Path | str, content: bytes) -> Self:
        """Stamp a file by the content that was just read from it, without opening it again."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            changed = Path(path).stat().st_mtime_ns
        except OSError:
            changed = 0
        return cls(len(content), changed, digest)

    def check(self, path: Path | str) -> None:
        """Raise ChangedError unless the file still holds the content that was read."""
        now = type(self).of(path)
        if (now.size, now.digest) != (self.size, self.digest):
            message = f"{Path(path).name}：文件在读取之后被改动过，未写入；请重新运行"
            raise ChangedError(message)
