"""Looking into workbooks that the tool wrote."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Cells:
    """The values of a workbook by defined name; a list's name gives its first cell."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path, data_only=True)

    def __getitem__(self, name: str) -> object:
        sheet, cells = next(self._book.defined_names[name].destinations)
        return self._book[sheet][cells.replace("$", "").partition(":")[0]].value


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(content: bytes, changed: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts(content), **changed}.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_wrong_results(content: bytes) -> bytes:
    """Spoil the stored value of every formula, so that only a recalculation can give the right."""
    changed = {}
    for name, data in parts(content).items():
        if re.match(r"xl/worksheets/[^/]+\.xml", name):
            root = etree.fromstring(data)
            for cell in root.iter(MAIN + "c"):
                if cell.find(MAIN + "f") is not None:
                    value = cell.find(MAIN + "v")
                    value.text = "7654321" if cell.get("t", "n") == "n" else "spoiled"
            changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return repacked(content, changed)
