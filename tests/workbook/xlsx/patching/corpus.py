"""Workbooks full of what openpyxl would lose: made with XlsxWriter, openpyxl and LibreOffice."""

import base64
import io
import sysconfig
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def installed() -> list[Path]:
    """Every workbook that the installed packages bring along."""
    root = Path(sysconfig.get_paths()["purelib"])
    return sorted(
        p for kind in ("*.xlsx", "*.xlsm") for p in root.rglob(kind) if p.name[:2] != "~$"
    )


def _rows(sheet, count=30):
    for row in range(count):
        sheet.write_row(row, 0, [f"单{row}", row, row / 7, f"文本 {row % 5}"])


def features(path: Path, **options) -> Path:
    """XlsxWriter's whole repertoire on and around the sheet ``S``."""
    book = xlsxwriter.Workbook(path, options)
    sheet, other = book.add_worksheet("S"), book.add_worksheet("别的 'sheet' 页")
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#FFEE00", "locked": False})
    dated = book.add_format({"num_format": "yyyy/m/d", "border": 1})
    _rows(sheet)
    _rows(other)
    for row in range(1, 12):
        sheet.write_datetime(row, 4, datetime(2024, 1, row, row), dated)
        sheet.write_formula(row, 5, f"=B{row + 1}*2", bold, row * 2)
    sheet.write_array_formula("H2:H5", "{=B2:B5*2}")
    sheet.write_dynamic_array_formula("I2", "=SORT(B2:B6)")
    sheet.write_rich_string("D3", "红", bold, "字", "尾")
    sheet.merge_range("J1:L1", "合并", bold)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=S!$B$2:$B$20"})
    sheet.insert_chart("N2", chart)
    sheet.insert_image("N20", "x.png", {"image_data": io.BytesIO(PIXEL)})
    sheet.insert_textbox("N30", "文本框")
    sheet.insert_button("P2", {"caption": "按钮"})
    sheet.insert_checkbox("G8", True)
    sheet.add_sparkline("G2", {"range": "S!A2:D2"})
    sheet.conditional_format("B2:B20", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B2:B20", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.conditional_format(
        "A2:A20", {"type": "text", "criteria": "begins with", "value": "单", "format": bold}
    )
    sheet.data_validation("D2:D20", {"validate": "list", "source": ["甲", "乙"]})
    sheet.write_comment("A2", "批注")
    sheet.write_url("A5", "https://example.com/?a=1&b=2", string="链接")
    sheet.protect("x", {"autofilter": True})
    sheet.autofilter("A1:F30")
    sheet.filter_column("B", "x > 3")
    sheet.set_row(2, 30, None, {"hidden": True})
    sheet.set_column("B:C", 12, bold, {"level": 1})
    sheet.freeze_panes(1, 1)
    sheet.print_area("A1:F30")
    sheet.repeat_rows(0)
    sheet.set_header("&L&G", {"image_left": "x.png", "image_data_left": io.BytesIO(PIXEL)})
    sheet.set_background(io.BytesIO(PIXEL))
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.set_h_pagebreaks([10])
    other.add_table("A1:D30", {"columns": [{"header": h} for h in "甲乙丙丁"], "name": "表"})
    other.hide()
    book.define_name("名", "=S!$A$1:$B$9")
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=S!$B$2:$B$20"})
    book.add_chartsheet("图").set_chart(pie)
    book.set_custom_property("属性", 5)
    book.set_properties({"title": "题"})
    book.close()
    return path


def macros(path: Path, project: bytes) -> Path:
    """A workbook with a VBA project."""
    book = xlsxwriter.Workbook(path)
    book.add_vba_project(io.BytesIO(project), is_stream=True)
    _rows(book.add_worksheet("S"))
    book.close()
    return path


def tabled(path: Path) -> Path:
    """A table with a totals row and a calculated column on the sheet itself."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    _rows(sheet)
    columns = [
        {"header": h, "total_function": f}
        for h, f in zip("甲乙丙", ("count", "sum", None), strict=True)
    ]
    columns.append({"header": "丁", "formula": "=[@乙]*2"})
    sheet.add_table("A1:D30", {"total_row": True, "columns": columns})
    book.close()
    return path


def by_openpyxl(path: Path) -> Path:
    """What openpyxl writes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in range(1, 25):
        sheet.append([f"单{row}", row, datetime(2024, 1, row), f"=B{row}+1"])
    sheet.add_table(Table(displayName="T", ref="A26:B28"))
    for row, texts in enumerate((("头", "尾"), ("a", "b"), ("c", "d")), 26):
        for column, text in enumerate(texts, 1):
            sheet.cell(row, column, text)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=20))
    sheet.add_chart(chart, "H2")
    sheet["A3"].comment = Comment("批注", "x")
    sheet["B2"].protection = Protection(locked=False)
    sheet.conditional_formatting.add(
        "B1:B9", ColorScaleRule("min", None, "FF0000", "max", None, "00FF00")
    )
    sheet.conditional_formatting.add("B1:B9", DataBarRule("min", 0, "max", 9, "FF0000FF"))
    sheet.add_data_validation(DataValidation("whole", "between", "1", "9", sqref="B1:B9"))
    sheet.merge_cells("E1:F2")
    sheet.row_dimensions[3].hidden = True
    sheet.auto_filter.ref = "A1:D24"
    book.defined_names["名"] = DefinedName("名", attr_text="S!$A$1")
    book.create_sheet("空").sheet_state = "veryHidden"
    book.save(path)
    return path


def vba_project() -> bytes:
    """A VBA project out of an installed workbook."""
    for path in installed():
        with zipfile.ZipFile(path) as package:
            if "xl/vbaProject.bin" in package.namelist():
                return package.read("xl/vbaProject.bin")
    raise AssertionError("no installed package brings a workbook with macros")


def made(folder: Path) -> list[Path]:
    """Every kind of workbook, without those of LibreOffice."""
    return [
        features(folder / "features.xlsx"),
        features(folder / "date1904.xlsx", date_1904=True),
        features(folder / "streamed.xlsx", constant_memory=True, in_memory=True),
        macros(folder / "macros.xlsm", vba_project()),
        tabled(folder / "tabled.xlsx"),
        by_openpyxl(folder / "openpyxl.xlsx"),
    ]
