"""Whether an .xlsx package is one that this tool, Excel, WPS, LibreOffice or openpyxl writes.

Programs read odd packages differently, so that one shows what another does not see. Whatever none
of the five writes when it saves a workbook of the tool's is refused, by the name of the part.
"""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workbook.values.cells import position
from workbook.values.refusals import WorkbookError
from workbook.xlsx.filling.package import MAIN, main

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument."
_ROOT_KINDS = {
    f"{_OFFICE}officeDocument": f"{_SHEETS}sheet.main+xml",
    f"{_OFFICE}extended-properties": f"{_PROPERTIES}extended-properties+xml",
    f"{_OFFICE}custom-properties": f"{_PROPERTIES}custom-properties+xml",
    f"{_PACKAGE}relationships/metadata/core-properties": _CORE_TYPE,
    _OFFICE.replace("Document", "document") + "metadata/core-properties": _CORE_TYPE,
}
_BOOK_KINDS = {
    f"{_OFFICE}worksheet": f"{_SHEETS}worksheet+xml",
    f"{_OFFICE}styles": f"{_SHEETS}styles+xml",
    f"{_OFFICE}sharedStrings": f"{_SHEETS}sharedStrings+xml",
    f"{_OFFICE}theme": f"{_PROPERTIES}theme+xml",
    f"{_OFFICE}calcChain": f"{_SHEETS}calcChain+xml",
}
_SHEET_KINDS = {f"{_OFFICE}printerSettings": f"{_SHEETS}printerSettings"}
_BOOK_PARTS = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("definedNames", "calcPr", "extLst", "AlternateContent", "revisionPtr"),
)
_SHEET_PARTS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells"),
    *("sheetProtection", "phoneticPr", "dataValidations", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors"),
)
_INSIDE_TEXTS = frozenset(map(main, ("t", "r", "rPr", "rPh", "phoneticPr")))
_CELL, _FORMULA = frozenset("rst"), frozenset(("t", "ref", "si", "aca", "ca"))
_NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z0-9_./\[\]-]+")
_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR, _ZIP64 = 24, (0xFFFFFFFF, 0xFFFFFFFF)
"""Most bytes behind a streamed entry; sizes that stand elsewhere."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


class ForeignPackageError(WorkbookError):
    """The package holds something that no program writes when it saves the tool's own file."""


def check_own_package(raw: bytes, label: str, more: Collection[str] = ()) -> None:
    """Raise ForeignPackageError naming the part that is not as it is saved.

    ``more``: types of relationships that the tool's template has beside the usual ones, such as a
    township's picture.
    """
    try:
        _Package.of(raw, frozenset(more)).check()
    except OddPartError as odd:
        part, why = odd.args
        message = f"{label}：{part} 有表格软件保存时不会写出的内容（{why}），不予读取"
        raise ForeignPackageError(message) from None


def relationship_types(raw: bytes) -> frozenset[str]:
    """Return every type of relationship in a package that is trusted."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        roots = [etree.fromstring(archive.read(n)) for n in archive.namelist() if _is_relations(n)]
    return frozenset(relation.get("Type", "") for root in roots for relation in root)


def _is_relations(name: str) -> bool:
    return name.endswith(".rels")


class OddPartError(Exception):
    """(part, what is odd in it)."""


def _only(part: str, found: Iterable[str], allowed: Collection[str]) -> None:
    for name in found:
        if name not in allowed:
            raise OddPartError(part, name.rpartition("}")[2])


def _once(part: str, found: Iterable[str], why: str) -> None:
    seen: set[str] = set()
    for name in found:
        if name in seen:
            raise OddPartError(part, f"{why}“{name}”")
        seen.add(name)


def _check_entries(raw: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse an entry whose own header says something else than the directory, or is in neither.

    Entries stand one behind the other from the first byte to the directory; one that was streamed
    (flag 3) has its sizes behind it.
    """
    end = 0
    for entry in sorted(archive.infolist(), key=lambda each: each.header_offset):
        head = raw[entry.header_offset : entry.header_offset + _LOCAL.size]
        if len(head) < _LOCAL.size or not end <= entry.header_offset <= end + _DESCRIPTOR:
            raise OddPartError(entry.filename, "压缩包里有目录没有列出的内容")
        mark, _, flags, method, _, _, check, packed, size, name, extra = _LOCAL.unpack(head)
        streamed = bool(flags & 8)
        said = (check, packed, size)
        true = (entry.CRC, entry.compress_size, entry.file_size)
        if (mark, flags, method) != (b"PK\3\4", entry.flag_bits, entry.compress_type) or (
            said != true and not (streamed and said in ((0, 0, 0), (0, *_ZIP64), (0, *true[1:])))
        ):
            raise OddPartError(entry.filename, "压缩包的两处说法不一")
        end = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
    if not end <= archive.start_dir <= end + _DESCRIPTOR:
        raise OddPartError("压缩包", "有目录没有列出的内容")


@dataclass
class _Package:
    """The parts by name; which of them a relationship has led to, and which are sound XML."""

    parts: Mapping[str, bytes]
    more: frozenset[str]
    reached: set[str] = field(default_factory=set)
    parsed: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, raw: bytes, more: frozenset[str]) -> "_Package":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_entries(raw, archive)
            return cls({name: archive.read(name) for name in archive.namelist()}, more)

    def xml(self, name: str) -> etree._Element:
        """Parse a part; a comment or processing instruction anywhere in it is odd."""
        if name not in self.parts:
            raise OddPartError(name, "缺少")
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(self.parts[name], parser)
        except etree.XMLSyntaxError:
            raise OddPartError(name, "XML 有误") from None
        if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII"):
            raise OddPartError(name, "编码")
        if root.getprevious() is not None or root.getnext() is not None:
            raise OddPartError(name, "注释")
        if next(root.iter(etree.Comment, etree.PI, etree.Entity), None) is not None:
            raise OddPartError(name, "注释")
        self.parsed.add(name)
        return root

    def check(self) -> None:
        for name in self.parts:
            if not _NAME.fullmatch(name) or posixpath.normpath(name) != name:
                raise OddPartError(name, "部件名")
        types = self._types()
        ((book, _),) = self._follow("", _ROOT_KINDS, types, single=f"{_OFFICE}officeDocument")
        related = self._follow(book, _BOOK_KINDS, types, single=f"{_OFFICE}styles")
        root = self._book(book)
        sheets = [part for part, kind in related if kind.endswith("/worksheet")]
        for sheet in sheets:
            self._follow(sheet, _SHEET_KINDS, types)
        listed = [sheet.get(f"{{{_OFFICE[:-1]}}}id", "") for sheet in root.iter(main("sheet"))]
        if len(set(listed)) != len(listed) or len(listed) != len(sheets):
            raise OddPartError(book, "工作表与部件不符")
        texts = self._texts([part for part, kind in related if kind.endswith("/sharedStrings")])
        for sheet in sheets:
            _Sheet(sheet, self.xml(sheet), texts).check()
        for name in self.parts:
            if name not in self.reached:
                raise OddPartError(name, "多余的部件")
            if name.endswith((".xml", ".rels")) and name not in self.parsed:
                self.xml(name)

    def _types(self) -> Mapping[str, str]:
        """Return the content type of each part."""
        name = "[Content_Types].xml"
        self.reached.add(name)
        root = self.xml(name)
        defaults, overrides = (
            [entry for entry in root if etree.QName(entry).localname == kind]
            for kind in ("Default", "Override")
        )
        if len(defaults) + len(overrides) != len(root):
            raise OddPartError(name, "元素")
        extensions = [entry.get("Extension", "").lower() for entry in defaults]
        places = [entry.get("PartName", "").lower() for entry in overrides]
        _once(name, extensions + places, "重复的")
        by_extension = dict(zip(extensions, defaults, strict=True))
        by_place = dict(zip(places, overrides, strict=True))
        found = {}
        for part in self.parts:
            low = part.lower()
            entry = by_place.get("/" + low, by_extension.get(low.rpartition(".")[2]))
            found[part] = "" if entry is None else entry.get("ContentType", "")
        return found

    def _follow(
        self, source: str, kinds: Mapping[str, str], types: Mapping[str, str], single: str = ""
    ) -> list[tuple[str, str]]:
        """Return (part, type) of each relationship of a part, or just that of type ``single``.

        Each type but that of worksheets stands once; ``single`` must be there.
        """
        folder, name = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.parts:
            if single:
                raise OddPartError(relations, "缺少")
            return []
        self.reached.add(relations)
        found: list[tuple[str, str]] = []
        entries = list(self.xml(relations))
        _once(relations, (entry.get("Id", "") for entry in entries), "重复的 Id ")
        for entry in entries:
            kind, target = entry.get("Type", ""), entry.get("Target", "")
            _only(relations, map(str, entry.attrib), ("Id", "Type", "Target"))
            _only(relations, [kind], (*kinds, *self.more))
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if not _NAME.fullmatch(target) or part not in self.parts or part in self.reached:
                raise OddPartError(relations, f"指向 {target}")
            if kind in kinds and types[part] != kinds[kind]:
                raise OddPartError("[Content_Types].xml", f"{part} 的类型")
            self.reached.add(part)
            found.append((part, kind))
            if kind in self.more and kind not in kinds:
                self._follow(part, {}, types)
        _once(relations, (k for _, k in found if k in kinds and not k.endswith("/worksheet")), "")
        if single and not any(kind == single for _, kind in found):
            raise OddPartError(relations, "不完整")
        return [pair for pair in found if pair[1] == single] if source == "" else found

    def _book(self, name: str) -> etree._Element:
        root = self.xml(name)
        if root.tag != main("workbook"):
            raise OddPartError(name, root.tag)
        tags = [etree.QName(child).localname for child in root]
        _only(name, tags, _BOOK_PARTS)
        _once(name, tags, "重复的")
        for choice in root.iterfind(f"{_COMPATIBILITY}AlternateContent//*"):
            _only(name, [etree.QName(choice).localname], ("Choice", "absPath"))
        sheets = list(root.iter(main("sheet")))
        _once(name, (sheet.get("name", "").casefold() for sheet in sheets), "重复的工作表")
        names = list(root.iter(main("definedName")))
        for defined in names:
            local = defined.get("localSheetId", "0")
            if not local.isdecimal() or int(local) >= len(sheets) or len(defined):
                raise OddPartError(name, f"名称“{defined.get('name')}”")
        scoped = (f"{n.get('localSheetId', '')} {n.get('name', '')}".casefold() for n in names)
        _once(name, scoped, "重复的名称")
        return root

    def _texts(self, parts: list[str]) -> int:
        """Check the shared texts; return how many there are."""
        if not parts:
            return 0
        items = list(self.xml(parts[0]))
        for item in items:
            _only(parts[0], [str(item.tag)], (main("si"),))
            _check_text(parts[0], item)
        return len(items)


def _check_text(part: str, holder: etree._Element) -> None:
    """Refuse a text that is not one ``t``, or runs of one ``t`` each."""
    tags = [str(child.tag) for child in holder]
    _only(part, tags, _INSIDE_TEXTS)
    if tags.count(main("t")) > 1 or (main("t") in tags and main("r") in tags):
        raise OddPartError(part, "一个单元格有两个值")
    for element in holder.iter(main("t")):
        if len(element):
            raise OddPartError(part, "文字里有别的元素")
        for code in _ESCAPED.findall(element.text or ""):
            if chr(int(code, 16)).isprintable() and code.upper() != "005F":
                raise OddPartError(part, f"文字写作 _x{code}_")


@dataclass
class _Sheet:
    """One worksheet: rows and cells in order, one value a cell, plain or shared formulas."""

    part: str
    root: etree._Element
    texts: int
    shared: set[str] = field(default_factory=set)

    def check(self) -> None:
        if self.root.tag != main("worksheet"):
            raise OddPartError(self.part, "根元素")
        tags = [str(child.tag) for child in self.root]
        _only(self.part, tags, {f"{{{MAIN}}}{name}" for name in _SHEET_PARTS})
        _once(self.part, (tag.rpartition("}")[2] for tag in tags), "重复的")
        for element in self.root.iter(f"{_COMPATIBILITY}*"):
            raise OddPartError(self.part, etree.QName(element).localname)
        row_before = 0
        for row in self.root.iterfind(f"{main('sheetData')}/*"):
            _only(self.part, [str(row.tag)], (main("row"),))
            number = row.get("r", "")
            if not number.isdecimal() or int(number) <= row_before:
                raise OddPartError(self.part, f"行 {number}")
            row_before, column_before = int(number), 0
            for cell in row:
                column_before = self._cell(cell, row_before, column_before)

    def _cell(self, cell: etree._Element, row: int, column_before: int) -> int:
        place = cell.get("r", "")
        try:
            at = position(place)
        except ValueError:
            at = (0, 0)
        _only(self.part, [str(cell.tag)], (main("c"),))
        _only(self.part, map(str, cell.attrib), _CELL)
        if at[0] != row or at[1] <= column_before:
            raise OddPartError(self.part, f"单元格 {place}")
        self._values(cell, place)
        return at[1]

    def _values(self, cell: etree._Element, place: str) -> None:
        children = {str(child.tag): child for child in cell}
        _only(self.part, children, (main("f"), main("v"), main("is")))
        if len(children) != len(cell):
            raise OddPartError(self.part, f"{place} 有两个值")
        kind, value = cell.get("t", "n"), children.get(main("v"))
        inner, formula = children.get(main("is")), children.get(main("f"))
        if (inner is not None) != (kind == "inlineStr") and not (inner is None and value is None):
            raise OddPartError(self.part, f"{place} 有两个值")
        if inner is not None:
            if value is not None or formula is not None:
                raise OddPartError(self.part, f"{place} 有两个值")
            _check_text(self.part, inner)
        if value is not None and (len(value) or not self._fits(kind, value.text or "", formula)):
            raise OddPartError(self.part, f"{place} 的值")
        if formula is not None:
            self._formula(formula, place)

    def _fits(self, kind: str, text: str, formula: etree._Element | None) -> bool:
        """Tell whether a stored value is one of its kind; openpyxl has ``<v/>`` for no result."""
        if kind == "s":
            return text.isdecimal() and text.isascii() and int(text) < self.texts
        if kind == "b":
            return text in {"0", "1"}
        if kind == "n":
            return bool(_NUMBER.fullmatch(text)) or (not text and formula is not None)
        return kind == "str" or (kind == "e" and formula is not None)

    def _formula(self, formula: etree._Element, place: str) -> None:
        _only(self.part, map(str, formula.attrib), _FORMULA | {_SPACE})
        kind, number = formula.get("t", "normal"), formula.get("si", "")
        if len(formula) or kind not in {"normal", "shared"}:
            raise OddPartError(self.part, f"{place} 的公式")
        if kind == "shared":
            first = number not in self.shared
            if first != bool(formula.text) or first != ("ref" in formula.attrib):
                raise OddPartError(self.part, f"{place} 的公式")
            self.shared.add(number)


_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def parts_of(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of each part, in the order of the package."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
