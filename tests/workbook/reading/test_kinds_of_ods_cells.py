"""What kind each cell of an .ods has."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from tests.workbook.reading.sheets_of_cells import MORNING, NIGHT, only
from workbook.reading.sheets import RawSheet, open_book
from workbook.values.text import Fault


def ods(path: Path, rows: str, *, null_date: str = "1899-12-30") -> RawSheet:
    """Read an .ods with one table, and with the styles of two formats."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
        for name, uri in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("number", "datastyle"),
            ("style", "style"),
        )
    )
    styles = (
        '<number:percentage-style style:name="N1"><number:number number:decimal-places="0" '
        'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>'
        '<number:time-style style:name="N2" number:truncate-on-overflow="false"><number:hours/>'
        '<number:text>:</number:text><number:minutes number:style="long"/></number:time-style>'
        '<style:style style:name="share" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="span" style:family="table-cell" style:data-style-name="N2"/>'
        '<style:style style:name="child" style:family="table-cell" '
        'style:parent-style-name="share"/>'
    )
    calcext = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces} {calcext}><office:automatic-styles>{styles}"
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:calculation-settings><table:null-date table:date-value="{null_date}"/>'
            f'</table:calculation-settings><table:table table:name="台账">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return only(open_book(path))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('table:formula="of:=1+1"/>', Fault("#未计算")),
        ('table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>', "x"),
        (
            (
                'office:value-type="string" office:string-value="" calcext:value-type="error">'
                "<text:p>#DIV/0!</text:p></table:table-cell>"
            ),
            Fault("#DIV/0!"),
        ),
        (
            (
                'office:value-type="string" calcext:value-type="error"><text:p>错误:502</text:p>'
                "</table:table-cell>"
            ),
            Fault("错误:502"),
        ),
        (
            'office:value-type="string"><text:p>#N/A</text:p></table:table-cell>',
            Fault("#N/A"),
        ),
        ('office:value-type="float" office:value="1E+999"/>', Fault("#NUM!")),
        ('office:value-type="date" office:date-value="2024-01-08"/>', NIGHT),
        ('office:value-type="date" office:date-value="2024-01-08T00:00:00"/>', NIGHT),
        ('office:value-type="date" office:date-value="2024-01-08T09:30:15"/>', MORNING),
        ('office:value-type="date" office:date-value="9999-12-31"/>', dt.date(9999, 12, 31)),
        ('office:value-type="date" office:date-value="0001-01-01"/>', dt.date(1, 1, 1)),
        (
            (
                'office:value-type="date" office:date-value="-0044-03-15"><text:p>前44年</text:p>'
                "</table:table-cell>"
            ),
            "前44年",
        ),
        ('office:value-type="time" office:time-value="PT09H30M00S"/>', dt.time(9, 30)),
        (
            'office:value-type="time" office:time-value="PT1087209H0-1M59.999999162S"/>',
            dt.datetime(2024, 1, 9, 9),
        ),
        (
            'office:value-type="time" office:time-value="PT09H30M00S" table:style-name="span"/>',
            dt.timedelta(hours=9, minutes=30),
        ),
        ('office:value-type="boolean" office:boolean-value="true"/>', True),
        (
            (
                'office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c'
                "</text:span><!-- x -->  d</text:p><text:p>e</text:p><office:annotation><text:p>注"
                "</text:p></office:annotation></table:table-cell>"
            ),
            "a  b\tc d\ne",
        ),
        ("><text:p>没有类型</text:p></table:table-cell>", "没有类型"),
    ],
)
def test_cells_of_an_ods(tmp_path: Path, cell: str, value: object) -> None:
    end = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = f"<table:table-row><table:table-cell {cell}{end}</table:table-row>"
    found = ods(tmp_path / "a.ods", row).rows[0][0]
    assert (type(found), found) == (type(value), value)


def test_repeats_covers_and_styles_of_an_ods(tmp_path: Path) -> None:
    sheet = ods(
        tmp_path / "a.ods",
        '<table:table-column table:number-columns-repeated="2" '
        'table:default-cell-style-name="child"/>'
        '<table:table-row table:number-rows-repeated="2"/>'
        '<table:table-row table:number-rows-repeated="3">'
        '<table:table-cell office:value-type="float" office:value="0.3"/>'
        '<table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="3" '
        'office:value-type="string"><text:p>合</text:p></table:table-cell>'
        '<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048571"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    )
    assert sheet.rows == [[0.3, "", "", "合"]] * 3
    assert (sheet.first_row, sheet.first_column) == (3, 1)
    assert list(map(str, sheet.merges)) == ["D3:F4"]
    assert sheet.number_format(4, 1) == "0%"
    assert sheet.number_format(4, 4) is None


def test_an_ods_that_counts_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    cell = '<table:table-cell office:value-type="float" office:value="43837"/>'
    ods(path, f"<table:table-row>{cell}</table:table-row>", null_date="1904-01-01")
    assert open_book(path).date1904
