"""A settlement's file, read once: its bytes, its cells, its seal (rules 7)."""

from dataclasses import dataclass
from pathlib import Path

from macros_py.settlement.assembly import template_bytes
from macros_py.signoff.paper import digest_of
from macros_py.signoff.seal import SHEET, Seal, read_seal
from workbook.files.stamp import Stamp
from workbook.reading.guard import check_package
from workbook.sealed.book import SealedBook
from workbook.sealed.own_package import check_own_package, relationship_types
from workbook.values.refusals import ChangedError


@dataclass(frozen=True)
class OwnFile:
    """A settlement as it was read."""

    path: Path
    raw: bytes
    book: SealedBook
    seal: Seal

    @classmethod
    def read(cls, path: Path, *, strict: bool = True) -> "OwnFile":
        """Read a settlement; raises the refusals of reading, and SignError for one without seal.

        ``strict``: refuse a package that no spreadsheet program saves, which one may show
        otherwise than another. Where only the seal counts, its digest proves it.
        """
        checked = check_package(path)
        book = SealedBook.read(checked, path.name)
        if strict and SHEET in book.sheets:
            check_own_package(checked.raw, path.name, relationship_types(template_bytes()))
        return cls(path, checked.raw, book, read_seal(book, path.name))

    @property
    def digest(self) -> str:
        """文件摘要: SHA-256 of the whole file."""
        return digest_of(self.raw)

    @property
    def quarter(self) -> str:
        """``第1季度``."""
        return self.seal.quarter.label

    def check_same(self) -> None:
        """Raise ChangedError when the file on disk is no longer the one that was read."""
        if Stamp.of(self.path).digest != self.digest:
            message = f"{self.path.name}：文件在读取之后被改动过，未写入；请重新运行"
            raise ChangedError(message)
