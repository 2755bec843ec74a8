"""An evaluation workbook as it was at one moment: opened once, handed to all that a job does."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from workbook.evaluation.written_rows import WrittenSheet, written_sheet
from workbook.files.stamp import Stamp
from workbook.reading.sheets import RawBook, RawSheet, open_book
from workbook.reading.xlsx_cells import formula_cells
from workbook.values.addresses import address, split_sheet, unquoted
from workbook.values.refusals import HeaderError
from workbook.values.text import tight

FORM_MARK = "违约说明"
"""The name of a cell on every 附件2 that the tool makes."""


@dataclass
class Snapshot:
    """A file read once: its bytes in ``book``, their stamp, each sheet parsed when first needed.

    A job makes one and hands it down: `read_evaluation` and ``read_in_force`` take it in place of a
    path, rows that the tool writes are ``written``, and an Evaluation carries the one that it
    was read from. What is written later is checked against ``stamp``: nothing opens the file again.
    """

    path: Path
    stamp: Stamp
    book: RawBook
    _formulas: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, path: Path) -> "Snapshot":
        """Read a file; raises the refusals of `open_book`."""
        book = open_book(path)
        return cls(path, Stamp.of_bytes(book.raw), replace(book, load=cache(book.load)))

    def load(self, name: str) -> RawSheet:
        """Return a sheet by the name on its tab."""
        return self.book.load(name)

    def formulas(self, name: str) -> frozenset[str]:
        """Return the full addresses of a sheet's cells with a formula; none but of an .xlsx."""
        if name not in self._formulas:
            data = self.book.package.sheet(name) if self.book.package else b""
            there = formula_cells(data, name) if b"<f" in data or b":f" in data else ()
            self._formulas[name] = frozenset(f"{name}!{address(*place)}" for place in there)
        return self._formulas[name]

    def made_here(self, name: str) -> bool:
        """Tell whether the tool itself made a sheet: by the names that it gives to its cells."""
        return name in self._named

    @cached_property
    def _named(self) -> frozenset[str]:
        names = self.book.package.defined_names() if self.book.package else ()
        ours = (str(name.text) for name in names if name.get("name") == FORM_MARK)
        return frozenset(unquoted(split_sheet(text)[0]) for text in ours)

    def written(self, *names: str) -> dict[str, WrittenSheet]:
        """Return the rows of sheets that the tool writes, those that are there.

        Raises HeaderError for one without a header row.
        """
        titles = {tight(title): title for title in (*self.book.visible, *self.book.hidden)}
        return {name: written_sheet(self.load(titles[name])) for name in names if name in titles}

    def to_fill(self, name: str, headers: Sequence[str]) -> WrittenSheet:
        """Return a sheet that gets new rows; raises HeaderError where it or a column is lacking."""
        sheet = self.written(name).get(name)
        lacking = [header for header in headers if sheet is None or header not in sheet.columns]
        if sheet is None or lacking:
            what = "" if sheet is None else f"的“{lacking[0]}”列"
            message = f"{self.path.name}：没有「{name}」工作表{what}，请从空白模板复制这张工作表"
            raise HeaderError(message)
        return sheet
