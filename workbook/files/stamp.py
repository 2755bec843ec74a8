"""What a file held when it was read, so that a later write can tell whether it still does."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from workbook.files.regular_file import refuse_other_than_file
from workbook.values.refusals import ChangedError, NotASpreadsheetError


@dataclass(frozen=True, slots=True)
class Stamp:
    """SHA-256 of the content in hex: a file that was merely copied or touched is the same."""

    digest: str

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """Read the file once; raises NotASpreadsheetError when it is not there to be read."""
        path = Path(path)
        refuse_other_than_file(path)
        try:
            with path.open("rb") as file:
                return cls(hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            message = f"{path.name}：文件不存在或无法读取，请检查路径和权限"
            raise NotASpreadsheetError(message) from error

    @classmethod
    def of_bytes(cls, content: bytes) -> Self:
        """Stamp what was just read from a file, without opening it again."""
        return cls(hashlib.sha256(content).hexdigest())

    def check(self, path: Path | str) -> None:
        """Raise ChangedError unless the file still holds the content that was read."""
        if self.of(path) != self:
            message = f"{Path(path).name}：文件在读取之后被改动过，未写入；请重新运行"
            raise ChangedError(message)
