"""Filling a template by its names, whatever it looks like."""

import io
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.named_cells import named_cells
from tests.office import convert, needs_office
from tests.workbook.packages import MAIN, parts, repacked
from workbook.values.refusals import TemplateError
from workbook.xlsx.filling.template import Fill, Result, fill, legal_titles


def draw(*, names: dict[str, str] | None = None, shift: int = 0) -> openpyxl.Workbook:
    """A bill with one line, its sum, and a card that is copied; ``shift`` moves the bill down."""
    top, line, total, note = (row + shift for row in (1, 3, 4, 6))
    book = openpyxl.Workbook()
    bill = book.active
    bill.title = "账 单"
    bill.cell(top, 1, "客户")
    bill.cell(top + 1, 1, "项目")
    bill.cell(line, 3, f"=B{line}*税率")
    bill.cell(line, 4, f"=B{line}+C{line}")
    bill.cell(total, 2, f"=SUM(B{line}:B{line})")
    bill.cell(total, 4, "=SUM(含税)")
    bill.merge_cells(start_row=line, end_row=line, start_column=5, end_column=6)
    bill.merge_cells(start_row=note, end_row=note, start_column=1, end_column=4)
    bill.cell(note, 1).alignment = Alignment(wrap_text=True)
    bill.row_dimensions[note].height = 40
    bill.conditional_formatting.add(
        f"B{line}", CellIsRule("lessThan", ["0"], fill=PatternFill(bgColor="FF0000"))
    )
    rule = DataValidation("whole", "greaterThan", "0")
    rule.add(f"B{line}")
    bill.add_data_validation(rule)
    bill.print_area = f"A1:F{note}"
    bill.oddHeader.center.text = "{标题}"
    card = book.create_sheet("卡片")
    card["A1"] = "姓名"
    card.defined_names.add(DefinedName("姓名", attr_text="'卡片'!$B$1"))
    book.create_sheet("税")["A1"] = 0.06
    places = {
        "客户": f"$B${top}", "项目": f"$A${line}", "单价": f"$B${line}", "税额": f"$C${line}",
        "含税": f"$D${line}", "合计": f"$B${total}", "含税合计": f"$D${total}",
        "备注": f"$A${note}",
    }  # fmt: skip
    for name, place in places.items():
        book.defined_names.add(DefinedName(name, attr_text=f"'账 单'!{place}"))
    book.defined_names.add(DefinedName("税率", attr_text="'税'!$A$1"))
    for name, place in (names or {}).items():
        book.defined_names.add(DefinedName(name, attr_text=place))
    return book


def template(book: openpyxl.Workbook | None = None) -> bytes:
    buffer = io.BytesIO()
    (book or draw()).save(buffer)
    return buffer.getvalue()


LINES = [
    {"项目": name, "单价": price, "税额": Result(price * Fraction(6, 100)), "含税": Result(price)}
    for name, price in (("甲", 100), ("乙", 200), ("丙", 300))
]
CONTENT = Fill(
    {"客户": "某公司", "合计": Result(600), "含税合计": Result(Decimal("636.00")), "备注": "无"},
    [LINES],
    {"标题": "R&D {甲}"},
)
CARDS = {"卡片": [("卡-张三", Fill({"姓名": "张三"})), ("卡-李四", Fill({"姓名": "李四"}))]}


def opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def test_a_list_takes_as_many_rows_as_it_has_and_what_is_below_moves() -> None:
    bill = opened(fill(template(), CONTENT, CARDS))["账 单"]
    rows = [[cell.value for cell in row] for row in bill.iter_rows(max_col=4)]
    assert rows == [
        ["客户", "某公司", None, None],
        ["项目", None, None, None],
        ["甲", 100, "=B3*税率", "=B3+C3"],
        ["乙", 200, "=B4*税率", "=B4+C4"],
        ["丙", 300, "=B5*税率", "=B5+C5"],
        [None, "=SUM(B3:B5)", None, "=SUM(含税)"],
        [None, None, None, None],
        ["无", None, None, None],
    ]
    merged = sorted(map(str, bill.merged_cells.ranges))
    assert merged == ["A8:D8", "E3:F3", "E4:F4", "E5:F5"]
    assert [str(rule.sqref) for rule in bill.conditional_formatting] == ["B3:B5"]
    assert [str(rule.sqref) for rule in bill.data_validations.dataValidation] == ["B3:B5"]
    assert bill.print_area == "'账 单'!$A$1:$F$8"
    assert bill.row_dimensions[8].height == 40


def test_the_names_follow_and_lists_are_ranges() -> None:
    found = named_cells(fill(template(), CONTENT, CARDS))
    assert found["", "含税"] == ("账 单", "D3:D5")
    assert found["", "含税合计"] == ("账 单", "D6")
    assert found["卡-李四", "姓名"] == ("卡-李四", "B1")
    assert ("", "姓名") not in found


def test_a_name_of_the_whole_workbook_on_a_copied_sheet_becomes_the_copies_own() -> None:
    content = fill(
        template(draw(names={"班组": "卡片!$C$1"})),
        CONTENT,
        {"卡片": [("甲", Fill({"姓名": "张三", "班组": "一班"})), ("乙", Fill({"班组": "二班"}))]},
    )
    book = opened(content)
    assert book.sheetnames == ["账 单", "甲", "乙", "税"]
    assert [book[name]["C1"].value for name in "甲乙"] == ["一班", "二班"]
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, None, None, None]


def test_every_formula_carries_its_result_and_asks_to_be_recalculated() -> None:
    content = fill(template(), CONTENT, CARDS)
    bill = opened(content, values=True)["账 单"]
    assert [bill[cell].value for cell in ("C3", "C4", "D5", "B6", "D6")] == [6, 12, 300, 600, 636]
    workbook = etree.fromstring(parts(content)["xl/workbook.xml"])
    assert workbook.find(MAIN + "calcPr").get("fullCalcOnLoad") == "1"


def test_two_lists_of_one_length_may_point_at_each_other() -> None:
    book = draw()
    bill = book["账 单"]
    bill["H10"], bill["H12"] = "=H12*2", "=B3+1"
    for name, place in (("双倍", "H10"), ("加一", "H12")):
        text = f"'账 单'!${place[0]}${place[1:]}"
        book.defined_names.add(DefinedName(name, attr_text=text))
    tables = [
        [{"双倍": Result(0)}] * 3,
        LINES,
        [{"加一": Result(0)}] * 3,
    ]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        filled = fill(template(book), Fill(CONTENT.values, [tables[n] for n in order]))
        found = named_cells(filled)
        sheet = opened(filled)["账 单"]
        assert found["", "双倍"] == ("账 单", "H12:H14")
        assert [sheet[f"H{row}"].value for row in (12, 13, 14)] == ["=H16*2", "=H17*2", "=H18*2"]
        assert [sheet[f"H{row}"].value for row in (16, 17, 18)] == ["=B3+1", "=B4+1", "=B5+1"]


@pytest.mark.parametrize("text", ["=1+1", "+86 10", "-5", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_text_is_never_a_formula(text: str) -> None:
    content = fill(template(), Fill({**CONTENT.values, "客户": text}, [LINES]), CARDS)
    cell = opened(content)["账 单"]["B1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_text_keeps_everything_a_cell_can_hold() -> None:
    text = "<甲 & 乙>\x00\x0b\n  两行 _x0041_ \ud83d"
    content = fill(template(), Fill({**CONTENT.values, "客户": text}, [LINES]), CARDS)
    xml = parts(content)["xl/worksheets/sheet1.xml"].decode()
    assert "&lt;甲 &amp; 乙&gt;\n  两行 _x005F_x0041_ </t>" in xml
    long = fill(template(), Fill({**CONTENT.values, "客户": "长" * 40_000}, [LINES]), CARDS)
    assert len(opened(long)["账 单"]["B1"].value) == 32_767


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Decimal("536580.00"), "536580"),
        (Decimal("0.10"), "0.1"),
        (Decimal("-0.00"), "0"),
        (Fraction(235, 3), "78.3333333333333"),
        (Fraction(4, 2), "2"),
        (date(2024, 3, 25), "45376"),
        (datetime(2024, 3, 25, 12), "45376.5"),
        (True, "1"),
        (0, "0"),
    ],
)
def test_values_are_stored_exactly(value: object, stored: str) -> None:
    content = fill(template(), Fill({**CONTENT.values, "客户": value}, [LINES]), CARDS)
    root = etree.fromstring(parts(content)["xl/worksheets/sheet1.xml"])
    cell = next(cell for cell in root.iter(MAIN + "c") if cell.get("r") == "B1")
    assert cell.findtext(MAIN + "v") == stored


def test_a_blank_value_empties_the_cell() -> None:
    book = draw()
    book["账 单"]["B1"] = "示例"
    content = fill(template(book), Fill({**CONTENT.values, "客户": None}, [LINES]), CARDS)
    assert opened(content)["账 单"]["B1"].value is None


def test_the_same_content_gives_the_same_bytes_and_no_authors() -> None:
    book = draw()
    book.properties.creator = book.properties.lastModifiedBy = "某某"
    source = template(book)
    first, second = fill(source, CONTENT, CARDS), fill(source, CONTENT, CARDS)
    assert first == second
    assert "某某" not in parts(first)["docProps/core.xml"].decode()


def test_wrapped_text_makes_its_row_higher_and_never_lower() -> None:
    def height(text: str) -> float:
        content = Fill({**CONTENT.values, "备注": text}, [LINES])
        return opened(fill(template(), content, CARDS))["账 单"].row_dimensions[8].height

    assert height("短") == 40
    assert 40 < height("文" * 100) < height("文" * 150)
    assert height("一\n二\n三\n四\n五") > 40
    assert height("=" + "文" * 100) > 40


def test_letters_get_smaller_where_the_highest_row_cannot_hold_the_text() -> None:
    def cell(text: str) -> tuple[float, float]:
        content = Fill({**CONTENT.values, "备注": text}, [LINES])
        bill = opened(fill(template(), content, CARDS))["账 单"]
        (found,) = (each for row in bill for each in row if str(each.value).startswith("文文"))
        return found.font.sz, bill.row_dimensions[8].height

    sizes = [cell("文" * count) for count in (100, 600, 1500, 100_000)]
    assert sizes[0][0] == 11 > sizes[1][0] > sizes[2][0] > sizes[3][0] == 4
    assert all(height <= 409 for _, height in sizes)


def test_the_printed_header_takes_the_page_text() -> None:
    content = fill(template(), CONTENT, CARDS)
    xml = parts(content)["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r"<oddHeader>&amp;CR&amp;&amp;D \{甲\}</oddHeader>", xml)


def test_every_missing_name_is_told() -> None:
    book = draw()
    del book.defined_names["客户"]
    del book.defined_names["税额"]
    book["卡片"].defined_names.clear()
    with pytest.raises(TemplateError, match="缺少名称：姓名、客户、税额；"):
        fill(template(book), CONTENT, CARDS)


def test_a_name_missing_on_a_copied_sheet_is_not_taken_from_elsewhere() -> None:
    book = draw(names={"姓名": "'税'!$C$1"})
    book["卡片"].defined_names.clear()
    with pytest.raises(TemplateError, match="姓名"):
        fill(template(book), CONTENT, CARDS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda book: book["账 单"].__setitem__("B4", 1),
            "“合计”所指的单元格应为公式，现在不是（工作表 账 单）",
        ),
        (lambda book: book.remove(book["卡片"]), "缺少工作表：卡片"),
        (
            lambda book: book.defined_names.add(DefinedName("单价", attr_text="'账 单'!$B$9")),
            "同一行：项目、单价",
        ),
        (
            lambda book: book.defined_names.add(DefinedName("客户", attr_text="'账 单'!$A:$A")),
            "没有指向单元格",
        ),
        (
            lambda book: book.defined_names.add(DefinedName("客户", attr_text="'没有'!$A$1")),
            "没有指向工作表：客户",
        ),
    ],
)
def test_a_spoiled_template_is_refused(change, message: str) -> None:
    book = draw()
    change(book)
    with pytest.raises(TemplateError, match=re.escape(message)):
        fill(template(book), CONTENT, CARDS)


@pytest.mark.parametrize("content", [b"", b"not a zip", template()[:300]])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateError, match="不是有效的"):
        fill(content, CONTENT, CARDS)


def test_a_restyled_and_moved_template_is_filled_as_well() -> None:
    book = draw(shift=7)
    bill = book["账 单"]
    for row in bill.iter_rows():
        for cell in row:
            cell.font = Font(name="楷体", size=14, color="008000")
            cell.fill = PatternFill("solid", start_color="DDEEFF")
    bill.column_dimensions["A"].width = 40
    sheet = opened(fill(template(book), CONTENT, CARDS))["账 单"]
    assert [sheet[f"A{row}"].value for row in (10, 11, 12)] == ["甲", "乙", "丙"]
    assert sheet["B13"].value == "=SUM(B10:B12)"
    assert {sheet[f"A{row}"].font.name for row in (10, 11, 12)} == {"楷体"}


@needs_office
def test_each_copy_has_the_pictures_and_comments_of_its_own(tmp_path: Path) -> None:
    book = draw()
    chart = BarChart()
    chart.add_data(Reference(book["账 单"], min_col=2, min_row=1, max_row=3))
    book["卡片"].add_chart(chart, "D5")
    book["卡片"]["A1"].comment = Comment("填写姓名", "某某")
    content = fill(template(book), CONTENT, CARDS)
    drawn = [name for name in parts(content) if re.search(r"drawings/drawing\d.*xml$", name)]
    assert len(drawn) == 2
    path = tmp_path / "卡片.xlsx"
    path.write_bytes(content)
    again = opened(convert([path], "xlsx", tmp_path / "out")[0].read_bytes())
    for title in ("卡-张三", "卡-李四"):
        assert len(again[title]._charts) == 1
        assert again[title]["A1"].comment.text == "填写姓名"


@pytest.mark.nightly
@needs_office
def test_a_template_that_another_program_saved_is_filled_as_well(tmp_path: Path) -> None:
    source = tmp_path / "模板.xlsx"
    source.write_bytes(template())
    saved = convert([source], "xlsx", tmp_path / "saved")[0].read_bytes()
    filled = tmp_path / "账单.xlsx"
    filled.write_bytes(fill(saved, CONTENT, CARDS))
    made = opened(convert([filled], "xlsx", tmp_path / "again")[0].read_bytes(), values=True)
    sheet = made["账 单"]
    assert [round(sheet[cell].value, 9) for cell in ("C3", "C5", "B6", "D6")] == [6, 18, 600, 636]
    assert [made[name]["B1"].value for name in ("卡-张三", "卡-李四")] == ["张三", "李四"]


def test_shared_formulas_are_spelled_out_before_rows_move() -> None:
    content = template()
    root = etree.fromstring(parts(content)["xl/worksheets/sheet1.xml"])
    formulas = {cell.get("r"): cell.find(MAIN + "f") for cell in root.iter(MAIN + "c")}
    formulas["C3"].attrib.update({"t": "shared", "ref": "C3:D4", "si": "0"})
    formulas["D4"].attrib.update({"t": "shared", "si": "0"})
    formulas["D4"].text = None
    spoiled = repacked(content, {"xl/worksheets/sheet1.xml": etree.tostring(root)})
    bill = opened(fill(spoiled, CONTENT, CARDS))["账 单"]
    assert [bill[cell].value for cell in ("C3", "C5", "D6")] == ["=B3*税率", "=B5*税率", "=C6*税率"]


@pytest.mark.parametrize(
    ("titles", "legal"),
    [
        (["附件2-张三"], ["附件2-张三"]),
        (["a/b", "a\\b", "A:B"], ["a-b", "a-b(2)", "A-B(3)"]),
        (["[x]*?"], ["-x---"]),
        (["'甲'", "甲"], ["甲", "甲(2)"]),
        (["长" * 40, "长" * 41], ["长" * 31, "长" * 28 + "(2)"]),
        (["😀" * 20], ["😀" * 15]),
        (["History", ""], ["History(2)", "-"]),
        (["\x07甲\n"], ["甲"]),
    ],
)
def test_titles_are_legal_and_differ(titles: list[str], legal: list[str]) -> None:
    assert legal_titles(titles) == legal
