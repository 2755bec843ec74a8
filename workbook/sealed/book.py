"""A workbook of the tool's own that carries a hidden sheet saying what was in it.

The hidden sheet is a header row and rows of text; LibreOffice and Excel keep it when they save.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from xml.sax.saxutils import escape

from lxml import etree

from workbook.reading.guard import Checked, Kind
from workbook.sealed.cells import Reader, SaidCell
from workbook.values.addresses import address, position
from workbook.values.refusals import DamagedError, NotASpreadsheetError, TemplateError
from workbook.xlsx.filling.filled_book import FilledBook
from workbook.xlsx.markup import MAIN, drop, main, parsed, uncoded
from workbook.xlsx.package import relations_part

_KEPT = {"\r": "&#13;"}
"""A reader would take a bare carriage return for the end of a line."""
_BEFORE_PROTECTION = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData")
_NEWEST_CALCULATION = "191029"
"""Excel recalculates a file of an older engine on loading, and then offers to save it."""


class SealedBook(FilledBook):
    """A workbook in memory: what its cells say, and the few edits that signing makes.

    Its parts are stored uncompressed: two releases of zlib pack the same content differently.
    """

    compression = zipfile.ZIP_STORED

    @classmethod
    def read(cls, file: Checked, label: str) -> "SealedBook":
        """Take a file that has passed the guard; raises WorkbookError when it is none."""
        if file.kind is not Kind.XLSX:
            message = f"{label}：不是 .xlsx；请用工具生成的验收结算工作簿"
            raise NotASpreadsheetError(message)
        try:
            return cls(file.raw)
        except (TemplateError, LookupError, ValueError, etree.XMLSyntaxError) as error:
            message = f"{label}：文件内部已损坏，无法读取；请用备份或重新生成"
            raise DamagedError(message) from error

    @cached_property
    def _reader(self) -> Reader:
        def part(kind: str) -> etree._Element | None:
            name = self.package.book_part(kind)
            return self.package.root(name) if name else None

        return Reader.of(part, date1904=self.package.date1904)

    def said(self, sheet: str) -> Mapping[str, SaidCell]:
        """Return the filled cells of a sheet by address."""
        return dict(self._reader.cells(self.sheets[sheet]))

    def rows(self, sheet: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a sheet of texts: column letter → text."""
        found: dict[int, dict[str, str]] = {}
        for cell, said in self.said(sheet).items():
            row, _ = position(cell)
            found.setdefault(row, {})[cell.rstrip("0123456789")] = str(said.value)
        for row in sorted(found):
            yield found[row]

    def hide(self, sheet: str, rows: Iterable[Sequence[str]]) -> None:
        """Put a sheet of texts behind all others, where only a program finds it."""
        grid = "".join(_row(number, row) for number, row in enumerate(rows, 1))
        sheet_data = f"<sheetData>{grid}</sheetData>"
        root = parsed(f'<worksheet xmlns="{MAIN}">{sheet_data}</worksheet>'.encode())
        entries = self._listed()
        number = 1 + max(int(entry.get("sheetId", "0")) for entry in entries)
        new = self._added_sheet(self._part(entries[-1]), sheet, number)
        new.set("state", "veryHidden")
        entries[-1].addnext(new)
        self.package.added.pop(relations_part(self._part(new)), None)
        self.sheets[sheet] = root

    def show_only(self, sheets: Sequence[str]) -> None:
        """Hide every other sheet."""
        self.conceal(title for title in self.sheets if title not in sheets)

    def computed(self) -> None:
        """Ask for no calculation on loading: every result is stored."""
        properties = self.book.find(main("calcPr"))
        assert properties is not None
        drop(properties, "fullCalcOnLoad")
        properties.set("calcId", _NEWEST_CALCULATION)

    def recommend_reading_only(self) -> None:
        """Let programs propose to open the file read-only, so that looking changes nothing."""
        sharing = self.book.find(main("fileSharing"))
        if sharing is None:
            sharing = etree.Element(main("fileSharing"))
            _after(self.book, sharing, ("fileVersion",))
        sharing.set("readOnlyRecommended", "1")

    def lock(self) -> None:
        """Protect every sheet and their order, without a password: a guard against slips."""
        for root in self.sheets.values():
            if root.find(main("sheetProtection")) is None:
                element = etree.Element(main("sheetProtection"), sheet="1", objects="1")
                element.set("scenarios", "1")
                _after(root, element, _BEFORE_PROTECTION)
        protection = self.book.find(main("workbookProtection"))
        if protection is None:
            protection = etree.Element(main("workbookProtection"))
            _after(self.book, protection, ("fileVersion", "fileSharing", "workbookPr"))
        protection.set("lockStructure", "1")


def _row(number: int, texts: Sequence[str]) -> str:
    """Return a row of texts as XML; parsing that is cheaper than making each element."""
    cells = "".join(
        f'<c r="{address(number, column)}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(uncoded(text), _KEPT)}</t></is></c>"
        for column, text in enumerate(texts, 1)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def _after(root: etree._Element, new: etree._Element, order: Iterable[str]) -> None:
    """Put ``new`` behind the last of the elements that come before it."""
    anchors = [found for tag in order if (found := root.find(main(tag))) is not None]
    if anchors:
        anchors[-1].addnext(new)
    else:
        root.insert(0, new)
