"""Real workbooks: what is not written stays bit for bit, and every program reads the result."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.office import convert, needs_office
from tests.workbook.xlsx.patching import corpus
from tests.workbook.xlsx.patching.oracle import assert_cells, assert_only_changed, loaded
from workbook.patch import write_columns
from workbook.values.refusals import CellError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.patching.rewriting import Rewriting

VALUES = ["时限", datetime(2024, 3, 20, 15), None, "逾期未办", 3, 2.5, "=1", True, " 尾 "]
HIGHLIGHTS = {"逾期未办": "FF7C80", "临期": "FFC000"}


def sheets(path: Path) -> dict[str, str]:
    """Worksheet names and parts."""
    with path.open("rb") as file:
        rewriting = Rewriting(Archive(file, path.name), file)
        names = [s.title for s in loaded(path).worksheets]
        return {name: rewriting.book.sheet(name).part for name in names}


def places(path: Path, sheet: str) -> list[tuple[dict[int, list[object]], int]]:
    """Beside the last column, far off, and over a column that is there."""
    last = loaded(path)[sheet].max_column
    beside = {last + 1: VALUES, last + 2: VALUES[:4], last + 3: ["末"] * 40}
    return [(beside, 1), ({last + 30: VALUES}, 5), ({2: VALUES, last + 1: VALUES}, 1)]


def write_everywhere(path: Path, folder: Path) -> list[Path]:
    """Write to every sheet of a workbook in several ways, judging each; returns what was made."""
    made = []
    for name, part in sheets(path).items():
        for i, (columns, first) in enumerate(places(path, name)):
            target = folder / f"{path.stem}-{len(made)}-{i}{path.suffix}"
            highlights = {min(columns): HIGHLIGHTS}
            try:
                write_columns(path, target, name, columns, first_row=first, highlights=highlights)
            except CellError as refusal:
                why = str(refusal)
            else:
                why = ""
            if why:
                assert "公式" in why or "标题" in why
                assert not target.exists()
                continue
            assert_only_changed(path, target, part)
            assert_cells(path, target, name, columns, first)
            once = target.read_bytes()
            write_columns(target, target, name, columns, first_row=first, highlights=highlights)
            assert target.read_bytes() == once
            made.append(target)
    return made


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return corpus.made(tmp_path_factory.mktemp("corpus"))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("at", range(6))
def test_made_workbooks(sources, tmp_path, at):
    assert write_everywhere(sources[at], tmp_path)


@pytest.mark.parametrize("path", corpus.installed(), ids=lambda p: p.name)
def test_installed_workbooks(path, tmp_path):
    assert write_everywhere(path, tmp_path)


def test_the_table_on_the_sheet_grows(sources, tmp_path):
    source = next(p for p in sources if p.stem == "tabled")
    write_columns(source, tmp_path / "b.xlsx", "S", {5: ["戊", 1, 2], 6: ["己", 1]})
    table = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"].tables["Table1"]
    assert table.ref == "A1:F30"
    assert table.column_names == list("甲乙丙丁戊己")


@pytest.mark.nightly
@needs_office
def test_libreoffice_opens_what_was_written(sources, tmp_path, nightly):
    originals = tmp_path / "from"
    originals.mkdir()
    plain = [p for p in sources if p.stem != "macros"]
    exported = convert(plain, "xlsx", originals)
    some = slice(None, None, None if nightly else 3)
    written = [made for path in exported[some] for made in write_everywhere(path, tmp_path)]
    for path in sources[some]:
        written += write_everywhere(path, tmp_path)[:4]
    written = written if nightly else written[::2]
    out = tmp_path / "out"
    for opened in convert(written, "xlsx", out):
        assert zipfile.is_zipfile(opened)
    for path in written:
        before, after = loaded(path), loaded(out / f"{path.stem}.xlsx")
        for sheet in before.worksheets:
            found = after[sheet.title]
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type in {"s", "inlineStr"}:
                        assert found[cell.coordinate].value == cell.value, (path.name, cell)
