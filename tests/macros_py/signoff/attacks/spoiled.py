"""A signed settlement taken apart, so that one thing in it can be changed without any secret."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK, BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TYPES, ROOT_RELATIONS, STYLES = "[Content_Types].xml", "_rels/.rels", "xl/styles.xml"


@dataclass
class Spoiled:
    """The parts of a settlement by name; ``bill``, ``form`` and ``seal`` name those of sheets."""

    parts: dict[str, bytes]
    zipped: Callable[[dict[str, bytes]], bytes] | None = None

    @classmethod
    def of(cls, content: bytes) -> "Spoiled":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def sheet(self, title: str) -> str:
        """Return the part of a sheet."""
        book = self.parts[BOOK].decode()
        entry = re.search(rf'<sheet [^>]*name="{title}"[^>]*/>', book)
        assert entry, title
        identity = re.search(r'r:id="([^"]+)"', entry[0])
        assert identity
        relation = re.search(
            rf'<Relationship [^>]*Id="{identity[1]}"[^>]*/>', self.parts[BOOK_RELATIONS].decode()
        )
        assert relation
        target = re.search(r'Target="([^"]+)"', relation[0])
        assert target
        return target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"

    @property
    def bill(self) -> str:
        return self.sheet("结算单")

    @property
    def seal(self) -> str:
        return self.sheet("签认数据")

    @cached_property
    def _places(self) -> dict[str, str]:
        """The cells of 结算单 that changes name by a word; they move with the template."""
        book = self.parts[BOOK].decode()
        found = {}
        for word, name in (("应付", "单据_应付"), ("账号", "收款_账号"), ("扣款", "其他扣款_金额")):
            place = re.search(rf'name="{name}"[^>]*>[^<]*!\$([A-Z]+)\$([0-9]+)<', book)
            assert place, name
            found[f"@{word}"] = place[1] + place[2]
        row = int(found["@扣款"][1:])
        found |= {"@下": f"G{row + 1}", "@右": f"H{row}", "@反": f"{row}G", "@行": str(row)}
        return found

    def told(self, text: str) -> str:
        """Put the addresses of named cells into a text."""
        for word, place in self._places.items():
            text = text.replace(word, place)
        return text

    def edit(self, part: str, old: str, new: str, *, many: bool = False) -> None:
        """Replace a regular expression in a part; it must be there."""
        old, new = self.told(old), self.told(new)
        text, count = re.subn(
            old, new, self.parts[part].decode(), count=0 if many else 1, flags=re.DOTALL
        )
        assert count, (part, old)
        self.parts[part] = text.encode()

    def cell(self, place: str, old: str, new: str, part: str = "") -> None:
        """Replace a regular expression within one cell of 结算单, or of another part."""
        part, place, old, new = part or self.bill, *map(self.told, (place, old, new))
        text = self.parts[part].decode()
        found = re.search(rf'<c r="{place}"(?:/>|.*?</c>)', text, re.DOTALL)
        assert found, place
        changed, count = re.subn(old, new, found[0], count=1, flags=re.DOTALL)
        assert count, (place, found[0], old)
        self.parts[part] = (text[: found.start()] + changed + text[found.end() :]).encode()

    def add(self, name: str, content: bytes, kind: str, source: str, content_type: str = "") -> str:
        """Put a part in that ``source`` leads to; returns the relationship's id."""
        self.parts[name] = content
        if content_type:
            override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
            self.edit(TYPES, "</Types>", override)
        folder, _, file = source.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        if relations not in self.parts:
            self.parts[relations] = (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                b'relationships"></Relationships>'
            )
        identity = f"rIdX{len(self.parts)}"
        relation = f'<Relationship Id="{identity}" Type="{kind}" Target="/{name}"/>'
        self.edit(relations, "</Relationships>", f"{relation}</Relationships>")
        return identity

    def to_bytes(self, compression: int = zipfile.ZIP_STORED) -> bytes:
        """Pack the parts; stored, as the tool does, untouched ones are the file itself."""
        if self.zipped is not None:
            return self.zipped(self.parts)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in self.parts.items():
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.create_system, info.compress_type = 0, compression
                archive.writestr(info, content)
        return buffer.getvalue()
