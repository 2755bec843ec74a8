"""Small ledgers as packages, and how one is refused."""

import zipfile

import pytest

from workbook.patch import write_columns

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refused(path, kind, match=None, **how):
    before = path.read_bytes()
    listed = sorted(path.parent.iterdir())
    with pytest.raises(kind, match=match) as caught:
        write_columns(path, path, "S", {2: ["x"]}, **how)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == listed


def contents(path):
    with zipfile.ZipFile(path) as package:
        return [(name, package.read(name)) for name in package.namelist()]


SHEET = "xl/worksheets/sheet1.xml"
