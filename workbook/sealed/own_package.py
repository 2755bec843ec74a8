"""Whether an .xlsx package is one that this tool, Excel, WPS, LibreOffice or openpyxl writes.

Programs read odd packages differently, so that one shows what another does not see. Whatever none
of the five writes when it saves a workbook of the tool's is refused, by the name of the part.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workbook.reading.ambiguity import NUMBER, Ambiguity, cell_parts, check_once, check_text
from workbook.reading.numfmt import check_styles
from workbook.values.addresses import position
from workbook.values.refusals import AmbiguousError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.markup import MAIN, main

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument."
_BOOK, _SHEET, _STYLES = (f"{_OFFICE}{kind}" for kind in ("officeDocument", "worksheet", "styles"))
_ROOT_KINDS = {
    _BOOK: f"{_SHEETS}sheet.main+xml",
    f"{_OFFICE}extended-properties": f"{_PROPERTIES}extended-properties+xml",
    f"{_OFFICE}custom-properties": f"{_PROPERTIES}custom-properties+xml",
    f"{_PACKAGE}relationships/metadata/core-properties": _CORE_TYPE,
    _OFFICE.replace("Document", "document") + "metadata/core-properties": _CORE_TYPE,
}
_BOOK_KINDS = {
    _SHEET: f"{_SHEETS}worksheet+xml",
    _STYLES: f"{_SHEETS}styles+xml",
    f"{_OFFICE}sharedStrings": f"{_SHEETS}sharedStrings+xml",
    f"{_OFFICE}theme": f"{_PROPERTIES}theme+xml",
    f"{_OFFICE}calcChain": f"{_SHEETS}calcChain+xml",
}
_SHEET_KINDS = {f"{_OFFICE}printerSettings": f"{_SHEETS}printerSettings"}
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOOK_PARTS = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("definedNames", "calcPr", "extLst", "AlternateContent", "revisionPtr"),
)
_SHEET_PARTS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells"),
    *("sheetProtection", "phoneticPr", "dataValidations", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors"),
)
_FORMULA = ("t", "ref", "si", "aca", "ca", "{http://www.w3.org/XML/1998/namespace}space")
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
    """The parts by name; which a relationship has led to, which are sound XML, which is ``at``."""

    parts: Mapping[str, bytes]
    more: frozenset[str]
    reached: set[str] = field(default_factory=set)
    sound: set[str] = field(default_factory=set)
    at: str = ""

    def xml(self, name: str) -> etree._Element:
        """Parse a part; a comment or processing instruction anywhere in it is odd."""
        self.at = name
        if name not in self.parts:
            raise Ambiguity("没有这个部件")
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(self.parts[name], parser)
        except etree.XMLSyntaxError:
            raise Ambiguity("XML 有误") from None
        if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII"):
            raise Ambiguity("编码不是 UTF-8")
        inside = next(root.iter(etree.Comment, etree.PI, etree.Entity), None)
        if (root.getprevious(), inside, root.getnext()) != (None, None, None):
            raise Ambiguity("有注释")
        self.sound.add(name)
        return root

    def check(self) -> None:
        types = self._types()
        found = self._follow("", _ROOT_KINDS, types, needed=_BOOK)
        (book,) = (part for part, kind in found if kind == _BOOK)
        related = self._follow(book, _BOOK_KINDS, types, needed=_STYLES)
        sheets = [part for part, kind in related if kind == _SHEET]
        for sheet in sheets:
            self._follow(sheet, _SHEET_KINDS, types)
        check_styles(self.xml(next(part for part, kind in related if kind == _STYLES)))
        root = self._book(book)
        listed = [sheet.get(f"{{{_OFFICE[:-1]}}}id", "") for sheet in root.iter(main("sheet"))]
        if len(set(listed)) != len(listed) or len(listed) != len(sheets):
            raise Ambiguity("工作表与部件不符")
        texts = 0
        for shared in (part for part, kind in related if kind.endswith("/sharedStrings")):
            for item in self.xml(shared):
                _only([str(item.tag)], (main("si"),))
                check_text(item)
                _check_letters(item)
                texts += 1
        for sheet in sheets:
            self._sheet(self.xml(sheet), texts)
        for name in self.parts:
            if name.endswith((".xml", ".rels")) and name not in self.sound:
                self.xml(name)
            self.at = name
            if name not in self.reached:
                raise Ambiguity("多余的部件")

    def _types(self) -> Mapping[str, str]:
        """Return the content type of each part."""
        name = "[Content_Types].xml"
        self.reached.add(name)
        types: dict[str, str] = {}
        for entry in self.xml(name):
            kind = etree.QName(entry).localname
            _only([kind], ("Default", "Override"))
            place = f".{entry.get('Extension')}" if kind == "Default" else entry.get("PartName", "")
            check_once([*types, place.lower()], "类型")
            types[place.lower()] = entry.get("ContentType", "")
        ends = {part: f".{part.lower().rpartition('.')[2]}" for part in self.parts}
        return {p: types.get(f"/{p.lower()}", types.get(ends[p], "")) for p in self.parts}

    def _follow(
        self, source: str, kinds: Mapping[str, str], types: Mapping[str, str], needed: str = ""
    ) -> list[tuple[str, str]]:
        """Return (part, type) of each relationship of a part; all but worksheets stand once."""
        folder, name = posixpath.split(source)
        self.at = posixpath.join(folder, "_rels", f"{name}.rels")
        if self.at not in self.parts and not needed:
            return []
        self.reached.add(self.at)
        entries = list(self.xml(self.at))
        check_once((entry.get("Id", "") for entry in entries), "关系")
        found: list[tuple[str, str]] = []
        for entry in entries:
            kind, target = entry.get("Type", ""), entry.get("Target", "")
            _only(map(str, entry.attrib), ("Id", "Type", "Target"))
            _only([kind], (*kinds, *self.more))
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if not _NAME.fullmatch(target) or part not in self.parts or part in self.reached:
                raise Ambiguity(f"指向 {target}")
            if types[part] != kinds.get(kind, types[part]):
                raise Ambiguity(f"{part} 的类型不符")
            self.reached.add(part)
            found.append((part, kind))
        check_once((kind for _, kind in found if kind in kinds and kind != _SHEET), "关系")
        if needed and needed not in {kind for _, kind in found}:
            raise Ambiguity("不完整")
        for part, kind in found:
            if kind not in kinds:
                self._follow(part, {}, types)
        return found

    def _book(self, name: str) -> etree._Element:
        root = self.xml(name)
        _only([str(root.tag)], (main("workbook"),))
        tags = [etree.QName(child).localname for child in root]
        _only(tags, _BOOK_PARTS)
        check_once(tags, "")
        choices = root.iterfind(f"{_COMPATIBILITY}AlternateContent//*")
        _only((etree.QName(choice).localname for choice in choices), ("Choice", "absPath"))
        sheets = list(root.iter(main("sheet")))
        check_once((sheet.get("name", "").casefold() for sheet in sheets), "工作表")
        names = list(root.iter(main("definedName")))
        for defined in names:
            local = defined.get("localSheetId", "0")
            if not local.isdecimal() or int(local) >= len(sheets) or len(defined):
                raise Ambiguity(f"名称 {defined.get('name')} 有误")
        scoped = (f"{n.get('localSheetId', '')} {n.get('name', '')}".casefold() for n in names)
        check_once(scoped, "名称")
        return root

    def _sheet(self, root: etree._Element, texts: int) -> None:
        """Check a worksheet: rows and cells in order, one value a cell, usual formulas."""
        _only([str(root.tag)], (main("worksheet"),))
        tags = [str(child.tag) for child in root]
        _only(tags, {f"{{{MAIN}}}{name}" for name in _SHEET_PARTS})
        check_once(tags, "")
        _only((str(element.tag) for element in root.iter(f"{_COMPATIBILITY}*")), ())
        shared: set[str] = set()
        before = (0, 0)
        row_before = 0
        for row in root.iterfind(f"{main('sheetData')}/*"):
            number = row.get("r", "")
            _only([str(row.tag)], (main("row"),))
            if not number.isdecimal() or int(number) <= row_before:
                raise Ambiguity(f"第{number}行次序有误")
            row_before = int(number)
            for cell in row:
                place = cell.get("r", "")
                _only([str(cell.tag)], (main("c"),))
                _only(map(str, cell.attrib), ("r", "s", "t"))
                at = _place(place)
                if at[0] != row_before or at <= before:
                    raise Ambiguity(f"{place} 次序有误")
                before = at
                try:
                    _check_cell(cell, texts, shared)
                except Ambiguity as odd:
                    raise Ambiguity(f"{place} {odd}") from None


def _place(written: str) -> tuple[int, int]:
    try:
        return position(written)
    except ValueError:
        return 0, 0


def _check_letters(holder: etree._Element) -> None:
    """Check that a text is one, or runs, and that no letter of it is written by its number."""
    if len({main("t"), main("r")} & {str(child.tag) for child in holder}) > 1:
        raise Ambiguity("一段文字写了两遍")
    for element in holder.iter(main("t")):
        for code in _ESCAPED.findall(element.text or ""):
            if chr(int(code, 16)).isprintable() and code.upper() != "005F":
                raise Ambiguity(f"文字写作 _x{code}_")


def _check_cell(cell: etree._Element, texts: int, shared: set[str]) -> None:
    """Check what a cell holds; ``texts``: how many are shared, ``shared``: formulas so far."""
    parts, kind = cell_parts(cell), cell.get("t", "n")
    _only(parts, ("f", "v", "is"))
    formula = parts.get("f")
    if "is" in parts:
        _check_letters(parts["is"])
        _only(parts, ("is",))
    if "v" in parts and not _fits(kind, parts["v"].text or "", texts, has_formula="f" in parts):
        raise Ambiguity("的值有误")
    if formula is not None:
        _only(map(str, formula.attrib), _FORMULA)
        number, first = formula.get("si", ""), bool(formula.text)
        if formula.get("t", "normal") == "shared":
            if (first, first) != (number not in shared, "ref" in formula.attrib):
                raise Ambiguity("的公式有误")
            shared.add(number)
        elif formula.get("t", "normal") != "normal":
            raise Ambiguity("的公式有误")


def _fits(kind: str, text: str, texts: int, *, has_formula: bool) -> bool:
    """Tell whether a stored value is one of its kind; openpyxl has ``<v/>`` for no result."""
    if kind == "s":
        return text.isdecimal() and text.isascii() and int(text) < texts
    if kind == "b":
        return text in {"0", "1"}
    if kind == "n":
        return bool(NUMBER.fullmatch(text)) or (not text and has_formula)
    return kind == "str" or (kind == "e" and has_formula)
