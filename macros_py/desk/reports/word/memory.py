"""What a document last held as generated: one custom XML part beside the text."""

from dataclasses import dataclass, field

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from workbook.values.text import as_text

SPACE = "urn:jsjb:report:1"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION, PROPERTIES = f"{_R}/customXml", f"{_R}/customXmlProps"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ID = "{6A736A62-0000-4000-8000-000000000001}"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


@dataclass
class Memory:
    """Tag → (key, text as generated); ``""`` for a cell that only people fill."""

    values: dict[str, tuple[str, str]] = field(default_factory=dict)

    def xml(self) -> bytes:
        """Return the custom XML part."""
        root = etree.Element(f"{{{SPACE}}}report", nsmap={"j": SPACE})
        for name, (key, text) in self.values.items():
            value = etree.SubElement(root, f"{{{SPACE}}}value", tag=name, key=as_text(key))
            value.text = as_text(text)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def text(self, name: str) -> str | None:
        """Return what was last generated there, None if nothing was."""
        found = self.values.get(name)
        return None if found is None else found[1]


def remembered(document: Part) -> tuple[Part, Memory] | None:
    """Return a document's custom XML part of ours, None where it is lost."""
    for relation in document.rels.values():
        if relation.reltype != RELATION or relation.is_external:
            continue
        part = relation.target_part
        try:
            root = etree.fromstring(part.blob)
        except etree.XMLSyntaxError:
            continue
        if root.tag == f"{{{SPACE}}}report":
            values = {
                str(each.get("tag")): (str(each.get("key")), each.text or "") for each in root
            }
            return part, Memory(values)
    return None


def remember(document: Part, memory: Memory) -> None:
    """Put the custom XML part beside a document, in place of an earlier one."""
    old = remembered(document)
    if old is not None:
        old[0]._blob = memory.xml()  # noqa: SLF001  python-docx has no other way to change a part
        return
    package = document.package
    item = Part(PackURI("/customXml/item9.xml"), "application/xml", memory.xml(), package)
    store = (
        f'<ds:datastoreItem xmlns:ds="{_STORE}" ds:itemID="{_ID}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    uri = PackURI("/customXml/itemProps9.xml")
    item.relate_to(Part(uri, _PROPERTIES_TYPE, store.encode(), package), PROPERTIES)
    document.relate_to(item, RELATION)
