"""Each cell with its kind: errors, formulas without results, merges, in every format."""

import datetime as dt
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from tests.office import convert, needs_office
from tests.workbook.packages import MAIN
from tests.workbook.packages_edit import edited, without_addresses
from tests.workbook.reading.sheets_of_cells import MORNING, NIGHT, only
from workbook.reading.sheets import RawSheet, open_book
from workbook.reading.xlsx_scan import scan
from workbook.values.refusals import DamagedError
from workbook.values.text import Fault

SHEET = "xl/worksheets/sheet1.xml"
ROWS: list[list[object]] = [
    ["工单编号", "派单时间", "接收时间", "数", "文字", "错误"],
    ["A1", MORNING, NIGHT, 1.5, " 两  个 空格", Fault("#N/A")],
    ["A2", NIGHT, NIGHT, 0.3, "上\n下", Fault("#DIV/0!")],
    ["A3", MORNING, dt.time(9, 30), dt.timedelta(hours=30), "=1+1", Fault("#N/A")],
    ["A4", "", "", -5.0, Fault("#N/A"), ""],
    ["A5", "", "", "", "合并", ""],
    ["A6", "", "", "", "", ""],
]
FORMATS = {(2, 3): "yyyy-mm-dd hh:mm", (3, 2): "yyyy-mm-dd", (2, 4): '0.00"万元"', (3, 4): "0%"}
MERGES = {(6, 5, 7, 5), (1, 1, 1, 1)}


def fill(sheet: Worksheet) -> None:
    for number, row in enumerate(ROWS, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, Fault):
                cell.value, cell.data_type = str(value), "e"
            elif isinstance(value, str) and value.startswith("="):
                cell.value, cell.data_type = value, "s"
            elif value != "":
                cell.value = value
    for (row, column), code in FORMATS.items():
        sheet.cell(row, column).number_format = code
    sheet["D4"].number_format = "[h]:mm:ss"
    sheet["C4"].number_format = "h:mm"
    sheet["E5"].value, sheet["E5"].data_type = "#N/A", "s"
    sheet.merge_cells("E6:E7")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    fill(book.active)
    book.active.title = "台账"
    hidden = book.create_sheet("隐藏")
    hidden["C3"] = "x"
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "台账.xlsx")
    return tmp_path / "台账.xlsx"


def kinds(sheet: RawSheet) -> list[list[tuple[type, object]]]:
    return [[(type(value), value) for value in row] for row in sheet.rows]


def unquoted(code: str | None) -> str:
    return (code or "").replace("\\", "")


def assert_same(sheet: RawSheet) -> None:
    assert kinds(sheet) == [[(type(value), value) for value in row] for row in ROWS]
    assert (sheet.first_row, sheet.first_column) == (1, 1)
    assert list(map(str, sheet.merges)) == ["E6:E7"]
    codes = sheet.number_formats(list(FORMATS))
    assert list(map(unquoted, codes)) == list(FORMATS.values())
    assert sheet.number_format(2, 3) == codes[0]


def test_xlsx(whole: Path) -> None:
    book = open_book(whole)
    assert (book.visible, book.hidden) == (("台账",), ("隐藏",))
    assert_same(only(book))
    assert book.load("隐藏").rows == [["x"]]
    assert (book.load("隐藏").first_row, book.load("隐藏").first_column) == (3, 3)


@needs_office
def test_the_same_workbook_in_every_format(whole: Path, tmp_path: Path) -> None:
    for kind in ("xls", "ods", "xlsx"):
        (made,) = convert([whole], kind, tmp_path / kind)
        book = open_book(made)
        assert (book.visible, book.hidden) == (("台账",), ("隐藏",))
        assert_same(only(book))


def _prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", xml)
    return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")


def _without_gaps(xml: bytes) -> bytes:
    """Write out blank cells between others, which only their addresses told."""
    root = etree.fromstring(xml)
    for row in root.iter("{*}row"):
        cells = {str(cell.get("r"))[0]: cell for cell in row}
        for column in "ABCDEF":
            blank = etree.Element(f"{MAIN}c", r=f"{column}{row.get('r')}")
            row.append(cells.get(column, blank))
    return etree.tostring(root)


def _reordered(xml: bytes) -> bytes:
    return re.sub(rb'<c (r="[A-Z0-9]+")((?: [a-z]+="[^"]*")+)', rb"<c\2 \1", xml)


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "prefix": _prefixed,
    "no addresses": lambda xml: without_addresses(_without_gaps(xml)),
    "line breaks": lambda xml: re.sub(rb">(?=<(?!/t|t))", b">\n  ", xml),
    "attributes on lines": lambda xml: xml.replace(b"<c r=", b"<c\n r="),
    "attributes reordered": _reordered,
    "single quotes": lambda xml: re.sub(rb'<c r="([A-Z0-9]+)"', rb"<c r='\1'", xml),
    "spaces around =": lambda xml: re.sub(rb'<c r="([A-Z0-9]+)"', rb'<c r = "\1"', xml),
    "lower case": lambda xml: re.sub(rb'<c r="([A-Z]+)', lambda m: b'<c r="' + m[1].lower(), xml),
    "dollars": lambda xml: re.sub(rb'<c r="([A-Z]+)([0-9]+)"', rb'<c r="$\1$\2"', xml),
    "comments": lambda xml: xml.replace(b"</v>", b"<!-- x --></v>").replace(b"<v>", b"<v><!-- -->"),
    "instructions": lambda xml: xml.replace(b"</v>", b"<?x y?></v>"),
    "CDATA": lambda xml: re.sub(rb"<v>([^<]*)</v>", rb"<v><![CDATA[\1]]></v>", xml),
    "numbers in pieces": lambda xml: re.sub(rb"<v>1\.5</v>", b"<v>1<!-- -->.5</v>", xml),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_sheet(whole: Path, spelling: str) -> None:
    before = zipfile.ZipFile(whole).read(SHEET)
    edited(whole, SHEET, SPELLINGS[spelling])
    assert zipfile.ZipFile(whole).read(SHEET) != before
    assert_same(only(open_book(whole)))


PIECES = {
    "comment": "合<!-- 不 -->并",
    "CDATA": "合<![CDATA[并]]>",
    "rich": "<r><t>合</t></r><r><t>并</t></r><rPh sb='0' eb='1'><t>he</t></rPh>",
}


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("plain", [True, False])
def test_markup_in_shared_texts(tmp_path: Path, piece: str, plain: bool) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("台账").write_row(0, 0, ["合并", "#N/A", "3#楼"])
    text = PIECES[piece] if piece == "rich" else f"<t>{PIECES[piece]}</t>"
    edited(
        path,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace("<t>合并</t>".encode(), text.encode()),
    )
    if not plain:
        edited(path, SHEET, _prefixed)
    row = only(open_book(path)).rows[0]
    assert [(type(value), value) for value in row] == [
        (str, "合并"),
        (Fault, "#N/A"),
        (str, "3#楼"),
    ]


def test_formats_behind_alternatives(whole: Path) -> None:
    """Excel takes the choice it understands, else the fallback; each counts as one format."""
    space = b"http://schemas.openxmlformats.org/markup-compatibility/2006"

    def alternatives(xml: bytes) -> bytes:
        first = re.search(rb"<cellXfs[^>]*>(<xf .*?(?:/>|</xf>))", xml, re.DOTALL)
        assert first
        choice = (
            b"<mc:AlternateContent><mc:Choice Requires='zz'><xf numFmtId='14'/><xf/></mc:Choice>"
            b"<mc:Fallback>" + first[1] + b"</mc:Fallback></mc:AlternateContent>"
        )
        xml = xml[: first.start(1)] + choice + xml[first.end(1) :]
        return xml.replace(b"<styleSheet ", b"<styleSheet xmlns:mc='" + space + b"' ", 1)

    edited(whole, "xl/styles.xml", alternatives)
    assert_same(only(open_book(whole)))


def test_a_workbook_part_of_another_name(whole: Path) -> None:
    with zipfile.ZipFile(whole) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in parts.items():
            renamed = name.replace("workbook.xml", "workbook2.xml")
            archive.writestr(renamed, data.replace(b"workbook.xml", b"workbook2.xml"))
    assert_same(only(open_book(whole)))


@pytest.mark.parametrize("plain", [True, False])
def test_faults_at_the_edges_of_a_sheet(tmp_path: Path, plain: bool) -> None:
    """A formula without a result beyond all other cells is still a cell."""
    book = openpyxl.Workbook()
    book.active["C3"] = "x"
    for cell in ("B2", "B5", "E3"):
        book.active[cell] = "=1+1"
    path = tmp_path / "a.xlsx"
    book.save(path)
    if not plain:
        edited(path, SHEET, _prefixed)
    sheet = only(open_book(path))
    lacking = Fault("#未计算")
    assert sheet.rows == [
        [lacking, "", "", ""],
        ["", "x", "", lacking],
        ["", "", "", ""],
        [lacking, "", "", ""],
    ]
    assert (sheet.first_row, sheet.first_column) == (2, 2)
    assert {type(sheet.rows[0][0]), type(sheet.rows[1][3])} == {Fault}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><f>1+1</f></c>', Fault("#未计算")),
        ('<c r="A1"><f>1+1</f><v/></c>', Fault("#未计算")),
        ('<c r="A1"><f>1+1</f><v></v></c>', Fault("#未计算")),
        ('<c r="A1"><f t="shared" si="0"/></c>', Fault("#未计算")),
        ('<c r="A1"><f t="array" ref="A1:A2">1</f></c>', Fault("#未计算")),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1" t="str"><f>NA()</f><v>#N/A</v></c>', Fault("#N/A")),
        ('<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>', Fault("#N/A")),
        ("<c r='A1' t='e'><v>#BLOCKED!</v></c>", Fault("#BLOCKED!")),
        ('<c r="A1" t="e"/>', Fault("#N/A")),
        ('<c r="A1" t="inlineStr"><is><t>#REF!</t></is></c>', Fault("#REF!")),
        ('<c r="A1" t="inlineStr"><is><t>#5 楼</t></is></c>', "#5 楼"),
        ('<c r="A1"><v>1E+999999999</v></c>', Fault("#NUM!")),
        ('<c r="A1"><v>1e400</v></c>', Fault("#NUM!")),
        (f'<c r="A1"><v>{"9" * 5000}</v></c>', Fault("#NUM!")),
        ('<c r="A1"><v>nan</v></c>', Fault("#NUM!")),
        ('<c r="A1"><v>-inf</v></c>', Fault("#NUM!")),
        ('<c r="A1"><v>12345678901234567</v></c>', 1.2345678901234568e16),
        ('<c r="A1"><v>2.40100000001E+16</v></c>', 2.40100000001e16),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="d"><v>2024-01-08T09:30:15</v></c>', MORNING),
        ('<c r="A1" t="d"><v>09:30:15</v></c>', dt.time(9, 30, 15)),
        ('<c r="A1" t="str"><v>a_x000D_b</v></c>', "a\rb"),
    ],
)
@pytest.mark.parametrize("plain", [True, False])
def test_single_cells(whole: Path, cell: str, value: object, plain: bool) -> None:
    def change(xml: bytes) -> bytes:
        xml = re.sub(rb'<c r="A1".*?</c>', lambda _: cell.encode(), xml, count=1)
        return xml if plain else _prefixed(xml)

    edited(whole, SHEET, change)
    found = only(open_book(whole)).rows[0][0]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("_x003D_1+1", "=1+1"),
        ("_x005F_x003D_1", "_x003D_1"),
        ("A1_x200B_", "A1\u200b"),
        ("a_x000D_b_x", "a\rb_x"),
        ("_x003d_", "="),
    ],
)
def test_escapes_of_shared_texts_are_undone(
    tmp_path: Path, written: str, text: str, plain: bool
) -> None:
    """Text stays text, whoever reads it: python-calamine the plain sheet, we the prefixed one."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "HERE")
    edited(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"HERE", written.encode()))
    edited(path, SHEET, lambda xml: xml if plain else _prefixed(xml))
    assert scan(zipfile.ZipFile(path).read(SHEET), "a").plain is plain
    assert kinds(only(open_book(path))) == [[(str, text)]]


def test_two_sheets_of_one_name(whole: Path) -> None:
    edited(whole, "xl/workbook.xml", lambda xml: xml.replace("隐藏".encode(), "台账".encode()))
    with pytest.raises(DamagedError, match="同名"):
        open_book(whole)


@pytest.mark.parametrize(
    "names",
    [
        '<definedName name="_xlnm.Print_Area" localSheetId="99">台账!$A$1</definedName>',
        '<definedName name="x" localSheetId="-1">台账!$A$1</definedName>',
    ],
)
def test_names_and_heights_that_make_no_sense(whole: Path, names: str) -> None:
    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"<definedNames ?/>", b"", xml)
        return xml.replace(b"</sheets>", f"</sheets><definedNames>{names}</definedNames>".encode())

    edited(whole, "xl/workbook.xml", change)
    edited(whole, SHEET, lambda xml: xml.replace(b'<row r="1"', b'<row ht="abc" r="1"'))
    assert_same(only(open_book(whole)))


VALUES = st.one_of(
    st.sampled_from(["", "是", " 空 格 ", "#N/A", "3#楼", "a\nb", "<&>", "_x000D_", "=1+1", "＃"]),
    st.floats(-1e99, 1e99),
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2999, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


@given(st.lists(st.lists(VALUES, max_size=4), max_size=5), st.integers(1, 3), st.integers(1, 3))
def test_both_readers_of_an_xlsx_agree(values: list[list[object]], top: int, left: int) -> None:
    """What python-calamine reads of a plain sheet, our own reader reads of any spelling."""
    book = openpyxl.Workbook()
    for row, cells in enumerate(values, top):
        for column, value in enumerate(cells, left):
            book.active.cell(row, column).value = None if value == "" else value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        book.save(path)
        plain = only(open_book(path))
        assert scan(zipfile.ZipFile(path).read(SHEET), "a").plain
        edited(path, SHEET, _prefixed)
        assert plain.rows == [] or not scan(zipfile.ZipFile(path).read(SHEET), "a").plain
        odd = only(open_book(path))
        assert kinds(odd) == kinds(plain)
        assert (odd.first_row, odd.first_column) == (plain.first_row, plain.first_column)


def test_a_day_shown_as_its_weekday_is_a_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = NIGHT
    book.active["A1"].number_format = "aaaa"
    book.save(tmp_path / "a.xlsx")
    assert kinds(only(open_book(tmp_path / "a.xlsx"))) == [[(dt.date, NIGHT)]]
