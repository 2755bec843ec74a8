"""A template as its sheets, names and styles, and how it is written down again."""

import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from workbook.values.addresses import quoted, split_sheet, unquoted
from workbook.values.maker import MAKER
from workbook.values.refusals import TemplateError, WorkbookError
from workbook.xlsx.container.packing import packed
from workbook.xlsx.filling.references import Stretch
from workbook.xlsx.markup import drop, main, parsed, serialized
from workbook.xlsx.package import Package, relations_part
from workbook.xlsx.xml_spans import Splices

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OWNED = frozenset({"drawing", "vmlDrawing", "comments"})
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"'
)
_MADE = (
    f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{MAKER}</dc:creator>'
    "</cp:coreProperties>"
)


@dataclass(slots=True)
class Name:
    """A defined name; ``scope`` is the sheet it belongs to, or empty for the whole workbook."""

    name: str
    scope: str
    text: str
    element: etree._Element


class FilledBook:
    """A template in memory, to be changed in place and written with the same bytes every time.

    ``book``, ``styles`` and ``sheets``, by title, are trees; ``names`` stand by name and scope;
    other parts are in ``package``.
    """

    compression = zipfile.ZIP_DEFLATED

    def __init__(self, content: bytes) -> None:
        self.says_maker = False
        try:
            self.package = Package.of(content, "模板")
            self.book = self._root(self.package.book)
            self.sheets = {entry.name: self._root(entry.part) for entry in self.package.sheets}
        except WorkbookError as error:
            raise TemplateError(f"模板不是有效的 .xlsx 文件：{error}") from error
        self.names = self._read_names()
        self._styles_part = self.package.book_part("styles")
        if not self._styles_part:
            raise TemplateError("模板缺少部件：styles")
        self.styles = self._root(self._styles_part)
        self._forget_calculation()

    def _root(self, part: str) -> etree._Element:
        root = self.package.root(part)
        if root is None:
            raise TemplateError(f"模板缺少部件：{part}")
        return root

    def _listed(self) -> list[etree._Element]:
        return list(self.book.iterfind(f"{main('sheets')}/{main('sheet')}"))

    def _part(self, sheet: etree._Element) -> str:
        relations = self.package.relations(self.package.book)
        return relations[sheet.get(f"{{{_OFFICE}}}id", "")].part

    def _read_names(self) -> dict[tuple[str, str], Name]:
        order = [sheet.get("name", "") for sheet in self._listed()]
        found: dict[tuple[str, str], Name] = {}
        for element in self.book.iterfind(f"{main('definedNames')}/{main('definedName')}"):
            local = element.get("localSheetId")
            scope = order[int(local)] if local is not None else ""
            name = element.get("name", "")
            found.setdefault((name, scope), Name(name, scope, element.text or "", element))
        return found

    def _forget_calculation(self) -> None:
        """Drop the calculation chain and ask for a full calculation when the file is opened."""
        if chain := self.package.book_part("calcChain"):
            self.package.remove(chain, self.package.book)
        properties = self.book.find(main("calcPr"))
        if properties is None:
            properties = etree.Element(main("calcPr"))
            before = self.book.find(main("definedNames"))
            anchor = before if before is not None else self.book.find(main("sheets"))
            if anchor is not None:
                anchor.addnext(properties)
        properties.set("fullCalcOnLoad", "1")

    def cell_of(self, name: str, scope: str = "") -> tuple[str, str] | None:
        """Return (sheet, cells without ``$``) of a name of the sheet ``scope``, or of the workbook.

        A name that a sheet lacks is not looked for in the workbook: it would be another's cell.
        """
        entry = self.names.get((name, scope))
        if entry is None or "!" not in entry.text:
            return None
        prefix, cells = split_sheet(entry.text)
        return unquoted(prefix), cells.replace("$", "")

    def stretch_names(self, stretch: Stretch) -> None:
        """Let every name follow the repeated row."""
        for entry in self.names.values():
            entry.text = stretch.name(entry.text, entry.scope)

    def multiply(self, source: str, titles: list[str]) -> None:
        """Put copies of the sheet ``source`` where it stood, one for each title, or take it out.

        Names that point to the sheet become the copies' own: each copy has them all.
        """
        entries = self._listed()
        original = next(entry for entry in entries if entry.get("name") == source)
        content, path = self.sheets[source], self._part(original)
        taken = max(int(entry.get("sheetId", "0")) for entry in entries)
        ordered: dict[str, etree._Element] = {}
        for title, sheet in self.sheets.items():
            if title != source:
                ordered[title] = sheet
                continue
            anchor = original
            for number, copy in enumerate(titles):
                ordered[copy] = parsed(etree.tostring(content))
                if number == 0:
                    original.set("name", copy)
                    continue
                taken += 1
                added = self._added_sheet(path, copy, taken)
                self._copy_relations(path, self._part(added), taken)
                anchor.addnext(added)
                anchor = added
        self.sheets = ordered
        self._multiply_names(source, titles)
        if not titles:
            holder = original.getparent()
            assert holder is not None
            holder.remove(original)
            self.package.remove(path, self.package.book)

    def conceal(self, titles: Iterable[str]) -> None:
        """Hide sheets and drop their print areas: LibreOffice prints hidden ones too."""
        hidden = set(titles)
        for entry in self._listed():
            if entry.get("name") in hidden and entry.get("state") != "veryHidden":
                entry.set("state", "hidden")
        printed = "_xlnm.Print_Area"
        for title in hidden:
            self.names.pop((printed, title), None)

    def _added_sheet(self, like: str, title: str, number: int) -> etree._Element:
        """Add the part of a sheet beside the part ``like``; returns its entry in the list."""
        package = self.package
        part = f"{posixpath.dirname(like)}/form{number}.xml"
        relation = package.add(part, b"", _WORKSHEET, package.book, "worksheet")
        element = etree.Element(main("sheet"), name=title, sheetId=str(number))
        element.set(f"{{{_OFFICE}}}id", relation)
        return element

    def _copy_relations(self, like: str, part: str, number: int) -> None:
        """Give a copied sheet pictures and comments of its own: two sheets may not share them."""
        package = self.package
        if not package.has(relations_part(like)):
            return
        data, root = package.spans(relations_part(like))
        relations = package.relations(like)
        cuts = Splices(data)
        for node in root.findall("Relationship"):
            found = relations[node.attributes.get("Id", "")]
            if found.kind in _OWNED:
                stem, dot, ending = found.part.rpartition(".")
                copy = f"{stem}_{number}{dot}{ending}"
                package.copy(found.part, copy)
                cuts.attribute(node, "Target", f"/{copy}")
        package.write(relations_part(part), cuts.done())

    def _multiply_names(self, source: str, titles: list[str]) -> None:
        names, self.names = self.names, {}
        for key, entry in names.items():
            prefix, _ = split_sheet(entry.text)
            if entry.scope != source and unquoted(prefix) != source:
                self.names[key] = entry
                continue
            for title in titles:
                element = parsed(etree.tostring(entry.element))
                text = entry.text.replace(prefix + "!", quoted(title) + "!") if prefix else ""
                copy = Name(entry.name, title, text or entry.text, element)
                self.names[entry.name, title] = copy

    def to_bytes(self) -> bytes:
        """Write the package: fixed times, parts in a fixed order, one sheet selected."""
        self._select_first()
        self._write_names()
        package = self.package
        parts = {name: package.content(name) for name in package.names()}
        parts |= {self._part(s): serialized(self.sheets[s.get("name", "")]) for s in self._listed()}
        parts |= {self._styles_part: serialized(self.styles), package.book: serialized(self.book)}
        return packed({**parts, **dict(self._properties(parts))}, self.compression)

    def _select_first(self) -> None:
        """Two selected sheets would be edited together: only the first one is."""
        for view in self.book.iterfind(f"{main('bookViews')}/{main('workbookView')}"):
            drop(view, "activeTab")
            drop(view, "firstSheet")
        for position, sheet in enumerate(self.sheets.values()):
            for view in sheet.iterfind(f"{main('sheetViews')}/{main('sheetView')}"):
                drop(view, "tabSelected")
                if position == 0:
                    view.set("tabSelected", "1")

    def _write_names(self) -> None:
        holder = self.book.find(main("definedNames"))
        if holder is None:
            return
        order = {sheet.get("name", ""): str(i) for i, sheet in enumerate(self._listed())}
        for child in list(holder):
            holder.remove(child)
        for entry in self.names.values():
            entry.element.text = entry.text
            drop(entry.element, "localSheetId")
            if entry.scope:
                entry.element.set("localSheetId", order[entry.scope])
            entry.element.tail = None
            holder.append(entry.element)

    def _properties(self, parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Name no author (the template's did not fill it in); drop the stale list of sheets."""
        if "docProps/core.xml" in parts:
            rest = _MADE if self.says_maker else "/>"
            yield "docProps/core.xml", f"{_CORE}{rest}".encode()
        if "docProps/app.xml" in parts:
            root = self._root("docProps/app.xml")
            for stale in [*root.findall("{*}HeadingPairs"), *root.findall("{*}TitlesOfParts")]:
                root.remove(stale)
            yield "docProps/app.xml", serialized(root)
