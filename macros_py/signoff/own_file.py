"""A settlement's file, read once: its bytes, its cells, its seal (rules 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from macros_py.rules.signing.digest import Line
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff.paper import digest_of
from macros_py.signoff.seal import Seal, read_seal, said
from workbook.files.atomic import staged
from workbook.files.stamp import Stamp
from workbook.reading.kinds import Kind
from workbook.reading.sheets import open_book
from workbook.sealed.own_package import check_own_package, relationship_types
from workbook.values.refusals import NotASpreadsheetError, WorkbookError


@dataclass(frozen=True)
class OwnFile:
    """A settlement as it was read; ``says``: its sheets, cells, formulas and names, as sealed."""

    path: Path
    raw: bytes
    seal: Seal
    says: tuple[Line, ...]

    @classmethod
    def read(cls, path: Path, *, strict: bool = True) -> "OwnFile":
        """Read a settlement; raises the refusals of reading, and SignError for one without seal.

        ``strict``: refuse a package that no spreadsheet program saves, which one may show
        otherwise than another. Where only the seal counts, its digest proves it.
        """
        book = open_book(path)
        if book.kind is not Kind.XLSX:
            raise NotASpreadsheetError(f"{path.name}：不是 .xlsx；请用工具生成的验收结算工作簿")
        seal = read_seal(book)
        if not strict:
            return cls(path, book.raw, seal, ())
        says = tuple(said(book))
        check_own_package(book.raw, path.name, relationship_types(template_bytes()))
        return cls(path, book.raw, seal, says)

    @property
    def digest(self) -> str:
        """文件摘要: SHA-256 of the whole file."""
        return digest_of(self.raw)

    @property
    def quarter(self) -> str:
        """``第1季度``."""
        return self.seal.quarter.label

    def replace(self, paper: bytes, record: Callable[[], None] = lambda: None) -> str:
        """Write the file anew; ``record`` is called in between, once ``paper`` waits beside it.

        Raises ChangedError when the file is no longer the one that was read, and the refusals of
        writing; then nothing is written. Returns why the file still is what it was, where only its
        own last step failed.
        """
        with staged(self.path, paper) as put_in_place:
            Stamp.of_bytes(self.raw).check(self.path)
            record()
            try:
                put_in_place()
            except WorkbookError as error:
                return f"{error}（签认记录已写入，而此文件未能更新；排除后再次运行即可补全）"
        return ""
