"""The XML parts of an .xlsx that a reader of values does not show: sheets, styles, date system."""

import io
import posixpath
from functools import cached_property

from lxml import etree

from workbook.values.refusals import DamagedError
from workbook.xlsx.container.archive import Archive


class Parts:
    """Parts of a package that has passed the guard; names are found without regard to case."""

    def __init__(self, raw: bytes, label: str, last: tuple[str, bytes] | None = None) -> None:
        self._archive = Archive(io.BytesIO(raw), label)
        self._entries = {entry.name.lower(): entry for entry in self._archive.entries}
        self._last = last or ("", b"")
        self.label = label

    def data(self, name: str) -> bytes:
        """Give the content of a part; b"" when there is none of that name."""
        entry = self._entries.get(name.lower().lstrip("/"))
        return b"".join(self._archive.content(entry)) if entry else b""

    def tree(self, name: str) -> etree._Element | None:
        """Give the root element of a part, or None when there is none; entities stay unread."""
        data = self.data(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        try:
            return etree.fromstring(data, parser) if data else None
        except etree.XMLSyntaxError:
            raise DamagedError(f"{self.label}：{name} 不是完整的 XML，文件已损坏") from None

    def sheet(self, name: str) -> bytes:
        """Give the XML of a sheet by the name on its tab; the last one is kept."""
        key = self.sheet_parts.get(name, "").lower()
        if self._last[0] != key:
            self._last = (key, self.data(key))
        return self._last[1]

    @cached_property
    def date1904(self) -> bool:
        """Whether serial numbers count from 1904-01-01."""
        root = self.tree("xl/workbook.xml")
        marks = () if root is None else root.iter("{*}workbookPr")
        return any(mark.get("date1904") in {"1", "true"} for mark in marks)

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """Sheet name → name of its part."""
        relations = self.tree("xl/_rels/workbook.xml.rels")
        book = self.tree("xl/workbook.xml")
        if relations is None or book is None:
            return {}
        targets = {r.get("Id"): r.get("Target", "") for r in relations.iter("{*}Relationship")}
        found: dict[str, str] = {}
        for sheet in book.iter("{*}sheet"):
            ids = [str(v) for k, v in sheet.attrib.items() if etree.QName(k).localname == "id"]
            target = targets.get(ids[0], "") if ids else ""
            part = posixpath.normpath(posixpath.join("/xl", target.replace("\\", "/")))
            found[sheet.get("name", "")] = part.lstrip("/")
        return found
