"""A workbook of the tool's own, and the few edits that signing makes.

Its hidden sheet of texts says what was in it; LibreOffice and Excel keep it when they save.
"""

import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from lxml import etree

from workbook.values.addresses import address
from workbook.xlsx.filling.filled_book import FilledBook
from workbook.xlsx.markup import MAIN, drop, main, parsed, uncoded

_KEPT = {"\r": "&#13;"}
"""A reader would take a bare carriage return for the end of a line."""
_BEFORE_PROTECTION = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData")
_NEWEST_CALCULATION = "191029"
"""Excel recalculates a file of an older engine on loading, and then offers to save it."""


class SealedBook(FilledBook):
    """A workbook in memory that is made once and not read again.

    Its parts are stored uncompressed: two releases of zlib pack the same content differently.
    """

    compression = zipfile.ZIP_STORED

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
        self.sheets[sheet] = root

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
