"""The workbook of a district and the tables beside it."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from macros_py.district.district_figures import DistrictFigures
from macros_py.district.district_pages import report_of
from macros_py.jobs.district import DistrictTold
from tests.macros_py.desk.reports.ledgers import AS_OF as MOMENT
from tests.macros_py.desk.reports.ledgers import cases, write
from tests.macros_py.district.districts import PERIOD, counted, rows_of, told_of


@pytest.fixture(scope="module")
def place(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district that nobody changes, with its output beside it."""
    return Path(shutil.copytree(untouched, tmp_path_factory.mktemp("区") / "区")) / "全区"


@pytest.fixture(scope="module")
def told(place: Path) -> DistrictTold:
    return told_of(place)


def test_the_tables_in_the_workbook_and_beside_it(place: Path, told: DistrictTold) -> None:
    book = openpyxl.load_workbook(told.output)
    assert book.sheetnames == [
        *("全区排名", "各环节", "诉求类别", "评价口径", "数据质量", "问题", "口径说明", "图表数据"),
    ]
    charts = {sheet.title: len(sheet._charts) for sheet in book}
    assert charts["全区排名"] == charts["各环节"] == charts["诉求类别"] == 1
    shown = [str(cell.value) for row in book["全区排名"].iter_rows() for cell in row if cell.value]
    assert "乡镇排名" in shown
    assert "第03镇" in shown
    tables = {path.name for path in told.tables}
    assert f"全区分析_{PERIOD}_乡镇排名.csv" in tables
    ranking = rows_of(place, "乡镇排名")
    assert [row["乡镇"] for row in ranking][-1] == "全区"
    townships = ranking[:-1]
    assert int(ranking[-1]["受理"]) == sum(int(row["受理"]) for row in townships)
    kinds = {row.pop("乡镇"): row for row in rows_of(place, "各乡镇问题种类")}
    for row in rows_of(place, "各乡镇数据质量"):
        assert int(row["问题"]) == sum(map(int, kinds.get(row["乡镇"], {}).values()))
    heat = rows_of(place, "乡镇与诉求类别")
    received = {row["乡镇"]: int(row["受理"]) for row in townships}
    for row in heat:
        counts = [int(n) for name, n in row.items() if name != "乡镇"]
        assert sum(counts) == received[row["乡镇"]]


def blocks_of(figures: DistrictFigures) -> Iterator[str]:
    report = report_of(figures, [], [], "全区")
    for section in (report.leader, *report.sections):
        yield from (block.key for block in section.blocks if hasattr(block, "key"))


def test_every_table_has_a_name_of_its_own(told: DistrictTold) -> None:
    keys = list(blocks_of(told.figures))
    assert len(set(keys)) == len(keys)


def test_a_township_may_be_called_as_the_district_is(folder: Path) -> None:
    (folder / "第01镇").rename(folder / "全区")
    counted(folder)
    for table in ("乡镇排名", "各乡镇按时率"):
        names = [row["乡镇"] for row in rows_of(folder, table)]
        assert sorted(names) == sorted({"第00镇", "第02镇", "第03镇", "全区", "全区合计"})
        assert names[-1] == "全区合计"


def test_categories_beyond_those_shown_are_one_column_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    rows = [{**row, "category": "其他"} for row in cases(1, 60)]
    for row, letter in zip(rows, "甲乙丙丁戊己庚辛壬癸子丑", strict=False):
        row["category"] = f"{letter}类"
    write(folder / "甲镇.xlsx", rows)
    counted(folder, "--period", "2023-11-01..2024-03-20")
    path = next((tmp_path / "出").glob("*诉求类别.csv"))
    header = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert len(set(header)) == len(header) == 13
    assert {"其他", "其余各类"} < set(header)


def test_problems_for_a_thousand_rows_have_one_decimal(place: Path, told: DistrictTold) -> None:
    book = openpyxl.load_workbook(told.output)
    cells = [cell for row in book["数据质量"].iter_rows() for cell in row]
    (header,) = [cell for cell in cells if cell.value == "每千行"]
    below = book["数据质量"].cell(header.row + 1, header.column)
    assert below.number_format == "0.0"
    quality = rows_of(place, "各乡镇数据质量")[0]
    assert f"{below.value:.1f}" == quality["每千行"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    write(folder / "=1+1.xlsx", cases(1, 40))
    told = told_of(folder)
    assert rows_of(folder, "乡镇排名")[0]["乡镇"] == "'=1+1"
    book = openpyxl.load_workbook(told.output)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == "=1+1"]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_times_of_the_package_are_as_of(told: DistrictTold) -> None:
    with zipfile.ZipFile(told.output) as package:
        assert {info.date_time for info in package.infolist()} == {MOMENT.timetuple()[:6]}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2024-03-20T15:00:00Z") == 2
