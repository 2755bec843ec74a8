"""A workbook of the tool's own that carries a hidden sheet saying what was in it.

The hidden sheet is a header row and rows of text; LibreOffice and Excel keep it when they save.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from lxml import etree

from workbook.reading.guard import Kind, check_package
from workbook.sealed.cells import Reader, SaidCell, merged
from workbook.values.cells import address, letters, position
from workbook.values.refusals import DamagedError, NotASpreadsheetError, TemplateError
from workbook.xlsx.filling.grid import Grid
from workbook.xlsx.filling.package import MAIN, Package, main, parsed

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BEFORE_PROTECTION = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData")
_BOOK_ORDER = ("fileVersion", "fileSharing", "workbookPr")


class SealedBook(Package):
    """A workbook in memory: what its cells say, and the few edits that signing makes."""

    file = ""
    """The name of the file that it was read from."""

    @classmethod
    def open(cls, path: Path) -> "SealedBook":
        """Read a file; raises the refusals of ``check_package``."""
        checked = check_package(path)
        if checked.kind is not Kind.XLSX:
            message = f"{path.name}：不是 .xlsx；请用工具生成的验收结算工作簿"
            raise NotASpreadsheetError(message)
        try:
            book = cls(checked.raw)
        except (TemplateError, KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise _damaged(path.name) from error
        book.file = path.name
        return book

    @property
    def states(self) -> Mapping[str, str]:
        """Return whether each sheet is ``visible``, ``hidden`` or ``veryHidden``."""
        return {entry.get("name", ""): entry.get("state", "visible") for entry in self._listed()}

    @cached_property
    def _reader(self) -> Reader:
        def part(kind: str) -> etree._Element | None:
            for relation in self._relations:
                if relation.get("Type", "").endswith("/" + kind):
                    return parsed(self.parts[self._resolved(relation.get("Target", ""))])
            return None

        return Reader.of(part, date1904=self.date1904)

    def said(self, sheet: str) -> Mapping[str, SaidCell]:
        """Return the filled cells of a sheet by address; the last value of a cell wins.

        Raises DamagedError where a cell's address is none.
        """
        try:
            return dict(self._reader.cells(self.sheets[sheet]))
        except ValueError as error:
            raise _damaged(self.file) from error

    def right_of(self, sheet: str, cell: str) -> str:
        """Return the cell right of a cell, or of the merged range that it begins."""
        last = merged(self.sheets[sheet]).get(cell, cell)
        return address(position(cell)[0], position(last)[1] + 1)

    def put(self, sheet: str, cell: str, text: str) -> None:
        """Write a text into a cell; its look stays."""
        Grid(self.sheets[sheet]).put(cell, text)

    def rows(self, sheet: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a sheet of texts: column letter → text."""
        found: dict[int, dict[str, str]] = {}
        for cell, said in self.said(sheet).items():
            row, _ = position(cell)
            found.setdefault(row, {})[cell.rstrip("0123456789")] = str(said.value)
        for row in sorted(found):
            yield found[row]

    def beside(self, sheet: str, width: int) -> Iterator[tuple[str, str]]:
        """Yield (address, text) of each cell of a sheet right of its first ``width`` columns."""
        inside = frozenset(map(letters, range(1, width + 1)))
        for cell in self.sheets[sheet].iter(main("c")):
            place, text = cell.get("r", ""), "".join(map(str, cell.itertext()))
            if text and place.rstrip("0123456789") not in inside:
                yield place, text

    def hide(self, sheet: str, rows: Iterable[Sequence[str]]) -> None:
        """Put a sheet of texts behind all others, or in the place of its earlier self."""
        root = parsed(f'<worksheet xmlns="{MAIN}"/>'.encode())
        grid = etree.SubElement(root, main("sheetData"))
        for number, row in enumerate(rows, 1):
            element = etree.SubElement(grid, main("row"), r=str(number))
            for column, text in enumerate(row, 1):
                if text:
                    place = address(number, column)
                    cell = etree.SubElement(element, main("c"), r=place, t="inlineStr")
                    inner = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
                    inner.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                    inner.text = _ESCAPE.sub("_x005F_", text)
        if sheet not in self.sheets:
            entries = self._listed()
            number = 1 + max(int(entry.get("sheetId", "0")) for entry in entries)
            new = self._added_sheet(self._part(entries[-1]), sheet, number)
            new.set("state", "veryHidden")
            entries[-1].addnext(new)
            self._without_relations(new)
        self.sheets[sheet] = root

    def _without_relations(self, sheet: etree._Element) -> None:
        folder, _, name = self._part(sheet).rpartition("/")
        self.parts.pop(f"{folder}/_rels/{name}.rels", None)

    def show_only(self, sheets: Sequence[str]) -> None:
        """Hide every other sheet and drop its print area: LibreOffice prints hidden ones too."""
        for entry in self._listed():
            if entry.get("name") not in sheets and entry.get("state") != "veryHidden":
                entry.set("state", "hidden")
        printed = "_xlnm.Print_Area"
        self.names = [n for n in self.names if n.name != printed or n.scope in sheets]

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
            views = self.book.find(main("bookViews"))
            if views is None:
                _after(self.book, protection, _BOOK_ORDER)
            else:
                views.addprevious(protection)
        protection.set("lockStructure", "1")


def _damaged(file: str) -> DamagedError:
    return DamagedError(f"{file}：文件内部已损坏，无法读取；请用备份或重新生成")


def _after(root: etree._Element, new: etree._Element, order: Iterable[str]) -> None:
    """Put ``new`` behind the last of the elements that come before it."""
    anchors = [found for tag in order if (found := root.find(main(tag))) is not None]
    if anchors:
        anchors[-1].addnext(new)
    else:
        root.insert(0, new)
