"""The workbook part: sheets, date system, defined names, recalculation."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from workbook.values.addresses import MAX_ROW, Area, column_number, letters
from workbook.values.refusals import NotASpreadsheetError, SheetError
from workbook.xlsx.container.entry import printable
from workbook.xlsx.markup import attributes
from workbook.xlsx.package import Package, SheetEntry
from workbook.xlsx.patching.written_cells import Written
from workbook.xlsx.xml_spans import Node, Splices

_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr",
    "absPath", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr",
)  # fmt: skip
_HOLLOW = re.compile(rb"<(?:[\w.-]+:)?(?:t|si)(?:\s[^<>]*)?(?:/>|>\s*(?:<!--[^<]*)?</)")
_CHAINED = re.compile(rb"<(?:[\w.-]+:)?c\b([^<>]*)>")
_PART = re.compile(
    r"((?:'(?:[^']|'')*'|[^'!,()]+)!)(\$?[A-Z]{1,3})?(\$?\d+)?:(\$?[A-Z]{1,3})?(\$?\d+)?"
)


class Book:
    """The workbook part of a package; ``finish`` writes back what changed."""

    def __init__(self, package: Package) -> None:
        self._package = package
        part = package.book
        if not package.has(part):
            raise NotASpreadsheetError(f"{package.label}：不是 .xlsx 或 .xlsm 工作簿")
        if part.lower().endswith(".bin"):
            raise NotASpreadsheetError(f"{package.label}：是 .xlsb，请先另存为 .xlsx")
        data, self._root = package.spans(part)
        if self._root.local != "workbook":
            raise NotASpreadsheetError(f"{package.label}：不是 .xlsx 或 .xlsm 工作簿")
        self._cuts = Splices(data)

    @cached_property
    def empty_texts(self) -> frozenset[int]:
        """The numbers of the shared texts that have no character."""
        part = self._package.book_part("sharedStrings")
        hollow = part and _HOLLOW.search(self._package.utf8(part))
        items = self._package.spans(part)[1].findall("si") if hollow else []
        return frozenset(at for at, item in enumerate(items) if not any(map(_says, _texts(item))))

    def sheet(self, name: str) -> SheetEntry:
        """Return the worksheet of that name; names differ by more than case, as in Excel."""
        package = self._package
        folded = {entry.name.casefold(): entry for entry in reversed(package.sheets)}
        exact = (entry for entry in package.sheets if entry.name == name)
        entry = next(exact, folded.get(name.casefold()))
        if entry is None:
            shown = printable("、".join(entry.name for entry in package.sheets)) or "无"
            raise SheetError(f"{package.label}：没有工作表“{name}”（现有：{shown}）")
        if not package.has(entry.part):
            raise package.damaged(f"工作表“{name}”缺少内容")
        if not entry.cells:
            raise SheetError(f"{package.label}：“{name}”是图表或对话框，不是工作表，无法写入")
        return entry

    def recalculate(self, written: Mapping[str, Written], *, formulas_added: bool) -> None:
        """Have every formula computed anew when the file is opened in Excel.

        Its cache of their order goes when it lists a cell that is written; Excel builds it anew.
        ``written`` maps a sheetId to what is written to that sheet.
        """
        part = self._package.book_part("calcChain")
        if part and (formulas_added or self._lists(part, written)):
            self._package.remove(part, self._package.book)
        node = self._root.find("calcPr")
        if node is None:
            new = f'<{self._root.prefix}calcPr fullCalcOnLoad="1"/>'.encode()
            self._cuts.insert(self._root, _ORDER, "calcPr", new)
        elif not node.truth("fullCalcOnLoad"):
            self._cuts.attribute(node, "fullCalcOnLoad", "1")

    def _lists(self, chain: str, written: Mapping[str, Written]) -> bool:
        """Tell whether the calculation chain lists a cell that is written."""
        sheet = ""
        for found in _CHAINED.finditer(self._package.utf8(chain)):
            cell = attributes(found[1])
            sheet = cell.get("i", sheet)
            area = Area.parse(cell.get("r", ""))
            if area is not None and sheet in written and written[sheet].touches(area):
                return True
        return False

    def enlarge_names(self, name: str, sheet: SheetEntry, grow: Callable[[Area], Area]) -> None:
        """Let ``grow`` enlarge each area of a built-in name of a sheet to the right and down."""
        listed = self._root.find("definedNames")
        own = name.casefold(), str(self._package.sheets.index(sheet))
        for node in listed.findall("definedName") if listed else []:
            known = node.attributes.get("name", "").casefold(), node.attributes.get("localSheetId")
            if known != own:
                continue
            text = self._cuts.data[node.inner : node.close].decode()
            new = _PART.sub(lambda found: _enlarged(found, grow), text)
            if new != text:
                self._cuts.replace(node.inner, node.close, new.encode())

    def finish(self) -> None:
        """Hand what has changed to the package."""
        self._package.write(self._package.book, self._cuts.done())


def _texts(item: Node) -> Iterator[Node]:
    """Return the texts of a shared item, without how they are read aloud."""
    for child in item.children:
        if child.local == "t":
            yield child
        elif child.local == "r":
            yield from _texts(child)


def _says(text: Node) -> bool:
    return text.close > text.inner


def _enlarged(found: re.Match[str], grow: Callable[[Area], Area]) -> str:
    sheet, left, top, right, bottom = found.groups()
    if left is None or right is None or (top is None) != (bottom is None):
        return found[0]
    first = int(top.strip("$")) if top else 1
    last = int(bottom.strip("$")) if bottom else MAX_ROW
    area = Area(column_number(left.strip("$")), first, column_number(right.strip("$")), last)
    grown = grow(area)
    column = f"{'$' if right[0] == '$' else ''}{letters(grown.right)}"
    row = f"{'$' if bottom[0] == '$' else ''}{grown.bottom}" if bottom else ""
    return f"{sheet}{left}{top or ''}:{column}{row}"
