"""The workbook around the VBA project: an empty add-in workbook as openpyxl writes it."""

import io
import zipfile
from datetime import datetime

from lxml import etree
from openpyxl import Workbook

from addin.build.customui import RELATION
from addin.build.errors import BrokenAddinError
from workbook.xlsx.container.packing import packed

BOOK, VBA, RIBBON = "xl/workbook.xml", "xl/vbaProject.bin", "customUI/customUI14.xml"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
VBA_TYPE = "application/vnd.ms-office.vbaProject"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_TYPES, _ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
_BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_PROPERTIES = "docProps/core.xml"
_MOMENT = datetime(2000, 1, 1)


def package_bytes(vba: bytes, ribbon: bytes, title: str) -> bytes:
    """Build the .xlam: the shell, the VBA project, the ribbon; equal input gives equal bytes.

    The parts are stored as they are: compressors differ from one Python to the next.
    """
    parts = _shell(title)
    parts[_TYPES] = _typed(parts[_TYPES])
    parts[_BOOK_RELATIONS] = _related(parts[_BOOK_RELATIONS], _VBA_RELATION, "vbaProject.bin")
    parts[_ROOT_RELATIONS] = _related(parts[_ROOT_RELATIONS], RELATION, RIBBON)
    parts |= {VBA: vba, RIBBON: ribbon}
    return packed(parts, zipfile.ZIP_STORED)


def parts_of(raw: bytes) -> dict[str, bytes]:
    """Give the parts of a package; raises BrokenAddinError for what is no sound zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BrokenAddinError(f"不是完整的 .xlam 文件：{error}") from error


def _shell(title: str) -> dict[str, bytes]:
    book = Workbook()
    book.code_name = "ThisWorkbook"
    book.active.sheet_properties.codeName = "Sheet1"
    book.properties.title = title
    book.properties.creator = "jsjb"
    raw = io.BytesIO()
    book.save(raw)
    parts = parts_of(raw.getvalue())
    properties = etree.fromstring(parts[_PROPERTIES])
    for element in properties.iter("{*}created", "{*}modified"):
        element.text = f"{_MOMENT.isoformat()}Z"
    parts[_PROPERTIES] = etree.tostring(properties, encoding="UTF-8", xml_declaration=True)
    return parts


def _typed(types: bytes) -> bytes:
    root = etree.fromstring(types)
    for override in root.iter("{*}Override"):
        if override.get("PartName") == f"/{BOOK}":
            override.set("ContentType", ADDIN_TYPE)
    namespace = etree.QName(root).namespace
    tag = f"{{{namespace}}}Override"
    etree.SubElement(root, tag, PartName=f"/{VBA}", ContentType=VBA_TYPE)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _related(relations: bytes, kind: str, target: str) -> bytes:
    root = etree.fromstring(relations)
    tag = f"{{{etree.QName(root).namespace}}}Relationship"
    taken = {relation.get("Id") for relation in root}
    number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    etree.SubElement(root, tag, Id=f"rId{number}", Type=kind, Target=target)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
