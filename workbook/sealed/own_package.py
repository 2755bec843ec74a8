"""Whether an .xlsx package is one that this tool, Excel, WPS, LibreOffice or openpyxl writes.

Programs read odd packages differently, so that one shows what another does not see. Whatever none
of the five writes when it saves a workbook of the tool's is refused, by the name of the part; but
for what stands there twice: that is read by no command (`reading.ambiguity`).
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lxml import etree

from workbook.reading.ambiguity import NUMBER, Ambiguity, check_once
from workbook.values.addresses import position
from workbook.values.refusals import AmbiguousError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.markup import MAIN, main

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument."
_BOOK, _SHEET, _STYLES = (f"{_OFFICE}{kind}" for kind in ("officeDocument", "worksheet", "styles"))
_TEXTS = f"{_OFFICE}sharedStrings"
_KINDS = {
    "": {
        _BOOK: f"{_SHEETS}sheet.main+xml",
        f"{_OFFICE}extended-properties": f"{_PROPERTIES}extended-properties+xml",
        f"{_OFFICE}custom-properties": f"{_PROPERTIES}custom-properties+xml",
        f"{_PACKAGE}relationships/metadata/core-properties": _CORE_TYPE,
        _OFFICE.replace("Document", "document") + "metadata/core-properties": _CORE_TYPE,
    },
    _BOOK: {
        _SHEET: f"{_SHEETS}worksheet+xml",
        _STYLES: f"{_SHEETS}styles+xml",
        _TEXTS: f"{_SHEETS}sharedStrings+xml",
        f"{_OFFICE}theme": f"{_PROPERTIES}theme+xml",
        f"{_OFFICE}calcChain": f"{_SHEETS}calcChain+xml",
    },
    _SHEET: {f"{_OFFICE}printerSettings": f"{_SHEETS}printerSettings"},
}
"""What each part may lead to, by the kind of relationship that led to it, with its content type."""
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REVISION = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}revisionPtr"
_BOOK_PARTS = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("definedNames", "calcPr", "extLst"),
)
_SHEET_PARTS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells"),
    *("sheetProtection", "phoneticPr", "dataValidations", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors"),
)
_FORMULA = ("t", "ref", "si", "aca", "ca", "{http://www.w3.org/XML/1998/namespace}space")
_WRITTEN = {"n": f"({NUMBER.pattern})?", "s": "[0-9]+", "b": "[01]", "str": ".*", "e": ".*"}
_VALUES = {kind: re.compile(pattern, re.DOTALL) for kind, pattern in _WRITTEN.items()}
"""How a value of each kind is written."""


_ODD_CELLS = (
    "//m:sheetData/m:row/*[not(self::m:c)"
    " or @*[not(name() = 'r' or name() = 's' or name() = 't')]"
    " or *[not(self::m:f or self::m:v or self::m:is)]]"
)
_DOUBLE_TEXTS = "//m:r[../m:t]"
_NAME = re.compile(r"[A-Za-z0-9_./\[\]-]+")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def check_own_package(raw: bytes, label: str, more: Collection[str] = ()) -> None:
    """Raise AmbiguousError naming the part that is not as it is saved.

    ``more``: types of relationships that the tool's template has beside the usual ones, such as a
    township's picture.
    """
    if (loose := Archive(io.BytesIO(raw), label).loose()) is not None:
        raise AmbiguousError(f"{label} 的 {loose}", "压缩包里有目录没有列出的内容")
    package = _Package(dict(parts_of(raw)), frozenset(more))
    try:
        package.check()
    except Ambiguity as odd:
        raise AmbiguousError(f"{label} 的 {package.at}", str(odd)) from None


def relationship_types(raw: bytes) -> frozenset[str]:
    """Return every type of relationship in a package that is trusted."""
    roots = [etree.fromstring(part) for name, part in parts_of(raw) if name.endswith(".rels")]
    return frozenset(relation.get("Type", "") for root in roots for relation in root)


def parts_of(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of each part, in the order of the package."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _only(found: Iterable[str], allowed: Collection[str]) -> None:
    for name in found:
        if name not in allowed:
            raise Ambiguity(f"有 {name.rpartition('}')[2]}")


@dataclass
class _Package:
    """The parts by name; what led to each, and its XML, as far as looked at; where it stands."""

    parts: Mapping[str, bytes]
    more: frozenset[str]
    reached: dict[str, str] = field(default_factory=dict)
    trees: dict[str, etree._Element] = field(default_factory=dict)
    at: str = ""

    def check(self) -> None:
        self._follow("", "", self._types())
        found = {kind: part for part, kind in self.reached.items()}
        if not {_BOOK, _STYLES} <= found.keys():
            raise Ambiguity("不完整")
        for name in self.parts:
            if name.endswith((".xml", ".rels")):
                self.xml(name)
            self.at = name
            if name not in self.reached:
                raise Ambiguity("多余的部件")
        self._book(self.xml(found[_BOOK]))
        texts = list(self.xml(found[_TEXTS])) if _TEXTS in found else []
        _only((str(text.tag) for text in texts), (main("si"),))
        for name, kind in self.reached.items():
            if kind in (_SHEET, _TEXTS):
                root = self.xml(name)
                _check_texts(root)
                if kind == _SHEET:
                    _check_sheet(root, len(texts))

    def xml(self, name: str) -> etree._Element:
        """Parse a part; a comment or processing instruction anywhere in it is odd."""
        self.at = name
        if name in self.trees:
            return self.trees[name]
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(self.parts[name], parser)
        except (KeyError, etree.XMLSyntaxError):
            raise Ambiguity("没有这个部件，或 XML 有误") from None
        if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII"):
            raise Ambiguity("编码不是 UTF-8")
        inside = next(root.iter(etree.Comment, etree.PI, etree.Entity), None)
        if (root.getprevious(), inside, root.getnext()) != (None, None, None):
            raise Ambiguity("有注释")
        self.trees[name] = root
        return root

    def _types(self) -> Mapping[str, str]:
        """Return the content type of each part."""
        name = "[Content_Types].xml"
        self.reached[name] = ""
        types: dict[str, str] = {}
        for entry in self.xml(name):
            kind = etree.QName(entry).localname
            _only([kind], ("Default", "Override"))
            place = f".{entry.get('Extension')}" if kind == "Default" else entry.get("PartName", "")
            check_once([*types, place.lower()], "类型")
            types[place.lower()] = entry.get("ContentType", "")
        ends = {part: f".{part.lower().rpartition('.')[2]}" for part in self.parts}
        return {p: types.get(f"/{p.lower()}", types.get(ends[p], "")) for p in self.parts}

    def _follow(self, source: str, led: str, types: Mapping[str, str]) -> None:
        """Go where the relationships of a part lead; all but worksheets stand there once.

        ``led``: the kind of relationship that led to it.
        """
        folder, name = posixpath.split(source)
        at, kinds = posixpath.join(folder, "_rels", f"{name}.rels"), _KINDS.get(led, {})
        if at not in self.parts:
            return
        self.reached[at] = ""
        entries = list(self.xml(at))
        check_once((entry.get("Id", "") for entry in entries), "关系")
        usual = (entry.get("Type", "") for entry in entries)
        check_once((kind for kind in usual if kind in kinds and kind != _SHEET), "关系")
        for entry in entries:
            self.at, kind, target = at, entry.get("Type", ""), entry.get("Target", "")
            _only(map(str, entry.attrib), ("Id", "Type", "Target"))
            _only([kind], (*kinds, *self.more))
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if not _NAME.fullmatch(target) or part not in self.parts or part in self.reached:
                raise Ambiguity(f"指向 {target}")
            if types[part] != kinds.get(kind, types[part]):
                raise Ambiguity(f"{part} 的类型不符")
            self.reached[part] = kind
            self._follow(part, kind, types)

    def _book(self, root: etree._Element) -> None:
        _check_parts(root, "workbook", _BOOK_PARTS)
        choices = root.iterfind(f"{_COMPATIBILITY}AlternateContent//*")
        _only((etree.QName(choice).localname for choice in choices), ("Choice", "absPath"))
        sheets = list(root.iter(main("sheet")))
        check_once((sheet.get("name", "").casefold() for sheet in sheets), "工作表")
        check_once((sheet.get(f"{{{_OFFICE[:-1]}}}id", "") for sheet in sheets), "工作表")
        if len(sheets) != list(self.reached.values()).count(_SHEET):
            raise Ambiguity("工作表与部件不符")
        names = list(root.iter(main("definedName")))
        for defined in names:
            local = defined.get("localSheetId", "0")
            if not local.isdecimal() or int(local) >= len(sheets) or len(defined):
                raise Ambiguity(f"名称 {defined.get('name')} 有误")
        scoped = (f"{n.get('localSheetId', '')} {n.get('name', '')}".casefold() for n in names)
        check_once(scoped, "名称")


def _check_parts(root: etree._Element, name: str, allowed: Collection[str]) -> None:
    """Check what a part's own element is, and that what stands in it is usual and stands once."""
    _only([str(root.tag)], (main(name),))
    tags = [str(child.tag) for child in root]
    _only(tags, (*map(main, allowed), f"{_COMPATIBILITY}AlternateContent", _REVISION))
    check_once(tags, "")


def _elements(root: etree._Element, path: str) -> list[etree._Element]:
    """Return what a path leads to, ``m`` standing for the spreadsheet namespace."""
    return cast("list[_Element]", root.xpath(path, namespaces={"m": MAIN}))


def _check_texts(root: etree._Element) -> None:
    """Check that a text is one, or runs, and that no letter of it is written by its number."""
    if _elements(root, _DOUBLE_TEXTS):
        raise Ambiguity("一段文字写了两遍")
    coded = "_x" in etree.tostring(root, method="text", encoding=str)
    for text in root.iter(main("si"), main("is")) if coded else ():
        for code in _ESCAPED.findall("".join(map(str, text.itertext()))):
            if chr(int(code, 16)).isprintable() and code.upper() != "005F":
                raise Ambiguity(f"文字写作 _x{code}_")


def _check_sheet(root: etree._Element, texts: int) -> None:
    """Check that rows and cells stand in order, with values and formulas as they are saved.

    What stands there twice, nobody reads. ``texts``: how many are shared.
    """
    _check_parts(root, "worksheet", _SHEET_PARTS)
    _only((str(element.tag) for element in root.iter(f"{_COMPATIBILITY}*")), ())
    for odd in _elements(root, _ODD_CELLS):
        _only(map(str, (odd.tag, *odd.attrib)), (main("c"), "r", "s", "t"))
        _only((str(child.tag) for child in odd), (main("f"), main("v"), main("is")))
    shared: set[str] = set()
    below, before = 0, (0, 0)
    for row in root.iterfind(f"{main('sheetData')}/*"):
        number = row.get("r", "")
        if row.tag != main("row") or not number.isdecimal() or int(number) <= below:
            raise Ambiguity(f"第{number}行次序有误")
        below = int(number)
        for cell in row:
            try:
                at, before = before, position(cell.get("r", ""))
                if before <= at or before[0] != below:
                    raise ValueError
                _check_cell(cell, texts, shared)
            except ValueError:
                raise Ambiguity(f"第{number}行的 {cell.get('r')} 有误") from None


def _check_cell(cell: etree._Element, texts: int, shared: set[str]) -> None:
    """Raise ValueError for a cell as nobody saves it; ``shared``: formulas that stood before it."""
    formula, kind = cell.find(main("f")), cell.get("t", "n")
    value = cell.findtext(main("v"))
    if value is not None and not (
        kind in _VALUES
        and _VALUES[kind].fullmatch(value)
        and (kind != "s" or int(value) < texts)
        and (kind != "e" or formula is not None)
    ):
        raise ValueError
    if formula is not None:
        _only(map(str, formula.attrib), _FORMULA)
        number, first = formula.get("si", ""), bool(formula.text)
        if formula.get("t", "normal") == "shared":
            if (first, first) != (number not in shared, "ref" in formula.attrib):
                raise ValueError
            shared.add(number)
        elif formula.get("t", "normal") != "normal":
            raise ValueError
