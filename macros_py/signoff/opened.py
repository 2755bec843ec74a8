"""A settlement that is about to be signed or revoked, and what is then written into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from macros_py.signoff.log import LogEntry
from macros_py.signoff.register import REVOKED, SIGNED, state_of
from macros_py.signoff.seal import Mark, Seal, read_seal
from workbook.files.atomic import write_bytes
from workbook.files.stamp import Stamp
from workbook.sealed.book import SealedBook
from workbook.values.refusals import WorkbookError


@dataclass(frozen=True)
class Opened:
    """A settlement as it was read: its cells, its seal, the file at that moment."""

    path: Path
    book: SealedBook
    seal: Seal
    stamp: Stamp

    @classmethod
    def read(cls, path: Path) -> "Opened":
        """Read a settlement; raises the refusals of reading, and SignError for one without seal."""
        stamp = Stamp.of(path)
        book = SealedBook.open(path)
        return cls(path, book, read_seal(book, path.name), stamp)

    @property
    def quarter(self) -> str:
        """``第1季度``."""
        return self.seal.quarter.label

    def show(self, held: tuple[LogEntry, ...]) -> None:
        """Write names, dates and state into the settlement; lock it once both have signed."""
        state = state_of(held)
        self._put(self.seal.expected(held, state))
        marks = (Mark(entry.values["角色"], entry.own) for entry in held)
        self.seal.signed_by(marks).write(self.book)
        if state == SIGNED:
            self.book.lock()
        self._save()

    def show_revoked(self, entry: LogEntry) -> None:
        """Write into the settlement that it is revoked; the signatures stay to be read."""
        expected = self.seal.expected((), REVOKED)
        self._put({cell: expected[cell] for cell in self.seal.state_cells})
        self.seal.signed_by((*self.seal.marks, Mark(REVOKED, entry.own))).write(self.book)
        self._save()

    def _put(self, cells: Mapping[str, str]) -> None:
        for place in self.seal.signature_cells:
            sheet, _, cell = place.rpartition("!")
            if place in cells and sheet in self.book.sheets:
                self.book.put(sheet, cell, cells[place])

    def _save(self) -> None:
        try:
            self.stamp.check(self.path)
            write_bytes(self.path, self.book.to_bytes())
        except WorkbookError as error:
            msg = f"{error}（签认记录已写入；排除后再次运行即可补全此文件）"
            raise type(error)(msg) from None
