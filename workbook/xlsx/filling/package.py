"""An .xlsx package as parts in memory: its sheets, its names, and how it is written down again."""

import io
import posixpath
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from lxml import etree

from workbook.values.maker import MAKER
from workbook.values.refusals import TemplateError
from workbook.xlsx.filling.references import Stretch, quoted, split_sheet, unquoted

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OWNED = frozenset({"drawing", "vmlDrawing", "comments"})
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"'
)
_MADE = (
    f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{MAKER}</dc:creator>'
    "</cp:coreProperties>"
)


@cache
def main(tag: str) -> str:
    """Return the tag in the spreadsheet namespace, as lxml spells it."""
    return f"{{{MAIN}}}{tag}"


def parsed(content: bytes) -> etree._Element:
    """Parse a part without comments and processing instructions; entities are not resolved."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)


def serialized(root: etree._Element) -> bytes:
    """Return the part's bytes, the same for the same tree."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def drop(element: etree._Element, attribute: str) -> None:
    """Remove an attribute if it is there."""
    if attribute in element.attrib:
        del element.attrib[attribute]


@dataclass(slots=True)
class Name:
    """A defined name; ``scope`` is the sheet it belongs to, or empty for the whole workbook."""

    name: str
    scope: str
    text: str
    element: etree._Element


class Package:
    """A template's parts, to be changed in place and written with the same bytes every time."""

    compression = zipfile.ZIP_DEFLATED

    def __init__(self, content: bytes) -> None:
        self.says_maker = False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
            self._types = parsed(self.parts["[Content_Types].xml"])
            self._book_path = self._workbook_path()
            self.book = parsed(self.parts[self._book_path])
            self._relations = parsed(self.parts[_relations_path(self._book_path)])
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
            raise TemplateError(f"模板不是有效的 .xlsx 文件：{error}") from error
        self.sheets = {
            sheet.get("name", ""): parsed(self.parts[self._part(sheet)]) for sheet in self._listed()
        }
        self.names = self._read_names()
        self.styles = parsed(self.parts[self._related("styles")])
        self._forget_calculation()

    def _workbook_path(self) -> str:
        relations = parsed(self.parts["_rels/.rels"])
        for relation in relations:
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        raise KeyError("workbook.xml")

    def _related(self, kind: str) -> str:
        for relation in self._relations:
            if relation.get("Type", "").endswith("/" + kind):
                return self._resolved(relation.get("Target", ""))
        raise TemplateError(f"模板缺少部件：{kind}")

    def _resolved(self, target: str) -> str:
        return posixpath.normpath(
            posixpath.join("/", posixpath.dirname(self._book_path), target)
        ).lstrip("/")

    def _listed(self) -> list[etree._Element]:
        return list(self.book.iterfind(f"{main('sheets')}/{main('sheet')}"))

    def _part(self, sheet: etree._Element) -> str:
        identity = sheet.get(f"{{{_OFFICE}}}id")
        for relation in self._relations:
            if relation.get("Id") == identity:
                return self._resolved(relation.get("Target", ""))
        raise KeyError(sheet.get("name"))

    def _read_names(self) -> list[Name]:
        order = [sheet.get("name", "") for sheet in self._listed()]
        found = []
        for element in self.book.iterfind(f"{main('definedNames')}/{main('definedName')}"):
            local = element.get("localSheetId")
            scope = order[int(local)] if local is not None else ""
            found.append(Name(element.get("name", ""), scope, element.text or "", element))
        return found

    def _forget_calculation(self) -> None:
        """Drop the calculation chain and ask for a full calculation when the file is opened."""
        for relation in list(self._relations):
            if relation.get("Type", "").endswith("/calcChain"):
                path = self._resolved(relation.get("Target", ""))
                self._relations.remove(relation)
                self.parts.pop(path, None)
                for override in list(self._types):
                    if override.get("PartName") == "/" + path:
                        self._types.remove(override)
        properties = self.book.find(main("calcPr"))
        if properties is None:
            properties = etree.Element(main("calcPr"))
            before = self.book.find(main("definedNames"))
            anchor = before if before is not None else self.book.find(main("sheets"))
            if anchor is not None:
                anchor.addnext(properties)
        properties.set("fullCalcOnLoad", "1")

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        properties = self.book.find(main("workbookPr"))
        return properties is not None and properties.get("date1904") in {"1", "true"}

    def cell_of(self, name: str, scope: str = "") -> tuple[str, str] | None:
        """Return (sheet, cells without ``$``) of a name of the sheet ``scope``, or of the workbook.

        A name that a sheet lacks is not looked for in the workbook: it would be another's cell.
        """
        for entry in self.names:
            if entry.name == name and entry.scope == scope and "!" in entry.text:
                prefix, cells = split_sheet(entry.text)
                return unquoted(prefix), cells.replace("$", "")
        return None

    def stretch_names(self, stretch: Stretch) -> None:
        """Let every name follow the repeated row."""
        for entry in self.names:
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
                anchor.addnext(self._added_sheet(path, copy, taken))
                following = anchor.getnext()
                assert following is not None
                anchor = following
        self.sheets = ordered
        self._multiply_names(source, titles)
        if not titles:
            self._take_out(original, path)

    def _take_out(self, entry: etree._Element, path: str) -> None:
        """Forget a sheet's entry, relationship and part; what it drew stays in nobody's sight."""
        holder = entry.getparent()
        assert holder is not None
        holder.remove(entry)
        for relation in list(self._relations):
            if relation.get("Id") == entry.get(f"{{{_OFFICE}}}id"):
                self._relations.remove(relation)
        for override in list(self._types):
            if override.get("PartName") == "/" + path:
                self._types.remove(override)
        for part in (path, _relations_path(path)):
            self.parts.pop(part, None)

    def conceal(self, titles: Iterable[str]) -> None:
        """Hide sheets and drop their print areas: LibreOffice prints hidden ones too."""
        hidden = set(titles)
        for entry in self._listed():
            if entry.get("name") in hidden and entry.get("state") != "veryHidden":
                entry.set("state", "hidden")
        printed = "_xlnm.Print_Area"
        self.names = [n for n in self.names if n.name != printed or n.scope not in hidden]

    def _added_sheet(self, path: str, title: str, number: int) -> etree._Element:
        folder = posixpath.dirname(path)
        fresh = f"{folder}/form{number}.xml"
        self.parts[fresh] = b""
        if _relations_path(path) in self.parts:
            self.parts[_relations_path(fresh)] = self._copied_relations(path, number)
        etree.SubElement(
            self._types, f"{{{_TYPES}}}Override", PartName="/" + fresh, ContentType=_WORKSHEET
        )
        etree.SubElement(
            self._relations,
            f"{{{_RELATIONS}}}Relationship",
            Id=f"rIdForm{number}",
            Type=f"{_OFFICE}/worksheet",
            Target="/" + fresh,
        )
        element = etree.Element(main("sheet"), name=title, sheetId=str(number))
        element.set(f"{{{_OFFICE}}}id", f"rIdForm{number}")
        return element

    def _copied_relations(self, path: str, number: int) -> bytes:
        """Give a copied sheet pictures and comments of its own: two sheets may not share them."""
        relations = parsed(self.parts[_relations_path(path)])
        for relation in relations:
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") == "External" or kind not in _OWNED:
                continue
            base = posixpath.join("/", posixpath.dirname(path), relation.get("Target", ""))
            source = posixpath.normpath(base).lstrip("/")
            stem, dot, ending = source.rpartition(".")
            target = f"{stem}_{number}{dot}{ending}"
            self.parts[target] = self.parts[source]
            if _relations_path(source) in self.parts:
                self.parts[_relations_path(target)] = self.parts[_relations_path(source)]
            relation.set("Target", "/" + target)
            for override in list(self._types):
                if override.get("PartName") == "/" + source:
                    copied = deepcopy(override)
                    copied.set("PartName", "/" + target)
                    self._types.append(copied)
        return serialized(relations)

    def _multiply_names(self, source: str, titles: list[str]) -> None:
        kept = []
        for entry in self.names:
            prefix, _ = split_sheet(entry.text)
            if entry.scope != source and unquoted(prefix) != source:
                kept.append(entry)
                continue
            for title in titles:
                element = parsed(etree.tostring(entry.element))
                text = entry.text.replace(prefix + "!", quoted(title) + "!") if prefix else ""
                kept.append(Name(entry.name, title, text or entry.text, element))
        self.names = kept

    def to_bytes(self) -> bytes:
        """Write the package: fixed times, parts in a fixed order, one sheet selected."""
        self._select_first()
        for sheet in self._listed():
            self.parts[self._part(sheet)] = serialized(self.sheets[sheet.get("name", "")])
        self._write_names()
        self._write_properties()
        self.parts[self._related("styles")] = serialized(self.styles)
        self.parts[self._book_path] = serialized(self.book)
        self.parts[_relations_path(self._book_path)] = serialized(self._relations)
        self.parts["[Content_Types].xml"] = serialized(self._types)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in sorted(self.parts, key=lambda part: (part != "[Content_Types].xml", part)):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = self.compression
                info.create_system = 0
                archive.writestr(info, self.parts[name])
        return buffer.getvalue()

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
        for entry in self.names:
            entry.element.text = entry.text
            drop(entry.element, "localSheetId")
            if entry.scope:
                entry.element.set("localSheetId", order[entry.scope])
            entry.element.tail = None
            holder.append(entry.element)

    def _write_properties(self) -> None:
        """Name no author (the template's did not fill it in); drop the stale list of sheets."""
        if "docProps/core.xml" in self.parts:
            rest = _MADE if self.says_maker else "/>"
            self.parts["docProps/core.xml"] = f"{_CORE}{rest}".encode()
        if "docProps/app.xml" in self.parts:
            root = parsed(self.parts["docProps/app.xml"])
            for child in list(root):
                if etree.QName(child).localname in {"HeadingPairs", "TitlesOfParts"}:
                    root.remove(child)
            self.parts["docProps/app.xml"] = serialized(root)


def _relations_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return f"{folder}/_rels/{name}.rels"
