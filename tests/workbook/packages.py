"""Looking into workbooks that the tool wrote."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

from workbook.xlsx.filling.grid import split_range

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Cells:
    """The values of a workbook by defined name; a list's name gives its first cell.

    ``names`` are those of the workbook as the tool wrote it (``tests.named_cells``).
    """

    def __init__(self, path: Path, names: Mapping[tuple[str, str], tuple[str, str]]) -> None:
        self._book = CalamineWorkbook.from_path(path)
        self._names = names
        self._sheets: dict[str, list[list[object]]] = {}

    def __getitem__(self, name: str) -> object:
        sheet, cells = self._names["", name]
        if sheet not in self._sheets:
            found = self._book.get_sheet_by_name(sheet)
            self._sheets[sheet] = found.to_python(skip_empty_area=False)
        row, column, _, _ = split_range(cells)
        return self._sheets[sheet][row - 1][column - 1]


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
