"""分析_….xlsx: the page for the leaders first, native charts, figures as numbers, text as text."""

import io
import zipfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.desk.reports.blocks import Column, Kind, Report, Row, Section, Table
from macros_py.desk.reports.report_contents import report_of
from macros_py.desk.reports.report_json import figures_json
from macros_py.desk.reports.report_workbook import workbook_of
from macros_py.desk.reports.study import Study
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from templates import template
from templates.draw.analysis import SHEETS, draw
from templates.draw.style import save
from tests.macros_py.desk.reports.ledgers import AS_OF, Case, cases, write
from tests.office import convert, needs_office, needs_poppler, page_text
from workbook.values.refusals import TemplateError

SHIPPED = template("分析.xlsx").read_bytes()


def study(folder: Path, rows: list[Case], period: str = "2024-02") -> Study:
    judged = judge_ledger(write(folder / "台账.xlsx", rows), default_in_force(), AS_OF)
    return Study.of(judged, period)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, bytes]:
    found = study(tmp_path_factory.mktemp("ledger"), cases(7, 300))
    return found, workbook_of(report_of(found, {}, "台账.xlsx"), SHIPPED, AS_OF)


def approx(share: str) -> object:
    return pytest.approx(float(Fraction(share)))


def table(sheet: Worksheet, title: str) -> list[tuple[object, ...]]:
    """Return the rows below a table's title: header first, up to the blank row."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if row[0] == title) + 1
    end = next(n for n in range(top, len(rows) + 1) if n == len(rows) or rows[n][0] is None)
    return rows[top:end]


def test_the_shipped_template_is_the_drawn_one(tmp_path: Path) -> None:
    save(draw(), tmp_path / "分析.xlsx")
    assert (tmp_path / "分析.xlsx").read_bytes() == SHIPPED


def test_sheets_stand_in_order_and_the_looks_are_gone(made: tuple[Study, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made[1]))
    assert book.sheetnames == [name for name in SHEETS if name not in ("三率", "年度汇总")]
    assert book.active.title == "领导版"
    assert not book.defined_names


def test_figures_are_numbers_and_agree_with_the_json(made: tuple[Study, bytes]) -> None:
    found, content = made
    book = openpyxl.load_workbook(io.BytesIO(content))
    told = figures_json(found)
    categories, places, units = told["categories"], told["places"], told["units"]
    assert isinstance(categories, list)
    assert isinstance(places, list)
    assert isinstance(units, list)
    assert [(row[0], row[1], row[2]) for row in table(book["诉求类别"], "一级分类")[1:]] == [
        (each["name"], each["received"], approx(each["share"])) for each in categories
    ]
    assert [(row[0], row[1], row[5]) for row in table(book["村社区"], "村社区")[1:]] == [
        (each["name"], each["received"], approx(each["resolution"])) for each in places
    ]
    ranks = [(row[1], row[0]) for row in table(book["承办单位"], "三率表")[1:]]
    assert ranks == [(each["name"], each["rank"] or "—") for each in units]
    lost = table(book["失分工单"], "工单清单")
    assert [row[0] for row in lost[1:]] == [each["case"] for each in told["lost"]]  # type: ignore[attr-defined]


def test_a_share_has_a_percent_format(made: tuple[Study, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made[1]))["诉求类别"]
    formats = {cell.number_format for row in sheet.iter_rows() for cell in row if cell.column == 3}
    assert "0.0%" in formats


def test_charts_are_native_and_refer_to_cells(made: tuple[Study, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        charts = [package.read(name).decode() for name in names]
        assert not [name for name in package.namelist() if name.startswith("xl/media/")]
    ranked = any(unit.rank is not None for unit in made[0].units)
    assert len(charts) == 5 + ranked
    assert all("图表数据" in chart for chart in charts)


def test_charts_hold_what_they_show(made: tuple[Study, bytes]) -> None:
    """A viewer that does not calculate shows the same; lines are straight, titles stand above."""
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    data = openpyxl.load_workbook(io.BytesIO(made[1]))["图表数据"]
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        charts = [etree.fromstring(package.read(name)) for name in names]
    seen = 0
    for chart in charts:
        overlay = chart.find(f"{c}chart/{c}title/{c}overlay")
        assert overlay is not None
        assert overlay.get("val") == "0"
        for line in chart.iter(f"{c}lineChart"):
            smooth = [each.get("val") for each in line.iter(f"{c}smooth")]
            assert smooth == ["0"] * len(line.findall(f"{c}ser"))
        for formula in chart.iter(f"{c}f"):
            assert formula.text is not None
            found = data[formula.text.rpartition("!")[2].replace("$", "")]
            cells = [found] if not isinstance(found, tuple) else [row[0] for row in found]
            cache = formula.getnext()
            assert cache is not None
            points = {str(p.get("idx")): p[0].text for p in cache.findall(f"{c}pt")}
            wanted = {
                str(i): str(cell.value) for i, cell in enumerate(cells) if cell.value is not None
            }
            assert points == wanted
            seen += len(points)
    assert seen > 50


def test_every_page_prints_one_page_wide_with_its_source(made: tuple[Study, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made[1]))
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.oddFooter.left.text == "截至2024-03-20 15:00　来源：台账.xlsx"
    assert book["领导版"].page_setup.fitToHeight == 1


def test_the_same_input_gives_the_same_bytes(made: tuple[Study, bytes]) -> None:
    again = workbook_of(report_of(made[0], {}, "台账.xlsx"), SHIPPED, AS_OF)
    assert again == made[1]


def test_text_of_citizens_is_text(tmp_path: Path) -> None:
    rows = cases(1, 60)
    for row in rows:
        row["category"], row["place"], row["unit"] = "=1+1", "@村", "<b>科</b>&"
    found = study(tmp_path, rows, "第1季度")
    content = workbook_of(report_of(found, {}, "=台账&.xlsx"), SHIPPED, AS_OF)
    book = openpyxl.load_workbook(io.BytesIO(content))
    held = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in held if cell.data_type == "f"]
    assert table(book["诉求类别"], "一级分类")[1][0] == "=1+1"
    assert table(book["承办单位"], "三率表")[1][1] == "<b>科</b>&"
    assert book["领导版"].oddFooter.left.text.endswith("来源：=台账&&.xlsx")


def test_a_restyled_template_styles_the_report(made: tuple[Study, bytes], tmp_path: Path) -> None:
    book = draw()
    book["样式"]["A5"].font = openpyxl.styles.Font(name="隶书", size=20)
    save(book, tmp_path / "分析.xlsx")
    content = workbook_of(report_of(made[0], {}, "x"), (tmp_path / "分析.xlsx").read_bytes(), AS_OF)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["诉求类别"]
    assert any(cell.font.name == "隶书" for row in sheet.iter_rows() for cell in row)


def test_a_template_that_lacks_a_look_or_a_sheet_is_refused(
    made: tuple[Study, bytes], tmp_path: Path
) -> None:
    report = report_of(made[0], {}, "x")
    for spoil, message in (
        (lambda book: book.remove(book["趋势"]), "缺少工作表：趋势"),
        (lambda book: book.defined_names.pop("样式_件数"), "缺少名称：样式_件数"),
    ):
        book = draw()
        spoil(book)
        save(book, tmp_path / "分析.xlsx")
        with pytest.raises(TemplateError, match=message):
            workbook_of(report, (tmp_path / "分析.xlsx").read_bytes(), AS_OF)


@needs_office
@needs_poppler
def test_the_leaders_page_is_one_page(made: tuple[Study, bytes], tmp_path: Path) -> None:
    path = tmp_path / "分析.xlsx"
    path.write_bytes(made[1])
    (pdf,) = convert([path], "pdf", tmp_path)
    first, second = page_text(pdf, 1), page_text(pdf, 2)
    assert "接诉即办月分析（2024年2月）" in first
    assert "来源渠道分布" not in first
    assert "来源渠道分布" in second


def test_per_hundred_people(tmp_path: Path) -> None:
    rows = [{**row, "place": "善台子村"} for row in cases(2, 80)]
    found = study(tmp_path, rows)
    report = report_of(found, {"善台子村": 500}, "x")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(report, SHIPPED, AS_OF)))["村社区"]
    head, row = table(sheet, "村社区")[:2]
    wanted = round(found.balance.received * 1000 / 500 + 1e-9) / 10
    assert float(str(row[head.index("每百人")])) == wanted


def paged(rows: int, tables: int = 1, counts: Sequence[str] = ()) -> Worksheet:
    """Return the page of so many tables of so many rows each, as the workbook lays it out.

    ``counts``: what the second column of each table is called.
    """
    blocks = [
        Table(
            f"t{n}",
            f"表{n}",
            (Column("名称", Kind.TEXT, 5), Column(counts[n] if counts else "受理")),
            [Row(f"{i}", [f"名{i}", i]) for i in range(rows)],
        )
        for n in range(tables)
    ]
    page = Section("三率", "三率", blocks)
    report = Report("三率", "三率表", "x", "三率", page, (), None, (), ("来源：x",))
    return openpyxl.load_workbook(io.BytesIO(workbook_of(report, SHIPPED, AS_OF)))["三率"]


def test_a_page_that_fits_is_left_as_it_is() -> None:
    sheet = paged(8)
    assert (list(sheet.row_breaks.brk), sheet.page_setup.fitToHeight) == ([], 0)
    assert sheet.print_title_rows is None


def test_a_row_or_two_too_many_are_shrunk_to_the_page() -> None:
    most = next(n for n in range(20, 80) if paged(n).page_setup.fitToHeight == 1)
    assert paged(most - 1).page_setup.fitToHeight == 0
    assert not paged(most).row_breaks.brk


def test_a_sheet_of_several_pages_keeps_its_breaks() -> None:
    """Fitted to a number of pages it would lose them."""
    sheets = [paged(rows, 3) for rows in (4, 5, 7, 8, 10, 20, 21, 22, 25, 26, 30, 39)]
    assert any(sheet.row_breaks.brk for sheet in sheets)
    assert {sheet.page_setup.fitToHeight for sheet in sheets if sheet.row_breaks.brk} == {0}
    assert {sheet.page_setup.fitToHeight for sheet in sheets} == {0, 1}
    fitted = [paged(rows).page_setup.fitToHeight for rows in (40, 45, 46, 60, 61)]
    assert fitted == [0, 0, 2, 2, 0]


def test_a_table_that_stands_on_one_page_is_not_split() -> None:
    sheet = paged(20, 3)
    titles = [n for n, (cell,) in enumerate(sheet["A1:A90"], 1) if str(cell.value).startswith("表")]
    assert [brk.id + 1 for brk in sheet.row_breaks.brk]
    assert {brk.id + 1 for brk in sheet.row_breaks.brk} <= set(titles)


def test_a_header_repeats_above_tables_with_the_same_columns_only() -> None:
    """The header of a table with others would stand above the tables behind it."""
    assert paged(200).print_title_rows == "$3:$3"
    assert paged(200, 2).print_title_rows == "$3:$3"
    assert paged(200, 2, ("受理", "办结")).print_title_rows == "$206:$206"
    assert paged(200, 3, ("受理", "办结", "办结")).print_title_rows == "$206:$206"
    assert paged(200, 3, ("办结", "受理", "办结")).print_title_rows == "$409:$409"


def test_a_header_breaks_before_its_unit_and_a_row_is_as_high_as_its_lines() -> None:
    columns = (
        Column("名称", Kind.TEXT, 5),
        Column("环比（百分点）", Kind.POINTS),
        Column("受理（件）"),
    )
    lines = [Row("1", ["社区\n服务中心", Fraction(0), 1, 1]), Row("2", ["社区", Fraction(0), 1, 1])]
    page = Section("三率", "三率", [Table("t", "表", columns, lines)])
    report = Report("三率", "三率表", "x", "三率", page, (), None, (), ("来源：x",))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(report, SHIPPED, AS_OF)))["三率"]
    assert [sheet.cell(3, column).value for column in (2, 3)] == [
        "环比\n（百分点）",
        "受理\n（件）",
    ]
    high, low = (sheet.row_dimensions[row].height for row in (4, 5))
    assert high > low


def test_the_figures_behind_the_charts_print_on_one_page(made: tuple[Study, bytes]) -> None:
    data = openpyxl.load_workbook(io.BytesIO(made[1]))["图表数据"]
    assert data.page_setup.fitToHeight == 1
